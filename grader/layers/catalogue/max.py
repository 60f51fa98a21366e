"""Max: the larger of two arrays, element by element."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from grader.layers.catalogue import causes
from grader.layers.catalogue.causes import WRONG
from grader.layers.catalogue.evaluation import of
from grader.layers.catalogue.freedoms import between
from grader.layers.catalogue.kind import (
    Backward,
    Choices,
    Forward,
    Kind,
    Mistake,
    Shapes,
    WrongArray,
)
from grader.layers.catalogue.samples import away_from_zero, half_of, unbalanced
from grader.layers.catalogue.specification import (
    USUAL_TRIALS,
    Freedom,
    Specification,
    Tensors,
)
from grader.problems import ProblemKind
from reference.arrays import Floats
from reference.gates import maximum

DECIDED_ONCE = ProblemKind(
    "decided_once",
    WRONG,
    "This input gets all of dout, or none of it. Which of the two is larger is decided for each "
    "element by itself: dout goes where it is larger, and 0 elsewhere.",
)

_FORMULAS = """
out = where(x > y, x, y)
dx = dout * (x > y)
dy = dout * (y > x)
---
out = maximum(x, y)
dx = where(x > y, dout, 0)
dy = where(x > y, 0, dout)
---
out = x * (x > y) + y * (y > x)
dx = dout * (x > y)
dy = dout * (1 - (x > y))
"""


def _build(shapes: Shapes, _: Choices) -> Specification:
    def sample(rng: np.random.Generator, batch: int, scale: float) -> Tensors:
        x = scale * rng.normal(size=(batch, shapes["D"]))
        return {"x": x, "y": x + away_from_zero(rng, x.shape, scale)}  # each wins half the time

    def tied(rng: np.random.Generator, batch: int, scale: float) -> Tensors:
        drawn = sample(rng, batch, scale)
        return {**drawn, "y": np.where(half_of(rng, drawn["x"].shape), drawn["x"], drawn["y"])}

    def many(rng: np.random.Generator, batch: int, scale: float) -> Tensors:
        drawn = sample(rng, batch, scale)
        return {**drawn, "y": drawn["x"] + scale * unbalanced(rng, drawn["x"].shape)}

    return Specification(
        "Max",
        "out",
        of(("x", "y"), maximum),
        sample,
        inputs=("x", "y"),
        aliases=("Maximum", "MaxLayer", "MaxGate", "MaximumLayer"),
        function="max",
        trials=USUAL_TRIALS - {"zeros"},  # where both are 0 is a tie
        special={"ties": tied, "many": many},
        freedoms=_freedoms,
        is_elementwise=True,
        equations={
            "out": "out = max(x, y)",
            "dx": "dx = dout where x > y, else 0",
            "dy": "dy = dout where y > x, else 0",
        },
    )


def _freedoms(tensors: Tensors, upstream: Floats | None) -> dict[str, Freedom]:
    """Of two that are equal, any shares of dout that add up to it are right."""
    if upstream is None:
        return {}
    tie = tensors["x"] == tensors["y"]
    numbers = np.arange(tie.size).reshape(tie.shape)
    free = replace(between(tie, 0.0 * upstream, upstream), shares=numbers)
    return {"dx": free, "dy": free}


def _wrong_outputs(at: Forward) -> Iterator[Mistake]:
    x, y = at.tensors["x"], at.tensors["y"]
    yield causes.WRONG_REDUCTION, np.minimum(x, y)
    yield causes.WRONG_REDUCTION, x + y
    yield causes.WRONG_REDUCTION, (x + y) / 2


def _wrong_gradients(at: Backward) -> Iterator[Mistake]:
    yield causes.WRONG_REDUCTION, at.dout / 2


def _cause_of(wrong: WrongArray) -> ProblemKind | None:
    """Whether one of the two inputs has won everywhere."""
    if wrong.upstream is None or wrong.got.shape != wrong.upstream.shape or wrong.got.size == 1:
        return None
    is_all = bool(np.allclose(wrong.got, wrong.upstream, rtol=1e-9, atol=0.0))
    return DECIDED_ONCE if is_all or not wrong.got.any() else None


MAX = Kind(
    "Max",
    _build,
    "gate",
    "returns `out = max(x, y)`, element by element",
    "all (N, D)",
    {"D": 3},
    wrong_outputs=_wrong_outputs,
    wrong_gradients=_wrong_gradients,
    formulas=lambda *_: _FORMULAS,
    cause_of=_cause_of,
)
