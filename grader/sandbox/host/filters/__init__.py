"""The seccomp filter that student code runs under: which system calls the kernel answers."""

import platform
from dataclasses import dataclass
from typing import Literal

from grader.sandbox.host.filters import assembler, libseccomp
from grader.sandbox.host.filters.numbers import UnsupportedMachineError

__all__ = ["Filter", "UnsupportedMachineError", "build_filter"]


@dataclass(frozen=True)
class Filter:
    """Programs for the kernel, `struct sock_filter` after `struct sock_filter`.

    program: the filter. seal: lies over it from student code on, and takes back what is needed to
    get there.
    """

    program: bytes
    seal: bytes
    built_by: Literal["libseccomp", "assembler"]


def build_filter(machine: str | None = None) -> Filter:
    """The filter that enforces the policy on `machine`, by default the one we are on.

    Built by libseccomp where it is installed and knows every call of the policy, else by our own
    assembler; both decide alike on every call. Raises UnsupportedMachineError for a machine other
    than x86_64 and aarch64.
    """
    machine = machine or platform.machine()
    seal = assembler.assemble_seal(machine)
    try:
        return Filter(libseccomp.build(machine), seal, "libseccomp")
    except libseccomp.LibseccompError:
        return Filter(assembler.assemble(machine), seal, "assembler")
