"""What is refused is counted and makes its sender wait; what is right is let in at any time."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import httpx2
import pytest
import time_machine
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from starlette.testclient import TestClient

from server.core.clock import now
from server.core.models import AuditEvent, SpentLimit
from server.courses import queries as courses
from server.identity import making, refusals
from server.identity.refusals import OF_ADDRESS, OF_SECRET
from server.identity.rules import issue_sign_in_link
from tests.server.ungraded_site import HTML, Site

COURSES = "/api/v1/courses"
TOKENS = "/api/v1/courses/ml/tokens"
LARGE = "alias\n" + "".join(f"student{number}\n" for number in range(132)) + "momo\n"


@pytest.fixture(autouse=True)
def clock() -> Iterator[Any]:
    """A moment that stays until it is moved."""
    with time_machine.travel(now(), tick=False) as clock:
        yield clock


def knock(site: Site, token: str, address: str = "192.0.2.1", **sent: Any) -> httpx2.Response:
    client = TestClient(site.app, client=(address, 1), raise_server_exceptions=False)
    return client.get(COURSES, headers={"Authorization": f"Bearer {token}"}, **sent)


def sign_in(site: Site, token: str, address: str = "192.0.2.1") -> httpx2.Response:
    client = TestClient(site.app, client=(address, 1), headers=HTML, follow_redirects=False)
    return client.post("/sign-in", data={"token": token})


def events(site: Site) -> int:
    with site.service.database.read() as session:
        refused = AuditEvent.action == "access.refuse"
        return session.scalar(select(func.count()).select_from(AuditEvent).where(refused)) or 0


def exhaust(site: Site, address: str = "192.0.2.1") -> None:
    """Show wrong tokens until the address is told to wait."""
    for number in range(OF_ADDRESS.at_once + 1):
        answer = knock(site, f"gds_{number}", address)
    assert answer.status_code == 429, answer.text


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Less than in truth, so that fewer requests do."""
    address = refusals.Limit(OF_ADDRESS.name, at_once=8, every_s=OF_ADDRESS.every_s)
    secret = refusals.Limit(OF_SECRET.name, at_once=4, every_s=OF_SECRET.every_s)
    monkeypatch.setattr(refusals, "OF_ADDRESS", address)
    monkeypatch.setattr(refusals, "OF_SECRET", secret)
    monkeypatch.setitem(globals(), "OF_ADDRESS", address)
    monkeypatch.setitem(globals(), "OF_SECRET", secret)


def test_who_shows_wrong_tokens_is_told_to_wait(empty_site: Site, few: None) -> None:
    answers = [knock(empty_site, f"gds_{number}") for number in range(9)]

    assert [answer.status_code for answer in answers] == [401] * 8 + [429]
    assert answers[-1].headers["retry-after"] == "6"
    codes = [error["code"] for error in answers[-1].json()["errors"]]
    assert codes == ["too_many_refused", "bad_token"]
    assert knock(empty_site, "gds_other", "192.0.2.2").status_code == 401


def test_who_goes_on_waits_longer_and_nothing_more_is_written(
    empty_site: Site, few: None, clock: Any
) -> None:
    exhaust(empty_site)
    written = events(empty_site)

    for number in range(50):
        assert knock(empty_site, f"gds_more{number}").status_code == 429
    assert events(empty_site) == written

    clock.shift(timedelta(seconds=7))
    later = knock(empty_site, "gds_later")
    assert (later.status_code, later.headers["retry-after"]) == (429, f"{51 * 6 - 1}")
    assert events(empty_site) == written + 1

    clock.shift(timedelta(hours=1))
    assert knock(empty_site, "gds_much_later").status_code == 401


def test_the_owner_of_a_right_token_is_never_kept_out(empty_site: Site, few: None) -> None:
    """Neither by who hammers from elsewhere nor by who does so beside them."""
    exhaust(empty_site)
    momo = empty_site.token("momo")

    for address in ("192.0.2.1", "198.51.100.7"):
        assert knock(empty_site, momo, address).status_code == 200
        assert sign_in(empty_site, momo, address).status_code == 303
    assert sign_in(empty_site, "gds_wrong").status_code == 429


def test_a_link_is_never_kept_out(empty_site: Site, few: None) -> None:
    def make(session: Session) -> str:
        course = courses.by_slug(session, "ml")
        assert course is not None
        momo = courses.member_by_alias(session, course.id, "momo")
        assert momo is not None
        return issue_sign_in_link(session, momo.person_id, course.id, hours=1)

    link = empty_site.service.database.write(make)
    exhaust(empty_site)
    client = TestClient(empty_site.app, client=("192.0.2.1", 1), follow_redirects=False)

    assert client.post("/sign-in/link", data={"link": "none"}).status_code == 429
    assert client.post("/sign-in/link", data={"link": link}).status_code == 303
    stranger = TestClient(empty_site.app, client=("192.0.2.1", 1), follow_redirects=False)
    used = stranger.post("/sign-in/link", data={"link": link})
    assert used.status_code == 429
    assert "used_sign_in_link" in used.text


def test_a_token_that_ended_is_told_so_from_wherever_it_is_shown(
    empty_site: Site, few: None
) -> None:
    answers = [knock(empty_site, "gds_dead", f"198.51.100.{number}") for number in range(5)]

    assert [answer.status_code for answer in answers] == [401] * 4 + [429]
    assert knock(empty_site, "gds_other", "198.51.100.1").status_code == 401


def test_a_right_token_asks_nothing_of_the_limits(
    empty_site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(refusals.Refusals, "answer", lambda *_: 1 / 0)

    assert knock(empty_site, empty_site.token("momo")).status_code == 200
    with empty_site.service.database.read() as session:
        assert session.scalar(select(func.count()).select_from(SpentLimit)) == 0


@pytest.mark.parametrize("same", ["2001:db8:1:2::1", "2001:db8:1:2:ffff::9"])
def test_an_address_of_ipv6_is_its_network(empty_site: Site, few: None, same: str) -> None:
    exhaust(empty_site, "2001:db8:1:2::7")

    assert knock(empty_site, "gds_more", same).status_code == 429
    assert knock(empty_site, "gds_more", "2001:db8:1:3::7").status_code == 401


def test_a_class_signs_in_from_one_address_within_a_minute(sqlite_data_dir: Any) -> None:
    """132 people, half of whom mistype first."""
    from server.app import create_app
    from server.settings import Settings

    app = create_app(Settings(data_dir=sqlite_data_dir, workers=0))
    with TestClient(app):
        site = Site(app, LARGE)
        for number in range(132):
            if number % 2:
                assert sign_in(site, site.token(f"student{number}")[:-1]).status_code == 401
            assert sign_in(site, site.token(f"student{number}")).status_code == 303


def test_a_refusal_is_remembered_without_what_was_shown(empty_site: Site) -> None:
    knock(empty_site, "gds_secret", "203.0.113.77")

    with empty_site.service.database.read() as session:
        event = session.scalars(
            select(AuditEvent).where(AuditEvent.action == "access.refuse")
        ).one()
    assert (event.network, event.detail["reason"]) == ("203.0.113.0/24", "bad_token")
    assert "gds_secret" not in f"{event.subject} {event.detail}"


def test_ways_in_are_made_so_often_for_one_person(
    empty_site: Site, monkeypatch: pytest.MonkeyPatch, clock: Any
) -> None:
    limit = making.Limit(making.FOR_ONE.name, at_once=2, every_s=60.0)
    monkeypatch.setattr(making, "FOR_ONE", limit)
    client = TestClient(empty_site.app)

    def make(alias: str) -> httpx2.Response:
        headers = {"Authorization": f"Bearer {empty_site.token('sensei')}"}
        return client.post(TOKENS, json={"alias": alias}, headers=headers)

    assert [make("momo").status_code for _ in range(3)] == [201, 201, 429]
    assert make("momo").headers["retry-after"] == "60"
    assert make("sensei").status_code == 201
    clock.shift(timedelta(seconds=61))
    assert make("momo").status_code == 201


def forbidden(site: Site) -> list[AuditEvent]:
    with site.service.database.read() as session:
        tried = select(AuditEvent).where(AuditEvent.action == "access.forbid")
        return list(session.scalars(tried.order_by(AuditEvent.id)))


def trespass(site: Site, alias: str = "momo", path: str = "/api/v1/courses/ml/audit") -> None:
    client = TestClient(site.app, client=("192.0.2.1", 1))
    answer = client.get(path, headers={"Authorization": f"Bearer {site.token(alias)}"})
    assert answer.status_code == 403, answer.text


def test_what_somebody_may_not_do_is_remembered(empty_site: Site) -> None:
    trespass(empty_site)
    trespass(empty_site, path="/api/v1/audit")
    page = empty_site.browser("momo").see("/courses/ml/audit", 403)
    assert page.status == 403

    found = forbidden(empty_site)
    told = {event.subject: (event.detail["reason"], event.course_id) for event in found}
    course_id = told["GET /courses/{course}/audit"][1]
    assert course_id is not None
    assert told == {
        "GET /api/v1/courses/{course}/audit": ("staff_only", course_id),
        "GET /api/v1/audit": ("scope_missing", None),
        "GET /courses/{course}/audit": ("staff_only", course_id),
    }
    assert {event.actor_id for event in found} != {None}
    assert "192.0.2.0/24" in {event.network for event in found}


def test_what_is_no_trespass_is_not(empty_site: Site) -> None:
    """A course that is not there, nobody who is known, and what is allowed."""
    client = TestClient(empty_site.app)
    assert client.get("/api/v1/audit").status_code == 401
    headers = {"Authorization": f"Bearer {empty_site.token('momo')}"}
    assert client.get("/api/v1/courses/none/audit", headers=headers).status_code == 404
    assert client.get("/api/v1/courses", headers=headers).status_code == 200
    assert forbidden(empty_site) == []


def test_who_goes_on_trespassing_fills_no_table(
    empty_site: Site, monkeypatch: pytest.MonkeyPatch, clock: Any
) -> None:
    limit = refusals.Limit("forbidden of a person", at_once=3, every_s=60.0)
    monkeypatch.setattr(refusals, "OF_PERSON", limit)
    for _ in range(20):
        trespass(empty_site)
    assert len(forbidden(empty_site)) == 4
    trespass(empty_site, "<script>alert(1)</script>")
    assert len(forbidden(empty_site)) == 5, "another person has limits of their own"

    clock.shift(timedelta(minutes=2))
    trespass(empty_site)
    assert {event.detail.get("unrecorded", 0) for event in forbidden(empty_site)} == {0, 16}
