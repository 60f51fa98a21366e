"""CrossEntropy: the surprise of the true classes, from probabilities."""

from collections.abc import Iterator

import numpy as np

from grader.layers.catalogue import causes
from grader.layers.catalogue.causes import WRONG
from grader.layers.catalogue.evaluation import of_loss
from grader.layers.catalogue.freedoms import between
from grader.layers.catalogue.kind import Backward, Choices, Forward, Kind, Mistake, Shapes
from grader.layers.catalogue.samples import one_hot_rows
from grader.layers.catalogue.specification import (
    USUAL_TRIALS,
    Freedom,
    Specification,
    Tensors,
)
from grader.problems import ProblemKind
from reference.arrays import Floats
from reference.losses import cross_entropy, softmax

_UNLIKELY = 1e-5  # as little as the most that honest code cuts at: a guard that is not small shows
_GUARDS = (0.0, 1e-6)  # the least and the most that honest code adds inside a logarithm

WITH_SOFTMAX = ProblemKind(
    "with_softmax",
    WRONG,
    "This is the derivative of softmax and cross-entropy together. Here the probabilities are the "
    "input: -t / p / N.",
)


_FORMULAS = """
loss = -sum(t * log(p), None) / N
dp = -dout * t / p / N
---
loss = sum(-sum(t * log(p), 1), 0) / N
dp = -t / (p * N) * dout
"""


def _build(shapes: Shapes, _: Choices) -> Specification:
    def sample(rng: np.random.Generator, batch: int, _: float) -> Tensors:
        p, _vjp = softmax(rng.uniform(-1.0, 1.0, size=(batch, shapes["C"])))
        return {"p": p, "t": one_hot_rows(rng, batch, shapes["C"])}

    def unlikely(rng: np.random.Generator, batch: int, scale: float) -> Tensors:
        drawn = sample(rng, batch, scale)
        p, t = drawn["p"], drawn["t"]
        p[0, t[0] == 1] = _UNLIKELY
        if shapes["C"] > 1:
            p[-1, rng.choice(np.flatnonzero(t[-1] == 0))] = 0.0
        return drawn

    return Specification(
        "CrossEntropy",
        "loss",
        of_loss("p", cross_entropy),
        sample,
        inputs=("p",),
        labels="t",
        aliases=("CrossEntropyLoss", "CrossEntropyError", "CrossEntropyLayer"),
        function="cross_entropy_loss",
        trials=USUAL_TRIALS - {"zeros", "large"},
        special={"unlikely": unlikely},
        freedoms=_freedoms,
        guard=1e-5,  # what a guard inside the logarithm may change
        is_elementwise=True,
        equations={
            "loss": "loss = -(1/N) sum_nc t[n, c] log p[n, c]",
            "dp": "dp = -dout * t / p / N",
        },
    )


def _freedoms(tensors: Tensors, upstream: Floats | None) -> dict[str, Freedom]:
    """A guard in the logarithm; at a wrong class of probability 0, the usual formula is 0 / 0."""
    p, t = tensors["p"], tensors["t"]
    losses = [
        -np.array((t * np.log(np.where(t > 0, p + by, 1.0))).sum()) / len(p) for by in _GUARDS
    ]
    free = {"loss": between(np.array(True), *losses)}
    if upstream is None:
        return free
    with np.errstate(divide="ignore", invalid="ignore"):
        slopes = [np.where(t > 0, -upstream * t / (p + by) / len(p), 0.0) for by in _GUARDS]
    dp = between(t > 0, *slopes)
    nowhere = (p == 0) & (t == 0)
    low, high = np.where(nowhere, -np.inf, dp.low), np.where(nowhere, np.inf, dp.high)
    return {**free, "dp": Freedom(dp.at | nowhere, low, high)}


def _wrong_outputs(at: Forward) -> Iterator[Mistake]:
    p = at.tensors["p"]
    yield causes.TARGET_FORGOTTEN, np.array(-np.log(p).sum() / len(p))


def _wrong_gradients(at: Backward) -> Iterator[Mistake]:
    p, t = at.tensors["p"], at.tensors["t"]
    for rows in (1, len(p)):
        yield WITH_SOFTMAX, at.dout * (p - t) / rows
        yield causes.TARGET_FORGOTTEN, -at.dout / p / rows


CROSS_ENTROPY = Kind(
    "CrossEntropy",
    _build,
    "loss",
    "returns `loss = -sum(t log p) / N`",
    "p, t (N, C)",
    {"C": 4},
    wrong_outputs=_wrong_outputs,
    wrong_gradients=_wrong_gradients,
    formulas=lambda *_: _FORMULAS,
)
