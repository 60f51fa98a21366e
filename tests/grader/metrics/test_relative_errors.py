"""MAPE and sMAPE against scikit-learn, their definitions, and labels of zero."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn import metrics as peers

from grader.metrics.mape import MAPE
from grader.metrics.metric import Metric
from grader.metrics.smape import SMAPE
from grader.predictions.labels import HiddenLabels
from grader.scoring.file_scores import score_predictions
from grader.scoring.label_checks import label_problems, scores_of_file
from grader.uncertainty import board_uncertainty
from tests.grader.metrics.conftest import suitable_rows

seeds, sizes = st.integers(0, 2**32 - 1), st.integers(2, 3000)
whole = st.integers(-1000, 1000)
rows = st.lists(st.tuples(whole, whole.filter(bool)), min_size=1, max_size=40)
both = pytest.mark.parametrize("metric", [MAPE, SMAPE], ids=["mape", "smape"])
EPS = float(np.finfo(np.float64).eps)


@given(seeds, sizes)
def test_mape_agrees_with_scikit_learn_as_far_as_float_sums_can(seed: int, n: int) -> None:
    predictions, labels = suitable_rows(MAPE, seed, n)
    ours, theirs = MAPE.score(predictions, labels), _their_mape(predictions, labels)
    assert abs(ours - theirs) <= 4 * n * EPS * ours


def _their_mape(predictions: np.ndarray, labels: np.ndarray) -> float:
    return float(peers.mean_absolute_percentage_error(labels, predictions))


@pytest.mark.parametrize(
    ("predictions", "labels", "mape", "smape"),
    [
        ([110.0, 90.0], [100.0, 100.0], 0.1, (2 * 10 / 210 + 2 * 10 / 190) / 2),
        ([0.0, 0.0], [5.0, -7.0], 1.0, 2.0),
        ([-3.0], [3.0], 2.0, 2.0),
        ([-4.0, 4.0], [-2.0, 2.0], 1.0, 2 / 3),
        ([1e150], [1e-150], 1e300, 2.0),
    ],
)
def test_scores_by_hand(
    predictions: list[float], labels: list[float], mape: float, smape: float
) -> None:
    arrays = np.array(predictions), np.array(labels)
    assert MAPE.score(*arrays) == pytest.approx(mape, rel=1e-15)
    assert SMAPE.score(*arrays) == pytest.approx(smape, rel=1e-15)


@given(rows)
def test_both_are_the_means_that_fractions_give(pairs: list[tuple[int, int]]) -> None:
    predictions, labels = np.array(pairs, dtype=float).T
    errors = [(Fraction(abs(p - y)), abs(p), abs(y)) for p, y in pairs]
    mape = sum(error / y for error, _, y in errors) / len(pairs)
    smape = sum(2 * error / (p + y) for error, p, y in errors) / len(pairs)
    assert MAPE.score(predictions, labels) == pytest.approx(float(mape), rel=4 * EPS)
    assert SMAPE.score(predictions, labels) == pytest.approx(float(smape), rel=4 * EPS)


@given(seeds, sizes)
def test_smape_does_not_tell_predictions_from_labels(seed: int, n: int) -> None:
    predictions, labels = suitable_rows(SMAPE, seed, n)
    assert SMAPE.score(predictions, labels) == SMAPE.score(labels, predictions)


@given(st.sampled_from([MAPE, SMAPE]), seeds, sizes, st.integers(-20, 20))
def test_both_have_no_unit(metric: Metric, seed: int, n: int, power: int) -> None:
    predictions, labels = suitable_rows(metric, seed, n)
    scaled = predictions * 2.0**power, labels * 2.0**power
    assert metric.score(*scaled) == metric.score(predictions, labels)


@both
@pytest.mark.parametrize("zero", [0.0, -0.0, 5e-324, -1e-151])
def test_a_label_of_zero_is_an_error(metric: Metric, zero: float) -> None:
    with pytest.raises(ValueError, match="bundle_label_zero at 1 of 2"):
        metric.score(np.array([1.0, 1.0]), np.array([1.0, zero]))
    assert np.isfinite(metric.score(np.array([1.0, zero]), np.array([1.0, 1.0])))


@both
def test_rows_of_labels_of_zero_are_named(metric: Metric) -> None:
    """The first five ids, in both parts, and how many there are."""
    values, public = np.array([3.0, *[0.0] * 7]), np.array([True] * 4 + [False] * 4)
    (problem,) = label_problems(
        HiddenLabels(tuple("abcdefgh"), values, public), metric, "labels.csv", 7
    )
    assert (problem.code, problem.line) == ("bundle_label_zero", 7)
    assert (problem.values["count"], problem.values["ids"]) == (7, "b, c, d, e, f, …")
    few = HiddenLabels(("a", "b"), np.array([0.0, 1.0]), np.array([True, True]))
    (problem,) = label_problems(few, metric, "labels.csv", 7)
    assert (problem.values["count"], problem.values["ids"]) == (1, "a")


@both
def test_the_largest_predictions_for_the_smallest_labels_still_score_and_compare(
    metric: Metric,
) -> None:
    labels = np.array([1e-150] * 50)
    far = np.array([1e150, *[1e-150] * 49])
    hidden = HiddenLabels(tuple(map(str, range(50))), labels, np.arange(50) % 2 == 0)
    scores = scores_of_file(None, far, hidden, metric)
    assert scores == score_predictions(far, hidden, metric)
    assert np.isfinite(scores.public)
    found = board_uncertainty([labels, far], labels, metric, seed=1)
    assert found is not None
    assert np.isfinite([found[1].score.low, found[1].score.high]).all()
