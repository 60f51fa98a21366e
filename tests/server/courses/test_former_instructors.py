"""A baseline is nobody's work, whatever becomes of the instructor who pushed it."""

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import select

from grader import Outcome, Verdict, open_folder
from server.assignments.access import assignment_access
from server.boards.board import Boards
from server.core.files.blobs import StoredFile
from server.core.identifiers import new_id
from server.core.models import Course, Evaluation, Role
from server.courses.roster import apply_roster
from server.courses.roster_reading import read_roster
from server.grading import evaluations, finishing
from server.grading.baselines import BaselineFile
from server.history.reader import HistoryReader
from server.identity.rules import Viewer
from server.similarity.jobs import SimilarityResult, SimilarityState
from server.similarity.scope import compared_work
from server.similarity.views import similarity_view
from tests.server.conftest import Database, RememberingQueue, push_as

ROSTER = "alias,role\nmomo,\nken,\nta,assistant\n"


@pytest.fixture
def pushed(
    with_baselines: Callable[..., Path],
    database: Database,
    engine: RememberingQueue,
    people: dict[str, Viewer],
) -> None:
    """A graded baseline, pushed by the instructor."""
    bundle = open_folder(with_baselines({"base": 1.0}))
    file = BaselineFile(new_id(), "unrestricted", "base", "base.csv", StoredFile("1" * 64, 10))
    database.write(push_as, engine, people["sensei"], bundle, baselines=[file])
    with database.read() as session:
        evaluation = session.scalars(select(Evaluation)).one()
    database.write(evaluations.claim, evaluation.id, "w")
    scored = Outcome(verdict=Verdict.SCORED, score=0.5)
    database.write(finishing.finish, evaluation.id, "w", scored)


@pytest.mark.parametrize("now_is", ["sensei,instructor\n", "sensei,student\n", ""])
def test_a_baseline_is_nobodys_work_whoever_pushed_it(
    pushed: None,
    database: Database,
    admin: Viewer,
    course: Course,
    people: dict[str, Viewer],
    now_is: str,
) -> None:
    lines = read_roster((ROSTER + now_is).encode())
    database.write(apply_roster, admin, course, lines)

    with database.read() as session:
        access = assignment_access(session, people["ken"], "ml", "small")
        member = access.course_access.membership
        reader = HistoryReader(Boards(lambda _: None))
        history = reader.get(session, access, access.track("unrestricted"), member)
        work = compared_work(session, assignment_access(session, people["ta"], "ml", "small"))

    assert history.class_best == []
    assert work.students_work == []
    (given,) = work.staff_work
    assert (given.filename, given.role) == ("base.csv", Role.INSTRUCTOR)
    shown = similarity_view(work, SimilarityResult(SimilarityState.READY, None), "/page")
    assert shown.courses == []
