"""Calls to try a filter with, and what the policy says of each, read off its tables."""

from collections.abc import Iterator, Mapping
from functools import cache

from grader.sandbox.host.filters.numbers import CONVENTIONS, numbers_of
from grader.sandbox.host.filters.policy import ALLOWED, KILLED
from tests.grader.sandbox.host.filters.bpf_machine import (
    ALLOW,
    DENY,
    KILL,
    Step,
    SystemCall,
    decide,
)

MACHINES = tuple(CONVENTIONS)
WORD, X32 = 0xFFFFFFFF, 0x40000000
FOREIGN = (0x40000003, 0x40000028, 0xC00000F3, 0, WORD)  # i386, arm, riscv64, none at all
BEYOND = (X32 - 1, X32, X32 + 1, X32 + 59, 0x7FFFFFFF, 0x80000000, WORD - 1, WORD)
HIGH_HALVES = (0, 1, 1 << 31, WORD)


def expected(machine: str, call: SystemCall) -> int:
    """The action that the policy asks for."""
    if call.convention != CONVENTIONS[machine]:
        return KILL
    if machine == "x86_64" and X32 <= call.number < WORD:
        return KILL
    name = _names(machine).get(call.number, "")
    if name in KILLED:
        return KILL
    for words in ALLOWED.get(name, ()):
        if all(call.arguments[word.argument] & WORD & word.mask == word.value for word in words):
            return ALLOW
    return DENY


def calls(machine: str) -> Iterator[SystemCall]:
    """Each number up to 600 and beyond x32's, with arguments around every word of the policy."""
    own, names = CONVENTIONS[machine], _names(machine)
    for number in (*range(601), *BEYOND):
        yield SystemCall(number, own)
        for arguments in _arguments_around(names.get(number, ""), machine):
            yield SystemCall(number, own, arguments)
    for convention in FOREIGN:
        yield from (SystemCall(number, convention) for number in (*range(601), *BEYOND))


@cache
def _names(machine: str) -> Mapping[int, str]:
    return {number: name for name, number in numbers_of(machine).items()}


def _arguments_around(name: str, machine: str) -> Iterator[tuple[int, ...]]:
    """Arguments that a row of the policy allows, and those one bit away, under each high half.

    And those that equal the number of an allowed call, which a filter must not take for one.
    """
    numbers = [numbers_of(machine)[name] for name in ALLOWED]
    for words in ALLOWED.get(name, ()):
        exact = [0, 0, 0, 0, 0, 0]
        for word in words:
            exact[word.argument] |= word.value
        for word in words:
            flipped = [exact[word.argument] ^ 1 << bit for bit in range(32)]
            for tried in (exact[word.argument], *flipped, *numbers):
                arguments = list(exact)
                arguments[word.argument] = tried
                for high in HIGH_HALVES:
                    yield tuple(argument | high << 32 for argument in arguments)


def mistakes(machine: str, steps: list[Step]) -> Iterator[SystemCall]:
    """The calls that a program decides otherwise than the policy, or cannot decide."""
    for call, action in EXPECTATIONS[machine]:
        try:
            decided = decide(steps, call).action
        except ValueError:
            yield call
            continue
        if decided != action:
            yield call


EXPECTATIONS = {
    machine: [(call, expected(machine, call)) for call in calls(machine)] for machine in MACHINES
}
