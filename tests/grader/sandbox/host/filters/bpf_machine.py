"""A machine that runs seccomp programs as the kernel does, and counts their steps.

Source: McCanne and Jacobson 1993, "The BSD Packet Filter", section 3; linux/seccomp.h.
"""

import struct
from dataclasses import dataclass

ALLOW, KILL, DENY = 0x7FFF0000, 0x80000000, 0x00050001  # the process; with EPERM


@dataclass(frozen=True)
class SystemCall:
    """What the kernel shows to a program."""

    number: int  # 32 bits, as all that a program sees of it
    convention: int
    arguments: tuple[int, ...] = (0, 0, 0, 0, 0, 0)  # 64 bits each

    def pack(self) -> bytes:
        """`struct seccomp_data`; the address that the call came from is no part of our policy."""
        return struct.pack("<IIQ6Q", self.number, self.convention, 0, *self.arguments)


@dataclass(frozen=True)
class Decision:
    """What a program returned, after how many instructions."""

    action: int
    steps: int


@dataclass(frozen=True)
class Step:
    """One instruction: what to do, and how many to skip after a comparison."""

    code: int
    if_true: int
    if_false: int
    operand: int


def steps_of(program: bytes) -> list[Step]:
    """The instructions of a program."""
    return [Step(*fields) for fields in struct.iter_unpack("<HBBI", program)]


def decide(steps: list[Step], call: SystemCall) -> Decision:
    """What a program does about a call.

    Raises ValueError for what the kernel would not load: an instruction that no program of ours
    has, a word outside of the call, a jump or a last step beyond the end.
    """
    words = struct.unpack("<16I", call.pack())
    accumulator, place, taken = 0, 0, 0
    while place < len(steps):
        step = steps[place]
        place, taken = place + 1, taken + 1
        match step.code:
            case 0x20 if step.operand % 4 == 0 and step.operand < 64:
                accumulator = words[step.operand // 4]
            case 0x54:
                accumulator &= step.operand
            case 0x05:
                place += step.operand
            case 0x06:
                return Decision(step.operand, taken)
            case _:
                place += step.if_true if _holds(step, accumulator) else step.if_false
    raise ValueError("the program runs beyond its end")


def _holds(step: Step, accumulator: int) -> bool:
    match step.code:
        case 0x15:
            return accumulator == step.operand
        case 0x25:
            return accumulator > step.operand
        case 0x35:
            return accumulator >= step.operand
        case 0x45:
            return bool(accumulator & step.operand)
    raise ValueError(f"no instruction of ours: {step}")
