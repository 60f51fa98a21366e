"""Activation functions: elementwise, of any shape."""

import math
from typing import Literal

import numpy as np

from reference.arrays import Floats, Vjp

GeluForm = Literal["exact", "tanh"]
GELU_CUBIC = 0.044715  # of the approximation by tanh, in front of x^3
_erfc = np.frompyfunc(math.erfc, 1, 1)
_FLAT = 40.0  # from here on a normal distribution has nothing left, not even in the last digit


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


def gelu(x: Floats, form: GeluForm = "exact") -> tuple[Floats, Vjp]:
    """The Gaussian error linear unit x P(x) and its vjp(dy) -> dx.

    x, dy, dx: one shape. form: P is the standard normal distribution function Phi, or its
    approximation (1 + tanh(u)) / 2 with u = sqrt(2/pi) (x + 0.044715 x^3).
    By the product rule, (x P)' = P + x P'. For Phi, P' is the density exp(-x^2/2) / sqrt(2 pi). As
    (1 + tanh(u)) / 2 = sigmoid(2u), the other P' is 2 u' sigmoid'(2u) with
    u' = sqrt(2/pi) (1 + 3 * 0.044715 x^2).
    Source: Hendrycks and Gimpel 2016, "Gaussian Error Linear Units (GELUs)", section 2.
    """
    distribution = normal_distribution if form == "exact" else normal_distribution_by_tanh
    probability, density = distribution(np.clip(x, -_FLAT, _FLAT))
    return x * probability, lambda dy: dy * (probability + x * density)


def normal_distribution(x: Floats) -> tuple[Floats, Floats]:
    """The standard normal distribution function Phi, and its derivative, the density.

    x: any shape, the same as of both; beyond about 1e154 its square overflows.
    Phi(x) = erfc(-x / sqrt(2)) / 2 keeps its digits on the left, where 1 + erf does not.
    Source: Bishop 2006, "Pattern Recognition and Machine Learning", section 4.3.5.
    """
    probability = np.asarray(_erfc(-x / math.sqrt(2.0)), np.float64) / 2.0
    return probability, np.exp(-np.square(x) / 2.0) / math.sqrt(2.0 * math.pi)


def normal_distribution_by_tanh(x: Floats) -> tuple[Floats, Floats]:
    """What stands for Phi in the form of GELU by tanh, (1 + tanh(u)) / 2, and its derivative.

    x: any shape, the same as of both. u: see `gelu`.
    """
    root = math.sqrt(2.0 / math.pi)
    probability, vjp = sigmoid(2.0 * root * (x + GELU_CUBIC * x**3))
    return probability, vjp(2.0 * root * (1.0 + 3.0 * GELU_CUBIC * np.square(x)))
