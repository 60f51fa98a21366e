"""Seeded randomness that every version of NumPy repeats."""

import numpy as np


def frozen_random(seed: int) -> np.random.RandomState:
    """A source whose stream for a seed never changes, as a bundle's hash must not.

    NumPy freezes the streams of RandomState; those of Generator may change between versions
    (NEP 19). seed: 0 to 2**32 - 1, else ValueError.
    """
    return np.random.RandomState(seed)
