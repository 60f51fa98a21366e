import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reference.pooling import average_pool, max_pool
from tests.examples import examples

SEEDS = st.integers(0, 2**32 - 1)
POOLS = pytest.mark.parametrize("pool", [max_pool, average_pool])
WINDOWS = st.tuples(st.integers(1, 3), st.integers(1, 3), st.integers(0, 2)).filter(
    lambda window: window[2] < window[0]
)


def _apart(seed: int) -> np.ndarray:
    """An image whose pixels differ by 1 at least, so that no step changes the winner."""
    return np.random.default_rng(seed).permutation(40).reshape(1, 2, 4, 5) - 20.0


@settings(max_examples=examples(30))
@given(seed=SEEDS, window=WINDOWS)
def test_the_gradient_of_max_pool_is_the_central_difference_away_from_ties(
    assert_vjp, seed: int, window: tuple[int, int, int]
) -> None:
    assert_vjp(lambda x: max_pool(x, *window), _apart(seed), seed=seed)


@settings(max_examples=examples(30))
@given(seed=SEEDS, window=WINDOWS)
def test_the_gradient_of_average_pool_is_the_derivative_by_complex_step(
    assert_vjp, seed: int, window: tuple[int, int, int]
) -> None:
    assert_vjp(lambda x: average_pool(x, *window), _apart(seed), seed=seed, is_holomorphic=True)


@settings(max_examples=examples(30))
@given(seed=SEEDS, window=WINDOWS)
def test_values_are_those_of_plain_loops(seed: int, window: tuple[int, int, int]) -> None:
    x, (size, stride, padding) = _apart(seed), window

    largest, mean = max_pool(x, *window)[0], average_pool(x, *window)[0]

    sides = [(side + 2 * padding - size) // stride + 1 for side in (4, 5)]
    assert largest.shape == mean.shape == (1, 2, *sides)
    for c, i, j in np.ndindex(largest.shape[1:]):
        top, left = i * stride - padding, j * stride - padding
        real = x[0, c, max(top, 0) : top + size, max(left, 0) : left + size]
        assert largest[0, c, i, j] == real.max()
        assert mean[0, c, i, j] == pytest.approx(real.sum() / size**2, abs=1e-12)


def test_the_first_of_several_largest_takes_the_whole_gradient() -> None:
    x = np.array([[[[1.0, 7.0], [7.0, 7.0]]]])
    y, vjp = max_pool(x, size=2, stride=2)
    assert y.tolist() == [[[[7.0]]]]
    assert vjp(np.array([[[[5.0]]]])).tolist() == [[[[0.0, 5.0], [0.0, 0.0]]]]


def test_a_pixel_that_wins_in_several_windows_gets_the_sum() -> None:
    x = np.array([[[[0.0, 9.0, 0.0]]]]).repeat(2, axis=2)
    _, vjp = max_pool(x, size=2, stride=1)
    assert vjp(np.array([[[[2.0, 3.0]]]])).tolist() == [[[[0.0, 5.0, 0.0], [0.0, 0.0, 0.0]]]]


def test_padding_never_wins_even_over_negative_numbers() -> None:
    y, _ = max_pool(np.full((1, 1, 2, 2), -5.0), size=2, stride=2, padding=1)
    assert (y == -5.0).all()


@POOLS
def test_a_window_of_padding_alone_is_refused(pool) -> None:
    with pytest.raises(ValueError, match="padding below the size 2"):
        pool(np.zeros((1, 1, 4, 4)), size=2, stride=2, padding=2)


@POOLS
def test_an_image_smaller_than_the_window_is_refused(pool) -> None:
    with pytest.raises(ValueError, match="no window"):
        pool(np.zeros((1, 1, 2, 2)), size=3, stride=1)
