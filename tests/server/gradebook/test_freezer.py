"""Grades freeze by themselves at the date of the bundle: once, when they can, for good."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from starlette.testclient import TestClient

from tests.server.ungraded_site import SMALL, Site, outcome_of

CLOSES = datetime(2026, 5, 1, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)
FREEZES = CLOSES + HOUR
REVEALED = CLOSES + 2 * HOUR
API = f"/api/v1{SMALL}/grades"
DATES = f"closes_at = {CLOSES.isoformat()}"
RULE = f"""
[grades]
points = 20
track = "unrestricted"
rule = "linear"
start = 10
full = "leader"
freeze_at = {FREEZES.isoformat()}
"""
Make = Callable[..., Path]


@pytest.fixture
def clock() -> Iterator[Any]:
    with time_machine.travel(CLOSES - HOUR, tick=False) as found:
        yield found


@pytest.fixture
def staff(site: Site) -> TestClient:
    return TestClient(site.app, headers={"Authorization": f"Bearer {site.token('sensei')}"})


def frozen_at(staff: TestClient) -> datetime | None:
    found = staff.get(API).json()["frozen_at"]
    return None if found is None else datetime.fromisoformat(found)


def test_they_follow_scores_until_the_date_and_stay_from_then_on(
    site: Site, staff: TestClient, prediction_bundle: Make, clock: Any
) -> None:
    site.push(prediction_bundle(top=DATES, tables=RULE))
    site.submit_graded("momo", outcome_of(4.0))
    clock.move_to(FREEZES - timedelta(microseconds=1))
    site.service.freezer.freeze()
    assert frozen_at(staff) is None
    assert datetime.fromisoformat(staff.get(API).json()["freezes_at"]) == FREEZES
    clock.move_to(FREEZES)
    site.service.freezer.freeze()
    assert frozen_at(staff) == FREEZES
    assert staff.get(API).json()["frozen_by"] == "Sato"
    clock.move_to(FREEZES + HOUR)
    site.service.freezer.freeze()
    assert frozen_at(staff) == FREEZES


def test_they_wait_for_files_that_are_not_graded_and_for_the_reveal(
    site: Site, staff: TestClient, prediction_bundle: Make, clock: Any
) -> None:
    revealed = f"{DATES}\nreveal_at = {REVEALED.isoformat()}"
    site.push(prediction_bundle(top=revealed, tables=RULE))
    site.submit_graded("momo", outcome_of(4.0, private=5.0))
    clock.move_to(FREEZES)
    site.service.freezer.freeze()
    assert frozen_at(staff) is None
    clock.move_to(REVEALED)
    site.service.freezer.freeze()
    assert frozen_at(staff) == REVEALED


def test_who_was_granted_more_time_is_waited_for(
    site: Site, staff: TestClient, prediction_bundle: Make, clock: Any
) -> None:
    site.push(prediction_bundle(top=DATES, tables=RULE))
    site.submit_graded("momo", outcome_of(4.0))
    until = (FREEZES + HOUR).isoformat()
    given = {"people": ["momo"], "reason": "ill", "closes_at": until}
    answer = staff.put(f"/api/v1{SMALL}/exceptions", json=given)
    assert answer.status_code == 200, answer.text
    clock.move_to(FREEZES + HOUR)
    site.service.freezer.freeze()
    assert frozen_at(staff) is None
    clock.move_to(FREEZES + HOUR + timedelta(seconds=1))
    site.service.freezer.freeze()
    assert frozen_at(staff) is not None


def test_files_that_are_not_graded_are_waited_for(
    site: Site, staff: TestClient, prediction_bundle: Make, clock: Any
) -> None:
    site.push(prediction_bundle(top=DATES, tables=RULE))
    site.browser("momo").upload()
    clock.move_to(FREEZES)
    site.service.freezer.freeze()
    assert frozen_at(staff) is None


def test_grades_that_were_let_go_are_not_frozen_again(
    site: Site, staff: TestClient, prediction_bundle: Make, clock: Any
) -> None:
    site.push(prediction_bundle(top=DATES, tables=RULE))
    site.submit_graded("momo", outcome_of(4.0))
    clock.move_to(FREEZES)
    site.service.freezer.freeze()
    assert staff.delete(f"{API}/frozen").status_code == 200
    site.service.freezer.freeze()
    book = staff.get(API).json()
    assert (book["frozen_at"], book["freezes_at"]) == (None, None)


def test_a_later_version_moves_the_date(
    site: Site, staff: TestClient, prediction_bundle: Make, clock: Any
) -> None:
    site.push(prediction_bundle(top=DATES, tables=RULE))
    site.submit_graded("momo", outcome_of(4.0))
    later = RULE.replace(FREEZES.isoformat(), (FREEZES + HOUR).isoformat())
    site.push(prediction_bundle(top=DATES, tables=later))
    clock.move_to(FREEZES)
    site.service.freezer.freeze()
    assert frozen_at(staff) is None


def test_the_page_says_when(
    site: Site,
    prediction_bundle: Make,
    clock: Any,
) -> None:
    site.push(prediction_bundle(top=DATES, tables=RULE))
    site.submit_graded("momo", outcome_of(4.0))
    page = site.browser("sensei").client.get(f"{SMALL}/grades").text
    assert "They freeze by themselves from" in page
