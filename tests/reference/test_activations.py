import math
from decimal import Decimal, localcontext

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reference.activations import gelu, leaky_relu, relu, sigmoid, tanh
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


FORMS = ("exact", "tanh")


def _normal_distribution(x: float) -> float:
    """Phi(x) by the series of erf, with 100 digits, which cancel where x is large."""
    with localcontext(prec=100):
        z = Decimal(x) / Decimal(2).sqrt()
        term, total, n = z, Decimal(0), 0
        while abs(term) > Decimal("1e-95"):
            total += term / (2 * n + 1)
            n += 1
            term *= -z * z / n
        return float((1 + 2 * total / _pi().sqrt()) / 2)


def _pi() -> Decimal:
    """By Machin's formula."""
    return 4 * (4 * _arctangent_of_inverse(5) - _arctangent_of_inverse(239))


def _arctangent_of_inverse(whole: int) -> Decimal:
    power, total, n = Decimal(1) / whole, Decimal(0), 0
    while abs(power) > Decimal("1e-99"):
        total += power / (2 * n + 1)
        power /= -whole * whole
        n += 1
    return total


@given(x=st.floats(-8, 8))
def test_gelu_is_x_times_the_normal_distribution_to_the_last_digits(x: float) -> None:
    (y,), vjp = gelu(np.array([x]))
    phi = _normal_distribution(x)
    density = math.exp(-x * x / 2) / math.sqrt(2 * math.pi)
    assert y == pytest.approx(x * phi, rel=1e-13, abs=0)
    # the two terms cancel where the slope is 0, near x = -0.75
    assert vjp(np.ones(1))[0] == pytest.approx(phi + x * density, rel=1e-13, abs=1e-16)


@given(seed=SEEDS, scale=st.sampled_from([0.01, 1.0, 5.0]))
def test_gelu_by_tanh_and_its_gradient_are_those_of_the_plain_formula(
    seed: int, scale: float
) -> None:
    rng = np.random.default_rng(seed)
    x, dy = scale * rng.normal(size=(3, 4)), rng.normal(size=(3, 4))

    def plain(z: np.ndarray) -> np.ndarray:
        return 0.5 * z * (1 + np.tanh(math.sqrt(2 / math.pi) * (z + 0.044715 * z**3)))

    y, vjp = gelu(x, "tanh")

    right = complex_step(lambda z: (dy * plain(z)).sum(), x)
    np.testing.assert_allclose(y, plain(x), rtol=1e-12, atol=1e-15)
    np.testing.assert_allclose(vjp(dy), right, rtol=1e-9, atol=1e-13)


@pytest.mark.parametrize("form", FORMS)
@given(seed=SEEDS)
def test_the_gradient_of_gelu_is_the_central_difference(form, assert_vjp, seed: int) -> None:
    x = np.random.default_rng(seed).normal(size=(3, 4))
    assert_vjp(lambda z: gelu(z, form), x, seed=seed)


@given(x=st.floats(-40, 40))
def test_both_forms_of_gelu_are_near_each_other_and_not_the_same(x: float) -> None:
    exact, by_tanh = (gelu(np.array([x]), form)[0][0] for form in FORMS)
    assert abs(exact - by_tanh) < 5e-4
    assert gelu(np.array([2.0]))[0] != gelu(np.array([2.0]), "tanh")[0]


@pytest.mark.parametrize("form", FORMS)
def test_gelu_never_overflows(form) -> None:
    y, vjp = gelu(np.array([-1e308, -1000.0, 0.0, 1000.0, 1e308]), form)
    assert y.tolist() == [0.0, 0.0, 0.0, 1000.0, 1e308]
    assert vjp(np.ones(5)).tolist() == [0.0, 0.0, 0.5, 1.0, 1.0]
    assert gelu(np.zeros((0, 3)), form)[0].shape == (0, 3)


@pytest.mark.parametrize("activation", [sigmoid, tanh, relu, leaky_relu, gelu])
def test_what_is_not_a_number_is_not_hidden(activation) -> None:
    assert np.isnan(activation(np.array([np.nan]))[0]).all()
