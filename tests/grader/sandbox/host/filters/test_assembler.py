"""The shape of the programs: what the kernel accepts, and what each call costs."""

import struct
from collections.abc import Callable

import pytest

from grader.sandbox.host.filters import Filter, assembler, build_filter
from grader.sandbox.host.filters.numbers import CONVENTIONS, numbers_of
from tests.grader.sandbox.host.filters.bpf_machine import SystemCall, decide, steps_of
from tests.grader.sandbox.host.filters.examination import EXPECTATIONS, MACHINES

MOST_INSTRUCTIONS = 256  # the kernel takes 4096
HOT = {"read": (3,), "write": (1,), "futex": (0, 0x89), "clock_gettime": (2,)}


@pytest.mark.parametrize("machine", MACHINES)
def test_a_program_is_small_and_its_jumps_land_inside(
    build: Callable[[str], bytes], machine: str
) -> None:
    steps = steps_of(build(machine))

    assert len(steps) <= MOST_INSTRUCTIONS
    assert steps[-1].code == 0x06
    for place, step in enumerate(steps):
        furthest = step.operand if step.code == 0x05 else max(step.if_true, step.if_false)
        assert place + 1 + furthest <= len(steps) - (step.code != 0x06)


@pytest.mark.parametrize("machine", MACHINES)
@pytest.mark.parametrize("name", HOT)
def test_a_frequent_call_is_decided_in_fifteen_steps(
    build: Callable[[str], bytes], machine: str, name: str
) -> None:
    arguments = (*HOT[name], *[0] * (6 - len(HOT[name])))
    call = SystemCall(numbers_of(machine)[name], CONVENTIONS[machine], arguments)

    assert decide(steps_of(build(machine)), call).steps <= 15


@pytest.mark.parametrize("machine", MACHINES)
def test_any_call_is_decided_in_a_hundred_steps(
    build: Callable[[str], bytes], machine: str
) -> None:
    steps = steps_of(build(machine))

    assert max(decide(steps, call).steps for call, _ in EXPECTATIONS[machine]) <= 100


def test_an_instruction_has_the_layout_of_the_kernels() -> None:
    packed = assembler.Instruction(0x15, 0xC000003E, if_true=1, if_false=2).pack()

    assert packed == b"\x15\x00\x01\x02\x3e\x00\x00\xc0"


def test_a_jump_too_far_for_its_byte_is_an_error() -> None:
    with pytest.raises(struct.error):
        assembler.Instruction(0x15, 0, if_false=256).pack()


@pytest.mark.parametrize("machine", MACHINES)
def test_a_filter_is_the_policy_with_its_seal_for_the_machine_that_is_named(machine: str) -> None:
    expected = Filter(assembler.assemble(machine), assembler.assemble_seal(machine))
    assert build_filter(machine) == expected


def test_no_two_machines_have_the_same_filter() -> None:
    assert len({build_filter(machine).program for machine in MACHINES}) == len(MACHINES)
