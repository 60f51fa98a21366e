"""Layers of tokens and sequences, and the random thinning that goes between them."""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from grader.layers.catalogue.kind import Argument, Choices, Kind, Shapes, away_from_zero, of
from grader.layers.catalogue.specification import (
    TRAINING,
    USUAL_TRIALS,
    Specification,
    Tensors,
    Vjp,
)
from reference.arrays import Booleans, Floats
from reference.attention import attention
from reference.embedding import embedding

_FACTORS = "factors"  # the tensor of what each element is multiplied by
_LARGE_VALUES = 100.0  # larger ones cancel in the way back, and leave nothing but rounding
_CHANCE = 1e-9  # of a right mask to be taken for a repeated one; nobody meets that in a lifetime
_DEVIATIONS = 6.5  # of a binomial count, about one in ten thousand millions


def _embedding(shapes: Shapes, _: Choices) -> Specification:
    words, width, length = shapes["V"], shapes["D"], shapes["T"]

    def evaluate(tensors: Tensors) -> tuple[Floats, Vjp]:
        y, vjp = embedding(tensors["idx"].astype(np.int64), tensors["W"])
        return y, lambda dy: {"W": vjp(dy)}

    def sample(rng: np.random.Generator, batch: int, scale: float) -> Tensors:
        tokens = rng.integers(words, size=(batch, length) if length else batch)
        flat = tokens.reshape(-1)
        flat[0] = rng.integers(min(1, words - 1), words)  # not what careless code writes there
        flat[-1] = flat[0]  # a word that stands twice is where gradients have to add
        whole_numbers: Any = tokens  # the only tensor that does not hold floats
        return {"idx": whole_numbers, "W": scale * rng.normal(size=(words, width))}

    return Specification(
        "Embedding",
        "y",
        evaluate,
        sample,
        data=("idx",),
        parameters=("W",),
        sizes=(words, width),
        aliases=("EmbeddingLayer",),
        function="word_embedding",
        has_rows=False,
        trials=USUAL_TRIALS - {"zeros"},
        equations={
            "y": "y[n] = W[idx[n]]",
            "dW": "dW[v] = sum of dout[n] over all n with idx[n] = v",
        },
    )


def _attention(shapes: Shapes, _: Choices) -> Specification:
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


def _dropout(shapes: Shapes, arguments: Choices) -> Specification:
    rate = arguments["rate"]

    def evaluate(tensors: Tensors) -> tuple[Floats, Vjp]:
        factors = tensors.get(_FACTORS, np.ones_like(tensors["x"]))
        return tensors["x"] * factors, lambda dy: {"x": dy * factors}

    def sample(rng: np.random.Generator, batch: int, scale: float) -> Tensors:
        return {"x": away_from_zero(rng, (batch, shapes["D"]), scale), TRAINING: np.array(1.0)}

    return Specification(
        "Dropout",
        "y",
        evaluate,
        sample,
        inputs=("x",),
        settings={"rate": rate},
        aliases=("DropoutLayer", "DropOut"),
        function="dropout",
        function_settings={"rate": "p"},
        has_modes=True,
        trials=USUAL_TRIALS - {"zeros"} | {"evaluation"},
        settle=_with_factors,
        is_random=True,
        is_elementwise=True,
        equations={
            "y": "y = x * mask / (1 - rate) in training, y = x in evaluation",
            "dx": "dx = dout * mask / (1 - rate), with the mask of forward",
        },
    )


def _with_factors(
    layer: Specification, rounds: Sequence[Tensors], outputs: Sequence[Floats | None]
) -> Tensors:
    """A round with the elements dropped that its output shows as dropped, if so many may be.

    Where the output shows no dropout at all, some elements count as dropped all the same, so that
    it is wrong.
    """
    rate = float(layer.settings["rate"])
    last = rounds[-1]
    if not last[TRAINING]:
        ahead = zip(rounds[:-1], outputs[:-1], strict=True)
        scales = [_scale(tensors["x"], output, rate) for tensors, output in ahead]
        is_inverted = not scales or scales[0] != 1.0
        return {**last, _FACTORS: np.full(last["x"].shape, 1.0 if is_inverted else 1.0 - rate)}
    x, output = last["x"], outputs[-1]
    scale = _scale(x, output, rate)
    kept = np.arange(x.size).reshape(x.shape) % 2 == 0
    if output is not None and output.shape == x.shape:
        seen = np.abs(output / x) > scale / 2
        before = [np.abs(o / r["x"]) > scale / 2 for r, o in _earlier(rounds, outputs, x)]
        spread = _DEVIATIONS * np.sqrt(x.size * rate * (1 - rate)) + 1
        is_likely = abs(seen.sum() - x.size * (1 - rate)) <= spread
        is_new = not any(repeats(np.stack([seen, each]), rate) for each in before)
        is_drawn = is_new and not any(repeats(each, rate) for each in (seen, seen.T))
        kept = seen if is_likely and is_drawn else kept
    return {**last, _FACTORS: np.where(kept, scale, 0.0)}


def repeats(masks: Booleans, rate: float) -> bool:
    """Whether masks (N, ...) are all the same, and so many elements that chance hardly does it."""
    size = masks[0].size
    chance = (rate ** len(masks) + (1.0 - rate) ** len(masks)) ** size
    return chance < _CHANCE and bool((masks == masks[0]).all())


def _earlier(
    rounds: Sequence[Tensors], outputs: Sequence[Floats | None], x: Floats
) -> Iterator[tuple[Tensors, Floats]]:
    """The rounds of training before the last, with their outputs, where these are like x."""
    for tensors, output in zip(rounds[:-1], outputs[:-1], strict=True):
        if tensors[TRAINING] and output is not None and output.shape == x.shape:
            yield tensors, output


def _scale(x: Floats, output: Floats | None, rate: float) -> float:
    """What stays is multiplied by: 1, or 1 / (1 - rate), whichever is nearer."""
    if output is None or output.shape != x.shape:
        return 1.0 / (1.0 - rate)
    ratios = np.abs(output / x)
    kept = ratios[ratios > 0]
    typical = float(np.median(kept)) if kept.size else 1.0
    return min((1.0 / (1.0 - rate), 1.0), key=lambda scale: abs(scale - typical))


SEQUENCES = (
    Kind("Dropout", _dropout, {"D": 40}, {"rate": Argument(0.3, 0.05, 0.95)}),
    Kind("Embedding", _embedding, {"V": 6, "D": 3, "T": 0}),
    Kind("Attention", _attention, {"T": 3, "S": 4, "D": 2, "E": 6}),
)
