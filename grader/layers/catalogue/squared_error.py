"""SquaredError: half the squared distance to the targets, averaged over the batch."""

from collections.abc import Iterator

import numpy as np

from grader.layers.catalogue import causes
from grader.layers.catalogue.evaluation import of_loss
from grader.layers.catalogue.kind import Backward, Choices, Forward, Kind, Mistake, Shapes
from grader.layers.catalogue.samples import (
    with_targets,
    with_targets_met,
    with_targets_on_one_side,
)
from grader.layers.catalogue.specification import Specification
from reference.losses import squared_error

_FORMULAS = """
loss = sum((y - t)**2, None) / (2 * N)
dy = dout * (y - t) / N
---
loss = sum(sum((y - t)**2, 1) / 2, 0) / N
dy = 2 * (y - t) / (2 * N) * dout
"""


def _build(shapes: Shapes, _: Choices) -> Specification:
    return Specification(
        "SquaredError",
        "loss",
        of_loss("y", squared_error),
        with_targets(shapes["D"]),
        inputs=("y",),
        data=("t",),
        special={
            "ties": with_targets_met(shapes["D"]),
            "many": with_targets_on_one_side(shapes["D"]),
        },
        aliases=("SquaredErrorLoss", "MeanSquaredError", "MSELoss", "SquaredLoss", "MSE"),
        function="squared_error_loss",
        is_elementwise=True,
        equations={
            "loss": "loss = sum_nd (y - t)^2 / (2 N)",
            "dy": "dy = dout * (y - t) / N",
        },
    )


def _wrong_outputs(at: Forward) -> Iterator[Mistake]:
    y, t = at.tensors["y"], at.tensors["t"]
    for n in (2 * len(y), len(y)):
        yield causes.TARGET_FORGOTTEN, np.array((y**2).sum() / n)
        yield causes.NOT_SQUARED, np.array(np.abs(y - t).sum() / n)
        yield causes.NOT_SQUARED, np.array((y - t).sum() / n)


def _wrong_gradients(at: Backward) -> Iterator[Mistake]:
    y = at.tensors["y"]
    yield causes.TARGET_FORGOTTEN, at.dout * y / len(y)
    yield causes.TARGET_FORGOTTEN, at.dout * y


SQUARED_ERROR = Kind(
    "SquaredError",
    _build,
    "loss",
    "returns `loss = sum((y - t)^2) / (2 N)`",
    "y, t (N, D)",
    {"D": 3},
    wrong_outputs=_wrong_outputs,
    wrong_gradients=_wrong_gradients,
    formulas=lambda *_: _FORMULAS,
)
