"""Becoming a user that owns nothing."""

import os

NOBODY = 65534


def leave_root(number: int) -> None:
    """Take a user number, without groups; where a container maps too few for it, `nobody`'s.

    Raises OSError where even that is refused.
    """
    os.setgroups([])
    try:
        _become(number)
    except OSError:
        _become(NOBODY)


def _become(number: int) -> None:
    os.setresgid(number, number, number)
    os.setresuid(number, number, number)
