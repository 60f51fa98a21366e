"""The filters in force: real processes load them and are refused by the kernel."""

import errno
import platform
import signal
import subprocess
from collections.abc import Callable, Sequence

import pytest

from grader.sandbox.host.filters.numbers import numbers_of
from grader.sandbox.host.filters.policy import KILLED
from tests.grader.sandbox.host.filters.examination import MACHINES

Outcomes = Callable[[bytes, Sequence[Sequence[int]]], list[int]]
Start = Callable[..., subprocess.CompletedProcess[str]]

MACHINE = platform.machine()
UNFILTERED = b""
OTHER_END = 54
NOBODYS_NUMBER = 2**22 + 1  # beyond any process number
ANYWHERE = -100
RW, RWX, PRIVATE, ANONYMOUS = 3, 7, 2, 0x20
INT_80, X32 = -80, 0x40000000

# name: (number on x86_64, on aarch64), arguments. Without a filter none of them fails with EPERM,
# and none of them does harm.
DENIED: dict[str, tuple[tuple[int, int], tuple[int, ...]]] = {
    "read from standard input": ((0, 63), (0,)),
    "read from another descriptor": ((0, 63), (OTHER_END,)),
    "write to another descriptor": ((1, 64), (OTHER_END,)),
    "write to descriptor 0": ((1, 64), (0,)),
    "openat": ((257, 56), (ANYWHERE, 0)),
    "close": ((3, 57), (OTHER_END,)),
    "dup": ((32, 23), (3,)),
    "fcntl": ((72, 25), (3, 1)),
    "ioctl": ((16, 29), (3, 0x541B)),
    "socket": ((41, 198), (1, 1, 0)),
    "sendmsg": ((46, 211), (3, 0, 0)),
    "recvmsg": ((47, 212), (3, 0, 0x40)),
    "clone3": ((435, 435), (0, 0)),
    "kill": ((62, 129), (0, 0)),
    "prctl": ((157, 167), (3,)),
    "prlimit64 of another process": ((302, 261), (NOBODYS_NUMBER, 7)),
    "rt_sigaction": ((13, 134), (24, 0, 0, 8)),
    "memory to execute": ((9, 222), (0, 4096, RWX, PRIVATE | ANONYMOUS, -1)),
    "memory from a file": ((9, 222), (0, 4096, RW, PRIVATE, 3)),
    "mprotect to execute": ((10, 226), (0, 0, RWX)),
    "futex with inherited priority": ((202, 98), (0, 7)),
    "the clock of another process": ((228, 113), (0xFFFFFFF2, 0)),
    "a call of tomorrow": ((9999, 9999), ()),
}
ALLOWED: dict[str, tuple[tuple[int, int], tuple[int, ...]]] = {
    "read from 3": ((0, 63), (3, 0, 0)),
    "read from 3 by another high half": ((0, 63), (1 << 32 | 3, 0, 0)),
    "write to 1": ((1, 64), (1, 0, 0)),
    "write to 2": ((1, 64), (2, 0, 0)),
    "write to 3": ((1, 64), (3, 0, 0)),
    "memory": ((9, 222), (0, 4096, RW, PRIVATE | ANONYMOUS, -1)),
    "mprotect": ((10, 226), (0, 0, RW)),
    "brk": ((12, 214), (0,)),
    "getpid": ((39, 172), ()),
    "getrandom": ((318, 278), (0, 0, 0)),
    "prlimit64 of itself": ((302, 261), (0, 7)),
    "close 3": ((3, 57), (3,)),
}


@pytest.fixture(autouse=True)
def _skip_unknown_machine() -> None:
    if MACHINE not in MACHINES:
        pytest.skip(f"no filter for {MACHINE}")


def calls_of(
    table: dict[str, tuple[tuple[int, int], tuple[int, ...]]],
) -> list[tuple[int, ...]]:
    column = MACHINES.index(MACHINE)
    return [(numbers[column], *arguments) for numbers, arguments in table.values()]


def test_the_kernel_denies_what_is_not_allowed(
    build: Callable[[str], bytes], outcomes: Outcomes
) -> None:
    found = outcomes(build(MACHINE), calls_of(DENIED))

    assert dict(zip(DENIED, found, strict=True)) == dict.fromkeys(DENIED, errno.EPERM)


def test_without_a_filter_none_of_these_is_denied_so(outcomes: Outcomes) -> None:
    assert errno.EPERM not in outcomes(UNFILTERED, calls_of(DENIED))


def test_the_kernel_answers_what_is_allowed(
    build: Callable[[str], bytes], outcomes: Outcomes
) -> None:
    found = outcomes(build(MACHINE), calls_of(ALLOWED))

    assert dict(zip(ALLOWED, found, strict=True)) == dict.fromkeys(ALLOWED, 0)


def test_each_call_of_an_attack_ends_the_process(
    build: Callable[[str], bytes], outcomes: Outcomes
) -> None:
    """Arguments of -1: no address, no descriptor and no flags, should a filter let one through."""
    numbers = numbers_of(MACHINE)
    names = [name for name in KILLED if name in numbers]

    found = outcomes(build(MACHINE), [(numbers[name], *[-1] * 6) for name in names])

    assert dict(zip(names, found, strict=True)) == dict.fromkeys(names, -signal.SIGSYS)


@pytest.mark.skipif(MACHINE != "x86_64", reason="only x86_64 has a second convention")
def test_x32_ends_the_process(build: Callable[[str], bytes], outcomes: Outcomes) -> None:
    assert outcomes(build(MACHINE), [(X32 | 39,)]) == [-signal.SIGSYS]


@pytest.mark.skipif(MACHINE != "x86_64", reason="only x86_64 runs i386's calls")
def test_i386_by_its_interrupt_ends_the_process(
    build: Callable[[str], bytes], outcomes: Outcomes
) -> None:
    if outcomes(UNFILTERED, [(INT_80,)]) != [0]:
        pytest.skip("this kernel answers no calls of i386")

    assert outcomes(build(MACHINE), [(INT_80,)]) == [-signal.SIGSYS]


def test_honest_numpy_code_runs_and_reads_why_it_was_refused(
    build: Callable[[str], bytes], start: Start
) -> None:
    ended = start("confined_numpy.py", build(MACHINE))

    assert ended.returncode == 0, ended.stderr
    assert ended.stdout.endswith("done\n")


def test_without_a_filter_the_same_code_is_not_refused(start: Start) -> None:
    ended = start("confined_numpy.py", UNFILTERED)

    assert "AssertionError: not refused" in ended.stderr
