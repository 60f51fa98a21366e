"""SoftmaxWithLoss: the cross-entropy of a softmax of logits."""

from collections.abc import Iterator

import numpy as np

from grader.layers.catalogue import causes
from grader.layers.catalogue.evaluation import of_loss
from grader.layers.catalogue.freedoms import between
from grader.layers.catalogue.kind import Backward, Choices, Forward, Kind, Mistake, Shapes
from grader.layers.catalogue.samples import one_hot_rows
from grader.layers.catalogue.specification import Freedom, Specification, Tensors
from reference.arrays import Booleans, Floats
from reference.losses import softmax, softmax_with_loss

_UNDERFLOWING = 1  # the row of large logits whose true class has no probability
_MOST_GUARD = 1e-5  # that honest code adds inside a logarithm, or cuts at
_FORMULAS = """
e = exp(x - max(x, 1))
p = e / sum(e, 1)
loss = -sum(t * log(p), None) / N
dx = dout * (p - t) / N
---
s = x - max(x, 1)
q = s - log(sum(exp(s), 1))
loss = sum(-sum(t * q, 1), 0) / N
p = exp(q)
dx = (p - t) * dout / N
"""


def _build(shapes: Shapes, _: Choices) -> Specification:
    def sample(rng: np.random.Generator, batch: int, scale: float) -> Tensors:
        logits = scale * rng.uniform(-1.0, 1.0, size=(batch, shapes["C"]))
        if scale > 1:  # a true class with a probability near 0 shows a guard in the logarithm
            logits[-1] -= 4 * scale  # far below the other rows
            logits[0, 0] = scale  # without fail more than exp can take
            logits[0, 1:2] = 0.75 * scale  # and so that it shows where both are cut at one value
            labels = logits.argmax(axis=1)
            if batch > _UNDERFLOWING and shapes["C"] > 1:
                labels[_UNDERFLOWING] = (labels[_UNDERFLOWING] + 1) % shapes["C"]
                logits[_UNDERFLOWING, labels[_UNDERFLOWING]] -= 2 * scale
            return {"x": logits, "t": np.eye(shapes["C"])[labels]}
        return {"x": logits, "t": one_hot_rows(rng, batch, shapes["C"])}

    return Specification(
        "SoftmaxWithLoss",
        "loss",
        of_loss("x", softmax_with_loss),
        sample,
        inputs=("x",),
        labels="t",
        aliases=(
            *("SoftmaxWithLossLayer", "SoftmaxLoss", "SoftmaxCrossEntropy", "SoftmaxCE"),
            *("SoftmaxCrossEntropyLoss", "SoftmaxWithCrossEntropy", "SoftmaxWithCrossEntropyLoss"),
            *("CrossEntropyWithSoftmax", "SoftmaxWithLossFunction", "SoftmaxAndLoss"),
        ),
        function="softmax_loss",
        freedoms=_freedoms,
        guard=1e-5,  # what a guard inside the logarithm may change
        is_elementwise=True,
        equations={
            "loss": "loss = -(1/N) sum_nc t[n, c] log p[n, c], p = softmax(x)",
            "dx": "dx = dout * (p - t) / N",
        },
    )


def _freedoms(tensors: Tensors, upstream: Floats | None) -> dict[str, Freedom]:
    """Where a true class has no probability: a loss that a guard has cut, and less of a gradient.

    Softmax and cross-entropy one after the other lose the gradient there, for all they can do.
    """
    x, t = tensors["x"], tensors["t"]
    lost, free = without_chance(x, t)
    if not free or upstream is None:
        return free
    right = softmax_with_loss(x, t)[1](float(upstream))
    return {**free, "dx": between(lost[:, np.newaxis] & (right != 0), 0.0 * right, right)}


def without_chance(logits: Floats, t: Floats) -> tuple[Booleans, dict[str, Freedom]]:
    """The rows whose true class has no probability, and what the loss may be if there are any."""
    chances = (softmax(logits)[0] * t).sum(axis=1)
    lost: Booleans = chances < np.finfo(np.float64).tiny
    if not lost.any():
        return lost, {}
    loss, _vjp = softmax_with_loss(logits, t)
    surprise = -np.log(np.where(lost, _MOST_GUARD, chances)).sum() / len(t)
    return lost, {"loss": between(np.array(True), np.array(surprise), np.array(loss))}


def _wrong_outputs(at: Forward) -> Iterator[Mistake]:
    x, t = at.tensors["x"], at.tensors["t"]
    transposed, _vjp = softmax_with_loss(x.T, t.T)
    rows, columns = x.shape
    yield causes.WRONG_AXIS, np.array(transposed * columns / rows)
    yield causes.TARGET_FORGOTTEN, np.array(-np.log(softmax(x)[0]).sum() / rows)


def _wrong_gradients(at: Backward) -> Iterator[Mistake]:
    t = at.tensors["t"]
    p, _vjp = softmax(at.tensors["x"])
    for rows in (1, len(t)):
        yield causes.TARGET_FORGOTTEN, at.dout * p / rows
        yield causes.DIAGONAL_ONLY, -at.dout * t * (1 - p) / rows
        yield causes.SOFTMAX_SKIPPED, -at.dout * t / p / rows


SOFTMAX_WITH_LOSS = Kind(
    "SoftmaxWithLoss",
    _build,
    "loss",
    "returns `loss`, the cross-entropy of softmax(x)",
    "x, t (N, C)",
    {"C": 4},
    wrong_outputs=_wrong_outputs,
    wrong_gradients=_wrong_gradients,
    formulas=lambda *_: _FORMULAS,
)
