"""The grading processes of a server: kept warm, each with one file at a time, replaced in time.

There are as many as files are graded at once. One that has graded many files, or has grown, is
replaced by one that is started beside it; one that died is replaced by the next that is needed.
"""

import threading
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import TypeVar

import structlog

from grader import (
    Bundle,
    Cgroup,
    CodeRunning,
    CodeState,
    GradingRequest,
    MetricTrial,
    Outcome,
    Problem,
    Setup,
    System,
    UnavailableError,
    bounds_of_trial,
    hide_memory,
    make_group,
    memory_of_code,
)
from server.grading.admission import MemoryAdmission
from server.grading.process import (
    PROGRAM,
    CrowdedOutError,
    GradingFaultError,
    GradingProcess,
)

RENEW_AFTER = 1_000
MOST_GROWN_BYTES = 300_000_000

T = TypeVar("T")

log = structlog.get_logger(__name__)


class GradingPool:
    """Grades in processes of its own; thread-safe.

    program: what these run. renew_after: files until one is replaced. most_grown_bytes: memory
    above that of its start, for the same.
    """

    def __init__(
        self,
        setup: Setup,
        *,
        program: str = PROGRAM,
        renew_after: int = RENEW_AFTER,
        most_grown_bytes: int = MOST_GROWN_BYTES,
    ) -> None:
        self._group = _make_group()
        self._memory = MemoryAdmission(memory_of_code(System.here()) or None)
        self._setup = setup.model_copy(update={"group": self._group})
        self._program = program
        self._renew_after = renew_after
        self._most_grown_bytes = most_grown_bytes
        self._lock = threading.Lock()
        self._idle: list[GradingProcess] = []
        self._busy: set[GradingProcess] = set()
        self._closed = False
        try:
            first = self._start(opens_code=True)
        except BaseException:
            self._close_group()
            raise
        assert first.ready.code is not None, "it was asked to open code"
        self.code: CodeRunning = first.ready.code
        self._idle.append(first)
        _tell(self.code)

    @property
    def processes(self) -> tuple[GradingProcess, ...]:
        """Those that live."""
        with self._lock:
            return (*self._idle, *self._busy)

    def grade(
        self,
        request: GradingRequest,
        on_output: Callable[[str], None] = lambda _: None,
        *,
        alone: bool = False,
    ) -> Outcome:
        """The outcome of a file. alone: in a process that grades nothing else, before or after.

        Raises GradingDeathError where the process dies of it, or meanwhile, and GradingFaultError
        where grading fails for another reason of ours. Code whose memory others took is run again,
        with nobody's beside it.
        """
        ask = partial(self._grade, request, on_output, alone=alone)
        try:
            return ask(request.bounds.code_bytes)
        except CrowdedOutError:
            log.warning("code was crowded out of memory", track=request.track)
            return ask(None)

    def _grade(
        self,
        request: GradingRequest,
        on_output: Callable[[str], None],
        code_bytes: int | None,
        *,
        alone: bool,
    ) -> Outcome:
        with self._memory.admitted(code_bytes):
            return self._in_process(lambda process: process.grade(request, on_output), alone=alone)

    def try_metric(self, bundle: Bundle) -> tuple[Problem, ...]:
        """What is wrong with a bundle's own metric, as running it tells; nothing where it has none.

        Raises as `grade` does.
        """
        task = bundle.definition.prediction
        if task is None or task.metric_file is None:
            return ()
        trial = MetricTrial(
            bundle_root=bundle.root.absolute(),
            bundle_sha256=bundle.sha256,
            bounds=bounds_of_trial(bundle),
        )
        with self._memory.admitted(trial.bounds.code_bytes):
            return self._in_process(lambda process: process.try_metric(trial), alone=False)

    def _in_process(self, work: Callable[[GradingProcess], T], *, alone: bool) -> T:
        while True:
            process = self._take(fresh=alone)
            try:
                return work(process)
            except BrokenPipeError:  # it had ended by itself: nobody's fault
                continue
            finally:
                self._give_back(process, ends=alone)

    def close(self) -> None:
        """End every process, whatever it is at."""
        with self._lock:
            self._closed = True
            idle, busy = list(self._idle), list(self._busy)
            self._idle.clear()
        for process in busy:
            process.kill()
        for process in idle:
            process.close()
        self._close_group()

    def _take(self, *, fresh: bool) -> GradingProcess:
        """A process for one file; the one that was busy last, whose memory is warm."""
        with self._lock:
            if self._closed:
                raise GradingFaultError("grading has ended")
            while self._idle and not fresh:
                process = self._idle.pop()
                if process.is_usable:
                    self._busy.add(process)
                    return process
                process.close()
        return self._adopt(self._start(), self._busy.add)

    def _give_back(self, process: GradingProcess, *, ends: bool) -> None:
        with self._lock:
            self._busy.discard(process)
            is_wanted = process.is_usable and not ends and not self._closed
            is_worn = is_wanted and self._is_worn(process)
            if is_wanted and not is_worn:
                self._idle.append(process)
                return
        process.close()
        if is_worn:
            with suppress(RuntimeError):  # no more threads: the next file starts its process itself
                threading.Thread(target=self._succeed, name="successor", daemon=True).start()

    def _is_worn(self, process: GradingProcess) -> bool:
        grown = process.resident_bytes - process.ready.resident_bytes
        return process.graded >= self._renew_after or grown > self._most_grown_bytes

    def _succeed(self) -> None:
        try:
            self._adopt(self._start(), self._idle.append)
        except Exception:
            log.exception("a grading process could not be replaced ahead of time")

    def _start(self, *, opens_code: bool = False) -> GradingProcess:
        return GradingProcess(
            self._setup.model_copy(update={"opens_code": opens_code}), self._program
        )

    def _adopt(
        self, process: GradingProcess, place: Callable[[GradingProcess], None]
    ) -> GradingProcess:
        """Take a process in, unless all is over."""
        with self._lock:
            if not self._closed:
                place(process)
                return process
        process.close()
        raise GradingFaultError("grading has ended")

    def _close_group(self) -> None:
        if self._group is not None:
            self._group.close()


def _make_group() -> Cgroup | None:
    """A group for the code of all processes; None where each tries by itself and tells why not."""
    try:
        return make_group(System.here())
    except UnavailableError:
        return None


def _tell(code: CodeRunning) -> None:
    """Say in the log what is not as it could be, and hide what student code could look for."""
    if code.state is CodeState.CONFINED:
        hide_memory()
    for finding in code.findings:
        if not finding.in_force:
            log.info("defence not in force", defence=finding.defence.value, why=finding.detail)
    if code.state is CodeState.REFUSED and code.missing is not None:
        log.warning("no code is run here", why=code.missing.reason, remedy=code.missing.remedy)
