"""Seeded randomness that every version of NumPy repeats."""

import hashlib

import numpy as np

Seed = int | bytes
"""What randomness follows from: a number from 0 to 2**32 - 1, which can be tried, or a secret."""


def frozen_random(seed: Seed) -> np.random.RandomState:
    """A source whose stream for a seed never changes, as a bundle's hash must not.

    NumPy freezes the streams of RandomState; those of Generator may change between versions
    (NEP 19). Raises ValueError for a number that is no seed.
    """
    if isinstance(seed, bytes):
        return np.random.RandomState(np.frombuffer(hashlib.sha512(seed).digest(), dtype="<u4"))
    return np.random.RandomState(seed)
