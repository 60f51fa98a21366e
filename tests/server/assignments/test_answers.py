"""Answers of a term: handed out by the week of the course's zone, kept until they are used."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.assignments.answers import Term, allowance

TOKYO = "Asia/Tokyo"


def at(text: str, zone: str = TOKYO) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def term(start: str, end: str, zone: str = TOKYO) -> Term:
    return Term(at(start, zone), at(end, zone), zone)


def test_a_week_begins_at_midnight_of_the_courses_zone() -> None:
    four_weeks = term("2027-04-12T09:00", "2027-05-09T23:59")
    moments = {
        "2027-04-12T09:00": 1,  # the opening
        "2027-04-18T23:59:59.999999": 1,
        "2027-04-19T00:00": 2,  # still the 18th in UTC
        "2027-05-03T00:00": 4,
    }

    found = {text: allowance(8, 0, four_weeks, at(text)).given // 2 for text in moments}

    assert four_weeks.weeks == 4
    assert found == moments


def test_a_week_stays_a_week_of_days_when_clocks_change() -> None:
    berlin = term("2027-03-22T08:00", "2027-04-18T12:00", "Europe/Berlin")  # clocks: 28 March

    assert allowance(8, 0, berlin, at("2027-03-28T23:59:59", "Europe/Berlin")).given == 2
    found = allowance(8, 0, berlin, at("2027-03-29T00:00", "Europe/Berlin"))
    assert found.given == 4
    assert found.next_at == at("2027-04-05T00:00", "Europe/Berlin")


def test_what_is_not_used_is_kept_and_what_is_used_is_gone() -> None:
    weeks = term("2027-04-12T09:00", "2027-05-09T23:59")

    assert allowance(8, 0, weeks, at("2027-04-27T12:00")).left == 6
    assert allowance(8, 5, weeks, at("2027-04-27T12:00")).left == 1
    last = allowance(8, 8, weeks, at("2027-05-09T12:00"))
    assert (last.left, last.next_at) == (0, None)
    assert allowance(4, 6, weeks, at("2027-05-09T12:00")).left == 0  # a push left fewer


def test_the_next_is_named_for_when_there_is_one_to_ask_with() -> None:
    """More were used than are handed out by now, since the term was shorter when they were."""
    weeks = term("2027-04-12T09:00", "2027-05-09T23:59")

    found = allowance(8, 5, weeks, at("2027-04-19T12:00"))

    assert (found.given, found.left) == (4, 0)
    assert found.next_at == at("2027-04-26T00:00")
    assert allowance(8, 6, weeks, at("2027-04-19T12:00")).next_at == at("2027-05-03T00:00")


@given(
    total=st.integers(1, 40),
    days=st.integers(0, 200),
    hours=st.lists(st.integers(-48, 24 * 210), min_size=2, max_size=8).map(sorted),
)
def test_answers_are_handed_out_by_the_week_and_never_taken_back(
    total: int, days: int, hours: list[int]
) -> None:
    start = at("2027-04-12T09:00")
    whole = Term(start, start + timedelta(days=days), TOKYO)
    found = [allowance(total, 0, whole, start + timedelta(hours=h)) for h in hours]

    given_ = [one.given for one in found]
    assert given_ == sorted(given_)
    assert all(1 <= one.given <= total for one in found)
    assert allowance(total, 0, whole, whole.end).given == total
    for one in found:
        if one.next_at is None:
            assert one.given == total
        else:
            assert allowance(total, 0, whole, one.next_at).given > one.given
            before = one.next_at - timedelta(microseconds=1)
            assert allowance(total, 0, whole, before).given == one.given


@pytest.mark.parametrize("moment", ["2020-01-01T00:00", "2030-01-01T00:00"])
def test_outside_of_the_term_are_its_first_and_its_last_week(moment: str) -> None:
    weeks = term("2027-04-12T09:00", "2027-05-09T23:59")

    assert allowance(4, 0, weeks, at(moment)).given == (1 if moment < "2027" else 4)
