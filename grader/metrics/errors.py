"""How far predictions are from labels, row by row: what several metrics of numbers share."""

import math

import numpy as np

from grader.exact import exact_mean
from reference.arrays import Floats


def absolute_errors(predictions: Floats, labels: Floats) -> Floats:
    """``|prediction - label|`` of each row, (N,); infinite beyond float64."""
    with np.errstate(over="ignore"):
        return np.abs(predictions - labels)


def root_mean_square(sizes: Floats) -> float:
    """The root of the mean square of non-negative values (N,), by a power of two kept in range."""
    largest = float(sizes.max())
    if largest == 0 or not math.isfinite(largest):
        return largest
    exponent = math.frexp(largest)[1]
    with np.errstate(under="ignore"):
        squares = np.square(np.ldexp(sizes, -exponent))
    return math.ldexp(math.sqrt(exact_mean(squares)), exponent)
