"""The numbers of system calls, against libseccomp's own tables."""

import ctypes

import pytest

from grader.sandbox.host.filters import UnsupportedMachineError, build_filter
from grader.sandbox.host.filters.numbers import CONVENTIONS, numbers_of
from grader.sandbox.host.filters.policy import ALLOWED, KILLED
from tests.grader.sandbox.host.filters.examination import MACHINES

ONLY_ON_X86 = {"modify_ldt", "iopl", "ioperm"}


@pytest.fixture
def libseccomp() -> ctypes.CDLL:
    try:
        return ctypes.CDLL("libseccomp.so.2")
    except OSError as error:
        pytest.skip(f"needs libseccomp: {error}")


@pytest.mark.parametrize("machine", MACHINES)
def test_each_number_is_the_one_that_libseccomp_knows(
    libseccomp: ctypes.CDLL, machine: str
) -> None:
    convention = ctypes.c_uint32(CONVENTIONS[machine])
    resolve = libseccomp.seccomp_syscall_resolve_name_arch

    for name, number in numbers_of(machine).items():
        assert resolve(convention, name.encode()) == number, name


def test_a_call_is_left_out_only_where_the_machine_has_none(libseccomp: ctypes.CDLL) -> None:
    assert numbers_of("x86_64").keys() - numbers_of("aarch64").keys() == ONLY_ON_X86

    convention = ctypes.c_uint32(CONVENTIONS["aarch64"])
    for name in ONLY_ON_X86:
        assert libseccomp.seccomp_syscall_resolve_name_arch(convention, name.encode()) < 0


def test_the_policy_and_the_numbers_name_the_same_calls() -> None:
    assert {*ALLOWED, *KILLED} == numbers_of("x86_64").keys()
    assert ALLOWED.keys() <= numbers_of("aarch64").keys()


@pytest.mark.parametrize("machine", MACHINES)
def test_no_two_calls_share_a_number(machine: str) -> None:
    numbers = numbers_of(machine).values()

    assert len(set(numbers)) == len(numbers)


@pytest.mark.parametrize("machine", ["i686", "armv7l", "aarch64_be", "riscv64", "arm64"])
def test_a_machine_that_we_have_no_numbers_of_is_refused_by_name(machine: str) -> None:
    with pytest.raises(UnsupportedMachineError, match=machine):
        build_filter(machine)
