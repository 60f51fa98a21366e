"""Softmax: a distribution from each row of logits."""

from collections.abc import Iterator

import numpy as np

from grader.layers.catalogue import causes
from grader.layers.catalogue.causes import WRONG
from grader.layers.catalogue.evaluation import of_x
from grader.layers.catalogue.kind import Backward, Choices, Forward, Kind, Mistake, Shapes
from grader.layers.catalogue.specification import Specification, Tensors
from grader.problems import ProblemKind
from reference.losses import softmax

NORMALISED_OVER_EVERYTHING = ProblemKind(
    "normalised_over_everything",
    WRONG,
    "The sum runs over the whole batch. Divide each row by its own: axis=1, keepdims=True.",
)


_WIDE = 5.0  # logits, whose least shares are 1e-6 and less

_FORMULAS = """
e = exp(x - max(x, 1))
y = e / sum(e, 1)
dx = y * (dout - sum(dout * y, 1))
---
e = exp(x - max(x, 1))
y = e / sum(e, 1)
dx = dout * y - y * sum(dout * y, 1)
"""


def _build(shapes: Shapes, _: Choices) -> Specification:
    def sample(rng: np.random.Generator, batch: int, scale: float) -> Tensors:
        x = scale * rng.normal(size=(batch, shapes["C"]))
        if scale > 1:
            x[-1] -= 4 * scale  # far below the other rows
            x[0, 0] = scale  # without fail more than exp can take
            x[0, 1:2] = 0.75 * scale  # and so that it shows where both are cut at one value
        return {"x": x}

    def unlikely(rng: np.random.Generator, batch: int, scale: float) -> Tensors:
        """Shares of all sizes: cut where they are small, they show."""
        return {"x": _WIDE * scale * rng.normal(size=(batch, shapes["C"]))}

    return Specification(
        "Softmax",
        "y",
        of_x(softmax),
        sample,
        inputs=("x",),
        special={"many": unlikely},
        aliases=("SoftmaxLayer",),
        function="softmax",
        equations={
            "y": "y[n, c] = exp(x[n, c]) / sum_k exp(x[n, k])",
            "dx": "dx[n, c] = y[n, c] (dout[n, c] - sum_k dout[n, k] y[n, k])",
        },
    )


def _wrong_outputs(at: Forward) -> Iterator[Mistake]:
    x = at.tensors["x"]
    yield causes.WRONG_AXIS, softmax(x.T)[0].T
    for e in (np.exp(x - x.max()), np.exp(x - x.max(axis=1, keepdims=True))):
        yield NORMALISED_OVER_EVERYTHING, e / e.sum()
        yield causes.WRONG_AXIS, e / e.sum(axis=0)


def _wrong_gradients(at: Backward) -> Iterator[Mistake]:
    y, _vjp = softmax(at.tensors["x"])
    yield causes.DIAGONAL_ONLY, at.dout * y * (1 - y)
    yield causes.SOFTMAX_SUM_MISSING, at.dout * y
    yield causes.TERM_SIGN, y * (at.dout + (at.dout * y).sum(axis=1, keepdims=True))
    yield causes.WRONG_AXIS, y * (at.dout - (at.dout * y).sum(axis=0, keepdims=True))


SOFTMAX = Kind(
    "Softmax",
    _build,
    "activation",
    "returns `y`, each row normalised",
    "all (N, C)",
    {"C": 4},
    wrong_outputs=_wrong_outputs,
    wrong_gradients=_wrong_gradients,
    formulas=lambda *_: _FORMULAS,
)
