"""The order of a board: total, stable under shuffling, ties stated."""

import itertools
import math
from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.metrics import METRICS, Metric
from grader.ranking import Better, Entry, is_better, rank

START = datetime(2026, 4, 1, tzinfo=UTC)
directions = st.sampled_from(["lower", "higher"])
SPECIAL = [0.0, -0.0, 1.0, 1.0 + 2**-52, -1.0, math.nan, math.inf, -math.inf]
scores = st.one_of(st.sampled_from(SPECIAL), st.floats())
boards = st.lists(
    st.builds(
        lambda score, seconds: (score, START + timedelta(seconds=seconds)),
        scores,
        st.integers(0, 3),
    ),
    max_size=12,
).map(lambda rows: [Entry(score, at, f"{i:03}") for i, (score, at) in enumerate(rows)])


def entry(score: float, seconds: int = 0, id_: str = "a") -> Entry:
    return Entry(score, START + timedelta(seconds=seconds), id_)


@given(boards, directions, st.randoms())
def test_the_board_does_not_depend_on_the_order_of_arrival(
    board: list[Entry], better: Better, random: Random
) -> None:
    assert rank(random.sample(board, len(board)), better) == rank(board, better)


@given(boards, directions)
def test_of_two_entries_with_finite_scores_exactly_one_stands_above(
    board: list[Entry], better: Better
) -> None:
    finite = [e for e in board if math.isfinite(e.score)]
    for a in finite:
        for b in finite:
            assert is_better(a, b, better) + is_better(b, a, better) == (a.id != b.id)


@given(boards, directions)
def test_standing_above_is_transitive(board: list[Entry], better: Better) -> None:
    for a in board:
        for b in board:
            for c in board:
                if is_better(a, b, better) and is_better(b, c, better):
                    assert is_better(a, c, better)


@given(boards, directions)
def test_each_row_stands_above_the_next(board: list[Entry], better: Better) -> None:
    rows = rank(board, better)
    for above, below in itertools.pairwise(rows):
        assert is_better(above.entry, below.entry, better)


@given(boards, directions)
def test_a_rank_counts_the_strictly_better_scores(board: list[Entry], better: Better) -> None:
    rows = rank(board, better)
    sign = 1 if better == "lower" else -1
    for row in rows:
        above = sum(sign * other.entry.score < sign * row.entry.score for other in rows)
        assert row.rank == 1 + above


@given(boards, directions)
def test_a_row_is_tied_exactly_where_it_shares_the_rank_of_the_row_above(
    board: list[Entry], better: Better
) -> None:
    rows = rank(board, better)
    ranks = [0, *(row.rank for row in rows)]
    assert [row.tied_with_above for row in rows] == [a == b for a, b in itertools.pairwise(ranks)]


@given(boards, directions)
def test_only_finite_scores_are_on_the_board(board: list[Entry], better: Better) -> None:
    ranked = {row.entry.id for row in rank(board, better)}
    assert ranked == {e.id for e in board if math.isfinite(e.score)}


@pytest.mark.parametrize("bad", [math.nan, math.inf, -math.inf])
@pytest.mark.parametrize("better", ["lower", "higher"])
def test_a_score_that_is_not_finite_never_wins(bad: float, better: Better) -> None:
    assert not is_better(entry(bad), entry(5.0, 9), better)
    assert is_better(entry(5.0, 9), entry(bad), better)
    assert not is_better(entry(bad), entry(bad, 9), better)


def test_lower_and_higher_turn_the_board_around() -> None:
    board = [entry(1.0, id_="a"), entry(2.0, id_="b")]
    assert [row.entry.id for row in rank(board, "lower")] == ["a", "b"]
    assert [row.entry.id for row in rank(board, "higher")] == ["b", "a"]


def test_equal_scores_share_a_rank_and_the_next_rank_counts_both() -> None:
    board = [entry(2.0, 5, "d"), entry(1.0, 9, "c"), entry(1.0, 3, "b"), entry(0.5, 9, "a")]
    rows = rank(board, "lower")
    assert [(row.entry.id, row.rank, row.tied_with_above) for row in rows] == [
        ("a", 1, False),
        ("b", 2, False),
        ("c", 2, True),
        ("d", 4, False),
    ]


def test_scores_that_differ_in_the_last_bit_are_not_tied() -> None:
    rows = rank([entry(1.0 + 2**-52, 0, "a"), entry(1.0, 9, "b")], "lower")
    assert [(row.entry.id, row.rank) for row in rows] == [("b", 1), ("a", 2)]


def test_the_same_score_submitted_later_does_not_replace_the_earlier_one() -> None:
    assert not is_better(entry(1.0, 5), entry(1.0, 4), "lower")
    assert is_better(entry(1.0, 3), entry(1.0, 4), "lower")


@given(boards, directions)
def test_everybody_with_a_finite_score_has_exactly_one_row(
    board: list[Entry], better: Better
) -> None:
    rows = rank(board, better)
    assert sorted(row.entry.id for row in rows) == [e.id for e in board if math.isfinite(e.score)]


@given(boards, directions)
def test_two_share_a_rank_exactly_where_their_scores_are_equal(
    board: list[Entry], better: Better
) -> None:
    for one, other in itertools.combinations(rank(board, better), 2):
        assert (one.rank == other.rank) == (one.entry.score == other.entry.score)


@given(boards, directions, st.integers(0, 3))
def test_however_coarsely_scores_are_shown_ranks_come_from_the_exact_ones(
    board: list[Entry], better: Better, decimals: int
) -> None:
    """What is shown never contradicts the order, and never makes a tie of its own."""
    rows = rank(board, better)
    shown = [round(row.entry.score, decimals) for row in rows]
    assert shown == sorted(shown, reverse=better == "higher")
    for above, below in itertools.pairwise(rows):
        assert below.tied_with_above == (above.entry.score == below.entry.score)


@given(boards, directions)
def test_a_score_that_is_not_finite_changes_nothing_for_others(
    board: list[Entry], better: Better
) -> None:
    failed = [entry(bad, id_=f"x{i}") for i, bad in enumerate((math.nan, math.inf, -math.inf))]
    assert rank([*failed, *board], better) == rank(board, better)


@given(boards, directions)
def test_the_better_of_two_is_decided_by_the_score_before_anything_else(
    board: list[Entry], better: Better
) -> None:
    sign = 1 if better == "lower" else -1
    for one, other in itertools.permutations(board, 2):
        if math.isfinite(one.score) and sign * one.score < sign * other.score:
            assert is_better(one, other, better)


@pytest.mark.parametrize("metric", METRICS.values(), ids=METRICS.keys())
def test_the_best_score_of_a_metric_leads_its_board(metric: Metric) -> None:
    worse = 0.5 if metric.best in {0.0, 1.0} else metric.best
    rows = rank([entry(worse, 0, "a"), entry(metric.best, 9, "b")], metric.better)
    assert rows[0].entry.id == "b"
