"""Tanh: the hyperbolic tangent, element by element."""

from collections.abc import Iterator

import numpy as np

from grader.layers.catalogue import causes
from grader.layers.catalogue.evaluation import of_x
from grader.layers.catalogue.kind import Backward, Choices, Kind, Mistake, Shapes
from grader.layers.catalogue.samples import far_from_balanced, nonzero
from grader.layers.catalogue.specification import Specification
from reference.activations import tanh

_FORMULAS = """
y = tanh(x)
dx = dout * (1 - y**2)
---
y = (exp(x) - exp(-x)) / (exp(x) + exp(-x))
dx = dout * (1 - y**2)
---
y = 2 / (1 + exp(-2 * x)) - 1
dx = dout * (1 - y) * (1 + y)
---
y = (1 - exp(-2 * x)) / (1 + exp(-2 * x))
dx = dout * 4 / (exp(x) + exp(-x))**2
---
y = (exp(2 * x) - 1) / (exp(2 * x) + 1)
dx = dout / cosh(x)**2
"""


def _build(shapes: Shapes, _: Choices) -> Specification:
    return Specification(
        "Tanh",
        "y",
        of_x(tanh),
        nonzero(shapes["D"]),
        inputs=("x",),
        special={"many": far_from_balanced("x", shapes["D"])},
        aliases=("TanhLayer", "HyperbolicTangent"),
        function="tanh",
        is_elementwise=True,
        equations={
            "y": "y = (exp(x) - exp(-x)) / (exp(x) + exp(-x))",
            "dx": "dx = dout * (1 - y^2)",
        },
    )


def _wrong_gradients(at: Backward) -> Iterator[Mistake]:
    x = at.tensors["x"]
    y = np.tanh(x)
    yield causes.NOT_SQUARED, at.dout * (1 - y)
    yield causes.NOT_SQUARED, at.dout / np.cosh(x)
    yield causes.WRONG_VARIABLE, at.dout * (1 - x**2)
    yield causes.TERM_SIGN, at.dout * (1 + y**2)


TANH = Kind(
    "Tanh",
    _build,
    "activation",
    "returns `y`",
    "all (N, D)",
    {"D": 5},
    wrong_gradients=_wrong_gradients,
    formulas=lambda *_: _FORMULAS,
)
