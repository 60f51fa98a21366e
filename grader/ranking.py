"""Who stands above whom: the total order of a board.

Full-precision score first, in the metric's direction; then the earlier submission; then the id.
Equal scores share a rank, and the next rank counts everyone above it (1, 2, 2, 4).
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Better = Literal["lower", "higher"]
"""Which scores win."""


@dataclass(frozen=True)
class Entry:
    """What a board knows of one participant: a score in full precision, its time and its id.

    received_at carries an offset. id differs between any two entries of a board.
    """

    score: float
    received_at: datetime
    id: str


@dataclass(frozen=True)
class RankedRow:
    """An entry in its place. tied_with_above: it shares its rank with the row above it."""

    rank: int
    entry: Entry
    tied_with_above: bool


def is_better(entry: Entry, other: Entry, better: Better) -> bool:
    """Whether `entry` stands above `other`. One without a finite score never does."""
    if not math.isfinite(entry.score):
        return False
    return not math.isfinite(other.score) or _place(entry, better) < _place(other, better)


def rank(entries: Iterable[Entry], better: Better) -> tuple[RankedRow, ...]:
    """The board from the top. Entries without a finite score are not on it."""
    finite = (entry for entry in entries if math.isfinite(entry.score))
    rows: list[RankedRow] = []
    for number, entry in enumerate(sorted(finite, key=lambda e: _place(e, better)), start=1):
        tied = bool(rows) and rows[-1].entry.score == entry.score
        rows.append(RankedRow(rows[-1].rank if tied else number, entry, tied))
    return tuple(rows)


def _place(entry: Entry, better: Better) -> tuple[float, datetime, str]:
    """Sorts entries of finite score from the top of the board down."""
    return (-entry.score if better == "higher" else entry.score, entry.received_at, entry.id)
