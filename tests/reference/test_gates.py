import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reference.derivatives import complex_step
from reference.gates import add, branch, maximum, multiply

SEEDS = st.integers(0, 2**32 - 1)
GATES = pytest.mark.parametrize("gate", [add, multiply, maximum])


@pytest.mark.parametrize("gate", [add, multiply])
@given(seed=SEEDS, rows=st.integers(1, 4), columns=st.integers(1, 4))
def test_both_gradients_are_the_derivative_by_complex_step(
    gate, assert_vjp, seed: int, rows: int, columns: int
) -> None:
    x, y = np.random.default_rng(seed).normal(size=(2, rows, columns))
    assert_vjp(gate, x, y, seed=seed, is_holomorphic=True)


@given(seed=SEEDS)
def test_maximum_is_a_router_away_from_ties(assert_vjp, seed: int) -> None:
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(3, 4))
    y = x + rng.uniform(0.1, 1.0, size=(3, 4)) * rng.choice((-1.0, 1.0), size=(3, 4))
    assert_vjp(maximum, x, y, seed=seed)


def test_maximum_sends_everything_to_the_first_of_two_equals() -> None:
    out, vjp = maximum(np.array([1.0, 2.0, 3.0]), np.array([1.0, 4.0, 0.0]))
    dx, dy = vjp(np.array([5.0, 6.0, 7.0]))
    assert out.tolist() == [1.0, 4.0, 3.0]
    assert (dx.tolist(), dy.tolist()) == ([5.0, 0.0, 7.0], [0.0, 6.0, 0.0])


@given(seed=SEEDS)
def test_the_gradients_of_branches_add(seed: int) -> None:
    """<V, first> + <W, second> has the gradient V + W."""
    x, dfirst, dsecond = np.random.default_rng(seed).normal(size=(3, 2, 3))

    (first, second), vjp = branch(x)

    assert (first == x).all()
    assert (second == x).all()
    right = complex_step(lambda z: (dfirst * z).sum() + (dsecond * z).sum(), x)
    np.testing.assert_allclose(vjp(dfirst, dsecond), right, rtol=1e-13, atol=1e-15)


def test_the_graph_of_xy_plus_z_has_the_gradients_of_the_lecture() -> None:
    x, y, z = np.array(2.0), np.array(3.0), np.array(4.0)

    product, back_through_product = multiply(x, y)
    total, back_through_sum = add(product, z)
    dproduct, dz = back_through_sum(np.array(1.0))
    dx, dy = back_through_product(dproduct)

    assert (total, dx, dy, dz) == (10.0, 3.0, 2.0, 1.0)


def test_the_gradients_of_a_sum_are_arrays_of_their_own() -> None:
    dout = np.ones(3)
    dx, dy = add(np.zeros(3), np.zeros(3))[1](dout)
    dx[0] = 7.0
    assert (dy == 1.0).all()
    assert (dout == 1.0).all()


@GATES
def test_two_shapes_are_refused_with_both_named(gate) -> None:
    with pytest.raises(ValueError, match=r"\(2,\) and \(3,\)"):
        gate(np.zeros(2), np.zeros(3))
