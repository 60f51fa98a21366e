"""Switches of the Linux kernel that Python has no function for.

Source: man pages prctl(2), PR_SET_PDEATHSIG(2const) and their neighbours.
"""

import ctypes
import os
from collections.abc import Callable
from functools import cache

_PR_SET_PDEATHSIG = 1
_PR_SET_DUMPABLE = 4
_PR_CAPBSET_DROP = 24
_PR_SET_NO_NEW_PRIVS = 38
_PR_CAP_AMBIENT = 47
_PR_CAP_AMBIENT_CLEAR_ALL = 4
_LAST_CAPABILITY = 63


def die_with_parent(signal_number: int) -> None:
    """Have the kernel send this process a signal as soon as its parent ends."""
    _switch(_PR_SET_PDEATHSIG, signal_number)


def hide_memory() -> None:
    """Close /proc/self to others of the same user, and forbid tracing and core dumps.

    A worker's memory holds expected values and labels, and a zygote may share its user.
    """
    _switch(_PR_SET_DUMPABLE, 0)


def gain_no_privileges() -> None:
    """Never gain any by starting a program."""
    _switch(_PR_SET_NO_NEW_PRIVS, 1)


def bound_capabilities() -> None:
    """Give up every capability for good, as far as the kernel lets us; needs CAP_SETPCAP."""
    prctl = _prctl()
    prctl(_PR_CAP_AMBIENT, _PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0)
    for number in range(_LAST_CAPABILITY + 1):
        prctl(_PR_CAPBSET_DROP, number, 0, 0, 0)


def _switch(option: int, value: int) -> None:
    if _prctl()(option, value, 0, 0, 0):
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number), f"prctl {option}")


@cache
def _prctl() -> Callable[..., int]:
    """The C library's prctl(2), which is Linux's alone: so it is looked up when it is called."""
    call = ctypes.CDLL(None, use_errno=True).prctl
    call.argtypes = (ctypes.c_int, *[ctypes.c_ulong] * 4)
    return call
