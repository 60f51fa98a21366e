"""The multilayer perceptron: as many layers as one likes."""

from collections.abc import Callable, Sequence
from itertools import pairwise

import numpy as np

from reference.activations import relu
from reference.arrays import Floats, Vjp
from reference.layers import affine_layer, without_parameters
from reference.network import Layer, Sequential


def multilayer_perceptron(
    sizes: Sequence[int],
    rng: np.random.Generator,
    activation: Callable[[Floats], tuple[Floats, Vjp]] = relu,
) -> Sequential:
    """Affine layers of these sizes, input first and output last, an activation between any two.

    Raises ValueError for fewer than two sizes or one below 1.
    Source: Goodfellow et al. 2016, "Deep Learning", chapter 6.
    """
    if len(sizes) < 2 or min(sizes) < 1:
        raise ValueError(f"need at least two sizes of at least 1, got {tuple(sizes)}")
    layers: list[Layer] = []
    for inputs, outputs in pairwise(sizes):
        layers += [affine_layer(inputs, outputs, rng), without_parameters(activation)]
    return Sequential(tuple(layers[:-1]))
