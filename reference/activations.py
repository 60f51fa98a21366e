"""Activation functions: elementwise, of any shape."""

from collections.abc import Callable

import numpy as np

from reference.arrays import Floats

ActivationVjp = Callable[[Floats], Floats]


def sigmoid(x: Floats) -> tuple[Floats, ActivationVjp]:
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


def relu(x: Floats) -> tuple[Floats, ActivationVjp]:
    """The rectified linear unit max(x, 0) and its vjp(dy) -> dx.

    x, dy, dx: one shape.
    The slope is 1 where x > 0 and 0 where x < 0. At x = 0 there is no derivative; any slope in
    [0, 1] is a subgradient, and 0 is taken.
    Source: Glorot, Bordes and Bengio 2011, "Deep Sparse Rectifier Neural Networks"; Goodfellow et
    al. 2016, "Deep Learning", section 6.3.1.
    """
    positive = x > 0
    return np.where(positive, x, 0.0), lambda dy: np.where(positive, dy, 0.0)
