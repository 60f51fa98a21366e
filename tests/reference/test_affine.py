import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reference.affine import affine

SIZES = st.integers(1, 5)


@given(seed=st.integers(0, 2**32 - 1), n=SIZES, d=SIZES, m=SIZES)
def test_all_three_gradients_are_the_derivative_by_complex_step(
    assert_vjp, seed: int, n: int, d: int, m: int
) -> None:
    rng = np.random.default_rng(seed)
    x, W, b = rng.normal(size=(n, d)), rng.normal(size=(d, m)), rng.normal(size=m)
    assert_vjp(affine, x, W, b, seed=seed, is_holomorphic=True)


def test_one_row_by_hand() -> None:
    y, vjp = affine(np.array([[1.0, 2.0]]), np.array([[3.0], [4.0]]), np.array([5.0]))
    assert y.tolist() == [[16.0]]
    dx, dW, db = vjp(np.array([[2.0]]))
    assert (dx.tolist(), dW.tolist(), db.tolist()) == ([[6.0, 8.0]], [[2.0], [4.0]], [2.0])


@pytest.mark.parametrize(
    "shapes", [((2,), (2, 3), (3,)), ((1, 2), (3, 2), (2,)), ((1, 2), (2, 3), (2,))]
)
def test_shapes_that_do_not_fit_are_refused(shapes) -> None:
    with pytest.raises(ValueError, match="need x"):
        affine(*map(np.zeros, shapes))
