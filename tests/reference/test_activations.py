import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reference.activations import relu, sigmoid
from reference.derivatives import central_difference

SEEDS = st.integers(0, 2**32 - 1)


@given(seed=SEEDS, scale=st.sampled_from([0.01, 1.0, 5.0]))
def test_sigmoid_and_its_gradient_are_those_of_the_plain_formula(
    complex_step, seed: int, scale: float
) -> None:
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
    assert slopes.tolist() == pytest.approx([right, right], rel=1e-14)


def test_sigmoid_never_overflows() -> None:
    y, vjp = sigmoid(np.array([-1e308, -1000.0, 0.0, 1000.0, 1e308]))
    assert y.tolist() == [0.0, 0.0, 0.5, 1.0, 1.0]
    assert vjp(np.ones(5)).tolist() == [0.0, 0.0, 0.25, 0.0, 0.0]


@given(seed=SEEDS)
def test_relu_gradient_is_the_central_difference_away_from_zero(seed: int) -> None:
    rng = np.random.default_rng(seed)
    x = rng.uniform(0.1, 2.0, size=(3, 4)) * rng.choice((-1.0, 1.0), size=(3, 4))
    dy = rng.normal(size=(3, 4))

    _, vjp = relu(x)

    numerical = central_difference(lambda z: float((relu(z)[0] * dy).sum()), x)
    np.testing.assert_allclose(vjp(dy), numerical, rtol=1e-7, atol=1e-9)


def test_relu_takes_the_subgradient_zero_at_zero() -> None:
    x = np.array([-1.0, 0.0, 2.0])
    y, vjp = relu(x)
    assert y.tolist() == [0.0, 0.0, 2.0]
    assert vjp(np.array([5.0, 5.0, 5.0])).tolist() == [0.0, 0.0, 5.0]
    assert x.tolist() == [-1.0, 0.0, 2.0]
