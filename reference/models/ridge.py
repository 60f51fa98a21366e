"""Ridge regression: least squares with a penalty on large weights."""

from dataclasses import dataclass

import numpy as np

from reference.arrays import Floats


@dataclass(frozen=True)
class LinearModel:
    """Predictions x w + b. w: (D,) or, for M outputs, (D, M); b: a scalar array or (M,)."""

    w: Floats
    b: Floats

    def predict(self, x: Floats) -> Floats:
        """(N, D) -> (N,) or (N, M)."""
        y: Floats = x @ self.w + self.b
        return y


def fit_ridge(x: Floats, targets: Floats, penalty: float) -> LinearModel:
    """The w and b that minimise sum_n |x_n w + b - t_n|^2 + penalty |w|^2; b is free of penalty.

    x: (N, D). targets: (N,) or (N, M). penalty: at least 0, in units of the sum, not of the mean.
    At the best b the means agree, b = mean(t) - mean(x) w, which leaves centred X and T. Setting
    the derivative to 0 gives (X^T X + penalty I) w = X^T T, or the same from the other side,
    w = X^T (X X^T + penalty I)^-1 T, which is smaller where D > N. Without a penalty the solution
    of least norm is taken, by singular values. The normal equations square the condition number;
    the penalty bounds it by 1 + |X|^2 / penalty.
    Raises ValueError for N = 0, a wrong number of targets or a negative penalty.
    Source: Hoerl and Kennard 1970, "Ridge Regression"; Hastie, Tibshirani and Friedman 2009, "The
    Elements of Statistical Learning", section 3.4.1.
    """
    if x.ndim != 2 or len(x) == 0 or len(targets) != len(x) or penalty < 0:
        raise ValueError(
            f"need x (N, D) and targets (N, ...) with N > 0 and a penalty of at least 0, "
            f"got x {x.shape}, targets {targets.shape}, penalty {penalty}"
        )
    x_mean, t_mean = x.mean(axis=0), targets.mean(axis=0)
    w = _least_squares(x - x_mean, targets - t_mean, penalty)
    return LinearModel(w, np.asarray(t_mean - x_mean @ w))


def _least_squares(X: Floats, T: Floats, penalty: float) -> Floats:
    n, d = X.shape
    if penalty == 0:
        w = np.linalg.lstsq(X, T)[0]
    elif d <= n:
        w = np.linalg.solve(X.T @ X + penalty * np.eye(d), X.T @ T)
    else:
        w = X.T @ np.linalg.solve(X @ X.T + penalty * np.eye(n), T)
    return np.asarray(w, dtype=np.float64)
