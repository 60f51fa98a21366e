"""Mistakes of gates and of activations."""

from collections.abc import Iterator, Mapping

import numpy as np

from grader.layers.catalogue import general_causes
from grader.layers.catalogue import layer_causes as own
from grader.layers.catalogue.mistakes.mistake import Gradients, Mistake, Outputs
from grader.layers.catalogue.specification import Specification, Tensors
from reference.activations import sigmoid
from reference.arrays import Floats
from reference.losses import softmax


def _add_outputs(_: Specification, tensors: Tensors) -> Iterator[Mistake]:
    yield own.TERM_SIGN, tensors["x"] - tensors["y"]
    yield own.TERM_SIGN, tensors["y"] - tensors["x"]


def _max_outputs(_: Specification, tensors: Tensors) -> Iterator[Mistake]:
    x, y = tensors["x"], tensors["y"]
    yield own.WRONG_REDUCTION, np.minimum(x, y)
    yield own.WRONG_REDUCTION, x + y
    yield own.WRONG_REDUCTION, (x + y) / 2


def _max_gradients(_: Specification, __: Tensors, dout: Floats, ___: str) -> Iterator[Mistake]:
    yield own.WRONG_REDUCTION, dout / 2


def _branch_gradients(_: Specification, __: Tensors, dout: Floats, ___: str) -> Iterator[Mistake]:
    yield own.BRANCH_MISSING, dout[0]
    yield own.BRANCH_MISSING, dout[1]
    yield own.TERM_SIGN, dout[0] - dout[1]
    yield own.TERM_SIGN, dout[1] - dout[0]


def _sigmoid_outputs(_: Specification, tensors: Tensors) -> Iterator[Mistake]:
    yield general_causes.EXPONENT_SIGN, sigmoid(-tensors["x"])[0]


def _sigmoid_gradients(
    _: Specification, tensors: Tensors, dout: Floats, __: str
) -> Iterator[Mistake]:
    x = tensors["x"]
    y, _vjp = sigmoid(x)
    yield general_causes.WRONG_VARIABLE, dout * x * (1 - x)
    yield general_causes.FACTOR_LEFT_OUT, dout * y
    yield general_causes.FACTOR_LEFT_OUT, dout * (1 - y)
    yield own.TERM_SIGN, dout * y * (1 + y)


def _tanh_gradients(_: Specification, tensors: Tensors, dout: Floats, __: str) -> Iterator[Mistake]:
    x = tensors["x"]
    y = np.tanh(x)
    yield own.NOT_SQUARED, dout * (1 - y)
    yield own.NOT_SQUARED, dout / np.cosh(x)
    yield general_causes.WRONG_VARIABLE, dout * (1 - x**2)
    yield own.TERM_SIGN, dout * (1 + y**2)


def _relu_outputs(_: Specification, tensors: Tensors) -> Iterator[Mistake]:
    x = tensors["x"]
    yield general_causes.NOT_RECTIFIED, x
    yield general_causes.NOT_RECTIFIED, np.abs(x)
    yield own.MASK_INVERTED, np.minimum(x, 0.0)
    for limit in (1.0, 6.0):
        yield general_causes.LARGE_VALUES, np.clip(x, 0.0, limit)


def _relu_gradients(_: Specification, tensors: Tensors, dout: Floats, __: str) -> Iterator[Mistake]:
    yield own.MASK_INVERTED, dout * (tensors["x"] <= 0)
    yield general_causes.WRONG_VARIABLE, dout * (dout > 0)


def _leaky_outputs(layer: Specification, tensors: Tensors) -> Iterator[Mistake]:
    x, leak = tensors["x"], float(layer.settings.get("alpha", 0.01))
    yield own.LEAK_MISSING, np.maximum(x, 0.0)
    yield own.MASK_INVERTED, np.where(x > 0, leak * x, x)
    yield general_causes.NOT_RECTIFIED, x


def _leaky_gradients(
    layer: Specification, tensors: Tensors, dout: Floats, __: str
) -> Iterator[Mistake]:
    x, leak = tensors["x"], float(layer.settings.get("alpha", 0.01))
    yield own.LEAK_MISSING, dout * (x > 0)
    yield own.MASK_INVERTED, np.where(x > 0, leak * dout, dout)


def _softmax_outputs(_: Specification, tensors: Tensors) -> Iterator[Mistake]:
    x = tensors["x"]
    yield general_causes.WRONG_AXIS, softmax(x.T)[0].T
    for e in (np.exp(x - x.max()), np.exp(x - x.max(axis=1, keepdims=True))):
        yield own.NORMALISED_OVER_EVERYTHING, e / e.sum()
        yield general_causes.WRONG_AXIS, e / e.sum(axis=0)


def _softmax_gradients(
    _: Specification, tensors: Tensors, dout: Floats, __: str
) -> Iterator[Mistake]:
    y, _vjp = softmax(tensors["x"])
    yield general_causes.DIAGONAL_ONLY, dout * y * (1 - y)
    yield own.SOFTMAX_SUM_MISSING, dout * y
    yield own.TERM_SIGN, y * (dout + (dout * y).sum(axis=1, keepdims=True))
    yield general_causes.WRONG_AXIS, y * (dout - (dout * y).sum(axis=0, keepdims=True))


OUTPUTS: Mapping[str, Outputs] = {
    "Add": _add_outputs,
    "Max": _max_outputs,
    "Sigmoid": _sigmoid_outputs,
    "ReLU": _relu_outputs,
    "LeakyReLU": _leaky_outputs,
    "Softmax": _softmax_outputs,
}
GRADIENTS: Mapping[str, Gradients] = {
    "Max": _max_gradients,
    "Branch": _branch_gradients,
    "Sigmoid": _sigmoid_gradients,
    "Tanh": _tanh_gradients,
    "ReLU": _relu_gradients,
    "LeakyReLU": _leaky_gradients,
    "Softmax": _softmax_gradients,
}
