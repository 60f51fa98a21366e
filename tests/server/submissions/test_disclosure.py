"""What is shown of a grading: to whom, under which release, when, and in which state it is."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from grader import Dates, Released, Verdict
from server.assignments.stairs import Stairs
from server.core.models import Evaluation, EvaluationState
from server.submissions.disclosure import Disclosure, decimals_of

REVEAL = datetime(2026, 6, 1, tzinfo=UTC)
MOMENTS = {"before": REVEAL - timedelta(microseconds=1), "after": REVEAL}
PUBLIC, PRIVATE, POINTS, RELEASED = 0.123456, 0.654321, 7.25, 0.1
STAIRS, BOUND = Stairs(0.1, 0.3, "lower"), 0.15
QUEUED, RUNNING, FINAL = EvaluationState
SCORED, FAULT = Verdict.SCORED, Verdict.INFRASTRUCTURE_FAULT


@dataclass(frozen=True)
class Shown:
    """What is shown; private: before the reveal and after it.

    at_closing: the public score from then on, where it is another.
    """

    state: EvaluationState
    verdict: Verdict | None = None
    score: float | None = None
    private: tuple[float | None, float | None] = (None, None)
    released: float | None = None
    is_held: bool = False
    is_unasked: bool = False
    at_closing: float | None = None


ALWAYS = (PRIVATE, PRIVATE)
AT_THE_REVEAL = (None, 0.66)
TABLE = {
    ("student", "ladder", "queued"): Shown(QUEUED),
    ("student", "ladder", "running"): Shown(RUNNING),
    ("student", "ladder", "held"): Shown(RUNNING, is_held=True),
    ("student", "ladder", "scored"): Shown(FINAL, SCORED, BOUND, AT_THE_REVEAL, BOUND),
    ("student", "ladder", "fault"): Shown(FINAL, FAULT),
    ("student", "exact", "queued"): Shown(QUEUED),
    ("student", "exact", "running"): Shown(RUNNING),
    ("student", "exact", "held"): Shown(FINAL, SCORED, 0.13, AT_THE_REVEAL),
    ("student", "exact", "scored"): Shown(FINAL, SCORED, 0.13, AT_THE_REVEAL),
    ("student", "exact", "fault"): Shown(FINAL, FAULT),
    ("student", "layers", "queued"): Shown(QUEUED),
    ("student", "layers", "running"): Shown(RUNNING),
    ("student", "layers", "held"): Shown(FINAL, SCORED, POINTS),
    ("student", "layers", "scored"): Shown(FINAL, SCORED, POINTS),
    ("student", "layers", "fault"): Shown(FINAL, FAULT),
    ("student", "rounded", "queued"): Shown(QUEUED),
    ("student", "rounded", "held"): Shown(RUNNING, is_held=True, at_closing=0.13),
    ("student", "rounded", "scored"): Shown(
        FINAL, SCORED, RELEASED, AT_THE_REVEAL, RELEASED, at_closing=0.13
    ),
    ("student", "answers", "running"): Shown(RUNNING),
    ("student", "answers", "held"): Shown(FINAL, SCORED, is_unasked=True, at_closing=0.13),
    ("student", "answers", "scored"): Shown(
        FINAL, SCORED, RELEASED, AT_THE_REVEAL, RELEASED, at_closing=0.13
    ),
    ("staff", "rounded", "held"): Shown(FINAL, SCORED, PUBLIC, ALWAYS),
    ("staff", "answers", "held"): Shown(FINAL, SCORED, PUBLIC, ALWAYS),
    ("staff", "answers", "scored"): Shown(FINAL, SCORED, PUBLIC, ALWAYS, RELEASED),
    ("staff", "ladder", "queued"): Shown(QUEUED),
    ("staff", "ladder", "running"): Shown(RUNNING),
    ("staff", "ladder", "held"): Shown(FINAL, SCORED, PUBLIC, ALWAYS),
    ("staff", "ladder", "scored"): Shown(FINAL, SCORED, PUBLIC, ALWAYS, BOUND),
    ("staff", "ladder", "fault"): Shown(FINAL, FAULT),
    ("staff", "exact", "queued"): Shown(QUEUED),
    ("staff", "exact", "running"): Shown(RUNNING),
    ("staff", "exact", "held"): Shown(FINAL, SCORED, PUBLIC, ALWAYS),
    ("staff", "exact", "scored"): Shown(FINAL, SCORED, PUBLIC, ALWAYS),
    ("staff", "exact", "fault"): Shown(FINAL, FAULT),
    ("staff", "layers", "queued"): Shown(QUEUED),
    ("staff", "layers", "running"): Shown(RUNNING),
    ("staff", "layers", "held"): Shown(FINAL, SCORED, POINTS),
    ("staff", "layers", "scored"): Shown(FINAL, SCORED, POINTS),
    ("staff", "layers", "fault"): Shown(FINAL, FAULT),
}


def disclosure(viewer: str, release: str, moment: datetime, reveal: Any = REVEAL) -> Disclosure:
    """Of an assignment with two decimals, or of layers."""
    definition = SimpleNamespace(
        better="lower",
        release=None if release == "layers" else release,
        prediction=None if release == "layers" else SimpleNamespace(decimals=2, is_bounded=True),
    )
    dates = Dates(reveal_at=reveal).with_deadline()
    return Disclosure.at(
        definition,  # type: ignore[arg-type]
        dates,
        moment,
        is_staff=viewer == "staff",
        stairs=STAIRS if release == "ladder" else None,
    )


def grading(release: str, state: str) -> Evaluation:
    """As the database has it, whoever looks; held: it is scored, and nothing is released of it."""
    states = {"queued": (QUEUED, None), "running": (RUNNING, None), "fault": (FINAL, FAULT)}
    found, verdict = states.get(state, (FINAL, SCORED))
    is_scored, is_layers = verdict is SCORED, release == "layers"
    return Evaluation(
        id="e",
        submission_id="s",
        version_id="v",
        priority=0,
        queued_at=REVEAL,
        state=found,
        verdict=verdict,
        score=(POINTS if is_layers else PUBLIC) if is_scored else None,
        private_score=PRIVATE if is_scored and not is_layers else None,
    )


@pytest.mark.parametrize("moment", MOMENTS)
@pytest.mark.parametrize(("viewer", "release", "state"), TABLE)
def test_what_is_shown_of_a_grading(viewer: str, release: str, state: str, moment: str) -> None:
    expected = TABLE[viewer, release, state]
    is_released = release in {"ladder", "rounded", "answers"} and state == "scored"
    released = Released(score=RELEASED, moved=False) if is_released else None

    found = disclosure(viewer, release, MOMENTS[moment]).grading(grading(release, state), released)

    if moment == "after" and expected.at_closing is not None:
        private = AT_THE_REVEAL
        expected = Shown(FINAL, SCORED, expected.at_closing, private, expected.released)
    assert (found.state, found.verdict, found.score) == (
        expected.state,
        expected.verdict,
        expected.score,
    )
    assert found.private_score == expected.private[moment == "after"]
    assert found.released == expected.released
    assert (found.is_held, found.is_unasked) == (expected.is_held, expected.is_unasked)
    assert found.is_final is (expected.state is FINAL)


@pytest.mark.parametrize("viewer", ["student", "staff"])
def test_of_the_start_nobody_reads_a_number_but_staff_the_exact_one(viewer: str) -> None:
    start = Released(score=STAIRS.start, moved=False)

    found = disclosure(viewer, "ladder", MOMENTS["before"]).grading(
        grading("ladder", "scored"), start
    )

    assert (found.released, found.moved, found.at_start) == (None, False, True)
    assert found.score == (PUBLIC if viewer == "staff" else None)


def test_a_baseline_on_the_stair_of_the_start_has_its_bound() -> None:
    student = disclosure("student", "ladder", MOMENTS["before"])

    assert student.public_score(0.29, STAIRS.start, is_baseline=True) == 0.35


def test_without_stairs_no_released_score_is_shown() -> None:
    unknown = replace(disclosure("student", "ladder", MOMENTS["before"]), stairs=None)

    assert unknown.public_score(PUBLIC, RELEASED) is None
    assert unknown.public_score(PUBLIC, RELEASED, is_baseline=True) is None


@pytest.mark.parametrize("viewer", ["student", "staff"])
def test_without_a_reveal_private_scores_are_staffs_for_ever(viewer: str) -> None:
    late = disclosure(viewer, "exact", datetime(9999, 1, 1, tzinfo=UTC), reveal=None)
    assert late.private_score(PRIVATE) == (PRIVATE if viewer == "staff" else None)
    assert not late.is_final


def test_a_note_says_what_is_not_there_yet_and_what_has_not_moved() -> None:
    student = disclosure("student", "ladder", MOMENTS["before"])
    scored = grading("ladder", "scored")
    notes = [
        student.grading(scored, released).note("en", "UTC")
        for released in (None, Released(RELEASED, moved=False), Released(RELEASED, moved=True))
    ]
    assert notes[0].startswith("It is graded. Its score is shown as soon as")
    assert notes[1].startswith("No better than your shown score, beyond chance")
    assert notes[2] == ""


@pytest.mark.parametrize(
    ("viewer", "release", "step", "decimals"),
    [
        ("student", "ladder", 0.14, 2),
        ("student", "ladder", 0.13, 3),  # half a step more
        ("student", "ladder", 50.0, 0),
        ("student", "rounded", 0.13, 2),
        ("student", "answers", 17.0, 0),
        ("staff", "rounded", 0.125, 2),
        ("student", "exact", None, 2),
        ("student", "layers", None, None),
        ("staff", "ladder", 0.125, 2),
        ("staff", "layers", None, None),
    ],
)
def test_public_scores_have_the_decimals_of_the_step_where_that_is_shown(
    viewer: str, release: str, step: float | None, decimals: int | None
) -> None:
    assert disclosure(viewer, release, MOMENTS["before"]).public_decimals(step) == decimals


@pytest.mark.parametrize(("step", "decimals"), [(0.14, 2), (1e-9, 9), (2.0, 0), (100.0, 0)])
def test_as_many_decimals_as_multiples_of_a_step_need(step: float, decimals: int) -> None:
    assert decimals_of(step) == decimals


def test_a_score_without_bounds_has_six_digits() -> None:
    """Labels can be read off the digits of a score that far predictions have made large."""
    shown = {
        bounded: Disclosure(
            False, "exact", False, 4, is_closed=True, is_final=True, is_bounded=bounded
        )
        for bounded in (True, False)
    }
    exact = 1234567.891234
    assert shown[True].public_score(exact, None) == 1234567.8913
    assert shown[False].public_score(exact, None) == 1234570.0
    assert shown[False].private_score(exact) == 1234570.0
    assert shown[False].public_score(0.123456789, None) == 0.1235
    assert Disclosure(True, "exact", False, 4, True, True).public_score(exact, None) == exact
