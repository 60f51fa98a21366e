"""BatchNorm: each column to mean 0 and variance 1, in evaluation by running statistics."""

from collections.abc import Iterator, Sequence
from functools import partial

import numpy as np

from grader.layers.catalogue.causes import WRONG
from grader.layers.catalogue.evaluation import of
from grader.layers.catalogue.kind import Choices, Forward, Kind, Mistake, Number, Shapes
from grader.layers.catalogue.normalization import (
    GUARD,
    SCALED,
    equations,
    formulas_along,
    freedoms_along,
    spread,
    with_constant,
    wrong_gradients_along,
    wrong_outputs_along,
)
from grader.layers.catalogue.specification import (
    TRAINING,
    USUAL_TRIALS,
    Freedom,
    Specification,
    Tensors,
    Vjp,
)
from grader.problems import ProblemKind
from reference.arrays import Floats
from reference.normalization import EPSILON, RunningStatistics, batch_norm, batch_norm_at_evaluation

_COLUMNS = 0  # the axis of its statistics
_MEAN, _VARIANCE = "running_mean", "running_var"  # tensors of an evaluation

BATCH_STATISTICS = ProblemKind(
    "batch_statistics",
    WRONG,
    "In evaluation it normalises by the mean or the variance of the batch that it is given. Use "
    "those that training has kept, running_mean and running_var.",
)
NOT_TRACKED = ProblemKind(
    "not_tracked",
    WRONG,
    "In evaluation the running mean or variance is left out, or is still what it began with. "
    "Training must update both: momentum * old + (1 - momentum) * new.",
)


def _build(shapes: Shapes, arguments: Choices) -> Specification:
    def sample(rng: np.random.Generator, batch: int, scale: float) -> Tensors:
        numbers = spread(rng, (batch, shapes["D"]), scale, _COLUMNS)
        return numbers | {TRAINING: np.array(1.0)}

    def constant(rng: np.random.Generator, batch: int, scale: float) -> Tensors:
        numbers = with_constant(rng, (batch, shapes["D"]), scale, _COLUMNS)
        return numbers | {TRAINING: np.array(1.0)}

    return Specification(
        "BatchNorm",
        "y",
        _evaluate,
        sample,
        inputs=("x",),
        parameters=("gamma", "beta"),
        settings={"momentum": arguments["momentum"]},
        sizes=(shapes["D"],),
        aliases=("BatchNormalization", "BatchNormLayer", "BatchNorm1d", "BN"),
        function="batchnorm",
        function_settings={"momentum": "momentum"},
        has_modes=True,
        trials=USUAL_TRIALS - {"zeros", "batch-of-one"} | {"evaluation"},
        settle=_with_best_statistics,
        variants=_with_any_statistics,
        special={"constant": constant},
        freedoms=_freedoms,
        guard=GUARD,
        equations=equations("each column", "mean_n"),
    )


def _evaluate(tensors: Tensors) -> tuple[Floats, Vjp]:
    if tensors[TRAINING]:
        return of(SCALED, batch_norm)(tensors)
    width = tensors["x"].shape[1]
    statistics = RunningStatistics(
        tensors.get(_MEAN, np.zeros(width)), tensors.get(_VARIANCE, np.ones(width))
    )
    return of(SCALED, partial(batch_norm_at_evaluation, statistics=statistics))(tensors)


def _freedoms(tensors: Tensors, upstream: Floats | None) -> dict[str, Freedom]:
    return dict(freedoms_along(_COLUMNS)(tensors, upstream)) if tensors[TRAINING] else {}


def _with_best_statistics(
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

    The mean starts from 0, the variance from 0 or 1, and that of a batch divides by N or N - 1.
    """
    zeros = np.zeros(seen[0].shape[1])
    for freedom in (0, 1):
        for start in (1.0, 0.0):
            mean, variance = zeros, zeros + start
            for x in seen:
                mean = momentum * mean + (1 - momentum) * x.mean(axis=0)
                variance = momentum * variance + (1 - momentum) * x.var(axis=0, ddof=freedom)
            yield {_MEAN: mean, _VARIANCE: variance}


def _wrong_outputs(at: Forward) -> Iterator[Mistake]:
    tensors = at.tensors
    x, gamma, beta = (tensors[name] for name in SCALED)
    if tensors[TRAINING]:
        yield from wrong_outputs_along(_COLUMNS)(at)
        return
    own_mean, own_variance = x.mean(axis=0), x.var(axis=0)
    mean, variance = (tensors.get(name, 0.0) for name in (_MEAN, _VARIANCE))
    for kind, m, v in (
        (BATCH_STATISTICS, own_mean, own_variance),
        (BATCH_STATISTICS, own_mean, variance),
        (BATCH_STATISTICS, mean, own_variance),
        (NOT_TRACKED, 0.0, 1.0),
        (NOT_TRACKED, 0.0, variance),
        (NOT_TRACKED, mean, 1.0),
    ):
        yield kind, gamma * (x - m) / np.sqrt(v + EPSILON) + beta


def _formulas(layer: Specification, tensors: Tensors) -> str:
    """Those of training, or of an evaluation, where the statistics of the batch are at hand too."""
    if tensors[TRAINING]:
        return formulas_along(_COLUMNS)(layer, tensors)
    return """
batch_mean = mean(x, 0)
batch_var = var(x, 0)
z = (x - running_mean) / sqrt(running_var + eps)
y = gamma * z + beta
"""


def _distance(one: Floats, other: Floats | None) -> float:
    fits = other is not None and one.shape == other.shape
    return float(np.abs(one - other).max()) if fits and other is not None else 0.0


BATCH_NORM = Kind(
    "BatchNorm",
    _build,
    "with parameters",
    "returns `y`: in training each column to mean 0 and variance 1, then scaled and shifted; else"
    " by running statistics",
    "x, y (N, D), gamma, beta (D,)",
    {"D": 3},
    {"momentum": Number(0.9, 0.0, 0.999, others=(0.55, 0.95))},
    wrong_outputs=_wrong_outputs,
    wrong_gradients=wrong_gradients_along(_COLUMNS),
    formulas=_formulas,
)
