"""CrossEntropy: the surprise of the true classes, from probabilities."""

from collections.abc import Iterator

import numpy as np

from grader.layers.catalogue import causes
from grader.layers.catalogue.causes import WRONG
from grader.layers.catalogue.evaluation import of_loss
from grader.layers.catalogue.kind import Backward, Choices, Forward, Kind, Mistake, Shapes
from grader.layers.catalogue.samples import one_hot_rows
from grader.layers.catalogue.specification import USUAL_TRIALS, Specification, Tensors
from grader.problems import ProblemKind
from reference.losses import cross_entropy, softmax

WITH_SOFTMAX = ProblemKind(
    "with_softmax",
    WRONG,
    "This is the derivative of softmax and cross-entropy together. Here the probabilities are the "
    "input: -t / p / N.",
)


def _build(shapes: Shapes, _: Choices) -> Specification:
    def sample(rng: np.random.Generator, batch: int, _: float) -> Tensors:
        p, _vjp = softmax(rng.uniform(-1.0, 1.0, size=(batch, shapes["C"])))
        return {"p": p, "t": one_hot_rows(rng, batch, shapes["C"])}

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
        guard=1e-5,  # what a guard inside the logarithm may change
        is_elementwise=True,
        equations={
            "loss": "loss = -(1/N) sum_nc t[n, c] log p[n, c]",
            "dp": "dp = -dout * t / p / N",
        },
    )


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
)
