"""Metrics against their definitions."""

from fractions import Fraction
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import mean_absolute_error as reference

from grader.metrics import METRICS, mean_absolute_error

finite = st.floats(min_value=-1e300, max_value=1e300)
pairs = st.lists(st.tuples(finite, finite), min_size=1, max_size=40)


@given(pairs)
def test_mae_is_the_correctly_rounded_mean_of_the_float_errors(
    rows: list[tuple[float, float]],
) -> None:
    predictions, labels = np.array(rows).T
    total = sum(Fraction(abs(p - y)) for p, y in rows)
    assert mean_absolute_error(predictions, labels) == total.numerator / (
        total.denominator * len(rows)
    )


@given(pairs, st.randoms())
def test_mae_has_the_same_bits_in_any_order_of_rows(
    rows: list[tuple[float, float]], random: Random
) -> None:
    shuffled = np.array(random.sample(rows, len(rows))).T
    assert mean_absolute_error(*np.array(rows).T).hex() == mean_absolute_error(*shuffled).hex()


@given(st.integers(0, 2**32 - 1), st.integers(1, 3000))
def test_mae_agrees_with_scikit_learn_as_far_as_float_sums_can(seed: int, n: int) -> None:
    rng = np.random.default_rng(seed)
    predictions, labels = rng.normal(size=(2, n)) * 100
    ours, theirs = mean_absolute_error(predictions, labels), reference(labels, predictions)
    assert abs(ours - theirs) <= n * np.finfo(np.float64).eps * ours


def test_perfect_predictions_score_zero() -> None:
    labels = np.array([0.1, -3.0, 1e300])
    assert mean_absolute_error(labels.copy(), labels) == 0.0


def test_an_error_beyond_float64_makes_the_score_infinite_and_no_noise() -> None:
    largest = float(np.finfo(np.float64).max)
    assert mean_absolute_error(np.array([largest, 0.0]), np.array([-largest, 0.0])) == np.inf


def test_predictions_that_do_not_fit_the_labels_are_an_error_of_ours() -> None:
    with pytest.raises(ValueError, match=r"expected predictions \(2,\), got \(1,\)"):
        mean_absolute_error(np.zeros(1), np.zeros(2))


def test_every_metric_is_listed_under_its_own_name_and_worded_in_both_languages() -> None:
    for slug, metric in METRICS.items():
        assert metric.slug == slug
        assert metric.title.en
        assert metric.title.ja != metric.title.en
    assert METRICS["mae"].better == "lower"
