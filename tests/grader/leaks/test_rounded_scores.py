"""Public scores rounded to the worse side: never better than reached, and told apart by a class."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.leaks.policy import RoundedScores, decimals_of_metric
from grader.ranking import Better
from reference.arrays import Floats

SCORES = st.floats(-1e9, 1e9, allow_nan=False)


@given(score=SCORES, digits=st.integers(10, 99), exponent=st.integers(-6, 6))
@pytest.mark.parametrize("better", ["lower", "higher"])
def test_no_shown_score_is_better_than_what_was_reached(
    score: float, digits: int, exponent: int, better: Better
) -> None:
    step = float(f"{digits}e{exponent}")
    shown = RoundedScores(step, better, 4, 100, None).released(score).score

    worse_by = shown - score if better == "lower" else score - shown
    assert 0 <= worse_by <= step * (1 + 1e-9) + 1e-5 * abs(score)


def test_a_score_that_is_far_off_shows_few_digits() -> None:
    lower = RoundedScores(0.5, "lower", 4, 100, None)

    assert lower.released(123_456_789.0).score == 123_457_000.0
    assert lower.released(1e300).score == 1e300


def test_decimals_are_read_as_they_are_written() -> None:
    higher = RoundedScores(0.01, "higher", 4, 100, None)

    assert higher.released(0.85).score == 0.85  # 0.85 is a little less than that in binary
    assert higher.released(0.8599).score == 0.85
    assert RoundedScores(0.1, "lower", 4, 100, None).released(0.3).score == 0.3


def test_a_step_is_an_eighth_of_the_error_of_the_best_constant_to_two_digits() -> None:
    labels = np.arange(1_000.0)
    rounded = RoundedScores.of("mae", "lower", labels, 4)

    losses = np.abs(labels - np.median(labels))
    error = float(losses.std(ddof=1)) / np.sqrt(1_000)
    assert rounded.step == pytest.approx(error / 8, rel=0.05)
    assert len(f"{rounded.step:g}".replace(".", "").strip("0")) <= 2
    assert rounded.answers == 4


@pytest.mark.parametrize(
    ("metric", "labels"),
    [("mae", np.ones(9)), ("mae", np.ones(1)), ("auc", np.ones(9)), ("custom", np.arange(9.0))],
)
def test_without_an_error_a_step_is_one_of_the_last_decimal(metric: str, labels: Floats) -> None:
    assert RoundedScores.of(metric, "lower", labels, 3).step == 0.001


def test_decimals_of_a_metric_are_as_many_as_an_eighth_of_its_error_needs() -> None:
    """Of 1,000 labels from 0 to 999 the error's eighth is 0.57, and of their R2 0.0035."""
    labels = np.arange(1_000.0)

    found = [decimals_of_metric(slug, labels, 9) for slug in ("mae", "r2", "custom")]

    assert found == [2, 4, 9]
    assert decimals_of_metric("mae", labels * 1_000, 9) == 0
    assert decimals_of_metric("mae", np.ones(9), 9) == 9, "no error is known"


def test_steps_are_no_finer_than_the_decimals_that_a_bundle_asks_for() -> None:
    labels = np.arange(1_000.0)

    steps = [RoundedScores.of("mae", "lower", labels, decimals).step for decimals in (0, 1, 4)]

    assert steps == [1.0, 0.57, 0.57]


@given(
    score=st.floats(0, 100),
    other=st.floats(0, 1),
    digits=st.integers(11, 99),
    better=st.sampled_from(["lower", "higher"]),
)
def test_coarser_decimals_split_a_step_in_two_at_most(
    score: float, other: float, digits: int, better: Better
) -> None:
    """Of scores that show alike in fine steps, all powers of ten above tell two kinds apart."""
    fine = RoundedScores(digits / 1_000, better, 4, 100, None)
    low, high = (10.0**n for n in (-1, 0))
    base = fine.released(score).score
    side = -fine.step if better == "lower" else fine.step
    alike = [base + side * share for share in (0.001, other * 0.998 + 0.001, 0.999)]
    told = {
        tuple(RoundedScores(step, better, 4, 100, None).released(one).score for step in (low, high))
        for one in alike
    }
    assert len(told) <= 2
