"""Metrics of classes against scikit-learn and their definitions."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn import metrics as peers

from grader.metrics import METRICS
from grader.metrics.accuracy import ACCURACY
from grader.metrics.macro_f1 import MACRO_F1
from reference.arrays import Floats
from tests.grader.metrics.conftest import suitable_rows

seeds, sizes = st.integers(0, 2**32 - 1), st.integers(2, 500)


def their_macro_f1(predictions: Floats, labels: Floats) -> float:
    return float(peers.f1_score(labels, predictions, average="macro", zero_division=0))


@given(seeds, sizes)
def test_accuracy_agrees_with_scikit_learn_to_the_last_bit(seed: int, n: int) -> None:
    predictions, labels = suitable_rows(METRICS["accuracy"], seed, n)
    assert ACCURACY.score(predictions, labels) == pytest.approx(
        peers.accuracy_score(labels, predictions), rel=1e-15
    )


@given(seeds, sizes)
def test_macro_f1_agrees_with_scikit_learn(seed: int, n: int) -> None:
    predictions, labels = suitable_rows(METRICS["macro_f1"], seed, n)
    assert MACRO_F1.score(predictions, labels) == pytest.approx(
        their_macro_f1(predictions, labels), rel=1e-13
    )


@pytest.mark.parametrize(
    ("predictions", "labels"),
    [
        ([0.0, 0.0], [0.0, 1.0]),
        ([1.0, 0.0], [0.0, 1.0]),
        ([7.0, 8.0, 9.0], [0.0, 1.0, 2.0]),
        ([0.0, 1.0, 9.0], [0.0, 1.0, 1.0]),
        ([0.0] * 100 + [1.0], [0.0] * 99 + [1.0] * 2),
        ([-1.0, 1e15], [-1.0, 1e15]),
    ],
)
def test_degenerate_vectors_agree_with_scikit_learn(
    predictions: list[float], labels: list[float]
) -> None:
    guesses, truth = np.array(predictions), np.array(labels)
    assert MACRO_F1.score(guesses, truth) == pytest.approx(
        their_macro_f1(guesses, truth), rel=1e-14
    )
    assert ACCURACY.score(guesses, truth) == peers.accuracy_score(truth, guesses)


@given(seeds, sizes)
def test_names_of_classes_do_not_matter(seed: int, n: int) -> None:
    predictions, labels = suitable_rows(METRICS["macro_f1"], seed, n)
    names = np.random.default_rng(seed).permutation(100)
    renamed = (names[part.astype(int) + 1].astype(float) for part in (predictions, labels))
    assert MACRO_F1.score(*renamed) == MACRO_F1.score(predictions, labels)


def test_a_rare_class_weighs_as_much_as_a_common_one() -> None:
    labels = np.array([0.0] * 98 + [1.0, 1.0])
    assert ACCURACY.score(np.zeros(100), labels) == 0.98
    assert MACRO_F1.score(np.zeros(100), labels) == pytest.approx(98 / 99 / 2, rel=1e-2)


def test_minus_zero_is_the_class_zero() -> None:
    assert ACCURACY.score(np.array([-0.0, 1.0]), np.array([0.0, 1.0])) == 1.0
    assert MACRO_F1.score(np.array([-0.0, 1.0]), np.array([0.0, 1.0])) == 1.0
