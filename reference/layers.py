"""The layers of a network, each with parameters to begin with."""

from collections.abc import Callable

import numpy as np

from reference.affine import affine
from reference.arrays import Floats, Vjp
from reference.dropout import dropout
from reference.network import Layer, LayerVjp
from reference.normalization import RunningStatistics, batch_norm, batch_norm_at_evaluation


def without_parameters(function: Callable[[Floats], tuple[Floats, Vjp]]) -> Layer:
    """A layer of an activation, a pooling or whatever else has vjp(dy) -> dx."""

    def training(x: Floats) -> tuple[Floats, LayerVjp]:
        y, vjp = function(x)
        return y, lambda dy: (vjp(dy),)

    return Layer(training)


def affine_layer(inputs: int, outputs: int, rng: np.random.Generator) -> Layer:
    """An affine layer with normal weights of variance 2 / inputs, and shifts of 0.

    A rectifier halves the mean square of its input, and the 2 makes up for it: signals neither
    die out nor explode with depth.
    Source: He et al. 2015, "Delving Deep into Rectifiers", section 2.2.
    """
    W: Floats = rng.normal(scale=np.sqrt(2.0 / inputs), size=(inputs, outputs))
    return Layer(affine, (W, np.zeros(outputs)))


def dropout_layer(rate: float, rng: np.random.Generator) -> Layer:
    """Dropout in training, nothing in use."""
    thinning = without_parameters(lambda x: dropout(x, rate, rng))
    return Layer(thinning.training, evaluation=without_parameters(_identity).training)


def batch_norm_layer(features: int, momentum: float = 0.9) -> Layer:
    """Batch normalisation that keeps running statistics, from mean 0 and variance 1 on."""
    statistics = RunningStatistics(np.zeros(features), np.ones(features))

    def training(x: Floats, gamma: Floats, beta: Floats) -> tuple[Floats, LayerVjp]:
        nonlocal statistics
        statistics = statistics.after(x, momentum)
        return batch_norm(x, gamma, beta)

    return Layer(
        training,
        (np.ones(features), np.zeros(features)),
        lambda x, gamma, beta: batch_norm_at_evaluation(x, gamma, beta, statistics),
    )


def flatten(x: Floats) -> tuple[Floats, Vjp]:
    """The rows (N, everything else) of x (N, ...), and its vjp(dy) -> dx."""
    return x.reshape(len(x), -1), lambda dy: dy.reshape(x.shape)


def _identity(x: Floats) -> tuple[Floats, Vjp]:
    return x, lambda dy: dy
