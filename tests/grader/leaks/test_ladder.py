"""The Ladder moves for improvements that are not chance, and for nothing else."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.leaks.ladder import Ladder
from grader.leaks.policy import course_ladder
from grader.leaks.release import Answer
from reference.arrays import Floats

seeds = st.integers(0, 2**32 - 1)


def show_in_order(ladder: Ladder, rows: list[Floats]) -> list[Answer]:
    shown: list[Answer] = []
    for losses in rows:
        shown.append(ladder.after(shown[-1] if shown else None, losses))
    return shown


def test_the_first_score_is_shown_rounded_to_one_row() -> None:
    losses = np.array([0.0, 1.0, 1.0, 0.3])
    shown = Ladder.without_parameters(4).after(None, losses)
    assert (shown.score, shown.moved) == (0.5, True)


@given(seed=seeds, n=st.integers(3, 60))
def test_it_is_the_algorithm_of_the_paper(seed: int, n: int) -> None:
    """Beside a second writing of it, straight from its three steps."""
    rng = np.random.default_rng(seed)
    rows = [rng.random(n) * rng.uniform(0.2, 1) for _ in range(8)]
    best, before, expected = np.zeros(n), math.inf, []
    for losses in rows:
        if losses.mean() < before - np.std(losses - best, ddof=1) / math.sqrt(n):
            best, before = losses, round(losses.mean() * n) / n
        expected.append(before)
    shown = show_in_order(Ladder.without_parameters(n), rows)
    np.testing.assert_allclose([s.score for s in shown], expected, rtol=1e-12)


@given(seed=seeds)
def test_a_released_score_never_rises_and_moves_by_a_step_at_least(seed: int) -> None:
    rng = np.random.default_rng(seed)
    ladder = Ladder(step=0.05, least=0.05, start=np.full(50, 0.5))
    shown = show_in_order(ladder, [rng.random(50) * rng.uniform(0, 1) for _ in range(30)])
    scores = [0.5, *(s.score for s in shown)]
    for before, after, each in zip(scores, scores[1:], shown, strict=False):
        assert after <= before - 0.05 + 1e-12 if each.moved else after == before
    assert sum(each.moved for each in shown) <= (ladder.stairs or 0)


@given(seed=seeds)
def test_the_order_of_rows_does_not_matter(seed: int) -> None:
    rng = np.random.default_rng(seed)
    first, second, order = rng.random(40), rng.random(40) * 0.9, rng.permutation(40)
    ladder = Ladder.without_parameters(40)
    plain = show_in_order(ladder, [first, second])[-1]
    shuffled = show_in_order(ladder, [first[order], second[order]])[-1]
    assert (plain.score, plain.moved) == (shuffled.score, shuffled.moved)


def test_one_row_put_right_is_no_improvement() -> None:
    losses = np.ones(100)
    better = losses.copy()
    better[3] = 0
    shown = show_in_order(Ladder.without_parameters(100), [losses, better])
    assert [s.moved for s in shown] == [True, False]


def test_the_same_submission_again_changes_nothing() -> None:
    losses = np.random.default_rng(0).random(30)
    shown = show_in_order(Ladder.without_parameters(30), [losses, losses])
    assert [s.moved for s in shown] == [True, False]


def constant_losses(labels: Floats) -> Floats:
    """Absolute errors (N,) of the lower median of labels (N,)."""
    return np.abs(labels - np.quantile(labels, 0.5, method="lower"))


@pytest.mark.parametrize("bad", [math.inf, math.nan])
def test_losses_that_are_not_finite_never_count(bad: float) -> None:
    ladder = Ladder.from_baseline(np.arange(4.0), 1)
    assert not ladder.after(None, np.array([bad, 0, 0, 0])).moved


def test_everybody_starts_from_the_baseline() -> None:
    ladder = Ladder.from_baseline(np.array([0.0, 1.0] * 50), 2)
    assert ladder.step == 0.1
    assert ladder.after(None, np.ones(100)).score == 0.5
    assert ladder.after(None, np.zeros(100)).score == 0.0


def test_the_default_takes_larger_steps_where_labels_have_two_values() -> None:
    two, many = np.array([0.0, 1.0] * 5_000), np.arange(10_000.0)
    assert course_ladder("mae", two).step == pytest.approx(0.02, rel=0.03)
    errors = constant_losses(many)
    assert course_ladder("mae", many).step == pytest.approx(0.03 * errors.std(ddof=1), rel=0.05)


def test_fewer_rows_and_more_tracks_have_larger_steps_while_four_are_left() -> None:
    def errors(rows: int, tracks: int) -> float:
        labels = np.random.default_rng(0).normal(size=rows)
        losses = constant_losses(labels)
        step = course_ladder("mae", labels, tracks).step
        return step * np.sqrt(rows) / float(losses.std(ddof=1))

    assert errors(5_000, 1) == pytest.approx(3, rel=0.03)
    assert errors(20_000, 2) == pytest.approx(3, rel=0.03)
    assert errors(5_000, 2) == pytest.approx(3 * np.sqrt(2), rel=0.03)
    assert errors(2_500, 2) == pytest.approx(6, rel=0.03)
    labels = np.random.default_rng(0).normal(size=200)
    assert course_ladder("mae", labels, 2).stairs == 4


def test_labels_without_spread_have_no_step() -> None:
    with pytest.raises(ValueError, match="positive finite step"):
        course_ladder("mae", np.ones(10))


def test_losses_of_another_length_are_refused() -> None:
    ladder = Ladder.without_parameters(3)
    shown = ladder.after(None, np.ones(3))
    with pytest.raises(ValueError, match="expected losses"):
        ladder.after(shown, np.ones(4))


def test_what_is_shown_does_not_show_losses() -> None:
    assert "losses" not in repr(Ladder.without_parameters(3).after(None, np.ones(3)))
