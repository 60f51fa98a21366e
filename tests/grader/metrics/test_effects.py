"""What rows do to a score: its mean is the distance, its spread that of leaving rows out."""

import math

import numpy as np
import pytest

from grader.leaks.policy import course_ladder
from grader.metrics import METRICS, Metric
from tests.grader.metrics.conftest import suitable_rows

each = pytest.mark.parametrize("metric", METRICS.values(), ids=METRICS)


def distance(metric: Metric, predictions: np.ndarray, labels: np.ndarray) -> float:
    score = metric.score(predictions, labels)
    return score if metric.better == "lower" else 1 - score


@each
@pytest.mark.parametrize("seed", range(5))
def test_their_mean_is_how_far_the_score_is_from_perfect(metric: Metric, seed: int) -> None:
    predictions, labels = suitable_rows(metric, seed, 200)
    effects = metric.effects(predictions, labels)
    assert effects.shape == (200,)
    assert effects.mean() == pytest.approx(distance(metric, predictions, labels), rel=1e-9)


@pytest.mark.parametrize("slug", sorted(METRICS.keys() - {"median_ae"}))
def test_their_spread_is_that_of_scores_without_single_rows(slug: str) -> None:
    """The jackknife's standard error; that of a median is wrong however many rows there are."""
    metric = METRICS[slug]
    predictions, labels = suitable_rows(metric, 4, 400)
    if metric.of == "numbers":
        predictions = labels + (predictions - labels) / 3
    kept = [np.arange(400) != row for row in range(400)]
    without = np.array([distance(metric, predictions[rows], labels[rows]) for rows in kept])
    jackknife = math.sqrt(399 / 400 * np.square(without - without.mean()).sum())
    effects = metric.effects(predictions, labels)
    assert effects.std(ddof=1) / math.sqrt(400) == pytest.approx(jackknife, rel=0.1)


def test_the_spread_of_a_median_is_that_of_many_draws() -> None:
    rng, metric = np.random.default_rng(2), METRICS["median_ae"]
    draws = np.abs(rng.normal(size=(3000, 400)))
    stated = [metric.effects(row, np.zeros(400)).std() / math.sqrt(400) for row in draws[:200]]
    assert np.mean(stated) == pytest.approx(np.median(draws, axis=1).std(), rel=0.1)


@each
def test_the_ladder_shows_the_constant_its_start_and_a_perfect_file_its_end(metric: Metric) -> None:
    _, labels = suitable_rows(metric, 3, 3000)
    if metric.of == "numbers":
        labels = np.random.default_rng(0).gamma(2.0, size=3000) + 0.01
    ladder = course_ladder(metric.slug, labels)
    nobody = np.full(labels.shape, metric.constant(labels))
    constant = ladder.after(None, metric.effects(nobody, labels))
    assert not constant.moved
    perfect = ladder.after(None, metric.effects(labels, labels))
    assert (perfect.moved, perfect.score) == (True, 0.0)


def test_the_start_of_the_area_is_a_half_and_has_the_spread_of_random_orders() -> None:
    metric, rng = METRICS["auc"], np.random.default_rng(0)
    labels = (rng.random(500) < 0.3).astype(float)
    start = metric.start_effects(labels)
    drawn = [metric.score(rng.random(500), labels) for _ in range(2000)]
    assert start.mean() == pytest.approx(0.5)
    assert start.std() / math.sqrt(500) == pytest.approx(np.std(drawn), rel=0.1)
