"""What a board says of its uncertainty: ties, brackets and ranges, as its reader may know them."""

import math
from collections.abc import Sequence
from decimal import Decimal

from grader import METRICS
from server.assignments.access import AssignmentAccess
from server.boards.histogram import EXACT
from server.boards.uncertainty_queries import Figures
from server.boards.views import BoardRow

_LARGE = 10**15  # shown as short as can be from here on, as the scores are
_MANTISSAS = (10, 12, 15, 20, 25, 30, 40, 50, 60, 80, 100)  # about as far apart as can be told


def add_ties(
    rows: Sequence[BoardRow], found: Sequence[Figures | None], access: AssignmentAccess
) -> None:
    """Mark ties and brackets.

    Participants see none that ends between two rows of the same shown score: it would tell on
    which side of the other a score lies that rounding has made equal.
    """
    bracket, computed, above = 0, 0, None
    for row, figures in zip(rows, found, strict=True):
        if figures is None:
            above = None
            continue
        is_level = above is not None and above.value == row.value and not access.is_staff
        row.statistically_tied = above is not None and (figures.tied_with_above or is_level)
        if bracket == 0 or (figures.bracket != computed and not is_level):
            bracket, computed = bracket + 1, figures.bracket
        row.bracket = bracket
        above = row


def add_intervals(
    rows: Sequence[BoardRow], found: Sequence[Figures | None], access: AssignmentAccess
) -> None:
    """Give each row its interval: in full for staff, else its score give or take a coarse margin.

    The ends of an interval move up to three times as fast as the score with the error of a single
    row, so a margin is one of few numbers and has ten times the step of the scores.
    """
    prediction = access.definition.prediction
    assert prediction is not None
    low, high = METRICS[prediction.metric].bounds
    for row, figures in zip(rows, found, strict=True):
        if figures is None:
            continue
        half = max(figures.high - row.value, row.value - figures.low)
        margin = coarse(half, prediction.decimals - 1)
        row.margin = f"{margin.normalize():,f}" if margin < _LARGE else f"{margin:.2g}"
        row.interval = (figures.low, figures.high)
        if not access.is_staff:
            score = EXACT.quantize(Decimal(row.value), Decimal(1).scaleb(-prediction.decimals))
            row.interval = (max(low, float(score - margin)), min(high, float(score + margin)))


def coarse(half: float, decimals: int) -> Decimal:
    """A margin rounded up to a number of `_MANTISSAS`, in steps of 10 ** -decimals or more."""
    unit = Decimal(1).scaleb(-decimals)
    units = max(1, math.ceil(round(half / float(unit), 9)))
    if units < _MANTISSAS[0]:
        return units * unit
    tens: int = 10 ** (len(str(units)) - 2)
    return unit * next(step * tens for step in _MANTISSAS if step * tens >= units)
