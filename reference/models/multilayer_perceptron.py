"""The multilayer perceptron: as many layers as one likes."""

from collections.abc import Callable, Sequence
from itertools import pairwise

import numpy as np

from reference.activations import relu
from reference.arrays import Floats, Vjp
from reference.layers import affine_layer, dropout_layer, without_parameters
from reference.network import Layer, Sequential


def multilayer_perceptron(
    sizes: Sequence[int],
    rng: np.random.Generator,
    activation: Callable[[Floats], tuple[Floats, Vjp]] = relu,
    drop: float = 0.0,
) -> Sequential:
    """Affine layers of these sizes, input first and output last, an activation between any two.

    drop: the share of every hidden layer's outputs that dropout sets to 0 in training, in [0, 1).
    Raises ValueError for fewer than two sizes or one below 1.
    Source: Goodfellow et al. 2016, "Deep Learning", chapter 6.
    """
    if len(sizes) < 2 or min(sizes) < 1:
        raise ValueError(f"need at least two sizes of at least 1, got {tuple(sizes)}")
    thinning = [dropout_layer(drop, rng)] if drop else []
    layers: list[Layer] = []
    for inputs, outputs in pairwise(sizes):
        layers += [affine_layer(inputs, outputs, rng), without_parameters(activation), *thinning]
    return Sequential(tuple(layers[: -1 - len(thinning)]))
