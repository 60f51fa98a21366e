"""Backward against the derivative of the student's own forward.

For a variable X, a direction U and an upstream gradient V, the trace identity says
<V, f(X + hU) - f(X - hU)> / 2h = <dX, U> up to the error of a central difference, whatever f is:
right or wrong, it is the student's own. Two random directions of signs per variable find a wrong
gradient; element by element only names the element, and only after a failure.
Source: Giles 2008, "Collected matrix derivative results for forward and reverse mode algorithmic
differentiation", section 2; Nocedal and Wright 2006, "Numerical Optimization", section 8.1.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from grader.layers.comparison import Precision
from grader.layers.specifications import Specification
from grader.layers.trials import Round, Trial
from reference.arrays import Floats
from reference.derivatives import realised_steps

DIRECTIONS = 2
ROUNDING = 16.0  # roundings that a forward of this size may add up


@dataclass(frozen=True)
class Probe:
    """Two forwards on either side of a point, along a half step in one variable."""

    variable: str
    half_step: Floats
    plus: Trial
    minus: Trial


@dataclass(frozen=True)
class Measurement:
    """A probe with the upstream gradient V and the student's own values of f on either side."""

    probe: Probe
    upstream: Floats
    ahead: Floats
    behind: Floats


def directional_probes(
    layer: Specification, at: Round, rng: np.random.Generator, precision: Precision
) -> tuple[Probe, ...]:
    """Probes of every variable along random directions of signs."""
    return tuple(
        _probe(at, name, rng.choice((-1.0, 1.0), size=at.tensors[name].shape), precision)
        for name in layer.variables
        for _ in range(DIRECTIONS)
    )


def element_probes(variable: str, at: Round, precision: Precision) -> Iterator[Probe]:
    """Probes of one variable along each of its elements, in order."""
    shape = at.tensors[variable].shape
    for index in np.ndindex(shape):
        direction = np.zeros(shape)
        direction[index] = 1.0
        yield _probe(at, variable, direction, precision)


def _probe(at: Round, variable: str, direction: Floats, precision: Precision) -> Probe:
    tensor = at.tensors[variable]
    plus, minus, half_step = realised_steps(tensor, direction, precision.unit_roundoff)
    ahead, behind = (
        Trial("probe", (Round({**at.tensors, variable: moved}),)) for moved in (plus, minus)
    )
    return Probe(variable, half_step, ahead, behind)


def is_slope(
    gradient: Floats, measured: Measurement, precision: Precision, guard: float = 0.0
) -> bool:
    """Whether <dX, hU> equals <V, f(X + hU) - f(X - hU)> / 2, within the error of the difference.

    The error allowed grows with the norm of the gradient, not with the product, which may be small
    by chance, and with the rounding of both values of f.
    """
    half_step, upstream = measured.probe.half_step, measured.upstream
    ahead, behind = measured.ahead, measured.behind
    analytic = float((gradient * half_step).sum())
    numerical = float((upstream * (ahead - behind)).sum()) / 2
    length = float(np.abs(half_step).max())
    slope = max(precision.slope, guard) * _norm(gradient) * length
    rounding = ROUNDING * precision.unit_roundoff * _norm(upstream * (abs(ahead) + abs(behind)))
    return abs(analytic - numerical) <= slope + rounding + guard * length


def measured_gradient(measurements: Sequence[Measurement], shape: tuple[int, ...]) -> Floats:
    """The gradient that the student's forward has, from measurements along `element_probes`."""
    slopes = [
        (each.upstream * (each.ahead - each.behind)).sum() / (2 * each.probe.half_step.sum())
        for each in measurements
    ]
    return np.array(slopes).reshape(shape)


def _norm(array: Floats) -> float:
    return float(np.linalg.norm(array))
