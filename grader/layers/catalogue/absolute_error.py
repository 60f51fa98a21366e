"""AbsoluteError: the distance to the targets, averaged over the batch."""

from collections.abc import Iterator

import numpy as np

from grader.layers.catalogue import causes
from grader.layers.catalogue.causes import WRONG
from grader.layers.catalogue.evaluation import of_loss
from grader.layers.catalogue.freedoms import between
from grader.layers.catalogue.kind import Backward, Choices, Forward, Kind, Mistake, Shapes
from grader.layers.catalogue.samples import (
    with_targets,
    with_targets_met,
    with_targets_on_one_side,
)
from grader.layers.catalogue.specification import Freedom, Specification, Tensors
from grader.problems import ProblemKind
from reference.arrays import Floats
from reference.losses import absolute_error

SIGN_MISSING = ProblemKind(
    "sign_missing",
    WRONG,
    "This is the difference. The derivative of an absolute value is its sign: np.sign.",
)
ABSOLUTE_MISSING = ProblemKind(
    "absolute_missing",
    WRONG,
    "Differences of opposite signs cancel out. Take their absolute values first.",
)


_FORMULAS = """
loss = sum(abs(y - t), None) / N
dy = dout * sign(y - t) / N
---
loss = sum(sum(abs(y - t), 1), 0) / N
dy = where(y > t, dout, -dout) / N
"""


def _build(shapes: Shapes, _: Choices) -> Specification:
    return Specification(
        "AbsoluteError",
        "loss",
        of_loss("y", absolute_error),
        with_targets(shapes["D"]),
        inputs=("y",),
        data=("t",),
        special={
            "ties": with_targets_met(shapes["D"]),
            "many": with_targets_on_one_side(shapes["D"]),
        },
        freedoms=_freedoms,
        aliases=("AbsoluteErrorLoss", "MeanAbsoluteError", "MAELoss", "L1Loss", "MAE"),
        function="absolute_error_loss",
        is_elementwise=True,
        equations={
            "loss": "loss = sum_nd |y - t| / N",
            "dy": "dy = dout * sign(y - t) / N",
        },
    )


def _freedoms(tensors: Tensors, upstream: Floats | None) -> dict[str, Freedom]:
    """Where a target is met, any slope between those on either side is right."""
    if upstream is None:
        return {}
    y, t = tensors["y"], tensors["t"]
    most = np.full(y.shape, float(upstream) / len(y))
    return {"dy": between(y == t, -most, most)}


def _wrong_outputs(at: Forward) -> Iterator[Mistake]:
    y, t = at.tensors["y"], at.tensors["t"]
    yield ABSOLUTE_MISSING, np.array((y - t).sum() / len(y))
    yield ABSOLUTE_MISSING, np.array((t - y).sum() / len(y))
    yield causes.TARGET_FORGOTTEN, np.array(np.abs(y).sum() / len(y))


def _wrong_gradients(at: Backward) -> Iterator[Mistake]:
    y, t = at.tensors["y"], at.tensors["t"]
    for rows in (1, len(y)):
        yield SIGN_MISSING, at.dout * (y - t) / rows
        yield causes.SIGN_LOST, at.dout * np.ones_like(y) / rows
        yield causes.TARGET_FORGOTTEN, at.dout * np.sign(y) / rows


ABSOLUTE_ERROR = Kind(
    "AbsoluteError",
    _build,
    "loss",
    "returns `loss = sum(abs(y - t)) / N`",
    "y, t (N, D)",
    {"D": 3},
    wrong_outputs=_wrong_outputs,
    wrong_gradients=_wrong_gradients,
    formulas=lambda *_: _FORMULAS,
)
