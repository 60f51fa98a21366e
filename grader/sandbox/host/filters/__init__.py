"""The seccomp filter that student code runs under: which system calls the kernel answers."""

from dataclasses import dataclass

from grader.sandbox.host.filters.assembler import assemble, assemble_seal
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


def build_filter(machine: str) -> Filter:
    """The filter that enforces the policy on `machine`.

    Raises UnsupportedMachineError for a machine other than x86_64 and aarch64.
    """
    return Filter(assemble(machine), assemble_seal(machine))
