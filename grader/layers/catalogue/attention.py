"""Attention: values averaged by the scaled products of queries and keys."""

import math
from collections.abc import Iterator

import numpy as np

from grader.layers.catalogue import causes
from grader.layers.catalogue.causes import WRONG
from grader.layers.catalogue.evaluation import of
from grader.layers.catalogue.kind import Backward, Choices, Forward, Kind, Mistake, Shapes
from grader.layers.catalogue.specification import Specification, Tensors
from grader.problems import ProblemKind
from reference.arrays import Floats
from reference.attention import attention

_LARGE_VALUES = 100.0  # larger ones cancel in the way back, and leave nothing but rounding

SCALE_MISSING = ProblemKind(
    "scale_missing", WRONG, "The scores are not scaled: divide them by sqrt(D)."
)


_FORMULAS = """
S = Q @ K.T / sqrt(D)
E = exp(S - max(S, -1))
A = E / sum(E, -1)
Y = A @ V
dV = A.T @ dout
dA = dout @ V.T
dZ = A * (dA - sum(dA * A, -1))
dQ = dZ @ K / sqrt(D)
dK = dZ.T @ Q / sqrt(D)
---
S = Q @ K.T / sqrt(D)
E = exp(S - max(S, -1))
A = E / sum(E, -1)
Y = A @ V
dA = dout @ V.T
dZ = (A * dA - A * sum(A * dA, -1)) / sqrt(D)
dQ = dZ @ K
dK = dZ.T @ Q
"""


def _build(shapes: Shapes, _: Choices) -> Specification:
    queries, keys, width, values = (shapes[name] for name in ("T", "S", "D", "E"))

    def sample(rng: np.random.Generator, batch: int, scale: float) -> Tensors:
        return {
            "Q": scale * rng.normal(size=(batch, queries, width)),
            "K": rng.normal(size=(batch, keys, width)),
            "V": min(scale, _LARGE_VALUES) * rng.normal(size=(batch, keys, values)),
        }

    return Specification(
        "Attention",
        "Y",
        of(("Q", "K", "V"), attention),
        sample,
        inputs=("Q", "K", "V"),
        aliases=("ScaledDotProductAttention", "AttentionLayer", "DotProductAttention"),
        function="attention",
        has_rows=False,
        guard=1e-7,  # large queries magnify what rounding leaves where a softmax is saturated
        equations={
            "Y": "Y = A V, A = softmax(Q K^T / sqrt(D))",
            "dQ": "dQ = dZ K / sqrt(D), dZ = A (dA - sum_s dA A), dA = dout V^T",
            "dK": "dK = dZ^T Q / sqrt(D), dZ = A (dA - sum_s dA A), dA = dout V^T",
            "dV": "dV = A^T dout",
        },
    )


def _largest(shapes: Shapes, _: Choices) -> int:
    queries, keys, width, values = (shapes[name] for name in ("T", "S", "D", "E"))
    most = (queries * keys, queries * width, keys * width, keys * values, queries * values)
    return shapes["N"] * max(most)


def _weights(scores: Floats, axis: int = -1) -> Floats:
    e = np.exp(scores - scores.max(axis, keepdims=True))
    shares: Floats = e / e.sum(axis, keepdims=True)
    return shares


def _wrong_outputs(at: Forward) -> Iterator[Mistake]:
    Q, K, V = (at.tensors[name] for name in "QKV")
    scores = Q @ np.swapaxes(K, -1, -2)
    scaled = scores / math.sqrt(Q.shape[-1])
    yield SCALE_MISSING, _weights(scores) @ V
    yield causes.NOT_ROOTED, _weights(scores / Q.shape[-1]) @ V
    yield causes.NOT_ROOTED, _weights(scores * math.sqrt(Q.shape[-1])) @ V
    e = np.exp(scaled - scaled.max(-1, keepdims=True))
    for axis in (-2, 0):
        yield causes.WRONG_AXIS, _weights(scaled, axis) @ V
        yield causes.WRONG_AXIS, e / e.sum(axis, keepdims=True) @ V
    yield causes.SOFTMAX_SKIPPED, scaled @ V


def _wrong_gradients(at: Backward) -> Iterator[Mistake]:
    Q, K, V = (at.tensors[name] for name in "QKV")
    root = math.sqrt(Q.shape[-1])
    A = _weights(Q @ np.swapaxes(K, -1, -2) / root)
    dA = at.dout @ np.swapaxes(V, -1, -2)
    inner = (dA * A).sum(-1, keepdims=True)
    for kind, dZ in (
        (causes.DIAGONAL_ONLY, dA * A * (1 - A)),
        (causes.SOFTMAX_SKIPPED, dA),
        (causes.SOFTMAX_SUM_MISSING, dA * A),
        (causes.TERM_SIGN, A * (dA + inner)),
        (SCALE_MISSING, A * (dA - inner) * root),
    ):
        if at.variable == "Q":
            yield kind, dZ @ K / root
        if at.variable == "K":
            yield kind, np.swapaxes(dZ, -1, -2) @ Q / root


ATTENTION = Kind(
    "Attention",
    _build,
    "without parameters",
    "returns `Y = softmax(Q K^T / sqrt(D)) V`",
    "Q (N, T, D), K (N, S, D), V (N, S, E), Y (N, T, E)",
    {"T": 3, "S": 7, "D": 2, "E": 6},
    wrong_outputs=_wrong_outputs,
    wrong_gradients=_wrong_gradients,
    largest=_largest,
    formulas=lambda *_: _FORMULAS,
)
