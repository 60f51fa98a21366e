"""Rules that move parameters against their gradients, in place.

Each rule is one equation per array; what it remembers starts at 0 with the first step, and belongs
to one list of parameters.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np

from reference.arrays import Floats


class Optimizer(Protocol):
    """A rule of training."""

    def step(self, parameters: Sequence[Floats], gradients: Sequence[Floats]) -> None:
        """Move every parameter, in place, given the gradient of the loss for each, alike in shape.

        Raises ValueError, before anything moves, where counts or shapes differ.
        """


@dataclass
class GradientDescent:
    """w <- w - rate dw: the direction in which the loss falls fastest.

    On single rows or batches, this is stochastic gradient descent.
    Source: Robbins and Monro 1951, "A Stochastic Approximation Method"; Goodfellow et al. 2016,
    "Deep Learning", sections 4.3 and 8.3.1.
    """

    rate: float = 0.01

    def step(self, parameters: Sequence[Floats], gradients: Sequence[Floats]) -> None:
        """One step of the rule; see `Optimizer`."""
        _require_alike(parameters, gradients)
        for w, dw in zip(parameters, gradients, strict=True):
            np.subtract(w, self.rate * dw, out=w)


@dataclass
class Momentum:
    """v <- decay v - rate dw; w <- w + v: a ball that rolls with friction.

    Under a constant gradient the speed rises to rate / (1 - decay) times it.
    Source: Polyak 1964, "Some methods of speeding up the convergence of iteration methods";
    Goodfellow et al. 2016, "Deep Learning", section 8.3.2.
    """

    rate: float = 0.01
    decay: float = 0.9
    _velocities: list[Floats] = field(default_factory=list, init=False, repr=False)

    def step(self, parameters: Sequence[Floats], gradients: Sequence[Floats]) -> None:
        """One step of the rule; see `Optimizer`."""
        _require_alike(parameters, gradients)
        self._velocities = self._velocities or [np.zeros_like(w) for w in parameters]
        for w, v, dw in zip(parameters, self._velocities, gradients, strict=True):
            np.subtract(self.decay * v, self.rate * dw, out=v)
            np.add(w, v, out=w)


@dataclass
class Adam:
    """Momentum over the root of the mean square: steps of about `rate`, whatever the scale of dw.

    m <- beta1 m + (1 - beta1) dw and v <- beta2 v + (1 - beta2) dw^2 start at 0 and so are too
    small by 1 - beta1^t and 1 - beta2^t, by which they are divided: the first step is rate sign(dw)
    where epsilon is small. w <- w - rate m' / (sqrt(v') + epsilon).
    Source: Kingma and Ba 2015, "Adam: A Method for Stochastic Optimization", algorithm 1 and
    section 3.
    """

    rate: float = 0.001
    beta1: float = 0.9
    beta2: float = 0.999
    epsilon: float = 1e-8
    _steps: int = field(default=0, init=False, repr=False)
    _means: list[Floats] = field(default_factory=list, init=False, repr=False)
    _squares: list[Floats] = field(default_factory=list, init=False, repr=False)

    def step(self, parameters: Sequence[Floats], gradients: Sequence[Floats]) -> None:
        """One step of the rule; see `Optimizer`."""
        _require_alike(parameters, gradients)
        self._means = self._means or [np.zeros_like(w) for w in parameters]
        self._squares = self._squares or [np.zeros_like(w) for w in parameters]
        self._steps += 1
        for w, m, v, dw in zip(parameters, self._means, self._squares, gradients, strict=True):
            np.subtract(w, self._change(m, v, dw), out=w)

    def _change(self, m: Floats, v: Floats, dw: Floats) -> Floats:
        """What to take off: rate m' / (sqrt(v') + epsilon), after m and v were moved in place."""
        m *= self.beta1
        m += (1.0 - self.beta1) * dw
        v *= self.beta2
        v += (1.0 - self.beta2) * np.square(dw)
        root: Floats = np.sqrt(v)
        root /= np.sqrt(1.0 - self.beta2**self._steps)
        root += self.epsilon
        return m * (self.rate / (1.0 - self.beta1**self._steps)) / root


def _require_alike(parameters: Sequence[Floats], gradients: Sequence[Floats]) -> None:
    expected, got = [w.shape for w in parameters], [dw.shape for dw in gradients]
    if expected != got:
        raise ValueError(f"need gradients of the shapes {expected}, got {got}")
