"""Backward against the derivative of the student's own forward.

For a variable X, a direction U and an upstream gradient V, the trace identity says
<V, f(X + hU) - f(X - hU)> / 2h = <dX, U> up to the error of a central difference, whatever f is:
right or wrong, it is the student's own. A random direction finds a wrong gradient.
Source: Giles 2008, "Collected matrix derivative results for forward and reverse mode algorithmic
differentiation", section 2; Nocedal and Wright 2006, "Numerical Optimization", section 8.1.
"""

from dataclasses import dataclass

import numpy as np

from grader.layers.catalogue.specification import Tensors
from grader.layers.trials.precision import Precision
from grader.layers.trials.probes import Probe
from reference.arrays import Floats

ROUNDING = 16.0  # roundings that a forward of this size may add up


@dataclass(frozen=True)
class Measurement:
    """A probe with the upstream gradient V and the student's own values of f on either side."""

    probe: Probe
    upstream: Floats
    ahead: Floats
    behind: Floats


def is_slope(
    gradients: Tensors, measured: Measurement, precision: Precision, guard: float = 0.0
) -> bool:
    """Whether the sum of <dX, hU> equals <V, f(X + hU) - f(X - hU)> / 2, within its error.

    gradients: of every variable that the probe moves. The error allowed grows with the norms of the
    gradients, not with the products, which may be small by chance, and with the rounding of both
    values of f.
    """
    upstream, ahead, behind = measured.upstream, measured.ahead, measured.behind
    analytic, off = predicted_change(gradients, measured.probe, precision, guard)
    numerical = float((upstream * (ahead - behind)).sum()) / 2
    return abs(analytic - numerical) <= off + rounding(upstream, ahead, behind, precision)


def predicted_change(
    gradients: Tensors, probe: Probe, precision: Precision, guard: float = 0.0
) -> tuple[float, float]:
    """What gradients predict of <V, f(X + hU) - f(X - hU)> / 2, and how far that may be off."""
    analytic = off = 0.0
    for name, half_step in probe.half_steps.items():
        reach = float(np.abs(half_step).max())
        analytic += float((gradients[name] * half_step).sum())
        off += (max(precision.slope, guard) * _norm(gradients[name]) + guard) * reach
    return analytic, off


def rounding(upstream: Floats, ahead: Floats, behind: Floats, precision: Precision) -> float:
    """How far rounding of both values may bring their difference off."""
    return ROUNDING * precision.unit_roundoff * _norm(upstream * (abs(ahead) + abs(behind)))


def _norm(array: Floats) -> float:
    return float(np.linalg.norm(array))
