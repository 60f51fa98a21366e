"""The affine layer: a linear map of every row, and a shift."""

from reference.arrays import Floats, TripleVjp


def affine(x: Floats, W: Floats, b: Floats) -> tuple[Floats, TripleVjp]:
    """The rows xW + b and their vjp(dy) -> (dx, dW, db).

    x, dx: (N, D). W, dW: (D, M). b, db: (M,). Value and dy: (N, M).
    With dL = tr(dy^T dY) and dY = dX W + X dW + 1 db^T, the cyclic property of the trace gives
    dL = tr((dy W^T)^T dX) + tr((X^T dy)^T dW) + (1^T dy) db. Read off the factors: db sums over
    the batch because every row of it adds the same b.
    Raises ValueError where the shapes do not fit.
    Source: Giles 2008, "Collected matrix derivative results for forward and reverse mode
    algorithmic differentiation", section 2.2; Petersen and Pedersen 2012, "The Matrix Cookbook",
    section 2.5.
    """
    if x.ndim != 2 or W.shape != (x.shape[1], *b.shape) or b.ndim != 1:
        raise ValueError(
            f"need x (N, D), W (D, M), b (M,), got x {x.shape}, W {W.shape}, b {b.shape}"
        )
    return x @ W + b, lambda dy: (dy @ W.T, x.T @ dy, dy.sum(axis=0))
