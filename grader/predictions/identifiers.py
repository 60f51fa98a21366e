"""Ids of rows: from an id to its place among the labels, one by one or all at once."""

import re
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Whole = npt.NDArray[np.int64]

DIGITS = 18  # whole numbers of so many digits always fit 64 bits
_CANONICAL = re.compile(f"0|[1-9][0-9]{{0,{DIGITS - 1}}}")
_SPARSENESS = 4  # cells of a direct table per id that are still worth their memory
_UNKNOWN = -1


class DirectPlaces:
    """Whole numbers that lie close together: the id is the address. ``01`` is not ``1``."""

    def __init__(self, ids: Whole) -> None:
        self._table = np.full(int(ids.max()) + 2, _UNKNOWN, dtype=np.int64)
        self._table[ids] = np.arange(ids.size)

    def place(self, id_: str) -> int | None:
        """The zero-based place of one id, or None where it is unknown."""
        if not _CANONICAL.fullmatch(id_):
            return None
        place = int(self._table[min(int(id_), self._table.size - 1)])
        return None if place == _UNKNOWN else place

    def places(self, ids: Whole) -> Whole:
        """The zero-based places (N,) of ids (N,) from 0 up, -1 where one is unknown."""
        return self._table.take(ids, mode="clip")  # the last cell is no id's


class SortedPlaces:
    """Whole numbers that lie far apart: found by bisection. ``01`` is not ``1``."""

    def __init__(self, ids: Whole) -> None:
        self._order = np.argsort(ids)
        self._sorted = ids[self._order]

    def place(self, id_: str) -> int | None:
        """The zero-based place of one id, or None where it is unknown."""
        if not _CANONICAL.fullmatch(id_):
            return None
        place = int(self.places(np.array([int(id_)]))[0])
        return None if place == _UNKNOWN else place

    def places(self, ids: Whole) -> Whole:
        """The zero-based places (N,) of ids (N,) from 0 up, -1 where one is unknown."""
        nearest = np.minimum(np.searchsorted(self._sorted, ids), self._sorted.size - 1)
        return np.where(self._sorted[nearest] == ids, self._order[nearest], _UNKNOWN)


class TextPlaces:
    """Any other ids."""

    def __init__(self, ids: Sequence[str]) -> None:
        self._places = {id_: place for place, id_ in enumerate(ids)}

    def place(self, id_: str) -> int | None:
        """The zero-based place of one id, or None where it is unknown."""
        return self._places.get(id_)


WholeNumberPlaces = DirectPlaces | SortedPlaces
Places = WholeNumberPlaces | TextPlaces


def places_of(ids: Sequence[str]) -> Places:
    """The quickest way from these distinct ids to their places."""
    if not all(map(_CANONICAL.fullmatch, ids)):
        return TextPlaces(ids)
    whole = np.array(ids, dtype=np.int64)
    dense = int(whole.max()) < _SPARSENESS * whole.size + 1000
    return DirectPlaces(whole) if dense else SortedPlaces(whole)
