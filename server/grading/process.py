"""A grading process from the server's side: started, given one file at a time, seen to die, ended.

It is spawned and shares nothing with the server: no memory, no open file, no connection, none of
its environment. It ends when the server does, however that ends.
"""

import contextlib
import os
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

from grader import (
    OUT_OF_MEMORY,
    Failed,
    Graded,
    GradingRequest,
    MessageError,
    MetricTrial,
    MetricTried,
    Outcome,
    Printed,
    Problem,
    Ready,
    Setup,
    receive_answer,
    send_message,
)
from server.core.outages import MACHINE, OutageError

PROGRAM = "from grader.process.main import main; main()"
_START_S = 120.0  # to import NumPy and to try the sandbox on a machine under load
_END_S = 10.0
_LAST_BYTES = 4_000
_KEPT = ("PATH", "TMPDIR", "TEMP", "TMP", "SYSTEMROOT")


class GradingDeathError(Exception):
    """A grading process has ended while it graded. evidence: by what, in a few words."""

    def __init__(self, evidence: str, last_words: str) -> None:
        super().__init__(f"{evidence}: {last_words}" if last_words else evidence)
        self.evidence = evidence


class GradingFaultError(Exception):
    """A grading process says that grading failed for a reason of ours."""


class CrowdedOutError(GradingFaultError):
    """The file's code had less memory than its limit, since all code took the machine's."""


class GradingStartError(GradingFaultError, OutageError):
    """No grading process could be started, whatever the file."""

    def __init__(self, why: str) -> None:
        OutageError.__init__(self, MACHINE, why)


class GradingProcess:
    """One process. program: what it runs, in Python. Raises GradingStartError if it won't start."""

    def __init__(self, setup: Setup, program: str = PROGRAM) -> None:
        self.graded = 0
        self._timed_out = False
        self._is_spent = False
        self._kills_before = _kills_for_memory()
        self._messages = tempfile.TemporaryFile()  # noqa: SIM115 - closed with the process
        paths = [path for path in sys.path if Path(path).is_absolute()]
        found = f"import sys; sys.path += [p for p in {paths!r} if p not in sys.path]\n"
        self._process = subprocess.Popen(  # noqa: S603 - our own interpreter with our own words
            [sys.executable, "-I", "-c", found + program],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._messages,
            env=_environment(),
            cwd="/",
            bufsize=0,
            start_new_session=True,  # an interrupt from the terminal is for the server
        )
        try:
            answer = self._ask(setup, _START_S, lambda _: None)
        except (GradingDeathError, MessageError, BrokenPipeError) as error:
            self.kill()
            self.close()
            raise GradingStartError(f"a grading process does not start: {error}") from error
        assert isinstance(answer, Ready), f"{answer.kind} where ready was expected"
        self.ready = answer
        self.resident_bytes = answer.resident_bytes

    @property
    def pid(self) -> int:
        """Its process number."""
        return self._process.pid

    @property
    def is_usable(self) -> bool:
        """Whether it runs and can take a file."""
        return not self._is_spent and self._process.poll() is None

    def try_metric(self, trial: MetricTrial) -> tuple[Problem, ...]:
        """What is wrong with a bundle's own metric. Raises as `grade` does."""
        answer = self._carry_out(trial, lambda _: None)
        assert isinstance(answer, MetricTried), f"{answer.kind} where a trial was expected"
        return answer.problems

    def grade(self, request: GradingRequest, on_output: Callable[[str], None]) -> Outcome:
        """The outcome of a file.

        Raises BrokenPipeError where the process had ended before, GradingDeathError where it ends
        meanwhile or does not keep its bounds, GradingFaultError where it says that it failed. After
        all but the last it is done for.
        """
        answer = self._carry_out(request, on_output)
        assert isinstance(answer, Graded), f"{answer.kind} where graded was expected"
        return answer.outcome

    def _carry_out(
        self, order: GradingRequest | MetricTrial, on_output: Callable[[str], None]
    ) -> Ready | Graded | MetricTried:
        """Its answer to an order that is no fault. Raises as `grade` does."""
        try:
            answer = self._ask(order, order.bounds.wall_s, on_output)
        except BaseException:
            self.kill()
            raise
        self.graded += 1
        self.resident_bytes = answer.resident_bytes
        if isinstance(answer, Failed):
            if answer.crowded_out:
                raise CrowdedOutError(answer.error)
            system = None if answer.errno is None else OSError(answer.errno, answer.error)
            raise GradingFaultError(answer.error) from system
        return answer

    def kill(self) -> None:
        """End it now, with all that it has running; whoever waits for its answer gets an error."""
        self._is_spent = True
        self._process.kill()

    def close(self) -> None:
        """Let it end, which it does at once unless it grades. Only for who has it to themselves."""
        for pipe in (self._process.stdin, self._process.stdout):
            assert pipe is not None
            pipe.close()
        try:
            self._process.wait(_END_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._messages.close()

    def _ask(
        self,
        order: Setup | GradingRequest | MetricTrial,
        wall_s: float,
        on_output: Callable[[str], None],
    ) -> Ready | Graded | MetricTried | Failed:
        """Its answer to an order, waited for so long."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        read = partial(os.read, self._process.stdout.fileno())
        alarm = threading.Timer(wall_s, self._time_out)
        alarm.start()
        try:
            send_message(self._process.stdin.write, order)
            while True:
                answer = receive_answer(read)
                if answer is None:
                    raise GradingDeathError(self._evidence(), self._last_words())
                if not isinstance(answer, Printed):
                    return answer
                on_output(answer.text)
        except MessageError as error:
            if self._process.poll() is None:
                raise
            raise GradingDeathError(self._evidence(), self._last_words()) from error
        finally:
            alarm.cancel()

    def _time_out(self) -> None:
        self._timed_out = True
        self._process.kill()

    def _evidence(self) -> str:
        """By what it has ended."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(_END_S)
        status = self._process.returncode
        if self._timed_out:
            return "wall time"
        if status == OUT_OF_MEMORY:
            return "memory"
        if status is None:
            return "silence"
        if status >= 0:
            return f"exit status {status}"
        if -status == getattr(signal, "SIGPROF", 0):
            return "processor time"
        is_for_memory = -status == signal.SIGKILL and _kills_for_memory() > self._kills_before
        return signal.Signals(-status).name + (", memory of the machine" if is_for_memory else "")

    def _last_words(self) -> str:
        """The end of what it wrote to standard error: where it was when it crashed."""
        self._messages.seek(0)
        return self._messages.read()[-_LAST_BYTES:].decode("utf-8", "replace").strip()


def _environment() -> Mapping[str, str]:
    """What finds programs and temporary folders, the choice of arithmetic, and nothing else."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if name in _KEPT or name.startswith("OPENBLAS_")
    }
    return {**kept, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "LC_ALL": "C.UTF-8"}


def _kills_for_memory() -> int:
    """How many processes the kernel has killed for want of memory; 0 where it does not tell."""
    with contextlib.suppress(OSError):
        for line in Path("/proc/vmstat").read_text("ascii").splitlines():
            if line.startswith("oom_kill "):
                return int(line.split()[1])
    return 0
