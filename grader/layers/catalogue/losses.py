"""Losses: one number from a batch."""

from collections.abc import Callable

import numpy as np

from grader.layers.catalogue.kind import Choices, Kind, Shapes, away_from_zero
from grader.layers.catalogue.specification import USUAL_TRIALS, Specification, Tensors, Vjp
from reference.arrays import Floats, LossVjp
from reference.losses import (
    absolute_error,
    cross_entropy,
    softmax,
    softmax_with_loss,
    squared_error,
)

_LOGARITHM = 1e-5  # what a guard inside it may change


def _loss_of(
    name: str, function: Callable[[Floats, Floats], tuple[float, LossVjp]]
) -> Callable[[Tensors], tuple[Floats, Vjp]]:
    def evaluate(tensors: Tensors) -> tuple[Floats, Vjp]:
        loss, vjp = function(tensors[name], tensors["t"])
        return np.array(loss), lambda dloss: {name: vjp(float(dloss))}

    return evaluate


def _one_hot_rows(rng: np.random.Generator, batch: int, classes: int) -> Floats:
    rows: Floats = np.eye(classes)[rng.permutation(batch) % classes]
    return rows


def _softmax_with_loss(shapes: Shapes, _: Choices) -> Specification:
    def sample(rng: np.random.Generator, batch: int, scale: float) -> Tensors:
        logits = scale * rng.uniform(-1.0, 1.0, size=(batch, shapes["C"]))
        if scale > 1:  # a true class with a probability near 0 would show a guard in the logarithm
            logits[0, 0] = scale  # without fail more than exp can take
            return {"x": logits, "t": np.eye(shapes["C"])[logits.argmax(axis=1)]}
        return {"x": logits, "t": _one_hot_rows(rng, batch, shapes["C"])}

    return Specification(
        "SoftmaxWithLoss",
        "loss",
        _loss_of("x", softmax_with_loss),
        sample,
        inputs=("x",),
        labels="t",
        aliases=("SoftmaxWithLossLayer", "SoftmaxLoss", "SoftmaxCrossEntropy"),
        function="softmax_loss",
        guard=_LOGARITHM,
        is_elementwise=True,
        equations={
            "loss": "loss = -(1/N) sum_nc t[n, c] log p[n, c], p = softmax(x)",
            "dx": "dx = dout * (p - t) / N",
        },
    )


def _cross_entropy(shapes: Shapes, _: Choices) -> Specification:
    def sample(rng: np.random.Generator, batch: int, _: float) -> Tensors:
        p, _vjp = softmax(rng.uniform(-1.0, 1.0, size=(batch, shapes["C"])))
        return {"p": p, "t": _one_hot_rows(rng, batch, shapes["C"])}

    return Specification(
        "CrossEntropy",
        "loss",
        _loss_of("p", cross_entropy),
        sample,
        inputs=("p",),
        labels="t",
        aliases=("CrossEntropyLoss", "CrossEntropyError", "CrossEntropyLayer"),
        function="cross_entropy_loss",
        trials=USUAL_TRIALS - {"zeros", "large"},
        guard=_LOGARITHM,
        is_elementwise=True,
        equations={
            "loss": "loss = -(1/N) sum_nc t[n, c] log p[n, c]",
            "dp": "dp = -dout * t / p / N",
        },
    )


def _errors_of(shapes: Shapes) -> Callable[[np.random.Generator, int, float], Tensors]:
    def sample(rng: np.random.Generator, batch: int, scale: float) -> Tensors:
        y = away_from_zero(rng, (batch, shapes["D"]), scale)
        residuals = away_from_zero(rng, y.shape, scale)
        return {"y": y, "t": y + residuals}

    return sample


def _squared_error(shapes: Shapes, _: Choices) -> Specification:
    return Specification(
        "SquaredError",
        "loss",
        _loss_of("y", squared_error),
        _errors_of(shapes),
        inputs=("y",),
        data=("t",),
        aliases=("SquaredErrorLoss", "MeanSquaredError", "MSELoss", "SquaredLoss"),
        function="squared_error_loss",
        is_elementwise=True,
        equations={
            "loss": "loss = sum_nd (y - t)^2 / (2 N)",
            "dy": "dy = dout * (y - t) / N",
        },
    )


def _absolute_error(shapes: Shapes, _: Choices) -> Specification:
    return Specification(
        "AbsoluteError",
        "loss",
        _loss_of("y", absolute_error),
        _errors_of(shapes),
        inputs=("y",),
        data=("t",),
        aliases=("AbsoluteErrorLoss", "MeanAbsoluteError", "MAELoss", "L1Loss"),
        function="absolute_error_loss",
        is_elementwise=True,
        equations={
            "loss": "loss = sum_nd |y - t| / N",
            "dy": "dy = dout * sign(y - t) / N",
        },
    )


LOSSES = (
    Kind("CrossEntropy", _cross_entropy, {"C": 4}),
    Kind("SoftmaxWithLoss", _softmax_with_loss, {"C": 4}),
    Kind("SquaredError", _squared_error, {"D": 3}),
    Kind("AbsoluteError", _absolute_error, {"D": 3}),
)
