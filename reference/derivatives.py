"""Numerical derivatives by central differences."""

from collections.abc import Callable

import numpy as np

from reference.arrays import Floats

UNIT_ROUNDOFF = 2.0**-53
SINGLE_UNIT_ROUNDOFF = 2.0**-24
SMALLEST_SCALE = 1e-3


def step_size(x: Floats, unit_roundoff: float = UNIT_ROUNDOFF) -> float:
    """The step h of a central difference at x: u^(1/3) times the scale of x.

    The truncation error grows as h^2, the rounding error as u / h; their sum is least at a multiple
    of u^(1/3). The scale is the root mean square of x, but not below 1e-3.
    Source: Nocedal and Wright 2006, "Numerical Optimization", section 8.1.
    """
    rms = float(np.sqrt(np.mean(np.square(x)))) if x.size else 0.0
    return float(unit_roundoff ** (1 / 3)) * max(rms, SMALLEST_SCALE)


def realised_steps(
    x: Floats, direction: Floats, unit_roundoff: float = UNIT_ROUNDOFF
) -> tuple[Floats, Floats, Floats]:
    """The points x + h U and x - h U, rounded, and the half step between them: three arrays.

    x, direction, results: one shape. Adding h to x rounds; the half step is (plus - minus) / 2 as
    it came out, which is what a difference of function values has to be set against. For a unit
    roundoff of single precision, the points are numbers of single precision.
    """
    h = step_size(x, unit_roundoff)
    dtype = np.float64 if unit_roundoff == UNIT_ROUNDOFF else np.float32
    plus: Floats = (x + h * direction).astype(dtype).astype(np.float64)
    minus: Floats = (x - h * direction).astype(dtype).astype(np.float64)
    return plus, minus, (plus - minus) / 2


def directional_derivative(f: Callable[[Floats], float], x: Floats, direction: Floats) -> float:
    """The derivative of a scalar f at x along `direction`, for the price of two evaluations.

    x, direction: one shape. The result equals <gradient, direction> up to an error of the order of
    u^(2/3), relative, where f is smooth.
    """
    plus, minus, _ = realised_steps(x, direction)
    return (f(plus) - f(minus)) / (2 * step_size(x))


def central_difference(f: Callable[[Floats], float], x: Floats) -> Floats:
    """The gradient of a scalar f at x, element by element: two evaluations for each.

    x, result: one shape.
    """
    gradient = np.zeros_like(x, dtype=np.float64)
    for index in np.ndindex(x.shape):
        direction = np.zeros_like(gradient)
        direction[index] = 1.0
        plus, minus, half_step = realised_steps(x, direction)
        gradient[index] = (f(plus) - f(minus)) / (2 * half_step[index])
    return gradient
