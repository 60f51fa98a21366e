"""Scores in bins: each in one, round edges, and no wild score that flattens the others."""

from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from server.history.histogram import MOST_BINS, histogram, round_step

SCORES = st.lists(st.floats(-1e12, 1e12, allow_subnormal=False), min_size=1, max_size=60)


@example(scores=[-549755813888.2188], higher=False, decimals=4)  # its neighbour is 0.0001 away
@example(scores=[0.0, 0.0, 0.0, 600.0, 1801.0, -1e-45], higher=False, decimals=None)
@example(scores=[1e12, 1e12 + 2**-13], higher=True, decimals=None)
@given(scores=SCORES, higher=st.booleans(), decimals=st.sampled_from([None, 0, 4]))
def test_everybody_is_in_one_bin_and_the_own_one_is_marked(
    scores: list[float], higher: bool, decimals: int | None
) -> None:
    bins = histogram(scores, scores[0], "higher" if higher else "lower", decimals)
    assert sum(found.count for found in bins) == len(scores)
    assert len(bins) <= MOST_BINS + 2
    (own,) = [found for found in bins if found.own]
    assert own.count >= 1
    assert own.low is None or own.low <= scores[0]
    assert own.high is None or scores[0] < own.high
    assert all(left.high == right.low for left, right in pairwise(bins))


@example(scores=[0.0, 0.0, 0.0, 0.0, 0.0, 0.5])  # far from the others, and within their bin
@given(scores=SCORES)
def test_each_bin_counts_what_lies_between_its_edges(scores: list[float]) -> None:
    for found in histogram(scores, None, "lower", None):
        low = float("-inf") if found.low is None else found.low
        high = float("inf") if found.high is None else found.high
        assert found.count == sum(low <= score < high for score in scores)
        assert not found.own


@pytest.mark.parametrize("better", ["lower", "higher"])
def test_one_wild_score_stands_in_an_open_bin(better: str) -> None:
    sign = -1 if better == "higher" else 1
    scores = [sign * score for score in [*range(10, 30), 1e9]]
    bins = histogram(scores, scores[-1], better, 4)  # type: ignore[arg-type]
    far = bins[-1] if better == "lower" else bins[0]
    assert (far.count, far.own) == (1, True)
    assert (far.high if better == "lower" else far.low) is None
    assert len(bins) > MOST_BINS / 2


def test_scores_that_are_shown_alike_are_one_bin_as_wide_as_their_last_digit() -> None:
    (only,) = histogram([0.5, 0.5], 0.5, "lower", 2)
    assert (only.low, only.high, only.count, only.own) == (0.5, 0.51, 2, True)


def test_nobody_has_no_histogram() -> None:
    assert histogram([], None, "lower", 4) == []


@given(
    span=st.decimals(0, 10**12, allow_nan=False, places=6),
    most=st.integers(1, 20),
    decimals=st.integers(0, 8),
)
def test_a_round_step_is_wide_enough_and_no_wider(span: Decimal, most: int, decimals: int) -> None:
    step = round_step(span, most, decimals)
    assert step.normalize().as_tuple().digits in {(1,), (2,), (5,)}
    assert step >= Decimal(1).scaleb(-decimals)
    assert step * most >= span
    assert step == Decimal(1).scaleb(-decimals) or step / Decimal("2.5") * most < span
