"""Logistic regression: the odds of yes, as an affine function of the input."""

from dataclasses import dataclass

import numpy as np

from reference.activations import sigmoid
from reference.arrays import Floats, Labels

DECREMENT = 1e-12  # of the objective per row, at which Newton's method has arrived
SUFFICIENT = 1e-4  # share of the promised decrease that a step must keep


@dataclass(frozen=True)
class LogisticRegression:
    """P(yes | x) = sigmoid(<w, x> + b). w: (D,)."""

    w: Floats
    b: float

    def probabilities(self, x: Floats) -> Floats:
        """P(yes) of each row of x (N, D): (N,)."""
        return sigmoid(x @ self.w + self.b)[0]


def logistic_objective(
    theta: Floats, x: Floats, labels: Labels, penalty: float
) -> tuple[float, Floats, Floats]:
    """sum_n (log(1 + exp z_n) - t_n z_n) + penalty |w|^2 / 2, its gradient and its Hessian.

    theta: (D + 1,), w and then b. x: (N, D). labels t: (N,), 1 for yes and 0 for no.
    With z = X w + b and s = sigmoid(z), ds/dz = s (1 - s): the gradient is X^T (s - t) + penalty w,
    the Hessian X^T diag(s (1 - s)) X + penalty I, X with a column of ones for b, which has no
    penalty. The Hessian is nowhere negative, so the objective is convex.
    Source: Bishop 2006, "Pattern Recognition and Machine Learning", sections 4.3.2 and 4.3.3.
    """
    X = np.column_stack((x, np.ones(len(x))))  # (N, D + 1)
    shrink = np.append(np.full(x.shape[1], penalty), 0.0)  # (D + 1,)
    z = X @ theta  # (N,)
    s, slope_of = sigmoid(z)
    value = float(np.logaddexp(0.0, z).sum() - labels @ z + shrink @ theta**2 / 2)
    gradient = X.T @ (s - labels) + shrink * theta
    hessian = (X.T * slope_of(np.ones_like(z))) @ X + np.diag(shrink)
    return value, gradient, hessian


def fit_logistic(
    x: Floats, labels: Labels, penalty: float = 1.0, steps: int = 100
) -> LogisticRegression:
    """The least `logistic_objective`, by Newton's method with halved steps where one overshoots.

    x: (N, D). labels: (N,), 1 for yes and 0 for no, both present. penalty: above 0, so that a least
    value exists where a plane separates the classes.
    Raises ValueError for other labels and penalties, ArithmeticError where it has not arrived.
    Source: Boyd and Vandenberghe 2004, "Convex Optimization", section 9.5.2; Bishop 2006, "Pattern
    Recognition and Machine Learning", section 4.3.3.
    """
    if labels.shape != x.shape[:1] or set(np.unique(labels)) != {0, 1} or penalty <= 0:
        raise ValueError(
            f"need labels ({len(x)},) with both 0 and 1 and a penalty above 0, "
            f"got shape {labels.shape}, labels {np.unique(labels)[:5]}, penalty {penalty}"
        )
    theta = np.zeros(x.shape[1] + 1)
    for _ in range(steps):
        value, gradient, hessian = logistic_objective(theta, x, labels, penalty)
        step = -np.linalg.solve(hessian, gradient)
        promised = -float(gradient @ step)
        if promised <= DECREMENT * len(x):
            return LogisticRegression(theta[:-1], float(theta[-1]))
        size = 1.0
        while (
            _value(theta + size * step, x, labels, penalty) > value - SUFFICIENT * size * promised
        ):
            size /= 2
        theta = theta + size * step
    raise ArithmeticError(f"no convergence in {steps} steps of Newton's method")


def _value(theta: Floats, x: Floats, labels: Labels, penalty: float) -> float:
    return logistic_objective(theta, x, labels, penalty)[0]
