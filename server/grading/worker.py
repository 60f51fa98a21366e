"""The workers: they claim evaluations, have them graded, and make the outcome final.

A worker supervises: it has the database, and hands each file to a grading process, which has not;
see `server.grading.pool`. In the background workers also compute how sure each board is, and
scores in metrics that were added to it; see `uncertainty_updater` and `secondary_updater` in
`server.boards`.

A worker may die at any point. What it had claimed is queued again - by its own next start, or by
anybody's sweep once its heartbeat has stopped - and what it had finished is final.
"""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import structlog

from grader import Outcome, Verdict
from server.assignments import versions
from server.assignments.bundles import BundleCache
from server.boards import ladder as releases
from server.boards.ladder_scorer import LadderScorer
from server.boards.predictions import PredictionStore
from server.boards.secondary_updater import SecondaryUpdater
from server.boards.uncertainty_updater import UncertaintyUpdater
from server.core.clock import now
from server.core.database import Database
from server.core.events import Events, board_topic, submission_topic
from server.core.files.blobs import FileStore, submission_key
from server.core.intervals import Intervals
from server.core.queue import MemoryQueue
from server.core.telemetry import DEATHS, FAULTS, FINISHED, SECONDS
from server.grading import evaluations, regrading
from server.grading.evaluations import Finished
from server.grading.order_key import order_key
from server.grading.process import GradingDeathError, GradingFaultError
from server.grading.progress import ProgressWriter
from server.grading.requests import Grade, request_for, seed_of
from server.submissions import queries as submissions
from server.submissions.queries import Gradable

_SWEPT_AT_ONCE = 10_000
_LONGEST_PAUSE_S = 8.0

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


def cause_of(fault: Exception) -> str:
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
        self._grading: set[str] = set()
        # Beside the unpacked bundles: on the disk of the data directory, and this process's own.
        self._predictions = PredictionStore(context.files, context.bundles.folder("predictions"))
        self._scorer = LadderScorer(context.bundles, self._predictions)
        kept = (context.database, context.bundles, context.events, self._predictions)
        self.uncertainty = UncertaintyUpdater(*kept)
        self.secondary = SecondaryUpdater(*kept)
        loops = {
            "sweep": self._sweep_loop,
            "heartbeat": self._heartbeat_loop,
            "boards": self._boards_loop,
            "grading-quick": lambda: context.queue.run(self._grade_safely, is_quick=True),
        }
        loops |= {
            f"grading-{number}": lambda: context.queue.run(self._grade_safely)
            for number in range(threads)
        }
        self._threads = [
            threading.Thread(target=loop, name=name, daemon=True) for name, loop in loops.items()
        ]

    def start(self) -> None:
        """Queue what is pending, then begin to grade."""
        self._sweep(dead_worker=self.name)
        for thread in self._threads:
            thread.start()

    def stop(self, *, patience_s: float = 10.0) -> None:
        """Finish what is being graded, within `patience_s`; queue the rest again, uncounted."""
        self._stopping.set()
        self._context.queue.stop()
        for thread in filter(threading.Thread.is_alive, self._threads):
            thread.join(patience_s)
        for evaluation_id in list(self._grading):
            self._context.database.write(
                evaluations.release, evaluation_id, self.name, counts=False
            )

    @property
    def alive(self) -> bool:
        """Whether every thread runs."""
        return all(thread.is_alive() for thread in self._threads)

    def _grade_safely(self, evaluation_id: str) -> None:
        """Grade one evaluation; whatever goes wrong here is our fault, counted and retried."""
        self._grading.add(evaluation_id)
        try:
            self._grade(evaluation_id)
        except GradingDeathError as death:
            if not self._stopping.is_set():  # else it was killed, and is nobody's fault
                log.error("a grading process died", evaluation=evaluation_id, of=f"{death}")  # noqa: TRY400 - our lines do not tell why
                DEATHS.inc()
                self._blame(evaluation_id, evaluations.count_death, death.evidence)
        except Exception as fault:
            log.exception("grading failed", evaluation=evaluation_id)
            FAULTS.inc()
            self._blame(evaluation_id, evaluations.fail, cause_of(fault))
        finally:
            self._grading.discard(evaluation_id)

    def _grade(self, evaluation_id: str) -> None:
        found = self._context.database.write(evaluations.claim, evaluation_id, self.name)
        if found is None:
            return
        self._context.events.publish(submission_topic(found.submission.id))
        outcome = self._judge(found)
        # Before `finish`, which asks the scorer for the same inside the one writing transaction:
        # there it must find it in the cache, or everybody who writes waits for files to be read.
        self._warm_release_cache(found, outcome)
        beside = self.secondary.scores_of(found, outcome)
        finished = self._context.database.write(
            evaluations.finish, evaluation_id, self.name, outcome, self._scorer, beside
        )
        self._announce(finished)
        seconds = (now() - found.submission.received_at).total_seconds()
        is_told = finished is None or finished.is_told
        FINISHED.labels(outcome.verdict.value if is_told else "withheld").inc()
        SECONDS.observe(seconds)
        log.info("graded", evaluation=evaluation_id, verdict=outcome.verdict.value, seconds=seconds)

    def _judge(self, found: Gradable) -> Outcome:
        bundle = self._context.bundles.get(found.version.id)
        progress = ProgressWriter(self._context.database, self._context.events, found, self.name)
        with (
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
            outcome = self._context.grade(request, progress, alone=found.evaluation.alone)
            if predictions.exists():
                self._keep(found, predictions)
            return outcome

    def _order_key(self, found: Gradable) -> str:
        """The secret order of a program's rows; nothing for other files."""
        if not found.version.parsed.takes_programs(found.track.slug):
            return ""
        return order_key(self._context.files, self._context.bundles.folder("predictions"))

    def _warm_release_cache(self, found: Gradable, outcome: Outcome) -> None:
        """Compute what will be released, where the Ladder decides that."""
        uses_ladder = found.version.parsed.uses_ladder
        is_baseline = found.submission.baseline is not None
        if uses_ladder and outcome.verdict is Verdict.SCORED and not is_baseline:
            with self._context.database.read() as session:
                releases.warm_release_cache(
                    session, self._scorer, found.submission, found.evaluation
                )

    def _keep(self, found: Gradable, predictions: Path) -> None:
        """Keep predictions for the board.

        One that cannot be kept costs its interval, no more, unless the Ladder needs it: then the
        fault is ours, and grading is tried again.
        """
        try:
            self._predictions.keep_file(found.evaluation.id, predictions)
        except Exception:
            if found.version.parsed.uses_ladder:
                raise
            log.exception("predictions were not kept", evaluation=found.evaluation.id)

    def _blame(
        self, evaluation_id: str, count: Callable[..., Finished | None], *evidence: str
    ) -> None:
        """Count what went wrong just now, and try again in a while."""
        try:
            self._announce(
                self._context.database.write(
                    count, evaluation_id, self.name, *evidence, self._scorer
                )
            )
        except Exception:
            log.exception("a fault could not be counted", evaluation=evaluation_id)
        with self._context.database.read() as session:
            found = submissions.gradable(session, evaluation_id)
        if found is not None:
            longer = 4.0 ** (found.evaluation.faults + found.evaluation.deaths - 1)
            pause_s = min(_LONGEST_PAUSE_S, self._intervals.retry_s * longer)
            self._context.queue.push(evaluation_id, found.evaluation.priority, after_s=pause_s)

    def _announce(self, finished: Finished | None) -> None:
        if finished is not None:
            for submission_id in {finished.submission_id, *finished.released}:
                self._context.events.publish(submission_topic(submission_id))
            self._context.events.publish(board_topic(finished.track_id))
            if finished.graded_again is not None:
                self._complete(finished.graded_again)

    def _complete(self, assignment_id: str) -> None:
        """Let boards stand on what was graded again, once all of it is."""
        with self._context.database.read() as session:
            if not regrading.is_due(session, assignment_id):
                return
        for track_id in self._context.database.write(regrading.complete, assignment_id):
            self._context.events.publish(board_topic(track_id))

    def _sweep_loop(self) -> None:
        while not self._stopping.wait(self._intervals.sweep_s):
            self._guard(self._sweep, "sweep")

    def _heartbeat_loop(self) -> None:
        while not self._stopping.wait(self._intervals.heartbeat_s):
            if self._grading:
                self._guard(self._beat, "heartbeat")

    def _boards_loop(self) -> None:
        """Keep what boards show beside scores true, in at most a quarter of the time."""
        least_s = pause_s = self._intervals.uncertainty_s
        while not self._stopping.wait(pause_s):
            started = time.monotonic()
            self._guard(self.secondary.refresh, "secondary scores")
            self._guard(self.uncertainty.refresh, "uncertainty")
            pause_s = max(least_s, 3 * (time.monotonic() - started))

    def _beat(self) -> None:
        self._context.database.write(evaluations.beat, self.name)

    def _guard(self, step: Callable[[], None], name: str) -> None:
        """Run one step of an endless loop; a database that is away for a while does not end it."""
        try:
            step()
        except Exception:
            log.exception("a worker's loop stumbled", step=name)

    def _sweep(self, *, dead_worker: str | None = None) -> None:
        """Queue again or park what was abandoned, and tell the queue of everything pending."""
        parked = self._context.database.write(
            evaluations.requeue_abandoned, dead_worker=dead_worker, scorer=self._scorer
        )
        for finished in parked:
            self._announce(finished)
        with self._context.database.read() as session:
            waiting = submissions.pending(session, _SWEPT_AT_ONCE)
            graded_again = versions.graded_again(session)
        for assignment_id in graded_again:
            self._complete(assignment_id)
        for evaluation_id, priority in waiting:
            self._context.queue.push(evaluation_id, priority)
