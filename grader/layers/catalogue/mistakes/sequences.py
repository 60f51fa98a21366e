"""Mistakes of embeddings and attention."""

import math
from collections.abc import Iterator, Mapping

import numpy as np

from grader.layers.catalogue import general_causes
from grader.layers.catalogue import layer_causes as own
from grader.layers.catalogue.mistakes.mistake import Gradients, Mistake, Outputs
from grader.layers.catalogue.specification import Specification, Tensors
from reference.arrays import Floats


def _embedding_gradients(
    _: Specification, tensors: Tensors, dout: Floats, __: str
) -> Iterator[Mistake]:
    last = np.zeros_like(tensors["W"])
    last[tensors["idx"].astype(np.int64)] = dout
    yield own.REPEATS_LOST, last


def _weights(scores: Floats, axis: int = -1) -> Floats:
    e = np.exp(scores - scores.max(axis, keepdims=True))
    shares: Floats = e / e.sum(axis, keepdims=True)
    return shares


def _attention_outputs(_: Specification, tensors: Tensors) -> Iterator[Mistake]:
    Q, K, V = (tensors[name] for name in "QKV")
    scores = Q @ np.swapaxes(K, -1, -2)
    scaled = scores / math.sqrt(Q.shape[-1])
    yield own.SCALE_MISSING, _weights(scores) @ V
    yield own.NOT_ROOTED, _weights(scores / Q.shape[-1]) @ V
    yield own.NOT_ROOTED, _weights(scores * math.sqrt(Q.shape[-1])) @ V
    e = np.exp(scaled - scaled.max(-1, keepdims=True))
    for axis in (-2, 0):
        yield general_causes.WRONG_AXIS, _weights(scaled, axis) @ V
        yield general_causes.WRONG_AXIS, e / e.sum(axis, keepdims=True) @ V
    yield own.SOFTMAX_SKIPPED, scaled @ V


def _attention_gradients(
    _: Specification, tensors: Tensors, dout: Floats, variable: str
) -> Iterator[Mistake]:
    Q, K, V = (tensors[name] for name in "QKV")
    root = math.sqrt(Q.shape[-1])
    A = _weights(Q @ np.swapaxes(K, -1, -2) / root)
    dA = dout @ np.swapaxes(V, -1, -2)
    inner = (dA * A).sum(-1, keepdims=True)
    for kind, dZ in (
        (general_causes.DIAGONAL_ONLY, dA * A * (1 - A)),
        (own.SOFTMAX_SKIPPED, dA),
        (own.SOFTMAX_SUM_MISSING, dA * A),
        (own.TERM_SIGN, A * (dA + inner)),
        (own.SCALE_MISSING, A * (dA - inner) * root),
    ):
        if variable == "Q":
            yield kind, dZ @ K / root
        if variable == "K":
            yield kind, np.swapaxes(dZ, -1, -2) @ Q / root


OUTPUTS: Mapping[str, Outputs] = {"Attention": _attention_outputs}
GRADIENTS: Mapping[str, Gradients] = {
    "Embedding": _embedding_gradients,
    "Attention": _attention_gradients,
}
