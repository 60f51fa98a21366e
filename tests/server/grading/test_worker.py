"""Workers: our faults are retried and parked, never charged; a stop gives claims back."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from sqlalchemy import select

from grader import GradingRequest, Outcome, Verdict, open_folder
from server.assignments.bundles import BundleCache
from server.core.database import PostgresDatabase, SqliteDatabase
from server.core.events import Events, board_topic, submission_topic
from server.core.files.blobs import DirectoryStore, Spool, submission_key
from server.core.intervals import Intervals
from server.core.models import (
    AuditEvent,
    Evaluation,
    EvaluationState,
    QuotaEntry,
    QuotaEntryKind,
    Submission,
)
from server.core.queue import MemoryQueue, Priority
from server.grading import evaluations
from server.grading.process import GradingDeathError
from server.grading.requests import grade_elsewhere
from server.grading.worker import WorkerContext, Workers

Database = SqliteDatabase | PostgresDatabase


@dataclass
class Grading:
    """Stands for the judge: what each call does, in turn; the last one from then on."""

    steps: list[Outcome | Exception]
    calls: int = 0
    alone: list[bool] = field(default_factory=list)
    entered: threading.Event = field(default_factory=threading.Event)
    leave: threading.Event = field(default_factory=threading.Event)

    def __call__(self, *_: Any, alone: bool) -> Outcome:
        self.alone.append(alone)
        step = self.steps[min(self.calls, len(self.steps) - 1)]
        self.calls += 1
        self.entered.set()
        if isinstance(step, Exception):
            raise step
        assert self.leave.wait(20)
        return step


SCORED = Outcome(verdict=Verdict.SCORED, score=1.0)


@pytest.fixture
def context(
    database: Database, tmp_path: Path, prediction_bundle: Callable[..., Path]
) -> WorkerContext:
    """What workers need, with one bundle and nothing that grades."""
    files = DirectoryStore(tmp_path / "files")
    bundles = BundleCache(tmp_path / "unpacked", files)
    bundle = open_folder(prediction_bundle())
    bundles.get = lambda _: bundle  # type: ignore[method-assign]
    return WorkerContext(database, files, bundles, grade_elsewhere, Events(), MemoryQueue())


@pytest.fixture
def workers(context: WorkerContext) -> Any:
    """Makes workers, stopped at the end."""
    made: list[Workers] = []

    def make(grade: Any = None, name: str = "w", threads: int = 1) -> Workers:
        own = context if grade is None else replace(context, grade=grade)
        made.append(
            Workers(own, name, threads=threads, intervals=Intervals(sweep_s=0.05, retry_s=0.01))
        )
        return made[-1]

    yield make
    for one in made:
        one.stop()


@pytest.fixture
def store(context: WorkerContext, tmp_path: Path) -> Callable[[str], None]:
    """Stores the file of a submission, as the upload would have."""

    def work(submission_id: str) -> None:
        spooled = Spool(tmp_path / "incoming").open(submission_id)
        spooled.write(b"id,prediction\n")
        spooled.finish()
        context.files.keep(spooled.path, submission_key(submission_id))

    return work


@pytest.fixture
def evaluation_id(
    push: Any,
    submit: Any,
    prediction_bundle: Callable[..., Path],
    store: Callable[[str], None],
) -> str:
    """A submission that waits, its file in place."""
    push(prediction_bundle())
    accepted = submit()
    store(accepted.submission.id)
    found: str = accepted.evaluation.id
    return found


def state(database: Database, evaluation_id: str) -> tuple[EvaluationState, Verdict | None, int]:
    with database.read() as session:
        found = session.get_one(Evaluation, evaluation_id)
        return found.state, found.verdict, found.attempts


def until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.005)


def grading(*steps: Outcome | Exception) -> Grading:
    fake = Grading(list(steps))
    fake.leave.set()
    return fake


def test_what_was_pending_before_the_start_is_graded(
    database: Database, workers: Any, evaluation_id: str
) -> None:
    workers(grading(SCORED)).start()

    until(lambda: state(database, evaluation_id)[0] is EvaluationState.FINAL)


def test_a_fault_is_retried_and_the_student_sees_only_the_score(
    database: Database, workers: Any, evaluation_id: str
) -> None:
    workers(grading(OSError("the disk"), OSError("again"), SCORED)).start()

    until(lambda: state(database, evaluation_id)[0] is EvaluationState.FINAL)
    assert state(database, evaluation_id) == (EvaluationState.FINAL, Verdict.SCORED, 3)


def test_the_third_fault_parks_the_evaluation(
    database: Database, workers: Any, evaluation_id: str
) -> None:
    fake = grading(OSError("the disk"))
    workers(fake).start()

    until(lambda: state(database, evaluation_id)[0] is EvaluationState.FINAL)
    assert state(database, evaluation_id)[1] is Verdict.INFRASTRUCTURE_FAULT
    assert fake.calls == 3


def row(database: Database, evaluation_id: str) -> Evaluation:
    with database.read() as session:
        return session.get_one(Evaluation, evaluation_id)


def test_after_a_death_that_was_seen_it_is_graded_alone(
    database: Database, workers: Any, evaluation_id: str
) -> None:
    fake = grading(GradingDeathError("SIGSEGV", ""), SCORED)
    workers(fake).start()

    until(lambda: state(database, evaluation_id)[0] is EvaluationState.FINAL)
    found = row(database, evaluation_id)
    assert (found.verdict, found.deaths, found.last_death) == (Verdict.SCORED, 1, "SIGSEGV")
    assert fake.alone == [False, True]


def test_the_second_death_that_was_seen_parks_and_the_try_is_given_back(
    database: Database, workers: Any, evaluation_id: str
) -> None:
    fake = grading(GradingDeathError("SIGKILL", ""), GradingDeathError("memory", ""))
    workers(fake).start()

    until(lambda: state(database, evaluation_id)[0] is EvaluationState.FINAL)
    found = row(database, evaluation_id)
    assert (found.verdict, found.deaths) == (Verdict.INFRASTRUCTURE_FAULT, 2)
    assert fake.alone == [False, True]
    with database.read() as session:
        kinds = session.scalars(select(QuotaEntry.kind).order_by(QuotaEntry.id)).all()
        (parked,) = session.scalars(
            select(AuditEvent).where(AuditEvent.action == "evaluation.parked")
        )
    assert kinds == [QuotaEntryKind.RESERVE, QuotaEntryKind.REFUND]
    assert parked.detail == {"faults": 0, "deaths": 2, "last_death": "memory"}


def test_a_fault_counts_apart_from_deaths(
    database: Database, workers: Any, evaluation_id: str
) -> None:
    fake = grading(OSError("the disk"), GradingDeathError("SIGKILL", ""), OSError("again"), SCORED)
    workers(fake).start()

    until(lambda: state(database, evaluation_id)[0] is EvaluationState.FINAL)
    assert state(database, evaluation_id)[1] is Verdict.SCORED
    assert fake.alone == [False, False, True, True]


def test_what_died_together_with_its_worker_counts_no_death_and_is_graded_alone(
    database: Database, workers: Any, evaluation_id: str
) -> None:
    fake = grading(SCORED)
    for _ in range(evaluations.MOST_DEATHS + 1):
        database.write(evaluations.claim, evaluation_id, "w")
        database.write(evaluations.requeue_abandoned, dead_worker="w")
    workers(fake).start()

    until(lambda: state(database, evaluation_id)[0] is EvaluationState.FINAL)
    assert (state(database, evaluation_id)[1], fake.alone) == (Verdict.SCORED, [True])
    assert row(database, evaluation_id).deaths == 0


@pytest.mark.parametrize(
    ("release", "verdict"),
    [("ladder", Verdict.INFRASTRUCTURE_FAULT), ("rounded", Verdict.SCORED)],
)
def test_predictions_that_cannot_be_kept_are_our_fault_where_the_ladder_needs_them(
    database: Database,
    context: WorkerContext,
    workers: Any,
    store: Callable[[str], None],
    prediction_bundle: Callable[..., Path],
    push: Any,
    submit: Any,
    monkeypatch: pytest.MonkeyPatch,
    release: str,
    verdict: Verdict,
) -> None:
    push(prediction_bundle(release=release, decimals=3))
    accepted = submit()
    store(accepted.submission.id)
    keep = context.files.keep

    def keep_but_predictions(path: Path, key: str) -> None:
        if key.startswith("predictions/"):
            raise OSError("the disk is full")
        keep(path, key)

    def grade(request: GradingRequest, _: Any, *, alone: bool) -> Outcome:
        assert not alone
        np.save(request.predictions, np.zeros(3))
        return SCORED

    monkeypatch.setattr(context.files, "keep", keep_but_predictions)
    workers(grade).start()

    newest = accepted.evaluation.id
    until(lambda: state(database, newest)[0] is EvaluationState.FINAL)
    assert state(database, newest)[1] is verdict


def test_a_message_that_comes_twice_is_graded_once(
    database: Database,
    workers: Any,
    context: WorkerContext,
    evaluation_id: str,
) -> None:
    fake = grading(SCORED)
    fake.leave.clear()
    workers(fake, threads=3).start()
    assert fake.entered.wait(20)
    context.queue.push(evaluation_id, Priority.UPLOAD)
    until(lambda: len(context.queue) == 0)
    fake.leave.set()

    until(lambda: state(database, evaluation_id)[0] is EvaluationState.FINAL)
    assert fake.calls == 1


def test_of_one_who_sends_many_one_at_a_time_is_graded_and_others_are_not_held_up(
    database: Database, workers: Any, evaluation_id: str, submit: Any, store: Any
) -> None:
    more = [submit(sha256=str(n) * 64) for n in range(3)]
    other = submit("ken", sha256="f" * 64)
    for accepted in (*more, other):
        store(accepted.submission.id)
    mine = {evaluation_id, *(accepted.evaluation.id for accepted in more)}
    release, lock, at_once, most = threading.Event(), threading.Lock(), 0, 0

    def grade(request: GradingRequest, *_: Any, **__: Any) -> Outcome:
        nonlocal at_once, most
        if request.file_sha256 == other.submission.sha256:
            return SCORED
        with lock:
            at_once += 1
            most = max(most, at_once)
        assert release.wait(20)
        with lock:
            at_once -= 1
        return SCORED

    workers(grade).start()  # one thread, and the one that never takes a program

    until(lambda: state(database, other.evaluation.id)[0] is EvaluationState.FINAL)
    assert most == 1
    assert all(state(database, id_)[0] is not EvaluationState.FINAL for id_ in mine)
    release.set()
    until(lambda: all(state(database, id_)[0] is EvaluationState.FINAL for id_ in mine))


def test_a_stop_that_cannot_wait_gives_the_claim_back_uncounted(
    database: Database, workers: Any, evaluation_id: str
) -> None:
    fake = grading(SCORED)
    fake.leave.clear()
    slow = workers(fake)
    slow.start()
    assert fake.entered.wait(20)
    slow.stop(patience_s=0.01)

    assert state(database, evaluation_id) == (EvaluationState.QUEUED, None, 0)
    fake.leave.set()


def test_a_worker_that_starts_again_takes_up_its_own_dead_claims_at_once(
    database: Database,
    context: WorkerContext,
    workers: Any,
    evaluation_id: str,
) -> None:
    database.write(evaluations.claim, evaluation_id, "w")
    workers(grading(SCORED)).start()

    until(lambda: state(database, evaluation_id)[0] is EvaluationState.FINAL)


def test_those_who_wait_are_told_of_what_a_sweep_parks(
    database: Database, context: WorkerContext, workers: Any, evaluation_id: str
) -> None:
    for _ in range(evaluations.MOST_ATTEMPTS - 1):
        database.write(evaluations.claim, evaluation_id, "w")
        database.write(evaluations.release, evaluation_id, "w", counts=True)
    database.write(evaluations.claim, evaluation_id, "w")
    told: list[str] = []
    context.events.publish = told.append  # type: ignore[method-assign]
    workers().start()

    assert state(database, evaluation_id)[1] is Verdict.INFRASTRUCTURE_FAULT
    with database.read() as session:
        submission = session.get_one(
            Submission, session.get_one(Evaluation, evaluation_id).submission_id
        )
    assert told == [board_topic(submission.track_id), submission_topic(submission.id)]


def test_a_worker_leaves_the_claims_of_others_alone(
    database: Database, workers: Any, evaluation_id: str
) -> None:
    database.write(evaluations.claim, evaluation_id, "other")
    fake = grading(SCORED)
    one = workers(fake)
    one.start()
    one.stop()

    assert (state(database, evaluation_id)[0], fake.calls) == (EvaluationState.RUNNING, 0)


def test_the_uncertainty_of_boards_is_looked_at_again_and_again(
    context: WorkerContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Even after a look that failed."""
    looked = threading.Semaphore(0)

    def refresh() -> None:
        looked.release()
        raise OSError("the database is away")

    one = Workers(context, "w", threads=0, intervals=Intervals(uncertainty_s=0.001))
    monkeypatch.setattr(one.uncertainty, "refresh", refresh)
    one.start()
    assert all(looked.acquire(timeout=20) for _ in range(3))
    one.stop()
