"""Branch: one array that goes two ways."""

from collections.abc import Iterator

import numpy as np

from grader.layers.catalogue import causes
from grader.layers.catalogue.causes import WRONG
from grader.layers.catalogue.kind import Backward, Choices, Kind, Mistake, Shapes, WrongArray
from grader.layers.catalogue.samples import far_from_balanced, normal
from grader.layers.catalogue.specification import Specification, Tensors, Vjp
from grader.problems import ProblemKind
from reference.arrays import Floats
from reference.gates import branch

BRANCH_MISSING = ProblemKind(
    "branch_missing", WRONG, "Only one branch arrives. The gradients of both branches are added."
)
BRANCH_SPLIT = ProblemKind(
    "branch_split",
    WRONG,
    "x is shared out: what one copy has, the other has not. Each copy is all of x, return x, x.",
)

_FORMULAS = """
dx = dout1 + dout2
"""


def _build(shapes: Shapes, _: Choices) -> Specification:
    return Specification(
        "Branch",
        "out",
        _evaluate,
        normal("x", shapes["D"]),
        inputs=("x",),
        special={"many": far_from_balanced("x", shapes["D"])},
        aliases=("BranchLayer", "BranchGate", "Fork", "Copy"),
        function="branch",
        copies=2,
        has_rows=False,
        is_elementwise=True,
        equations={"out": "out1 = out2 = x", "dx": "dx = dout1 + dout2"},
    )


def _evaluate(tensors: Tensors) -> tuple[Floats, Vjp]:
    copies, vjp = branch(tensors["x"])
    return np.stack(copies), lambda dout: {"x": vjp(dout[0], dout[1])}


def _wrong_gradients(at: Backward) -> Iterator[Mistake]:
    yield BRANCH_MISSING, at.dout[0]
    yield BRANCH_MISSING, at.dout[1]
    yield causes.TERM_SIGN, at.dout[0] - at.dout[1]
    yield causes.TERM_SIGN, at.dout[1] - at.dout[0]


def _cause_of(wrong: WrongArray) -> ProblemKind | None:
    """Whether the two copies are parts of x."""
    if wrong.variable is not None or wrong.got.shape != wrong.expected.shape:
        return None
    x, (one, other) = wrong.tensors["x"], wrong.got
    is_shared = np.allclose(one + other, x) and bool((one * other == 0).all())
    return BRANCH_SPLIT if is_shared else None


BRANCH = Kind(
    "Branch",
    _build,
    "gate",
    "returns `x, x`",
    "all (N, D)",
    {"D": 3},
    wrong_gradients=_wrong_gradients,
    formulas=lambda *_: _FORMULAS,
    cause_of=_cause_of,
)
