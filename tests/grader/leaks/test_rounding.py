"""Rounded scores are multiples of the step, written as people write them."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.leaks.release import on_grid
from grader.leaks.rounding import Rounding


@given(score=st.floats(0, 1e3), step=st.sampled_from([0.0001, 0.01, 0.05, 0.3, 2.0]))
def test_a_score_moves_by_half_a_step_at_most(score: float, step: float) -> None:
    rounded = on_grid(score, step)
    assert abs(rounded - score) <= step / 2 * (1 + 1e-6)
    assert rounded / step == pytest.approx(round(rounded / step), abs=1e-6)


def test_multiples_are_written_as_decimals() -> None:
    assert on_grid(0.31, 0.1) == 0.3
    assert math.isinf(on_grid(math.inf, 0.1))


def test_every_submission_shows_its_own_score() -> None:
    rounding = Rounding(0.1)
    first = rounding.after(None, np.array([0.0, 0.5]))
    second = rounding.after(first, np.array([1.0, 1.0]))
    assert (first.score, second.score, second.moved) == (0.2, 1.0, True)


@pytest.mark.parametrize("step", [0.0, -1.0, math.inf, math.nan])
def test_a_step_is_positive_and_finite(step: float) -> None:
    with pytest.raises(ValueError, match="positive finite step"):
        Rounding(step)
