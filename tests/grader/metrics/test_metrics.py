"""What holds of every metric, whatever its family."""

import math
from random import Random
from typing import get_args

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.definition.definition import Prediction
from grader.metrics import METRICS, Metric
from languages import translate
from reference.arrays import Floats
from tests.grader.metrics.conftest import suitable_rows

metrics = st.sampled_from(sorted(METRICS)).map(METRICS.__getitem__)
seeds, sizes = st.integers(0, 2**32 - 1), st.integers(2, 300)
each = pytest.mark.parametrize("metric", METRICS.values(), ids=METRICS.keys())


@each
def test_a_metric_is_listed_under_its_name_worded_in_both_languages_and_can_be_chosen(
    metric: Metric,
) -> None:
    assert METRICS[metric.slug] is metric
    assert metric.title
    assert translate(metric.title, "ja") != metric.title
    assert metric.short
    assert metric.best in metric.bounds
    choices = get_args(Prediction.model_fields["metric"].annotation)
    assert set(choices) == {*METRICS, "custom"}


@given(metrics, seeds, sizes, st.randoms())
def test_a_score_has_the_same_bits_in_any_order_of_rows(
    metric: Metric, seed: int, n: int, random: Random
) -> None:
    predictions, labels = suitable_rows(metric, seed, n)
    order = random.sample(range(n), n)
    score = metric.function(predictions, labels)
    assert metric.function(predictions[order], labels[order]).hex() == score.hex()


@given(metrics, seeds, sizes)
def test_a_score_is_finite_and_within_its_bounds(metric: Metric, seed: int, n: int) -> None:
    score = metric.function(*suitable_rows(metric, seed, n))
    assert math.isfinite(score)
    assert metric.bounds[0] <= score <= metric.bounds[1]


@given(metrics, seeds, sizes)
def test_perfect_predictions_give_the_best_score_exactly(metric: Metric, seed: int, n: int) -> None:
    _, labels = suitable_rows(metric, seed, n)
    assert metric.function(labels.copy(), labels) == metric.best


@given(metrics, seeds, sizes)
def test_a_mean_of_row_losses_finishes_as_the_score(metric: Metric, seed: int, n: int) -> None:
    if metric.rows is None:
        return
    predictions, labels = suitable_rows(metric, seed, n)
    losses = metric.rows.losses(predictions, labels)
    assert losses.shape == (n,)
    assert losses.min() >= 0
    finish = {"mean": float, "root": math.sqrt, "complement": lambda mean: 1 - mean}
    expected = finish[metric.rows.finish](losses.mean())
    assert metric.function(predictions, labels) == pytest.approx(expected, rel=1e-12, abs=1e-12)


@each
@pytest.mark.parametrize("shapes", [((1,), (2,)), ((0,), (0,)), ((2, 1), (2, 1))])
def test_rows_that_do_not_fit_are_an_error_of_ours(
    metric: Metric, shapes: tuple[tuple[int, ...], ...]
) -> None:
    with pytest.raises(ValueError, match="expected"):
        metric.function(*map(np.zeros, shapes))


BREAKING = {
    "rmsle": [-1.0, -2.0],
    "accuracy": [0.5, -0.1],
    "macro_f1": [0.5, -0.1],
    "log_loss": [-0.1, 1.0000000000000002],
    "auc": [-1e-300, 1.5],
}


@pytest.mark.parametrize(("slug", "bad"), [(s, v) for s, vs in BREAKING.items() for v in vs])
def test_a_number_that_a_metric_cannot_score_is_an_error_that_does_not_tell_it(
    slug: str, bad: float
) -> None:
    good, unfit = np.array([0.0, 1.0, 1.0]), np.array([0.0, 1.0, bad])
    for rows in ((unfit, good), (good, unfit)):
        with pytest.raises(ValueError, match="at 2 of 3") as error:
            METRICS[slug].function(*rows)
        assert str(bad) not in str(error.value)


@pytest.mark.parametrize("slug", ["r2", "macro_f1", "auc"])
@pytest.mark.parametrize("labels", [[1.0], [1.0, 1.0], [0.0] * 7])
def test_labels_on_which_a_metric_is_undefined_are_an_error(slug: str, labels: list[float]) -> None:
    truth: Floats = np.array(labels)
    with pytest.raises(ValueError, match="bundle_labels"):
        METRICS[slug].function(truth, truth)


def test_nan_never_becomes_a_score() -> None:
    """It is refused or stays NaN, which never ranks; files cannot hold it in the first place."""
    for metric in METRICS.values():
        try:
            score = metric.function(np.array([0.0, np.nan]), np.array([0.0, 1.0]))
        except ValueError:
            assert metric.of_predictions is not None
        else:
            assert math.isnan(score)
