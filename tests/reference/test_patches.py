import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reference.patches import patches

SEEDS = st.integers(0, 2**32 - 1)


@given(
    seed=SEEDS,
    size=st.tuples(st.integers(1, 3), st.integers(1, 3)),
    stride=st.integers(1, 3),
    padding=st.integers(0, 2),
)
def test_going_back_is_the_adjoint_of_going_out(
    seed: int, size: tuple[int, int], stride: int, padding: int
) -> None:
    """<V, P x> = <P^T V, x>, as for every linear map."""
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(2, 2, 4, 5))

    windows, vjp = patches(x, size, stride, padding)
    upstream = rng.normal(size=windows.shape)

    np.testing.assert_allclose((upstream * windows).sum(), (vjp(upstream) * x).sum(), rtol=1e-9)


def test_windows_by_hand() -> None:
    x = np.arange(9.0).reshape(1, 1, 3, 3)
    windows, vjp = patches(x, (2, 2))
    assert windows[0, 0].tolist() == [
        [[[0, 1], [3, 4]], [[1, 2], [4, 5]]],
        [[[3, 4], [6, 7]], [[4, 5], [7, 8]]],
    ]
    assert vjp(np.ones(windows.shape))[0, 0].tolist() == [[1, 2, 1], [2, 4, 2], [1, 2, 1]]


def test_pixels_that_no_window_reaches_get_no_gradient() -> None:
    """Four columns, windows of two at a stride of three: the last column but one is between."""
    windows, vjp = patches(np.ones((1, 1, 1, 4)), (1, 2), stride=3)
    assert windows.shape == (1, 1, 1, 1, 1, 2)
    assert vjp(np.ones(windows.shape)).tolist() == [[[[1.0, 1.0, 0.0, 0.0]]]]


@pytest.mark.parametrize(
    ("shape", "size", "stride", "padding"),
    [
        ((3, 4, 4), (2, 2), 1, 0),
        ((1, 1, 2, 2), (3, 1), 1, 0),
        ((1, 1, 2, 2), (1, 5), 1, 1),
        ((1, 1, 2, 2), (2, 2), 0, 0),
        ((1, 1, 2, 2), (0, 2), 1, 0),
        ((1, 1, 2, 2), (2, 2), 1, -1),
    ],
)
def test_images_without_a_window_are_refused(shape, size, stride, padding) -> None:
    with pytest.raises(ValueError, match=r"need x|no window"):
        patches(np.zeros(shape), size, stride, padding)
