"""Landlock: from one call on, no files, no TCP and no signals to others, for good.

The kernel offers more of it with each version of its interface: all that it knows is denied.
Source: Linux, Documentation/userspace-api/landlock.rst; the numbers of the system calls are the
same on every architecture.
"""

import ctypes
import errno
import os
import sys
from functools import cache

_CREATE_RULESET, _RESTRICT_SELF = 444, 446
_ASK_VERSION = 1
_PR_SET_NO_NEW_PRIVS = 38
_FILE_RIGHTS = {1: 13, 2: 14, 3: 15, 5: 16}  # how many there are from a version on
_TCP_RIGHTS = {4: 0b11}  # bind, connect
_SCOPES = {6: 0b11}  # abstract UNIX sockets, signals
_NOT_OFFERED = (errno.ENOSYS, errno.EOPNOTSUPP, errno.EPERM)


class _RulesetAttributes(ctypes.Structure):
    """What a ruleset denies unless a rule allows it; ours has no rules."""

    _fields_ = (
        ("files", ctypes.c_uint64),
        ("tcp", ctypes.c_uint64),
        ("scopes", ctypes.c_uint64),
    )


def version() -> int:
    """The version of Landlock that the kernel offers, 0 for none.

    A container may deny the call itself, which counts as none. Raises OSError for anything else.
    """
    if sys.platform != "linux":
        return 0
    found = _libc().syscall(_CREATE_RULESET, None, 0, _ASK_VERSION)
    if found >= 0:
        return int(found)
    if ctypes.get_errno() in _NOT_OFFERED:
        return 0
    raise _last_error()


def close_off(offered: int | None = None) -> None:
    """Deny this process, and all that come of it, everything that Landlock can deny.

    offered: a version, by default the kernel's. Does nothing where that is 0, for none. Raises
    OSError where the kernel then refuses.
    """
    offered = version() if offered is None else offered
    if offered == 0:
        return
    ruleset = make_ruleset(offered)
    try:
        restrict(ruleset)
    finally:
        os.close(ruleset)


def make_ruleset(offered: int) -> int:
    """A ruleset that denies all that a version knows, as a descriptor.

    Raises OSError where the kernel makes none.
    """
    attributes = _RulesetAttributes(
        (1 << _newest(_FILE_RIGHTS, offered)) - 1,
        _newest(_TCP_RIGHTS, offered),
        _newest(_SCOPES, offered),
    )
    size = 8 * (1 + (offered >= 4) + (offered >= 6))  # older kernels know fewer members
    ruleset = int(_libc().syscall(_CREATE_RULESET, ctypes.byref(attributes), size, 0))
    if ruleset < 0:
        raise _last_error()
    return ruleset


def restrict(ruleset: int) -> None:
    """Put this process, and all that come of it, under a ruleset for good. Raises OSError."""
    libc = _libc()
    if libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) or libc.syscall(_RESTRICT_SELF, ruleset, 0):
        raise _last_error()


def _newest(by_version: dict[int, int], offered: int) -> int:
    """The value from the newest version that is not beyond the one offered; 0 for none."""
    return max((value for since, value in by_version.items() if since <= offered), default=0)


@cache
def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)


def _last_error() -> OSError:
    number = ctypes.get_errno()
    return OSError(number, os.strerror(number))
