"""Explicit feature maps: what makes a linear model bend.

A model linear in phi(x) can be any function that the features span, and is fitted as easily as one
linear in x. An inner product of features is a kernel.
Source: Bishop 2006, "Pattern Recognition and Machine Learning", sections 3.1 and 6.2.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations_with_replacement
from math import factorial, prod, sqrt

import numpy as np

from reference.arrays import Floats


def polynomial_features(x: Floats, degree: int) -> Floats:
    """All products of up to `degree` columns: 1, x_i, x_i x_j, ...; (N, D) -> (N, C(D + k, k)).

    By rising degree k and, within one, in lexicographic order of the columns. With x_1 x_2 among
    its features, a linear model solves XOR.
    Raises ValueError for a negative degree.
    """
    return np.column_stack([x[:, columns].prod(axis=1) for columns in _monomials(x, degree)])


def polynomial_kernel_features(x: Floats, degree: int) -> Floats:
    """The features of the kernel (1 + <x, y>)^degree: (N, D) -> (N, C(D + k, k)).

    By the multinomial theorem the kernel is a sum over monomials of k!/(r! k_1! ... k_D!) times the
    monomial in x times that in y, where r + k_1 + ... + k_D = k. The root of the coefficient is the
    scale of the feature.
    Raises ValueError for a negative degree.
    Source: Schoelkopf and Smola 2002, "Learning with Kernels", section 2.1.
    """
    scales = np.array([_multinomial_root(columns, degree) for columns in _monomials(x, degree)])
    features: Floats = polynomial_features(x, degree) * scales
    return features


def radial_features(x: Floats, centres: Floats, gamma: float) -> Floats:
    """exp(-gamma |x - c|^2), the closeness of each row to each centre: (N, D), (M, D) -> (N, M).

    Of all rows to all rows it is the matrix of the radial (RBF, Gaussian) kernel.
    |x - c|^2 = |x|^2 - 2 <x, c> + |c|^2, which may round to below 0 and then counts as 0.
    Source: Broomhead and Lowe 1988, "Multivariable functional interpolation and adaptive networks".
    """
    squares = (x**2).sum(axis=1)[:, np.newaxis] + (centres**2).sum(axis=1)  # (N, M)
    distances = np.maximum(squares - 2 * x @ centres.T, 0.0)
    closeness: Floats = np.exp(-gamma * distances)
    return closeness


def signed_log(x: Floats) -> Floats:
    """sign(x) log(1 + |x|), elementwise: near x for small numbers, logarithmic for large ones."""
    return np.copysign(np.log1p(np.abs(x)), x)


def hinges(x: Floats, knots: Floats) -> Floats:
    """max(x - knot, 0) for each knot: (N,), (K,) -> (N, K).

    A linear model of them is a line that bends at every knot, continuous and straight between.
    Source: Friedman 1991, "Multivariate Adaptive Regression Splines", section 3.2.
    """
    bent: Floats = np.maximum(x[:, np.newaxis] - knots, 0.0)
    return bent


@dataclass(frozen=True)
class Categories:
    """One column for each code that a column of codes holds. codes: (K,), rising."""

    codes: Floats

    @classmethod
    def of(cls, x: Floats) -> "Categories":
        """Those of x (N,)."""
        return cls(np.unique(x))

    def __call__(self, x: Floats) -> Floats:
        """One-hot rows, all zeros for a code that was not there: (N,) -> (N, K)."""
        rows: Floats = (x[:, np.newaxis] == self.codes).astype(np.float64)
        return rows


@dataclass(frozen=True)
class Standardization:
    """Every column shifted and scaled by the mean and deviation of the rows it was made from."""

    mean: Floats
    deviation: Floats

    @classmethod
    def of(cls, x: Floats) -> "Standardization":
        """That of x (N, D); a constant column keeps its scale. Raises ValueError for N = 0."""
        if len(x) == 0:
            raise ValueError("need at least one row")
        deviation = x.std(axis=0)
        is_constant = (np.ptp(x, axis=0) == 0) | (deviation == 0)  # rounding may deviate by 1e-17
        return cls(x.mean(axis=0), np.where(is_constant, 1.0, deviation))

    def __call__(self, x: Floats) -> Floats:
        """(N, D) -> (N, D)."""
        standardized: Floats = (x - self.mean) / self.deviation
        return standardized


def _monomials(x: Floats, degree: int) -> Iterator[list[int]]:
    if degree < 0:
        raise ValueError(f"need a degree of at least 0, got {degree}")
    for k in range(degree + 1):
        yield from map(list, combinations_with_replacement(range(x.shape[1]), k))


def _multinomial_root(columns: list[int], degree: int) -> float:
    powers = [degree - len(columns), *Counter(columns).values()]
    return sqrt(factorial(degree) // prod(map(factorial, powers)))
