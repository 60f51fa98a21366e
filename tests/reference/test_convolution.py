import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reference.affine import affine
from reference.convolution import conv2d
from tests.examples import examples

SEEDS = st.integers(0, 2**32 - 1)
SHAPES = {"n": st.integers(1, 2), "c": st.integers(1, 2), "m": st.integers(1, 3)}
STEPS = {"stride": st.integers(1, 3), "padding": st.integers(0, 2)}


def _arrays(seed: int, n: int, c: int, m: int) -> tuple[np.ndarray, ...]:
    rng = np.random.default_rng(seed)
    return rng.normal(size=(n, c, 4, 5)), rng.normal(size=(m, c, 3, 2)), rng.normal(size=m)


@settings(max_examples=examples(30))
@given(seed=SEEDS, **SHAPES, **STEPS)
def test_all_three_gradients_are_the_derivative_by_complex_step(
    assert_vjp, seed: int, n: int, c: int, m: int, stride: int, padding: int
) -> None:
    assert_vjp(
        lambda x, W, b: conv2d(x, W, b, stride, padding),
        *_arrays(seed, n, c, m),
        seed=seed,
        is_holomorphic=True,
    )


@settings(max_examples=examples(30))
@given(seed=SEEDS, **SHAPES, **STEPS)
def test_the_value_is_that_of_plain_loops(
    seed: int, n: int, c: int, m: int, stride: int, padding: int
) -> None:
    x, W, b = _arrays(seed, n, c, m)
    padded = np.zeros((n, c, 4 + 2 * padding, 5 + 2 * padding))
    padded[:, :, padding : padding + 4, padding : padding + 5] = x

    y, _ = conv2d(x, W, b, stride, padding)

    oh, ow = (4 + 2 * padding - 3) // stride + 1, (5 + 2 * padding - 2) // stride + 1
    assert y.shape == (n, m, oh, ow)
    for i, k, row, column in np.ndindex(y.shape):
        top, left = row * stride, column * stride
        window = padded[i, :, top : top + 3, left : left + 2]
        assert y[i, k, row, column] == pytest.approx((window * W[k]).sum() + b[k], abs=1e-12)


@given(seed=SEEDS)
def test_a_filter_as_large_as_the_image_is_the_affine_layer(seed: int) -> None:
    rng = np.random.default_rng(seed)
    x, W, b = rng.normal(size=(3, 2, 4, 5)), rng.normal(size=(6, 2, 4, 5)), rng.normal(size=6)
    y, _ = conv2d(x, W, b)
    right, _ = affine(x.reshape(3, -1), W.reshape(6, -1).T, b)
    np.testing.assert_allclose(y[:, :, 0, 0], right, rtol=1e-12, atol=1e-12)


def test_the_filter_is_not_flipped() -> None:
    x, W = np.array([[[[1.0, 2.0, 3.0]]]]), np.array([[[[10.0, 1.0]]]])
    assert conv2d(x, W, np.zeros(1))[0].tolist() == [[[[12.0, 23.0]]]]


@pytest.mark.parametrize(
    "shapes",
    [
        ((1, 2, 4, 4), (3, 1, 2, 2), (3,)),
        ((1, 2, 4, 4), (3, 2, 2, 2), (2,)),
        ((2, 4, 4), (3, 2, 2, 2), (3,)),
        ((1, 2, 4, 4), (3, 2, 5, 5), (3,)),
    ],
)
def test_shapes_that_do_not_fit_are_refused(shapes) -> None:
    with pytest.raises(ValueError, match=r"need x|no window"):
        conv2d(*map(np.zeros, shapes))
