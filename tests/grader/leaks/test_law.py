"""What so many answers over so many rows tell: a law with measured numbers."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.leaks.law import (
    answers_of_term,
    answers_within,
    effective_rows,
    gain,
    handed_out,
)


@pytest.mark.parametrize(
    ("accounts", "answers", "rows", "measured"),
    [(1, 4, 300, 0.05), (5, 4, 1_000, 0.07), (5, 9, 3_000, 0.06), (5, 31, 10_000, 0.06)],
)
def test_the_law_says_what_was_measured(
    accounts: int, answers: int, rows: int, measured: float
) -> None:
    assert gain(accounts * answers, rows) == pytest.approx(measured, abs=0.021)


@given(most=st.floats(0.01, 0.4), accounts=st.integers(1, 9), rows=st.integers(100, 100_000))
def test_so_many_answers_keep_to_a_gain_and_one_more_does_not(
    most: float, accounts: int, rows: int
) -> None:
    each = answers_within(most, accounts, rows)

    assert gain(accounts * each, rows) <= most + 1e-9
    assert gain(accounts * (each + 1), rows) >= most - 1e-9


def test_answers_of_a_term_grow_with_the_rows_that_count() -> None:
    plain = [answers_of_term(rows, None) for rows in (300, 1_000, 3_000, 10_000)]
    heavy = [
        answers_of_term(rows, effective)
        for rows, effective in ((300, 28), (1_000, 58), (3_000, 151), (10_000, 438))
    ]

    assert plain == [4, 4, 9, 31]
    assert heavy == [4, 4, 4, 10]


def test_effective_rows_are_those_that_carry_the_score() -> None:
    assert effective_rows(np.ones(50)) == pytest.approx(50)
    assert effective_rows(np.array([0.0] * 30 + [2.0] * 7)) == pytest.approx(7)
    assert effective_rows(np.array([1e308, 1e308])) == pytest.approx(2)  # no overflow
    assert effective_rows(np.zeros(3)) == 0
    assert effective_rows(np.array([math.inf, 1.0])) == 0


def test_no_rows_have_no_law() -> None:
    with pytest.raises(ValueError, match="at least one row"):
        gain(1, 0)


def test_answers_in_several_metrics_add_up_over_the_rows_that_count() -> None:
    """Of k metrics alike each file costs k answers; one that rests on few rows weighs most."""
    assert [answers_of_term(12_800, *[None] * k) for k in (1, 2, 4)] == [40, 20, 10]
    heavy = answers_of_term(12_800, None, 400)  # 400 effective rows stand for 3,200 plain ones
    assert heavy == math.floor(1 / (320 / 12_800 + 320 / 3_200)) == 8
    assert answers_of_term(12_800, None, 0.0) == answers_of_term(12_800, 0.0) == 4


def test_few_answers_are_handed_out_late_and_more_of_them_evenly() -> None:
    """Of four one more each time that half of the rest has gone; the first at once, all at last."""
    by_week = {total: [handed_out(total, week, 16) for week in range(1, 17)] for total in (4, 8)}
    assert by_week[4] == [1] * 8 + [2] * 4 + [3] * 2 + [4] * 2
    assert by_week[8] == [half for half in range(1, 9) for _ in range(2)]
    assert [handed_out(4, week, 2) for week in (1, 2)] == [1, 4]
    assert handed_out(4, 1, 1) == 4
