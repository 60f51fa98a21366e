"""Mistakes of affine maps and normalisations."""

from collections.abc import Iterator, Mapping

import numpy as np

from grader.layers.catalogue import general_causes
from grader.layers.catalogue import layer_causes as own
from grader.layers.catalogue.mistakes.mistake import Gradients, Mistake, Outputs
from grader.layers.catalogue.specification import Specification, Tensors
from reference.arrays import Floats
from reference.normalization import EPSILON

_EPSILONS = (1e-5, 1e-6, 1e-7, 1e-8)  # in use; along the wrong axis the choice shows


def _affine_outputs(_: Specification, tensors: Tensors) -> Iterator[Mistake]:
    product = tensors["x"] @ tensors["W"]
    yield general_causes.BIAS_MISSING, product
    yield own.TERM_SIGN, product - tensors["b"]


def _axis(layer: Specification) -> int:
    return 0 if layer.name == "BatchNorm" else 1


def _normalised(x: Floats, axis: int, epsilon: float = EPSILON) -> tuple[Floats, Floats]:
    """X of mean 0 and variance 1 along an axis, and its deviations."""
    deviation: Floats = np.sqrt(x.var(axis, keepdims=True) + epsilon)
    return (x - x.mean(axis, keepdims=True)) / deviation, deviation


def _norm_outputs(layer: Specification, tensors: Tensors) -> Iterator[Mistake]:
    x, gamma, beta = tensors["x"], tensors["gamma"], tensors["beta"]
    axis = _axis(layer)
    z, deviation = _normalised(x, axis)
    yield general_causes.BIAS_MISSING, gamma * z
    yield own.NOT_ROOTED, gamma * z / deviation + beta
    for epsilon in _EPSILONS:
        yield general_causes.WRONG_AXIS, gamma * _normalised(x, 1 - axis, epsilon)[0] + beta
        yield general_causes.WRONG_AXIS, gamma * (x - x.mean()) / np.sqrt(x.var() + epsilon) + beta


def _norm_gradients(
    layer: Specification, tensors: Tensors, dout: Floats, variable: str
) -> Iterator[Mistake]:
    x, gamma, axis = tensors["x"], tensors["gamma"], _axis(layer)
    z, deviation = _normalised(x, axis)
    if variable == "gamma":
        yield general_causes.WRONG_VARIABLE, (dout * (gamma * z + tensors["beta"])).sum(axis=0)
        yield general_causes.WRONG_VARIABLE, (dout * x).sum(axis=0)
        yield general_causes.WRONG_VARIABLE, (dout * (x - x.mean(axis, keepdims=True))).sum(axis=0)
    if variable == "x":
        g = dout * gamma
        mean, along_z = g.mean(axis, keepdims=True), z * (z * g).mean(axis, keepdims=True)
        yield own.MEAN_PATH_MISSING, (g - along_z) / deviation
        yield own.VARIANCE_PATH_MISSING, (g - mean) / deviation
        yield own.STATISTICS_AS_CONSTANTS, g / deviation
        along_z = z * (z * dout).mean(axis, keepdims=True)
        without = dout - dout.mean(axis, keepdims=True) - along_z
        yield own.GAMMA_LEFT_OUT, without / deviation


OUTPUTS: Mapping[str, Outputs] = {
    "Affine": _affine_outputs,
    "LayerNorm": _norm_outputs,
    "BatchNorm": _norm_outputs,
}
GRADIENTS: Mapping[str, Gradients] = {"LayerNorm": _norm_gradients, "BatchNorm": _norm_gradients}
