"""Arrays of which more than one value is right in places: at kinks, at ties, where eps shows."""

from collections.abc import Mapping

import numpy as np

from grader.layers.catalogue.specification import ANY, Freedom
from grader.layers.checks.comparison import allowance, is_close
from grader.layers.trials.precision import Precision
from reference.arrays import Floats, Labels


def without_free(right: Floats, free: Freedom) -> Floats:
    """A right array with 0 where it may be anything, so that this tells nothing of its size."""
    return np.where(free.at & (free.high - free.low >= ANY), 0.0, right)


def accept(
    right: Mapping[str, Floats],
    got: Mapping[str, Floats | None],
    freedoms: Mapping[str, Freedom],
    precision: Precision,
    guard: float,
) -> Mapping[str, Floats]:
    """The right arrays of a backward, with what came in their place wherever that is as right."""
    found = dict(right)
    for name, free in freedoms.items():
        array = got.get(name)
        if name in right and array is not None and array.shape == right[name].shape:
            off = allowance(without_free(right[name], free), precision, guard)
            is_open = np.isneginf(free.low) & np.isposinf(free.high)
            fits = is_open | ((free.low - off <= array) & (array <= free.high + off))
            found[name] = np.where(free.at & fits, array, right[name])
    shares = {n: f.shares for n, f in freedoms.items() if f.shares is not None and n in right}
    for name in shares:
        array = got.get(name)
        if array is None or not is_close(array, found[name], precision, guard):
            return found  # wrong by itself, and the others are not to blame
    return {**found, **_with_whole_sums(right, found, shares, precision, guard)}


def _with_whole_sums(
    right: Mapping[str, Floats],
    found: Mapping[str, Floats],
    shares: Mapping[str, Labels],
    precision: Precision,
    guard: float,
) -> Mapping[str, Floats]:
    """The arrays that share, but what is right wherever shares do not add up."""
    if not shares:
        return {}
    sums = sum_shares(shares, found)
    off = sum_shares(shares, {n: allowance(right[n], precision, guard) for n in shares})
    whole = np.abs(sums - sum_shares(shares, right)) <= off
    return {n: np.where(whole[s], found[n], right[n]) for n, s in shares.items()}


def sum_shares(shares: Mapping[str, Labels], arrays: Mapping[str, Floats]) -> Floats:
    """The sums of arrays by the numbers of their shares."""
    numbers = np.concatenate([each.ravel() for each in shares.values()])
    elements = np.concatenate([arrays[name].ravel() for name in shares])
    return np.bincount(numbers, elements).astype(np.float64)
