import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reference.derivatives import (
    SINGLE_UNIT_ROUNDOFF,
    UNIT_ROUNDOFF,
    central_difference,
    complex_step,
    directional_derivative,
    has_kink,
    realised_steps,
    step_size,
)

SEEDS = st.integers(0, 2**32 - 1)
SCALES = st.sampled_from([1e-2, 1.0, 1e4])


@given(seed=SEEDS, scale=SCALES)
def test_central_difference_is_the_gradient_of_a_known_function(seed: int, scale: float) -> None:
    """f(x) = sum of sin(x / s) has the gradient cos(x / s) / s."""
    x = scale * np.random.default_rng(seed).normal(size=(2, 3))

    gradient = central_difference(lambda z: float(np.sin(z / scale).sum()), x)

    np.testing.assert_allclose(gradient, np.cos(x / scale) / scale, rtol=1e-6, atol=1e-8 / scale)


@given(seed=SEEDS, scale=SCALES)
def test_directional_derivative_is_the_gradient_times_the_direction(
    seed: int, scale: float
) -> None:
    rng = np.random.default_rng(seed)
    x, direction = scale * rng.normal(size=(2, 3)), rng.choice((-1.0, 1.0), size=(2, 3))

    slope = directional_derivative(lambda z: float(np.sin(z / scale).sum()), x, direction)

    right = float((np.cos(x / scale) / scale * direction).sum())
    np.testing.assert_allclose(slope, right, rtol=1e-6, atol=1e-8 / scale)


@given(seed=SEEDS, scale=SCALES)
def test_realised_steps_are_what_was_really_added(seed: int, scale: float) -> None:
    rng = np.random.default_rng(seed)
    x, direction = scale * rng.normal(size=7), rng.choice((-1.0, 0.0, 1.0), size=7)

    plus, minus, half_step = realised_steps(x, direction)

    assert (plus - minus == 2 * half_step).all()
    assert (half_step[direction == 0] == 0).all()
    np.testing.assert_allclose(half_step, step_size(x) * direction, rtol=1e-4)


@given(seed=SEEDS)
def test_steps_for_single_precision_are_numbers_of_single_precision(seed: int) -> None:
    rng = np.random.default_rng(seed)
    plus, minus, half_step = realised_steps(rng.normal(size=5), np.ones(5), SINGLE_UNIT_ROUNDOFF)
    for points in (plus, minus):
        assert points.dtype == np.float64
        assert (points == points.astype(np.float32)).all()
    assert (half_step > 1e-4).all()


def test_the_step_follows_the_scale_but_never_vanishes() -> None:
    unit = UNIT_ROUNDOFF ** (1 / 3)
    assert step_size(np.full(4, 100.0)) == 100 * unit
    assert step_size(np.zeros(4)) == 1e-3 * unit
    assert step_size(np.zeros(0)) == 1e-3 * unit


@given(seed=SEEDS, scale=SCALES)
def test_complex_step_is_exact_to_rounding(seed: int, scale: float) -> None:
    x = scale * np.random.default_rng(seed).normal(size=(2, 3))
    gradient = complex_step(lambda z: np.sin(z / scale).sum(), x)
    np.testing.assert_allclose(gradient, np.cos(x / scale) / scale, rtol=1e-14, atol=1e-15 / scale)


@given(seed=SEEDS, scale=SCALES, distance=st.floats(-0.99, 0.99), leak=st.sampled_from([0.0, 0.9]))
def test_a_kink_within_a_step_is_seen_wherever_it_lies(
    seed: int, scale: float, distance: float, leak: float
) -> None:
    """Even at 2/3 of a step, which one pair of differences alone would miss."""
    x = scale * np.random.default_rng(seed).normal(size=3)
    at = x[0] + distance * step_size(x)

    def bent(z):
        return float(max(z[0] - at, leak * (z[0] - at)) / scale + np.sin(z / scale).sum())

    assert has_kink(bent, x, np.array([1.0, 0.0, 0.0]))


@pytest.mark.parametrize("distance", [2 / 3, 1 / 3, 0.5, 0.0, -2 / 3])
def test_a_kink_is_seen_at_the_fractions_of_a_step_where_one_difference_vanishes(distance) -> None:
    x = np.ones(1)
    at = 1.0 + distance * step_size(x)
    assert has_kink(lambda z: float(abs(z[0] - at)), x, np.ones(1))


@given(seed=SEEDS, scale=SCALES, distance=st.floats(2.1, 1e6))
def test_neither_curves_nor_kinks_farther_away_count(
    seed: int, scale: float, distance: float
) -> None:
    rng = np.random.default_rng(seed)
    x, direction = scale * rng.normal(size=3), rng.choice((-1.0, 1.0), size=3)
    at = x + direction * distance * step_size(x)

    def smooth_nearby(z):
        return float(np.exp(z / scale).sum() + np.abs((z - at) / scale).sum())

    assert not has_kink(smooth_nearby, x, direction)


def test_a_constant_and_a_line_have_no_kink() -> None:
    x = np.random.default_rng(0).normal(size=50)
    assert not has_kink(lambda z: 3.0, x, np.ones(50))
    assert not has_kink(lambda z: float((7.0 * z).sum()), x, np.ones(50))
