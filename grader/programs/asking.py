"""How a program is asked for hidden rows: in an order that nobody knows, with others among them.

The order comes from a secret of the server and from the program's bytes, so that a table by place
is of no use, and sending the same file again asks nothing new. Decoys are mixtures of two hidden
rows each: there is no label for them, and no place in a table.
"""

import hashlib
import hmac
from dataclasses import dataclass
from typing import Self

import numpy as np
import numpy.typing as npt

from reference.arrays import Floats

_DECOYS = 10  # rows to a decoy
_BEFORE = 8  # rows to one that is asked before all others
_FEWEST = 8
FEWEST_ROWS = 4
"""Hidden rows to mix decoys from: of three, every third mixture would be a row as it is."""
TOLERANCE = 1e-9

Places = npt.NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class Asking:
    """What a program is asked for.

    X_asked: (M + D, F), hidden rows and decoys. order: (M + D,), where each of them stands among
    the M hidden rows; decoys are numbered on. before: (K,), places in X_asked that are asked first.
    """

    X_asked: Floats
    order: Places
    before: Places
    rows: int

    @classmethod
    def secretly(cls, X_new: Floats, key: bytes, file_sha256: str) -> Self:
        """For hidden rows (M, D). key: a secret."""
        seed = hmac.digest(key, file_sha256.encode(), "sha256")
        rng = np.random.default_rng(np.frombuffer(seed, dtype=np.uint32))
        rows, decoys = len(X_new), max(_FEWEST, len(X_new) // _DECOYS)
        first, second = rng.integers(0, rows, (2, decoys))
        mixed = np.where(rng.random((decoys, X_new.shape[1])) < 0.5, X_new[first], X_new[second])
        order = rng.permutation(rows + decoys)
        few = min(rows + decoys, max(_FEWEST, rows // _BEFORE))
        before = rng.choice(rows + decoys, few, replace=False)
        return cls(np.concatenate((X_new, mixed))[order], order, before, rows)

    @property
    def first_asked(self) -> Floats:
        """(K, D), what is asked for first."""
        return self.X_asked[self.before]

    @property
    def sha256(self) -> str:
        """Of the order in which rows are asked for, as little-endian 64-bit integers."""
        return hashlib.sha256(self.order.astype("<i8").tobytes()).hexdigest()

    def answers(self, predictions: Floats) -> Floats:
        """Predictions for X_asked in the order of the hidden rows, (M,), without decoys."""
        found = np.empty_like(predictions)
        found[self.order] = predictions
        return found[: self.rows]

    def agrees(self, before: Floats, predictions: Floats) -> bool:
        """Whether what was answered first, (K,), is what all rows together are answered."""
        after = predictions[self.before]
        return bool((np.abs(before - after) <= TOLERANCE * np.maximum(np.abs(after), 1)).all())
