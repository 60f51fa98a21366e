"""Layers of tables with parameters: affine maps and normalisations."""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial

import numpy as np

from grader.layers.catalogue.kind import Argument, Choices, Kind, Shapes, away_from_zero, of
from grader.layers.catalogue.specification import (
    TRAINING,
    USUAL_TRIALS,
    Layout,
    Specification,
    Tensors,
    Vjp,
)
from reference.affine import affine
from reference.arrays import Floats
from reference.normalization import (
    RunningStatistics,
    batch_norm,
    batch_norm_at_evaluation,
    layer_norm,
)

_SCALED = ("x", "gamma", "beta")
_EPSILONS = 1e-4  # what the number under the root, which is anybody's choice, may change
_AFFINE: Mapping[Layout, Mapping[str, str]] = {
    ("inputs-outputs", "rows"): {
        "y": "y = x W + b",
        "dx": "dx = dout W^T",
        "dW": "dW = x^T dout",
        "db": "db = sum_n dout[n]",
    },
    ("outputs-inputs", "rows"): {
        "y": "y = x W^T + b",
        "dx": "dx = dout W",
        "dW": "dW = dout^T x",
        "db": "db = sum_n dout[n]",
    },
    ("inputs-outputs", "columns"): {
        "y": "y = W^T x + b",
        "dx": "dx = W dout",
        "dW": "dW = x dout^T",
        "db": "db = sum_n dout[:, n]",
    },
    ("outputs-inputs", "columns"): {
        "y": "y = W x + b",
        "dx": "dx = W^T dout",
        "dW": "dW = dout x^T",
        "db": "db = sum_n dout[:, n]",
    },
}
_MEAN, _VARIANCE = "running mean", "running variance"  # tensors of an evaluation


def _affine(shapes: Shapes, _: Choices) -> Specification:
    inputs, outputs = shapes["D"], shapes["M"]

    def sample(rng: np.random.Generator, batch: int, scale: float) -> Tensors:
        x, W = rng.normal(size=(batch, inputs)), rng.normal(size=(inputs, outputs))
        return {"x": scale * x, "W": W, "b": scale * rng.normal(size=outputs)}

    return Specification(
        "Affine",
        "y",
        of(("x", "W", "b"), affine),
        sample,
        inputs=("x",),
        parameters=("W", "b"),
        sizes=(inputs, outputs),
        aliases=("AffineLayer", "Linear", "LinearLayer", "Dense", "FullyConnected"),
        function="affine",
        matrices=frozenset({"W"}),
        equations=_affine_equations(("inputs-outputs", "rows"), is_mean=False),
        equations_in=lambda layout, is_mean: _affine_equations(layout, is_mean=is_mean),
    )


def _affine_equations(layout: Layout, *, is_mean: bool) -> Mapping[str, str]:
    """The equations by array. is_mean: the gradients of W and b are averaged."""
    division = " / N" if is_mean else ""
    return {
        array: text + division if array in {"dW", "db"} else text
        for array, text in _AFFINE[layout].items()
    }


def _layer_norm(shapes: Shapes, _: Choices) -> Specification:
    return Specification(
        "LayerNorm",
        "y",
        of(_SCALED, layer_norm),
        lambda rng, batch, scale: _spread(rng, (batch, shapes["D"]), scale, axis=1),
        inputs=("x",),
        parameters=("gamma", "beta"),
        sizes=(shapes["D"],),
        aliases=("LayerNormalization", "LayerNormLayer"),
        function="layernorm",
        trials=USUAL_TRIALS - {"zeros"},
        guard=_EPSILONS,
        equations=_equations("each row", "mean_d"),
    )


def _batch_norm(shapes: Shapes, arguments: Choices) -> Specification:
    def sample(rng: np.random.Generator, batch: int, scale: float) -> Tensors:
        return _spread(rng, (batch, shapes["D"]), scale, axis=0) | {TRAINING: np.array(1.0)}

    return Specification(
        "BatchNorm",
        "y",
        _evaluate_batch_norm,
        sample,
        inputs=("x",),
        parameters=("gamma", "beta"),
        settings={"momentum": arguments["momentum"]},
        sizes=(shapes["D"],),
        aliases=("BatchNormalization", "BatchNormLayer", "BatchNorm1d"),
        function="batchnorm",
        function_settings={"momentum": "momentum"},
        has_modes=True,
        trials=USUAL_TRIALS - {"zeros", "batch-of-one"} | {"evaluation"},
        settle=_with_statistics,
        variants=_with_any_statistics,
        guard=_EPSILONS,
        equations=_equations("each column", "mean_n"),
    )


def _equations(each: str, mean: str) -> Mapping[str, str]:
    return {
        "y": f"y = gamma z + beta, z = (x - m) / s, with mean m and deviation s of {each}",
        "dx": f"dx = (g - {mean} g - z {mean}(g z)) / s, with g = dout gamma",
        "dgamma": "dgamma = sum_n dout[n] z[n]",
        "dbeta": "dbeta = sum_n dout[n]",
    }


def _spread(
    rng: np.random.Generator, shape: tuple[int, int], scale: float, axis: int
) -> dict[str, Floats]:
    """Tensors with a variance of about 1 along an axis, so that a small number added hides.

    No mean along it is near 0, so that one that is forgotten shows.
    """
    even = np.linspace(-1.5, 1.5, shape[axis])
    lines = even[:, np.newaxis] if axis == 0 else even
    spread = rng.permuted(np.broadcast_to(lines, shape), axis=axis)
    means = away_from_zero(rng, (1, shape[1]) if axis == 0 else (shape[0], 1))
    x = means + spread + rng.uniform(-0.2, 0.2, size=shape)
    gamma, beta = rng.normal(size=shape[1]), rng.normal(size=shape[1])
    return {"x": scale * x, "gamma": gamma, "beta": beta}


def _evaluate_batch_norm(tensors: Tensors) -> tuple[Floats, Vjp]:
    if tensors[TRAINING]:
        return of(_SCALED, batch_norm)(tensors)
    width = tensors["x"].shape[1]
    statistics = RunningStatistics(
        tensors.get(_MEAN, np.zeros(width)), tensors.get(_VARIANCE, np.ones(width))
    )
    return of(_SCALED, partial(batch_norm_at_evaluation, statistics=statistics))(tensors)


def _with_statistics(
    layer: Specification, rounds: Sequence[Tensors], outputs: Sequence[Floats | None]
) -> Tensors:
    """An evaluation with the running statistics that fit its output best."""
    output = outputs[-1]
    return min(
        _with_any_statistics(layer, rounds),
        key=lambda tensors: _distance(layer.evaluate(tensors)[0], output),
    )


def _with_any_statistics(layer: Specification, rounds: Sequence[Tensors]) -> Iterator[Tensors]:
    """An evaluation with the running statistics in every usual form; else the round as it is."""
    last = rounds[-1]
    if last[TRAINING]:
        yield last
        return
    seen = [each["x"] for each in rounds if each[TRAINING]]
    for each in _statistics(seen, float(layer.settings["momentum"])):
        yield {**last, **each}


def _statistics(seen: Sequence[Floats], momentum: float) -> Iterator[Tensors]:
    """Running statistics in every usual form.

    They start from variance 0 or 1, or as the moments of the first batch, and the variance of a
    batch divides by N or N - 1.
    """
    width = seen[0].shape[1]
    for freedom in (0, 1):
        moments = [(x.mean(axis=0), x.var(axis=0, ddof=freedom)) for x in seen]
        for start in ((np.zeros(width), np.ones(width)), (np.zeros(width), np.zeros(width)), None):
            later = moments if start else moments[1:]
            mean, variance = start or moments[0]
            for new_mean, new_variance in later:
                mean = momentum * mean + (1 - momentum) * new_mean
                variance = momentum * variance + (1 - momentum) * new_variance
            yield {_MEAN: mean, _VARIANCE: variance}


def _distance(one: Floats, other: Floats | None) -> float:
    fits = other is not None and one.shape == other.shape
    return float(np.abs(one - other).max()) if fits and other is not None else 0.0


PARAMETRIC = (
    Kind("Affine", _affine, {"D": 4, "M": 3}),
    Kind("LayerNorm", _layer_norm, {"D": 6}),
    Kind("BatchNorm", _batch_norm, {"D": 4}, {"momentum": Argument(0.9, 0.0, 0.999)}),
)
