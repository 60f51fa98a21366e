"""Intervals and ties: right where a hand can compute them, and often enough elsewhere."""

import itertools
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader import uncertainty
from grader.metrics import METRICS
from grader.uncertainty import (
    EXACT_ROWS,
    LEAST_DIFFERING_ROWS,
    Interval,
    board_uncertainty,
    loss_uncertainty,
)
from reference.arrays import Floats
from tests.grader.metrics.conftest import suitable_rows

seeds = st.integers(0, 2**32 - 1)


def rank(losses: Floats) -> Floats:
    """Losses (M, N), the best row first."""
    return losses[np.argsort(losses.mean(axis=1), kind="stable")]


def draw_related(seed: int, people: int, rows: int, spread: float = 0.3) -> Floats:
    """Losses of people who find the same rows hard, the best first."""
    rng = np.random.default_rng(seed)
    hard = rng.gamma(2.0, 1.0, rows)
    own = spread * rng.normal(size=(people, rows)) + 0.1 * rng.normal(size=(people, 1))
    return rank(np.abs(hard + own))


def brute_force(values: Floats, tail: float) -> Interval:
    """The exact interval of a mean, from all n**n draws one by one."""
    n = len(values)
    draws = np.array(list(itertools.product(range(n), repeat=n)))
    means = np.sort(values[draws].mean(axis=1))
    cut = math.ceil(tail * len(means)) - 1
    return Interval(float(means[cut]), float(means[len(means) - 1 - cut]))


@given(seeds, st.integers(1, 5), st.sampled_from([0.5, 0.9, 0.95]))
def test_few_rows_have_the_interval_of_all_draws(seed: int, n: int, confidence: float) -> None:
    losses = rank(np.random.default_rng(seed).integers(0, 9, (3, n)).astype(float))
    tail = (1 - confidence) / 2
    found = loss_uncertainty(losses, "mean", seed=0, confidence=confidence)
    for i, row in enumerate(found):
        assert_close(row.score, brute_force(losses[i], tail))
        if i:
            assert row.to_above is not None
            assert row.to_leader is not None
            assert_close(row.to_above, brute_force(losses[i] - losses[i - 1], tail))
            assert_close(row.to_leader, brute_force(losses[i] - losses[0], tail))


def assert_close(one: Interval, other: Interval, tolerance: float = 1e-12) -> None:
    assert one.low == pytest.approx(other.low, abs=tolerance)
    assert one.high == pytest.approx(other.high, abs=tolerance)


@pytest.mark.parametrize("n", range(1, EXACT_ROWS + 1))
def test_all_draws_are_counted_once(n: int) -> None:
    draws = uncertainty._all_draws(np.eye(n))
    assert draws.weights is not None
    assert draws.weights.sum() == n**n
    assert draws.means.shape[1] == math.comb(2 * n - 1, n)
    np.testing.assert_allclose(draws.means.sum(axis=0), 1.0)
    np.testing.assert_allclose(draws.means @ draws.weights / n**n, 1 / n)


def test_drawing_comes_close_to_counting_all() -> None:
    losses = draw_related(1, people=3, rows=EXACT_ROWS)
    exact = uncertainty._all_draws(losses)
    drawn = uncertainty._draws(losses, seed=1, resamples=100_000)
    for i in range(3):
        assert_close(
            drawn.interval(drawn.means[i], 0.025), exact.interval(exact.means[i], 0.025), 0.03
        )


@pytest.mark.parametrize("block", [7, 64, 1024])
def test_counts_are_multinomial_however_they_are_cut(block: int) -> None:
    n, resamples = 100, 4_000
    parts = list(uncertainty.draw_counts(n, 3, resamples, block))
    assert [part.start for part, _ in parts] == list(range(0, n, block))
    counts = np.concatenate([each for _, each in parts], axis=1)
    assert counts.shape == (resamples, n)
    assert (counts.sum(axis=1) == n).all()
    covariance = np.cov(counts[:, [0, 1, 50, 99]].T)
    np.testing.assert_allclose(counts.mean(axis=0), 1.0, atol=0.08)
    np.testing.assert_allclose(covariance, np.eye(4) - 1 / n, atol=0.1)


def test_float32_products_stay_within_the_error_that_is_stated() -> None:
    losses = draw_related(2, people=40, rows=3_000)
    counts = np.concatenate([each for _, each in uncertainty.draw_counts(3_000, 5, 200)], axis=1)
    exact = losses @ counts.T.astype(np.float64) / 3_000
    found = uncertainty._draws(losses, seed=5, resamples=200).means
    steps = np.abs(np.diff(losses, axis=0)).mean(axis=1, keepdims=True)
    assert (np.abs(np.diff(found, axis=0) - np.diff(exact, axis=0)) <= 1e-6 * steps).all()
    np.testing.assert_allclose(found, exact, rtol=1e-6)


def test_intervals_cover_the_truth_about_as_often_as_they_say() -> None:
    """Two of a kind that differ by 0.05 on average; 500 hidden sets of 300 rows each."""
    covered, separated, same = 0, 0, 0
    for seed in range(500):
        rng = np.random.default_rng(seed)
        hard = rng.gamma(2.0, 1.0, 300)
        first, second, third = hard + rng.gamma(1.0, 0.2, (3, 300))
        losses = np.array([first, second + 0.05, third])
        _, low, last = loss_uncertainty(losses, "mean", seed, resamples=400)
        assert low.to_above is not None
        covered += 0.05 in low.to_above
        separated += not low.tied_with_above
        same += not last.tied_with_leader
    assert 0.92 <= covered / 500 <= 0.975
    assert separated / 500 > 0.7  # the gap is three standard errors
    assert same / 500 <= 0.08  # third is no worse than first


@given(seeds, st.integers(2, 40), st.sampled_from(["mean", "root", "complement"]))
def test_swapping_two_people_turns_their_interval_round(seed: int, n: int, finish) -> None:
    losses = np.random.default_rng(seed).random((2, n))
    _, one = loss_uncertainty(losses, finish, seed=1, resamples=200)
    _, other = loss_uncertainty(losses[::-1].copy(), finish, seed=1, resamples=200)
    assert one.to_above is not None
    assert other.to_above == Interval(-one.to_above.high, -one.to_above.low)
    assert one.tied_with_above == other.tied_with_above


@given(seeds, st.integers(1, 60), st.sampled_from(["mean", "root", "complement"]))
def test_equal_files_are_tied_with_nothing_between_them(seed: int, n: int, finish) -> None:
    losses = np.tile(np.random.default_rng(seed).random(n), (3, 1))
    for row in loss_uncertainty(losses, finish, seed, resamples=100)[1:]:
        assert row.to_above == row.to_leader == Interval(0.0, 0.0)
        assert row.tied_with_above
        assert row.tied_with_leader
        assert row.bracket == 1


@pytest.mark.parametrize("n", [6, 8, 9, 1_000, 3_000])
def test_who_is_better_on_every_row_is_not_tied(n: int) -> None:
    losses = np.random.default_rng(1).random(n) + np.array([[0.0], [0.1], [0.2]])
    found = loss_uncertainty(losses, "mean", seed=1)
    assert [row.bracket for row in found] == [1, 2, 3]
    assert [row.tied_with_above for row in found] == [False, False, False]
    assert [row.tied_with_leader for row in found] == [True, False, False]
    assert found[1].to_above is not None
    assert_close(found[1].to_above, Interval(0.1, 0.1), 1e-6)


@pytest.mark.parametrize("rows", range(12))
def test_a_few_rows_prove_nothing(rows: int) -> None:
    losses = np.zeros((2, 500))
    losses[1, :rows] = 1.0
    _, second = loss_uncertainty(losses, "complement", seed=4)
    assert second.tied_with_above or rows >= LEAST_DIFFERING_ROWS
    assert not second.tied_with_above or rows < 10


@given(seeds)
def test_the_seed_decides_everything(seed: int) -> None:
    losses = draw_related(3, people=5, rows=50)
    first, again = (loss_uncertainty(losses, "root", seed, resamples=100) for _ in range(2))
    assert first == again
    other = loss_uncertainty(losses, "root", seed + 1, resamples=100)
    assert [row.score for row in other] != [row.score for row in first]


@given(seeds, st.integers(1, 50))
def test_more_confidence_is_a_wider_interval(seed: int, n: int) -> None:
    losses = draw_related(seed, people=3, rows=n)
    narrow, wide = (
        loss_uncertainty(losses, "mean", 1, resamples=300, confidence=level)
        for level in (0.8, 0.99)
    )
    for inner, outer in zip(narrow, wide, strict=True):
        assert outer.score.low <= inner.score.low <= inner.score.high <= outer.score.high
        assert outer.tied_with_above >= inner.tied_with_above
        assert outer.bracket <= inner.bracket


def test_a_worse_file_has_a_later_interval() -> None:
    base = draw_related(4, people=1, rows=400)[0]
    losses = np.array([base, base + 0.1, base * 1.5 + 0.1])
    scores = [row.score for row in loss_uncertainty(losses, "mean", seed=1)]
    assert scores[0].low < scores[1].low < scores[2].low
    assert scores[0].high < scores[1].high < scores[2].high
    assert scores[1].low - scores[0].low == pytest.approx(0.1, abs=1e-6)


def test_roots_and_complements_are_those_of_the_means() -> None:
    losses = draw_related(5, people=4, rows=200) / 10
    mean, root, rest = (
        [row.score for row in loss_uncertainty(losses, finish, seed=2)]
        for finish in ("mean", "root", "complement")
    )
    for of_mean, of_root, of_rest in zip(mean, root, rest, strict=True):
        assert_close(of_root, Interval(of_mean.low**0.5, of_mean.high**0.5))
        assert_close(of_rest, Interval(1 - of_mean.high, 1 - of_mean.low))


def test_brackets_run_from_the_leader_down_without_gaps() -> None:
    found = loss_uncertainty(draw_related(6, people=120, rows=2_000), "mean", seed=1)
    brackets = [row.bracket for row in found]
    assert brackets == sorted(brackets)
    assert set(brackets) == set(range(1, max(brackets) + 1))
    assert 3 < max(brackets) < 120
    for row in found:
        assert row.bracket > 1 or row.tied_with_leader
    first_of_two = found[brackets.index(2)]
    assert not first_of_two.tied_with_leader


@pytest.mark.parametrize("slug", sorted(METRICS))
def test_a_score_lies_in_its_interval_where_the_metric_is_a_mean(slug: str) -> None:
    metric = METRICS[slug]
    pairs = [suitable_rows(metric, seed, 400) for seed in range(8)]
    labels = pairs[0][1]
    files = sorted(
        (predictions for predictions, _ in pairs),
        key=lambda p: metric.score(p, labels),
        reverse=metric.better == "higher",
    )
    found = board_uncertainty(files, labels, metric, seed=1)
    if metric.rows is None:
        assert slug in {"median_ae", "r2", "macro_f1", "auc"}
        assert found is None
        return
    assert found is not None
    for row, predictions in zip(found, files, strict=True):
        assert metric.score(predictions, labels) in row.score
        if row.to_above is not None:
            worse = row.to_above.low + row.to_above.high
            assert worse > 0 if metric.better == "lower" else worse < 0 or row.tied_with_above


def test_one_file_that_is_off_beyond_all_measure_blurs_no_other() -> None:
    rng = np.random.default_rng(8)
    labels = rng.normal(size=100)
    good = labels + 0.1 * rng.normal(size=100)
    for files in ([good, good + 2, good + 1e140], [good + 1e140, good, good + 2]):
        found = board_uncertainty(files, labels, METRICS["rmse"], seed=1)
        alone = board_uncertainty([good, good + 2], labels, METRICS["rmse"], seed=1)
        assert found is not None
        assert alone is not None
        start = 0 if files[0] is good else 1
        for row, expected in zip(found[start:], alone, strict=False):
            assert_close(row.score, expected.score, 1e-6)
        assert not found[start + 1].tied_with_above


def test_an_empty_board_says_nothing() -> None:
    assert loss_uncertainty(np.zeros((0, 5)), "mean", seed=1) == ()
    assert board_uncertainty([], np.zeros(5), METRICS["mae"], seed=1) == ()


@pytest.mark.parametrize(
    "losses", [np.zeros((2, 0)), np.zeros(3), np.array([[1.0, np.nan]]), np.array([[1.0, np.inf]])]
)
def test_losses_that_are_none_are_an_error_of_ours(losses: Floats) -> None:
    with pytest.raises(ValueError, match="expected"):
        loss_uncertainty(losses, "mean", seed=1)
