import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from reference.derivatives import (
    SINGLE_UNIT_ROUNDOFF,
    UNIT_ROUNDOFF,
    central_difference,
    directional_derivative,
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
