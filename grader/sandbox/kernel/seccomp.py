"""Loading a seccomp program into this process, for good.

Knows only the standard library and no other file of ours: it is imported where student code runs.
Source: seccomp(2); linux/seccomp.h, linux/filter.h.
"""

import ctypes
import errno
import os
import platform
import sys
from collections.abc import Callable

_SECCOMP = {"x86_64": 317, "aarch64": 277}  # the number of the call on each machine
_SET_MODE_FILTER, _GET_ACTION_AVAILABLE = 1, 2
_KILL_PROCESS = 0x80000000
_INSTRUCTION_BYTES = 8
_MOST_INSTRUCTIONS = 4096


class _SockFprog(ctypes.Structure):
    """`struct sock_fprog`: where a program is and how many instructions it has."""

    _fields_ = (("length", ctypes.c_ushort), ("instructions", ctypes.c_void_p))


class PreparedProgram:
    """A program laid out in memory as the kernel reads it, with the call that will hand it over."""

    def __init__(self, program: bytes) -> None:
        self._instructions = ctypes.create_string_buffer(program, len(program))  # kept alive
        length = len(program) // _INSTRUCTION_BYTES
        self._program = _SockFprog(length, ctypes.addressof(self._instructions))
        self._reference = ctypes.byref(self._program)
        self._syscall = _syscall()
        self._number = _SECCOMP[platform.machine()]

    def load(self) -> None:
        """Put this thread, and all that comes of it, under the program. Raises OSError."""
        if self._syscall(self._number, _SET_MODE_FILTER, 0, self._reference):
            number = ctypes.get_errno()
            raise OSError(number, os.strerror(number))


def prepare(program: bytes) -> PreparedProgram:
    """A program ready to be loaded: all that loading needs is done here, ahead of the fork.

    program: `struct sock_filter` after `struct sock_filter`. Raises ValueError where it is not
    whole, empty or too long for the kernel, LookupError on a machine other than x86_64 and aarch64.
    """
    length, rest = divmod(len(program), _INSTRUCTION_BYTES)
    if rest or not 0 < length <= _MOST_INSTRUCTIONS:
        raise ValueError(
            f"need 1 to {_MOST_INSTRUCTIONS} instructions of {_INSTRUCTION_BYTES} bytes, "
            f"got {len(program)} bytes"
        )
    return PreparedProgram(program)


def load(prepared: PreparedProgram) -> None:
    """Put this process under a program, and all that come of it; nothing can take it off.

    Needs no_new_privs, and a process of one thread: it does not reach others. Raises OSError.
    """
    prepared.load()


def is_offered(machine: str, syscall: Callable[..., int] | None = None) -> bool:
    """Whether the kernel offers programs that can kill a process, and lets us load one.

    Asked without loading: the kernel looks for the program at no address only where it would
    take one. A container may deny the call itself. syscall: what to ask by instead of syscall(2).
    """
    if sys.platform != "linux" or machine not in _SECCOMP:
        return False
    syscall, number = syscall or _syscall(), _SECCOMP[machine]
    action = ctypes.c_uint32(_KILL_PROCESS)
    if syscall(number, _GET_ACTION_AVAILABLE, 0, ctypes.byref(action)):
        return False
    return syscall(number, _SET_MODE_FILTER, 0, None) != 0 and ctypes.get_errno() == errno.EFAULT


def _syscall() -> Callable[..., int]:
    """The C library's syscall(2), for calls with a pointer as their third argument."""
    call = ctypes.CDLL(None, use_errno=True).syscall
    call.argtypes = (ctypes.c_long, ctypes.c_long, ctypes.c_long, ctypes.c_void_p)
    call.restype = ctypes.c_long
    return call
