"""A runner that starts a fresh Python for every file.

The child limits itself before it runs student code (`student_process`); the parent holds the
deadline and bounds everything that it reads. Where there are no POSIX limits the deadline is all:
good for one's own code.
"""

import os
import signal
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from grader.problems import Problem
from grader.sandbox import problems
from grader.sandbox.conversation import Progress, follow
from grader.sandbox.faults import plain_text, problem_of, verdict_of
from grader.sandbox.request import Case, Limits, Request, pack_request
from grader.sandbox.runner import Run, RunnerFaultError
from grader.sandbox.supervision import Bounds, Command, Cut, Ending, supervise
from grader.verdicts import Verdict

STUDENT_PROCESS = Path(__file__).with_name("student_process.py")
LIBRARY_FOLDER = Path(np.__file__).parents[1]
SETUP_S = 60.0  # to import NumPy on a machine under load; beyond that something of ours is wrong
REPLY_BYTES = 32_000_000
DETAIL_BYTES = 2_000


class SubprocessRunner:
    """Runs each file in a Python of its own; see `Runner`."""

    def run(
        self, source: bytes, filename: str, cases: Sequence[Case], limits: Limits, seed: int
    ) -> Run:
        """Execute `source` and carry out every case. Raises RunnerFaultError for our faults."""
        request = Request(source, Path(filename).name, tuple(cases), limits, seed)
        try:
            ending = _supervised(request)
        except OSError as error:
            raise RunnerFaultError(f"the child process failed: {error}") from error
        progress = follow(ending.stdout, request)
        if not progress.ready:
            detail = ending.stderr[-DETAIL_BYTES:].decode("utf-8", "replace")
            raise RunnerFaultError(
                f"the child was not ready: {ending.cut.name}, {ending.exit_status}, {detail}"
            )
        verdict, problem = _conclusion(ending, progress, request)
        return Run(
            replies=progress.replies,
            verdict=verdict,
            problem=problem,
            output=plain_text(ending.stderr.decode("utf-8", "replace")),
            cpu_s=ending.cpu_s,
            peak_bytes=ending.peak_bytes,
        )


def _supervised(request: Request) -> Ending:
    limits = request.limits
    bounds = Bounds(SETUP_S, limits.wall_s, REPLY_BYTES, limits.output_bytes)
    with (
        tempfile.TemporaryFile() as stdin,
        tempfile.TemporaryDirectory(prefix="gradus-run-", ignore_cleanup_errors=True) as folder,
    ):
        stdin.write(pack_request(request))
        stdin.seek(0)
        Path(folder).chmod(0o711)  # another user stands in it and can neither list nor write
        return supervise(Command(_words(), _environment(request.seed), Path(folder), stdin), bounds)


def _words() -> list[str]:
    """No user site, no site-packages, no folder of the script; `-I` would ignore the hash seed."""
    isolation = ["-P", "-s", "-S", "-B", "-X", "utf8"]
    return [sys.executable, *isolation, str(STUDENT_PROCESS), str(LIBRARY_FOLDER)]


def _environment(seed: int) -> dict[str, str]:
    environment = {"OPENBLAS_NUM_THREADS": "1", "PYTHONHASHSEED": str(seed % 2**32)}
    if sys.platform == "win32":
        environment["SYSTEMROOT"] = os.environ["SYSTEMROOT"]  # Python does not start without it
    return environment


def _conclusion(
    ending: Ending, progress: Progress, request: Request
) -> tuple[Verdict | None, Problem | None]:
    """The verdict on the program as a whole, with its problem; nothing where it did its work."""
    at, limits = progress.at, request.limits
    if ending.cut is Cut.TOO_MUCH:
        kilobytes = limits.output_bytes // 1000
        return Verdict.OUTPUT_LIMIT, problems.OUTPUT_LIMIT(where=at, kilobytes=kilobytes)
    if progress.broken:
        return Verdict.FORBIDDEN_ACTION, problems.CHANNEL_MISUSED(where=at)
    if progress.stopped is not None:
        problem = problem_of(progress.stopped, at, None, limits)
        return verdict_of(progress.stopped), problem
    if _ran_out_of_time(ending, limits):
        seconds = min(limits.wall_s, limits.cpu_s)
        return Verdict.TIME_LIMIT, problems.TIME_LIMIT(where=at, seconds=seconds)
    if not progress.done:
        return Verdict.ERROR_IN_CODE, problems.CODE_DIED(where=at, how=_how(ending.exit_status))
    return None, None


def _ran_out_of_time(ending: Ending, limits: Limits) -> bool:
    """Whether a clock ended it: the parent's, or one of the kernel's by its signal.

    The kernel kills what went on after SIGXCPU; the CPU time then shows that it was the clock.
    """
    if ending.cut is Cut.TOO_LONG or sys.platform == "win32":
        return ending.cut is Cut.TOO_LONG
    killed = ending.exit_status == -signal.SIGKILL and ending.cpu_s >= limits.cpu_s
    return killed or ending.exit_status in {-signal.SIGXCPU, -signal.SIGALRM}


def _how(exit_status: int) -> str:
    """An exit status in the words of the system."""
    if exit_status >= 0:
        return f"exit status {exit_status}"
    try:
        return signal.Signals(-exit_status).name
    except ValueError:  # a real-time signal has no name
        return f"signal {-exit_status}"
