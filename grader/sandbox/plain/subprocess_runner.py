"""A runner that starts a fresh Python for every file.

The child limits itself before it runs student code (`student_process`); the parent holds the
deadline and bounds everything that it reads. Where there are no POSIX limits the deadline is all:
good for one's own code.
"""

import os
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

import numpy as np

from grader.sandbox.plain.supervision import Launch, supervise
from grader.sandbox.protocol.request import Request, pack_request
from grader.sandbox.results.exits import Exit, ProcessBounds, run_of_exit
from grader.sandbox.results.replies import parse_replies
from grader.sandbox.runner import OnOutput, Run, RunnerFaultError

STUDENT_PROCESS = Path(__file__).parents[1] / "child" / "student_process.py"
LIBRARY_FOLDER = Path(np.__file__).parents[1]
SETUP_S = 60.0  # to import NumPy on a machine under load; beyond that something of ours is wrong
REPLY_BYTES = 32_000_000


class SubprocessRunner:
    """Runs each file in a Python of its own; see `Runner`."""

    def run(
        self,
        request: Request,
        *,
        libraries: Iterable[str] = (),
        on_output: OnOutput | None = None,
    ) -> Run:
        """Execute a file and carry out every case. Raises RunnerFaultError for our faults.

        on_output: told everything at the end.
        """
        try:
            frames, ended = _supervise(request, libraries)
        except OSError as error:
            raise RunnerFaultError(f"the child process failed: {error}") from error
        run = run_of_exit(ended, parse_replies(frames, request), request)
        if on_output is not None and run.output:
            on_output(run.output)
        return run


def _supervise(request: Request, libraries: Iterable[str]) -> tuple[bytes, Exit]:
    limits = request.limits
    bounds = ProcessBounds(SETUP_S, limits.wall_s, REPLY_BYTES, limits.output_bytes)
    with (
        tempfile.TemporaryFile() as stdin,
        tempfile.TemporaryDirectory(prefix="gradus-run-", ignore_cleanup_errors=True) as folder,
    ):
        stdin.write(pack_request(request))
        stdin.seek(0)
        Path(folder).chmod(0o711)  # another user stands in it and can neither list nor write
        words = _words(libraries)
        return supervise(Launch(words, _environment(request.seed), Path(folder), stdin), bounds)


def _words(libraries: Iterable[str]) -> list[str]:
    """No user site, no site-packages, no folder of the script; `-I` would ignore the hash seed."""
    isolation = ["-P", "-s", "-S", "-B", "-X", "utf8"]
    way = ["plain", str(LIBRARY_FOLDER), ",".join(libraries)]
    return [sys.executable, *isolation, str(STUDENT_PROCESS), *way]


def _environment(seed: int) -> dict[str, str]:
    environment = {"OPENBLAS_NUM_THREADS": "1", "PYTHONHASHSEED": str(seed % 2**32)}
    if sys.platform == "win32":
        environment["SYSTEMROOT"] = os.environ["SYSTEMROOT"]  # Python does not start without it
    return environment
