"""ReLU: what is positive, and 0 for all else."""

from collections.abc import Iterator

import numpy as np

from grader.layers.catalogue import causes
from grader.layers.catalogue.evaluation import of_x
from grader.layers.catalogue.freedoms import kink_at_zero
from grader.layers.catalogue.kind import Backward, Choices, Forward, Kind, Mistake, Shapes
from grader.layers.catalogue.samples import far_from_balanced, nonzero
from grader.layers.catalogue.specification import Specification
from reference.activations import relu

_FORMULAS = """
y = maximum(x, 0)
dx = dout * (x > 0)
---
y = x * (x > 0)
dx = where(x > 0, dout, 0)
---
y = (x + abs(x)) / 2
dx = dout * (1 + sign(x)) / 2
"""


def _build(shapes: Shapes, _: Choices) -> Specification:
    return Specification(
        "ReLU",
        "y",
        of_x(relu),
        nonzero(shapes["D"]),
        inputs=("x",),
        special={"many": far_from_balanced("x", shapes["D"])},
        aliases=(
            "Relu",
            "ReluLayer",
            "ReLULayer",
            "RectifiedLinear",
            "RectifiedLinearUnit",
            "Rectifier",
        ),
        function="relu",
        freedoms=kink_at_zero(0.0),
        is_elementwise=True,
        equations={"y": "y = max(x, 0)", "dx": "dx = dout where x > 0, else 0"},
    )


def _wrong_outputs(at: Forward) -> Iterator[Mistake]:
    x = at.tensors["x"]
    yield causes.NOT_RECTIFIED, x
    yield causes.NOT_RECTIFIED, np.abs(x)
    yield causes.MASK_INVERTED, np.minimum(x, 0.0)
    for limit in (1.0, 6.0):
        yield causes.LARGE_VALUES, np.clip(x, 0.0, limit)


def _wrong_gradients(at: Backward) -> Iterator[Mistake]:
    yield causes.MASK_INVERTED, at.dout * (at.tensors["x"] <= 0)
    yield causes.WRONG_VARIABLE, at.dout * (at.dout > 0)


RELU = Kind(
    "ReLU",
    _build,
    "activation",
    "returns `y`",
    "all (N, D)",
    {"D": 5},
    wrong_outputs=_wrong_outputs,
    wrong_gradients=_wrong_gradients,
    formulas=lambda *_: _FORMULAS,
)
