import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reference.activations import leaky_relu, relu, sigmoid, tanh
from reference.derivatives import complex_step

SEEDS = st.integers(0, 2**32 - 1)


@given(seed=SEEDS, scale=st.sampled_from([0.01, 1.0, 5.0]))
def test_sigmoid_and_its_gradient_are_those_of_the_plain_formula(seed: int, scale: float) -> None:
    """By complex step on 1 / (1 + exp(-x)), which is exact where nothing overflows."""
    rng = np.random.default_rng(seed)
    x, dy = scale * rng.normal(size=(3, 4)), rng.normal(size=(3, 4))

    y, vjp = sigmoid(x)

    right = complex_step(lambda z: (dy / (1 + np.exp(-z))).sum(), x)
    np.testing.assert_allclose(y, 1 / (1 + np.exp(-x)), rtol=1e-14)
    np.testing.assert_allclose(vjp(dy), right, rtol=1e-11, atol=1e-15)


@given(x=st.floats(-700, 700))
def test_sigmoid_is_exact_in_both_tails(x: float) -> None:
    """sigmoid(x) + sigmoid(-x) = 1, and the slope does not round to 0 where y rounds to 1."""
    values, vjp = sigmoid(np.array([x, -x]))
    slopes = vjp(np.ones(2))
    assert values.sum() == pytest.approx(1.0, rel=1e-15)
    right = math.exp(-abs(x)) / (1 + math.exp(-abs(x))) ** 2
    assert slopes.tolist() == pytest.approx([right, right], rel=1e-14, abs=0)


@given(seed=SEEDS, scale=st.sampled_from([0.01, 1.0, 5.0]))
def test_tanh_and_its_gradient_are_those_of_the_plain_formula(seed: int, scale: float) -> None:
    rng = np.random.default_rng(seed)
    x, dy = scale * rng.normal(size=(3, 4)), rng.normal(size=(3, 4))

    y, vjp = tanh(x)

    right = complex_step(lambda z: (dy * np.tanh(z)).sum(), x)
    np.testing.assert_allclose(y, np.tanh(x), rtol=1e-14)
    np.testing.assert_allclose(vjp(dy), right, rtol=1e-11, atol=1e-15)


@given(x=st.floats(-350, 350))
def test_the_slope_of_tanh_is_exact_in_both_tails(x: float) -> None:
    """1 - tanh^2 would round to 0 from |x| = 20 on; 1 / cosh^2 does not."""
    _, vjp = tanh(np.array([x]))
    assert vjp(np.ones(1))[0] == pytest.approx(1 / math.cosh(x) ** 2, rel=1e-13, abs=0)


def test_tanh_never_overflows() -> None:
    y, vjp = tanh(np.array([-1e308, 0.0, 1e308]))
    assert y.tolist() == [-1.0, 0.0, 1.0]
    assert vjp(np.ones(3)).tolist() == [0.0, 1.0, 0.0]


def test_sigmoid_never_overflows() -> None:
    y, vjp = sigmoid(np.array([-1e308, -1000.0, 0.0, 1000.0, 1e308]))
    assert y.tolist() == [0.0, 0.0, 0.5, 1.0, 1.0]
    assert vjp(np.ones(5)).tolist() == [0.0, 0.0, 0.25, 0.0, 0.0]


@pytest.mark.parametrize("rectifier", [relu, leaky_relu, lambda x: leaky_relu(x, 0.3)])
@given(seed=SEEDS)
def test_rectifier_gradients_are_the_central_difference_away_from_zero(
    rectifier, assert_vjp, seed: int
) -> None:
    rng = np.random.default_rng(seed)
    x = rng.uniform(0.1, 2.0, size=(3, 4)) * rng.choice((-1.0, 1.0), size=(3, 4))
    assert_vjp(rectifier, x, seed=seed)


def test_relu_takes_the_subgradient_zero_at_zero() -> None:
    x = np.array([-1.0, 0.0, 2.0])
    y, vjp = relu(x)
    assert y.tolist() == [0.0, 0.0, 2.0]
    assert vjp(np.array([5.0, 5.0, 5.0])).tolist() == [0.0, 0.0, 5.0]
    assert x.tolist() == [-1.0, 0.0, 2.0]


def test_leaky_relu_takes_the_slope_of_the_leak_at_zero() -> None:
    y, vjp = leaky_relu(np.array([-2.0, 0.0, 2.0]), 0.25)
    assert y.tolist() == [-0.5, 0.0, 2.0]
    assert vjp(np.array([4.0, 4.0, 4.0])).tolist() == [1.0, 1.0, 4.0]


@pytest.mark.parametrize("activation", [sigmoid, tanh, relu, leaky_relu])
def test_what_is_not_a_number_is_not_hidden(activation) -> None:
    assert np.isnan(activation(np.array([np.nan]))[0]).all()
