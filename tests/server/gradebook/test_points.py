"""Points by the rules of a bundle: never better than what was reached."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader import Grades
from server.gradebook.points import Counted, MissingBaselineError, earn, round_down

BEGIN = datetime(2027, 4, 1, tzinfo=UTC)
SCORES = st.lists(st.one_of(st.none(), st.floats(-1e6, 1e6)), max_size=12)


def counted(*scores: float | None) -> list[Counted]:
    return [Counted(f"p{i}", s, BEGIN + timedelta(hours=i)) for i, s in enumerate(scores)]


def points(rule: dict[str, Any], *scores: float | None, better: Any = "lower") -> list[float]:
    grades = Grades.model_validate({"points": 20, **rule})
    found = earn(grades, counted(*scores), {"ridge": 10.0}, better, 8.0)
    return [found[f"p{i}"].points for i in range(len(scores))]


LINEAR = {"rule": "linear", "start": "ridge", "full": "leader"}
STEPS = {
    "rule": "steps",
    "steps": [{"score": 9, "points": 5}, {"score": 4.5, "points": 15}],
}
RANKS = {
    "rule": "ranks",
    "ranks": [{"best": 0.1, "points": 20}, {"best": 0.5, "points": 12}],
}


def test_linear_goes_from_the_baseline_to_the_leader() -> None:
    assert points(LINEAR, 4.0, 7.0, 10.0, 12.0) == [20, 10, 0, 0]
    assert points(LINEAR | {"least": 8}, 4.0, 7.0, 10.0, None) == [20, 14, 8, 8]
    assert points({**LINEAR, "full": 2.0}, 4.0, 1.0) == [15, 20]
    assert points(LINEAR, 16.0, 13.0, 4.0, better="higher") == [20, 10, 0]


def test_nobody_earns_where_the_leader_is_no_better_than_the_baseline() -> None:
    assert points(LINEAR, 10.0, 11.0) == [0, 0]
    assert points(LINEAR, 11.0, 30.0) == [0, 0]


def test_steps_are_earned_by_reaching_them() -> None:
    assert points(STEPS, 9.5, 9.0, 4.6, 4.5, 1.0, None) == [0, 5, 5, 15, 15, 0]


def test_ranks_count_those_with_a_score_and_equal_ones_share_a_place() -> None:
    assert points(RANKS, *map(float, range(10))) == [20] + [12] * 4 + [0] * 5
    assert points(RANKS, 1.0, 1.0, 3.0, 4.0, None) == [20, 20, 0, 0, 0]
    assert points(RANKS, 5.0) == [20]


def test_points_of_layers_are_scaled() -> None:
    assert points({"rule": "layers"}, 8.0, 2.0, 1 / 3, better="higher") == [20, 5, 0.83]


def test_a_baseline_without_a_score_is_named() -> None:
    grades = Grades.model_validate({"points": 20, **LINEAR, "start": "elm"})
    with pytest.raises(MissingBaselineError, match="elm"):
        earn(grades, counted(1.0), {}, "lower", None)


@given(scores=SCORES, rule=st.sampled_from([LINEAR, STEPS, RANKS]), decimals=st.integers(0, 4))
def test_a_better_score_never_earns_less_and_nothing_leaves_the_range(
    scores: list[float | None], rule: dict[str, Any], decimals: int
) -> None:
    earned = points(rule | {"decimals": decimals, "least": 1}, *scores)
    pairs = [(s, p) for s, p in zip(scores, earned, strict=True) if s is not None]
    assert all(p >= q for s, p in pairs for t, q in pairs if s <= t)
    assert all(1 <= p <= 20 for p in earned)


@given(given=st.floats(0, 1e4), decimals=st.integers(0, 4))
def test_points_are_rounded_down(given: float, decimals: int) -> None:
    found = round_down(given, decimals)
    assert given - 10.0**-decimals <= found <= given + 1e-6
    assert round_down(found, decimals) == found
