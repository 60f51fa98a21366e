"""Mistakes of losses, whole networks and steps of training."""

from collections.abc import Iterator, Mapping

import numpy as np

from grader.layers.catalogue import general_causes
from grader.layers.catalogue import layer_causes as own
from grader.layers.catalogue.mistakes.mistake import Gradients, Mistake, Outputs
from grader.layers.catalogue.specification import Specification, Tensors
from grader.problems import ProblemKind
from reference.activations import sigmoid
from reference.arrays import Floats
from reference.losses import softmax, softmax_with_loss
from reference.models.three_layer_perceptron import Weights, three_layer_perceptron

_WEIGHTS = Weights._fields


def _cross_entropy_outputs(_: Specification, tensors: Tensors) -> Iterator[Mistake]:
    p = tensors["p"]
    yield general_causes.TARGET_FORGOTTEN, np.array(-np.log(p).sum() / len(p))


def _cross_entropy_gradients(
    _: Specification, tensors: Tensors, dloss: Floats, __: str
) -> Iterator[Mistake]:
    p, t = tensors["p"], tensors["t"]
    for rows in (1, len(p)):
        yield own.WITH_SOFTMAX, dloss * (p - t) / rows
        yield general_causes.TARGET_FORGOTTEN, -dloss / p / rows


def _softmax_loss_outputs(_: Specification, tensors: Tensors) -> Iterator[Mistake]:
    x, t = tensors["x"], tensors["t"]
    transposed, _vjp = softmax_with_loss(x.T, t.T)
    rows, columns = x.shape
    yield general_causes.WRONG_AXIS, np.array(transposed * columns / rows)
    yield general_causes.TARGET_FORGOTTEN, np.array(-np.log(softmax(x)[0]).sum() / rows)


def _softmax_loss_gradients(
    _: Specification, tensors: Tensors, dloss: Floats, __: str
) -> Iterator[Mistake]:
    t = tensors["t"]
    p, _vjp = softmax(tensors["x"])
    for rows in (1, len(t)):
        yield general_causes.TARGET_FORGOTTEN, dloss * p / rows
        yield general_causes.DIAGONAL_ONLY, -dloss * t * (1 - p) / rows
        yield own.SOFTMAX_SKIPPED, -dloss * t / p / rows


def _squared_outputs(_: Specification, tensors: Tensors) -> Iterator[Mistake]:
    y, t = tensors["y"], tensors["t"]
    for n in (2 * len(y), len(y)):
        yield general_causes.TARGET_FORGOTTEN, np.array((y**2).sum() / n)
        yield own.NOT_SQUARED, np.array(np.abs(y - t).sum() / n)
        yield own.NOT_SQUARED, np.array((y - t).sum() / n)


def _squared_gradients(
    _: Specification, tensors: Tensors, dloss: Floats, __: str
) -> Iterator[Mistake]:
    y = tensors["y"]
    yield general_causes.TARGET_FORGOTTEN, dloss * y / len(y)
    yield general_causes.TARGET_FORGOTTEN, dloss * y


def _absolute_outputs(_: Specification, tensors: Tensors) -> Iterator[Mistake]:
    y, t = tensors["y"], tensors["t"]
    yield own.ABSOLUTE_MISSING, np.array((y - t).sum() / len(y))
    yield own.ABSOLUTE_MISSING, np.array((t - y).sum() / len(y))
    yield general_causes.TARGET_FORGOTTEN, np.array(np.abs(y).sum() / len(y))


def _absolute_gradients(
    _: Specification, tensors: Tensors, dloss: Floats, __: str
) -> Iterator[Mistake]:
    y, t = tensors["y"], tensors["t"]
    for rows in (1, len(y)):
        yield own.SIGN_MISSING, dloss * (y - t) / rows
        yield own.SIGN_LOST, dloss * np.ones_like(y) / rows
        yield general_causes.TARGET_FORGOTTEN, dloss * np.sign(y) / rows


def _perceptron_outputs(_: Specification, tensors: Tensors) -> Iterator[Mistake]:
    weights = Weights(*(tensors[name] for name in _WEIGHTS))
    x, t = tensors["x"], tensors["t"]
    for shift in ("b1", "b2"):
        without = weights._replace(**{shift: np.zeros_like(tensors[shift])})
        yield general_causes.BIAS_MISSING, np.array(three_layer_perceptron(x, t, without)[0])
    linear = (x @ weights.W1 + weights.b1) @ weights.W2 + weights.b2
    yield own.ACTIVATION_SKIPPED, np.array(softmax_with_loss(linear, t)[0])


def _perceptron_gradients(
    _: Specification, tensors: Tensors, dloss: Floats, variable: str
) -> Iterator[Mistake]:
    for kind, gradients in _wrong_gradients(tensors, float(dloss)):
        yield kind, gradients[variable]


def _wrong_gradients(tensors: Tensors, dloss: float) -> Iterator[tuple[ProblemKind, Tensors]]:
    """The gradients of all weights where one step of the way back is wrong."""
    x, t, W2 = tensors["x"], tensors["t"], tensors["W2"]
    sums = x @ tensors["W1"] + tensors["b1"]
    h, _vjp = sigmoid(sums)
    p, _vjp = softmax(h @ W2 + tensors["b2"])
    right = dloss * (p - t) / len(x)

    def gradients(dlogits: Floats, slope: Floats | float, hidden: Floats) -> Tensors:
        dsums = dlogits @ W2.T * slope
        return {
            "W1": x.T @ dsums,
            "b1": dsums.sum(axis=0),
            "W2": hidden.T @ dlogits,
            "b2": dlogits.sum(axis=0),
        }

    slope = h * (1 - h)
    yield own.ACTIVATION_SKIPPED, gradients(right, 1.0, h)
    yield general_causes.FACTOR_LEFT_OUT, gradients(right, h, h)
    yield general_causes.FACTOR_LEFT_OUT, gradients(right, 1 - h, h)
    yield general_causes.WRONG_VARIABLE, gradients(right, sums * (1 - sums), sums)
    yield general_causes.TARGET_FORGOTTEN, gradients(dloss * p / len(x), slope, h)
    yield general_causes.NOT_AVERAGED, gradients(dloss * (p - t), slope, h)
    yield general_causes.DIAGONAL_ONLY, gradients(-dloss * t * (1 - p) / len(x), slope, h)
    yield own.SOFTMAX_SKIPPED, gradients(-dloss * t / p / len(x), slope, h)


def _step_gradients(
    layer: Specification, tensors: Tensors, _: Floats, variable: str
) -> Iterator[Mistake]:
    before, rate = tensors[variable], float(layer.settings["learning_rate"])
    weights = Weights(*(tensors[name] for name in _WEIGHTS))
    _loss, vjp = three_layer_perceptron(tensors["x"], tensors["t"], weights)
    right = vjp(1.0)._asdict()
    yield own.NOT_UPDATED, before
    yield own.WRONG_DIRECTION, before + rate * right[variable]
    yield own.LEARNING_RATE_IGNORED, before - right[variable]
    yield own.LEARNING_RATE_IGNORED, before + right[variable]
    moved = weights._replace(W2=weights.W2 - rate * right["W2"], b2=weights.b2 - rate * right["b2"])
    early = _back_through(tensors, moved.W2)
    if variable in early:
        yield own.UPDATED_TOO_EARLY, before - rate * early[variable]
    _loss, from_moved = three_layer_perceptron(tensors["x"], tensors["t"], moved)
    yield own.UPDATED_TOO_EARLY, before - rate * from_moved(1.0)._asdict()[variable]
    for kind, gradients in _wrong_gradients(tensors, 1.0):
        yield kind, before - rate * gradients[variable]


def _back_through(tensors: Tensors, W2: Floats) -> Tensors:
    """The gradients of the first layer with other weights of the second one on the way back."""
    x = tensors["x"]
    h, through = sigmoid(x @ tensors["W1"] + tensors["b1"])
    p, _vjp = softmax(h @ tensors["W2"] + tensors["b2"])
    dsums = through((p - tensors["t"]) / len(x) @ W2.T)
    return {"W1": x.T @ dsums, "b1": dsums.sum(axis=0)}


OUTPUTS: Mapping[str, Outputs] = {
    "CrossEntropy": _cross_entropy_outputs,
    "SoftmaxWithLoss": _softmax_loss_outputs,
    "SquaredError": _squared_outputs,
    "AbsoluteError": _absolute_outputs,
    "ThreeLayerPerceptron": _perceptron_outputs,
    "TrainingStep": _perceptron_outputs,
}
GRADIENTS: Mapping[str, Gradients] = {
    "CrossEntropy": _cross_entropy_gradients,
    "SoftmaxWithLoss": _softmax_loss_gradients,
    "SquaredError": _squared_gradients,
    "AbsoluteError": _absolute_gradients,
    "ThreeLayerPerceptron": _perceptron_gradients,
    "TrainingStep": _step_gradients,
}
