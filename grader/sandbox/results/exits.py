"""From how a child ended to what that means: the student's result, or a fault of ours."""

import signal
import sys
from dataclasses import dataclass
from enum import Enum, auto

from grader.problems import Problem
from grader.sandbox import problems
from grader.sandbox.protocol.request import Request
from grader.sandbox.results.faults import plain_text, problem_of, verdict_of
from grader.sandbox.results.replies import ParsedReplies
from grader.sandbox.results.turns import TurnWatch
from grader.sandbox.runner import Run, RunnerFaultError
from grader.verdicts import Verdict

DETAIL_BYTES = 2_000
_FILTERED = {-signal.SIGSYS} if sys.platform != "win32" else set()
_OUTGROWN = {-signal.SIGXFSZ} if sys.platform != "win32" else set()
_CLOCKS = {-signal.SIGXCPU, -signal.SIGALRM} if sys.platform != "win32" else set()


class StopReason(Enum):
    """Why a process was not left to end by itself.

    TURN_TOO_LONG: one class or function had more than its share of the time. REPLIES_TOO_LARGE: of
    all that it answers together.
    """

    NOT_STOPPED = auto()
    NEVER_BEGAN = auto()
    TOO_LONG = auto()
    TURN_TOO_LONG = auto()
    TOO_MUCH_OUTPUT = auto()
    REPLIES_TOO_LARGE = auto()


@dataclass(frozen=True)
class ProcessBounds:
    """What breaks them stops a process.

    Seconds up to the first byte of its replies, seconds after it; bytes of replies and of output;
    turns: the time of each turn.
    """

    setup_s: float
    wall_s: float
    reply_bytes: int
    output_bytes: int
    turns: TurnWatch | None = None


@dataclass(frozen=True)
class Exit:
    """How a process ended.

    printed: what the code printed. exit_status: as in `subprocess`, negative for a signal. cpu_s:
    user and system time of it and its children. peak_bytes: its largest resident size; the kernel
    counts it from that of the parent at the start. Both 0 where the system does not tell. wall_s:
    how long it was waited for.
    out_of_memory: the kernel killed it for the memory of its group. killed_by_others: it was
    killed, by neither its watcher nor itself.
    """

    printed: bytes
    exit_status: int
    stop_reason: StopReason
    cpu_s: float
    peak_bytes: int
    wall_s: float = 0.0
    out_of_memory: bool = False
    killed_by_others: bool = False


def run_of_exit(ended: Exit, parsed: ParsedReplies, request: Request) -> Run:
    """The run that a request came to. Raises RunnerFaultError where the fault is ours."""
    if not parsed.ready:
        raise RunnerFaultError(f"the child was not ready: {describe_exit(ended)}")
    verdict, problem = _verdict_of_exit(ended, parsed, request)
    if verdict is Verdict.ERROR_IN_CODE and ended.killed_by_others and not parsed.stopped:
        raise RunnerFaultError("the child was killed, and not by us")
    return Run(
        replies=parsed.replies,
        loaded=parsed.loaded,
        verdict=verdict,
        problem=problem,
        output=plain_text(ended.printed.decode("utf-8", "replace")),
        cpu_s=ended.cpu_s,
        peak_bytes=ended.peak_bytes,
        wall_s=ended.wall_s,
        notes=parsed.notes,
    )


def describe_exit(ended: Exit) -> str:
    """How a process ended that should not have, for operators."""
    said = ended.printed[-DETAIL_BYTES:].decode("utf-8", "replace")
    return f"{ended.stop_reason.name}, {ended.exit_status}, {said}"


def _verdict_of_exit(
    ended: Exit, parsed: ParsedReplies, request: Request
) -> tuple[Verdict | None, Problem | None]:
    """The verdict on the program as a whole, with its problem; nothing where it did its work."""
    at, limits = parsed.at, request.limits
    if ended.stop_reason is StopReason.TOO_MUCH_OUTPUT or ended.exit_status in _OUTGROWN:
        kilobytes = limits.output_bytes // 1000
        return Verdict.OUTPUT_LIMIT, problems.OUTPUT_LIMIT(where=at, kilobytes=kilobytes)
    if ended.stop_reason is StopReason.REPLIES_TOO_LARGE:
        return Verdict.OUTPUT_LIMIT, problems.ANSWERS_TOO_LARGE(where=at)
    if parsed.broken:
        return Verdict.FORBIDDEN_ACTION, problems.CHANNEL_MISUSED(where=at)
    if parsed.stopped is not None:
        problem = problem_of(parsed.stopped, at, None, limits)
        return verdict_of(parsed.stopped), problem
    if parsed.done:
        return None, None
    return _verdict_of_untimely_end(ended, at, request)


def _verdict_of_untimely_end(ended: Exit, at: str, request: Request) -> tuple[Verdict, Problem]:
    """What ended a child that had not answered everything. at: what was running."""
    limits = request.limits
    if ended.stop_reason is StopReason.TURN_TOO_LONG:
        return Verdict.TIME_LIMIT, problems.TURN_LIMIT(where=at, seconds=_shown(limits.turn_s))
    if ended.exit_status in _FILTERED:
        return Verdict.FORBIDDEN_ACTION, problems.FORBIDDEN_CALL(where=at)
    if _ran_out_of_time(ended, request):
        seconds = _shown(min(limits.wall_s, limits.cpu_s))
        return Verdict.TIME_LIMIT, problems.TIME_LIMIT(where=at, seconds=seconds)
    if ended.out_of_memory:
        megabytes = limits.memory_bytes // 1_000_000
        return Verdict.MEMORY_LIMIT, problems.OUT_OF_MEMORY(where=at, megabytes=megabytes)
    return Verdict.ERROR_IN_CODE, problems.CODE_DIED(where=at, how=_how(ended.exit_status))


def _shown(seconds: float) -> float:
    """A limit as it is told, which may be what was left of another."""
    return round(seconds, 1) or round(seconds, 3)


def _ran_out_of_time(ended: Exit, request: Request) -> bool:
    """Whether a clock ended it: the parent's, or one of the kernel's by its signal.

    The kernel kills what went on after SIGXCPU; the CPU time then shows that it was the clock.
    """
    if ended.stop_reason is StopReason.TOO_LONG or sys.platform == "win32":
        return ended.stop_reason is StopReason.TOO_LONG
    killed = ended.exit_status == -signal.SIGKILL and ended.cpu_s >= request.limits.cpu_s
    return killed or ended.exit_status in _CLOCKS


def _how(exit_status: int) -> str:
    """An exit status in the words of the system."""
    if exit_status >= 0:
        return f"exit status {exit_status}"
    try:
        return signal.Signals(-exit_status).name
    except ValueError:  # a real-time signal has no name
        return f"signal {-exit_status}"
