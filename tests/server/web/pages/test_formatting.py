"""Dates, durations, sizes and scores as people read them."""

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st

from server.web.pages.formatting import (
    array_value,
    long_moment,
    metric_name,
    metric_title,
    number,
    relative,
    score,
    seconds,
    short_moment,
    size,
    utc_offset,
)

NOON = datetime(2026, 11, 26, 14, 59, tzinfo=UTC)
UNITS = {"day": 86_400, "hour": 3_600, "minute": 60, "second": 1}


def test_a_moment_is_shown_in_the_zone_of_the_course_with_its_offset() -> None:
    assert long_moment(NOON, "Asia/Tokyo", "en") == "Thu 26 Nov 2026, 23:59 UTC+09:00"
    assert long_moment(NOON, "Asia/Tokyo", "ja") == "2026年11月26日(木) 23:59 UTC+09:00"
    assert long_moment(NOON, "America/St_Johns", "en") == "Thu 26 Nov 2026, 11:29 UTC-03:30"
    assert short_moment(NOON, "Asia/Tokyo", "en") == "26 Nov 23:59"
    assert short_moment(NOON, "Asia/Tokyo", "ja") == "11月26日 23:59"


def test_the_offset_follows_summer_time() -> None:
    summer = datetime(2026, 7, 1, tzinfo=UTC)
    assert utc_offset(NOON, "Europe/Berlin") == "UTC+01:00"
    assert utc_offset(summer, "Europe/Berlin") == "UTC+02:00"


@pytest.mark.parametrize(
    ("away", "english", "japanese"),
    [
        (timedelta(days=2, hours=23), "in 2 days", "2 日後"),
        (timedelta(hours=47), "in 47 hours", "47 時間後"),
        (timedelta(minutes=119), "in 119 minutes", "119 分後"),
        (timedelta(seconds=1), "in 1 second", "1 秒後"),
        (-timedelta(hours=3, minutes=59), "3 hours ago", "3 時間前"),
    ],
)
def test_a_distance_is_in_the_largest_unit_that_fits_twice(
    away: timedelta, english: str, japanese: str
) -> None:
    with time_machine.travel(NOON, tick=False):
        assert relative(NOON + away, "en") == english
        assert relative(NOON + away, "ja") == japanese


@given(left_s=st.integers(1, 10**8))
def test_a_deadline_is_never_shown_as_further_away_than_it_is(left_s: int) -> None:
    with time_machine.travel(NOON, tick=False):
        shown = re.fullmatch(
            r"in ([\d,]+) (\w+?)s?", relative(NOON + timedelta(seconds=left_s), "en")
        )
    assert shown is not None
    promised_s = int(shown[1]) * UNITS[shown[2]]
    assert left_s - UNITS[shown[2]] < promised_s <= left_s


def test_sizes_and_times_have_units_of_each_language() -> None:
    assert size(5_000_000, "en") == "5 MB"
    assert size(183_442, "en") == "183.4 kB"
    assert size(0, "en") == "0 byte"
    assert seconds(2.5, "ja") == "2.5 秒"
    assert number(10_238, "ja") == "10,238"


def test_scores_keep_their_decimals_and_points_lose_what_is_empty() -> None:
    assert score(5.5, 4) == "5.5000"
    assert score(12_345.678, 2) == "12,345.68"
    assert score(6.5, None) == "6.5"
    assert score(10.0, None) == "10"
    assert score(-123_456_789_012_345.6, 1) == "-123,456,789,012,345.6"
    assert score(1.25e150, 4) == "1.25e+150"
    assert score(-0.04, 1) == "0.0"


def test_array_elements_show_the_digits_in_which_they_differ() -> None:
    assert array_value(0.1234567891) != array_value(0.1234567892)
    assert array_value(float("nan")) == "nan"


def test_metrics_have_a_short_and_a_full_name() -> None:
    assert metric_name("mae", "ja") == "MAE"
    assert metric_title("mae", "en") == "Mean absolute error"
    assert metric_title("mae", "ja") == "平均絶対誤差"
