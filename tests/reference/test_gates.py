import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reference.gates import add, multiply

SEEDS = st.integers(0, 2**32 - 1)
GATES = pytest.mark.parametrize("gate", [add, multiply])


@GATES
@given(seed=SEEDS, rows=st.integers(1, 4), columns=st.integers(1, 4))
def test_both_gradients_are_the_derivative_by_complex_step(
    gate, complex_step, seed: int, rows: int, columns: int
) -> None:
    rng = np.random.default_rng(seed)
    x, y, dout = rng.normal(size=(3, rows, columns))

    dx, dy = gate(x, y)[1](dout)

    right_dx = complex_step(lambda z: (gate(z, y)[0] * dout).sum(), x)
    right_dy = complex_step(lambda z: (gate(x, z)[0] * dout).sum(), y)
    np.testing.assert_allclose(dx, right_dx, rtol=1e-14)
    np.testing.assert_allclose(dy, right_dy, rtol=1e-14)


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
