"""A public data set in disguise: the same task for a model, no row to be looked up.

What stays: which rows are above which in every column, and so every split of the rows that a
decision tree can make (where it cuts between two values that it was trained on may change, which
matters to new values between them alone); the labels; roughly the shape of each column. What goes:
the order of rows and columns, names, ids and every value. Whoever holds the original can still
match columns by the order of their values, with some work: leave out a part of the rows first, and
look at `grader.leaks.suspicion`.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from reference.arrays import Floats

Words = npt.NDArray[np.uint64]
Rows = npt.NDArray[np.intp]

_LEAST_GAP = 2.0**-30  # of a column's width: values apart stay apart in float64


@dataclass(frozen=True, eq=False)
class Disguised:
    """The table to hand out. features: (N, D). labels: (N,). ids, columns: new names.

    rows (N,), places (D,): where each new row and column was before; secret.
    """

    features: Floats
    labels: Floats
    ids: tuple[str, ...]
    columns: tuple[str, ...]
    rows: Rows = field(repr=False)
    places: Rows = field(repr=False)


def disguise(features: Floats, labels: Floats, ids: Sequence[str], seed: bytes) -> Disguised:
    """A table under other names, in another order, with other values in the same order of size.

    features: (N, D). labels: (N,), of any dtype, unchanged. Training and test rows go in together,
    so that both are rescaled alike. The same arguments give the same bytes with any version of
    NumPy: all choices are drawn from SHAKE-256 under the seed, which stays secret. Raises
    ValueError for shapes that do not fit, repeated ids, features that are not finite, or a seed of
    less than 16 bytes.
    """
    n, d = features.shape
    if labels.shape != (n,) or len(set(ids)) != n or n == 0 or d == 0:
        raise ValueError(
            f"expected {n} > 0 labels and distinct ids, got {labels.shape}, {len(ids)}"
        )
    if not np.isfinite(features).all():
        raise ValueError("expected finite features; fill or drop what is missing first")
    if len(seed) < 16:
        raise ValueError(f"expected a seed of at least 16 bytes, got {len(seed)}")
    rows, places = _order(seed, "rows", n), _order(seed, "columns", d)
    rescaled = [_rescale(features[:, place], seed, int(place)) for place in places]
    return Disguised(
        features=np.column_stack(rescaled)[rows],
        labels=labels[rows],
        ids=_names("r", n),
        columns=_names("x", d),
        rows=rows,
        places=places,
    )


def _rescale(column: Floats, seed: bytes, place: int) -> Floats:
    """A column (N,) with every gap between neighbouring values stretched by a factor of its own.

    Factors lie between 0.5 and 2, width and origin are drawn too. Gaps too small for float64 are
    widened, so that the order of values, equal ones included, is exactly as before.
    """
    values, where = np.unique(column, return_inverse=True)
    share = _uniform(seed, f"column {place}", values.size + 1)
    if values.size == 1:
        return np.full(column.shape, 1.0 + share[0])
    scaled = values / np.abs(values).max()  # their differences cannot overflow
    gaps = np.diff(scaled) / (scaled[-1] - scaled[0])
    gaps = np.maximum(gaps * (0.5 + 1.5 * share[2:]), _LEAST_GAP)
    stairs = np.concatenate([[0.0], np.cumsum(gaps)])
    new: Floats = ((0.5 + share[0]) * stairs + 0.5 + share[1])[where]
    return new


def _names(letter: str, count: int) -> tuple[str, ...]:
    """Names that say nothing but their own place."""
    width = len(str(count))
    return tuple(f"{letter}{i:0{width}}" for i in range(1, count + 1))


def _order(seed: bytes, purpose: str, count: int) -> Rows:
    """A permutation of `count` places."""
    return np.argsort(_words(seed, purpose, count), kind="stable")


def _uniform(seed: bytes, purpose: str, count: int) -> Floats:
    """Numbers (count,) from 0 up to 1."""
    shares: Floats = (_words(seed, purpose, count) >> np.uint64(11)).astype(np.float64) * 2.0**-53
    return shares


def _words(seed: bytes, purpose: str, count: int) -> Words:
    """Words (count,) of 64 bits that nobody without the seed can foretell."""
    stream = hashlib.shake_256(len(seed).to_bytes(8, "little") + seed + purpose.encode())
    return np.frombuffer(stream.digest(8 * count), dtype="<u8").astype(np.uint64)
