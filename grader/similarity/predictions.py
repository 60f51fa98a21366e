"""Predictions of different people that are the same up to a little noise or an affine change.

All good models are alike, since all are near the labels. So every vector is compared by what it
says beyond the class: the rest that neither a constant nor the class's typical prediction explains,
by least squares. An affine change of predictions only stretches that rest. Two rests with the
correlation r differ by a noise of ``sqrt(1 - r^2)`` of their size.

Independent models share much of their rests too, those of one family most. How much is normal is
therefore read off the class: for every participant the noise to whoever is nearest. A pair is
reported where its noise is below a fifth of the median of these, and below 0.05 in any case; that
holds while less than half of the class copies. Methods without chance, such as least squares on
the given features, honestly give the same predictions to all who use them: hand theirs over as
given ones, and read the code before you speak to anybody.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from grader.similarity.groups import groups_of
from reference.arrays import Booleans, Floats

Vectors = npt.NDArray[np.float32] | Floats
Floats32 = npt.NDArray[np.float32]

FEWEST = 6  # participants, so that the typical prediction is nobody's own
MOST_NOISE = 0.05
NEARER = 5.0
_BLOCK = 256
_CLIP = 3.0  # usual sizes of a rest, so that no single row decides
_WILD = 10.0  # usual distances of a prediction from the middle one; what is beyond is cut off
_EXACT = 0.15  # below this noise, pairs are computed again in double precision
_ZERO = 1e-12  # no more than rounding leaves
_NOTHING = 1e-6  # of a vector's own size: a rest so small says nothing


@dataclass(frozen=True)
class Pair:
    """Two vectors of different people, by their places, and the noise between their rests."""

    first: int
    second: int
    owners: tuple[str, str]
    noise: float


@dataclass(frozen=True)
class PredictionSimilarity:
    """What was found. pairs: the nearest of any two people, those alike, most alike first.

    limit: the noise below which a pair is reported. ordinary: the median noise between a
    participant and whoever is nearest.
    """

    pairs: tuple[Pair, ...]
    groups: tuple[frozenset[str], ...]
    limit: float
    ordinary: float


def compare_predictions(
    vectors: Vectors, owners: Sequence[str], given: Vectors | None = None
) -> PredictionSimilarity:
    """Pairs of people whose predictions are alike beyond what is ordinary in their class.

    vectors: (V, N), finite, one row for each submission. owners: whose each is, V of them; two
    vectors of one owner are not compared. given: (G, N), predictions that everybody was given, such
    as a baseline's; vectors like those are left out. Vectors that say no more than the class does,
    such as constants, are left out too. Raises ValueError for shapes that do not fit, vectors that
    are not finite or fewer than six owners.
    """
    names, owner = np.unique(np.asarray(owners, dtype=object), return_inverse=True)
    if vectors.ndim != 2 or len(vectors) != len(owners) or not np.isfinite(vectors).all():
        raise ValueError(f"expected finite vectors ({len(owners)}, N), got {vectors.shape}")
    if len(names) < FEWEST:
        raise ValueError(f"expected at least {FEWEST} participants, got {len(names)}")
    typical = _typical(vectors, owner, len(names))
    rests = _rests(vectors, typical)
    if given is not None:
        rests[_match_given(rests, _rests(given, typical))] = 0.0
    nearest = _nearest(rests, owner, len(names))
    found = [_exactly(pair, vectors, typical, owners) for pair in _candidates(nearest)]
    ordinary = _ordinary(nearest.noise)
    limit = min(MOST_NOISE, ordinary / NEARER)
    pairs = sorted((p for p in found if p.noise <= limit), key=lambda p: (p.noise, p.owners))
    return PredictionSimilarity(tuple(pairs), groups_of(p.owners for p in pairs), limit, ordinary)


@dataclass(frozen=True, eq=False)
class _Nearest:
    """For any two of P owners the least noise (P, P), and which vectors have it (P, P, 2)."""

    noise: Floats
    places: npt.NDArray[np.intp]


def _typical(vectors: Vectors, owner: npt.NDArray[np.intp], owners: int) -> Floats:
    """The class's prediction for every row (N,): the median over people of their last vector."""
    last = np.zeros(owners, dtype=np.intp)
    last[owner] = np.arange(len(owner))
    middle: Floats = np.median(vectors[last].astype(np.float64), axis=0)
    return middle


def _rests(vectors: Vectors, typical: Floats) -> Floats32:
    """What vectors (V, N) say beyond a constant and the typical prediction (N,), of length 1.

    (V, N) in float32. Zero for those that say nothing.
    """
    rests = np.empty(vectors.shape, dtype=np.float32)
    for start in range(0, len(vectors), _BLOCK):
        block = slice(start, start + _BLOCK)
        rests[block] = _rest(vectors[block].astype(np.float64), typical)
    return rests


def _rest(vectors: Floats, typical: Floats) -> Floats:
    """`_rests` of a few vectors (B, N), in double precision."""
    around = typical - typical.mean()
    size = float(around @ around)
    centred: Floats = vectors - np.median(vectors, axis=1, keepdims=True)
    wild = _WILD * _scale(centred)
    np.clip(centred, -wild, wild, out=centred)
    centred -= centred.mean(axis=1, keepdims=True)
    own = np.linalg.norm(centred, axis=1)
    if size > 0:
        centred -= np.outer(centred @ around / size, around)
    deviation = _scale(centred)
    np.clip(centred, -_CLIP * deviation, _CLIP * deviation, out=centred)
    centred -= centred.mean(axis=1, keepdims=True)
    length = np.linalg.norm(centred, axis=1)
    says = length > _NOTHING * own
    centred *= np.where(says, 1 / np.where(says, length, 1.0), 0.0)[:, None]
    return centred


def _scale(rests: Floats) -> Floats:
    """How far rests (B, N) usually are from 0, (B, 1): by their median, which no single row moves.

    As a standard deviation where they are normal. The true one where half of a rest is 0.
    """
    middle: Floats = 1.4826 * np.median(np.abs(rests), axis=1, keepdims=True)
    around = np.sqrt(np.square(rests).mean(axis=1, keepdims=True))
    return np.where(middle > _ZERO * around, middle, around)


def _nearest(rests: Floats32, owner: npt.NDArray[np.intp], owners: int) -> _Nearest:
    """The nearest vectors of any two owners, from matrix products of blocks of owners."""
    order = np.argsort(owner, kind="stable")
    rests, starts = rests[order], np.searchsorted(owner[order], np.arange(owners))
    ends = np.append(starts[1:], len(order))
    noise = np.full((owners, owners), np.inf)
    places = np.zeros((owners, owners, 2), dtype=np.intp)
    for a in range(owners - 1):
        tail = ends[a]
        products = rests[starts[a] : tail] @ rests[tail:].T  # (own, later)
        best = np.maximum.reduceat(products, starts[a + 1 :] - tail, axis=1).max(axis=0)
        noise[a, a + 1 :] = np.sqrt(np.clip(1 - best.astype(np.float64) ** 2, 0, 1))
        noise[a, a + 1 :][best <= 0] = np.inf
        for b in a + 1 + np.flatnonzero(noise[a, a + 1 :] < _EXACT):
            part = products[:, starts[b] - tail : ends[b] - tail]
            i, j = np.unravel_index(int(part.argmax()), part.shape)
            places[a, b] = order[starts[a] + i], order[starts[b] + j]
    return _Nearest(noise, places)


def _candidates(nearest: _Nearest) -> Iterator[tuple[int, int]]:
    """Places of the vectors that may be alike."""
    for a, b in np.argwhere(nearest.noise < _EXACT):
        first, second = nearest.places[a, b]
        yield int(first), int(second)


def _exactly(
    places: tuple[int, int], vectors: Vectors, typical: Floats, owners: Sequence[str]
) -> Pair:
    """A pair with its noise in double precision."""
    first, second = _rest(vectors[list(places)].astype(np.float64), typical)
    half = float(np.linalg.norm(first - second)) / 2  # the sine of half the angle between them
    noise = 2 * half * math.sqrt(max(0.0, 1 - half * half))
    return Pair(*places, (owners[places[0]], owners[places[1]]), noise)


def _ordinary(noise: Floats) -> float:
    """The median over people of the noise to whoever is nearest; 1 where nobody is."""
    both = np.minimum(noise, noise.T)
    return float(np.median(np.minimum(both.min(axis=1), 1.0)))


def _match_given(rests: Floats32, given: Floats32) -> Booleans:
    """Which rests (V, N) are those of given vectors (G, N), to a noise of a hundredth."""
    nearest: Floats32 = (rests @ given.T).max(axis=1)
    return nearest > math.sqrt(1 - 1e-4)
