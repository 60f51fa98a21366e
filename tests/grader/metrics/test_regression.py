"""Metrics of numbers against their definitions and scikit-learn."""

import math
from fractions import Fraction
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn import metrics as peers

from grader.metrics import METRICS
from grader.metrics.mae import MAE
from grader.metrics.median_ae import MEDIAN_AE
from grader.metrics.r2 import R2
from grader.metrics.rmse import RMSE
from grader.metrics.rmsle import RMSLE
from tests.grader.metrics.conftest import suitable_rows

finite = st.floats(min_value=-1e300, max_value=1e300)
pairs = st.lists(st.tuples(finite, finite), min_size=1, max_size=40)
seeds, sizes = st.integers(0, 2**32 - 1), st.integers(2, 3000)
PEERS = {
    "mae": peers.mean_absolute_error,
    "rmse": peers.root_mean_squared_error,
    "rmsle": peers.root_mean_squared_log_error,
    "median_ae": peers.median_absolute_error,
    "r2": peers.r2_score,
}
EPS = float(np.finfo(np.float64).eps)


@given(pairs)
def test_mae_is_the_correctly_rounded_mean_of_the_float_errors(
    rows: list[tuple[float, float]],
) -> None:
    predictions, labels = np.array(rows).T
    total = sum(Fraction(abs(p - y)) for p, y in rows)
    assert MAE.score(predictions, labels) == total.numerator / (total.denominator * len(rows))


@given(pairs)
def test_rmse_is_right_over_the_whole_range_of_float64(rows: list[tuple[float, float]]) -> None:
    predictions, labels = np.array(rows).T
    squares = sum(Fraction(p - y) ** 2 for p, y in rows) / len(rows)
    score = RMSE.score(predictions, labels)
    assert abs(Fraction(score) ** 2 - squares) <= Fraction(16 * EPS) * squares + Fraction(5e-324)
    assert MAE.score(predictions, labels) <= score * (1 + 4 * EPS)


@given(pairs, st.randoms())
def test_mae_has_the_same_bits_in_any_order_of_rows(
    rows: list[tuple[float, float]], random: Random
) -> None:
    shuffled = np.array(random.sample(rows, len(rows))).T
    assert MAE.score(*np.array(rows).T).hex() == MAE.score(*shuffled).hex()


@given(st.sampled_from(sorted(PEERS)), seeds, sizes)
def test_scores_agree_with_scikit_learn_as_far_as_float_sums_can(
    slug: str, seed: int, n: int
) -> None:
    predictions, labels = suitable_rows(METRICS[slug], seed, n)
    if slug == "rmsle":  # theirs wants numbers that are not negative
        predictions, labels = np.abs(predictions), np.abs(labels)
    ours = METRICS[slug].score(predictions, labels)
    theirs = float(PEERS[slug](labels, predictions))
    assert abs(ours - theirs) <= 4 * n * EPS * max(1.0, abs(1 - ours) if slug == "r2" else ours)


@pytest.mark.parametrize("slug", sorted(PEERS))
@pytest.mark.parametrize(
    ("predictions", "labels"),
    [
        ([1.0, 1.0], [0.0, 1.0]),
        ([5.0, 5.0, 5.0], [1.0, 2.0, 3.0]),
        ([0.0, 0.0], [1e-8, 2e-8]),
        ([1e12, 1e12 + 1], [1e12 + 1, 1e12]),
        ([0.0] * 5, [0.0, 0.0, 0.0, 0.0, 1.0]),
    ],
)
def test_degenerate_vectors_agree_with_scikit_learn(
    slug: str, predictions: list[float], labels: list[float]
) -> None:
    theirs = float(PEERS[slug](labels, predictions))
    ours = METRICS[slug].score(np.array(predictions), np.array(labels))
    assert ours == pytest.approx(theirs, rel=1e-12, abs=1e-15)


@given(st.sampled_from(["mae", "rmse", "median_ae"]), seeds, sizes, st.integers(-20, 20))
def test_errors_scale_with_their_unit(slug: str, seed: int, n: int, power: int) -> None:
    predictions, labels = suitable_rows(METRICS[slug], seed, n)
    score, factor = METRICS[slug].score, 2.0**power
    assert score(predictions * factor, labels * factor) == score(predictions, labels) * factor


@given(st.sampled_from(["mae", "rmse", "median_ae", "r2"]), seeds, sizes, st.integers(-999, 999))
def test_a_shift_of_both_sides_changes_nothing(slug: str, seed: int, n: int, shift: int) -> None:
    rng = np.random.default_rng(seed)
    predictions, labels = rng.integers(-1000, 1000, (2, n)).astype(float)
    labels[:2] = 0.0, 1.0
    score = METRICS[slug].score
    moved = score(predictions + shift, labels + shift)
    assert moved == pytest.approx(score(predictions, labels), rel=1e-9)


@given(seeds, sizes, st.integers(-20, 20))
def test_r2_has_no_unit(seed: int, n: int, power: int) -> None:
    predictions, labels = suitable_rows(METRICS["r2"], seed, n)
    factor = 2.0**power
    assert R2.score(predictions * factor, labels * factor) == R2.score(predictions, labels)


@given(seeds, sizes)
def test_the_mean_of_the_labels_everywhere_has_an_r2_of_zero(seed: int, n: int) -> None:
    _, labels = suitable_rows(METRICS["r2"], seed, n)
    assert abs(R2.score(np.full(n, labels.mean()), labels)) < 1e-9


def test_r2_is_not_mistaken_where_labels_differ_in_their_last_bits() -> None:
    labels = np.array([1e150, np.nextafter(1e150, 0)])
    assert R2.score(labels, labels) == 1.0
    assert R2.score(labels[::-1], labels) < 0
    tiny = np.array([1e-200, 2e-200, 3e-200])
    assert R2.score(tiny[::-1], tiny) == pytest.approx(-3.0)


@given(seeds, sizes)
def test_rmsle_is_the_rmse_of_logarithms_also_below_zero(seed: int, n: int) -> None:
    predictions, labels = suitable_rows(METRICS["rmsle"], seed, n)
    expected = RMSE.score(np.log1p(predictions), np.log1p(labels))
    assert RMSLE.score(predictions, labels) == expected


@given(seeds, st.integers(1, 200))
def test_one_row_moves_the_median_no_further_than_its_neighbours(seed: int, n: int) -> None:
    rng = np.random.default_rng(seed)
    predictions, labels = rng.normal(size=(2, 2 * n + 1))
    predictions[0] = 1e100
    errors = np.sort(np.abs(predictions - labels))
    assert MEDIAN_AE.score(predictions, labels) == errors[n]


def test_perfect_predictions_score_zero() -> None:
    labels = np.array([0.1, -3.0, 1e300])
    assert MAE.score(labels.copy(), labels) == 0.0


@pytest.mark.parametrize("slug", ["mae", "rmse"])
def test_an_error_beyond_float64_makes_the_score_infinite_and_no_noise(slug: str) -> None:
    largest = float(np.finfo(np.float64).max)
    score = METRICS[slug].score(np.array([largest, 0.0]), np.array([-largest, 0.0]))
    assert score == math.inf


def test_predictions_that_do_not_fit_the_labels_are_an_error_of_ours() -> None:
    with pytest.raises(ValueError, match=r"expected predictions \(2,\), got \(1,\)"):
        MAE.score(np.zeros(1), np.zeros(2))
