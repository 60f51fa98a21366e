"""Loading a program: what is refused before the kernel sees it, and what the kernel offers."""

import ctypes
import errno
import platform
import sys

import pytest

from grader.sandbox.kernel import seccomp

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="seccomp is of Linux")

MACHINE = platform.machine()


@pytest.mark.parametrize("program", [b"", bytes(7), bytes(9), bytes(8 * 4097)])
def test_a_program_that_is_not_whole_empty_or_too_long_is_not_prepared(program: bytes) -> None:
    with pytest.raises(ValueError, match=f"got {len(program)} bytes"):
        seccomp.prepare(program)


def test_a_program_that_the_kernel_refuses_is_an_error() -> None:
    """Eight zero bytes are no program: the last step must return."""
    with pytest.raises(OSError, match=r"Invalid argument|Permission denied"):
        seccomp.load(seccomp.prepare(bytes(8)))


@pytest.mark.parametrize("refused_with", [errno.ENOSYS, errno.EPERM, errno.EINVAL])
def test_a_call_that_fails_is_no_offer(refused_with: int) -> None:
    def refuse(*arguments: object) -> int:
        ctypes.set_errno(refused_with)
        return -1

    assert not seccomp.is_offered(MACHINE, refuse)


def test_a_kernel_that_answers_but_would_not_load_is_no_offer() -> None:
    def answer_the_question_only(number: int, operation: int, *arguments: object) -> int:
        ctypes.set_errno(errno.EPERM)
        return 0 if operation == seccomp._GET_ACTION_AVAILABLE else -1

    assert not seccomp.is_offered(MACHINE, answer_the_question_only)


def test_other_systems_and_machines_offer_none(monkeypatch: pytest.MonkeyPatch) -> None:
    assert not seccomp.is_offered("riscv64")

    monkeypatch.setattr(sys, "platform", "darwin")
    assert not seccomp.is_offered(MACHINE)
