"""Batch and layer normalisation: one formula along two axes.

    mean of the axis  m = mean(x)
    centred           c = x - m
    inverse deviation r = 1 / sqrt(mean(c^2) + epsilon)
    normalised        z = c r
    output            y = gamma z + beta

Backward. dr = -r^3 mean(c dc) = -r^2 mean(z dc), so dz = r dc + c dr = r (dc - z mean(z dc)), and
dc = dx - mean(dx). Both maps are symmetric, hence the vector-Jacobian product applies them in the
opposite order; as mean(z) = 0 they come out as one: with g the upstream gradient of z,
dx = r (g - mean(g) - z mean(z g)).
"""

from dataclasses import dataclass

import numpy as np

from reference.arrays import Floats, TripleVjp, Vjp

EPSILON = 1e-5


def normalize(x: Floats, axis: int, epsilon: float = EPSILON) -> tuple[Floats, Vjp]:
    """The mean taken off along an axis, the variance made 1, nearly, and the vjp(dz) -> dx.

    x, value, dz, dx: one shape. epsilon: added to the variance, so that equal elements come out as
    zeros and not as 0 / 0. A single element has the gradient 0.
    """
    centred = x - x.mean(axis, keepdims=True)
    r = 1.0 / np.sqrt((centred**2).mean(axis, keepdims=True) + epsilon)
    z: Floats = centred * r

    def vjp(dz: Floats) -> Floats:
        along_z = (z * dz).mean(axis, keepdims=True)
        dx: Floats = r * (dz - dz.mean(axis, keepdims=True) - z * along_z)
        return dx

    return z, vjp


def batch_norm(
    x: Floats, gamma: Floats, beta: Floats, epsilon: float = EPSILON
) -> tuple[Floats, TripleVjp]:
    """Every column of a batch normalised, scaled and shifted; vjp(dy) -> (dx, dgamma, dbeta).

    x, value, dy, dx: (N, D). gamma, beta, dgamma, dbeta: (D,).
    dgamma = sum_n dy_n z_n and dbeta = sum_n dy_n, since every row shares gamma and beta. The
    variance divides by N; a batch of one row comes out as beta.
    Raises ValueError for N = 0 and where the shapes do not fit.
    Source: Ioffe and Szegedy 2015, "Batch Normalization", algorithm 1 and section 3.
    """
    _require_scales(x, gamma, beta)
    z, through_z = normalize(x, axis=0, epsilon=epsilon)  # (N, D)
    return gamma * z + beta, lambda dy: (through_z(dy * gamma), (dy * z).sum(0), dy.sum(0))


def layer_norm(
    x: Floats, gamma: Floats, beta: Floats, epsilon: float = EPSILON
) -> tuple[Floats, TripleVjp]:
    """Every row normalised by itself, scaled and shifted; vjp(dy) -> (dx, dgamma, dbeta).

    x, value, dy, dx: (N, D). gamma, beta, dgamma, dbeta: (D,).
    Rows do not depend on each other, so there is nothing to remember for evaluation.
    Raises ValueError for N = 0 and where the shapes do not fit.
    Source: Ba, Kiros and Hinton 2016, "Layer Normalization", section 3.
    """
    _require_scales(x, gamma, beta)
    z, through_z = normalize(x, axis=1, epsilon=epsilon)  # (N, D)
    return gamma * z + beta, lambda dy: (through_z(dy * gamma), (dy * z).sum(0), dy.sum(0))


@dataclass(frozen=True)
class RunningStatistics:
    """Mean and variance of every column as training has seen them. Both (D,)."""

    mean: Floats
    variance: Floats

    def after(self, x: Floats, momentum: float = 0.9) -> "RunningStatistics":
        """These moved towards the moments of a batch x (N, D): momentum old + (1 - momentum) new.

        The variance of the batch divides by N, as in the course notes of CS231n; Ioffe and Szegedy
        multiply it by N / (N - 1) first.
        """
        return RunningStatistics(
            momentum * self.mean + (1 - momentum) * x.mean(axis=0),
            momentum * self.variance + (1 - momentum) * x.var(axis=0),
        )


def batch_norm_at_evaluation(
    x: Floats,
    gamma: Floats,
    beta: Floats,
    statistics: RunningStatistics,
    epsilon: float = EPSILON,
) -> tuple[Floats, TripleVjp]:
    """Batch normalisation by running statistics; vjp(dy) -> (dx, dgamma, dbeta).

    x, value, dy, dx: (N, D). gamma, beta, dgamma, dbeta and both statistics: (D,).
    Mean and variance are constants now, so a row's output depends on that row alone, and
    dx = gamma r dy.
    Raises ValueError for N = 0 and where the shapes do not fit.
    Source: Ioffe and Szegedy 2015, "Batch Normalization", algorithm 2.
    """
    _require_scales(x, gamma, beta)
    r = 1.0 / np.sqrt(statistics.variance + epsilon)  # (D,)
    z: Floats = (x - statistics.mean) * r  # (N, D)
    return gamma * z + beta, lambda dy: (dy * (gamma * r), (dy * z).sum(0), dy.sum(0))


def _require_scales(x: Floats, gamma: Floats, beta: Floats) -> None:
    if x.ndim != 2 or len(x) == 0 or not gamma.shape == beta.shape == x.shape[1:]:
        raise ValueError(
            f"need x (N, D) with N > 0, gamma and beta (D,), "
            f"got x {x.shape}, gamma {gamma.shape}, beta {beta.shape}"
        )
