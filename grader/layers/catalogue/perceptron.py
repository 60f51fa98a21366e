"""ThreeLayerPerceptron: a whole network with its loss, and TrainingStep, a step of its training."""

from collections.abc import Iterator

import numpy as np

from grader.layers.catalogue import causes
from grader.layers.catalogue.causes import WRONG
from grader.layers.catalogue.freedoms import between
from grader.layers.catalogue.kind import Backward, Choices, Forward, Kind, Mistake, Number, Shapes
from grader.layers.catalogue.samples import one_hot_rows
from grader.layers.catalogue.softmax_with_loss import without_chance
from grader.layers.catalogue.specification import (
    USUAL_TRIALS,
    Freedom,
    Sample,
    Specification,
    Tensors,
    Vjp,
)
from grader.problems import ProblemKind
from reference.activations import sigmoid
from reference.arrays import Floats
from reference.losses import softmax, softmax_with_loss
from reference.models.three_layer_perceptron import Weights, three_layer_perceptron

_SHAPES = {"D": 4, "H": 6, "C": 3}
_UNLIKELY = 2000.0  # far beyond where exp of it underflows
_GUARD = 1e-5  # what a guard inside the logarithm may change
_MATRICES = frozenset({"W1", "W2"})
_LOSS = "loss = -(1/N) sum t log p, p = softmax(h W2 + b2), h = sigmoid(x W1 + b1)"

ACTIVATION_SKIPPED = ProblemKind(
    "activation_skipped",
    WRONG,
    "The sigmoid between the layers is skipped. On the way back, multiply with h * (1 - h).",
)
WRONG_DIRECTION = ProblemKind(
    "wrong_direction", WRONG, "The parameters climb. Subtract the gradient: the loss is to fall."
)
LEARNING_RATE_IGNORED = ProblemKind(
    "learning_rate_ignored", WRONG, "The learning rate is left out. Multiply the gradient by it."
)
NOT_UPDATED = ProblemKind("not_updated", WRONG, "This parameter has not moved. Update all four.")
UPDATED_TOO_EARLY = ProblemKind(
    "updated_too_early",
    WRONG,
    "A gradient was computed with a parameter that had moved already. Compute all gradients "
    "before moving anything.",
)

_FORMULAS = """
a = x @ W1 + b1
h = 1 / (1 + exp(-a))
u = h @ W2 + b2
e = exp(u - max(u, 1))
p = e / sum(e, 1)
loss = -sum(t * log(p), None) / N
du = dout * (p - t) / N
dW2 = h.T @ du
db2 = sum(du, 0)
dh = du @ W2.T
da = dh * h * (1 - h)
dW1 = x.T @ da
db1 = sum(da, 0)
---
a = x @ W1 + b1
h = 1 / (1 + exp(-a))
u = h @ W2 + b2
e = exp(u - max(u, 1))
p = e / sum(e, 1)
du = dout * (p - t) / N
slope = h * (1 - h)
da = du @ W2.T * slope
dW1 = x.T @ da
db1 = sum(da, 0)
"""
_STEPS = "".join(f"new_{name} = {name} - learning_rate * d{name}\n" for name in Weights._fields)


def _build(shapes: Shapes, _: Choices) -> Specification:
    return Specification(
        "ThreeLayerPerceptron",
        "loss",
        _evaluate,
        _examples(shapes),
        data=("x",),
        labels="t",
        parameters=Weights._fields,
        sizes=tuple(shapes[name] for name in _SHAPES),
        aliases=(
            "TwoLayerNet",
            "ThreeLayerNet",
            "ThreeLayerNetwork",
            "MultilayerPerceptron",
            "MLP",
        ),
        function="three_layer_perceptron_loss",
        trials=USUAL_TRIALS - {"zeros"},
        special={"unlikely": _unlikely(shapes)},
        freedoms=_freedoms,
        guard=_GUARD,
        matrices=_MATRICES,
        equations={
            "loss": _LOSS,
            "dW2": "dW2 = h^T dz2, dz2 = dout * (p - t) / N",
            "db2": "db2 = sum_n dz2[n], dz2 = dout * (p - t) / N",
            "dW1": "dW1 = x^T dz1, dz1 = (dz2 W2^T) * h * (1 - h)",
            "db1": "db1 = sum_n dz1[n], dz1 = (dz2 W2^T) * h * (1 - h)",
        },
    )


def _build_step(shapes: Shapes, arguments: Choices) -> Specification:
    rate = float(arguments["learning_rate"])

    def evaluate(tensors: Tensors) -> tuple[Floats, Vjp]:
        loss, vjp = _evaluate(tensors)
        gradients = vjp(np.array(1.0))
        return loss, lambda _: {name: tensors[name] - rate * g for name, g in gradients.items()}

    return Specification(
        "TrainingStep",
        "loss",
        evaluate,
        _examples(shapes),
        data=("x",),
        labels="t",
        parameters=Weights._fields,
        settings={"learning_rate": rate},
        sizes=tuple(shapes[name] for name in _SHAPES),
        aliases=("SGDStep", "Trainer"),
        function="training_step",
        updates=True,
        trials=frozenset(
            {
                "random",
                "batch-of-one",
                "large",
                "several-batches",
                "two-objects",
                "other-arguments",
            }
        ),
        special={"unlikely": _unlikely(shapes)},
        freedoms=lambda tensors, upstream: _freedoms_of_step(tensors, upstream, rate),
        guard=_GUARD,
        matrices=_MATRICES,
        equations={"loss": _LOSS}
        | {name: f"{name} becomes {name} - learning_rate * d{name}" for name in Weights._fields},
    )


def _evaluate(tensors: Tensors) -> tuple[Floats, Vjp]:
    loss, vjp = three_layer_perceptron(tensors["x"], tensors["t"], _weights(tensors))
    return np.array(loss), lambda dloss: vjp(float(dloss))._asdict()


def _weights(tensors: Tensors) -> Weights:
    return Weights(*(tensors[name] for name in Weights._fields))


def _examples(shapes: Shapes) -> Sample:
    inputs, hidden, classes = (shapes[name] for name in ("D", "H", "C"))

    def sample(rng: np.random.Generator, batch: int, scale: float) -> Tensors:
        return {
            "x": scale * rng.normal(size=(batch, inputs)),
            "t": one_hot_rows(rng, batch, classes),
            "W1": rng.normal(size=(inputs, hidden)),
            "b1": rng.normal(size=hidden),
            "W2": rng.uniform(-0.7, 0.7, size=(hidden, classes)),  # no class is very unlikely
            "b2": rng.uniform(-0.7, 0.7, size=classes),
        }

    return sample


def _unlikely(shapes: Shapes) -> Sample:
    """A class that has no probability left, true in the first row and false in others."""

    def sample(rng: np.random.Generator, batch: int, scale: float) -> Tensors:
        drawn = _examples(shapes)(rng, batch, scale)
        drawn["b2"][drawn["t"][0] == 1] -= _UNLIKELY
        return drawn

    return sample


def _freedoms(tensors: Tensors, upstream: Floats | None) -> dict[str, Freedom]:
    """As those of SoftmaxWithLoss: what such rows give to the gradients may be left out."""
    x, t, weights = tensors["x"], tensors["t"], _weights(tensors)
    h, _vjp = sigmoid(x @ weights.W1 + weights.b1)
    lost, free = without_chance(h @ weights.W2 + weights.b2, t)
    if not free or upstream is None:
        return free
    whole = three_layer_perceptron(x, t, weights)[1](float(upstream))
    alone = three_layer_perceptron(x[lost], t[lost], weights)[1](float(upstream) * lost.mean())
    return free | {
        f"d{name}": between(each != 0, whole_one - each, whole_one)
        for name, each, whole_one in zip(Weights._fields, alone, whole, strict=True)
    }


def _freedoms_of_step(tensors: Tensors, upstream: Floats | None, rate: float) -> dict[str, Freedom]:
    """The same, as the step by these gradients has it."""
    found = _freedoms(tensors, upstream)
    return (
        {"loss": found["loss"]}
        | {
            name: between(
                free.at, tensors[name] - rate * free.low, tensors[name] - rate * free.high
            )
            for name in Weights._fields
            if (free := found.get(f"d{name}")) is not None
        }
        if found
        else {}
    )


def _wrong_outputs(at: Forward) -> Iterator[Mistake]:
    weights = _weights(at.tensors)
    x, t = at.tensors["x"], at.tensors["t"]
    for shift in ("b1", "b2"):
        without = weights._replace(**{shift: np.zeros_like(at.tensors[shift])})
        yield causes.BIAS_MISSING, np.array(three_layer_perceptron(x, t, without)[0])
    linear = (x @ weights.W1 + weights.b1) @ weights.W2 + weights.b2
    yield ACTIVATION_SKIPPED, np.array(softmax_with_loss(linear, t)[0])


def _wrong_gradients(at: Backward) -> Iterator[Mistake]:
    for kind, gradients in _wrong_ways_back(at.tensors, float(at.dout)):
        yield kind, gradients[at.variable]


def _wrong_ways_back(tensors: Tensors, dloss: float) -> Iterator[tuple[ProblemKind, Tensors]]:
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
    yield ACTIVATION_SKIPPED, gradients(right, 1.0, h)
    yield causes.FACTOR_LEFT_OUT, gradients(right, h, h)
    yield causes.FACTOR_LEFT_OUT, gradients(right, 1 - h, h)
    yield causes.WRONG_VARIABLE, gradients(right, sums * (1 - sums), sums)
    yield causes.TARGET_FORGOTTEN, gradients(dloss * p / len(x), slope, h)
    yield causes.NOT_AVERAGED, gradients(dloss * (p - t), slope, h)
    yield causes.DIAGONAL_ONLY, gradients(-dloss * t * (1 - p) / len(x), slope, h)
    yield causes.SOFTMAX_SKIPPED, gradients(-dloss * t / p / len(x), slope, h)


def _wrong_steps(at: Backward) -> Iterator[Mistake]:
    before, rate = at.tensors[at.variable], float(at.layer.settings["learning_rate"])
    weights = _weights(at.tensors)
    _loss, vjp = three_layer_perceptron(at.tensors["x"], at.tensors["t"], weights)
    right = vjp(1.0)._asdict()
    yield NOT_UPDATED, before
    yield WRONG_DIRECTION, before + rate * right[at.variable]
    yield LEARNING_RATE_IGNORED, before - right[at.variable]
    yield LEARNING_RATE_IGNORED, before + right[at.variable]
    moved = weights._replace(W2=weights.W2 - rate * right["W2"], b2=weights.b2 - rate * right["b2"])
    early = _back_through(at.tensors, moved.W2)
    if at.variable in early:
        yield UPDATED_TOO_EARLY, before - rate * early[at.variable]
    _loss, from_moved = three_layer_perceptron(at.tensors["x"], at.tensors["t"], moved)
    yield UPDATED_TOO_EARLY, before - rate * from_moved(1.0)._asdict()[at.variable]
    for kind, gradients in _wrong_ways_back(at.tensors, 1.0):
        yield kind, before - rate * gradients[at.variable]


def _back_through(tensors: Tensors, W2: Floats) -> Tensors:
    """The gradients of the first layer with other weights of the second one on the way back."""
    x = tensors["x"]
    h, through = sigmoid(x @ tensors["W1"] + tensors["b1"])
    p, _vjp = softmax(h @ tensors["W2"] + tensors["b2"])
    dsums = through((p - tensors["t"]) / len(x) @ W2.T)
    return {"W1": x.T @ dsums, "b1": dsums.sum(axis=0)}


THREE_LAYER_PERCEPTRON = Kind(
    "ThreeLayerPerceptron",
    _build,
    "network",
    "returns `loss`, the cross-entropy of softmax(sigmoid(x W1 + b1) W2 + b2)",
    "x (N, D), t (N, C), W1 (D, H), W2 (H, C)",
    _SHAPES,
    wrong_outputs=_wrong_outputs,
    wrong_gradients=_wrong_gradients,
    formulas=lambda *_: _FORMULAS,
)
TRAINING_STEP = Kind(
    "TrainingStep",
    _build_step,
    "network",
    "returns the same `loss`",
    "as `ThreeLayerPerceptron`",
    _SHAPES,
    {"learning_rate": Number(0.5, 1e-6, 1e6, others=(0.1, 2.0))},
    wrong_outputs=_wrong_outputs,
    wrong_gradients=_wrong_steps,
    formulas=lambda *_: _FORMULAS.replace("---", _STEPS + "---"),
)
