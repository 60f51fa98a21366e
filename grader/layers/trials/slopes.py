"""Backward against the derivative of the student's own forward.

For a variable X, a direction U and an upstream gradient V, the trace identity says
<V, f(X + hU) - f(X - hU)> / 2h = <dX, U> up to the error of a central difference, whatever f is:
right or wrong, it is the student's own. A random direction of signs finds a wrong gradient. It
moves all variables at once, which costs two forwards whatever the layer; variable by variable, in
two directions each, and then element by element, only says which one is wrong, and only after a
failure.
Source: Giles 2008, "Collected matrix derivative results for forward and reverse mode algorithmic
differentiation", section 2; Nocedal and Wright 2006, "Numerical Optimization", section 8.1.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from grader.layers.catalogue.specification import Specification, Tensors
from grader.layers.checks.comparison import Precision
from grader.layers.trials.trials import Round, Trial
from reference.arrays import Floats
from reference.derivatives import realised_steps

DIRECTIONS = 2  # of a variable by itself
JOINT_DIRECTIONS = 1  # of all variables at once, beside a comparison with the right gradients
ROUNDING = 16.0  # roundings that a forward of this size may add up


@dataclass(frozen=True)
class Probe:
    """Two forwards on either side of a point, along a half step in some variables."""

    half_steps: Tensors
    plus: Trial
    minus: Trial

    @property
    def variables(self) -> tuple[str, ...]:
        """What it moves."""
        return tuple(self.half_steps)


@dataclass(frozen=True)
class Measurement:
    """A probe with the upstream gradient V and the student's own values of f on either side."""

    probe: Probe
    upstream: Floats
    ahead: Floats
    behind: Floats


def joint_probes(
    layer: Specification, at: Round, rng: np.random.Generator, precision: Precision
) -> tuple[Probe, ...]:
    """Probes of all variables at once, along random directions of signs."""
    return tuple(
        _probe(at, {name: _signs(at, name, rng) for name in layer.variables}, precision)
        for _ in range(JOINT_DIRECTIONS)
    )


def single_probes(
    layer: Specification, at: Round, rng: np.random.Generator, precision: Precision
) -> tuple[Probe, ...]:
    """Probes of one variable each, along random directions of signs."""
    return tuple(
        _probe(at, {name: _signs(at, name, rng)}, precision)
        for name in layer.variables
        for _ in range(DIRECTIONS)
    )


def element_probes(variable: str, at: Round, precision: Precision) -> Iterator[Probe]:
    """Probes of one variable along each of its elements, in order."""
    shape = at.tensors[variable].shape
    for index in np.ndindex(shape):
        direction = np.zeros(shape)
        direction[index] = 1.0
        yield _probe(at, {variable: direction}, precision)


def _signs(at: Round, name: str, rng: np.random.Generator) -> Floats:
    signs: Floats = rng.choice((-1.0, 1.0), size=at.tensors[name].shape)
    return signs


def _probe(at: Round, directions: Tensors, precision: Precision) -> Probe:
    steps = {
        name: realised_steps(at.tensors[name], direction, precision.unit_roundoff)
        for name, direction in directions.items()
    }
    ahead, behind = (
        Round({**at.tensors, **{name: s[side] for name, s in steps.items()}}, at.evaluate)
        for side in (0, 1)
    )
    half_steps = {name: half for name, (_, _, half) in steps.items()}
    return Probe(half_steps, Trial("probe", (ahead,)), Trial("probe", (behind,)))


def is_slope(
    gradients: Tensors, measured: Measurement, precision: Precision, guard: float = 0.0
) -> bool:
    """Whether the sum of <dX, hU> equals <V, f(X + hU) - f(X - hU)> / 2, within its error.

    gradients: of every variable that the probe moves. The error allowed grows with the norms of the
    gradients, not with the products, which may be small by chance, and with the rounding of both
    values of f.
    """
    upstream, ahead, behind = measured.upstream, measured.ahead, measured.behind
    analytic, off = promise(gradients, measured.probe, precision, guard)
    numerical = float((upstream * (ahead - behind)).sum()) / 2
    return abs(analytic - numerical) <= off + rounding(upstream, ahead, behind, precision)


def promise(
    gradients: Tensors, probe: Probe, precision: Precision, guard: float = 0.0
) -> tuple[float, float]:
    """What gradients promise of <V, f(X + hU) - f(X - hU)> / 2, and how far that may be off."""
    analytic = off = 0.0
    for name, half_step in probe.half_steps.items():
        reach = float(np.abs(half_step).max())
        analytic += float((gradients[name] * half_step).sum())
        off += (max(precision.slope, guard) * _norm(gradients[name]) + guard) * reach
    return analytic, off


def rounding(upstream: Floats, ahead: Floats, behind: Floats, precision: Precision) -> float:
    """How far rounding of both values may bring their difference off."""
    return ROUNDING * precision.unit_roundoff * _norm(upstream * (abs(ahead) + abs(behind)))


def measured_gradient(measurements: Sequence[Measurement], shape: tuple[int, ...]) -> Floats:
    """The gradient that the student's forward has, from measurements along `element_probes`."""
    slopes = [
        (each.upstream * (each.ahead - each.behind)).sum() / (2 * _length(each.probe))
        for each in measurements
    ]
    return np.array(slopes).reshape(shape)


def _length(probe: Probe) -> float:
    """How far a probe of one element moves it."""
    (half_step,) = probe.half_steps.values()
    return float(half_step.sum())


def _norm(array: Floats) -> float:
    return float(np.linalg.norm(array))
