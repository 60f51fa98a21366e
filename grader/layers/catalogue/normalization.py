"""What layer and batch normalisation have in common: all but the axis of their statistics."""

from collections.abc import Iterator, Mapping

import numpy as np

from grader.layers.catalogue import causes
from grader.layers.catalogue.causes import WRONG
from grader.layers.catalogue.kind import (
    Backward,
    Formulas,
    Forward,
    Mistake,
    WrongGradients,
    WrongOutputs,
)
from grader.layers.catalogue.samples import away_from_zero
from grader.layers.catalogue.specification import ANY, Freedom, Freedoms, Tensors
from grader.problems import ProblemKind
from reference.arrays import Floats
from reference.normalization import EPSILON

SCALED = ("x", "gamma", "beta")
GUARD = 1e-4  # what the number under the root, which is anybody's choice, may change
_EPSILONS = (1e-5, 1e-6, 1e-7, 1e-8)  # in use; along the wrong axis the choice shows

MEAN_PATH_MISSING = ProblemKind(
    "mean_path_missing",
    WRONG,
    "The mean depends on x too, and its path is missing: subtract the mean of dout * gamma.",
)
VARIANCE_PATH_MISSING = ProblemKind(
    "variance_path_missing",
    WRONG,
    "The variance depends on x too, and its path is missing: subtract z times the mean of z * "
    "dout * gamma.",
)
STATISTICS_AS_CONSTANTS = ProblemKind(
    "statistics_as_constants",
    WRONG,
    "Mean and variance are treated as constants. Both depend on x: there are three paths back.",
)
GAMMA_LEFT_OUT = ProblemKind(
    "gamma_left_out", WRONG, "The scale gamma is left out on the way back: begin with dout * gamma."
)


_ALONG_AXIS = """
m = mean(x, {axis})
v = var(x, {axis})
s = sqrt(v + eps)
z = (x - m) / s
y = gamma * z + beta
g = dout * gamma
dx = (g - mean(g, {axis}) - z * mean(g * z, {axis})) / s
dgamma = sum(dout * z, 0)
dbeta = sum(dout, 0)
---
m = mean(x, {axis})
v = mean((x - m)**2, {axis})
s = sqrt(v + eps)
z = (x - m) / s
y = gamma * z + beta
n = x.shape[{axis}]
dz = dout * gamma
dv = sum(dz * (x - m) * -0.5 * (v + eps)**-1.5, {axis})
dm = sum(-dz / s, {axis}) + dv * mean(-2 * (x - m), {axis})
dx = dz / s + dv * 2 * (x - m) / n + dm / n
---
m = mean(x, {axis})
s = sqrt(var(x, {axis}) + eps)
z = (x - m) / s
y = gamma * z + beta
n = x.shape[{axis}]
g = dout * gamma
dx = (n * g - sum(g, {axis}) - z * sum(g * z, {axis})) / (n * s)
---
m = mean(x, {axis})
xc = x - m
s = sqrt(mean(xc**2, {axis}) + eps)
z = xc / s
y = gamma * z + beta
n = x.shape[{axis}]
dz = dout * gamma
ds = -sum(dz * xc / (s * s), {axis})
dv = 0.5 * ds / s
dxc = dz / s + 2 / n * xc * dv
dm = sum(dxc, {axis})
dx = dxc - dm / n
"""


def equations(each: str, mean: str) -> Mapping[str, str]:
    """The equations by array. each: what has mean 0 and variance 1. mean: over its elements."""
    return {
        "y": f"y = gamma z + beta, z = (x - m) / s, with mean m and deviation s of {each}",
        "dx": f"dx = (g - {mean} g - z {mean}(g z)) / s, with g = dout gamma",
        "dgamma": "dgamma = sum_n dout[n] z[n]",
        "dbeta": "dbeta = sum_n dout[n]",
    }


def formulas_along(axis: int) -> Formulas:
    """The formulas of a normalisation along an axis."""
    return lambda *_: _ALONG_AXIS.format(axis=axis)


def spread(
    rng: np.random.Generator, shape: tuple[int, int], scale: float, axis: int
) -> dict[str, Floats]:
    """Tensors with a variance of about 1 along an axis, so that a small number added hides.

    No mean along it is near 0, so that one that is forgotten shows.
    """
    even = np.linspace(-1.5, 1.5, shape[axis])
    lines = even[:, np.newaxis] if axis == 0 else even
    mixed = rng.permuted(np.broadcast_to(lines, shape), axis=axis)
    means = away_from_zero(rng, (1, shape[1]) if axis == 0 else (shape[0], 1))
    x = means + mixed + rng.uniform(-0.2, 0.2, size=shape)
    gamma, beta = away_from_zero(rng, (shape[1],)), rng.normal(size=shape[1])
    return {"x": scale * x, "gamma": gamma, "beta": beta}


def with_constant(
    rng: np.random.Generator, shape: tuple[int, int], scale: float, axis: int
) -> dict[str, Floats]:
    """The same, with one line along the axis, or some, of a single value that sums exactly."""
    drawn = spread(rng, shape, scale, axis)
    lines = np.moveaxis(drawn["x"], axis, 0)
    which = rng.permutation(lines.shape[1])[: max(1, lines.shape[1] // 4)]
    lines[:, which] = rng.integers(1, 5, size=len(which)) * scale
    return drawn


def freedoms_along(axis: int) -> Freedoms:
    """Anything finite in dx along a line of a single value, where eps alone decides."""

    def freedoms(tensors: Tensors, upstream: Floats | None) -> dict[str, Freedom]:
        x = tensors["x"]
        if upstream is None:
            return {}
        at = np.broadcast_to(x.max(axis, keepdims=True) == x.min(axis, keepdims=True), x.shape)
        most = np.full(x.shape, ANY)
        return {"dx": Freedom(at, -most, most)}

    return freedoms


def wrong_outputs_along(axis: int) -> WrongOutputs:
    """Known mistakes of a normalisation along an axis."""

    def wrong_outputs(at: Forward) -> Iterator[Mistake]:
        x, gamma, beta = at.tensors["x"], at.tensors["gamma"], at.tensors["beta"]
        z, deviation = _normalise(x, axis)
        yield causes.BIAS_MISSING, gamma * z
        yield causes.NOT_ROOTED, gamma * z / deviation + beta
        for epsilon in _EPSILONS:
            yield causes.WRONG_AXIS, gamma * _normalise(x, 1 - axis, epsilon)[0] + beta
            yield causes.WRONG_AXIS, gamma * (x - x.mean()) / np.sqrt(x.var() + epsilon) + beta

    return wrong_outputs


def wrong_gradients_along(axis: int) -> WrongGradients:
    """The same of its gradients."""

    def wrong_gradients(at: Backward) -> Iterator[Mistake]:
        if at.variable == "gamma":
            yield from _wrong_gradients_of_gamma(at.tensors, at.dout, axis)
        if at.variable == "x":
            yield from _wrong_gradients_of_x(at.tensors, at.dout, axis)

    return wrong_gradients


def _wrong_gradients_of_gamma(tensors: Tensors, dout: Floats, axis: int) -> Iterator[Mistake]:
    x, z = tensors["x"], _normalise(tensors["x"], axis)[0]
    output = tensors["gamma"] * z + tensors["beta"]
    for other in (output, x, x - x.mean(axis, keepdims=True)):
        yield causes.WRONG_VARIABLE, (dout * other).sum(axis=0)


def _wrong_gradients_of_x(tensors: Tensors, dout: Floats, axis: int) -> Iterator[Mistake]:
    z, deviation = _normalise(tensors["x"], axis)
    g = dout * tensors["gamma"]
    mean, along_z = g.mean(axis, keepdims=True), z * (z * g).mean(axis, keepdims=True)
    yield MEAN_PATH_MISSING, (g - along_z) / deviation
    yield VARIANCE_PATH_MISSING, (g - mean) / deviation
    yield STATISTICS_AS_CONSTANTS, g / deviation
    along_z = z * (z * dout).mean(axis, keepdims=True)
    without = dout - dout.mean(axis, keepdims=True) - along_z
    yield GAMMA_LEFT_OUT, without / deviation


def _normalise(x: Floats, axis: int, epsilon: float = EPSILON) -> tuple[Floats, Floats]:
    """X of mean 0 and variance 1 along an axis, and its deviations."""
    deviation: Floats = np.sqrt(x.var(axis, keepdims=True) + epsilon)
    return (x - x.mean(axis, keepdims=True)) / deviation, deviation
