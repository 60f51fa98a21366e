"""Gates of a computational graph."""

from collections.abc import Callable

import numpy as np

from grader.layers.catalogue.kind import Choices, Kind, Shapes, away_from_zero, of
from grader.layers.catalogue.specification import USUAL_TRIALS, Specification, Tensors, Vjp
from reference.arrays import Floats
from reference.gates import add, branch, maximum, multiply

_SHAPES = {"D": 3}


def _two_alike(shapes: Shapes) -> Callable[[np.random.Generator, int, float], Tensors]:
    def sample(rng: np.random.Generator, batch: int, scale: float) -> Tensors:
        return {name: scale * rng.normal(size=(batch, shapes["D"])) for name in "xy"}

    return sample


def _add(shapes: Shapes, _: Choices) -> Specification:
    return Specification(
        "Add",
        "out",
        of(("x", "y"), add),
        _two_alike(shapes),
        inputs=("x", "y"),
        aliases=("AddLayer", "AddGate"),
        function="add",
        is_elementwise=True,
        equations={"out": "out = x + y", "dx": "dx = dout", "dy": "dy = dout"},
    )


def _multiply(shapes: Shapes, _: Choices) -> Specification:
    return Specification(
        "Multiply",
        "out",
        of(("x", "y"), multiply),
        _two_alike(shapes),
        inputs=("x", "y"),
        aliases=("Mul", "MulLayer", "MultiplyLayer", "MulGate", "MultiplyGate"),
        function="multiply",
        is_elementwise=True,
        equations={"out": "out = x * y", "dx": "dx = dout * y", "dy": "dy = dout * x"},
    )


def _max(shapes: Shapes, _: Choices) -> Specification:
    def sample(rng: np.random.Generator, batch: int, scale: float) -> Tensors:
        x = scale * rng.normal(size=(batch, shapes["D"]))
        return {"x": x, "y": x + away_from_zero(rng, x.shape, scale)}  # each wins half the time

    return Specification(
        "Max",
        "out",
        of(("x", "y"), maximum),
        sample,
        inputs=("x", "y"),
        aliases=("Maximum", "MaxLayer", "MaxGate", "MaximumLayer"),
        function="max",
        trials=USUAL_TRIALS - {"zeros"},  # where both are 0 is a kink
        is_elementwise=True,
        equations={
            "out": "out = max(x, y)",
            "dx": "dx = dout where x > y, else 0",
            "dy": "dy = dout where y > x, else 0",
        },
    )


def _branch(shapes: Shapes, _: Choices) -> Specification:
    def evaluate(tensors: Tensors) -> tuple[Floats, Vjp]:
        copies, vjp = branch(tensors["x"])
        return np.stack(copies), lambda dout: {"x": vjp(dout[0], dout[1])}

    def sample(rng: np.random.Generator, batch: int, scale: float) -> Tensors:
        return {"x": scale * rng.normal(size=(batch, shapes["D"]))}

    return Specification(
        "Branch",
        "out",
        evaluate,
        sample,
        inputs=("x",),
        aliases=("BranchLayer", "BranchGate", "Fork", "Copy"),
        function="branch",
        copies=2,
        has_rows=False,
        is_elementwise=True,
        equations={"out": "out1 = out2 = x", "dx": "dx = dout1 + dout2"},
    )


GATES = (
    Kind("Add", _add, _SHAPES),
    Kind("Multiply", _multiply, _SHAPES),
    Kind("Max", _max, _SHAPES),
    Kind("Branch", _branch, _SHAPES),
)
