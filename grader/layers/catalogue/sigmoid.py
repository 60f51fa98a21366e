"""Sigmoid: the logistic function, element by element."""

from collections.abc import Iterator

from grader.layers.catalogue import causes
from grader.layers.catalogue.causes import WRONG
from grader.layers.catalogue.evaluation import of_x
from grader.layers.catalogue.kind import Backward, Choices, Forward, Kind, Mistake, Shapes
from grader.layers.catalogue.samples import far_from_balanced, nonzero
from grader.layers.catalogue.specification import Specification
from grader.problems import ProblemKind
from reference.activations import sigmoid

EXPONENT_SIGN = ProblemKind(
    "exponent_sign", WRONG, "This is 1 / (1 + exp(x)). The exponent needs a minus: exp(-x)."
)


_FORMULAS = """
y = 1 / (1 + exp(-x))
dx = dout * y * (1 - y)
---
y = exp(x) / (1 + exp(x))
dx = dout * exp(-x) / (1 + exp(-x))**2
"""


def _build(shapes: Shapes, _: Choices) -> Specification:
    return Specification(
        "Sigmoid",
        "y",
        of_x(sigmoid),
        nonzero(shapes["D"]),
        inputs=("x",),
        special={"many": far_from_balanced("x", shapes["D"])},
        aliases=("SigmoidLayer",),
        function="sigmoid",
        is_elementwise=True,
        equations={"y": "y = 1 / (1 + exp(-x))", "dx": "dx = dout * y * (1 - y)"},
    )


def _wrong_outputs(at: Forward) -> Iterator[Mistake]:
    yield EXPONENT_SIGN, sigmoid(-at.tensors["x"])[0]


def _wrong_gradients(at: Backward) -> Iterator[Mistake]:
    x = at.tensors["x"]
    y, _vjp = sigmoid(x)
    yield causes.WRONG_VARIABLE, at.dout * x * (1 - x)
    yield causes.FACTOR_LEFT_OUT, at.dout * y
    yield causes.FACTOR_LEFT_OUT, at.dout * (1 - y)
    yield causes.TERM_SIGN, at.dout * y * (1 + y)


SIGMOID = Kind(
    "Sigmoid",
    _build,
    "activation",
    "returns `y`",
    "all (N, D)",
    {"D": 5},
    wrong_outputs=_wrong_outputs,
    wrong_gradients=_wrong_gradients,
    formulas=lambda *_: _FORMULAS,
)
