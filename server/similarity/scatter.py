"""Two vectors of predictions drawn one against the other."""

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from grader import Relation
from reference.arrays import Floats
from server.web.pages.ticks import Tick

Rows = npt.NDArray[np.intp]

WIDTH, HEIGHT = 400, 320
LEFT, BOTTOM, EDGE = 62, 34, 10  # around the plot, which the axes bound
MOST_DOTS = 2_000
_FARTHEST = 100  # rows that are drawn whatever happens
_SHOWN = 0.99  # of the rows, whose values span an axis; wild ones stand at its ends
_TICKS = 4
_STEPS = (1.0, 2.0, 2.5, 5.0)


@dataclass(frozen=True)
class TenthRow:
    """A row of the table: the share of rows below it in the first vector, and both values."""

    percent: int
    first: float
    second: float


@dataclass(frozen=True)
class Scatter:
    """The drawing. dots, line: data of SVG paths. drawn: rows that have a dot, of `rows`.

    tenths: eleven of the rows, from the least to the largest of the first vector.
    """

    dots: str
    line: str
    across: tuple[Tick, ...]
    up: tuple[Tick, ...]
    drawn: int
    rows: int
    tenths: tuple[TenthRow, ...]


@dataclass(frozen=True)
class _Axis:
    """From the values low to high to places start to end, which may run backwards."""

    low: float
    high: float
    start: float
    end: float

    @classmethod
    def of(cls, values: Floats, start: float, end: float) -> "_Axis":
        """An axis that nearly all values fit on."""
        low, high = (float(each) for each in np.quantile(values, [(1 - _SHOWN) / 2, _SHOWN]))
        if low == high:
            low, high = float(values.min()), float(values.max())
        if low == high:
            low, high = low - 1, high + 1
        return cls(low, high, start, end)

    def places(self, values: Floats) -> Floats:
        """Where values (N,) stand, at the ends where they are beyond."""
        shares = np.clip((values - self.low) / (self.high - self.low), 0.0, 1.0)
        places: Floats = self.start + shares * (self.end - self.start)
        return places

    def ticks(self) -> tuple[Tick, ...]:
        """Round values with their places, four to ten of them."""
        rough = (self.high - self.low) / _TICKS
        power = 10.0 ** math.floor(math.log10(rough))
        step = power * max(each for each in _STEPS if each * power <= rough)
        first, last = math.ceil(self.low / step), math.floor(self.high / step)
        values = np.array([count * step for count in range(first, last + 1)])
        return tuple(
            Tick(round(float(at), 1), f"{value:.6g}")
            for value, at in zip(values, self.places(values), strict=True)
        )


def scatter(first: Floats, second: Floats, relation: Relation) -> Scatter:
    """The rows of two vectors (N,) as dots, and the line that most of them lie near."""
    across = _Axis.of(first, LEFT, WIDTH - EDGE)
    up = _Axis.of(second, HEIGHT - BOTTOM, EDGE)
    rows = _choose_rows(first, second, relation)
    places = zip(across.places(first[rows]), up.places(second[rows]), strict=True)
    return Scatter(
        dots="".join(f"M{x:.1f} {y:.1f}h0" for x, y in places),
        line=_line(across, up, relation),
        across=across.ticks(),
        up=up.ticks(),
        drawn=rows.size,
        rows=first.size,
        tenths=_tenths(first, second),
    )


def _choose_rows(first: Floats, second: Floats, relation: Relation) -> Rows:
    """Which rows have a dot: all, or some spread evenly and those farthest from the line."""
    if first.size <= MOST_DOTS:
        return np.arange(first.size)
    spread = np.linspace(0, first.size - 1, MOST_DOTS - _FARTHEST).astype(np.intp)
    distances = np.abs(second - (relation.slope * first + relation.offset))
    farthest = np.argpartition(distances, -_FARTHEST)[-_FARTHEST:]
    return np.union1d(spread, farthest)


def _line(across: _Axis, up: _Axis, relation: Relation) -> str:
    """The part of the line that is within both axes."""
    x = np.linspace(across.low, across.high, 200)
    y = relation.slope * x + relation.offset
    inside = (y >= up.low) & (y <= up.high)
    if not inside.any():
        return ""
    ends = np.flatnonzero(inside)[[0, -1]]
    xs, ys = across.places(x[ends]), up.places(y[ends])
    return f"M{xs[0]:.1f} {ys[0]:.1f}L{xs[1]:.1f} {ys[1]:.1f}"


def _tenths(first: Floats, second: Floats) -> tuple[TenthRow, ...]:
    order = np.argsort(first, kind="stable")
    chosen = order[np.linspace(0, first.size - 1, 11).round().astype(np.intp)]
    return tuple(
        TenthRow(10 * number, float(first[row]), float(second[row]))
        for number, row in enumerate(chosen)
    )
