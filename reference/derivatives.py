"""Numerical derivatives: central differences, complex steps, and the places that have none."""

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

from reference.arrays import Floats

UNIT_ROUNDOFF = 2.0**-53
SINGLE_UNIT_ROUNDOFF = 2.0**-24
SMALLEST_SCALE = 1e-3
COMPLEX_STEP = 1e-200
ROUNDING = 64.0  # roundings of a function's own size that its second differences may add up
BEND = 1e-3  # a jump of the slope by less, relative to the slope, is left unseen


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


def complex_step(f: Callable[[npt.NDArray[Any]], complex], x: Floats) -> Floats:
    """The gradient of a holomorphic f at a real x, exact to rounding: Im f(x + ihe) / h.

    x, result: one shape. f must take complex arrays, be real for real ones, and be holomorphic:
    no abs, maximum, comparison or conjugate.
    f(x + ih) = f(x) + ih f'(x) - h^2 f''(x) / 2 - ..., so the imaginary part is h f' + O(h^3).
    Nothing is subtracted that could cancel, so h may be so small that h^2 vanishes.
    Source: Squire and Trapp 1998, "Using complex variables to estimate derivatives of real
    functions", SIAM Review 40(1).
    """
    gradient = np.zeros_like(x, dtype=np.float64)
    for index in np.ndindex(x.shape):
        moved = x.astype(np.complex128)
        moved[index] += 1j * COMPLEX_STEP
        gradient[index] = f(moved).imag / COMPLEX_STEP
    return gradient


def has_kink(f: Callable[[Floats], float], x: Floats, direction: Floats) -> bool:
    """Whether a scalar f has a kink within one step of x along `direction`: seven evaluations.

    x, direction: one shape. There a central difference is the derivative of nothing, and no
    gradient may be blamed for differing from it. A kink up to two steps away may be reported too.
    For a smooth f the second difference S(h) = f(x + hU) - 2 f(x) + f(x - hU) is h^2 f'' + O(h^4),
    so S(2h) - 4 S(h) = O(h^4). A kink at distance d < h, where the slope jumps by J, adds J (h - d)
    to S(h): J (3d - 2h) is left over, which vanishes for d = 2h/3 only, and there S(h) - 4 S(h/2)
    leaves J h/3. Left-overs below the rounding of f, or below 1/1000 of its slopes, do not count.
    """
    h = step_size(x)
    values = np.array([f(x + t * h * direction) for t in (-2.0, -1.0, -0.5, 0.0, 0.5, 1.0, 2.0)])
    second = values[:3] + values[:3:-1] - 2 * values[3]  # S(2h), S(h), S(h/2)
    left_over = np.abs(second[:2] - 4 * second[1:]).max()
    slopes = np.abs(np.diff(values[[1, 3, 5]])).sum()  # h times those behind and ahead
    return bool(left_over > ROUNDING * UNIT_ROUNDOFF * np.abs(values).max() + BEND * slopes)
