"""A course is invited in one go: a link to each by mail, or a list for a mail merge."""

import csv
import io
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from sqlalchemy import select, update
from sqlalchemy.orm import Session
from starlette.testclient import TestClient

from server.app import create_app
from server.core.clock import now
from server.core.identifiers import new_id
from server.core.models import Course, Membership, OutboxMail, Person, Role, SignInLink
from server.settings import Settings
from tests.mail_server import Inbox, mail_server
from tests.server.grading.test_process import until
from tests.server.identity.elsewhere import acts, rows
from tests.server.ungraded_site import Page, Site

ROSTER = """alias,name,email,role
momo,Momoko,momo@example.org,student
ken,'=Ken,ken@example.org,student
nobody,No Address,,student
sensei,Sato,sensei@example.org,instructor
"""
HERE = "http://testserver"
GO = {"Sec-Fetch-Mode": "navigate"}
API = "/api/v1/courses/ml/invitations"
PAGE = "/courses/ml/invitations"


@pytest.fixture
def inbox() -> Iterator[Inbox]:
    with mail_server() as inbox:
        yield inbox


@pytest.fixture
def site(sqlite_data_dir: Path, inbox: Inbox, request: pytest.FixtureRequest) -> Iterator[Site]:
    """A site that sends mail, unless a test says otherwise."""
    sends = getattr(request, "param", True)
    mail = {"smtp_url": inbox.url, "mail_from": "gradus@example.org"} if sends else {}
    settings = Settings(data_dir=sqlite_data_dir, workers=0, public_url=HERE, **mail)
    app = create_app(settings)
    with TestClient(app):
        yield Site(app, ROSTER)


@pytest.fixture
def staff(site: Site) -> TestClient:
    return TestClient(site.app, headers={"Authorization": f"Bearer {site.token('sensei')}"})


def join_another_course(session: Session) -> None:
    person = session.scalars(select(Person).where(Person.email == "momo@example.org")).one()
    course = Course(
        id=new_id(), slug="other", title="Other", time_zone="UTC", locale="en", created_at=now()
    )
    session.add(course)
    session.flush()
    session.add(Membership(course_id=course.id, person_id=person.id, alias="m", role=Role.STUDENT))


def lines(staff: TestClient) -> dict[str, dict[str, Any]]:
    return {one["alias"]: one for one in staff.get(API).json()["people"]}


def test_everybody_with_an_address_gets_a_link_that_signs_in(
    site: Site, staff: TestClient, inbox: Inbox
) -> None:
    told = staff.post(API, json={"who": "never"}).json()
    assert told == {"mailed": 2, "recently": [], "without_address": ["nobody"]}
    came = {mail["To"]: mail.get_content() for mail in (inbox.next(), inbox.next())}
    assert came.keys() == {"momo@example.org", "ken@example.org"}
    (link,) = re.findall(rf"{HERE}(/sign-in\?link=\w+)", came["momo@example.org"])
    browser = site.browser()
    assert browser.client.get(link, headers=GO).headers["location"] == "/courses/ml"
    assert acts(site).count("course.invite") == 1
    assert acts(site).count("token.create") >= 2
    states = {alias: line["state"] for alias, line in lines(staff).items()}
    assert (states["momo"], states["ken"]) == ("signed_in", "never")


def test_nobody_is_mailed_twice_within_an_hour(site: Site, staff: TestClient) -> None:
    with time_machine.travel(now(), tick=False) as clock:
        assert staff.post(API, json={}).json()["mailed"] == 2
        again = staff.post(API, json={"who": "all"}).json()
        assert (again["mailed"], again["recently"]) == (0, ["ken", "momo"])
        clock.shift(timedelta(hours=1, seconds=1))
        assert staff.post(API, json={}).json()["mailed"] == 2
    assert len(rows(site, OutboxMail)) == 4


def test_what_became_of_a_mail_is_told_and_in_which_words(staff: TestClient, inbox: Inbox) -> None:
    inbox.answer = "550 no such\tuser"
    staff.post(API, json={})
    until(lambda: lines(staff)["momo"]["mail"] == "refused")
    found = lines(staff)
    assert found["momo"]["said"] == "550 no such user"
    assert (found["nobody"]["mail"], found["nobody"]["has_address"]) == ("none", False)
    inbox.answer = "250 OK"
    assert staff.post(API, json={}).json()["mailed"] == 2, "who was refused may be mailed again"
    until(lambda: lines(staff)["momo"]["mail"] == "sent")


def test_a_list_has_a_link_for_each_and_no_formula(site: Site, staff: TestClient) -> None:
    answer = staff.post(f"{API}/list", json={"who": "never"})
    assert answer.headers["cache-control"] == "no-store"
    found = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [one["alias"] for one in found] == ["ken", "momo", "nobody"]
    assert found[0]["name"] == "'=Ken"
    for one in found:
        browser = site.browser()
        path = one["link"].removeprefix(HERE)
        assert browser.client.get(path, headers=GO).headers["location"] == "/courses/ml"
    again = staff.post(f"{API}/list", json={"who": "never"}).content.decode("utf-8-sig")
    assert again.count("\n") == 1, "all of them came in"
    assert "link=" not in str(acts(site))


def test_links_are_made_for_no_administrator_and_not_for_oneself(
    site: Site, staff: TestClient
) -> None:
    rise = update(Person).where(Person.email == "momo@example.org").values(is_admin=True)
    site.service.database.write(lambda session: session.execute(rise))
    told = staff.post(f"{API}/list", json={"who": "all"}).content.decode("utf-8-sig")
    assert [line.split(",")[0] for line in told.splitlines()[1:]] == ["ken", "nobody"]
    assert staff.post(API, json={"who": "all"}).json()["mailed"] == 1


def test_of_who_is_in_another_course_too_neither_address_nor_answer_leaves(
    site: Site, staff: TestClient, inbox: Inbox
) -> None:
    inbox.answer = "550 unknown"
    staff.post(API, json={})
    until(lambda: lines(staff)["momo"]["said"] == "550 unknown")
    site.service.database.write(join_another_course)
    assert lines(staff)["momo"]["said"] is None
    listed = staff.post(f"{API}/list", json={}).content.decode("utf-8-sig")
    assert "momo@example.org" not in listed
    assert "ken@example.org" in listed


@pytest.mark.parametrize("site", [False], indirect=True)
def test_without_a_mail_server_the_list_is_offered(site: Site, staff: TestClient) -> None:
    told = staff.post(API, json={})
    assert (told.status_code, told.json()["errors"][0]["code"]) == (409, "mail_not_set")
    page = site.browser("sensei").see(PAGE)
    assert [form["action"] for form in page.all("form") if "invitations" in form["action"]] == [
        f"{PAGE}/list"
    ]


@pytest.mark.parametrize("language", ["en", "ja"])
def test_the_page_mails_and_downloads(site: Site, inbox: Inbox, language: str) -> None:
    browser = site.browser("sensei", language)
    assert PAGE in browser.see("/courses/ml/members").links
    page = Page(browser.client.post(PAGE, data={"who": "never"}))
    assert page.status == 200
    assert "nobody" in page.text
    assert len(rows(site, OutboxMail)) == 2
    assert inbox.next()["Subject"] == "Your sign-in link"
    listed = browser.client.post(f"{PAGE}/list", data={"who": "all"})
    assert listed.headers["content-disposition"].endswith('"invitations-ml.csv"')
    assert len(rows(site, SignInLink)) > 4


def test_students_invite_nobody(site: Site) -> None:
    momo = site.browser("momo").client
    assert momo.get(PAGE).status_code == 403
    assert momo.post(PAGE, data={"who": "all"}).status_code == 403
    assert momo.post(f"{PAGE}/list", data={"who": "all"}).status_code == 403
    with site.service.database.read() as session:
        assert session.scalars(select(OutboxMail)).all() == []
