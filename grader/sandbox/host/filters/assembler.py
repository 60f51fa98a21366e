"""The policy as a seccomp program, put together by ourselves.

A program reads `struct seccomp_data` one 32-bit word at a time and jumps forward only.
Source: Linux, Documentation/userspace-api/seccomp_filter.rst and linux/seccomp.h, linux/filter.h;
McCanne and Jacobson 1993, "The BSD Packet Filter", section 3.
"""

import struct
from dataclasses import dataclass

from grader.sandbox.host.filters.numbers import CONVENTIONS, X32_BIT, numbers_of
from grader.sandbox.host.filters.policy import (
    ALLOWED,
    ALWAYS,
    ANSWERS_DENIED,
    KILLED,
    SEALED_DENIED,
    SEALED_KILLED,
    Condition,
    MaskedEqual,
)

# Classes, modes and operations of linux/bpf_common.h, joined as we use them.
_LOAD_WORD, _AND, _RETURN = 0x20, 0x54, 0x06
_JUMP_IF_EQUAL, _JUMP_IF_NOT_LESS = 0x15, 0x35
_NUMBER_AT, _CONVENTION_AT, _ARGUMENTS_AT = 0, 4, 16  # bytes into struct seccomp_data
_SKIPPED = 0xFFFFFFFF  # number -1: a debugger's "make no call", no call of x32
_WORD = 0xFFFFFFFF


@dataclass(frozen=True)
class Instruction:
    """One `struct sock_filter`: jumps count the instructions that they skip, 255 at most."""

    code: int
    operand: int
    if_true: int = 0
    if_false: int = 0

    def pack(self) -> bytes:
        """Its eight bytes. Raises struct.error for a jump too far."""
        return struct.pack("=HBBI", self.code, self.if_true, self.if_false, self.operand)


_ALLOW = Instruction(_RETURN, 0x7FFF0000)
_DENY = Instruction(_RETURN, 0x00050000 | ANSWERS_DENIED)
_KILL = Instruction(_RETURN, 0x80000000)  # the whole process, not the one thread


def assemble(machine: str) -> bytes:
    """The program that enforces the policy on `machine`.

    Raises UnsupportedMachineError for a machine other than x86_64 and aarch64.
    """
    numbers = numbers_of(machine)
    killed = [numbers[name] for name in KILLED if name in numbers]
    program = [
        *_require_convention(machine),
        *(step for name, when in ALLOWED.items() for step in _allow(numbers[name], when)),
        *(step for number in killed for step in (_unless(number, skip=1), _KILL)),
        _DENY,
    ]
    return b"".join(instruction.pack() for instruction in program)


def assemble_seal(machine: str) -> bytes:
    """The second program, which takes back what only our own last steps need.

    It lies over the first one, which has looked at the convention. Raises UnsupportedMachineError.
    """
    numbers = numbers_of(machine)
    program = [Instruction(_LOAD_WORD, _NUMBER_AT)]
    for names, answer in ((SEALED_DENIED, _DENY), (SEALED_KILLED, _KILL)):
        program += [step for name in names for step in (_unless(numbers[name], skip=1), answer)]
    return b"".join(instruction.pack() for instruction in (*program, _ALLOW))


def _require_convention(machine: str) -> list[Instruction]:
    """Kill what comes in under another convention, whose numbers mean other calls."""
    steps = [
        Instruction(_LOAD_WORD, _CONVENTION_AT),
        Instruction(_JUMP_IF_EQUAL, CONVENTIONS[machine], if_true=1),
        _KILL,
        Instruction(_LOAD_WORD, _NUMBER_AT),
    ]
    if machine == "x86_64":
        steps += [
            Instruction(_JUMP_IF_NOT_LESS, X32_BIT, if_false=2),
            Instruction(_JUMP_IF_EQUAL, _SKIPPED, if_true=1),
            _KILL,
        ]
    return steps


def _allow(number: int, when: Condition) -> list[Instruction]:
    """Decide on one call; without arguments to look at, by a single return."""
    body = [step for words in when for step in _allow_where(words)]
    if when != ALWAYS:
        body.append(_DENY)
    return [_unless(number, skip=len(body)), *body]


def _allow_where(words: tuple[MaskedEqual, ...]) -> list[Instruction]:
    """Allow where all words hold, else go on behind."""
    steps = [_ALLOW]
    for word in reversed(words):
        steps = [*_look_at(word, otherwise=len(steps)), *steps]
    return steps


def _look_at(word: MaskedEqual, otherwise: int) -> list[Instruction]:
    """Go on where the word holds, else skip `otherwise` instructions."""
    steps = [Instruction(_LOAD_WORD, _ARGUMENTS_AT + 8 * word.argument)]  # little-endian
    if word.mask != _WORD:
        steps.append(Instruction(_AND, word.mask))
    return [*steps, Instruction(_JUMP_IF_EQUAL, word.value, if_false=otherwise)]


def _unless(number: int, skip: int) -> Instruction:
    """Skip what follows unless the call has this number; so it is still loaded behind."""
    return Instruction(_JUMP_IF_EQUAL, number, if_false=skip)
