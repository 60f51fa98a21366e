"""Baselines are graded like everything else and count for nobody."""

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from sqlalchemy import func, select

from grader import Outcome, Verdict, open_folder
from server.assignments import participants
from server.assignments import versions as version_queries
from server.assignments.access import assignment_access
from server.boards import uncertainty
from server.boards.board import Boards
from server.boards.ranking import insert_baselines
from server.boards.views import Board, BoardRow, Part
from server.core.clock import now
from server.core.database import PostgresDatabase, SqliteDatabase
from server.core.errors import RequestProblemError
from server.core.files.blobs import StoredFile
from server.core.identifiers import new_id
from server.core.models import (
    Assignment,
    AssignmentVersion,
    AuditEvent,
    Evaluation,
    Participant,
    QuotaEntry,
    Standing,
    Submission,
    Track,
)
from server.core.queue import Priority
from server.courses import queries as courses
from server.courses.roster import apply_roster
from server.courses.roster_reading import read_roster
from server.grading import evaluations, finishing
from server.grading.baselines import BaselineFile
from server.submissions import queries as submissions
from server.submissions.access import submission_access
from server.versions import switch as versions
from tests.server.conftest import change_version, push_as

Database = SqliteDatabase | PostgresDatabase
Make = Callable[..., Path]
Files = Sequence[tuple[str, str]]  # slug and the first letter of its hash
BOTH = (("mean", "a"), ("zero", "b"))
FAULT = Outcome(verdict=Verdict.INFRASTRUCTURE_FAULT)


def outcome_of(score: float) -> Outcome:
    return Outcome(verdict=Verdict.SCORED, score=score)


@pytest.fixture
def push_with(database, engine, course, people, with_baselines: Make):
    """Pushes the small bundle with baselines, as the instructor."""

    def work(
        files: Files = BOTH, *, shadow: bool = False, track: str = "unrestricted", **settings: int
    ) -> AssignmentVersion:
        folder = with_baselines({slug: 1.0 for slug, _ in files}, **settings)
        bundle = open_folder(folder)
        uploads = [
            BaselineFile(new_id(), track, slug, f"{slug}.csv", StoredFile(sha * 64, 9))
            for slug, sha in files
        ]

        return database.write(
            push_as, engine, people["sensei"], bundle, baselines=uploads, is_shadow=shadow
        )

    return work


@pytest.fixture
def board(database, people) -> Callable[..., Board]:
    """The unrestricted board as somebody sees it."""

    def work(who: str = "momo") -> Board:
        with database.read() as session:
            access = assignment_access(session, people[who], "ml", "small")
            return Boards(lambda _: None).get(session, access, access.tracks["unrestricted"])

    return work


def grade(database: Database, evaluation_id: str, outcome: Outcome) -> None:
    def work(session) -> None:
        assert evaluations.claim(session, evaluation_id, "test") is not None
        assert finishing.finish(session, evaluation_id, "test", outcome) is not None

    database.write(work)


def grade_baselines(
    database: Database, version: AssignmentVersion, outcomes: dict[str, Outcome]
) -> None:
    with database.read() as session:
        found = {
            submission.baseline: evaluation.id
            for submission, _, evaluation in submissions.baselines_of_version(session, version.id)
        }
    for slug, outcome in outcomes.items():
        grade(database, found[slug], outcome)


def lines(board: Board) -> list[tuple[str, int | None, float, bool]]:
    return [(row.alias, row.rank, row.score, row.baseline) for row in board.view.rows]


def test_baselines_wait_behind_students_and_behind_what_is_graded_again(
    push_with, submit, engine
) -> None:
    push_with()
    submit()
    engine.told.clear()
    push_with(graded=3)
    later = submit("ken")

    assert [priority for _, priority in engine.told] == [
        Priority.REGRADE,
        Priority.BASELINE,
        Priority.BASELINE,
        Priority.UPLOAD,
        Priority.REGRADE,
    ]
    assert engine.told[-2][0] == later.evaluation.id
    assert max(Priority.UPLOAD, Priority.REGRADE) < Priority.of_baseline(is_program=False)
    assert max(Priority.PROGRAM, Priority.PROGRAM_REGRADE) < Priority.of_baseline(is_program=True)


@pytest.mark.parametrize(
    ("better", "aliases"),
    [
        ("lower", ["low", "ken", "same", "momo", "high"]),
        ("higher", ["high", "momo", "ken", "same", "low"]),
    ],
)
def test_baselines_stand_among_the_rows_in_either_direction(better, aliases) -> None:
    def row(alias: str, score: float, rank: int | None = None) -> BoardRow:
        return BoardRow(
            rank=rank,
            alias=alias,
            score=score,
            verified=False,
            tied_with_above=False,
            submissions=1,
            submitted_at=now(),
            baseline=rank is None,
        )

    ranked = [(row("ken", 1.0, 1), "k"), (row("momo", 2.0, 2), "m")]
    unranked = [row("same", 1.0), row("high", 3.0), row("low", 0.5)]
    best_first = ranked if better == "lower" else ranked[::-1]
    placed = insert_baselines(best_first, unranked, better, Part.PUBLIC)
    assert [found.alias for found, _ in placed] == aliases
    assert {found.alias: person for found, person in placed if person} == {"ken": "k", "momo": "m"}


def test_a_board_shows_baselines_by_their_score_and_ranks_nobody_by_them(
    database: Database, push_with, submit, board
) -> None:
    version = push_with()
    for who, score in (("momo", 3.0), ("ken", 1.0)):
        grade(database, submit(who).evaluation.id, outcome_of(score))
    grade_baselines(database, version, {"mean": outcome_of(2.0), "zero": outcome_of(0.5)})

    found = board()

    assert lines(found) == [
        ("zero", None, 0.5, True),
        ("ken", 1, 1.0, False),
        ("mean", None, 2.0, True),
        ("momo", 2, 3.0, False),
    ]
    assert found.view.participants == 2
    assert [row.bracket for row in found.view.rows] == [None] * 4
    assert not any(row.tied_with_above or row.statistically_tied for row in found.view.rows)


def test_who_is_as_good_by_the_shown_score_stands_before_a_baseline(
    database: Database, push_with, submit, board
) -> None:
    """Else the place would tell on which side of the baseline a hidden digit lies."""
    version = push_with(decimals=2)
    for who, score in (("momo", 2.0), ("ken", 1.991)):
        grade(database, submit(who).evaluation.id, outcome_of(score))
    grade_baselines(database, version, {"mean": outcome_of(1.999), "zero": outcome_of(1.996)})

    assert [alias for alias, *_ in lines(board("momo"))] == ["ken", "momo", "mean", "zero"]
    assert [alias for alias, *_ in lines(board("ta"))] == ["ken", "zero", "mean", "momo"]


def test_rows_still_belong_to_their_people(database: Database, push_with, submit, board) -> None:
    version = push_with()
    grade_baselines(database, version, {"mean": outcome_of(2.0), "zero": outcome_of(0.5)})
    momo = submit("momo")
    grade(database, momo.evaluation.id, outcome_of(1.0))

    found = board()

    own = found.row_of(momo.submission.participant_id)
    assert own is not None
    assert (own.alias, own.rank) == ("momo", 1)
    assert found.participants == (None, momo.submission.participant_id, None)
    with database.read() as session:
        pusher = participants.of_person(session, version.assignment_id, version.pushed_by)
    assert found.row_of(pusher) is None


def test_the_ranked_board_of_uncertainty_is_that_of_the_ranked_rows(
    database: Database, push_with, submit
) -> None:
    version = push_with()
    ids = [submit(who).evaluation.id for who in ("momo", "ken")]
    grade_baselines(database, version, {"mean": outcome_of(0.5), "zero": outcome_of(1.5)})
    for evaluation_id, score in zip(ids, (1.0, 2.0), strict=True):
        grade(database, evaluation_id, outcome_of(score))
    with database.read() as session:
        track = session.scalars(select(Track).where(Track.slug == "unrestricted")).one()
        assert uncertainty.ranked_board(session, track.id).evaluations == ids


def test_nothing_is_charged_and_nobody_stands_anywhere_by_a_baseline(
    database: Database, push_with, people
) -> None:
    version = push_with()
    grade_baselines(database, version, {"mean": outcome_of(2.0), "zero": FAULT})

    with database.read() as session:
        for table in (Participant, Standing, QuotaEntry):
            assert session.scalar(select(func.count()).select_from(table)) == 0
        sensei = participants.of_person(session, version.assignment_id, version.pushed_by)
        assert submissions.history(session, sensei, 9) == []
        assert version_queries.graded(session, version.id) == []
        assert version_queries.progress(session, version.assignment_id) == {}


def test_a_teachers_own_file_is_not_counted_together_with_baselines(
    database: Database, push_with, submit
) -> None:
    version = push_with()
    own = submit("sensei")
    grade_baselines(database, version, {"mean": outcome_of(0.5), "zero": outcome_of(0.6)})
    grade(database, own.evaluation.id, outcome_of(3.0))
    with database.read() as session:
        (standing,) = session.scalars(select(Standing)).all()
    assert (standing.submission_id, standing.submissions) == (own.submission.id, 1)


@pytest.mark.parametrize("who", ["momo", "ta", "sensei"])
def test_a_baseline_is_nobodys_submission(database: Database, push_with, people, who: str) -> None:
    version = push_with()
    with database.read() as session:
        ids = [
            submission.id
            for submission, *_ in submissions.baselines_of_version(session, version.id)
        ]
        for submission_id in ids:
            with pytest.raises(RequestProblemError) as caught:
                submission_access(session, people[who], submission_id)
            assert caught.value.status == 404


def test_who_pushed_it_does_not_own_it_as_a_student_either(
    database: Database, push_with, people, admin, course, board
) -> None:
    version = push_with()
    grade_baselines(database, version, {"mean": outcome_of(2.0), "zero": outcome_of(0.5)})
    lines_ = read_roster(b"alias,role\nmomo,\nken,\nta,assistant\nsensei,student\n")
    database.write(apply_roster, admin, course, lines_)
    with database.read() as session:
        assert courses.roster(session, course.id)
        (submission_id, *_) = [
            s.id for s, *_ in submissions.baselines_of_version(session, version.id)
        ]
        with pytest.raises(RequestProblemError):
            submission_access(session, people["sensei"], submission_id)
    found = board("sensei")
    assert found.view.participants == 0
    assert set(found.participants) == {None}


def test_the_same_bytes_stay_one_submission_and_are_graded_under_each_version(
    database: Database, push_with, board
) -> None:
    first = push_with()
    grade_baselines(database, first, {"mean": outcome_of(2.0), "zero": outcome_of(0.5)})
    second = push_with((("mean", "a"), ("zero", "c")), graded=3)
    assert lines(board()) == [], "nothing is shown of a version that is not in force any more"
    grade_baselines(database, second, {"mean": outcome_of(4.0), "zero": outcome_of(0.25)})

    assert lines(board()) == [("zero", None, 0.25, True), ("mean", None, 4.0, True)]
    with database.read() as session:
        found = session.scalars(select(Submission)).all()
        graded = {
            one.sha256[0]: len(
                session.scalars(select(Evaluation).where(Evaluation.submission_id == one.id)).all()
            )
            for one in found
        }
    assert graded == {"a": 2, "b": 1, "c": 1}


def test_a_baseline_that_is_no_longer_declared_goes(database: Database, push_with, board) -> None:
    first = push_with()
    grade_baselines(database, first, {"mean": outcome_of(2.0), "zero": outcome_of(0.5)})
    second = push_with((("zero", "b"),), graded=3)
    grade_baselines(database, second, {"zero": outcome_of(0.5)})

    assert lines(board()) == [("zero", None, 0.5, True)]


def test_a_shadow_shows_nothing_until_the_switch_which_does_not_wait_for_baselines(
    database: Database, push_with, submit, board, people
) -> None:
    live = push_with()
    grade_baselines(database, live, {"mean": outcome_of(2.0), "zero": outcome_of(0.5)})
    momo = submit()
    grade(database, momo.evaluation.id, outcome_of(1.0))
    untouched = board().view.version
    shadow = push_with((("mean", "a"), ("more", "d")), shadow=True, graded=3)
    grade_baselines(database, shadow, {"mean": outcome_of(3.0)})
    before = board()
    assert before.view.version == untouched
    assert lines(before) == [
        ("zero", None, 0.5, True),
        ("momo", 1, 1.0, False),
        ("mean", None, 2.0, True),
    ]
    with database.read() as session:
        again = session.scalars(
            select(Evaluation.id).where(
                Evaluation.version_id == shadow.id, Evaluation.submission_id == momo.submission.id
            )
        ).one()
    grade(database, again, outcome_of(1.5))

    database.write(change_version, versions.switch, people["sensei"], 2)

    assert lines(board()) == [("momo", 1, 1.5, False), ("mean", None, 3.0, True)]
    version = board().view.version
    grade_baselines(database, shadow, {"more": outcome_of(1.0)})
    after = board()
    assert lines(after)[0] == ("more", None, 1.0, True)
    assert after.view.version > version, "whoever has the board is told of it"


def test_a_fault_of_ours_on_a_baseline_keeps_nobody_from_switching(
    database: Database, push_with, people
) -> None:
    live = push_with()
    grade_baselines(database, live, {"mean": outcome_of(2.0), "zero": outcome_of(0.5)})
    shadow = push_with(shadow=True, graded=3)
    grade_baselines(database, shadow, {"mean": FAULT, "zero": outcome_of(0.5)})

    database.write(change_version, versions.switch, people["sensei"], 2)
    with database.read() as session:
        parked = session.scalars(select(AuditEvent.action)).all()
    assert "evaluation.parked" in parked, "operators hear of it all the same"


def test_a_baseline_without_a_score_is_on_no_board_and_the_rest_stays(
    database: Database, push_with, submit, board
) -> None:
    version = push_with()
    grade(database, submit().evaluation.id, outcome_of(1.0))
    grade_baselines(
        database, version, {"mean": Outcome(verdict=Verdict.INVALID_FILE), "zero": outcome_of(0.5)}
    )

    assert [alias for alias, *_ in lines(board())] == ["zero", "momo"]


def test_discarding_a_shadow_takes_the_baselines_that_only_it_had(
    database: Database, push_with, people
) -> None:
    push_with()
    push_with((("mean", "a"), ("more", "d")), shadow=True, graded=3)

    discarded = database.write(change_version, versions.discard, people["sensei"], 2)

    with database.read() as session:
        left = {one.sha256[0] for one in session.scalars(select(Submission))}
        assert left == {"a", "b"}
        assert submissions.known(session, discarded.baselines) == set()
    assert len(discarded.baselines) == 1


def test_a_shadow_may_have_baselines_on_a_track_that_is_not_there_yet(
    database: Database, engine, course, people, push, with_baselines: Make
) -> None:
    folder = with_baselines({"mean": 1.0})
    text = (folder / "assignment.toml").read_text()
    (folder / "assignment.toml").write_text(text.replace('"unrestricted"', '"open"'))
    push(with_baselines({}))
    bundle = open_folder(folder)
    upload = BaselineFile(new_id(), "open", "mean", "mean.csv", StoredFile("a" * 64, 9))

    shadow = database.write(
        push_as, engine, people["sensei"], bundle, baselines=[upload], is_shadow=True
    )
    grade_baselines(database, shadow, {"mean": outcome_of(1.0)})
    with database.read() as session:
        access = assignment_access(session, people["momo"], "ml", "small")
        assert list(access.tracks) == ["unrestricted", "restricted"]
        assert session.scalar(select(func.count()).select_from(Assignment)) == 1
