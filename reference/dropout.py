"""Dropout: a random thinning of a network while it is trained."""

import numpy as np

from reference.arrays import Floats, Vjp


def dropout(x: Floats, rate: float, rng: np.random.Generator) -> tuple[Floats, Vjp]:
    """A random share `rate` of x set to 0, the rest divided by 1 - rate, and its vjp(dy) -> dx.

    x, value, dy, dx: one shape. rate: in [0, 1), the probability to be dropped.
    Dividing keeps the expectation (inverted dropout), so that evaluation needs no dropout and no
    factor. The mask is a constant for backward, which uses the very mask of its forward.
    Raises ValueError for a rate outside [0, 1).
    Source: Srivastava et al. 2014, "Dropout: A Simple Way to Prevent Neural Networks from
    Overfitting", sections 4 and 10.
    """
    if not 0.0 <= rate < 1.0:
        raise ValueError(f"need a rate in [0, 1), got {rate}")
    mask: Floats = (rng.random(x.shape) >= rate) / (1.0 - rate)
    return x * mask, lambda dy: dy * mask
