"""Add: the sum of two arrays."""

from collections.abc import Iterator

from grader.layers.catalogue import causes
from grader.layers.catalogue.evaluation import of
from grader.layers.catalogue.kind import Choices, Forward, Kind, Mistake, Shapes
from grader.layers.catalogue.samples import far_from_balanced, normal
from grader.layers.catalogue.specification import Specification
from reference.gates import add

_FORMULAS = """
out = x + y
dx = dout
dy = dout
"""


def _build(shapes: Shapes, _: Choices) -> Specification:
    return Specification(
        "Add",
        "out",
        of(("x", "y"), add),
        normal("xy", shapes["D"]),
        inputs=("x", "y"),
        special={"many": far_from_balanced("xy", shapes["D"])},
        aliases=("AddLayer", "AddGate", "Addition", "Plus"),
        function="add",
        is_elementwise=True,
        equations={"out": "out = x + y", "dx": "dx = dout", "dy": "dy = dout"},
    )


def _wrong_outputs(at: Forward) -> Iterator[Mistake]:
    yield causes.TERM_SIGN, at.tensors["x"] - at.tensors["y"]
    yield causes.TERM_SIGN, at.tensors["y"] - at.tensors["x"]


ADD = Kind(
    "Add",
    _build,
    "gate",
    "returns `out = x + y`",
    "all (N, D)",
    {"D": 3},
    wrong_outputs=_wrong_outputs,
    formulas=lambda *_: _FORMULAS,
)
