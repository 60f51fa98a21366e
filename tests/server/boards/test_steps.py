"""A board drawn as steps."""

import re

from hypothesis import given
from hypothesis import strategies as st

from server.boards.steps import HEIGHT, step_chart

SCORES = st.lists(st.floats(-1e9, 1e9), min_size=1, max_size=60)


@given(scores=SCORES, higher_is_better=st.booleans())
def test_steps_never_rise_from_best_to_last(scores: list[float], higher_is_better: bool) -> None:
    steps = step_chart(sorted(scores, reverse=higher_is_better)).steps
    heights = [step.height for step in steps]
    assert heights == sorted(heights, reverse=True)
    assert heights[0] == HEIGHT
    assert all(0 < height <= HEIGHT for height in heights)


@given(scores=SCORES)
def test_the_bands_together_show_every_step_once(scores: list[float]) -> None:
    found = step_chart(sorted(scores))
    edges = [int(x) for band in found.bands for x in re.findall(r"H(\d+)", band)]
    assert edges == [step.x + 1 for step in found.steps]


def test_one_wild_score_does_not_flatten_the_others() -> None:
    steps = step_chart([*range(20), 1e9]).steps
    assert steps[10].height < HEIGHT / 2 < steps[5].height


def test_equal_scores_stand_equally_high() -> None:
    assert {step.height for step in step_chart([3.0, 3.0, 3.0]).steps} == {HEIGHT}


def test_an_empty_board_has_no_steps() -> None:
    assert step_chart([]).steps == ()


def test_two_close_scores_are_not_worlds_apart() -> None:
    assert step_chart([1.0, 1.1]).steps[1].height > HEIGHT / 4
