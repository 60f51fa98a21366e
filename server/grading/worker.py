"""The workers: they claim evaluations, have them graded, and make the outcome final.

A worker supervises: it has the database, and hands each file to a grading process, which has not;
see `server.grading.pool`. In the background workers also compute how sure each board is, and
scores in metrics that were added to it; see `uncertainty_updater` and `secondary_updater` in
`server.boards`.

A worker may die at any point. What it had claimed is queued again - by its own next start, or by
anybody's sweep once its heartbeat has stopped - and what it had finished is final.

While the database, the store or the disk is away a worker waits: see `server.core.outages`. What
it had judged by then it writes afterwards, and nothing of it is counted. No error ends a thread.
"""

import random
import threading
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TypeVar

import structlog

from grader import Outcome, Verdict
from server.assignments import terms
from server.assignments.bundles import BundleCache
from server.boards import ladder as releases
from server.boards.ladder_scorer import LadderScorer
from server.boards.predictions import PredictionStore
from server.boards.secondary_updater import SecondaryUpdater
from server.boards.uncertainty_updater import UncertaintyUpdater
from server.core.clock import now
from server.core.database import Database
from server.core.events import Events, steps_topic
from server.core.files.blobs import FileStore, submission_key
from server.core.intervals import Intervals
from server.core.outages import DATABASE, OutageError, outage_of
from server.core.queue import MemoryQueue
from server.core.telemetry import DEATHS, FAULTS, FINISHED, SECONDS
from server.core.threads import keep_running
from server.grading import evaluations, finishing
from server.grading.completion import Completion
from server.grading.finishing import Finished
from server.grading.order_key import order_key
from server.grading.patience import Patience
from server.grading.process import GradingDeathError, GradingFaultError
from server.grading.progress import PAUSE_S, Progress
from server.grading.requests import Grade, allow_longer, request_for, seed_of
from server.grading.sweep import Sweep
from server.submissions.queries import Gradable

_LONGEST_PAUSE_S = 8.0

T = TypeVar("T")

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class WorkerContext:
    """What a worker needs at hand. grade: what has a file judged."""

    database: Database
    files: FileStore
    bundles: BundleCache
    grade: Grade
    events: Events
    queue: MemoryQueue


def cause_of(fault: BaseException) -> str:
    """What went wrong, in a line for staff: the last one of what the grading process said."""
    words = f"{fault}".strip().splitlines()
    said = words[-1] if words else ""
    return said if isinstance(fault, GradingFaultError) else f"{type(fault).__name__}: {said}"


class Workers:
    """Threads that each see one file through, a heartbeat and a sweep over one queue.

    One more thread than asked for never takes a program, so that what takes a moment need not wait
    for what takes minutes. name: stays the same when the process is started again, so that it knows
    its own dead claims. uncertainty: what the boards say of theirs. secondary: scores in the
    metrics that rank nobody.
    """

    def __init__(
        self, context: WorkerContext, name: str, *, threads: int, intervals: Intervals
    ) -> None:
        self.name = name
        self._context = context
        self._intervals = intervals
        self._stopping = threading.Event()
        self._lock = threading.Lock()
        self._grading: set[str] = set()
        self._failures: Counter[str] = Counter()
        self._patience = Patience(lambda: len(context.queue) + len(self._grading))
        self._progress = Progress(context.database, context.events, name)
        # Beside the unpacked bundles: on the disk of the data directory, and this process's own.
        self._predictions = PredictionStore(context.files, context.bundles.folder("predictions"))
        self._scorer = LadderScorer(context.bundles, self._predictions)
        shared = (context.database, context.queue)
        self._completion = Completion(*shared, context.events, self._scorer)
        self._sweep = Sweep(
            *shared, self._completion, self._scorer, worker=name, grading=self._grading
        )
        kept = (context.database, context.bundles, context.events, self._predictions)
        self.uncertainty = UncertaintyUpdater(*kept)
        self.secondary = SecondaryUpdater(*kept)
        loops = {
            "sweep": self._sweep_loop,
            "heartbeat": self._heartbeat_loop,
            "boards": self._boards_loop,
            "progress": self._progress_loop,
            "grading-quick": lambda: context.queue.run(self._grade_safely, is_quick=True),
        }
        loops |= {
            f"grading-{number}": lambda: context.queue.run(self._grade_safely)
            for number in range(threads)
        }
        self._threads = [
            threading.Thread(
                target=partial(keep_running, label, loop, self._stopping), name=label, daemon=True
            )
            for label, loop in loops.items()
        ]

    def start(self) -> None:
        """Queue what is pending, then begin to grade."""
        self._sweep.queue_pending(is_start=True)
        for thread in self._threads:
            thread.start()

    def stop(self, *, patience_s: float = 10.0) -> None:
        """Finish what is being graded, within `patience_s`; queue the rest again, uncounted."""
        self._stopping.set()
        self._patience.stop()
        self._context.queue.stop()
        for thread in filter(threading.Thread.is_alive, self._threads):
            thread.join(patience_s)
        for evaluation_id in list(self._grading):
            self._give_back(evaluation_id)

    @property
    def alive(self) -> bool:
        """Whether every thread runs."""
        return all(thread.is_alive() for thread in self._threads)

    @property
    def waits_for(self) -> list[str]:
        """What is away, so that nothing is graded: `database`, `store`, `disk` or `machine`."""
        return self._patience.waits_for

    def _grade_safely(self, evaluation_id: str) -> float | None:
        """Grade one evaluation; seconds after which to do it again, None where it is done.

        Whatever goes wrong here is our fault, counted and retried, unless it is an outage.
        """
        with self._lock:
            if evaluation_id in self._grading:  # a message that came twice
                return None
            self._grading.add(evaluation_id)
        try:
            return self._grade_or_blame(evaluation_id)
        finally:
            self._grading.discard(evaluation_id)

    def _grade_or_blame(self, evaluation_id: str) -> float | None:
        try:
            self._grade(evaluation_id)
        except GradingDeathError as death:
            if self._stopping.is_set():  # it was killed, and is nobody's fault
                return None
            log.error("a grading process died", evaluation=evaluation_id, of=f"{death}")  # noqa: TRY400 - our lines do not tell why
            DEATHS.inc()
            return self._blame(evaluation_id, evaluations.count_death, death.evidence)
        except BaseException as error:
            if (outage := outage_of(error)) is not None:
                return self._wait_out(evaluation_id, outage)
            log.exception("grading failed", evaluation=evaluation_id)
            FAULTS.inc()
            return self._blame(evaluation_id, evaluations.fail, cause_of(error))
        self._failures.pop(evaluation_id, None)
        return None

    def _grade(self, evaluation_id: str) -> None:
        found = self._context.database.write(evaluations.claim, evaluation_id, self.name)
        self._patience.end(DATABASE)
        if found is None:
            return
        self._context.events.publish(steps_topic(found.submission.id))
        outcome = self._judge(found)
        finished = self._patiently(lambda: self._finish(found, outcome))
        self._patience.end()
        self._context.queue.note_graded(evaluation_id)
        self._announce(finished)
        seconds = (now() - found.submission.came_at).total_seconds()
        is_told = finished is None or finished.is_told
        FINISHED.labels(outcome.verdict.value if is_told else "withheld").inc()
        SECONDS.observe(seconds)
        log.info("graded", evaluation=evaluation_id, verdict=outcome.verdict.value, seconds=seconds)

    def _finish(self, found: Gradable, outcome: Outcome) -> Finished | None:
        # Before `finish`, which asks the scorer for the same inside the one writing transaction:
        # there it must find it in the cache, or everybody who writes waits for files to be read.
        self._warm_release_cache(found, outcome)
        beside = self.secondary.scores_of(found, outcome)
        return self._context.database.write(
            finishing.finish, found.evaluation.id, self.name, outcome, self._scorer, beside
        )

    def _patiently(self, step: Callable[[], T]) -> T:
        """What a step gives, which is taken again while what it needs is away; a stop ends that."""
        met = set()
        while True:
            try:
                found = step()
            except Exception as error:
                outage = outage_of(error)
                if outage is None or self._stopping.is_set():
                    raise
                met.add(outage.what)
                self._patience.rest(outage)
            else:
                if met:
                    self._patience.end(*met)
                return found

    def _wait_out(self, evaluation_id: str, outage: OutageError) -> float:
        """Give a claim back uncounted and rest; then it is to be graded at once."""
        self._give_back(evaluation_id)
        self._patience.rest(outage)
        return 0.0

    def _give_back(self, evaluation_id: str) -> None:
        """Queue a claim again, uncounted, as far as there is a database.

        Where there is none it stays claimed, and is taken up again by its name; see `claim`.
        """
        with suppress(Exception):
            self._context.database.write(
                evaluations.release, evaluation_id, self.name, counts=False
            )

    def _judge(self, found: Gradable) -> Outcome:
        bundle = self._context.bundles.get(found.version.id)
        with (
            self._progress.listen(found) as on_output,
            self._context.files.fetch(submission_key(found.submission.id)) as path,
            self._predictions.scratch_file() as predictions,
        ):
            request = request_for(
                found.submission,
                bundle,
                path,
                track=found.track.slug,
                seed=seed_of(found.submission.id),
                predictions=predictions,
            ).model_copy(update={"order_key": self._order_key(found)})
            request = allow_longer(request, self._extra_s(found))
            try:
                outcome = self._context.grade(request, on_output, alone=found.evaluation.alone)
            except GradingFaultError:
                self._context.bundles.distrust(found.version.id)
                raise
            if predictions.exists():
                self._keep(found, predictions)
            return outcome

    def _order_key(self, found: Gradable) -> str:
        """The secret order of a program's rows; nothing for other files."""
        if not found.version.parsed.takes_programs(found.track.slug):
            return ""
        return order_key(self._context.files, self._context.bundles.folder("predictions"))

    def _extra_s(self, found: Gradable) -> float:
        """How much longer than others the participant's programs may run."""
        owner = found.submission.participant_id
        if owner is None or not found.version.parsed.takes_programs(found.track.slug):
            return 0.0
        with self._context.database.read() as session:
            return terms.of_participant(session, owner).extra_s

    def _warm_release_cache(self, found: Gradable, outcome: Outcome) -> None:
        """Compute what will be released, where the Ladder decides that."""
        if outcome.verdict is not Verdict.SCORED or not found.version.parsed.uses_ladder:
            return
        with self._context.database.read() as session:
            if finishing.takes_turn(session, found.submission, found.version, found.in_force):
                releases.warm_release_cache(
                    session, self._scorer, found.submission, found.evaluation
                )

    def _keep(self, found: Gradable, predictions: Path) -> None:
        """Keep predictions for the board.

        One that cannot be kept costs its interval, no more, unless the Ladder needs it: then the
        fault is ours, and grading is tried again.
        """
        try:
            self._patiently(lambda: self._predictions.keep_file(found.evaluation.id, predictions))
        except Exception as error:
            if found.version.parsed.uses_ladder or outage_of(error) is not None:
                raise
            log.exception("predictions were not kept", evaluation=found.evaluation.id)

    def _blame(
        self, evaluation_id: str, count: Callable[..., Finished | None], *evidence: str
    ) -> float | None:
        """Count what went wrong just now; seconds after which to try again, None if never."""
        try:
            write = partial(self._context.database.write, count)
            finished = self._patiently(
                lambda: write(evaluation_id, self.name, *evidence, self._scorer)
            )
            self._announce(finished)
        except Exception:
            log.exception("a fault could not be counted", evaluation=evaluation_id)
        else:
            if finished is not None:
                self._failures.pop(evaluation_id, None)
                return None
        self._failures[evaluation_id] += 1
        longer = 4.0 ** (self._failures[evaluation_id] - 1)
        pause_s = min(_LONGEST_PAUSE_S, self._intervals.retry_s * longer)
        return pause_s * random.uniform(0.5, 1.0)  # noqa: S311 - spreads them, hides nothing

    def _announce(self, finished: Finished | None) -> None:
        if finished is not None:
            self._completion.tell(finished)
            if finished.graded_again is not None:
                self._completion.complete([finished.graded_again])

    def _sweep_loop(self) -> None:
        """Whatever else goes wrong, first what is pending is queued."""
        self._guard(self._sweep.complete, "completion")
        while not self._stopping.wait(self._intervals.sweep_s):
            self._guard(self._sweep.queue_pending, "sweep")
            self._guard(self._sweep.complete, "completion")

    def _heartbeat_loop(self) -> None:
        while not self._stopping.wait(self._intervals.heartbeat_s):
            self._guard(self._beat, "heartbeat")

    def _progress_loop(self) -> None:
        while not self._stopping.wait(PAUSE_S):
            self._guard(self._progress.write, "progress")

    def _boards_loop(self) -> None:
        """Keep what boards show beside scores true, in at most a quarter of the time."""
        least_s = pause_s = self._intervals.uncertainty_s
        while not self._stopping.wait(pause_s):
            started = time.monotonic()
            self._guard(self.secondary.refresh, "secondary scores")
            self._guard(self.uncertainty.refresh, "uncertainty")
            pause_s = max(least_s, 3 * (time.monotonic() - started))

    def _beat(self) -> None:
        """Keep the claims of what is being graded, and of nothing else that has our name."""
        with self._lock:
            graded = list(self._grading)
        if graded:
            self._context.database.write(evaluations.beat, self.name, graded)

    def _guard(self, step: Callable[[], None], name: str) -> None:
        """Run one step of an endless loop, which waits for what is away and survives the rest."""
        try:
            self._patiently(step)
        except Exception:
            log.exception("a worker's loop stumbled", step=name)
