"""The same numbers a little to either side, by which single precision is told from double.

A step of 1e-5 is far above what single precision rounds off, and so small that what a smooth
function does beside a straight line is below it.
"""

from dataclasses import replace

import numpy as np

from grader.layers.catalogue.specification import Specification
from grader.layers.trials.precision import hold
from grader.layers.trials.trials import Round, Trial
from reference.arrays import Floats

MOVE = 1e-5  # of each number, whose zeros stay


def moves_of(layer: Specification, at: Round, rng: np.random.Generator) -> Trial:
    """A round with all its numbers moved, and moved the other way, on an object each."""
    steps = {name: _step(at.tensors[name], rng) for name in layer.variables + layer.data}
    upstream = at.upstream
    assert upstream is not None
    along = np.zeros(()) if layer.is_loss else _step(upstream, rng)

    def moved(sign: int, subject: int) -> Round:
        tensors = {name: at.tensors[name] + sign * step for name, step in steps.items()}
        there = {**at.tensors, **tensors}
        return replace(at, tensors=there, upstream=upstream + sign * along, subject=subject)

    return Trial("probe", (moved(1, 0), moved(-1, 1)))


def _step(array: Floats, rng: np.random.Generator) -> Floats:
    """A step that single precision can hold, up or down by chance, and so can its end points.

    It is found farther from 0, where numbers lie no denser.
    """
    if array.dtype != np.float64:
        return np.zeros_like(array)
    step: Floats = (hold(array * (1 + MOVE)) - array) * rng.choice((-1.0, 1.0), size=array.shape)
    return step
