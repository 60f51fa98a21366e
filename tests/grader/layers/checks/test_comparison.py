import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays_of

from grader.layers.checks.comparison import is_close, worst_difference
from grader.layers.trials.precision import DOUBLE, SINGLE

FINITE = arrays_of.arrays(
    np.float64,
    arrays_of.array_shapes(max_dims=3, max_side=4),
    elements=st.floats(-1e6, 1e6, allow_subnormal=False),
)


@given(FINITE)
def test_everything_finite_equals_itself(array: np.ndarray) -> None:
    assert is_close(array, array.copy(), DOUBLE)


@given(FINITE, st.data())
def test_one_wrong_element_is_a_difference_and_is_the_worst(array, data) -> None:
    index = data.draw(st.integers(0, array.size - 1))
    wrong = array.copy()
    wrong.flat[index] += 1e-3 * (1 + np.abs(array).max())
    assert not is_close(wrong, array, DOUBLE)
    worst = worst_difference(wrong, array)
    assert np.ravel_multi_index(worst.element, array.shape) == index
    assert (worst.expected, worst.got) == (array.flat[index], wrong.flat[index])


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_what_is_not_finite_equals_nothing_and_is_the_worst(value: float) -> None:
    expected, got = np.zeros(3), np.array([0.0, value, 1e300])
    assert not is_close(got, expected, SINGLE, guard=1.0)
    assert worst_difference(got, expected).element == (1,)
    assert not is_close(np.array([value]), np.array([value]), DOUBLE)


def test_shapes_that_broadcast_are_still_different() -> None:
    assert not is_close(np.zeros((1, 3)), np.zeros(3), DOUBLE)
    assert not is_close(np.zeros(()), np.zeros(1), DOUBLE)


def test_rounding_is_forgiven_and_more_is_not() -> None:
    expected = np.array([1.0, 2.0, 3.0])
    assert is_close(expected * (1 + 1e-10), expected, DOUBLE)
    assert not is_close(expected * (1 + 1e-8), expected, DOUBLE)
    assert is_close(expected * (1 + 1e-6), expected, SINGLE)
    assert not is_close(expected * (1 + 1e-3), expected, SINGLE)
    assert is_close(expected * (1 + 1e-6), expected, DOUBLE, guard=1e-5)


def test_a_small_element_among_large_ones_may_carry_their_rounding() -> None:
    expected = np.array([1e6, 1e-3])
    assert is_close(expected + np.array([0, 1e-5]), expected, DOUBLE)
