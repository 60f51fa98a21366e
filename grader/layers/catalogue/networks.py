"""Whole networks, and a step of their training."""

from collections.abc import Callable, Mapping

import numpy as np

from grader.layers.catalogue.kind import Argument, Choices, Kind, Shapes
from grader.layers.catalogue.specification import (
    USUAL_TRIALS,
    Setting,
    Specification,
    Tensors,
    TrialName,
    Vjp,
)
from reference.arrays import Floats
from reference.models.three_layer_perceptron import Weights, three_layer_perceptron

_SHAPES = {"D": 4, "H": 6, "C": 3}
_LOSS = "loss = -(1/N) sum t log p, p = softmax(h W2 + b2), h = sigmoid(x W1 + b1)"


def _perceptron(tensors: Tensors) -> tuple[Floats, Vjp]:
    weights = _weights(tensors)
    loss, vjp = three_layer_perceptron(tensors["x"], tensors["t"], weights)
    return np.array(loss), lambda dloss: vjp(float(dloss))._asdict()


def _weights(tensors: Tensors) -> Weights:
    return Weights(*(tensors[name] for name in Weights._fields))


def _examples(
    shapes: Shapes,
) -> Callable[[np.random.Generator, int, float], Tensors]:
    inputs, hidden, classes = (shapes[name] for name in ("D", "H", "C"))

    def sample(rng: np.random.Generator, batch: int, scale: float) -> Tensors:
        return {
            "x": scale * rng.normal(size=(batch, inputs)),
            "t": np.eye(classes)[rng.permutation(batch) % classes],
            "W1": rng.normal(size=(inputs, hidden)),
            "b1": rng.normal(size=hidden),
            "W2": rng.uniform(-0.7, 0.7, size=(hidden, classes)),  # no class is very unlikely
            "b2": rng.uniform(-0.7, 0.7, size=classes),
        }

    return sample


def _three_layer_perceptron(shapes: Shapes, _: Choices) -> Specification:
    return _network(
        "ThreeLayerPerceptron",
        shapes,
        _perceptron,
        function="three_layer_perceptron_loss",
        aliases=(
            "TwoLayerNet",
            "ThreeLayerNet",
            "ThreeLayerNetwork",
            "MultilayerPerceptron",
            "MLP",
        ),
        trials=USUAL_TRIALS - {"zeros"},
        equations={
            "loss": _LOSS,
            "dW2": "dW2 = h^T dz2, dz2 = dout * (p - t) / N",
            "db2": "db2 = sum_n dz2[n], dz2 = dout * (p - t) / N",
            "dW1": "dW1 = x^T dz1, dz1 = (dz2 W2^T) * h * (1 - h)",
            "db1": "db1 = sum_n dz1[n], dz1 = (dz2 W2^T) * h * (1 - h)",
        },
    )


def _training_step(shapes: Shapes, arguments: Choices) -> Specification:
    rate = arguments["learning_rate"]

    def evaluate(tensors: Tensors) -> tuple[Floats, Vjp]:
        loss, vjp = _perceptron(tensors)
        gradients = vjp(np.array(1.0))
        return loss, lambda _: {name: tensors[name] - rate * g for name, g in gradients.items()}

    return _network(
        "TrainingStep",
        shapes,
        evaluate,
        settings={"learning_rate": rate},
        function="training_step",
        aliases=("SGDStep", "Trainer"),
        trials=frozenset({"random", "batch-of-one", "large", "several-batches"}),
        updates=True,
        equations={"loss": _LOSS}
        | {name: f"{name} becomes {name} - learning_rate * d{name}" for name in Weights._fields},
    )


def _network(  # noqa: PLR0913 - what two networks differ in
    name: str,
    shapes: Shapes,
    evaluate: Callable[[Tensors], tuple[Floats, Vjp]],
    *,
    function: str,
    aliases: tuple[str, ...],
    trials: frozenset[TrialName],
    equations: Mapping[str, str],
    settings: Mapping[str, Setting] | None = None,
    updates: bool = False,
) -> Specification:
    return Specification(
        name,
        "loss",
        evaluate,
        _examples(shapes),
        data=("x",),
        labels="t",
        parameters=Weights._fields,
        settings=settings or {},
        sizes=tuple(shapes[name] for name in _SHAPES),
        aliases=aliases,
        function=function,
        updates=updates,
        trials=trials,
        guard=1e-5,  # what a guard inside the logarithm may change
        matrices=frozenset({"W1", "W2"}),
        equations=equations,
    )


NETWORKS = (
    Kind("ThreeLayerPerceptron", _three_layer_perceptron, _SHAPES),
    Kind("TrainingStep", _training_step, _SHAPES, {"learning_rate": Argument(0.5, 1e-6, 1e6)}),
)
