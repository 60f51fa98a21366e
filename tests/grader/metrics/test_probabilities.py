"""Log loss and AUC against scikit-learn and their definitions."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn import metrics as peers

from grader.metrics import METRICS
from grader.metrics.auc import AUC
from grader.metrics.log_loss import LOG_LOSS
from tests.grader.metrics.conftest import suitable_rows

seeds, sizes = st.integers(0, 2**32 - 1), st.integers(2, 500)


@given(seeds, sizes)
def test_log_loss_agrees_with_scikit_learn(seed: int, n: int) -> None:
    """Theirs keeps probabilities off 0 and 1 by the same 2**-52, on both sides."""
    predictions, labels = suitable_rows(METRICS["log_loss"], seed, n)
    assert LOG_LOSS.score(predictions, labels) == pytest.approx(
        peers.log_loss(labels, predictions), rel=1e-12, abs=1e-15
    )


@given(seeds, sizes)
def test_auc_agrees_with_scikit_learn(seed: int, n: int) -> None:
    predictions, labels = suitable_rows(METRICS["auc"], seed, n)
    assert AUC.score(predictions, labels) == pytest.approx(
        peers.roc_auc_score(labels, predictions), rel=1e-12, abs=1e-15
    )


@given(seeds, st.integers(2, 40))
def test_auc_counts_pairs(seed: int, n: int) -> None:
    predictions, labels = suitable_rows(METRICS["auc"], seed, n)
    pairs = [
        (p > q) + 0.5 * (p == q)
        for p, y in zip(predictions, labels, strict=True)
        for q, z in zip(predictions, labels, strict=True)
        if y > z
    ]
    assert AUC.score(predictions, labels) == sum(pairs) / len(pairs)


@given(seeds, sizes)
def test_auc_knows_only_the_order_and_turns_round_with_it(seed: int, n: int) -> None:
    predictions, labels = suitable_rows(METRICS["auc"], seed, n)
    score = AUC.score(predictions, labels)
    assert AUC.score(predictions / 4, labels) == score
    assert AUC.score(1 - predictions, 1 - labels) == score
    assert AUC.score(1 - predictions, labels) == pytest.approx(1 - score, abs=1e-15)


@pytest.mark.parametrize("constant", [0.0, 0.3, 1.0])
def test_one_probability_for_all_has_an_auc_of_a_half(constant: float) -> None:
    assert AUC.score(np.full(5, constant), np.array([0.0, 1.0, 0.0, 0.0, 1.0])) == 0.5


def test_a_wrong_certainty_costs_much_and_not_everything() -> None:
    labels = np.array([0.0, 1.0])
    assert LOG_LOSS.score(1 - labels, labels) == pytest.approx(52 * math.log(2))
    assert LOG_LOSS.score(np.array([0.0, 5e-324]), labels) == pytest.approx(26 * math.log(2))
    assert LOG_LOSS.score(np.array([0.0, 0.0]), labels) == pytest.approx(
        peers.log_loss(labels, [0.0, 0.0])
    )


def test_even_odds_cost_log_two() -> None:
    labels = np.array([0.0, 1.0, 1.0])
    assert LOG_LOSS.score(np.full(3, 0.5), labels) == math.log(2)


@given(seeds, sizes)
def test_log_loss_treats_both_classes_alike(seed: int, n: int) -> None:
    predictions, labels = suitable_rows(METRICS["log_loss"], seed, n)
    assert LOG_LOSS.score(1 - predictions, 1 - labels) == pytest.approx(
        LOG_LOSS.score(predictions, labels), rel=1e-12
    )


def test_small_probabilities_of_the_other_class_are_not_rounded_away() -> None:
    assert LOG_LOSS.score(np.array([1e-20, 1.0]), np.array([0.0, 1.0])) == 5e-21
