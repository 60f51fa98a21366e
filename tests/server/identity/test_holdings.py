"""Tokens and sessions are listed and ended by their owner, by staff and by administrators."""

from datetime import datetime, timedelta
from typing import Any

import httpx2
import pytest
import time_machine
from sqlalchemy import select
from sqlalchemy.orm import Session

from server.core.clock import now
from server.core.models import AuditEvent, Token
from server.courses import queries as courses
from server.identity.devices import describe_device
from server.identity.last_uses import LastUses
from server.identity.rules import ALL_SCOPES, administrator, issue_token
from tests.server.ungraded_site import Browser, Page, Site

MEMBERS = "/api/v1/courses/ml/members"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


@pytest.fixture
def ask(empty_site: Site) -> Any:
    """Asks the interface with a token; what comes has the status, and is JSON."""
    client = empty_site.browser().client

    def work(token: str, method: str, path: str, status: int = 200, **sent: Any) -> Any:
        headers = {"Authorization": f"Bearer {token}", "Accept": "application/json"}
        answer: httpx2.Response = client.request(method, path, headers=headers, **sent)
        assert answer.status_code == status, answer.text
        return answer.json()

    return work


def ways_of(site: Site, ask: Any, alias: str = "momo", **new: Any) -> dict[str, str]:
    """A token and a link for the course alone."""
    made: dict[str, str] = ask(
        site.token("sensei"), "POST", "/api/v1/courses/ml/tokens", 201, json={"alias": alias, **new}
    )
    return made


def admin_token(site: Site) -> str:
    def work(session: Session) -> str:
        person = administrator(session)
        return issue_token(session, person.id, label="root", scopes=ALL_SCOPES, days=1)

    return site.service.database.write(work)


def test_tokens_are_listed_without_their_secret(empty_site: Site, ask: Any) -> None:
    momo = empty_site.token("momo")
    made = ways_of(empty_site, ask, label="laptop", scopes=["read"])
    empty_site.app.state.held[LastUses].write()

    lines = ask(momo, "GET", "/api/v1/me/tokens")

    assert [(one["label"], one["course"], one["scopes"], one["is_this"]) for one in lines] == [
        ("laptop", "ml", ["read"], False),
        ("test", None, ["read", "submit"], True),
    ]
    assert made["token"] not in f"{lines}"
    assert lines[0]["last_used_at"] is None
    empty_site.app.state.held[LastUses].write()
    assert ask(momo, "GET", "/api/v1/me/tokens")[1]["last_used_at"] is not None


def test_a_token_is_revoked_by_its_owner_and_dead_at_once(empty_site: Site, ask: Any) -> None:
    momo, token = empty_site.token("momo"), ways_of(empty_site, ask)["token"]
    browser = empty_site.browser()
    browser.sign_in(token)
    (line, _) = ask(momo, "GET", "/api/v1/me/tokens")

    assert ask(momo, "DELETE", f"/api/v1/me/tokens/{line['id']}") == {"ended": 1}

    assert ask(token, "GET", "/api/v1/courses", 401)["errors"][0]["code"] == "revoked_token"
    assert browser.client.get("/courses/ml").status_code == 303
    ask(momo, "DELETE", f"/api/v1/me/tokens/{line['id']}", 404)
    assert ask(momo, "DELETE", "/api/v1/me/tokens") == {"ended": 1}
    ask(momo, "GET", "/api/v1/me/tokens", 401)


@pytest.mark.parametrize("scope", ["read", "submit"])
def test_a_token_for_little_ends_itself_at_most(empty_site: Site, ask: Any, scope: str) -> None:
    momo, narrow = empty_site.token("momo"), ways_of(empty_site, ask, scopes=[scope])["token"]
    own, other = (line["id"] for line in ask(momo, "GET", "/api/v1/me/tokens"))

    for path in (f"tokens/{other}", "tokens", "sessions", "sessions/none"):
        told = ask(narrow, "DELETE", f"/api/v1/me/{path}", 403)
        assert told["errors"][0]["code"] == "scope_missing"

    assert ask(narrow, "DELETE", f"/api/v1/me/tokens/{own}") == {"ended": 1}
    ask(narrow, "GET", "/api/v1/me/tokens", 401)


def test_somebody_else_s_token_or_session_is_not_there(empty_site: Site, ask: Any) -> None:
    momo, sensei = empty_site.token("momo"), empty_site.token("sensei")
    empty_site.browser("sensei")
    (token,) = ask(sensei, "GET", "/api/v1/me/tokens")
    (opened,) = ask(sensei, "GET", "/api/v1/me/sessions")

    ask(momo, "DELETE", f"/api/v1/me/tokens/{token['id']}", 404)
    ask(momo, "DELETE", f"/api/v1/me/sessions/{opened['id']}", 404)
    assert ask(momo, "DELETE", "/api/v1/me/sessions") == {"ended": 0}
    assert ask(sensei, "GET", "/api/v1/me/sessions")[0]["id"] == opened["id"]


def test_a_way_into_one_course_reaches_nothing_of_others(empty_site: Site, ask: Any) -> None:
    """Staff hand such ways out, and could use them themselves."""
    token = ways_of(empty_site, ask)["token"]
    browser = empty_site.browser("momo")

    assert [one["course"] for one in ask(token, "GET", "/api/v1/me/tokens")] == ["ml"]
    assert ask(token, "GET", "/api/v1/me/sessions") == []
    assert ask(token, "DELETE", "/api/v1/me/tokens") == {"ended": 1}
    assert ask(empty_site.token("momo"), "GET", "/api/v1/me/tokens")
    assert "Your courses" in browser.see("/").text


def test_instructors_reach_what_opens_their_course_and_administrators_all(
    empty_site: Site, ask: Any
) -> None:
    sensei, root = empty_site.token("sensei"), admin_token(empty_site)
    token = ways_of(empty_site, ask)["token"]
    by_token, everywhere = empty_site.browser(), empty_site.browser("momo")
    by_token.sign_in(token)
    tokens, sessions = f"{MEMBERS}/momo/tokens", f"{MEMBERS}/momo/sessions"

    assert [len(ask(who, "GET", tokens)) for who in (sensei, root)] == [1, 2]
    assert [len(ask(who, "GET", sessions)) for who in (sensei, root)] == [1, 2]
    for path in (tokens, sessions):
        ask(empty_site.token("momo"), "GET", path, 403)
        ask(empty_site.token("momo"), "DELETE", path, 403)
    (opened,) = ask(sensei, "GET", sessions)
    assert ask(sensei, "DELETE", f"{sessions}/{opened['id']}") == {"ended": 1}
    assert by_token.client.get("/courses/ml").status_code == 303
    assert "Your courses" in everywhere.see("/").text
    (line,) = ask(sensei, "GET", tokens)
    assert ask(sensei, "DELETE", f"{tokens}/{line['id']}") == {"ended": 1}
    assert ask(sensei, "DELETE", tokens) == {"ended": 0}
    assert ask(root, "DELETE", tokens) == {"ended": 1}
    assert everywhere.client.get("/courses/ml").status_code == 303
    ask(sensei, "GET", f"{MEMBERS}/nobody/tokens", 404)


def test_whatever_is_ended_is_an_event_with_who_did_it_and_to_what(
    empty_site: Site, ask: Any
) -> None:
    empty_site.browser("momo")
    root = admin_token(empty_site)
    (opened,) = ask(root, "GET", f"{MEMBERS}/momo/sessions")
    ask(root, "DELETE", f"{MEMBERS}/momo/sessions")
    ask(root, "DELETE", f"{MEMBERS}/momo/tokens")

    with empty_site.service.database.read() as session:
        admin = administrator(session).id
        momo = courses.member_by_alias(session, courses.by_slug(session, "ml").id, "momo").person_id  # type: ignore[union-attr]
        token = session.scalar(select(Token.id).where(Token.person_id == momo))
        events = session.scalars(
            select(AuditEvent).where(AuditEvent.action.in_(["session.end", "token.revoke"]))
        ).all()
    assert {(one.actor_id, one.action, one.subject) for one in events} == {
        (admin, "session.end", opened["id"]),
        (admin, "token.revoke", token),
    }
    assert {one.detail["person"] for one in events} == {momo}


def rotate(ask: Any, by: str, status: int = 201, **body: Any) -> Any:
    """What comes of a rotation of the newest token that the one that asks is shown."""
    newest = ask(by, "GET", "/api/v1/me/tokens")[0]["id"]
    return ask(by, "POST", f"/api/v1/me/tokens/{newest}/rotation", status, json=body)


def test_a_rotated_token_goes_on_for_the_overlap_and_the_new_one_no_longer_than_it(
    empty_site: Site, ask: Any
) -> None:
    old = ways_of(empty_site, ask, label="ci", scopes=["read"], days=10)["token"]
    (before,) = ask(old, "GET", "/api/v1/me/tokens")
    began = now()

    told = rotate(ask, old)

    new, replaced = ask(told["token"], "GET", "/api/v1/me/tokens")
    for same in ("label", "scopes", "course", "expires_at"):
        assert new[same] == before[same]
    assert (new["is_replaced"], replaced["is_replaced"]) == (False, True)
    assert told["replaces"] == replaced["id"] == before["id"]
    assert told["old_works_until"] == replaced["expires_at"]
    until = datetime.fromisoformat(told["old_works_until"])
    assert timedelta() <= until - began - timedelta(hours=24) < timedelta(minutes=1)
    for hours, status in ((23, 200), (25, 401)):
        with time_machine.travel(began + timedelta(hours=hours), tick=False):
            ask(old, "GET", "/api/v1/courses", status)
            ask(told["token"], "GET", "/api/v1/courses")


def test_an_overlap_may_be_none_and_none_outlives_the_token(empty_site: Site, ask: Any) -> None:
    old = ways_of(empty_site, ask, days=0.5)["token"]
    told = rotate(ask, old, overlap_hours=720)
    assert told["old_works_until"] == told["expires_at"]
    again = ask(old, "POST", f"/api/v1/me/tokens/{told['replaces']}/rotation", 409, json={})
    assert again["errors"][0]["code"] == "replaced_token"
    last = rotate(ask, told["token"], overlap_hours=0)
    ask(told["token"], "GET", "/api/v1/courses", 401)
    ask(last["token"], "GET", "/api/v1/courses")


def test_no_token_becomes_one_that_may_do_more(empty_site: Site, ask: Any) -> None:
    reading = ways_of(empty_site, ask, scopes=["read"])["token"]
    ways_of(empty_site, ask)  # newer, and may submit
    assert rotate(ask, reading, 403)["errors"][0]["code"] == "larger_token"
    (everywhere, *_) = reversed(ask(empty_site.token("momo"), "GET", "/api/v1/me/tokens"))
    path = f"/api/v1/me/tokens/{everywhere['id']}/rotation"
    ask(reading, "POST", path, 404, json={})


def forms(page: Page, path: str) -> list[str]:
    """The values of the buttons on a page, by the name that forms to `path` give them."""
    name = path.rsplit("/", 1)[-1].removesuffix("s")
    found = (one["value"] for one in page.all("button") if one.get("name") == name)
    return list(dict.fromkeys(found))  # a token has two buttons


def test_the_page_lists_both_and_ends_either(empty_site: Site, ask: Any) -> None:
    ways_of(empty_site, ask, label="<b>laptop</b>")
    browser = Browser(empty_site.app, "en")
    browser.client.headers["User-Agent"] = FIREFOX
    browser.sign_in(empty_site.token("momo"))
    empty_site.browser("momo")
    assert "/account" in browser.see("/").links
    page = browser.see("/account")

    assert "<b>laptop</b>" in page.text
    assert "Firefox · Linux this browser" in page.text
    assert "in use here" in page.text
    for path, left in (("/account/sessions", 1), ("/account/tokens", 1)):
        newest = forms(page, path)[0]
        name = path.rsplit("/", 1)[-1].removesuffix("s")
        assert browser.client.post(path, data={name: newest}).status_code == 303
        assert len(forms(browser.see("/account"), path)) == left
        assert browser.client.post(path, data={name: "a\0"}).status_code == 422
        assert browser.client.post(path, data={name: newest}).status_code == 404
    cross = {"Sec-Fetch-Site": "cross-site"}
    assert browser.client.post("/account/tokens", headers=cross).status_code == 403
    assert browser.client.post("/account/sessions").headers["location"] == "/account"
    assert browser.client.get("/account").headers["location"] == "/sign-in?next=/account"


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (FIREFOX, "Firefox · Linux"),
        ("Mozilla/5.0 (iPhone; like Mac OS X) Safari/604.1", "Safari · iPhone"),
        ("Mozilla/5.0 (Windows NT 10.0; Win64) Chrome/140.0 Safari/5 Edg/140.0", "Edge · Windows"),
        ("Mozilla/5.0 (Linux; Android 16) Chrome/140.0 Mobile Safari/537.36", "Chrome · Android"),
        ("curl/8.0", ""),
        (None, ""),
    ],
)
def test_a_device_is_said_in_two_words(said: str | None, words: str) -> None:
    assert (describe_device(said) or "") == words
