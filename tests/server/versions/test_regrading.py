"""Pushes: what grades nothing again changes no board, and what does changes it whole or not at all.

In the words of the tests a world is a course whose workers are the test: it says which file is
graded next, under what, and what came of it.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from grader import Outcome, Verdict, open_folder, parts_of
from server.assignments.access import assignment_access
from server.boards.ranking import Showing, rank_board
from server.boards.views import Part
from server.core.clock import now
from server.core.database import PostgresDatabase, SqliteDatabase
from server.core.errors import RequestProblemError
from server.core.models import (
    AssignmentVersion,
    Evaluation,
    EvaluationState,
    QuotaEntry,
    Standing,
)
from server.core.queue import MemoryQueue
from server.grading import evaluations, finishing, regrading
from server.grading.regrading import Regrade, Scope
from server.submissions import queries as submissions
from server.submissions.access import submission_access
from server.submissions.disclosure import Disclosure
from server.submissions.views import own_submissions, submission_view
from server.versions import switch as versions
from server.versions.forecast import left_of, plan_of
from server.versions.push import NewVersion
from tests.server.conftest import change_version, push_as

Database = SqliteDatabase | PostgresDatabase
Make = Callable[..., Path]
FAULT = Outcome(verdict=Verdict.INFRASTRUCTURE_FAULT)
TOMORROW = "closes_at = 2999-01-02T00:00:00+00:00"


def scored(score: float) -> Outcome:
    return Outcome(verdict=Verdict.SCORED, score=score)


class World:
    """A course with an assignment; the test says what workers do."""

    def __init__(self, database: Database, engine: Any, people: Any, submit: Any) -> None:
        self.database, self.engine, self.people, self._submit = database, engine, people, submit

    def push(self, folder: Path, **options: Any) -> AssignmentVersion:
        return self.database.write(
            push_as, self.engine, self.people["sensei"], open_folder(folder), **options
        )

    def submit(self, who: str = "momo", outcome: Outcome | None = None) -> str:
        submission_id: str = self._submit(who).submission.id
        if outcome is not None:
            self.grade(submission_id, outcome)
        return submission_id

    def grade(
        self, submission_id: str, outcome: Outcome, version: AssignmentVersion | None = None
    ) -> None:
        """Make a grading final, as a worker does: that of the board, or that of a version."""

        def work(session: Session) -> evaluations.Finished | None:
            evaluation_id = submissions.latest_evaluation(session, submission_id).id
            if version is not None:
                evaluation_id = session.scalars(
                    select(Evaluation.id).where(
                        Evaluation.submission_id == submission_id,
                        Evaluation.version_id == version.grading_id,
                    )
                ).one()
            assert evaluations.claim(session, evaluation_id, "w") is not None
            return finishing.finish(session, evaluation_id, "w", outcome)

        finished = self.database.write(work)
        assert finished is not None
        if finished.graded_again is not None:
            self.database.write(regrading.complete, finished.graded_again)

    @property
    def board(self) -> dict[str, float]:
        """What stands, by alias."""
        with self.database.read() as session:
            found = {}
            for who in ("momo", "ken"):
                access = assignment_access(session, self.people[who], "ml", "small")
                for line in own_submissions(session, access, 100, None):
                    standing = session.scalars(
                        select(Standing.value).where(Standing.submission_id == line.id)
                    ).all()
                    found.update((who, value) for value in standing)
        return found

    def history(self, who: str = "momo") -> list[tuple[str, float | None, int | None]]:
        with self.database.read() as session:
            access = assignment_access(session, self.people[who], "ml", "small")
            lines = own_submissions(session, access, 100, None)
        return [(line.state.value, line.score, line.graded_as) for line in lines]

    def look(self, submission_id: str) -> tuple[list[str], int | None, set[str], int | None]:
        """How scores are shown: metrics beside the board, digits; those of a card, its version."""
        with self.database.read() as session:
            found = submission_access(session, self.people["momo"], submission_id)
            access, queue = found.assignment_access, MemoryQueue()
            card = submission_view(session, found, "en", None, queue, None)
            track = access.tracks["unrestricted"]
            showing = Showing(Part.PUBLIC, Disclosure.of(access, track, now()), None)
            board = rank_board(session, access, track, showing).view
            decimals = showing.disclosure.decimals
        return board.secondary, decimals, {*card.secondary}, card.graded_as

    def count(self, table: Any) -> int:
        with self.database.read() as session:
            return session.scalar(select(func.count()).select_from(table)) or 0

    def waiting(self) -> list[str]:
        """The submissions that somebody is still to grade."""
        with self.database.read() as session:
            return list(
                session.scalars(
                    select(Evaluation.submission_id)
                    .where(Evaluation.state != EvaluationState.FINAL)
                    .order_by(Evaluation.submission_id)
                )
            )

    def active(self) -> AssignmentVersion:
        with self.database.read() as session:
            access = assignment_access(session, self.people["ta"], "ml", "small")
            return access.version


@pytest.fixture
def world(database: Database, engine: Any, people: Any, submit: Any, course: Any) -> World:
    return World(database, engine, people, submit)


def test_a_new_date_grades_nothing_again_and_nobody_falls(
    world: World, prediction_bundle: Make
) -> None:
    """The case: a teacher gives one more day, then a student sends something worse."""
    first = world.push(prediction_bundle())
    world.submit("momo", scored(32.9))
    gradings = world.count(Evaluation)

    second = world.push(prediction_bundle(top=TOMORROW))

    assert (second.number, second.active, second.changed) == (2, True, ["dates"])
    assert (second.grading_id, second.standing_id) == (first.id, first.id)
    assert world.count(Evaluation) == gradings
    assert world.waiting() == []
    world.submit("momo", scored(198.5))
    assert world.board == {"momo": 32.9}
    assert [score for _, score, _ in world.history()] == [198.5, 32.9]


@pytest.mark.parametrize(
    ("change", "part", "grades"),
    [
        ({"decimals": 2}, "words", False),
        ({"top": TOMORROW}, "dates", False),
        ({"tables": "[quota]\nper_day = 9\n"}, "quota", False),
        ({"tables": "[limits]\nfile_bytes = 10000\n"}, "limits", True),
        ({"release": "ladder"}, "release", True),
        ({"labels": "id,label\n0,0\n1,1\n2,4\n3,9\n4,16\n5,26\n"}, "data", True),
    ],
)
def test_what_a_push_changes_is_told_part_by_part(
    change: dict[str, Any],
    part: str,
    grades: bool,
    world: World,
    prediction_bundle: Make,
) -> None:
    first = world.push(prediction_bundle())
    second = world.push(prediction_bundle(**change))
    assert second.changed == [part]
    assert (second.grading_id != first.id) is grades


def test_words_and_starter_files_are_parts_of_their_own(prediction_bundle: Make) -> None:
    folder = prediction_bundle()
    before = parts_of(open_folder(folder))
    (folder / "statement.md").write_text("# Small, in better words\n")
    (folder / "sample_submission.csv").write_text(
        "id,prediction\n" + "".join(f"{number},1\n" for number in range(6))
    )
    after = parts_of(open_folder(folder))
    assert {part.value for part in after if after[part] != before[part]} == {"words", "starter"}


def test_while_everything_is_graded_again_the_old_board_stands_whole(
    world: World, prediction_bundle: Make
) -> None:
    first = world.push(prediction_bundle())
    ids = [world.submit("momo", scored(1.0)), world.submit("ken", scored(2.0))]
    world.push(prediction_bundle(secondary=["rmse"], decimals=2))
    before, tries = world.history(), world.count(QuotaEntry)
    assert world.look(ids[0]) == (["rmse"], 2, {"rmse"}, None)

    second = world.push(prediction_bundle(graded=2, top=TOMORROW, secondary=["r2"], decimals=1))
    assert world.look(ids[0]) == (["rmse"], 2, {"rmse"}, first.number)
    with world.database.read() as session:
        access = assignment_access(session, world.people["momo"], "ml", "small")
        assert access.definition.closes_at is not None, "dates are in force at once"
        assert access.definition.limits.wall_s == 10, "and rules are not"
    assert (second.active, second.standing_id) == (True, first.id)
    world.grade(ids[0], scored(9.0), second)
    assert world.board == {"momo": 1.0, "ken": 2.0}
    assert world.history() == before
    late = world.submit("ken", scored(1.5))
    assert world.board == {"momo": 1.0, "ken": 1.5}, "by the rules that stand"
    world.grade(ids[1], scored(8.0), second)
    assert world.board == {"momo": 1.0, "ken": 1.5}, "the late one is not graded again yet"

    world.grade(late, scored(7.0), second)

    assert world.board == {"momo": 9.0, "ken": 7.0}
    assert world.look(ids[0]) == (["r2"], 1, {"r2"}, None)
    assert world.active().standing_id == second.id
    assert world.history() == [("final", 9.0, None)]
    assert world.count(QuotaEntry) == tries + 2


def test_a_fault_of_ours_keeps_the_old_board_until_it_is_repeated(
    world: World, prediction_bundle: Make
) -> None:
    world.push(prediction_bundle())
    id_ = world.submit("momo", scored(1.0))
    folder = prediction_bundle(graded=2)
    second = world.push(folder)
    world.grade(id_, FAULT, second)
    assert world.board == {"momo": 1.0}

    assert world.push(folder).id == second.id
    world.grade(id_, scored(3.0), second)
    assert world.board == {"momo": 3.0}


def test_going_back_grades_nothing_that_was_graded(world: World, prediction_bundle: Make) -> None:
    folder = prediction_bundle()
    first = world.push(folder)
    id_ = world.submit("momo", scored(1.0))
    second = world.push(prediction_bundle(graded=2))
    world.grade(id_, scored(5.0), second)
    assert world.board == {"momo": 5.0}

    back = world.push(folder)

    assert (back.number, back.grading_id, back.standing_id) == (3, first.id, first.id)
    assert world.board == {"momo": 1.0}
    assert world.waiting() == []


def test_a_push_while_another_is_graded_gives_that_up(
    world: World, prediction_bundle: Make
) -> None:
    folder = prediction_bundle()
    world.push(folder)
    id_ = world.submit("momo", scored(1.0))
    second = world.push(prediction_bundle(graded=2))
    third = world.push(prediction_bundle(graded=3))
    assert world.waiting() == [id_], "nobody trains for the second any more"
    fourth = world.push(prediction_bundle(graded=3, top=TOMORROW))
    assert (fourth.grading_id, world.waiting()) == (third.id, [id_])
    world.grade(id_, scored(4.0), fourth)
    assert world.board == {"momo": 4.0}
    assert second.id != third.id


def test_dates_can_be_pushed_beside_a_shadow_and_outlast_the_switch(
    world: World, prediction_bundle: Make
) -> None:
    world.push(prediction_bundle())
    id_ = world.submit("momo", scored(1.0))
    shadow = world.push(prediction_bundle(graded=2), is_shadow=True)
    newest = world.push(prediction_bundle(top=TOMORROW))
    world.grade(id_, scored(2.0), shadow)
    assert world.board == {"momo": 1.0}

    world.database.write(change_version, versions.switch, world.people["sensei"], 2)

    assert world.board == {"momo": 2.0}
    active = world.active()
    assert (active.number, active.standing_id) == (newest.number, shadow.id)
    with world.database.read() as session:
        access = assignment_access(session, world.people["momo"], "ml", "small")
        assert access.definition.closes_at is not None
        assert access.definition.limits.wall_s == 2


def test_a_version_beside_the_board_is_graded_itself_once_what_it_was_to_take_over_is_left(
    world: World, prediction_bundle: Make
) -> None:
    """Its gradings would be those of the first; boards come to stand on the second meanwhile."""
    world.push(prediction_bundle())
    file = world.submit("momo", scored(1.0))
    second = world.push(prediction_bundle(graded=2))
    world.push(prediction_bundle(release="rounded"), is_shadow=True)
    assert world.waiting() == [file], "by the second alone"

    world.grade(file, scored(2.0), second)
    assert world.board["momo"] == 2.0
    assert world.waiting() == [file], "by the version beside the board"


def test_of_one_who_has_no_best_every_file_is_graded_again(
    world: World, prediction_bundle: Make
) -> None:
    """By another definition what could not be read may be fine."""
    world.push(prediction_bundle())
    ids = [world.submit("momo", Outcome(verdict=Verdict.INVALID_FILE)) for _ in range(2)]
    world.submit("ken", scored(2.0))
    best = world.submit("ken", scored(1.0))
    world.push(prediction_bundle(graded=2), regrade=Regrade(Scope.BEST))
    assert world.waiting() == [*ids, best]


@pytest.mark.parametrize(
    ("regrade", "graded"),
    [
        (Regrade(Scope.ALL), [0, 1, 2, 3]),
        (Regrade(Scope.BEST), [1, 3]),
        (Regrade(Scope.LAST, 1), [2, 3]),
        (Regrade(Scope.LAST, 2), [1, 2, 3]),
    ],
)
def test_all_the_best_or_the_last_are_graded_again(
    regrade: Regrade, graded: list[int], world: World, prediction_bundle: Make
) -> None:
    world.push(prediction_bundle())
    ids = [world.submit("momo", scored(score)) for score in (3.0, 1.0, 2.0)]
    ids.append(world.submit("ken", scored(5.0)))
    second = world.push(prediction_bundle(graded=2), regrade=regrade)
    assert world.waiting() == [ids[number] for number in graded]

    for number in graded:
        world.grade(ids[number], scored(10.0 + number), second)

    assert world.board["ken"] == 13.0
    assert len(world.history("momo")) == 3, "history keeps every file"
    left_out = [graded_as for _, _, graded_as in world.history("momo")].count(1)
    assert left_out == 4 - len(graded)


def test_a_track_with_files_cannot_go(world: World, prediction_bundle: Make) -> None:
    world.push(prediction_bundle())
    world.submit("momo", scored(1.0))
    folder = prediction_bundle()
    text = (folder / "assignment.toml").read_text().replace('"unrestricted"', '"other"')
    (folder / "assignment.toml").write_text(text)
    with pytest.raises(RequestProblemError) as refused:
        world.push(folder)
    assert (refused.value.status, refused.value.problems[0].code) == (409, "track_has_files")
    assert world.active().number == 1


def test_rows_keep_their_ids_once_files_were_sent_but_beside_the_board(
    world: World, prediction_bundle: Make
) -> None:
    folder = prediction_bundle()
    for name in ("private/labels.csv", "sample_submission.csv"):
        (folder / name).write_text((folder / name).read_text().replace("\n5,", "\nfive,"))
    world.push(prediction_bundle())
    world.submit("momo", scored(1.0))
    with pytest.raises(RequestProblemError) as refused:
        world.push(folder)
    assert (refused.value.status, refused.value.problems[0].code) == (409, "rows_changed")
    assert (world.active().number, world.board) == (1, {"momo": 1.0})
    assert world.push(folder, is_shadow=True).changed == ["rows", "data", "starter"]


def test_a_push_is_planned_in_numbers_before(
    world: World, prediction_bundle: Make, people: Any
) -> None:
    from server.courses.access import course_access

    world.push(prediction_bundle())
    ids = [world.submit(who, scored(1.0)) for who in ("momo", "momo", "ken")]

    def plan(folder: Path, regrade: Regrade = Regrade()) -> tuple[Any, ...]:  # noqa: B008 - frozen
        with world.database.read() as session:
            access = course_access(session, people["sensei"], "ml")
            new = NewVersion("x" * 26, open_folder(folder), regrade=regrade)
            found = plan_of(session, access, "small", new, 1)
        return found.number, found.changed, *found.forecast

    assert plan(prediction_bundle(top=TOMORROW)) == (2, ("dates",), 0, 0, 0)
    assert plan(prediction_bundle(graded=2)) == (2, ("limits",), 3, 2, 1)
    best = plan(prediction_bundle(graded=2), Regrade(Scope.BEST))
    assert best == (2, ("limits",), 2, 2, 1)
    assert world.active().number == 1
    pushed = world.push(prediction_bundle(graded=2))
    with world.database.read() as session:
        assert left_of(session, pushed, 1) == (3, 2, 1)
    world.grade(ids[0], scored(1.0), pushed)
    with world.database.read() as session:
        assert left_of(session, pushed, 1).files == 2
