"""Whoever looked labels up stands out; whoever learned does not."""

import numpy as np
import pytest

from grader.leaks.suspicion import suspicious

RNG = np.random.default_rng(0)
LABELS = np.floor(np.exp(RNG.normal(1.0, 1.5, size=5_000)))
MEAN = np.round(np.exp(0.7 * np.log1p(LABELS)))
OTHERS = np.abs(MEAN + RNG.normal(scale=1 + MEAN / 4, size=(40, 5_000)) - LABELS)


def honest(scale: float = 1.0):
    return MEAN + RNG.normal(scale=scale * (1 + MEAN / 4), size=5_000)


def test_labels_looked_up_for_one_row_in_twenty_stand_out() -> None:
    predictions = honest()
    looked_up = np.arange(5_000) % 20 == 0
    predictions[looked_up] = LABELS[looked_up]
    found = suspicious(predictions, LABELS, OTHERS, 1.0)
    assert found.p_value < 1e-6
    assert np.mean([looked_up[row] for row in found.rows]) > 0.7


def test_honest_participants_do_not() -> None:
    assert min(suspicious(honest(), LABELS, OTHERS, 1.0).p_value for _ in range(50)) > 0.001


def test_a_row_that_somebody_else_has_right_too_does_not_count() -> None:
    labels = np.arange(4.0)
    others = np.array([[0.0, 9, 9, 9], [9, 9, 9, 9]])
    found = suspicious(np.array([0.0, 1.4, 5, 3]), labels, others, 1.0)
    assert found.rows == (1, 3)
    assert found.ordinary == 1.0


def test_nothing_alone_is_nothing() -> None:
    found = suspicious(np.full(3, 9.0), np.zeros(3), np.ones((2, 3)), 1.0)
    assert (found.rows, found.p_value) == ((), 1.0)


def test_two_others_at_least_are_needed() -> None:
    with pytest.raises(ValueError, match="two others"):
        suspicious(np.zeros(3), np.zeros(3), np.ones((1, 3)), 1.0)
