"""Two vectors as a drawing whose dots, line and table tell the same."""

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader import relation
from server.similarity.scatter import BOTTOM, EDGE, HEIGHT, LEFT, MOST_DOTS, WIDTH, scatter

RNG = np.random.default_rng(0)


def dots(path: str) -> list[tuple[float, float]]:
    return [(float(x), float(y)) for x, y in re.findall(r"M([\d.]+) ([\d.]+)h0", path)]


def test_every_row_of_a_few_is_a_dot_on_the_line_it_lies_on() -> None:
    first = np.arange(11.0)
    drawn = scatter(first, 2 * first + 1, relation(first, 2 * first + 1))
    places = dots(drawn.dots)
    assert (len(places), drawn.drawn, drawn.rows) == (11, 11, 11)
    assert places[0] == (LEFT, HEIGHT - BOTTOM)
    assert places[-1] == (WIDTH - EDGE, EDGE)
    assert [(row.percent, row.first, row.second) for row in drawn.tenths][::5] == [
        (0, 0, 1),
        (50, 5, 11),
        (100, 10, 21),
    ]
    assert drawn.line.startswith("M62.")


def test_of_many_rows_those_that_differ_most_are_drawn_for_sure() -> None:
    first = RNG.normal(size=20_000)
    second = first.copy()
    second[12_345] += 3
    drawn = scatter(first, second, relation(first, second))
    assert MOST_DOTS - 200 < drawn.drawn <= MOST_DOTS
    off = [
        x - LEFT - (HEIGHT - BOTTOM - y) * (WIDTH - EDGE - LEFT) / (HEIGHT - BOTTOM - EDGE)
        for x, y in dots(drawn.dots)
    ]
    assert max(map(abs, off)) > 50


@given(
    values=st.lists(st.floats(-1e12, 1e12), min_size=1, max_size=30),
    slope=st.sampled_from([0.0, -1.0, 1e-6, 3.0]),
)
def test_everything_stays_within_the_drawing(values: list[float], slope: float) -> None:
    first = np.array(values)
    second = slope * first + 1
    drawn = scatter(first, second, relation(first, second))
    for x, y in dots(drawn.dots):
        assert LEFT <= x <= WIDTH - EDGE
        assert EDGE <= y <= HEIGHT - BOTTOM
    assert len(drawn.across) <= 12
    assert "nan" not in drawn.dots + drawn.line


def test_a_wild_row_does_not_flatten_the_others() -> None:
    first = RNG.normal(size=1_000)
    first[0] = 1e9
    drawn = scatter(first, first, relation(first, first))
    assert len({x for x, _ in dots(drawn.dots)}) > 500
    assert float(drawn.across[-1].label) == pytest.approx(2, abs=1.5)
