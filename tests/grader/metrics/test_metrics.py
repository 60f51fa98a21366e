"""What holds of every metric, whatever its family."""

import math
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from grader.definition.prediction import Prediction
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
    task = Prediction(metric=metric.slug, labels="labels.csv")
    assert task.direction == metric.better


@given(metrics, seeds, sizes, st.randoms())
def test_a_score_has_the_same_bits_in_any_order_of_rows(
    metric: Metric, seed: int, n: int, random: Random
) -> None:
    predictions, labels = suitable_rows(metric, seed, n)
    order = random.sample(range(n), n)
    score = metric.score(predictions, labels)
    assert metric.score(predictions[order], labels[order]).hex() == score.hex()


@given(metrics, seeds, sizes)
def test_a_score_is_finite_and_within_its_bounds(metric: Metric, seed: int, n: int) -> None:
    score = metric.score(*suitable_rows(metric, seed, n))
    assert math.isfinite(score)
    assert metric.bounds[0] <= score <= metric.bounds[1]


@given(metrics, seeds, sizes)
def test_perfect_predictions_give_the_best_score_exactly(metric: Metric, seed: int, n: int) -> None:
    _, labels = suitable_rows(metric, seed, n)
    assert metric.score(labels.copy(), labels) == metric.best


@given(metrics, seeds, sizes)
def test_a_mean_of_row_losses_finishes_as_the_score(metric: Metric, seed: int, n: int) -> None:
    if metric.rows is None:
        return
    predictions, labels = suitable_rows(metric, seed, n)
    losses = metric.losses(predictions, labels)
    assert losses.shape == (n,)
    assert losses.min() >= 0
    finish = {"mean": float, "root": math.sqrt, "complement": lambda mean: 1 - mean}
    expected = finish[metric.rows.finish](losses.mean())
    assert metric.score(predictions, labels) == pytest.approx(expected, rel=1e-12, abs=1e-12)


@each
@pytest.mark.parametrize("shapes", [((1,), (2,)), ((0,), (0,)), ((2, 1), (2, 1))])
def test_rows_that_do_not_fit_are_an_error_of_ours(
    metric: Metric, shapes: tuple[tuple[int, ...], ...]
) -> None:
    with pytest.raises(ValueError, match="expected"):
        metric.score(*map(np.zeros, shapes))


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
            METRICS[slug].score(*rows)
        assert str(bad) not in str(error.value)


@pytest.mark.parametrize("slug", ["r2", "macro_f1", "auc"])
@pytest.mark.parametrize("labels", [[1.0], [1.0, 1.0], [0.0] * 7])
def test_labels_on_which_a_metric_is_undefined_are_an_error(slug: str, labels: list[float]) -> None:
    truth: Floats = np.array(labels)
    with pytest.raises(ValueError, match="bundle_labels"):
        METRICS[slug].score(truth, truth)


@each
def test_nan_never_becomes_a_score(metric: Metric) -> None:
    """It is refused or stays NaN, which never ranks; files cannot hold it in the first place."""
    predictions, labels = suitable_rows(metric, 0, 2)
    predictions[1] = np.nan
    if metric.of_predictions is None:
        assert math.isnan(metric.score(predictions, labels))
    else:
        with pytest.raises(ValueError, match="at 1 of 2"):
            metric.score(predictions, labels)


@each
def test_the_losses_of_what_is_no_mean_over_rows_are_an_error_of_ours(metric: Metric) -> None:
    predictions, labels = suitable_rows(metric, 0, 5)
    if metric.rows is not None:
        assert metric.losses(predictions, labels).shape == (5,)
    else:
        with pytest.raises(ValueError, match="no mean over rows"):
            metric.losses(predictions, labels)


@each
def test_the_best_constant_is_beaten_by_no_label(metric: Metric) -> None:
    _, labels = suitable_rows(metric, 3, 51)
    best = metric.distance(np.full(51, metric.constant(labels)), labels)
    others = [metric.distance(np.full(51, value), labels) for value in labels.tolist()]
    assert best <= min(others) + 1e-12


def test_an_unknown_metric_is_refused_with_the_names_of_the_others() -> None:
    for name in ("mean", "", 3, ["mae"], None):
        with pytest.raises(ValidationError) as refusal:
            Prediction.model_validate({"metric": name, "labels": "labels.csv"})
        (error,) = refusal.value.errors()
        assert error["type"] == "literal_error"
        assert error["ctx"]["expected"] == ", ".join(map(repr, [*METRICS, "custom"]))
