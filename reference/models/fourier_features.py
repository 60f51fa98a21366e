"""Random Fourier features: a kernel method at the price of a linear model."""

from dataclasses import dataclass

import numpy as np

from reference.arrays import Floats


@dataclass(frozen=True)
class FourierFeatures:
    """Random waves whose inner products approach the radial kernel exp(-gamma |x - y|^2).

    frequencies: (D, M), normal with variance 2 gamma, since that is the kernel's Fourier transform
    (Bochner's theorem): E cos <w, x - y> = exp(-gamma |x - y|^2). As cos(a - b) = cos a cos b +
    sin a sin b, the mean of M such cosines is an inner product of M cosines and M sines each. The
    error is a mean of M independent terms in [-1, 1] and falls as 1 / sqrt(M); by Hoeffding's
    inequality it exceeds e with a probability of at most 2 exp(-M e^2 / 2).
    Source: Rahimi and Recht 2007, "Random Features for Large-Scale Kernel Machines", section 3;
    Sutherland and Schneider 2015, "On the Error of Random Fourier Features", section 2.
    """

    frequencies: Floats

    @classmethod
    def draw(
        cls, inputs: int, waves: int, gamma: float, rng: np.random.Generator
    ) -> "FourierFeatures":
        """Frequencies (inputs, waves) for the kernel of width gamma.

        Raises ValueError for fewer than one wave or gamma not above 0.
        """
        if waves < 1 or gamma <= 0:
            raise ValueError(f"need waves of at least 1, gamma above 0, got {waves} and {gamma}")
        return cls(rng.normal(scale=np.sqrt(2 * gamma), size=(inputs, waves)))

    def __call__(self, x: Floats) -> Floats:
        """(N, D) -> (N, 2 M), every row of length 1."""
        phases = x @ self.frequencies  # (N, M)
        waves = np.concatenate((np.cos(phases), np.sin(phases)), axis=1)
        waves /= np.sqrt(phases.shape[1])
        return waves
