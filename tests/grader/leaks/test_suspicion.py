"""Whoever looked labels up stands out; whoever learned does not."""

import numpy as np
import pytest

from grader.leaks.suspicion import resolution_of, suspicions, suspicious

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


def test_a_class_at_once_is_everybody_beside_the_others() -> None:
    predictions = np.array([honest() for _ in range(8)])
    predictions[2, ::20] = LABELS[::20]
    alike = [set[int]() for _ in predictions]
    alike[2], alike[5] = {5}, {2}
    found = suspicions(predictions, LABELS, 1.0, alike)
    for place, said in enumerate(found):
        others = [i for i in range(8) if i != place and i not in alike[place]]
        errors = np.abs(predictions[others] - LABELS)
        assert said == suspicious(predictions[place], LABELS, errors, 1.0)
    assert found[2] is not None
    assert found[2].p_value < 1e-6


def test_two_who_share_what_they_looked_up_show_once_they_are_known_to_be_alike() -> None:
    predictions = np.array([honest() for _ in range(8)])
    predictions[2, ::20] = LABELS[::20]
    predictions[5] = predictions[2]
    hidden = suspicions(predictions, LABELS, 1.0, [()] * 8)
    shown = suspicions(predictions, LABELS, 1.0, [{2, 5}] * 8)
    assert [said and said.p_value < 0.001 for said in hidden] == [False] * 8
    assert [i for i, said in enumerate(shown) if said and said.p_value < 0.001] == [2, 5]


def test_nothing_is_said_of_whom_too_few_others_stand_beside() -> None:
    predictions = np.zeros((3, 4))
    assert suspicions(predictions, np.ones(4), 1.0, [{1}, (), ()])[0] is None
    assert suspicions(predictions[:2], np.ones(4), 1.0, [(), ()]) == (None, None)
    assert suspicions(predictions[:0], np.ones(4), 1.0, []) == ()


def test_a_class_that_does_not_fit_is_refused() -> None:
    with pytest.raises(ValueError, match="expected"):
        suspicions(np.zeros((3, 4)), np.ones(5), 1.0, [()] * 3)
    with pytest.raises(ValueError, match="expected"):
        suspicions(np.zeros((3, 4)), np.ones(4), 1.0, [()] * 2)
    with pytest.raises(ValueError, match="resolution"):
        suspicions(np.zeros((3, 4)), np.ones(4), 0.0, [()] * 3)


@pytest.mark.parametrize(
    ("labels", "resolution"),
    [([3, -1, 1e6], 1.0), ([0.5, 2], 0.1), ([0.05, 2], 0.01), ([1 / 3, 2], 1e-9)],
)
def test_labels_are_rounded_to_what_they_show(labels: list[float], resolution: float) -> None:
    assert resolution_of(np.array(labels, float)) == pytest.approx(resolution)
