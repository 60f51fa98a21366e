"""Activation functions: elementwise, of any shape."""

import numpy as np

from reference.arrays import Floats, Vjp


def sigmoid(x: Floats) -> tuple[Floats, Vjp]:
    """The logistic function 1 / (1 + exp(-x)) and its vjp(dy) -> dx.

    x, dy, dx: one shape.
    With s = sigmoid(x), s' = exp(-x) / (1 + exp(-x))^2 = s (1 - s), and 1 - s = sigmoid(-x).
    Only exp(-|x|) is computed, which cannot overflow; it also keeps 1 - s exact where s is near 1.
    Source: Goodfellow et al. 2016, "Deep Learning", sections 3.10 and 6.2.2.2.
    """
    decay = np.exp(-np.abs(x))  # in (0, 1]
    near_one, near_zero = 1.0 / (1.0 + decay), decay / (1.0 + decay)
    y: Floats = np.where(x >= 0, near_one, near_zero)
    slope: Floats = near_one * near_zero
    return y, lambda dy: dy * slope


def tanh(x: Floats) -> tuple[Floats, Vjp]:
    """The hyperbolic tangent and its vjp(dy) -> dx.

    x, dy, dx: one shape.
    As tanh(x) = 2 sigmoid(2x) - 1, tanh' = 4 e / (1 + e)^2 with e = exp(-2|x|). That equals
    1 - tanh^2, but does not round to 0 where tanh rounds to 1.
    Source: Goodfellow et al. 2016, "Deep Learning", section 6.3.2.
    """
    decay = np.square(np.exp(-np.abs(x)))  # in (0, 1]
    slope: Floats = 4.0 * decay / (1.0 + decay) ** 2
    return np.tanh(x), lambda dy: dy * slope


def relu(x: Floats) -> tuple[Floats, Vjp]:
    """The rectified linear unit max(x, 0) and its vjp(dy) -> dx.

    x, dy, dx: one shape.
    The slope is 1 where x > 0 and 0 where x < 0. At x = 0 there is no derivative; any slope in
    [0, 1] is a subgradient, and 0 is taken.
    Source: Glorot, Bordes and Bengio 2011, "Deep Sparse Rectifier Neural Networks"; Goodfellow et
    al. 2016, "Deep Learning", section 6.3.1.
    """
    positive = x > 0
    return np.maximum(x, 0.0), lambda dy: np.where(positive, dy, 0.0)


def leaky_relu(x: Floats, leak: float = 0.01) -> tuple[Floats, Vjp]:
    """The leaky rectified linear unit, x where x > 0 and leak x elsewhere, and vjp(dy) -> dx.

    x, dy, dx: one shape. leak: the slope on the negative side.
    At x = 0 any slope between leak and 1 is a subgradient, and leak is taken.
    Source: Maas, Hannun and Ng 2013, "Rectifier nonlinearities improve neural network acoustic
    models", section 2; Goodfellow et al. 2016, "Deep Learning", section 6.3.1.
    """
    slope: Floats = np.where(x > 0, 1.0, leak)
    return slope * x, lambda dy: slope * dy
