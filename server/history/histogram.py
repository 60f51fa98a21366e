"""Scores counted in bins of a round width; those that are far worse than the rest in one bin."""

import math
from collections import Counter
from collections.abc import Sequence
from decimal import ROUND_FLOOR, Decimal

from grader import Better
from server.boards.ties import EXACT
from server.web.api_model import ApiModel

MOST_BINS = 12  # one more where the first begins below the lowest score
_FAR = 3  # how many times as far behind the best as nine tenths of all are
_ROUND = (1, 2, 5, 10)


class Bin(ApiModel):
    """How many participants have a score from `low` on and below `high`."""

    low: float | None
    """Where it begins; null for an open end, behind which all are that are far worse than the
    others."""
    high: float | None
    """Where it ends; null for an open end likewise."""
    count: int
    """How many."""
    own: bool = False
    """Whether the participant whose history it is stands here."""


def histogram(
    scores: Sequence[float], own: float | None, better: Better, decimals: int | None
) -> list[Bin]:
    """The bins from the lowest scores to the highest, empty ones between them included.

    own: one of the scores, or None. decimals: no bin is narrower than the last of them; None for
    scores that are exact.
    """
    if not scores:
        return []
    values = sorted((Decimal(repr(score)) for score in scores), reverse=better == "higher")
    near = near_end(values)
    ends = sorted((values[0], near))
    step = round_step(EXACT.subtract(ends[1], ends[0]), MOST_BINS, decimals)
    step = max(step, _finest(max(abs(float(end)) for end in ends)))
    places = [floors(value, step) for value in values]
    last = floors(near, step)  # whatever lies within this bin is counted there
    counts = Counter(
        place for place in places if (place <= last if better == "lower" else place >= last)
    )
    own_place = None if own is None else floors(Decimal(repr(own)), step)
    bins = [
        Bin(
            low=float(place * step),
            high=float((place + 1) * step),
            count=counts[place],
            own=place == own_place,
        )
        for place in range(min(counts), max(counts) + 1)
    ]
    far, is_far = len(values) - counts.total(), own is not None and own_place not in counts
    if far and better == "lower":
        bins.append(Bin(low=bins[-1].high, high=None, count=far, own=is_far))
    elif far:
        bins.insert(0, Bin(low=None, high=bins[0].low, count=far, own=is_far))
    return bins


def near_end(values: Sequence[Decimal]) -> Decimal:
    """The worst of values, best first, that is not far worse than nine tenths of all."""
    nearly_all = values[round(0.9 * (len(values) - 1))]
    reach = _FAR * abs(nearly_all - values[0])
    return next(value for value in reversed(values) if abs(value - values[0]) <= reach)


def round_step(span: Decimal, most: int, decimals: int | None) -> Decimal:
    """The smallest of 1, 2, 5 times a power of ten of which `most` make up `span`."""
    least = Decimal(1) if decimals is None and span == 0 else Decimal(0)
    if decimals is not None:
        least = Decimal(1).scaleb(-decimals)
    wanted = max(EXACT.divide(span, most), least)
    unit = Decimal(1).scaleb(wanted.adjusted())
    return next(step * unit for step in _ROUND if step * unit >= wanted)


def _finest(size: float) -> Decimal:
    """A power of ten that numbers of this size can tell apart: the ends of bins are such."""
    return Decimal(1).scaleb(Decimal(4 * math.ulp(size)).adjusted() + 1)


def floors(value: Decimal, step: Decimal) -> int:
    """How many whole steps are below a value."""
    return int(EXACT.divide(value, step).to_integral_value(ROUND_FLOOR))
