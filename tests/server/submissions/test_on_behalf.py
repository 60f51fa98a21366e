"""Submitting in the place of a student: theirs in all, and shown as what it is."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from sqlalchemy import select
from starlette.testclient import TestClient

from server.core import audit
from server.core.models import AuditEvent
from tests.server.ungraded_site import HOSTILE, SMALL, Site

API = f"/api/v1{SMALL}"
OPENS = datetime(2026, 5, 1, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)
FILE = b"id,prediction\n"


@pytest.fixture
def dated(empty_site: Site, prediction_bundle: Callable[..., Path]) -> Iterator[Site]:
    with time_machine.travel(OPENS):
        top = f"closes_at = {(OPENS + 4 * HOUR).isoformat()}"
        empty_site.push(prediction_bundle(top=top, tables="[quota]\nper_day = 2\n"))
        yield empty_site


def client(site: Site, alias: str) -> TestClient:
    return TestClient(site.app, headers={"Authorization": f"Bearer {site.token(alias)}"})


def send(site: Site, who: str = "sensei", person: str = "momo") -> Any:
    params = {"person": person, "track": "unrestricted", "again": "true"}
    return client(site, who).post(
        f"{API}/submissions/on-behalf",
        params=params,
        content=FILE,
        headers={"Content-Type": "text/csv"},
    )


def test_a_file_that_staff_send_is_the_students_and_says_who_sent_it(dated: Site) -> None:
    receipt = send(dated)
    assert receipt.status_code == 202, receipt.text
    path = receipt.json()["url"].removeprefix("/api/v1")
    momo = client(dated, "momo")
    assert [line["url"] for line in momo.get(f"{API}/submissions").json()] == [path]
    assert momo.get(API).json()["tries_left"] == 1
    for who in ("momo", "sensei"):
        assert "sensei, in the place of the participant" in dated.browser(who).see(path).text
    assert client(dated, "sensei").get(f"{API}/submissions").json() == []
    with dated.service.database.read() as session:
        (event,) = session.scalars(select(AuditEvent).where(AuditEvent.action == audit.SENT_FOR))
    assert (event.subject, event.detail["track"]) == (path.rsplit("/", 1)[-1], "unrestricted")
    own = dated.browser("momo").upload().headers["location"]
    assert "in the place of" not in dated.browser("momo").see(own).text


def test_it_is_bound_by_the_students_dates_and_tries(dated: Site) -> None:
    assert [send(dated).status_code for _ in range(3)] == [202, 202, 429]
    with time_machine.travel(OPENS + 5 * HOUR):
        answer = send(dated, person=HOSTILE)
        assert (answer.status_code, answer.json()["errors"][0]["code"]) == (403, "closed")


@pytest.mark.parametrize(
    ("who", "person", "status"),
    [("momo", "momo", 403), ("sensei", "nobody", 404), ("sensei", "sensei", 422)],
)
def test_nobody_else_sends_and_it_is_for_students_alone(
    dated: Site, who: str, person: str, status: int
) -> None:
    assert send(dated, who, person).status_code == status


def test_by_page_a_student_is_chosen_first(dated: Site) -> None:
    sensei = dated.browser("sensei")
    page = sensei.see(f"{SMALL}/exceptions?behalf=momo")
    action = f"{SMALL}/on-behalf?person=momo"
    assert action in [form["action"] for form in page.all("form")]
    files = {"file": ("predictions.csv", FILE, "text/csv")}
    answer = sensei.client.post(action, data={"track": "unrestricted"}, files=files)
    assert answer.status_code == 303
    assert "in the place of the participant" in sensei.see(answer.headers["location"]).text


def test_who_sent_a_file_is_kept_when_old_events_go(dated: Site) -> None:
    send(dated)

    def forget(session: Any) -> list[str]:
        audit.remove_old(session, OPENS + 900 * HOUR)
        long_ago = AuditEvent.at < OPENS + 900 * HOUR
        return list(session.scalars(select(AuditEvent.action).where(long_ago)))

    assert dated.service.database.write(forget) == [audit.SENT_FOR]
