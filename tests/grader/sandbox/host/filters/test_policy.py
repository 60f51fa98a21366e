"""What both builders' filters decide, against the policy and against expectations by hand."""

import struct
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.sandbox.host.filters import assembler
from grader.sandbox.host.filters.numbers import CONVENTIONS, numbers_of
from grader.sandbox.host.filters.policy import ALLOWED, KILLED, MaskedEqual
from tests.grader.sandbox.host.filters import libseccomp
from tests.grader.sandbox.host.filters.bpf_machine import (
    ALLOW,
    DENY,
    KILL,
    Step,
    SystemCall,
    decide,
    steps_of,
)
from tests.grader.sandbox.host.filters.examination import (
    BEYOND,
    FOREIGN,
    HIGH_HALVES,
    MACHINES,
    X32,
    expected,
    mistakes,
)

RW, RWX, EXEC = 3, 7, 4
ANONYMOUS, SHARED_FILE = 0x22, 0x01
HIGH = 1 << 32

words = st.one_of(
    st.sampled_from([0, 1, 2, 3, 4, 9, 14, 0x20, 0x22, 0x80, 0x189, 0xFFFFFFFF]),
    st.integers(0, 2**32 - 1),
)
arguments = st.builds(
    lambda low, high: low | high << 32,
    words,
    st.one_of(st.sampled_from(HIGH_HALVES), st.integers(0, 2**32 - 1)),
)
numbers = st.one_of(
    st.sampled_from([numbers_of(machine)[name] for machine in MACHINES for name in ALLOWED]),
    st.sampled_from(BEYOND),
    st.integers(0, 2**32 - 1),
)


@pytest.fixture(params=MACHINES)
def machine(request: pytest.FixtureRequest) -> str:
    found: str = request.param
    return found


@pytest.fixture
def steps(build: Callable[[str], bytes], machine: str) -> list[Step]:
    return steps_of(build(machine))


def test_every_number_is_decided_as_the_policy_says(steps: list[Step], machine: str) -> None:
    assert list(mistakes(machine, steps)) == []


@given(
    number=numbers,
    given_arguments=st.tuples(*[arguments] * 6),
    machine=st.sampled_from(MACHINES),
    foreign=st.one_of(st.none(), st.sampled_from(FOREIGN)),
)
def test_both_builders_decide_any_call_as_the_policy_says(
    number: int, given_arguments: tuple[int, ...], machine: str, foreign: int | None
) -> None:
    convention = CONVENTIONS[machine] if foreign is None else foreign
    call = SystemCall(number, convention, given_arguments)

    for steps in BUILT[machine]:
        assert decide(steps, call).action == expected(machine, call)


def _build_all(machine: str) -> Iterator[list[Step]]:
    yield steps_of(assembler.assemble(machine))
    try:
        yield steps_of(libseccomp.build(machine))
    except libseccomp.LibseccompError:
        return


BUILT = {machine: list(_build_all(machine)) for machine in MACHINES}


@pytest.mark.parametrize(
    ("name", "given_arguments", "action"),
    [
        ("read", (3,), ALLOW),
        ("read", (0,), DENY),
        ("read", (1,), DENY),
        ("read", (4,), DENY),
        ("read", (0xFFFFFFFF,), DENY),
        ("read", (HIGH | 3,), ALLOW),  # the kernel takes it for 3
        ("read", (HIGH | 0,), DENY),
        ("read", (3 * HIGH,), DENY),  # the kernel takes it for 0
        ("write", (0,), DENY),
        ("write", (1,), ALLOW),
        ("write", (2,), ALLOW),
        ("write", (3,), ALLOW),
        ("write", (4,), DENY),
        ("write", (HIGH | 4,), DENY),
        ("mmap", (0, 4096, RW, ANONYMOUS), ALLOW),
        ("mmap", (0, 4096, 0, ANONYMOUS | 0x20000), ALLOW),
        ("mmap", (0, 4096, RWX, ANONYMOUS), DENY),
        ("mmap", (0, 4096, EXEC, ANONYMOUS), DENY),
        ("mmap", (0, 4096, HIGH | EXEC, ANONYMOUS), DENY),
        ("mmap", (0, 4096, RW, SHARED_FILE, 3), DENY),
        ("mmap", (0, 4096, RW, HIGH * ANONYMOUS, 3), DENY),
        ("mprotect", (0, 4096, RW), ALLOW),
        ("mprotect", (0, 4096, 0), ALLOW),
        ("mprotect", (0, 4096, RWX), DENY),
        ("mprotect", (0, 4096, HIGH | EXEC), DENY),
        ("madvise", (0, 4096, 14), ALLOW),
        ("madvise", (0, 4096, 4), ALLOW),
        ("madvise", (0, 4096, 12), DENY),  # sharing equal pages with other processes
        ("futex", (0, 0x80 | 9), ALLOW),
        ("futex", (0, 0x100 | 0x80 | 9), ALLOW),
        ("futex", (0, 0x80 | 1), ALLOW),
        ("futex", (0, 0x80), ALLOW),
        ("futex", (0, 0), DENY),  # not private: by the file behind a page
        ("futex", (0, 6), DENY),  # with inherited priority
        ("futex", (0, 0x80 | 12), DENY),
        ("clock_gettime", (2,), ALLOW),
        ("clock_gettime", (0xFFFFFFF2,), DENY),  # the CPU time of process 1
        ("clock_nanosleep", (1, 1), ALLOW),
        ("exit_group", (0,), ALLOW),
        ("prlimit64", (0, 7), ALLOW),
        ("prlimit64", (1, 7), DENY),
        ("close", (3,), ALLOW),
        ("close", (1,), ALLOW),
        ("close", (4,), DENY),
        ("execve", (0,), KILL),
        ("ptrace", (0,), KILL),
        ("seccomp", (1,), ALLOW),  # our own last step
        ("seccomp", (0,), DENY),
        ("seccomp", (3,), DENY),
    ],
)
def test_a_call_is_decided_by_its_arguments(
    steps: list[Step], machine: str, name: str, given_arguments: tuple[int, ...], action: int
) -> None:
    padded = (*given_arguments, *[0] * (6 - len(given_arguments)))
    call = SystemCall(numbers_of(machine)[name], CONVENTIONS[machine], padded)

    assert decide(steps, call).action == action


def test_the_seal_takes_back_what_our_own_last_steps_need_and_nothing_else(machine: str) -> None:
    sealed = steps_of(assembler.assemble_seal(machine))
    known = numbers_of(machine)
    taken_back = {known["prlimit64"]: DENY, known["seccomp"]: KILL}
    for number in range(600):
        call = SystemCall(number, CONVENTIONS[machine])
        assert decide(sealed, call).action == taken_back.get(number, ALLOW)


@pytest.mark.parametrize(
    "number",
    [
        *(2, 3, 17, 20, 32, 33, 41, 46, 47, 56, 57, 58, 62, 72, 16, 157, 186, 234, 257),
        *(13, 14, 38, 105, 112, 160, 200, 435, 999),
    ],
)
def test_files_threads_sockets_signals_and_limits_are_denied(number: int) -> None:
    """The numbers are of x86_64: open, close, pread64, writev, dup, socket, clone, kill, ..."""
    for steps in BUILT["x86_64"]:
        assert decide(steps, SystemCall(number, CONVENTIONS["x86_64"])).action == DENY


def test_another_convention_is_killed_whatever_it_asks(steps: list[Step], machine: str) -> None:
    for convention in FOREIGN:
        for number in numbers_of(machine).values():
            assert decide(steps, SystemCall(number, convention)).action == KILL


def test_x32_is_killed_on_x86_64(build: Callable[[str], bytes]) -> None:
    steps, own = steps_of(build("x86_64")), CONVENTIONS["x86_64"]

    for name in (*ALLOWED, *KILLED):
        assert decide(steps, SystemCall(X32 | numbers_of("x86_64")[name], own)).action == KILL


def test_the_number_that_a_debugger_skips_a_call_by_is_denied(
    steps: list[Step], machine: str
) -> None:
    """As libseccomp has it: -1 is no call of x32, though it holds its bit."""
    assert decide(steps, SystemCall(0xFFFFFFFF, CONVENTIONS[machine])).action == DENY


def test_nothing_is_allowed_and_killed() -> None:
    assert not ALLOWED.keys() & set(KILLED)
    assert len(set(KILLED)) == len(KILLED)


@pytest.mark.long
def test_the_examination_finds_any_wrong_operand_and_any_comparison_left_out(
    machine: str,
) -> None:
    steps = steps_of(assembler.assemble(machine))

    for place, step in enumerate(steps):
        for planted in _wrong(step):
            wrong = [*steps[:place], planted, *steps[place + 1 :]]
            assert next(mistakes(machine, wrong), None), f"{place}: {planted}"


def _wrong(step: Step) -> Iterator[Step]:
    is_mask, is_comparison = step.code == 0x54, step.code in (0x15, 0x35)
    yield replace(step, operand=0 if is_mask else step.operand ^ 1)
    if is_comparison:
        yield replace(step, if_true=0, if_false=0)


def test_the_examination_finds_a_descriptor_taken_for_the_number_of_a_call() -> None:
    """A jump one too far leaves the descriptor where the next comparison looks for a number."""
    steps = BUILT["x86_64"][0]
    place = next(i for i, step in enumerate(steps) if step.operand == 3 and step.code == 0x15)
    too_far = replace(steps[place], if_false=steps[place].if_false + 1)

    found = next(mistakes("x86_64", [*steps[:place], too_far, *steps[place + 1 :]]))
    assert found.number == numbers_of("x86_64")["read"]


def test_the_examination_finds_a_descriptor_compared_in_all_64_bits(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    compare_all = MaskedEqual(0, 3, (1 << 64) - 1)
    monkeypatch.setattr(libseccomp, "ALLOWED", {**ALLOWED, "read": ((compare_all,),)})
    try:
        steps = steps_of(libseccomp.build("x86_64"))
    except libseccomp.LibseccompError as error:
        pytest.skip(f"needs libseccomp: {error}")

    assert {call.arguments[0] % HIGH for call in mistakes("x86_64", steps)} == {3}


def test_the_machine_reads_the_call_as_the_kernel_lays_it_out() -> None:
    call = SystemCall(7, 9, (1, 2, 3, 4, 5, HIGH))

    assert len(call.pack()) == 64
    assert struct.unpack_from("<I", call.pack(), 60) == (1,)
