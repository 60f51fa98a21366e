"""Which released file stands, by the rule of which files count, where each has its own score."""

from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import select

from grader import open_folder
from server.assignments.access import assignment_access
from server.boards.choices import choose_file
from server.core.models import Release, ReleasedStanding
from server.grading import evaluations, finishing
from tests.server.ungraded_site import outcome_of

Make = Callable[..., Path]


class Released:
    """Momo's files on a board of rounded scores, the last released file for the asking."""

    def __init__(self, database: Any, submit: Any, viewer: Any, folder: Path) -> None:
        self._database, self._submit, self._viewer = database, submit, viewer
        bundle = open_folder(folder)
        self._scorer = SimpleNamespace(bundles=SimpleNamespace(get=lambda _: bundle))

    def grade(self, score: float) -> str:
        """A file that has scored so."""
        accepted = self._submit("momo")
        self._database.write(evaluations.claim, accepted.evaluation.id, "w")
        finish, outcome = finishing.finish, outcome_of(score)
        self._database.write(finish, accepted.evaluation.id, "w", outcome, self._scorer)
        return str(accepted.submission.id)

    def choose(self, submission_id: str, *, is_chosen: bool = True) -> None:
        """Let a file count, or no more."""

        def work(session: Any) -> None:
            access = assignment_access(session, self._viewer, "ml", "small")
            choose_file(session, access, submission_id, is_chosen=is_chosen)

        self._database.write(work)

    @property
    def standing(self) -> tuple[str, float]:
        """Which file stands, and its shown score."""
        with self._database.read() as session:
            one = session.scalars(select(ReleasedStanding)).one()
            shown = session.get_one(Release, (one.evaluation_id, one.version_id))
            assert one.score == shown.score
            return one.submission_id, one.score


@pytest.fixture
def released(
    database: Any, push: Any, submit: Any, people: Any, prediction_bundle: Make
) -> Callable[..., Released]:
    def make(counts: str) -> Released:
        folder = prediction_bundle(top=f'counts = "{counts}"\nchoices = 2', release="rounded")
        push(folder)
        return Released(database, submit, people["momo"], folder)

    return make


@pytest.mark.parametrize(("counts", "wanted"), [("best", 1), ("last", 2), ("chosen", 1)])
def test_the_bundle_says_which_released_file_stands(
    released: Callable[..., Released], counts: str, wanted: int
) -> None:
    board = released(counts)
    files = [board.grade(score) for score in (30.0, 10.0, 20.0)]
    assert board.standing[0] == files[wanted]


def test_a_choice_moves_the_released_standing_and_taking_it_back_does_too(
    released: Callable[..., Released],
) -> None:
    board = released("chosen")
    worst, best, middle = (board.grade(score) for score in (30.0, 10.0, 20.0))
    board.choose(worst)
    assert board.standing[0] == worst
    board.choose(middle)
    assert board.standing[0] == middle  # the better of two that are chosen
    board.choose(middle, is_chosen=False)
    board.choose(worst, is_chosen=False)
    assert board.standing[0] == best


def test_another_rule_makes_every_released_standing_anew(
    released: Callable[..., Released], push: Any, prediction_bundle: Make
) -> None:
    board = released("best")
    _, best, last = (board.grade(score) for score in (30.0, 10.0, 20.0))
    assert board.standing[0] == best
    push(prediction_bundle(top='counts = "last"', release="rounded"))
    assert board.standing[0] == last
    newest = board.grade(25.0)
    assert board.standing[0] == newest
