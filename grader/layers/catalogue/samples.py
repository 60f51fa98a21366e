"""Numbers to try layers on, such that mistakes show."""

import numpy as np

from grader.layers.catalogue.specification import Sample, Tensors
from reference.arrays import Booleans, Floats

_LEAST, _MOST = -4.0, 0.7  # powers of ten


def normal(names: str, size: int) -> Sample:
    """Tables (N, `size`) of normal numbers, one for each letter."""

    def sample(rng: np.random.Generator, batch: int, scale: float) -> Tensors:
        return {name: scale * rng.normal(size=(batch, size)) for name in names}

    return sample


def nonzero(size: int) -> Sample:
    """A table x (N, `size`) of numbers away from 0."""
    return lambda rng, batch, scale: {"x": away_from_zero(rng, (batch, size), scale)}


def far_from_balanced(names: str, size: int) -> Sample:
    """Tables of numbers of all sizes, nine in ten above 0, one for each letter.

    No mean or median of them is near 0, so that it shows where one is taken for 0.
    """

    def sample(rng: np.random.Generator, batch: int, scale: float) -> Tensors:
        return {name: scale * unbalanced(rng, (batch, size)) for name in names}

    return sample


def unbalanced(rng: np.random.Generator, shape: tuple[int, ...]) -> Floats:
    """Numbers from 1e-4 to 5 in size, evenly on a logarithmic scale, nine in ten above 0.

    The least and the most of them, in size, come with both signs.
    """
    size = int(np.prod(shape))
    sizes = 10.0 ** rng.uniform(_LEAST, _MOST, size=size)
    signs = np.where(np.arange(size) % 10 == 0, -1.0, 1.0)
    drawn = sizes * signs
    ends = np.multiply.outer(10.0 ** np.array([_LEAST, _MOST]), [1.0, -1.0]).ravel()
    drawn[:4] = ends[: drawn[:4].size]
    mixed: Floats = rng.permutation(drawn).reshape(shape)
    return mixed


def with_targets(size: int) -> Sample:
    """Predictions y and targets t, both (N, `size`), with residuals away from 0."""

    def sample(rng: np.random.Generator, batch: int, scale: float) -> Tensors:
        y = away_from_zero(rng, (batch, size), scale)
        residuals = away_from_zero(rng, y.shape, scale)
        return {"y": y, "t": y + residuals}

    return sample


def with_targets_met(size: int) -> Sample:
    """The same, but half of the predictions are their targets."""

    def sample(rng: np.random.Generator, batch: int, scale: float) -> Tensors:
        drawn = with_targets(size)(rng, batch, scale)
        y, t = drawn["y"], drawn["t"]
        return {"y": y, "t": np.where(half_of(rng, y.shape), y, t)}

    return sample


def with_targets_on_one_side(size: int) -> Sample:
    """The same with residuals of all sizes, nine in ten above 0."""

    def sample(rng: np.random.Generator, batch: int, scale: float) -> Tensors:
        y = scale * unbalanced(rng, (batch, size))
        return {"y": y, "t": y + scale * unbalanced(rng, (batch, size))}

    return sample


def half_of(rng: np.random.Generator, shape: tuple[int, ...]) -> Booleans:
    """Half of the elements, drawn, and one at least."""
    size = int(np.prod(shape))
    half: Booleans = rng.permutation(np.arange(size) % 2 == 0).reshape(shape)
    return half


def away_from_zero(rng: np.random.Generator, shape: tuple[int, ...], scale: float = 1.0) -> Floats:
    """Both signs, and no number within ten difference steps of 0."""
    size = int(np.prod(shape))
    sign = rng.permutation(np.arange(size) % 2 * 2.0 - 1.0).reshape(shape)
    drawn: Floats = scale * sign * rng.uniform(0.2, 2.0, size=shape)
    return drawn


def one_hot_rows(rng: np.random.Generator, batch: int, classes: int) -> Floats:
    """Labels (N, C), as even as can be."""
    rows: Floats = np.eye(classes)[rng.permutation(batch) % classes]
    return rows
