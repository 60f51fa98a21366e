"""From how a process ended, and how far it came, to a verdict or a fault of ours."""

import signal
from dataclasses import replace
from typing import Any

import pytest

from grader.catalogue import PROBLEM_KINDS
from grader.problems import Catalogue
from grader.sandbox.protocol.frames import Fault, FaultCode
from grader.sandbox.protocol.request import Limits, Request
from grader.sandbox.results.exits import Exit, StopReason, run_of_exit
from grader.sandbox.results.replies import ParsedReplies
from grader.sandbox.runner import Reply, RunnerFaultError
from grader.verdicts import Verdict

LIMITS = Limits(wall_s=5, cpu_s=2, memory_bytes=64_000_000, output_bytes=10_000)
REQUEST = Request(b"", "layers.py", (), LIMITS, 0)
RAISED = Fault(FaultCode.EXCEPTION, ("ValueError", "no", "x", ""), 3)
FORBIDDEN = Fault(FaultCode.FORBIDDEN, ("PermissionError", "no", "x", ""), 3)

THROUGH = ParsedReplies(
    ready=True,
    loaded=True,
    done=True,
    replies=((Reply(),),),
    stopped=None,
    at="layers.py",
    broken=False,
)
RUNNING = replace(THROUGH, done=False, at="Affine.forward")
STOPPED = replace(THROUGH, done=False, stopped=RAISED)

KILLED_BY_US = Exit(b"printed\n", -signal.SIGKILL, StopReason.NOT_STOPPED, 0.5, 10**7)
DIED = replace(KILLED_BY_US, exit_status=1)
BY_OTHERS = replace(KILLED_BY_US, killed_by_others=True)


def _with(ended: Exit = KILLED_BY_US, /, **changes: Any) -> Exit:
    return replace(ended, **changes)


@pytest.mark.parametrize(
    ("ended", "parsed", "verdict", "code"),
    [
        pytest.param(KILLED_BY_US, THROUGH, None, None, id="through"),
        pytest.param(BY_OTHERS, THROUGH, None, None, id="through, then killed"),
        pytest.param(
            _with(stop_reason=StopReason.TOO_LONG),
            THROUGH,
            None,
            None,
            id="through, then slow to hang up",
        ),
        pytest.param(
            _with(stop_reason=StopReason.TOO_MUCH_OUTPUT),
            THROUGH,
            Verdict.OUTPUT_LIMIT,
            "output_limit",
            id="too much",
        ),
        pytest.param(
            _with(exit_status=-signal.SIGXFSZ),
            RUNNING,
            Verdict.OUTPUT_LIMIT,
            "output_limit",
            id="output outgrown",
        ),
        pytest.param(
            KILLED_BY_US,
            replace(THROUGH, broken=True),
            Verdict.FORBIDDEN_ACTION,
            "channel_misused",
            id="wrote to our channel",
        ),
        pytest.param(KILLED_BY_US, STOPPED, Verdict.ERROR_IN_CODE, "exception", id="raised"),
        pytest.param(
            BY_OTHERS, STOPPED, Verdict.ERROR_IN_CODE, "exception", id="raised, then killed"
        ),
        pytest.param(
            KILLED_BY_US,
            replace(STOPPED, stopped=FORBIDDEN),
            Verdict.FORBIDDEN_ACTION,
            "forbidden",
            id="denied",
        ),
        pytest.param(
            _with(exit_status=-signal.SIGSYS),
            RUNNING,
            Verdict.FORBIDDEN_ACTION,
            "forbidden_call",
            id="ended by the filter",
        ),
        pytest.param(
            _with(stop_reason=StopReason.TOO_LONG),
            RUNNING,
            Verdict.TIME_LIMIT,
            "time_limit",
            id="deadline",
        ),
        pytest.param(
            _with(exit_status=-signal.SIGXCPU),
            RUNNING,
            Verdict.TIME_LIMIT,
            "time_limit",
            id="processor time",
        ),
        pytest.param(
            _with(exit_status=-signal.SIGALRM),
            RUNNING,
            Verdict.TIME_LIMIT,
            "time_limit",
            id="alarm",
        ),
        pytest.param(
            _with(cpu_s=2.0), RUNNING, Verdict.TIME_LIMIT, "time_limit", id="deaf to SIGXCPU"
        ),
        pytest.param(
            _with(BY_OTHERS, cpu_s=2.0),
            RUNNING,
            Verdict.TIME_LIMIT,
            "time_limit",
            id="killed by the clock of the kernel",
        ),
        pytest.param(
            _with(out_of_memory=True),
            RUNNING,
            Verdict.MEMORY_LIMIT,
            "out_of_memory",
            id="memory of the group",
        ),
        pytest.param(DIED, RUNNING, Verdict.ERROR_IN_CODE, "code_died", id="died"),
    ],
)
def test_each_way_to_end_has_its_verdict(
    ended: Exit, parsed: ParsedReplies, verdict: Verdict | None, code: str | None
) -> None:
    run = run_of_exit(ended, parsed, REQUEST)

    assert run.verdict is verdict
    assert (run.problem and run.problem.code) == code
    assert (run.replies, run.output) == (parsed.replies, "printed\n")
    assert (run.cpu_s, run.peak_bytes) == (ended.cpu_s, ended.peak_bytes)
    if run.problem is not None:
        assert run.problem.values["where"] == parsed.at
        assert Catalogue.of(PROBLEM_KINDS).explain(run.problem, "en").message


def test_a_kill_by_others_is_our_fault() -> None:
    with pytest.raises(RunnerFaultError, match="killed, and not by us"):
        run_of_exit(BY_OTHERS, RUNNING, REQUEST)


def test_a_kill_by_the_watcher_is_not_our_fault() -> None:
    assert run_of_exit(KILLED_BY_US, RUNNING, REQUEST).verdict is Verdict.ERROR_IN_CODE


def test_a_child_that_was_never_ready_is_our_fault_whatever_it_did() -> None:
    unready = replace(RUNNING, ready=False)
    for ended in (
        DIED,
        BY_OTHERS,
        _with(stop_reason=StopReason.TOO_MUCH_OUTPUT),
        _with(exit_status=-signal.SIGSYS),
    ):
        with pytest.raises(RunnerFaultError, match="not ready") as raised:
            run_of_exit(ended, unready, REQUEST)
        assert ended.stop_reason.name in str(raised.value)
        assert "printed" in str(raised.value)


@pytest.mark.parametrize(
    ("exit_status", "how"),
    [(0, "exit status 0"), (70, "exit status 70"), (-11, "SIGSEGV"), (-40, "signal 40")],
)
def test_a_death_is_told_in_the_words_of_the_system(exit_status: int, how: str) -> None:
    problem = run_of_exit(_with(exit_status=exit_status), RUNNING, REQUEST).problem
    assert problem is not None
    assert problem.values["how"] == how


def test_the_time_that_was_up_is_the_shorter_of_the_two() -> None:
    problem = run_of_exit(_with(stop_reason=StopReason.TOO_LONG), RUNNING, REQUEST).problem
    assert problem is not None
    assert problem.values["seconds"] == 2


def test_what_was_printed_is_plain_text_whatever_the_bytes() -> None:
    run = run_of_exit(_with(printed=b"\xff\x1b[31m\x00ok\n"), THROUGH, REQUEST)
    assert run.output == "\ufffd[31mok\n"
