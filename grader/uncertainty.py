"""How sure a board is: what its scores, and the gaps between them, owe to the choice of rows.

Had other rows of the same kind been hidden, scores would differ. The bootstrap imitates that: it
draws as many rows as there are, with replacement, and scores everybody on the same draw, so that
what is hard for all is no difference between two. Of a metric that is a mean over rows, a draw is
a vector of counts and its scores are one product with the losses.

Sources: Efron and Tibshirani 1993, "An Introduction to the Bootstrap", chapters 6 (resampling) and
13 (percentile intervals); Koehn 2004, "Statistical significance tests for machine translation
evaluation", section 3 (paired). Percentiles and not BCa (chapter 14): swapping two people only
turns the interval round, and a root or a complement of the scores carries over to it.
"""

import itertools
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from grader.metrics import Finish, Metric
from reference.arrays import Floats

Single = npt.NDArray[np.float32]

RESAMPLES = 2_000
CONFIDENCE = 0.95
EXACT_ROWS = 8
"""Up to this many rows all draws are counted instead of some drawn: 6,435 different ones of 8."""

LEAST_DIFFERING_ROWS = 6
"""Two files that differ in fewer rows are tied: the smallest two-sided probability of any test that
turns signs of k differences is 2 / 2**k, which is above 5 % for k < 6.
Source: Fisher 1935, "The Design of Experiments", section 21."""

_BLOCK = 1 << 10  # rows at a time: their losses and counts stay within a few megabytes


@dataclass(frozen=True)
class Interval:
    """From low to high, both included."""

    low: float
    high: float

    def __contains__(self, value: float) -> bool:
        return self.low <= value <= self.high


@dataclass(frozen=True)
class RowUncertainty:
    """What can be said of one row of a board.

    score: where its score may lie. to_above, to_leader: where its score minus that of the row
    above, or of the first row, may lie; None in the first row. tied_with_above,
    tied_with_leader: whether that may be chance. bracket: 1 for the leader and those below who are
    tied with the leader, without a gap; the next row leads bracket 2, and so on.
    """

    score: Interval
    to_above: Interval | None
    to_leader: Interval | None
    tied_with_above: bool
    tied_with_leader: bool
    bracket: int


def board_uncertainty(
    predictions: Sequence[Floats], labels: Floats, metric: Metric, seed: int
) -> tuple[RowUncertainty, ...] | None:
    """What can be said of each row of a board, from the top down.

    predictions: (N,) each. labels: (N,). None for a metric that is no mean over rows. Raises
    ValueError for predictions that the metric cannot score.
    """
    if metric.rows is None:
        return None
    losses = np.empty((len(predictions), len(labels)))
    for row, values in zip(losses, predictions, strict=True):
        row[:] = metric.losses(values, labels)
    return loss_uncertainty(losses, metric.rows.finish, seed)


def loss_uncertainty(
    losses: Floats,
    finish: Finish,
    seed: int,
    resamples: int = RESAMPLES,
    confidence: float = CONFIDENCE,
) -> tuple[RowUncertainty, ...]:
    """What can be said of rows with these losses, of which lower means are better.

    losses: (M, N), the best row first, N > 0, finite. The same arguments give the same intervals;
    another BLAS, or another number of its threads, may move an end by about a millionth. With at
    most `EXACT_ROWS` columns they are exact, and seed and resamples do not matter. Raises
    ValueError for no columns or a loss that is not finite.
    """
    if losses.ndim != 2 or losses.shape[1] == 0:
        raise ValueError(f"expected losses (M, N) with N > 0, got {losses.shape}")
    if not np.isfinite(losses.mean(axis=1)).all():
        raise ValueError("expected finite losses")
    if len(losses) == 0:
        return ()
    draws = _all_draws(losses) if losses.shape[1] <= EXACT_ROWS else _draws(losses, seed, resamples)
    return tuple(_rows(losses, draws, finish, (1 - confidence) / 2))


@dataclass(frozen=True)
class _Draws:
    """Mean losses of everybody, (M, B), in each of B draws.

    weights: (B,), how often each draw comes, or None where all come equally often.
    """

    means: Floats
    weights: Floats | None = None

    def interval(self, values: Floats, tail: float) -> Interval:
        """What is left of values (B,) without the lowest and the highest `tail` of them.

        Negated values give the negated interval.
        """
        if self.weights is None:
            ordered = np.sort(values)
            cut = max(0, math.ceil(tail * values.size) - 1)
            return Interval(float(ordered[cut]), float(ordered[values.size - 1 - cut]))
        order = np.argsort(values, kind="stable")
        share = tail * float(self.weights.sum())
        low = int(np.searchsorted(np.cumsum(self.weights[order]), share))
        high = int(np.searchsorted(np.cumsum(self.weights[order[::-1]]), share))
        return Interval(float(values[order[low]]), float(values[order[::-1][high]]))


def _rows(losses: Floats, draws: _Draws, finish: Finish, tail: float) -> Iterator[RowUncertainty]:
    """Each row against the one above, the leader, and the first of its bracket."""
    bracket, first = 1, 0
    for i, means in enumerate(draws.means):
        to_above, to_leader = (
            None if i == 0 else draws.interval(_gaps(means, draws.means[other], finish), tail)
            for other in (i - 1, 0)
        )
        if not _are_tied(losses, draws, (i, first), tail):
            bracket, first = bracket + 1, i
        yield RowUncertainty(
            score=draws.interval(_finish(means, finish), tail),
            to_above=to_above,
            to_leader=to_leader,
            tied_with_above=i > 0 and _are_tied(losses, draws, (i, i - 1), tail),
            tied_with_leader=_are_tied(losses, draws, (i, 0), tail),
            bracket=bracket,
        )


def _are_tied(losses: Floats, draws: _Draws, pair: tuple[int, int], tail: float) -> bool:
    """Whether the difference of two rows may be chance. Which comes first does not matter."""
    one, other = pair
    differing = np.count_nonzero(losses[one] != losses[other])
    if differing < LEAST_DIFFERING_ROWS:
        return True
    return 0.0 in draws.interval(draws.means[one] - draws.means[other], tail)


def _finish(means: Floats, finish: Finish) -> Floats:
    """Scores (B,) from mean losses (B,)."""
    scores: Floats = np.sqrt(means) if finish == "root" else means
    return 1.0 - scores if finish == "complement" else scores


def _gaps(means: Floats, others: Floats, finish: Finish) -> Floats:
    """Scores minus others' scores, (B,), without rounding away small differences."""
    gaps: Floats = means - others
    if finish == "root":
        sums = np.sqrt(means) + np.sqrt(others)
        np.divide(gaps, sums, out=gaps, where=sums > 0)  # 0 stays where both are 0
        return gaps
    return gaps if finish == "mean" else -gaps


def _draws(losses: Floats, seed: int, resamples: int) -> _Draws:
    """Mean losses over random draws of rows.

    Everybody is put behind the next better one, and multiplied are the differences of those two in
    float32, each person's over their largest: a difference of means is then off by about a
    millionth of the mean absolute difference of the rows, whatever the losses are. Sums over
    blocks of rows and over people are in float64.
    """
    m, n = losses.shape
    order = np.argsort(losses.mean(axis=1), kind="stable")
    level = float(losses[order[0]].mean())
    scales = _scales(losses, order, level)
    sums = np.zeros((m, resamples))
    for columns, counts in draw_counts(n, seed, resamples):
        steps = _steps(losses[order, columns], level) / scales
        sums += steps.astype(np.float32) @ counts.T
    sums *= scales / n
    sums[0] += level
    np.cumsum(sums, axis=0, out=sums)
    means = np.empty_like(sums)
    means[order] = np.maximum(sums, 0.0, out=sums)
    return _Draws(means)


def _steps(losses: Floats, level: float) -> Floats:
    """Losses minus those of the row above; the first row's minus `level`."""
    return np.diff(losses, axis=0, prepend=level)


def _scales(losses: Floats, order: npt.NDArray[np.intp], level: float) -> Floats:
    """The largest step of each person, (M, 1); 1 where there is none."""
    scales = np.ones((len(order), 1))
    above: Floats | float = level
    for scale, person in zip(scales, order, strict=True):
        scale[0] = np.abs(losses[person] - above).max() or 1.0
        above = losses[person]
    return scales


def draw_counts(
    n: int, seed: int, resamples: int, block: int = _BLOCK
) -> Iterator[tuple[slice, Single]]:
    """How often each of n rows is drawn in each of n draws, (B, at most `block`) at a time.

    First how many draws fall into each block, then which rows of it: both together are the
    multinomial distribution of n draws over n rows.
    """
    rng = np.random.default_rng(seed)
    starts = range(0, n, block)
    sizes = np.array([min(block, n - start) for start in starts])
    falls = rng.multinomial(n, sizes / n, size=resamples)  # (B, blocks)
    for start, size, fall in zip(starts, sizes.tolist(), falls.T, strict=True):
        drawn = rng.integers(0, size, int(fall.sum()), dtype=np.int32)
        drawn += np.repeat(np.arange(resamples, dtype=np.int32) * size, fall)
        counts = np.bincount(drawn, minlength=resamples * size).reshape(resamples, size)
        yield slice(start, start + size), counts.astype(np.float32)


def _all_draws(losses: Floats) -> _Draws:
    """Mean losses over all draws of n rows from n, as counts with how many draws have them.

    The n**n equally likely draws are the ways to write n as a sum of n counts, each weighted by
    the multinomial coefficient n! / (c_1! ... c_n!).
    """
    n = losses.shape[1]
    factorials = np.array([math.factorial(k) for k in range(n + 1)], float)
    bars = list(itertools.combinations(range(2 * n - 1), n - 1))  # between the counts, as n stars
    places = np.array(bars, np.int64).reshape(len(bars), n - 1)
    edges = np.pad(places, ((0, 0), (1, 1)), constant_values=(-1, 2 * n - 1))
    counts = np.diff(edges, axis=1) - 1  # (C(2n - 1, n), n)
    weights = factorials[n] / factorials[counts].prod(axis=1)
    return _Draws(np.array([(counts * row).sum(axis=1) / n for row in losses]), weights)
