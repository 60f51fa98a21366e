"""What a board says of its uncertainty: ties, brackets and ranges, as its reader may know them."""

import math
from collections.abc import Iterable
from decimal import Context, Decimal

from grader import METRICS
from server.boards.queries import Figures
from server.boards.views import BoardRow
from server.submissions.disclosure import Disclosure

EXACT = Context(prec=400)  # digits enough for any score, and any step below it
_LARGE = 10**15  # shown as short as can be from here on, as the scores are
_MANTISSAS = (10, 12, 15, 20, 25, 30, 40, 50, 60, 80, 100)  # about as far apart as can be told


def add_ties(
    rows: Iterable[BoardRow], found: Iterable[Figures | None], disclosure: Disclosure
) -> list[BoardRow]:
    """The rows with ties and brackets marked.

    Participants see none that ends between two rows of the same shown score: it would tell on
    which side of the other a score lies that rounding has made equal.
    """
    marked: list[BoardRow] = []
    bracket, computed, above = 0, 0, None
    for row, figures in zip(rows, found, strict=True):
        if figures is None:
            above = None
            marked.append(row)
            continue
        is_level = above is not None and above.value == row.value and not disclosure.is_staff
        is_tied = above is not None and (figures.tied_with_above or is_level)
        if bracket == 0 or (figures.bracket != computed and not is_level):
            bracket, computed = bracket + 1, figures.bracket
        marked.append(row.model_copy(update={"statistically_tied": is_tied, "bracket": bracket}))
        above = row
    return marked


def add_intervals(
    rows: Iterable[BoardRow],
    found: Iterable[Figures | None],
    metric: str,
    disclosure: Disclosure,
) -> list[BoardRow]:
    """The rows with intervals: in full for staff, else their scores give or take coarse margins.

    The ends of an interval move up to three times as fast as the score with the error of a single
    row, so a margin is one of few numbers and has ten times the step of the scores.
    """
    return [
        row if figures is None else _add_interval(row, figures, metric, disclosure)
        for row, figures in zip(rows, found, strict=True)
    ]


def _add_interval(row: BoardRow, figures: Figures, metric: str, disclosure: Disclosure) -> BoardRow:
    decimals, (low, high) = disclosure.decimals, METRICS[metric].bounds
    assert decimals is not None, "the uncertainty of points is not known"
    assert row.value is not None, "the uncertainty of nothing is not known"
    half = max(figures.high - row.value, row.value - figures.low)
    margin = coarse(half, decimals - 1)
    interval = (figures.low, figures.high)
    if not disclosure.is_staff:
        score = EXACT.quantize(Decimal(row.value), Decimal(1).scaleb(-decimals))
        interval = (max(low, float(score - margin)), min(high, float(score + margin)))
    shown = f"{margin.normalize():,f}" if margin < _LARGE else f"{margin:.2g}"
    return row.model_copy(update={"interval": interval, "margin": shown})


def coarse(half: float, decimals: int) -> Decimal:
    """A margin rounded up to a number of `_MANTISSAS`, in steps of 10 ** -decimals or more."""
    unit = Decimal(1).scaleb(-decimals)
    units = max(1, math.ceil(round(half / float(unit), 9)))
    if units < _MANTISSAS[0]:
        return units * unit
    tens: int = 10 ** (len(str(units)) - 2)
    return unit * next(step * tens for step in _MANTISSAS if step * tens >= units)
