"""The life of an evaluation: claimed once, final once, never lost, our faults free of charge."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from grader import Outcome, Report, Verdict
from server.core.clock import now
from server.core.database import PostgresDatabase, SqliteDatabase
from server.core.models import (
    AuditEvent,
    Evaluation,
    EvaluationState,
    QuotaEntry,
    QuotaEntryKind,
    Standing,
    Track,
)
from server.grading import evaluations, finishing
from server.grading.evaluations import LEASE, MOST_ATTEMPTS, MOST_FAULTS
from tests.examples import examples

Database = SqliteDatabase | PostgresDatabase
Make = Callable[..., Path]


def outcome_of(score: float) -> Outcome:
    return Outcome(verdict=Verdict.SCORED, score=score)


def claim(database: Database, evaluation_id: str, worker: str = "w"):
    return database.write(evaluations.claim, evaluation_id, worker)


def finish(database: Database, evaluation_id: str, outcome: Outcome, worker: str = "w") -> bool:
    return database.write(finishing.finish, evaluation_id, worker, outcome) is not None


def evaluation(database: Database, evaluation_id: str) -> Evaluation:
    with database.read() as session:
        return session.get_one(Evaluation, evaluation_id)


def board_version(database: Database, slug: str = "unrestricted") -> int:
    with database.read() as session:
        return session.scalars(select(Track.board_version).where(Track.slug == slug)).one()


def kinds(database: Database) -> list[QuotaEntryKind]:
    with database.read() as session:
        return list(session.scalars(select(QuotaEntry.kind).order_by(QuotaEntry.id)))


@pytest.fixture
def evaluation_id(push, submit, prediction_bundle: Make) -> str:
    push(prediction_bundle())
    return submit().evaluation.id


@pytest.fixture
def grade(database: Database, submit) -> Callable[..., str]:
    """Submits as somebody and makes an outcome final; gives the submission's id."""

    def work(who: str, outcome: Outcome, track: str = "unrestricted") -> str:
        accepted = submit(who, track)
        claim(database, accepted.evaluation.id)
        finish(database, accepted.evaluation.id, outcome)
        return accepted.submission.id

    return work


def test_of_many_workers_one_gets_the_claim(database: Database, evaluation_id: str) -> None:
    with ThreadPoolExecutor(8) as pool:
        claims = list(pool.map(lambda w: claim(database, evaluation_id, str(w)), range(8)))

    assert sum(found is not None for found in claims) == 1
    assert evaluation(database, evaluation_id).attempts == 1


def test_of_gradings_that_end_at_once_each_makes_a_version_of_the_board(
    database: Database, push, submit, prediction_bundle: Make
) -> None:
    """What was read of a board before its lock was had is out of date by then."""
    push(prediction_bundle())
    first, second = submit("momo").evaluation.id, submit("ken").evaluation.id
    claim(database, first)
    claim(database, second)
    before = board_version(database)

    def work(session: Session) -> None:
        known = session.scalars(select(Track)).all()
        if isinstance(database, PostgresDatabase):  # SQLite has one writer at a time
            finish(database, first, outcome_of(1.0))
        finishing.finish(session, second, "w", outcome_of(2.0))
        assert all(track in session for track in known)

    database.write(work)
    finish(database, first, outcome_of(1.0))
    assert board_version(database) == before + 2


def test_finishing_twice_changes_nothing(database: Database, evaluation_id: str) -> None:
    claim(database, evaluation_id)

    assert finish(database, evaluation_id, outcome_of(1.0))
    assert not finish(database, evaluation_id, outcome_of(0.5))
    assert evaluation(database, evaluation_id).score == 1.0
    assert kinds(database) == [QuotaEntryKind.RESERVE, QuotaEntryKind.SETTLE]


def test_a_worker_that_lost_its_claim_cannot_finish(database: Database, evaluation_id: str) -> None:
    claim(database, evaluation_id, "old")
    database.write(evaluations.requeue_abandoned, dead_worker="old")
    claim(database, evaluation_id, "new")

    assert not finish(database, evaluation_id, outcome_of(0.0), "old")
    assert finish(database, evaluation_id, outcome_of(1.0), "new")


def test_a_final_evaluation_cannot_be_claimed_again(database: Database, evaluation_id: str) -> None:
    claim(database, evaluation_id)
    finish(database, evaluation_id, outcome_of(1.0))

    assert claim(database, evaluation_id) is None


def test_what_a_dead_worker_had_claimed_is_queued_after_a_lease(
    database: Database, evaluation_id: str
) -> None:
    claim(database, evaluation_id)
    database.write(evaluations.requeue_abandoned)
    assert evaluation(database, evaluation_id).state is EvaluationState.RUNNING

    with time_machine.travel(now() + LEASE + timedelta(seconds=1), tick=False):
        database.write(evaluations.requeue_abandoned)
    assert evaluation(database, evaluation_id).state is EvaluationState.QUEUED


def test_a_heartbeat_keeps_a_claim(database: Database, evaluation_id: str) -> None:
    claim(database, evaluation_id)
    with time_machine.travel(now() + LEASE + timedelta(seconds=1), tick=False):
        database.write(evaluations.beat, "w", [evaluation_id])
        database.write(evaluations.requeue_abandoned)

    assert evaluation(database, evaluation_id).state is EvaluationState.RUNNING


def test_the_last_fault_parks_the_evaluation_and_gives_the_try_back(
    database: Database, evaluation_id: str
) -> None:
    for _ in range(MOST_FAULTS):
        assert claim(database, evaluation_id) is not None
        database.write(evaluations.fail, evaluation_id, "w")

    parked = evaluation(database, evaluation_id)
    assert (parked.state, parked.verdict) == (
        EvaluationState.FINAL,
        Verdict.INFRASTRUCTURE_FAULT,
    )
    assert kinds(database) == [QuotaEntryKind.RESERVE, QuotaEntryKind.REFUND]
    with database.read() as session:
        alerts = session.scalars(select(AuditEvent).where(AuditEvent.action == "evaluation.parked"))
        assert [alert.subject for alert in alerts] == [evaluation_id]


def test_a_fault_before_the_last_queues_the_evaluation_again(
    database: Database, evaluation_id: str
) -> None:
    claim(database, evaluation_id)
    database.write(evaluations.fail, evaluation_id, "w")

    assert evaluation(database, evaluation_id).state is EvaluationState.QUEUED
    assert kinds(database) == [QuotaEntryKind.RESERVE]


def test_what_keeps_killing_its_workers_is_parked(database: Database, evaluation_id: str) -> None:
    for _ in range(MOST_ATTEMPTS):
        assert claim(database, evaluation_id) is not None
        database.write(evaluations.requeue_abandoned, dead_worker="w")

    assert evaluation(database, evaluation_id).verdict is Verdict.INFRASTRUCTURE_FAULT
    assert kinds(database)[-1] is QuotaEntryKind.REFUND


def test_a_claim_given_back_by_a_clean_stop_is_not_counted(
    database: Database, evaluation_id: str
) -> None:
    claim(database, evaluation_id)
    database.write(evaluations.release, evaluation_id, "w", counts=False)

    found = evaluation(database, evaluation_id)
    assert (found.state, found.attempts) == (EvaluationState.QUEUED, 0)


def test_a_student_s_own_mistake_costs_the_try_and_makes_no_standing(
    database: Database, push, grade, prediction_bundle: Make
) -> None:
    push(prediction_bundle())
    grade("momo", Outcome(verdict=Verdict.RULE_VIOLATION, report=Report()))

    assert kinds(database)[-1] is QuotaEntryKind.SETTLE
    with database.read() as session:
        assert session.scalars(select(Standing)).all() == []


@settings(max_examples=examples(15), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["momo", "ken"]),
            st.one_of(st.none(), st.floats(0, 3).map(lambda x: round(x, 1))),
        ),
        max_size=8,
    )
)
def test_a_standing_is_the_best_of_all_evaluations_the_earliest_of_equals(
    database: Database, push, grade, prediction_bundle: Make, history
) -> None:
    """The kept standings equal those computed afresh from every submission."""
    push(prediction_bundle(tables="[quota]\nper_day = 1000"))
    with database.read() as session:
        before = session.scalar(select(func.max(Track.board_version))) or 0
    _forget_submissions(database)
    best: dict[str, tuple[float, str]] = {}
    graded = {"momo": 0, "ken": 0}
    for who, score in history:
        outcome = Outcome(verdict=Verdict.INVALID_FILE) if score is None else outcome_of(score)
        submission_id = grade(who, outcome)
        graded[who] += 1
        if score is not None and (who not in best or score < best[who][0]):
            best[who] = (score, submission_id)

    with database.read() as session:
        kept = session.scalars(select(Standing).order_by(Standing.submission_id)).all()
        after = session.scalar(select(func.max(Track.board_version))) or 0
    assert [(line.value, line.submission_id) for line in kept] == sorted(
        best.values(), key=lambda line: line[1]
    )
    assert sorted(line.submissions for line in kept) == sorted(graded[who] for who in best)
    assert (after > before) == bool(history)


def _forget_submissions(database: Database) -> None:
    """Empty the tables that one example of a property fills."""
    from server.core.models import Submission

    def work(session):
        for table in (Standing, QuotaEntry, Evaluation, Submission):
            session.execute(table.__table__.delete())

    database.write(work)


def test_pushing_the_same_bundle_again_makes_no_new_version(push, prediction_bundle: Make) -> None:
    folder = prediction_bundle()

    assert push(folder).id == push(folder).id


@pytest.mark.parametrize(
    "values",
    [
        {"state": "final"},
        {"verdict": "scored"},
        {"state": "final", "verdict": "scored"},
        {"state": "final", "verdict": "invalid_file", "score": 1.0},
        {"state": "final", "verdict": "scored", "score": float("inf")},
        {"state": "final", "verdict": "scored", "score": float("nan")},
        {"state": "final", "verdict": "excellent"},
        {"state": "done"},
        {"points": 1.0},
    ],
)
def test_the_database_itself_refuses_an_evaluation_that_cannot_be(
    database: Database, evaluation_id: str, values: dict[str, object]
) -> None:
    columns = Evaluation.__table__.c
    raw = {name: value for name, value in values.items() if name not in ("state", "verdict")}
    from sqlalchemy import literal_column

    for name in ("state", "verdict"):
        if name in values:
            raw[name] = literal_column(f"'{values[name]}'")

    def write(session) -> None:
        session.execute(update(Evaluation.__table__).where(columns.id == evaluation_id).values(raw))

    with pytest.raises(IntegrityError):
        database.write(write)


def test_one_submission_has_one_evaluation_under_a_version(
    database: Database, evaluation_id: str
) -> None:
    found = evaluation(database, evaluation_id)
    twin = Evaluation(
        id="twin",
        submission_id=found.submission_id,
        version_id=found.version_id,
        priority=0,
        queued_at=now(),
    )

    with pytest.raises(IntegrityError):
        database.write(Session.add, twin)
