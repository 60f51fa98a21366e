"""The seccomp filter that student code runs under: which system calls the kernel answers."""

import platform
from dataclasses import dataclass
from typing import Literal

from grader.sandbox.filters import assembler, libseccomp
from grader.sandbox.filters.numbers import UnsupportedMachineError

__all__ = ["Filter", "UnsupportedMachineError", "build_filter"]


@dataclass(frozen=True)
class Filter:
    """A program for the kernel, `struct sock_filter` after `struct sock_filter`."""

    program: bytes
    built_by: Literal["libseccomp", "assembler"]


def build_filter(machine: str | None = None) -> Filter:
    """The filter that enforces the policy on `machine`, by default the one we are on.

    Built by libseccomp where it is installed and knows every call of the policy, else by our own
    assembler; both decide alike on every call. Raises UnsupportedMachineError for a machine other
    than x86_64 and aarch64.
    """
    machine = machine or platform.machine()
    try:
        return Filter(libseccomp.build(machine), "libseccomp")
    except libseccomp.LibseccompError:
        return Filter(assembler.assemble(machine), "assembler")
