"""Pictures of a history: where lines, bars and labels stand, in per cent of a drawing's size.

Drawings are as wide as their column and so high as the stylesheet says, while letters keep their
size: so all places are shares, and the top is 0.
"""

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from grader import Better
from server.boards.ties import EXACT
from server.history.histogram import Bin, floors, near_end, round_step
from server.history.views import HistoryView, Shift
from server.web.pages.formatting import axis_label
from server.web.pages.ticks import Tick

_TICKS = 4  # about as many lines across
_ROW = 22  # pixels between two names that can be told apart
_MOST_NAMED = 40  # more people than these get less room, and only some of them a name
_NAME = 12  # letters of an alias, wide ones counting twice; the table has all of it


@dataclass(frozen=True)
class Dot:
    """One submission. beyond: it would lie outside of the drawing, and stands at its edge."""

    x: float
    y: float
    beyond: bool


@dataclass(frozen=True)
class Timeline:
    """Scores over time, the better the higher. best, class_best: data of SVG paths, 100 by 100."""

    ticks: tuple[Tick, ...]
    dots: tuple[Dot, ...]
    best: str
    class_best: str
    start: datetime
    end: datetime


@dataclass(frozen=True)
class Bar:
    """One bin. width and height of it; it stands on the ground."""

    x: float
    width: float
    height: float
    own: bool


@dataclass(frozen=True)
class Bars:
    """A histogram. ticks: counts. edges: scores along the ground."""

    bars: tuple[Bar, ...]
    ticks: tuple[Tick, ...]
    edges: tuple[Tick, ...]


@dataclass(frozen=True)
class SlopeLine:
    """One participant's way from the public place to the private one, in pixels from the top.

    before, after: what is written at either end, empty where others stand too close.
    """

    y1: float
    y2: float
    direction: str
    own: bool
    before: str
    after: str


@dataclass(frozen=True)
class Slopes:
    """Everybody's, the own one last so that it lies on top. height: in pixels."""

    height: int
    lines: tuple[SlopeLine, ...]


@dataclass(frozen=True)
class _Scale:
    """From scores to shares of the height. The best is at the top.

    bottom, top: in steps, which of huge scores may be smaller than their last digit.
    """

    bottom: int
    top: int
    step: Decimal
    better: Better

    @classmethod
    def of(cls, scores: Iterable[float], better: Better, decimals: int | None) -> "_Scale":
        """The scale on which all of `scores` find room that are not far worse than the others."""
        values = sorted(map(_exact, scores), reverse=better == "higher")
        near = near_end(values)
        low, high = min(near, values[0]), max(near, values[0])
        step = round_step(high - low, _TICKS, decimals)
        top = -floors(-high, step)
        bottom = min(floors(low, step), top - 1)
        return cls(bottom, top, step, better)

    def y(self, score: float) -> float:
        """The share of the height that is above a score, below 0 or over 100 outside."""
        above_bottom = _exact(score) - EXACT.multiply(self.bottom, self.step)
        return self._share(above_bottom / self.step)

    @property
    def ticks(self) -> tuple[Tick, ...]:
        """A line at each step from the bottom to the top."""
        return tuple(
            Tick(self._share(Decimal(place - self.bottom)), axis_label(float(place * self.step)))
            for place in range(self.bottom, self.top + 1)
        )

    def _share(self, steps: Decimal) -> float:
        """The share of the height that is above a place so many steps from the bottom."""
        share = 100 * float(steps / (self.top - self.bottom))
        return round(share if self.better == "lower" else 100 - share, 2)


def timeline(view: HistoryView, decimals: int | None, until: datetime) -> Timeline | None:
    """A participant's scores and the class's best until a moment; None where there are none.

    decimals: of the scores; None for points.
    """
    points = [point for point in view.submissions if point.score is not None]
    scored = [(point.submitted_at, point.score) for point in points if point.score is not None]
    records = [(one.since, one.score) for one in view.class_best if one.score is not None]
    if not scored and not records:
        return None
    moments = [moment for moment, _ in (*scored, *records)]
    start, end = min(moments), max(*moments, until)
    scale = _Scale.of([score for _, score in (*scored, *records)], view.better, decimals)

    def x(moment: datetime) -> float:
        span = (end - start).total_seconds()
        return round(100 * (moment - start).total_seconds() / span, 2) if span else 0.0

    bests = [(point.submitted_at, point.best) for point in points if point.best is not None]
    return Timeline(
        ticks=scale.ticks,
        dots=tuple(_dot(x(moment), scale.y(score)) for moment, score in scored),
        best=_steps((x(moment), scale.y(score)) for moment, score in bests),
        class_best=_steps((x(moment), scale.y(score)) for moment, score in records),
        start=start,
        end=end,
    )


def _dot(x: float, y: float) -> Dot:
    return Dot(x, _within(y), beyond=y != _within(y))


def _within(y: float) -> float:
    return min(max(y, 0.0), 100.0)


def _steps(corners: Iterable[tuple[float, float]]) -> str:
    """A line that keeps each height until the next corner, and the last one to the right edge."""
    path = ""
    for x, y in corners:
        path += f"H{x:g}V{_within(y):g}" if path else f"M{x:g} {_within(y):g}"
    return path and f"{path}H100"


def bars(bins: Sequence[Bin]) -> Bars | None:
    """The drawing of a histogram; None for an empty one."""
    if not bins:
        return None
    most = max(found.count for found in bins)
    step = int(round_step(Decimal(most), _TICKS, 0))
    top = -(-most // step) * step
    width = 100 / len(bins)
    return Bars(
        bars=tuple(
            Bar(round(i * width, 2), round(width, 2), round(100 * found.count / top, 2), found.own)
            for i, found in enumerate(bins)
        ),
        ticks=tuple(
            Tick(round(100 - 100 * count / top, 2), f"{count:,}")
            for count in range(0, top + 1, step)
        ),
        edges=_edges(bins),
    )


def _edges(bins: Sequence[Bin]) -> tuple[Tick, ...]:
    """The first and the last edge that is a score, and one in the middle where there is room."""
    lows = [*(found.low for found in bins), bins[-1].high]
    edges = [
        Tick(round(100 * i / len(bins), 2), axis_label(score))
        for i, score in enumerate(lows)
        if score is not None
    ]
    if lows[0] is None:
        edges[0] = Tick(edges[0].at, f"← {edges[0].label}")
    if lows[-1] is None:
        edges[-1] = Tick(edges[-1].at, f"{edges[-1].label} →")
    middle = edges[len(edges) // 2 : len(edges) // 2 + 1] if len(edges) > _TICKS else []
    return tuple(edges[:1] + middle + edges[-1:])


def slopes(shifts: Sequence[Shift]) -> Slopes | None:
    """Everybody's line between two columns of places; None for nobody. shifts: by private place."""
    if not shifts:
        return None
    gap = _ROW * min(1.0, _MOST_NAMED / len(shifts))
    before = sorted(range(len(shifts)), key=lambda i: shifts[i].public_rank)
    ends = [(0.0, 0.0)] * len(shifts)
    for place, i in enumerate(before):
        ends[i] = ((place + 0.5) * gap, (i + 0.5) * gap)
    named = _choose_named(shifts, ends)
    lines = [
        SlopeLine(
            y1=round(y1, 1),
            y2=round(y2, 1),
            direction="up" if shift.moved > 0 else "down" if shift.moved < 0 else "same",
            own=shift.own,
            before=f"{short(shift.alias)} {shift.public_rank}" if (i, 0) in named else "",
            after=f"{shift.private_rank} {short(shift.alias)}" if (i, 1) in named else "",
        )
        for i, (shift, (y1, y2)) in enumerate(zip(shifts, ends, strict=True))
    ]
    lines.sort(key=lambda line: line.own)
    return Slopes(height=round(gap * len(shifts)), lines=tuple(lines))


def _choose_named(
    shifts: Sequence[Shift], ends: Sequence[tuple[float, float]]
) -> set[tuple[int, int]]:
    """Who is named at which end: the own one, then who moved most, as far as there is room."""
    urgent = sorted(range(len(shifts)), key=lambda i: (not shifts[i].own, -abs(shifts[i].moved), i))
    named: set[tuple[int, int]] = set()
    for side in (0, 1):
        taken: list[float] = []
        for i in urgent:
            if all(abs(ends[i][side] - y) >= _ROW - 0.01 for y in taken):
                taken.append(ends[i][side])
                named.add((i, side))
    return named


def short(alias: str) -> str:
    """An alias cut to what has room in a drawing."""
    room = _NAME
    for i, letter in enumerate(alias):
        room -= 2 if unicodedata.east_asian_width(letter) in "WF" else 1
        if room < 0:
            return f"{alias[:i]}…"
    return alias


def _exact(score: float) -> Decimal:
    return Decimal(repr(score))
