"""Becoming a user that owns nothing."""

import os

FIRST_USER = 1_900_000_000  # plus a process number, of which there are 2**22 at most: nobody's
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
