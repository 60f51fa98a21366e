"""Attention: every query reads the values whose keys it matches."""

import math

import numpy as np

from reference.arrays import Booleans, Floats, TripleVjp
from reference.losses import softmax


def attention(
    Q: Floats, K: Floats, V: Floats, mask: Booleans | None = None
) -> tuple[Floats, TripleVjp]:
    """softmax(Q K^T / sqrt(D)) V and its vjp(dY) -> (dQ, dK, dV).

    Q, dQ: (..., T, D). K, dK: (..., S, D). V, dV: (..., S, E). Value and dY: (..., T, E). Leading
    axes, such as batch and head, are the same for all three.
    mask: (..., T, S) or broadcast to it, True where a query may read; None lets it read everywhere.
    With scores Z = Q K^T / sqrt(D) and weights A = softmax(Z), Y = A V is a matrix product, so
    dA = dY V^T and dV = A^T dY; dZ is what the softmax makes of dA; Z is one again, so
    dQ = dZ K / sqrt(D) and dK = dZ^T Q / sqrt(D). The root keeps the variance of Z near 1.
    Raises ValueError where the shapes do not fit or a query may read nothing.
    Source: Vaswani et al. 2017, "Attention Is All You Need", section 3.2.1.
    """
    _require_heads(Q, K, V)
    scale = 1.0 / math.sqrt(Q.shape[-1])
    scores = _apply_mask(Q @ np.swapaxes(K, -1, -2) * scale, mask)  # (..., T, S)
    rows, through_softmax = softmax(scores.reshape(-1, scores.shape[-1]))
    A = rows.reshape(scores.shape)

    def vjp(dY: Floats) -> tuple[Floats, Floats, Floats]:
        dA = dY @ np.swapaxes(V, -1, -2)  # (..., T, S)
        dZ = through_softmax(dA.reshape(rows.shape)).reshape(A.shape) * scale
        return dZ @ K, np.swapaxes(dZ, -1, -2) @ Q, np.swapaxes(A, -1, -2) @ dY

    return A @ V, vjp


def causal_mask(length: int) -> Booleans:
    """(T, T), True where a query may read: at its own place and before."""
    return np.tri(length, dtype=np.bool_)


def _apply_mask(scores: Floats, mask: Booleans | None) -> Floats:
    if mask is None:
        return scores
    readable = np.broadcast_to(mask, scores.shape)
    if not readable.any(axis=-1).all():
        raise ValueError("need a mask that lets every query read something")
    return np.where(readable, scores, -np.inf)


def _require_heads(Q: Floats, K: Floats, V: Floats) -> None:
    fits = min(Q.ndim, K.ndim, V.ndim) >= 2 and 0 not in (Q.shape[-1], K.shape[-2])
    if not fits or K.shape != (*Q.shape[:-2], *V.shape[-2:-1], Q.shape[-1]):
        raise ValueError(
            f"need Q (..., T, D), K (..., S, D), V (..., S, E) with D, S > 0, "
            f"got Q {Q.shape}, K {K.shape}, V {V.shape}"
        )
    if V.shape[:-2] != Q.shape[:-2]:
        raise ValueError(f"need leading axes alike, got Q {Q.shape}, V {V.shape}")
