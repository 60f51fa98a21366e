"""The extreme learning machine: a random hidden layer, and ridge regression behind it."""

from dataclasses import dataclass

import numpy as np

from reference.activations import sigmoid
from reference.affine import affine
from reference.arrays import Floats
from reference.models.ridge import LinearModel, fit_ridge


@dataclass(frozen=True)
class ExtremeLearningMachine:
    """sigmoid(x W + b) and then a linear model. W: (D, H). b: (H,). Only the output is learnt."""

    W: Floats
    b: Floats
    output: LinearModel

    def predict(self, x: Floats) -> Floats:
        """(N, D) -> (N,) or (N, M)."""
        return self.output.predict(_activate(x, self.W, self.b))


def fit_extreme_learning_machine(
    x: Floats, targets: Floats, hidden: int, penalty: float, rng: np.random.Generator
) -> ExtremeLearningMachine:
    """A hidden layer of normal weights, drawn and left alone, and the best output for it.

    x: (N, D), standardised columns at best. targets: (N,) or (N, M). hidden: the number of units.
    The hidden rows of N different inputs are linearly independent with probability 1 once there are
    N units, so the training data can be met exactly; with fewer units or a penalty, nearly. Weights
    of variance 1 / D keep the sums near 1, where the sigmoid bends.
    Raises ValueError as `fit_ridge`, and for no hidden unit.
    Source: Huang, Zhu and Siew 2006, "Extreme learning machine: Theory and applications",
    section 2; Huang et al. 2012, "Extreme Learning Machine for Regression and Multiclass
    Classification", section III.
    """
    if hidden < 1:
        raise ValueError(f"need at least one hidden unit, got {hidden}")
    W: Floats = rng.normal(scale=1 / np.sqrt(x.shape[1]), size=(x.shape[1], hidden))
    b: Floats = rng.normal(size=hidden)
    return ExtremeLearningMachine(W, b, fit_ridge(_activate(x, W, b), targets, penalty))


def _activate(x: Floats, W: Floats, b: Floats) -> Floats:
    return sigmoid(affine(x, W, b)[0])[0]
