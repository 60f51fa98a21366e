"""Multiply: the product of two arrays, element by element."""

from grader.layers.catalogue.evaluation import of
from grader.layers.catalogue.kind import Choices, Kind, Shapes
from grader.layers.catalogue.samples import far_from_balanced, normal
from grader.layers.catalogue.specification import Specification
from reference.gates import multiply

_FORMULAS = """
out = x * y
dx = dout * y
dy = dout * x
"""


def _build(shapes: Shapes, _: Choices) -> Specification:
    return Specification(
        "Multiply",
        "out",
        of(("x", "y"), multiply),
        normal("xy", shapes["D"]),
        inputs=("x", "y"),
        special={"many": far_from_balanced("xy", shapes["D"])},
        aliases=(
            "Mul",
            "MulLayer",
            "MultiplyLayer",
            "MulGate",
            "MultiplyGate",
            "Multiplication",
            "Times",
        ),
        function="multiply",
        is_elementwise=True,
        equations={"out": "out = x * y", "dx": "dx = dout * y", "dy": "dy = dout * x"},
    )


MULTIPLY = Kind(
    "Multiply",
    _build,
    "gate",
    "returns `out = x * y`",
    "all (N, D)",
    {"D": 3},
    formulas=lambda *_: _FORMULAS,
)
