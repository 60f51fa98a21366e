"""Activation functions, which have no parameters."""

from collections.abc import Callable

import numpy as np

from grader.layers.catalogue.kind import Argument, Choices, Kind, Shapes, away_from_zero, of_x
from grader.layers.catalogue.specification import Specification, Tensors
from reference.activations import leaky_relu, relu, sigmoid, tanh
from reference.losses import softmax

_SHAPES = {"D": 5}


def _elements(shapes: Shapes) -> Callable[[np.random.Generator, int, float], Tensors]:
    def sample(rng: np.random.Generator, batch: int, scale: float) -> Tensors:
        return {"x": away_from_zero(rng, (batch, shapes["D"]), scale)}

    return sample


def _sigmoid(shapes: Shapes, _: Choices) -> Specification:
    return Specification(
        "Sigmoid",
        "y",
        of_x(sigmoid),
        _elements(shapes),
        inputs=("x",),
        aliases=("SigmoidLayer",),
        function="sigmoid",
        is_elementwise=True,
        equations={"y": "y = 1 / (1 + exp(-x))", "dx": "dx = dout * y * (1 - y)"},
    )


def _tanh(shapes: Shapes, _: Choices) -> Specification:
    return Specification(
        "Tanh",
        "y",
        of_x(tanh),
        _elements(shapes),
        inputs=("x",),
        aliases=("TanhLayer",),
        function="tanh",
        is_elementwise=True,
        equations={
            "y": "y = (exp(x) - exp(-x)) / (exp(x) + exp(-x))",
            "dx": "dx = dout * (1 - y^2)",
        },
    )


def _relu(shapes: Shapes, _: Choices) -> Specification:
    return Specification(
        "ReLU",
        "y",
        of_x(relu),
        _elements(shapes),
        inputs=("x",),
        aliases=("Relu", "ReluLayer", "ReLULayer"),
        function="relu",
        kinked=True,
        is_elementwise=True,
        equations={"y": "y = max(x, 0)", "dx": "dx = dout where x > 0, else 0"},
    )


def _leaky_relu(shapes: Shapes, arguments: Choices) -> Specification:
    alpha = arguments.get("alpha")
    leak = 0.01 if alpha is None else alpha
    return Specification(
        "LeakyReLU",
        "y",
        of_x(lambda x: leaky_relu(x, leak)),
        _elements(shapes),
        inputs=("x",),
        settings={} if alpha is None else {"alpha": alpha},
        aliases=("LeakyRelu", "LeakyReLULayer"),
        function="leaky_relu",
        kinked=True,
        is_elementwise=True,
        equations={
            "y": f"y = x where x > 0, else {leak:g} x",
            "dx": f"dx = dout where x > 0, else {leak:g} dout",
        },
    )


def _softmax(shapes: Shapes, _: Choices) -> Specification:
    def sample(rng: np.random.Generator, batch: int, scale: float) -> Tensors:
        x = scale * rng.normal(size=(batch, shapes["C"]))
        if scale > 1:
            x[0, 0] = scale  # without fail more than exp can take
        return {"x": x}

    return Specification(
        "Softmax",
        "y",
        of_x(softmax),
        sample,
        inputs=("x",),
        aliases=("SoftmaxLayer",),
        function="softmax",
        equations={
            "y": "y[n, c] = exp(x[n, c]) / sum_k exp(x[n, k])",
            "dx": "dx[n, c] = y[n, c] (dout[n, c] - sum_k dout[n, k] y[n, k])",
        },
    )


ACTIVATIONS = (
    Kind("Sigmoid", _sigmoid, _SHAPES),
    Kind("Tanh", _tanh, _SHAPES),
    Kind("ReLU", _relu, _SHAPES),
    Kind("LeakyReLU", _leaky_relu, _SHAPES, {"alpha": Argument(None, 0.0, 1.0)}),
    Kind("Softmax", _softmax, {"C": 4}),
)
