"""How a grading process runs code: confined, trusted where it is told so, or not at all."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace

import pytest

from grader.process.code_runner import CodeRunner
from grader.process.code_running import CodeRunning, CodeState
from grader.process.messages import Setup
from grader.sandbox.host.defences import Defence
from grader.sandbox.host.system import System
from grader.sandbox.plain.subprocess_runner import SubprocessRunner
from grader.sandbox.pool.sandbox_runner import SandboxRunner
from grader.sandbox.runner import RunnerFaultError

OLD_KERNEL = replace(System.here(), release="4.19.0-generic")


@contextmanager
def opened(setup: Setup, system: System | None = None) -> Iterator[tuple[CodeRunner, CodeRunning]]:
    with closing(CodeRunner(setup, system)) as runner:
        yield runner, runner.open()


@pytest.mark.usefixtures("sandbox")
def test_on_this_machine_code_is_confined() -> None:
    with opened(Setup()) as (runner, code):
        assert code.state is CodeState.CONFINED
        inner = runner._runner
        assert isinstance(inner, SandboxRunner)
        assert {Defence.SECCOMP, Defence.LIMITS} <= {
            finding.defence for finding in code.findings if finding.in_force
        }
    assert inner.zygotes == ()


@pytest.mark.parametrize("trusts", [False, True])
def test_without_a_sandbox_code_runs_on_trust_alone(trusts: bool) -> None:
    with opened(Setup(trusts_code=trusts), OLD_KERNEL) as (runner, code):
        assert code.state is (CodeState.TRUSTED if trusts else CodeState.REFUSED)
        assert code.missing is not None
        assert code.missing.reason == "Linux 4.19.0-generic is too old"
        assert (code.takes_code, code.is_sound) == (trusts, trusts)
        assert isinstance(runner._runner, SubprocessRunner) is trusts


def test_what_was_accepted_before_is_our_fault_and_no_students() -> None:
    with (
        closing(CodeRunner(Setup(), OLD_KERNEL)) as runner,
        pytest.raises(RunnerFaultError, match="too old"),
    ):
        runner.run(None)


def test_other_systems_grade_predictions_and_are_sound() -> None:
    with opened(Setup(), replace(System.here(), platform="darwin", name="Darwin")) as (_, code):
        assert not code.takes_code
        assert code.is_sound


def test_a_required_defence_that_is_missing_refuses() -> None:
    system = replace(System.here(), bubblewrap=None)
    with opened(Setup(require=(Defence.BUBBLEWRAP,)), system) as (_, code):
        assert code.state is CodeState.REFUSED
        assert "bwrap" in code.missing.reason
