"""Accounts elsewhere: connected, listed, disconnected, and what each of them opens."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy.orm import Session

from server.core.clock import now
from server.core.models import Course, Identity, IdentityWay, Person, SessionWay
from server.identity import identities
from server.identity.holdings import Holdings
from server.identity.identities import Asked
from server.identity.providers import Claims
from server.identity.rules import PARTICIPANT_SCOPES, Viewer, Way
from server.identity.sessions import Lifetimes, open_web_session, viewer_of_web_session
from tests.server.conftest import Database
from tests.server.identity.elsewhere import (
    MOMO,
    ROSTER,
    acts,
    alias_in,
    come_back,
    connect,
    go,
    rows,
    sign_in,
)
from tests.server.identity.hand_made_provider import HandMadeProvider
from tests.server.ungraded_site import Browser, Page, Site

GO = {"Sec-Fetch-Mode": "navigate"}
UNKNOWN = {"sub": "7", "email": "nobody@example.org", "email_verified": True}


@pytest.fixture
def site(provided: Site) -> Site:
    return provided


def ask(site: Site, path: str, **sent: object) -> dict[str, str]:
    """What the instructor's POST is answered with."""
    headers = {"Authorization": f"Bearer {site.token('sensei')}"}
    answer = site.browser().client.post(path, headers=headers, json=sent)
    assert answer.status_code == 201, answer.text
    told: dict[str, str] = answer.json()
    return told


def by_link(site: Site, alias: str) -> Browser:
    """A browser that a link of the course has signed in."""
    url = ask(site, "/api/v1/courses/ml/tokens", alias=alias)["sign_in_url"]
    browser = site.browser()
    browser.client.get(url[url.index("/sign-in") :], headers=GO)
    return browser


def test_what_a_link_opened_an_identity_that_it_connected_opens_from_then_on(
    site: Site, provider: HandMadeProvider
) -> None:
    provider.claims = UNKNOWN
    owner = by_link(site, "nana")
    assert "None signs you in yet." in owner.see("/account").text
    answer = connect(owner, provider)
    assert (answer.status_code, answer.headers["location"]) == (303, "/account")
    assert "nobody@example.org · ML" in owner.see("/account").text

    browser = site.browser()
    assert sign_in(browser, provider).status_code == 303
    assert alias_in(browser) == "nana"
    (way,) = rows(site, IdentityWay)
    assert way.course_id is not None  # staff of a course hand out links: it opens no other
    assert (way.token_id, acts(site).count("identity.connect")) == (None, 1)


def test_an_identity_that_a_token_connected_ends_with_the_token(
    site: Site, provider: HandMadeProvider
) -> None:
    provider.claims = UNKNOWN
    token = ask(site, "/api/v1/courses/ml/tokens", alias="nana")["token"]
    owner = site.browser()
    owner.sign_in(token)
    connect(owner, provider)
    later = site.browser()
    assert sign_in(later, provider).status_code == 303
    with time_machine.travel(now() + timedelta(days=1), tick=False):
        provider.claims = {**UNKNOWN, "iat": int(now().timestamp())}
        provider.claims["exp"] = provider.claims["iat"] + 300
        assert sign_in(site.browser(), provider).status_code == 303
    provider.claims = UNKNOWN
    api = site.browser().client
    bearer = {"Authorization": f"Bearer {token}"}
    assert api.delete("/api/v1/me/tokens", headers=bearer).status_code == 200

    assert later.client.get("/account").status_code == 303
    page = Page(sign_in(site.browser(), provider))
    assert page.status == 403
    assert "was connected by has ended" in page.text


def test_nobody_s_identity_is_connected_to_another(site: Site, provider: HandMadeProvider) -> None:
    provider.claims = MOMO
    sign_in(site.browser(), provider)
    page = Page(connect(by_link(site, "nana"), provider))
    assert page.status == 403
    assert "is connected to somebody else here" in page.text
    owner = by_link(site, "momo")
    provider.claims = UNKNOWN
    page = Page(connect(owner, provider))
    assert "You are connected to another account of Uni" in page.text
    assert [one.subject for one in rows(site, Identity)] == ["42"]


def test_who_signed_out_meanwhile_connects_nothing(site: Site, provider: HandMadeProvider) -> None:
    provider.claims = UNKNOWN
    browser = by_link(site, "nana")
    query = provider.authorize(go(browser, path="/account/identities"))
    browser.client.cookies.delete("gradus")
    assert come_back(browser, query).status_code == 403
    browser = by_link(site, "nana")
    query = provider.authorize(go(browser, path="/account/identities"))
    browser.sign_in(site.token("ken"))
    assert come_back(browser, query).status_code == 403
    assert rows(site, Identity) == []


def test_a_disconnected_account_signs_nobody_in_and_its_sessions_end(
    site: Site, provider: HandMadeProvider
) -> None:
    provider.claims = UNKNOWN
    owner, browser = by_link(site, "nana"), site.browser()
    connect(owner, provider)
    sign_in(browser, provider)
    (button,) = [
        one for one in owner.see("/account").all("button") if one.get("name") == "identity"
    ]
    answer = owner.client.post("/account/identities", data={"identity": button["value"]})

    assert answer.headers["location"] == "/account"
    assert browser.client.get("/account").status_code == 303
    assert owner.see("/account").status == 200
    assert sign_in(site.browser(), provider).status_code == 403
    again = owner.client.post("/account/identities", data={"identity": button["value"]})
    assert again.status_code == 404
    assert acts(site).count("identity.disconnect") == 1


def test_who_came_in_by_one_course_does_not_end_what_opens_all(
    site: Site, provider: HandMadeProvider
) -> None:
    provider.claims = MOMO
    sign_in(site.browser(), provider)
    (identity,) = rows(site, Identity)
    browser = by_link(site, "momo")
    assert "Momo@example.org" not in browser.see("/account").text
    answer = browser.client.post("/account/identities", data={"identity": identity.id})
    assert answer.status_code == 404


def test_removal_from_the_roster_ends_what_an_identity_opens_of_the_course(
    site: Site, provider: HandMadeProvider
) -> None:
    provider.claims = UNKNOWN
    owner = by_link(site, "nana")
    connect(owner, provider)
    browser = site.browser()
    sign_in(browser, provider)
    api, headers = site.browser().client, {"Authorization": f"Bearer {site.token('sensei')}"}
    for roster in (ROSTER.replace("nana,Nana,,\n", ""), ROSTER):  # away, and back
        answer = api.put("/api/v1/courses/ml/roster", content=roster, headers=headers)
        assert answer.status_code == 200

    assert browser.client.get("/account").status_code == 303
    assert sign_in(site.browser(), provider).status_code == 403


# Over both databases.

TITLE = "Uni"


def claims(subject: str = "1", email: str | None = None) -> Claims:
    return Claims("https://uni.example", subject, "somebody", email)


def name_by(session: Session, person_id: str, email: str) -> None:
    session.get_one(Person, person_id).email = email


def test_an_identity_is_joined_used_and_ended(
    database: Database, people: dict[str, Viewer], course: Course
) -> None:
    momo = people["momo"]
    database.write(name_by, momo.person_id, "momo@example.org")
    asked = Asked(TITLE, claims(email="momo@example.org"))
    lifetimes = Lifetimes(timedelta(days=1), timedelta(hours=1))
    for _ in range(2):
        viewer = database.write(identities.sign_in, asked)
        assert isinstance(viewer, Viewer)
        assert viewer.person_id == momo.person_id
        assert viewer.may_enter(None)
    secret = database.write(open_web_session, viewer, lifetimes)
    with database.read() as session:
        found = viewer_of_web_session(session, secret, lifetimes.idle)
        assert found is not None
        held = Holdings.own(found)
        (line,) = identities.list_identities(session, held, str.upper)
    assert line.courses is None
    assert (found.ways[0].identity_id, line.provider) == (line.id, "HTTPS://UNI.EXAMPLE")

    database.write(identities.disconnect, held, line.id)
    with database.read() as session:
        assert viewer_of_web_session(session, secret, lifetimes.idle) is None
        assert session.query(SessionWay).count() == 0


def test_a_second_course_widens_what_an_identity_opens(
    database: Database, people: dict[str, Viewer], course: Course
) -> None:
    momo = people["momo"]
    for course_id in (course.id, course.id, None):
        shown = Viewer(
            momo.person_id, "", is_admin=False, ways=(Way(PARTICIPANT_SCOPES, course_id),)
        )
        assert database.write(identities.connect, shown, Asked(TITLE, claims())) is None
    viewer = database.write(identities.sign_in, Asked(TITLE, claims()))
    assert isinstance(viewer, Viewer)
    assert [way.course_id for way in viewer.ways] == [course.id, None]
    assert {way.scopes for way in viewer.ways} == {PARTICIPANT_SCOPES}


def test_a_person_is_one_at_an_issuer(database: Database, people: dict[str, Viewer]) -> None:
    momo, ken = people["momo"], people["ken"]
    assert database.write(identities.connect, momo, Asked(TITLE, claims())) is None
    for viewer, subject in ((momo, "2"), (ken, "1")):
        assert database.write(identities.connect, viewer, Asked(TITLE, claims(subject))) is not None
    database.write(name_by, momo.person_id, "momo@example.org")
    told = database.write(identities.sign_in, Asked(TITLE, claims("2", "momo@example.org")))
    assert not isinstance(told, Viewer)
    assert told.code == "identity_other_account"


def test_another_s_address_opens_no_more_than_was_shown(
    database: Database, people: dict[str, Viewer], course: Course
) -> None:
    momo = people["momo"]
    shown = Viewer(momo.person_id, "", is_admin=False, ways=(Way(PARTICIPANT_SCOPES, course.id),))
    database.write(identities.connect, shown, Asked(TITLE, claims()))
    for alias, opened in (("ken", (course.id,)), ("momo", (course.id, None))):
        email = f"{alias}@example.org"
        database.write(name_by, people[alias].person_id, email)
        viewer = database.write(identities.sign_in, Asked(TITLE, claims(email=email)))
        assert isinstance(viewer, Viewer)
        assert viewer.person_id == momo.person_id
        assert tuple(way.course_id for way in viewer.ways) == opened
