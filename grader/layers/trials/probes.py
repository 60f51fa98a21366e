"""Probes: pairs of forwards on either side of a point, which measure a derivative.

A random direction moves all variables at once, which costs two forwards whatever the layer;
variable by variable, in two directions each, and then along some elements, only says which
gradient is wrong, and only after a failure.
"""

from dataclasses import dataclass

import numpy as np

from grader.layers.catalogue.specification import Specification, Tensors
from grader.layers.trials.precision import Precision, hold
from grader.layers.trials.trials import Round, Trial
from reference.arrays import Floats
from reference.derivatives import realised_steps, step_size

DIRECTIONS = 2  # of a variable by itself
JOINT_DIRECTIONS = 1  # of all variables at once, beside a comparison with the right gradients


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


def joint_probes(
    layer: Specification, at: Round, rng: np.random.Generator, precision: Precision
) -> tuple[Probe, ...]:
    """Probes of all variables at once, along random directions."""
    return tuple(
        _probe(at, {name: _direction(at, name, rng) for name in layer.variables}, precision)
        for _ in range(JOINT_DIRECTIONS)
    )


def single_probes(
    layer: Specification, at: Round, rng: np.random.Generator, precision: Precision
) -> tuple[Probe, ...]:
    """Probes of one variable each, along random directions."""
    return tuple(
        _probe(at, {name: _direction(at, name, rng)}, precision)
        for name in layer.variables
        for _ in range(DIRECTIONS)
    )


def probe_along(variable: str, direction: Floats, at: Round, precision: Precision) -> Probe:
    """A probe of one variable along a direction."""
    return _probe(at, {variable: direction}, precision)


def _direction(at: Round, name: str, rng: np.random.Generator) -> Floats:
    """No element near 0, and no two alike: equal steps are blind to gradients that add up to 0."""
    shape = at.tensors[name].shape
    drawn: Floats = rng.choice((-1.0, 1.0), size=shape) * rng.uniform(0.5, 1.5, size=shape)
    return drawn


def _probe(at: Round, directions: Tensors, precision: Precision) -> Probe:
    steps = {
        name: _steps(at.tensors[name], direction, precision)
        for name, direction in directions.items()
    }
    ahead, behind = (
        Round({**at.tensors, **{name: s[side] for name, s in steps.items()}}, at.layer)
        for side in (0, 1)
    )
    half_steps = {name: half for name, (_, _, half) in steps.items()}
    return Probe(half_steps, Trial("probe", (ahead,)), Trial("probe", (behind,)))


def _steps(x: Floats, direction: Floats, precision: Precision) -> tuple[Floats, Floats, Floats]:
    """The points to either side of x along a direction, and the half step between them.

    Where single precision can hold x, it can hold them. They lie as far from x either way: the one
    that is farther from 0 is rounded, since numbers lie no denser there.
    """
    if not np.array_equal(x, hold(x)):
        return realised_steps(x, direction, precision.unit_roundoff)
    step = step_size(x, precision.unit_roundoff) * direction
    farther = hold(x + np.where(x < 0, -1.0, 1.0) * np.abs(step))
    half = np.sign(step) * np.abs(farther - x)
    plus, minus = hold(x + half), hold(x - half)
    return plus, minus, (plus - minus) / 2
