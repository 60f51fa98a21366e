"""Late files by page and over HTTP: said before the upload, agreed to, and taken off points."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from starlette.testclient import TestClient

from tests.server.ungraded_site import HOSTILE, SMALL, Page, Site, outcome_of

CLOSES = datetime(2026, 5, 1, 9, tzinfo=UTC)
DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
API = f"/api/v1{SMALL}"
TOP = f"closes_at = {CLOSES.isoformat()}\n"
TABLES = """
[late]
grace_minutes = 5
most_days = 2
purse = 3
{off}
[grades]
points = 20
track = "unrestricted"
rule = "linear"
start = 10
full = "leader"
least = 1
"""


@pytest.fixture
def clock() -> Iterator[Any]:
    with time_machine.travel(CLOSES - MINUTE, tick=False) as found:
        yield found


@pytest.fixture
def late_site(clock: Any, empty_site: Site, prediction_bundle: Callable[..., Path]) -> Site:
    empty_site.push(prediction_bundle(top=TOP, tables=TABLES.format(off="points_off = 4")))
    return empty_site


def client(site: Site, alias: str) -> TestClient:
    return TestClient(site.app, headers={"Authorization": f"Bearer {site.token(alias)}"})


def send(site: Site, alias: str, **params: str) -> Any:
    return client(site, alias).post(
        f"{API}/submissions",
        params={"track": "unrestricted", "again": "true", **params},
        content=b"id,prediction\n",
        headers={"Content-Type": "text/csv"},
    )


def boxes(page: Page) -> list[dict[str, str]]:
    return [box for box in page.all("input") if box.get("name") == "late"]


def test_what_an_upload_would_spend_is_said_before_it_and_asked(
    clock: Any, late_site: Site
) -> None:
    momo = late_site.browser("momo")
    page = momo.see(SMALL)
    assert "up to 5 min after the deadline are on time" in page.text
    assert "2 late days left here, 0 spent" in page.text
    assert boxes(page) == []
    clock.move_to(CLOSES + 6 * MINUTE)
    page = momo.see(SMALL)
    assert "Spend 1 late day, of 2 left" in page.text
    assert "late files until" in page.text
    assert len(boxes(page)) == 1
    told = client(late_site, "momo").get(API).json()
    assert (told["late_spends"], told["late"]["left"], told["late"]["spent"]) == (1, 2, 0)
    assert datetime.fromisoformat(told["late_until"]) == CLOSES + 2 * DAY + 5 * MINUTE
    answer = momo.upload()
    assert answer.status_code == 409
    assert "late days (1, of 2 left)" in Page(answer).text
    files = {"file": ("p.csv", b"id,prediction\n", "text/plain")}
    form = {"track": "unrestricted", "late": "true"}
    assert momo.client.post(SMALL, data=form, files=files).status_code == 303
    page = momo.see(SMALL)
    assert "1 late day left here, 1 spent" in page.text
    assert boxes(page) == []
    japanese = late_site.browser("momo", "ja").see(SMALL).text
    assert "遅延日は残り 1 日" in japanese


def test_over_http_it_is_refused_agreed_to_and_refused_for_good(
    clock: Any, late_site: Site
) -> None:
    clock.move_to(CLOSES + DAY + 6 * MINUTE)
    answer = send(late_site, "momo")
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (409, "late_day")
    assert "late=true" in answer.text
    assert client(late_site, "momo").get(f"{API}/submissions").json() == []
    assert send(late_site, "momo", late="true").status_code == 202
    clock.move_to(CLOSES + 3 * DAY)
    answer = send(late_site, "momo", late="true")
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (403, "closed")
    assert send(late_site, "sensei").status_code == 202  # staff, whenever


def test_what_is_not_left_is_said_on_the_page(
    clock: Any, empty_site: Site, prediction_bundle: Callable[..., Path]
) -> None:
    tables = TABLES.format(off="").replace("purse = 3", "purse = 1")
    empty_site.push(prediction_bundle(top=TOP, tables=tables))
    clock.move_to(CLOSES + 2 * DAY)
    page = empty_site.browser("momo").see(SMALL)
    assert "A file now would need 2 more late days, and 1 are left." in page.text
    assert boxes(page) == []
    answer = send(empty_site, "momo", late="true")
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (403, "no_late_day")


def test_staff_spend_a_students_day_in_their_place(clock: Any, late_site: Site) -> None:
    clock.move_to(CLOSES + DAY)
    sensei = late_site.browser("sensei")
    assert len(boxes(sensei.see(f"{SMALL}/exceptions?behalf=momo"))) == 1
    url, files = f"{SMALL}/on-behalf?person=momo", {"file": ("p.csv", b"id\n", "text/plain")}
    for late, status in (("", 409), ("true", 303)):
        form = {"track": "unrestricted", "late": late}
        assert sensei.client.post(url, data=form, files=files).status_code == status
    assert client(late_site, "momo").get(API).json()["late"]["spent"] == 1


@pytest.mark.parametrize(("off", "points"), [("points_off = 4", 12), ("percent_off = 25", 10)])
def test_points_are_taken_off_by_the_days_of_the_file_that_counts(
    clock: Any,
    empty_site: Site,
    prediction_bundle: Callable[..., Path],
    off: str,
    points: float,
) -> None:
    empty_site.push(prediction_bundle(top=TOP, tables=TABLES.format(off=off)))
    empty_site.submit_graded(HOSTILE, outcome_of(4.0))
    clock.move_to(CLOSES + 2 * DAY)
    sent = send(empty_site, "momo", late="true").json()["id"]
    empty_site.grade(f"/submissions/{sent}", outcome_of(4.0))
    sensei = client(empty_site, "sensei")
    book = sensei.get(f"{API}/grades").json()
    found = {line["alias"]: (line["points"], line["late_days"]) for line in book["grades"]}
    assert found == {"momo": (points, 2), HOSTILE: (20, 0)}
    assert "Late days" in empty_site.browser("sensei").see(f"{SMALL}/grades").text
    table = sensei.get(f"{API}/grades.csv").text.splitlines()
    assert "late_days" in table[0]
