"""Rosenblatt's perceptron: a line between two classes, learnt from mistakes.

Convergence. Take inputs with a 1 appended, of length R at most, and a unit vector v with
y <v, x> >= margin > 0 on all rows. A mistake changes w to w + y x with y <w, x> <= 0, hence
<v, w> grows by the margin at least and |w|^2 by R^2 at most. After M mistakes, from w = 0,
M margin <= <v, w> <= |w| <= sqrt(M) R, so M <= (R / margin)^2, however many rows there are.
Without such a v, as for XOR, the mistakes never end.
Source: Rosenblatt 1958, "The Perceptron"; Novikoff 1962, "On convergence proofs on perceptrons";
Minsky and Papert 1969, "Perceptrons", chapter 11.
"""

from dataclasses import dataclass

import numpy as np

from reference.arrays import Floats, Labels


@dataclass(frozen=True)
class Perceptron:
    """A threshold unit: +1 where <w, x> + b > 0, else -1. w: (D,)."""

    w: Floats
    b: float

    def predict(self, x: Floats) -> Labels:
        """The class, +1 or -1, of each row of x (N, D): (N,)."""
        return np.where(x @ self.w + self.b > 0, 1, -1)

    def after(self, x: Floats, label: int) -> "Perceptron":
        """The unit after one example x (D,) of the class +1 or -1: moved if it was wrong.

        w <- w + y x and b <- b + y where y (<w, x> + b) <= 0. A point on the line counts as wrong,
        so that the unit w = 0 learns.
        """
        if label * (x @ self.w + self.b) > 0:
            return self
        return Perceptron(self.w + label * x, self.b + label)


@dataclass(frozen=True)
class Lesson:
    """What training came to: the unit, its mistakes, and whether a whole pass had none."""

    unit: Perceptron
    mistakes: int
    has_converged: bool


def train_perceptron(x: Floats, labels: Labels, passes: int) -> Lesson:
    """A perceptron taught row by row, in order, until a pass has no mistake or passes run out.

    x: (N, D). labels: (N,), each +1 or -1.
    Raises ValueError for N = 0, a wrong label count or other labels.
    """
    if len(x) == 0 or labels.shape != x.shape[:1] or not np.isin(labels, (-1, 1)).all():
        raise ValueError(f"need labels ({len(x)},) of +1 or -1 with N > 0, got {labels.shape}")
    unit, mistakes = Perceptron(np.zeros(x.shape[1]), 0.0), 0
    for _ in range(passes):
        before = mistakes
        for row, label in zip(x, labels, strict=True):
            taught = unit.after(row, int(label))
            mistakes += taught is not unit
            unit = taught
        if mistakes == before:
            return Lesson(unit, mistakes, has_converged=True)
    return Lesson(unit, mistakes, has_converged=False)
