"""Parked work is graded again at the word of staff: once, its try settled, nobody else touched."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import httpx2
import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from grader import Outcome, Released, Verdict
from server.assignments.access import assignment_access
from server.boards.ladder_scorer import MissingPredictionsError
from server.core.clock import now
from server.core.database import PostgresDatabase, SqliteDatabase
from server.core.errors import RequestProblemError
from server.core.events import Events, submission_topic
from server.core.files.blobs import submission_key
from server.core.intervals import Intervals
from server.core.models import (
    AuditEvent,
    Evaluation,
    EvaluationState,
    QuotaEntry,
    QuotaEntryKind,
    Release,
    Standing,
)
from server.grading import evaluations, finishing, regrading
from server.grading.retries import Parked, retry
from tests.server.running import Running

Database = SqliteDatabase | PostgresDatabase
RESERVE, SETTLE, REFUND = QuotaEntryKind.RESERVE, QuotaEntryKind.SETTLE, QuotaEntryKind.REFUND
ROWS = "id,prediction\n" + "".join(f"{row},{row * row}\n" for row in range(6))


@pytest.fixture
def ask(database: Database, engine: Any, people: Any) -> Callable[..., Parked]:
    """Has parked work graded again, as somebody."""
    told: list[str] = []

    def work(submission_id: str | None = None, who: str = "ta") -> Parked:
        events = Events()
        events.publish = told.append  # type: ignore[method-assign]
        with database.read() as session:
            access = assignment_access(session, people[who], "ml", "small")
        told.clear()
        found = retry(database, engine, events, access, submission_id)
        assert told == [submission_topic(id_) for id_ in found.waiting]
        return found

    return work


@pytest.fixture
def end(database: Database, submit: Any) -> Callable[..., Any]:
    """Submits as somebody and makes the file final: parked, or with a score."""

    def work(who: str = "momo", score: float | None = None, **options: Any) -> Any:
        accepted = submit(who, **options)
        finish(database, accepted.evaluation.id, score)
        return accepted

    return work


def finish(database: Database, evaluation_id: str, score: float | None = None) -> None:
    if score is not None:
        assert database.write(evaluations.claim, evaluation_id, "w") is not None
        outcome = Outcome(verdict=Verdict.SCORED, score=score)
        assert database.write(finishing.finish, evaluation_id, "w", outcome) is not None
        return
    for _ in range(evaluations.MOST_FAULTS):
        assert database.write(evaluations.claim, evaluation_id, "w") is not None
        nobody: Any = object()  # who scores for the Ladder: nothing is scored
        database.write(evaluations.fail, evaluation_id, "w", "the disk", nobody)


def row(database: Database, evaluation_id: str) -> Evaluation:
    with database.read() as session:
        return session.get_one(Evaluation, evaluation_id)


def ledger(database: Database, submission_id: str) -> list[QuotaEntryKind]:
    with database.read() as session:
        wanted = select(QuotaEntry.kind).where(QuotaEntry.submission_id == submission_id)
        return list(session.scalars(wanted.order_by(QuotaEntry.id)))


def test_it_is_graded_as_if_it_was_new_and_its_try_is_settled(
    database: Database, engine: Any, push: Any, end: Any, ask: Any, prediction_bundle: Any
) -> None:
    push(prediction_bundle())
    other, one = end(score=2.0), end()
    assert ledger(database, one.submission.id) == [RESERVE, REFUND]
    engine.told.clear()

    assert ask() == Parked((one.submission.id,))
    found = row(database, one.evaluation.id)
    assert (found.state, found.verdict, found.attempts) == (EvaluationState.QUEUED, None, 0)
    assert (found.faults, found.last_fault) == (0, None)
    assert engine.told == [(one.evaluation.id, found.priority)]
    assert ledger(database, one.submission.id) == [RESERVE]

    assert ask() == Parked(), "pressed twice, it is one grading"
    assert len(engine.told) == 1
    finish(database, one.evaluation.id, 1.0)
    assert ask() == Parked()
    assert ledger(database, one.submission.id) == [RESERVE, SETTLE]
    assert ledger(database, other.submission.id) == [RESERVE, SETTLE]
    with database.read() as session:
        standing = session.scalars(select(Standing)).one()
        retried = session.scalars(select(AuditEvent).where(AuditEvent.action.like("%retry"))).all()
    assert (standing.submission_id, standing.value) == (one.submission.id, 1.0)
    assert standing.submissions == 2
    assert [event.detail for event in retried] == [{"files": 1}]


def test_what_fails_again_gives_its_try_back_again(
    database: Database, push: Any, end: Any, ask: Any, prediction_bundle: Any
) -> None:
    push(prediction_bundle())
    one = end()
    ask(one.submission.id)
    finish(database, one.evaluation.id)
    assert ledger(database, one.submission.id) == [RESERVE, REFUND]
    assert ask() == Parked((one.submission.id,))


def test_one_is_named_and_the_others_stay(
    database: Database, push: Any, end: Any, ask: Any, prediction_bundle: Any
) -> None:
    push(prediction_bundle())
    one, other = end("momo"), end("ken")
    assert ask(one.submission.id) == Parked((one.submission.id,))
    assert row(database, other.evaluation.id).state is EvaluationState.FINAL
    assert ledger(database, other.submission.id) == [RESERVE, REFUND]


def test_what_boards_wait_for_is_graded_again_and_its_settled_try_stays(
    database: Database, push: Any, end: Any, ask: Any, prediction_bundle: Any
) -> None:
    """Parked under a version whose grading definition is new, beside the one that boards show."""
    push(prediction_bundle())
    one = end(score=2.0)
    active = push(prediction_bundle(graded=2))
    with database.read() as session:
        wanted = select(Evaluation.id).where(Evaluation.version_id == active.id)
        again = session.scalars(wanted).one()
    finish(database, again)
    assert ledger(database, one.submission.id) == [RESERVE, SETTLE]

    assert ask() == Parked((one.submission.id,))
    assert row(database, again).state is EvaluationState.QUEUED
    finish(database, again, 1.0)
    assert database.write(regrading.complete, one.submission.assignment_id)
    assert ledger(database, one.submission.id) == [RESERVE, SETTLE]
    with database.read() as session:
        assert session.scalars(select(Standing.value)).one() == 1.0


def test_participants_may_not(push: Any, end: Any, ask: Any, prediction_bundle: Any) -> None:
    push(prediction_bundle())
    one = end("momo")
    with pytest.raises(RequestProblemError, match="staff_only"):
        ask(one.submission.id, "momo")


def test_on_the_ladder_what_has_had_its_turn_stays(
    database: Database, push: Any, end: Any, ask: Any, prediction_bundle: Any
) -> None:
    """A later file was answered: nothing is taken back, and no second answer is given for it."""
    push(prediction_bundle(release="ladder", decimals=3))
    moment = now()
    early, late = (
        end("momo", received_at=moment + timedelta(seconds=second)) for second in range(2)
    )
    behind = end("ken")

    def answer(session: Session) -> None:
        ids = {"evaluation_id": late.evaluation.id, "version_id": late.evaluation.version_id}
        session.add(Release(**ids, score=1.0, moved=True))

    database.write(answer)
    found = ask()
    assert found.passed == (early.submission.id,)
    assert set(found.waiting) == {late.submission.id, behind.submission.id}
    assert row(database, early.evaluation.id).state is EvaluationState.FINAL
    assert ledger(database, early.submission.id) == [RESERVE, REFUND]


def test_what_waits_behind_it_on_the_ladder_and_is_damaged_keeps_nothing_from_being_parked(
    database: Database, push: Any, submit: Any, prediction_bundle: Any
) -> None:
    """Else it is judged again every few seconds, for ever; and the other is judged again, once."""
    push(prediction_bundle(release="ladder", decimals=3))
    moment = now()
    early, late = (
        submit("momo", received_at=moment + timedelta(seconds=second)) for second in range(2)
    )

    class Lost:
        """A scorer whose files are gone."""

        def after(self, *_: Any) -> None:
            raise MissingPredictionsError("gone")

        def has_predictions(self, _version: str, _evaluation: str) -> bool:
            return False

    lost: Any = Lost()
    database.write(evaluations.claim, late.evaluation.id, "w")
    scored = Outcome(verdict=Verdict.SCORED, score=1.0)
    database.write(finishing.finish, late.evaluation.id, "w", scored, lost)  # waits for its turn
    for _ in range(evaluations.MOST_FAULTS):
        database.write(evaluations.claim, early.evaluation.id, "w")
        database.write(evaluations.fail, early.evaluation.id, "w", "the disk", lost)
    assert row(database, early.evaluation.id).verdict is Verdict.INFRASTRUCTURE_FAULT
    assert ledger(database, early.submission.id) == [RESERVE, REFUND]
    again = row(database, late.evaluation.id)
    assert (again.state, again.verdict, again.score) == (EvaluationState.QUEUED, None, None)
    assert ledger(database, late.submission.id) == [RESERVE]
    with database.read() as session:
        assert session.scalars(select(Standing)).all() == [], "nothing stands that is not graded"

    found: Any = type("Found", (), {"after": lambda *_: Released(1.0, moved=True)})()
    database.write(evaluations.claim, late.evaluation.id, "w")
    finished = database.write(finishing.finish, late.evaluation.id, "w", scored, found)
    assert finished.released == (late.submission.id,)
    assert ledger(database, late.submission.id) == [RESERVE, SETTLE]


class TestOverHttp:
    """A file whose bytes are gone for a while."""

    @pytest.fixture
    def intervals(self) -> Intervals:
        return Intervals(retry_s=0.001)

    @pytest.fixture
    def lost(self, running: Running, clients: dict[str, httpx2.Client], small: str) -> Any:
        """A parked submission of Momo's, and how its bytes come back."""
        files = running.service.files
        fetch, away = files.fetch, True

        def fetch_or_miss(key: str) -> Any:
            return fetch(f"{key}.gone" if away and key.startswith("submissions/") else key)

        def come_back() -> None:
            nonlocal away
            away = False

        files.fetch = fetch_or_miss  # type: ignore[method-assign]
        sent = clients["momo"].post(
            f"{small}/submissions?track=unrestricted",
            content=ROWS,
            headers={"Content-Type": "text/csv"},
        )
        final = clients["momo"].get(sent.headers["Location"], params={"wait": 60}).json()
        assert (final["verdict"], final["used_try"]) == ("infrastructure_fault", False)
        assert submission_key(final["id"])
        return final["id"], come_back

    @pytest.mark.parametrize("door", ["page", "all", "api"])
    def test_staff_have_it_graded_again_by_each_door(
        self, clients: dict[str, httpx2.Client], small: str, lost: Any, door: str
    ) -> None:
        id_, come_back = lost
        come_back()
        page = small.removeprefix("/api/v1")
        doors = {
            "page": (f"/submissions/{id_}", f"/submissions/{id_}/retry"),
            "all": (f"{page}/versions", f"{page}/retry"),
            "api": ("", f"{small}/retry?submission={id_}"),
        }
        shown, address = doors[door]
        html = {"Accept": "text/html", "Accept-Language": "en"}
        if shown:
            assert f'action="{address}"' in clients["ta"].get(shown, headers=html).text
            assert address not in clients["momo"].get(f"/submissions/{id_}", headers=html).text
        assert clients["momo"].post(address).status_code == 403
        done = clients["ta"].post(address)
        assert done.status_code == (303 if shown else 200)
        final = clients["momo"].get(f"/api/v1/submissions/{id_}", params={"wait": 60}).json()
        assert (final["verdict"], final["score"], final["used_try"]) == ("scored", 0.0, True)
        board = clients["momo"].get(f"{small}/leaderboard", params={"track": "unrestricted"})
        assert [line["alias"] for line in board.json()["rows"]] == ["momo"]
        if shown:
            assert address not in clients["ta"].get(shown, headers=html).text
        assert clients["ta"].post(f"{small}/retry").json() == {"files": 0, "passed": 0}
