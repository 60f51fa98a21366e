"""Whether masks were drawn as they should be, element by element at some rate, as exact bounds say.

The chances of all masks of one file together, that a right one is taken for a wrong one, are less
than one in a million.
"""

import functools

import numpy as np

from reference.arrays import Booleans

SIDE = 96  # of the mask by which a rate is judged: 0.45 and 0.5 are ten deviations apart in it
_CHANCE = 5e-9  # of a right mask to hold more or fewer, and of two right ones to be the same
_CHANCE_OF_LARGE = 1.5e-7  # of one of those by which a rate is judged, of which there are three
_CHANCE_OF_LINE = 3e-10  # of a row or a column of those


def is_drawn(kept: Booleans, rate: float) -> bool:
    """Whether chance may have kept these elements (N, D), and no others."""
    is_large = kept.shape == (SIDE, SIDE)
    if any(repeats(each, rate) for each in (kept, kept.T)):
        return False
    if is_large and not all(_is_independent(each, rate) for each in (kept, kept.T)):
        return False
    low, high = likely_counts(kept.size, 1.0 - rate, _CHANCE_OF_LARGE if is_large else _CHANCE)
    return bool(low <= kept.sum() <= high)


def _is_independent(kept: Booleans, rate: float) -> bool:
    """Whether rows hold as many as elements by themselves do, and neighbours agree as often."""
    low, high = likely_counts(SIDE, 1.0 - rate, _CHANCE_OF_LINE)
    counts = kept.sum(axis=1)
    is_even = bool(low <= counts.min() and counts.max() <= high)
    return is_even and agree_by_chance(kept[:, ::2], kept[:, 1::2], rate)


def agree_by_chance(one: Booleans, other: Booleans, rate: float) -> bool:
    """Whether two masks of one shape are alike in as many elements as two that were drawn apart."""
    least, most = likely_counts(one.size, rate**2 + (1.0 - rate) ** 2, _CHANCE)
    return bool(least <= (one == other).sum() <= most)


def repeats(masks: Booleans, rate: float) -> bool:
    """Whether masks (N, ...) are all the same, and so many elements that chance hardly does it."""
    size = masks[0].size
    chance = (rate ** len(masks) + (1.0 - rate) ** len(masks)) ** size
    return chance < _CHANCE and bool((masks == masks[0]).all())


@functools.lru_cache(maxsize=256)
def likely_counts(size: int, probability: float, chance: float) -> tuple[int, int]:
    """The least and the most of `size` elements that are chosen, each with a probability.

    What lies outside has at most the chance, half of it on either side. Exact binomial sums.
    """
    counts = np.arange(size)
    odds = np.log((size - counts) / (counts + 1)) + np.log(probability) - np.log1p(-probability)
    logs = size * np.log1p(-probability) + np.concatenate([[0.0], np.cumsum(odds)])
    chances = np.exp(logs)  # of 0, 1, ... size
    below, above = np.cumsum(chances), np.cumsum(chances[::-1])
    low = int(np.searchsorted(below, chance / 2, side="right"))
    high = size - int(np.searchsorted(above, chance / 2, side="right"))
    return low, high
