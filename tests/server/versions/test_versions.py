"""A version graded beside the board: nothing is seen of it until the switch, then all at once."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from grader import Outcome, Verdict, open_folder
from server.assignments import participants
from server.assignments import versions as queries
from server.assignments.access import assignment_access
from server.core.database import PostgresDatabase, SqliteDatabase
from server.core.errors import RequestProblemError
from server.core.models import (
    AssignmentVersion,
    AuditEvent,
    Evaluation,
    EvaluationState,
    QuotaEntry,
    QuotaEntryKind,
    Standing,
    Submission,
    Track,
)
from server.core.queue import Priority
from server.grading import evaluations, finishing
from server.submissions import queries as submissions
from server.submissions.access import submission_access
from server.versions import switch as versions
from server.versions.comparison import compare, version_lines
from tests.databases import postgresql_is
from tests.examples import examples
from tests.server.conftest import change_version, push_as

Database = SqliteDatabase | PostgresDatabase
Make = Callable[..., Path]
INVALID = Outcome(verdict=Verdict.INVALID_FILE)
FAULT = Outcome(verdict=Verdict.INFRASTRUCTURE_FAULT)


def outcome_of(score: float) -> Outcome:
    return Outcome(verdict=Verdict.SCORED, score=score)


@pytest.fixture
def push_shadow(database, engine, course, people) -> Callable[[Path], AssignmentVersion]:
    def work(folder: Path) -> AssignmentVersion:
        bundle = open_folder(folder)
        return database.write(push_as, engine, people["sensei"], bundle, is_shadow=True)

    return work


@pytest.fixture
def as_(database, people) -> Callable[..., object]:
    """Does something as somebody with access to the assignment."""

    def work(act, number: int, who: str = "sensei"):
        return database.write(change_version, act, people[who], number)

    return work


@pytest.fixture
def comparison(database, people):
    def work(number: int):
        with database.read() as session:
            access = assignment_access(session, people["ta"], "ml", "small")
            return compare(session, access, versions.version_of(session, access, number))

    return work


def grade(database: Database, submission_id: str, version_id: str, outcome: Outcome) -> None:
    with database.read() as session:
        found = session.scalars(
            select(Evaluation.id).where(
                Evaluation.submission_id == submission_id, Evaluation.version_id == version_id
            )
        ).one()
    assert database.write(evaluations.claim, found, "w") is not None
    assert database.write(finishing.finish, found, "w", outcome) is not None


def see_all(database: Database, people, submission_id: str) -> object:
    """All that participants can see: boards, standings, histories, evaluations, quota."""
    with database.read() as session:
        access = submission_access(session, people["momo"], submission_id)
        version = access.assignment_access.version
        momo = participants.of_viewer(
            session, assignment_access(session, people["momo"], "ml", "small")
        )
        history = submissions.history(session, momo, 10)
        return (
            version.number,
            [(s.id, e.state, e.verdict, e.score) for s, _, e, _ in history],
            submissions.latest_evaluation(session, submission_id).version_id,
            session.execute(
                select(Standing.evaluation_id, Standing.value, Standing.submissions).order_by(
                    Standing.participant_id
                )
            ).all(),
            session.execute(select(Track.slug, Track.board_version).order_by(Track.slug)).all(),
            session.execute(select(QuotaEntry.kind).order_by(QuotaEntry.id)).all(),
        )


def refusal(act: Callable[[], object]) -> tuple[int, str]:
    with pytest.raises(RequestProblemError) as refused:
        act()
    return refused.value.status, refused.value.problems[0].code


def test_who_waits_for_a_grading_is_not_said_to_change_places(
    database, push, push_shadow, submit, comparison, prediction_bundle: Make
) -> None:
    first = push(prediction_bundle())
    ids = [submit(who).submission.id for who in ("momo", "momo", "ken")]
    for id_, score in zip(ids, (1.0, 3.0, 2.0), strict=True):
        grade(database, id_, first.id, outcome_of(score))
    shadow = push_shadow(prediction_bundle(graded=2))
    grade(database, ids[0], shadow.id, outcome_of(9.0))
    grade(database, ids[2], shadow.id, outcome_of(5.0))

    board = comparison(2).tracks[0]

    assert {row.alias: (row.change, row.waiting) for row in board.rows} == {
        "momo": (-1, 1),
        "ken": (1, 0),
    }
    assert board.moved == 1


def test_nothing_is_seen_of_a_shadow_until_the_switch(
    database, engine, people, push, push_shadow, submit, as_, comparison, prediction_bundle: Make
) -> None:
    first = push(prediction_bundle())
    momo, ken = submit("momo").submission.id, submit("ken").submission.id
    grade(database, momo, first.id, outcome_of(1.0))
    grade(database, ken, first.id, outcome_of(2.0))
    before = see_all(database, people, momo)

    shadow = push_shadow(prediction_bundle(graded=2))
    assert (shadow.number, shadow.active) == (2, False)
    assert [priority for _, priority in engine.told[-2:]] == [Priority.REGRADE] * 2
    grade(database, momo, shadow.id, INVALID)
    assert see_all(database, people, momo) == before
    refused = refusal(lambda: as_(versions.switch, 2))
    assert refused == (409, "not_graded_yet")
    grade(database, ken, shadow.id, outcome_of(5.0))
    assert see_all(database, people, momo) == before
    board = comparison(2).tracks[0]
    assert [(row.alias, row.old_rank, row.new_rank, row.verdict) for row in board.rows] == [
        ("momo", 1, None, Verdict.INVALID_FILE),
        ("ken", 2, 1, None),
    ]
    assert (board.moved, board.fallen, board.joined) == (1, 1, 0)

    as_(versions.switch, 2)

    after = see_all(database, people, momo)
    assert after[0] == 2
    assert [row.value for row in after[3]] == [5.0]
    assert all(new > old for (_, old), (_, new) in zip(before[4], after[4], strict=True))
    with database.read() as session:
        kept = session.scalars(select(Evaluation).where(Evaluation.version_id == first.id)).all()
        acts = session.scalars(select(AuditEvent.action)).all()
    assert {evaluation.score for evaluation in kept} == {1.0, 2.0}
    assert "assignment.switch" in acts
    assert refusal(lambda: as_(versions.switch, 1)) == (409, "not_a_shadow")


def test_what_arrives_beside_a_shadow_is_graded_under_both(
    database, engine, people, push, push_shadow, submit, as_, prediction_bundle: Make
) -> None:
    first = push(prediction_bundle())
    shadow = push_shadow(prediction_bundle(graded=2))
    accepted = submit("momo")
    assert accepted.evaluation.version_id == first.id
    assert [priority for _, priority in engine.told] == [Priority.UPLOAD, Priority.REGRADE]
    grade(database, accepted.submission.id, shadow.id, FAULT)
    with database.read() as session:
        kinds = session.scalars(select(QuotaEntry.kind)).all()
    assert kinds == [QuotaEntryKind.RESERVE]

    grade(database, accepted.submission.id, first.id, outcome_of(1.0))
    assert refusal(lambda: as_(versions.switch, 2)) == (409, "shadow_faults")


def test_the_same_shadow_again_repeats_what_failed_by_our_fault(
    database, engine, push, push_shadow, submit, as_, prediction_bundle: Make
) -> None:
    first = push(prediction_bundle())
    submission_id = submit("momo").submission.id
    grade(database, submission_id, first.id, outcome_of(1.0))
    folder = prediction_bundle(graded=2)
    shadow = push_shadow(folder)
    grade(database, submission_id, shadow.id, FAULT)

    assert push_shadow(folder).id == shadow.id
    grade(database, submission_id, shadow.id, outcome_of(3.0))
    as_(versions.switch, 2)
    with database.read() as session:
        assert session.scalars(select(Standing.value)).all() == [3.0]


def test_a_switch_settles_tries_and_late_gradings_of_the_old_version_count_for_nothing(
    database, push, push_shadow, submit, as_, prediction_bundle: Make
) -> None:
    first = push(prediction_bundle())
    accepted = submit("momo")
    database.write(evaluations.claim, accepted.evaluation.id, "slow")
    shadow = push_shadow(prediction_bundle(graded=2))
    grade(database, accepted.submission.id, shadow.id, outcome_of(4.0))
    as_(versions.switch, 2)

    late = outcome_of(0.5)
    assert database.write(finishing.finish, accepted.evaluation.id, "slow", late)
    with database.read() as session:
        assert session.scalars(select(Standing.value)).all() == [4.0]
        kinds = session.scalars(select(QuotaEntry.kind).order_by(QuotaEntry.id)).all()
    assert kinds == [QuotaEntryKind.RESERVE, QuotaEntryKind.SETTLE]
    assert first.id != shadow.id


def test_a_switch_amid_an_upload_neither_waits_for_it_nor_loses_it(
    database, push, push_shadow, submit, as_, prediction_bundle: Make, monkeypatch
) -> None:
    """The upload has its row, which refers to the track, and not yet its evaluation."""
    if not isinstance(database, PostgresDatabase):
        pytest.skip("SQLite has one writer at a time")
    push(prediction_bundle())
    shadow = push_shadow(prediction_bundle(graded=2))
    lock = queries.lock

    def switch_in_time(session: Session, *arguments: Any) -> None:
        session.execute(text("SET LOCAL lock_timeout = '5s'"))
        versions.switch(session, *arguments)

    def lock_after_a_switch(session: Session, assignment_id: str, *, shared: bool = False) -> None:
        if shared:
            as_(switch_in_time, shadow.number)
        lock(session, assignment_id, shared=shared)

    monkeypatch.setattr(queries, "lock", lock_after_a_switch)
    assert submit().evaluation.version_id == shadow.id


def test_a_discarded_shadow_leaves_only_its_number(
    database, people, push, push_shadow, submit, as_, prediction_bundle: Make
) -> None:
    first = push(prediction_bundle())
    submission_id = submit("momo").submission.id
    grade(database, submission_id, first.id, outcome_of(1.0))
    before = see_all(database, people, submission_id)
    push_shadow(prediction_bundle(graded=2))
    assert refusal(lambda: push(prediction_bundle(graded=3))) == (409, "shadow_exists")

    as_(versions.discard, 2)

    assert see_all(database, people, submission_id) == before
    assert push_shadow(prediction_bundle(graded=3)).number == 3
    with database.read() as session:
        access = assignment_access(session, people["ta"], "ml", "small")
        lines = version_lines(session, access)
    assert [(line.version, line.state) for line in lines] == [
        (3, "shadow"),
        (2, "discarded"),
        (1, "live"),
    ]
    assert [(line.done, line.total) for line in lines] == [(0, 1), (0, 0), (1, 1)]
    assert refusal(lambda: as_(versions.discard, 2)) == (409, "not_a_shadow")


@pytest.mark.parametrize("number", [-1, 0, 2, 2**31 - 1, 2**31, 2**63])
def test_a_number_that_no_version_has_is_not_there_however_large(
    number: int, push, as_, comparison, prediction_bundle: Make
) -> None:
    push(prediction_bundle())
    for look in (lambda: as_(versions.discard, number), lambda: comparison(number)):
        assert refusal(look) == (404, "not_found")


@pytest.mark.parametrize("act", [versions.switch, versions.discard])
@pytest.mark.parametrize("who", ["momo", "ta"])
def test_only_managers_switch_and_discard(
    act, who: str, push, push_shadow, as_, prediction_bundle: Make
) -> None:
    push(prediction_bundle())
    push_shadow(prediction_bundle(graded=2))
    assert refusal(lambda: as_(act, 2, who)) == (403, "staff_only")


def test_the_first_version_is_in_force_even_as_a_shadow(
    push_shadow, prediction_bundle: Make
) -> None:
    assert push_shadow(prediction_bundle()).active


def test_half_of_the_workers_killed_changes_nothing(
    database, push, push_shadow, submit, as_, prediction_bundle: Make
) -> None:
    first = push(prediction_bundle())
    ids = [submit(who).submission.id for who in ("momo", "ken") * 2]
    for number, submission_id in enumerate(ids):
        grade(database, submission_id, first.id, outcome_of(float(number)))
    shadow = push_shadow(prediction_bundle(graded=2))
    with database.read() as session:
        queued = session.execute(
            select(Evaluation.id, Evaluation.submission_id)
            .where(Evaluation.version_id == shadow.id)
            .order_by(Evaluation.submission_id)
        ).all()
    for number, (evaluation_id, _) in enumerate(queued):
        worker = "killed" if number % 2 else "alive"
        database.write(evaluations.claim, evaluation_id, worker)
    database.write(evaluations.requeue_abandoned, dead_worker="killed")
    for evaluation_id, submission_id in queued:
        worker, outcome = "alive", outcome_of(10.0 - ids.index(submission_id))
        database.write(evaluations.claim, evaluation_id, "alive")
        assert database.write(finishing.finish, evaluation_id, worker, outcome)
        late = outcome_of(0.0)
        assert not database.write(finishing.finish, evaluation_id, "killed", late)

    as_(versions.switch, 2)
    with database.read() as session:
        assert sorted(session.scalars(select(Standing.value))) == [7.0, 8.0]
        states = session.scalars(select(Evaluation.state)).all()
    assert set(states) == {EvaluationState.FINAL}


OUTCOMES = st.one_of(st.integers(0, 3).map(lambda n: outcome_of(n / 2)), st.just(INVALID))


@postgresql_is(pytest.mark.long, "migrated_url")
@settings(
    max_examples=examples(15),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    history=st.lists(
        st.tuples(
            st.sampled_from(["momo", "ken"]),
            st.sampled_from(["restricted", "unrestricted"]),
            OUTCOMES,
            OUTCOMES,
        ),
        max_size=5,  # as many as a day allows
    ),
    data=st.data(),
)
def test_the_switch_makes_the_standings_that_grading_live_would_make(
    history, data, database, push, push_shadow, submit, as_, comparison, prediction_bundle: Make
) -> None:
    """The same evaluations, in any order, under a version that was in force all the while."""
    _forget(database)
    folder = prediction_bundle()
    live = push(folder)
    ids = [submit(who, track).submission.id for who, track, _, _ in history]
    for submission_id, (_, _, outcome, _) in zip(ids, history, strict=True):
        grade(database, submission_id, live.id, outcome)
    order = data.draw(st.permutations(range(len(ids))))

    shadow = push_shadow(prediction_bundle(graded=2))
    for number in order:
        grade(database, ids[number], shadow.id, history[number][3])
    compared = comparison(shadow.number)
    as_(versions.switch, shadow.number)
    switched = _standings(database)

    at_once = push(prediction_bundle(graded=3))
    for number in order:
        grade(database, ids[number], at_once.id, history[number][3])
    assert switched == _standings(database)
    shown = {
        (track.track, row.alias): row.new_score
        for track in compared.tracks
        for row in track.rows
        if row.new_rank is not None
    }
    assert sorted(shown.values()) == sorted(value for _, _, _, value, _ in switched)


def _standings(database: Database) -> list[tuple[object, ...]]:
    with database.read() as session:
        return sorted(
            (s.track_id, s.participant_id, s.submission_id, s.value, s.submissions)
            for s in session.scalars(select(Standing))
        )


def _forget(database: Database) -> None:
    """Empty the tables that one example of a property fills."""

    def work(session):
        for table in (Standing, QuotaEntry, Evaluation, Submission, AssignmentVersion):
            session.execute(table.__table__.delete())

    database.write(work)


def test_a_shadow_is_the_newest_version_that_is_not_in_force(
    database, push, push_shadow, prediction_bundle: Make
) -> None:
    live = push(prediction_bundle())
    with database.read() as session:
        assert queries.shadow(session, live.assignment_id) is None
    shadow = push_shadow(prediction_bundle(graded=2))
    with database.read() as session:
        found = queries.shadow(session, live.assignment_id)
    assert found is not None
    assert found.id == shadow.id
