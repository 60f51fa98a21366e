"""Embedding: a row of a table for each word."""

from collections.abc import Iterator
from typing import Any

import numpy as np

from grader.layers.catalogue.causes import WRONG
from grader.layers.catalogue.kind import Backward, Choices, Kind, Mistake, Shapes
from grader.layers.catalogue.specification import USUAL_TRIALS, Specification, Tensors, Vjp
from grader.problems import ProblemKind
from reference.arrays import Floats
from reference.embedding import embedding

REPEATS_LOST = ProblemKind(
    "repeats_lost",
    WRONG,
    "A word that stands several times counts once. Add all its gradients: np.add.at(dW, idx, "
    "dout).",
)

REPEATS_AVERAGED = ProblemKind(
    "repeats_averaged",
    WRONG,
    "The gradients of a word that stands several times are averaged. They add: no division, no "
    "mean.",
)


def _largest(shapes: Shapes, _: Choices) -> int:
    return shapes["D"] * max(shapes["N"] * max(shapes["T"], 1), shapes["V"])


_FORMULAS = """
y = one_hot(idx, W) @ W
dW = one_hot(idx, W).T @ rows(dout)
"""


def _build(shapes: Shapes, _: Choices) -> Specification:
    words, width, length = shapes["V"], shapes["D"], shapes["T"]

    def sample(rng: np.random.Generator, batch: int, scale: float) -> Tensors:
        tokens = rng.integers(words, size=(batch, length) if length else batch)
        flat = tokens.reshape(-1)
        flat[0] = rng.integers(min(1, words - 1), words)  # not what careless code writes there
        flat[1:3] = rng.permutation([0, words - 1])[: len(flat[1:3])]  # where ranges begin and end
        flat[-1] = flat[0]  # a word that stands twice is where gradients have to add,
        if length > 1 and batch > 1:
            tokens[-1, -2] = tokens[-1, -1]  # whether in two rows or in one
        whole_numbers: Any = tokens  # the only tensor that does not hold floats
        return {"idx": whole_numbers, "W": scale * rng.normal(size=(words, width))}

    return Specification(
        "Embedding",
        "y",
        _evaluate,
        sample,
        data=("idx",),
        parameters=("W",),
        sizes=(words, width),
        aliases=("EmbeddingLayer", "Embed", "WordEmbedding"),
        function="word_embedding",
        has_rows=False,
        trials=USUAL_TRIALS - {"zeros"},
        equations={
            "y": "y[n] = W[idx[n]]",
            "dW": "dW[v] = sum of dout[n] over all n with idx[n] = v",
        },
    )


def _evaluate(tensors: Tensors) -> tuple[Floats, Vjp]:
    y, vjp = embedding(tensors["idx"].astype(np.int64), tensors["W"])
    return y, lambda dy: {"W": vjp(dy)}


def _wrong_gradients(at: Backward) -> Iterator[Mistake]:
    last = np.zeros_like(at.tensors["W"])
    last[at.tensors["idx"].astype(np.int64)] = at.dout
    yield REPEATS_LOST, last
    idx = at.tensors["idx"].astype(np.int64).ravel()
    counts = np.maximum(np.bincount(idx, minlength=len(last)), 1)
    total = np.zeros_like(last)
    np.add.at(total, idx, at.dout.reshape(len(idx), -1))
    yield REPEATS_AVERAGED, total / counts[:, np.newaxis]
    first = np.zeros_like(last)
    first[idx[::-1]] = at.dout.reshape(len(idx), -1)[::-1]
    yield REPEATS_LOST, first


EMBEDDING = Kind(
    "Embedding",
    _build,
    "with parameters",
    "returns `y = W[idx]`",
    "idx (N,) or (N, T) integers, W (V, D), y (N, D) or (N, T, D)",
    {"V": 6, "D": 3, "T": 0},
    wrong_gradients=_wrong_gradients,
    largest=_largest,
    formulas=lambda *_: _FORMULAS,
)
