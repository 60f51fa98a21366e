"""How wrong each element of an array is, small enough to be drawn.

Larger arrays are drawn in blocks, each as wrong as its worst element, so that a single wrong
element shows at any size.
"""

import numpy as np

from grader.reports import ErrorPicture
from reference.arrays import Floats

MOST_CELLS = 24  # along each side
_STEPS = 100  # shades are stored in per cent


def picture_of(got: Floats, expected: Floats) -> ErrorPicture | None:
    """The errors of an array, in per cent of the largest; None for a single number.

    got, expected: of one shape. Leading dimensions are joined to rows; a vector is one row.
    """
    if got.size <= 1:
        return None
    off = np.abs(got - expected)
    off = np.where(np.isfinite(off), off, np.inf)
    table = off.reshape(-1, off.shape[-1])
    row, column = (int(index) for index in np.unravel_index(table.argmax(), table.shape))
    shades = _shades(table)
    rows, columns = _blocks(table.shape[0]), _blocks(table.shape[1])
    drawn = np.maximum.reduceat(np.maximum.reduceat(shades, rows, axis=0), columns, axis=1)
    return ErrorPicture(
        shades=tuple(tuple(int(shade) for shade in line) for line in drawn),
        worst=(_place(rows, row), _place(columns, column)),
        rows=table.shape[0],
        columns=table.shape[1],
    )


def _shades(off: Floats) -> Floats:
    """Errors in per cent of the largest finite one; what is not finite is 100."""
    finite = off[np.isfinite(off)]
    largest = float(finite.max()) if finite.size else 0.0
    scaled = off / largest if largest else np.where(off > 0, 1.0, 0.0)
    shades: Floats = np.ceil(_STEPS * np.minimum(scaled, 1.0))  # what is wrong at all is not 0
    return shades


def _blocks(length: int) -> list[int]:
    """Where the blocks along a side begin."""
    count = min(length, MOST_CELLS)
    return [length * number // count for number in range(count)]


def _place(begins: list[int], index: int) -> int:
    """The block that an index is in."""
    return sum(begin <= index for begin in begins) - 1
