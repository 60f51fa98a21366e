"""Sign-in links by mail: for whom a roster names, and with one answer for everybody."""

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from sqlalchemy import select
from sqlalchemy.orm import Session
from starlette.testclient import TestClient

from server.app import create_app
from server.core.clock import now
from server.core.models import OutboxMail, Person
from server.settings import Settings
from tests.mail_server import Inbox, mail_server
from tests.server.identity.elsewhere import ROSTER, acts, alias_in, rows
from tests.server.ungraded_site import Page, Site

GO = {"Sec-Fetch-Mode": "navigate"}
HERE = "http://testserver"


@pytest.fixture
def inbox() -> Iterator[Inbox]:
    with mail_server() as inbox:
        yield inbox


@pytest.fixture
def site(sqlite_data_dir: Path, inbox: Inbox) -> Iterator[Site]:
    """A site that sends mail."""
    settings = Settings(
        data_dir=sqlite_data_dir,
        workers=0,
        public_url=HERE,
        smtp_url=inbox.url,
        mail_from="gradus@example.org",
    )
    app = create_app(settings)
    with TestClient(app):
        yield Site(app, ROSTER)


def ask(site: Site, email: str, language: str = "en") -> Page:
    page = Page(site.browser(language=language).client.post("/sign-in/mail", data={"email": email}))
    assert page.status == 200
    return page


def test_who_is_on_a_roster_gets_a_link_that_signs_in(site: Site, inbox: Inbox) -> None:
    browser = site.browser()
    assert "email" in [field.get("id") for field in browser.see("/sign-in").all("input")]
    ask(site, " Momo@Example.org ")
    came = inbox.next()
    (link,) = re.findall(rf"{HERE}(/sign-in\?link=\w+)", came.get_content())

    assert came["To"] == "momo@example.org"
    assert "ML\n" in came.get_content()
    assert browser.client.get(link, headers=GO).headers["location"] == "/courses/ml"
    assert alias_in(browser) == "momo"
    assert acts(site).count("token.mail") == 1


def test_a_used_link_s_page_offers_another(site: Site) -> None:
    page = Page(site.browser().client.get("/sign-in?link=used", headers=GO))
    assert page.status == 401
    assert "/sign-in/mail" in [form["action"] for form in page.all("form")]


def test_everybody_gets_one_answer_and_strangers_no_mail(site: Site, inbox: Inbox) -> None:
    strange = ask(site, "who@example.org")
    known = ask(site, "momo@example.org")
    assert strange.source == known.source
    assert inbox.next()["To"] == "momo@example.org"
    assert len(rows(site, OutboxMail)) == 1


def test_an_address_gets_three_an_hour(site: Site, inbox: Inbox) -> None:
    for _ in range(5):
        ask(site, "momo@example.org")
    assert [inbox.next()["To"] for _ in range(3)] == ["momo@example.org"] * 3
    assert len(rows(site, OutboxMail)) == 3
    ask(site, "ken@example.org")
    assert inbox.next()["To"] == "ken@example.org"
    with time_machine.travel(now() + timedelta(minutes=61)):
        ask(site, "momo@example.org")
        assert inbox.next()["To"] == "momo@example.org"


def test_an_administrator_gets_none(site: Site, inbox: Inbox) -> None:
    def name_administrator(session: Session) -> None:
        session.scalars(
            select(Person).where(Person.email == "ken@example.org")
        ).one().is_admin = True

    site.service.database.write(name_administrator)
    ask(site, "ken@example.org")
    assert rows(site, OutboxMail) == []


def test_mail_is_in_the_language_of_the_page(site: Site, inbox: Inbox) -> None:
    ask(site, "momo@example.org", "ja")
    came = inbox.next()
    assert came["Subject"] == "サインインリンク"
    assert "リンク" in came.get_content()


def test_without_a_mail_server_nothing_is_offered(empty_site: Site) -> None:
    browser = empty_site.browser()
    page = browser.see("/sign-in")
    assert "/sign-in/mail" not in [form["action"] for form in page.all("form")]
    assert browser.client.post("/sign-in/mail", data={"email": "a@b"}).status_code == 404


def test_forms_of_other_sites_ask_for_none(site: Site) -> None:
    cross = {"Sec-Fetch-Site": "cross-site"}
    data = {"email": "momo@example.org"}
    answer = site.browser().client.post("/sign-in/mail", headers=cross, data=data)
    assert answer.status_code == 403
    assert rows(site, OutboxMail) == []
