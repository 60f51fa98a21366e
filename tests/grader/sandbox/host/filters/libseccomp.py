"""The policy as a seccomp program, put together by libseccomp: an oracle beside our assembler.

The functions of its C interface that we need, bound here: seccomp(3) and the pages it points to.
"""

import ctypes
import os
import platform
from collections.abc import Iterator
from contextlib import contextmanager

from grader.sandbox.host.filters.numbers import CONVENTIONS, numbers_of
from grader.sandbox.host.filters.policy import ALLOWED, ANSWERS_DENIED, KILLED, MaskedEqual

_LIBRARY = "libseccomp.so.2"
_ALLOW, _KILL = 0x7FFF0000, 0x80000000  # the whole process, not the one thread
_DENY = 0x00050000 | ANSWERS_DENIED
_ON_OTHER_CONVENTIONS = 2  # the attribute SCMP_FLTATR_ACT_BADARCH
_OWN_CONVENTION = 0
_MASKED_EQUAL = 7
_HIGHEST_PRIORITY = 255


class _Comparison(ctypes.Structure):
    """`struct scmp_arg_cmp`: that an argument, under a mask, is a value."""

    _fields_ = (
        ("argument", ctypes.c_uint),
        ("operator", ctypes.c_int),
        ("mask", ctypes.c_uint64),
        ("value", ctypes.c_uint64),
    )


class LibseccompError(Exception):
    """The library is not here, or is too old for a call of the policy."""


class _Rules:
    """A filter that the library is putting together."""

    def __init__(self, library: ctypes.CDLL, handle: int) -> None:
        self._library = library
        self._handle = ctypes.c_void_p(handle)

    def aim_at(self, machine: str) -> None:
        """Build for `machine`, whichever we are on, and kill what comes from others."""
        self._call("seccomp_attr_set", ctypes.c_int(_ON_OTHER_CONVENTIONS), ctypes.c_uint32(_KILL))
        if machine != platform.machine():
            self._call("seccomp_arch_add", ctypes.c_uint32(CONVENTIONS[machine]))
            self._call("seccomp_arch_remove", ctypes.c_uint32(_OWN_CONVENTION))

    def add(self, action: int, name: str, words: tuple[MaskedEqual, ...] = ()) -> None:
        """Answer a call with `action` where all words hold."""
        comparisons = (_Comparison * len(words))(
            *(_Comparison(word.argument, _MASKED_EQUAL, word.mask, word.value) for word in words)
        )
        self._call(
            "seccomp_rule_add_exact_array",
            *(ctypes.c_uint32(action), self._number(name)),
            *(ctypes.c_uint(len(words)), comparisons),
        )

    def look_early(self, name: str, priority: int) -> None:
        """Look for a call before those of a lower priority, which is 255 at most."""
        self._call("seccomp_syscall_priority", self._number(name), ctypes.c_uint8(priority))

    def program(self) -> bytes:
        """The program for all rules so far."""
        with os.fdopen(os.memfd_create("seccomp"), "w+b") as file:
            self._call("seccomp_export_bpf", ctypes.c_int(file.fileno()))
            file.seek(0)
            return file.read()

    def _number(self, name: str) -> ctypes.c_int:
        """The library's own number of a call, which it turns into that of the machine aimed at."""
        return ctypes.c_int(self._library.seccomp_syscall_resolve_name(name.encode("ascii")))

    def _call(self, function: str, *arguments: object) -> None:
        code = self._library[function](self._handle, *arguments)
        if code < 0:
            raise LibseccompError(f"{function}: {os.strerror(-code)}")


def build(machine: str) -> bytes:
    """The program that enforces the policy on `machine`.

    Raises LibseccompError where the library cannot build it, UnsupportedMachineError for a machine
    other than x86_64 and aarch64.
    """
    numbers = numbers_of(machine)
    with _open_rules() as rules:
        rules.aim_at(machine)
        for place, (name, when) in enumerate(ALLOWED.items()):
            for words in when:
                rules.add(_ALLOW, name, words)
            rules.look_early(name, _HIGHEST_PRIORITY - place)
        for name in filter(numbers.__contains__, KILLED):
            rules.add(_KILL, name)
        return rules.program()


@contextmanager
def _open_rules() -> Iterator[_Rules]:
    try:
        library = ctypes.CDLL(_LIBRARY)
    except OSError as error:
        raise LibseccompError(str(error)) from error
    library.seccomp_init.restype = ctypes.c_void_p
    handle = library.seccomp_init(ctypes.c_uint32(_DENY))
    if handle is None:
        raise LibseccompError("seccomp_init: no filter")
    try:
        yield _Rules(library, handle)
    finally:
        library.seccomp_release(ctypes.c_void_p(handle))
