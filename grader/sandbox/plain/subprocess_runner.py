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

from grader.sandbox.host.system import System
from grader.sandbox.plain.supervision import Launch, supervise
from grader.sandbox.protocol.request import Request, pack_request
from grader.sandbox.results.exits import Exit, ProcessBounds, run_of_exit
from grader.sandbox.results.replies import parse_replies
from grader.sandbox.results.turns import turns_of
from grader.sandbox.runner import OnOutput, Run, RunnerFaultError

SETUP_S = 60.0  # to import NumPy on a machine under load; beyond that something of ours is wrong
REPLY_BYTES = 32_000_000


class SubprocessRunner:
    """Runs each file in a Python of its own; see `Runner`.

    system: this one by default. setup_s: until a child has to be ready for the file.
    """

    def __init__(self, system: System | None = None, setup_s: float = SETUP_S) -> None:
        self._system = system or System.here()
        self._setup_s = setup_s

    def run(
        self, request: Request, *, libraries: Iterable[str] = (), on_output: OnOutput | None = None
    ) -> Run:
        """Execute a file and carry out every case. Raises RunnerFaultError for our faults.

        on_output: told everything at the end.
        """
        try:
            frames, ended = self._supervise(request, libraries)
        except OSError as error:
            raise RunnerFaultError(f"the child process failed: {error}") from error
        run = run_of_exit(ended, parse_replies(frames, request), request)
        if on_output is not None and run.output:
            on_output(run.output)
        return run

    def _supervise(self, request: Request, libraries: Iterable[str]) -> tuple[bytes, Exit]:
        limits = request.limits
        bounds = ProcessBounds(
            self._setup_s, limits.wall_s, REPLY_BYTES, limits.output_bytes, turns_of(request)
        )
        words = self._system.student_words(
            "plain", str(self._system.libraries), ",".join(libraries)
        )
        with (
            tempfile.TemporaryFile() as stdin,
            tempfile.TemporaryDirectory(prefix="gradus-run-", ignore_cleanup_errors=True) as folder,
        ):
            stdin.write(pack_request(request))
            stdin.seek(0)
            Path(folder).chmod(0o711)  # another user stands in it and can neither list nor write
            return supervise(Launch(words, _environment(request.seed), Path(folder), stdin), bounds)


def _environment(seed: int) -> dict[str, str]:
    environment = {"OPENBLAS_NUM_THREADS": "1", "PYTHONHASHSEED": str(seed % 2**32)}
    if sys.platform == "win32":
        environment["SYSTEMROOT"] = os.environ["SYSTEMROOT"]  # Python does not start without it
    return environment
