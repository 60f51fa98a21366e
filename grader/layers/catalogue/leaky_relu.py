"""LeakyReLU: what is positive, and alpha times all else."""

from collections.abc import Iterator

import numpy as np

from grader.layers.catalogue import causes
from grader.layers.catalogue.causes import WRONG
from grader.layers.catalogue.evaluation import of_x
from grader.layers.catalogue.freedoms import kink_at_zero
from grader.layers.catalogue.kind import Backward, Choices, Forward, Kind, Mistake, Number, Shapes
from grader.layers.catalogue.samples import far_from_balanced, nonzero
from grader.layers.catalogue.specification import Specification, Tensors
from grader.problems import ProblemKind
from reference.activations import leaky_relu

_USUAL_LEAK = 0.01

LEAK_MISSING = ProblemKind(
    "leak_missing",
    WRONG,
    "The negative side is 0. It keeps alpha times its input, and alpha times dout.",
)


def _build(shapes: Shapes, arguments: Choices) -> Specification:
    settings = {name: float(value) for name, value in arguments.items()}
    leak = settings.get("alpha", _USUAL_LEAK)
    return Specification(
        "LeakyReLU",
        "y",
        of_x(lambda x: leaky_relu(x, leak)),
        nonzero(shapes["D"]),
        inputs=("x",),
        settings=settings,
        special={"many": far_from_balanced("x", shapes["D"])},
        aliases=("LeakyRelu", "LeakyReLULayer"),
        function="leaky_relu",
        freedoms=kink_at_zero(leak),
        is_elementwise=True,
        equations={
            "y": f"y = x where x > 0, else {leak:g} x",
            "dx": f"dx = dout where x > 0, else {leak:g} dout",
        },
    )


def _formulas(layer: Specification, _: Tensors) -> str:
    leak = "alpha" if "alpha" in layer.settings else str(_USUAL_LEAK)
    return f"""
y = where(x > 0, x, {leak} * x)
dx = where(x > 0, dout, {leak} * dout)
---
y = maximum(x, {leak} * x)
dx = dout * where(x > 0, 1, {leak})
"""


def _leak(layer: Specification) -> float:
    return float(layer.settings.get("alpha", _USUAL_LEAK))


def _wrong_outputs(at: Forward) -> Iterator[Mistake]:
    x, leak = at.tensors["x"], _leak(at.layer)
    yield LEAK_MISSING, np.maximum(x, 0.0)
    yield causes.MASK_INVERTED, np.where(x > 0, leak * x, x)
    yield causes.NOT_RECTIFIED, x


def _wrong_gradients(at: Backward) -> Iterator[Mistake]:
    x, leak = at.tensors["x"], _leak(at.layer)
    yield LEAK_MISSING, at.dout * (x > 0)
    yield causes.MASK_INVERTED, np.where(x > 0, leak * at.dout, at.dout)


LEAKY_RELU = Kind(
    "LeakyReLU",
    _build,
    "activation",
    f"returns `y`, `x` where positive, `{_USUAL_LEAK} x` elsewhere",
    "all (N, D)",
    {"D": 5},
    {"alpha": Number(None, 0.0, 1.0, others=(0.05, 0.5))},
    wrong_outputs=_wrong_outputs,
    wrong_gradients=_wrong_gradients,
    formulas=_formulas,
)
