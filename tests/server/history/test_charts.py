"""Drawings of a history: inside of their frame, and with names that do not collide."""

import re
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader import Better, Verdict
from server.boards.views import Part
from server.history.charts import bars, short, slopes, timeline
from server.history.histogram import histogram
from server.history.views import HistoryView, Point, Record, Shift
from server.web.pages.formatting import axis_label

BEGIN = datetime(2026, 5, 1, tzinfo=UTC)
SCORES = st.lists(st.floats(-1e9, 1e9, allow_subnormal=False), min_size=1, max_size=30)


def history(scores: list[float], class_best: list[float] = [], better: str = "lower"):  # noqa: B006
    best: float | None = None
    points = []
    for i, score in enumerate(scores):
        keep = min if better == "lower" else max
        best = score if best is None else keep(best, score)
        points.append(
            Point(
                id=str(i),
                url=f"/submissions/{i}",
                submitted_at=BEGIN + timedelta(hours=i),
                verdict=Verdict.SCORED,
                score=score,
                best=best,
                private_score=None,
                secondary={},
            )
        )
    records = [
        Record(since=BEGIN + timedelta(days=i), score=score) for i, score in enumerate(class_best)
    ]
    return HistoryView.model_construct(
        better=better, part=Part.PUBLIC, submissions=points, class_best=records
    )


@given(scores=SCORES, better=st.sampled_from(["lower", "higher"]))
def test_every_dot_and_line_is_within_the_drawing(scores: list[float], better: str) -> None:
    found = timeline(history(scores, scores[:1], better), 4, BEGIN + timedelta(days=2))
    assert found is not None
    assert len(found.dots) == len(scores)
    assert all(0 <= dot.x <= 100 and 0 <= dot.y <= 100 for dot in found.dots)
    numbers = [float(n) for n in re.findall(r"-?[\d.]+(?:e-?\d+)?", found.best + found.class_best)]
    assert all(0 <= number <= 100 for number in numbers)
    assert found.best.endswith("H100")
    assert all(0 <= tick.at <= 100 for tick in found.ticks)
    assert 2 <= len(found.ticks) <= 7


@pytest.mark.parametrize(("better", "rises"), [("lower", False), ("higher", True)])
def test_what_is_better_stands_higher(better: str, rises: bool) -> None:
    found = timeline(history([2.0, 3.0], better=better), 4, BEGIN)
    assert found is not None
    first, second = found.dots
    assert (second.y < first.y) is rises


def test_a_wild_first_try_is_drawn_hollow_at_the_edge() -> None:
    found = timeline(history([1e6, 5.0, *[4.0 + i / 10 for i in range(10)]]), 4, BEGIN)
    assert found is not None
    assert [dot.beyond for dot in found.dots] == [True] + [False] * 11
    assert found.dots[0].y == 100
    assert len({dot.y for dot in found.dots}) > 5


@pytest.mark.parametrize("better", ["lower", "higher"])
@pytest.mark.parametrize("decimals", [12, 4, 0, None])
@pytest.mark.parametrize(
    "scores",
    [[1e25], [1e150], [4e149] * 20 + [1.0], [1e149, 1.0000001e149], [-1e149, 1.0], [5e-324, 1e150]],
)
def test_scores_larger_than_any_step_have_a_drawing(
    scores: list[float], decimals: int | None, better: Better
) -> None:
    found = timeline(history(scores, scores[:1], better), decimals, BEGIN + timedelta(days=2))
    assert found is not None
    assert all(0 <= dot.y <= 100 for dot in found.dots)
    assert (found.ticks[0].at, found.ticks[-1].at) == ((0, 100) if better == "lower" else (100, 0))
    assert bars(histogram(scores, scores[0], better, decimals)) is not None


def test_files_without_a_score_are_not_drawn() -> None:
    view = history([2.0])
    view.submissions[0].score = None
    assert timeline(view, 4, BEGIN) is None


def test_bars_are_as_high_as_their_counts_and_edges_are_few() -> None:
    found = bars(histogram([float(i % 7) for i in range(30)], 3.0, "lower", 4))
    assert found is not None
    assert len([bar for bar in found.bars if bar.own]) == 1
    assert max(bar.height for bar in found.bars) <= 100
    assert 2 <= len(found.edges) <= 3
    assert found.ticks[0].label == "0"
    assert bars([]) is None


def shifts(count: int) -> list[Shift]:
    """Everybody moves from the other end of the board."""
    return [
        Shift(
            alias=f"student-{i}",
            public_rank=count - i,
            private_rank=i + 1,
            moved=count - 2 * i - 1,
            own=i == count // 2,
        )
        for i in range(count)
    ]


@pytest.mark.parametrize("count", [1, 2, 40, 41, 300, 1000])
def test_names_beside_slopes_never_collide_and_the_own_one_is_there(count: int) -> None:
    found = slopes(shifts(count))
    assert found is not None
    for names in (
        sorted(line.y1 for line in found.lines if line.before),
        sorted(line.y2 for line in found.lines if line.after),
    ):
        assert all(below - above >= 21.9 for above, below in pairwise(names))
    assert found.lines[-1].own
    assert found.lines[-1].before
    assert found.lines[-1].after
    assert found.height <= 880
    if count <= 40:
        assert all(line.before and line.after for line in found.lines)


def test_ranks_that_are_shared_have_places_of_their_own() -> None:
    same = [shift.model_copy(update={"public_rank": 1}) for shift in shifts(3)]
    found = slopes(same)
    assert found is not None
    assert len({line.y1 for line in found.lines}) == 3


def test_long_names_are_cut_by_what_they_take() -> None:
    assert short("momo") == "momo"
    assert short("a" * 40) == "a" * 12 + "…"
    assert short("さくらんぼ太郎左衛門") == "さくらんぼ太…"


@pytest.mark.parametrize(
    ("value", "label"),
    [(0.0, "0"), (1.5, "1.5"), (1200.0, "1,200"), (1e12, "1e+12"), (0.0001, "0.0001")],
)
def test_labels_are_short(value: float, label: str) -> None:
    assert axis_label(value) == label
