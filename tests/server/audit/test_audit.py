"""Who did what is remembered, and read by those whom it is for: in JSON, as a table, on pages."""

import csv
import io
import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx2
import pytest
from sqlalchemy.orm import Session
from starlette.testclient import TestClient

import server
from server.audit.views import ACTIONS, KINDS
from server.core import audit
from server.core.clock import now
from server.core.models import AuditEvent
from server.courses import queries as courses
from server.gradebook.queries import UNFROZEN
from server.identity.rules import ALL_SCOPES, administrator, issue_token
from tests.server.ungraded_site import ROSTER, Site

COURSE, ALL = "/api/v1/courses/ml/audit", "/api/v1/audit"


def admin_token(site: Site) -> str:
    def work(session: Session) -> str:
        person = administrator(session)
        return issue_token(session, person.id, label="root", scopes=ALL_SCOPES, days=1)

    return site.service.database.write(work)


@pytest.fixture
def ask(empty_site: Site) -> Callable[..., Any]:
    """Asks as somebody, from an address; the answer has the status."""
    root = admin_token(empty_site)

    def work(who: str, path: str, status: int = 200, method: str = "GET", **sent: Any) -> Any:
        token = root if who == "admin" else empty_site.token(who)
        client = TestClient(empty_site.app, client=("203.0.113.9", 1))
        headers = {"Authorization": f"Bearer {token}"}
        answer: httpx2.Response = client.request(method, path, headers=headers, **sent)
        assert answer.status_code == status, answer.text
        return answer

    return work


def lines(answer: httpx2.Response) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = answer.json()["events"]
    return found


def test_every_action_has_words() -> None:
    root = Path(server.__path__[0])
    said = {
        action
        for file in root.rglob("*.py")
        if "core/audit" not in file.as_posix()
        for call in re.split(r"(?:audit\.|\b_)record\(", file.read_text())[1:]
        for action in re.findall(r'"([a-z_]+\.[a-z_]+)"', call.split("\n    )")[0][:400])
    }
    said |= {
        audit.PARKED,
        audit.COPIED,
        audit.SENT_FOR,
        UNFROZEN,
        *(f"member.{act}" for act in ("add", "change", "remove")),
    }
    assert said == set(ACTIONS)
    assert {action.partition(".")[0] for action in ACTIONS} == set(KINDS)


def test_a_change_of_the_roster_says_what_was_and_what_is(ask: Callable[..., Any]) -> None:
    changed = ROSTER.replace("momo,Momoko,", "momoko,Momoko,assistant")
    ask("admin", "/api/v1/courses/ml/roster", method="PUT", content=changed)

    (line,) = lines(ask("sensei", COURSE, params={"what": "member.add", "who": "momoko"}))
    assert line["detail"] == {"alias": "momoko", "role": "assistant"}
    assert (line["network"], line["person"]) == ("203.0.113.0/24", "momoko")
    (left,) = lines(ask("sensei", COURSE, params={"what": "member.remove"}))
    assert left["person"] == "momo"
    ask("admin", "/api/v1/courses/ml/roster", method="PUT", content=ROSTER)
    (role,) = lines(ask("sensei", COURSE, params={"what": "member.remove", "who": "momoko"}))
    assert role["detail"] == {"alias": "momoko → –", "role": "assistant → –"}


def test_a_change_of_a_role_is_one(ask: Callable[..., Any]) -> None:
    changed = ROSTER.replace("momo,Momoko,", "momo,Momoko,assistant")
    ask("admin", "/api/v1/courses/ml/roster", method="PUT", content=changed)

    (line,) = lines(ask("sensei", COURSE, params={"what": "member.change"}))

    assert (line["actor"], line["person"]) == ("Administrator", "momo")
    assert line["detail"] == {"alias": "momo", "role": "student → assistant"}


def test_tokens_are_told_of_without_their_secrets_and_labels(
    empty_site: Site, ask: Callable[..., Any]
) -> None:
    sent = {"alias": "momo", "label": "of Momoko", "scopes": ["read"], "days": 3}
    made = ask("sensei", "/api/v1/courses/ml/tokens", 201, "POST", json=sent).json()
    client = TestClient(empty_site.app, headers={"Authorization": f"Bearer {made['token']}"})
    (own,) = client.get("/api/v1/me/tokens").json()
    rotated = client.post(f"/api/v1/me/tokens/{own['id']}/rotation", json={}).json()
    path = f"/api/v1/courses/ml/members/momo/tokens/{rotated['id']}"
    ask("sensei", path, method="DELETE")

    told = ask("sensei", COURSE, params={"what": "token"})

    acts = {line["action"]: (line["actor"], line["person"]) for line in lines(told)}
    assert acts == {
        "token.create": ("sensei", "momo"),
        "token.rotate": ("momo", "momo"),
        "token.revoke": ("sensei", "momo"),
    }
    for secret in (made["token"], rotated["token"], made["sign_in_url"].split("=")[1], "Momoko"):
        assert secret not in told.text


def test_a_sign_in_and_its_end_are_told_of_in_the_course_that_it_opens(
    empty_site: Site, ask: Callable[..., Any]
) -> None:
    made = ask("sensei", "/api/v1/courses/ml/tokens", 201, "POST", json={"alias": "momo"}).json()
    browser = empty_site.browser()
    browser.sign_in(made["token"])
    empty_site.browser("sensei")  # everywhere: that is no course's
    browser.client.post("/sign-out")

    in_course = lines(ask("sensei", COURSE, params={"what": "session"}))
    on_site = lines(ask("admin", ALL, params={"what": "session"}))

    assert {(line["action"], line["actor"]) for line in in_course} == {("session.open", "momo")}
    assert {(line["action"], line["actor"]) for line in on_site} == {
        ("session.open", "Momoko"),
        ("session.open", "Sato"),
        ("session.end", "Momoko"),
    }


def test_a_refused_token_of_a_course_is_told_of_there(
    empty_site: Site, ask: Callable[..., Any]
) -> None:
    made = ask("sensei", "/api/v1/courses/ml/tokens", 201, "POST", json={"alias": "momo"}).json()
    ask("sensei", "/api/v1/courses/ml/members/momo/tokens", method="DELETE")
    client = TestClient(empty_site.app)
    client.get("/api/v1/courses", headers={"Authorization": f"Bearer {made['token']}"})
    client.get("/api/v1/courses", headers={"Authorization": "Bearer gds_none"})

    (line,) = lines(ask("sensei", COURSE, params={"what": "access"}))

    assert (line["actor"], line["person"]) == (None, "momo")
    assert line["detail"]["reason"] == "revoked_token"
    assert len(lines(ask("admin", ALL, params={"what": "access"}))) == 2


def test_a_push_and_a_discard_are_told_of_by_the_assignment(
    empty_site: Site, prediction_bundle: Callable[..., Path], ask: Callable[..., Any]
) -> None:
    empty_site.push(prediction_bundle())

    (line,) = lines(ask("sensei", COURSE, params={"what": "assignment.push"}))

    assert (line["object"], line["detail"]["version"]) == ("small", "1")


def test_who_from_and_to_are_asked_for(empty_site: Site, ask: Callable[..., Any]) -> None:
    today = now().date()
    tomorrow, long_ago = today + timedelta(days=2), today - timedelta(days=9)

    def count(asker: str, path: str, **asked: Any) -> int:
        return len(lines(ask(asker, path, params=asked)))

    everything = count("sensei", COURSE)
    assert everything > 3
    assert count("sensei", COURSE, who="momo") == 1
    assert count("sensei", COURSE, who="nobody") == 0
    assert count("admin", ALL, who="Momoko") == count("admin", ALL, who="momo") == 1
    assert count("sensei", COURSE, **{"from": f"{long_ago}", "to": f"{tomorrow}"}) == everything
    assert count("sensei", COURSE, **{"from": f"{tomorrow}"}) == 0
    assert count("sensei", COURSE, to=f"{long_ago}") == 0
    assert count("sensei", COURSE, who="", what="", **{"from": "", "to": ""}) == everything


@pytest.mark.parametrize(
    "asked",
    [
        {"from": "9999-12-31"},
        {"to": "0001-01-01"},
        {"from": "yesterday"},
        {"what": "a' or 1=1"},
        {"what": "%"},
        {"limit": 0},
        {"cursor": "x" * 27},
    ],
)
def test_what_is_no_filter_is_refused(ask: Callable[..., Any], asked: dict[str, Any]) -> None:
    ask("sensei", COURSE, 422, params=asked)


def test_pages_follow_one_another_without_a_gap(ask: Callable[..., Any]) -> None:
    whole = [line["id"] for line in lines(ask("sensei", COURSE))]
    found: list[str] = []
    cursor: dict[str, str] = {}
    while True:
        answer = ask("sensei", COURSE, params={"limit": 2, **cursor})
        found += [line["id"] for line in lines(answer)]
        if (following := answer.json()["next"]) is None:
            break
        cursor = {"cursor": following}

    assert found == whole == sorted(whole, reverse=True)


@pytest.mark.parametrize("alias", ["=1+1", "@x", "+1", "-1"])
def test_no_cell_of_the_table_is_a_formula(
    empty_site: Site, ask: Callable[..., Any], alias: str
) -> None:
    roster = f'{ROSTER}"{alias}",,\n'
    answer = ask("admin", "/api/v1/courses/ml/roster?dry_run=true", method="PUT", content=roster)
    assert answer.status_code == 200, "an alias may begin so"
    ask("admin", "/api/v1/courses/ml/roster", method="PUT", content=roster)

    answer = ask("sensei", f"{COURSE}.csv")

    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["content-disposition"] == 'attachment; filename="audit-ml.csv"'
    rows = list(csv.reader(io.StringIO(answer.text)))
    assert rows[0][:4] == ["at", "actor", "action", "person"]
    assert [row for row in rows if row[3] == f"'{alias}"]
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@"))]


def test_a_course_tells_nothing_of_another(empty_site: Site, ask: Callable[..., Any]) -> None:
    new = {"slug": "other", "title": "Other"}
    ask("admin", "/api/v1/courses", 201, "POST", json=new)
    roster = "alias,role\nsensei2,instructor\nsecret,\n"
    ask("admin", "/api/v1/courses/other/roster", method="PUT", content=roster)

    assert "secret" not in ask("sensei", COURSE).text
    assert len(lines(ask("admin", ALL, params={"who": "secret"}))) == 1
    assert not lines(ask("sensei", COURSE, params={"who": "secret"}))


@pytest.mark.parametrize(("language", "heading"), [("en", "Audit trail"), ("ja", "監査記録")])
def test_instructors_and_administrators_have_a_page(
    empty_site: Site, ask: Callable[..., Any], language: str, heading: str
) -> None:
    sensei = empty_site.browser("sensei", language)
    page = sensei.see("/courses/ml/audit?what=member&who=momo&from=&to=")
    assert heading in page.text
    assert "momo" in page.text
    assert f"{COURSE}.csv?who=momo&what=member" in page.links
    assert "/courses/ml/audit" in sensei.see("/courses/ml").links
    assert "/courses/ml/audit" not in empty_site.browser("momo").see("/courses/ml").links
    assert "<script>alert" not in sensei.see("/courses/ml/audit").source
    root = empty_site.browser(language=language)
    root.sign_in(admin_token(empty_site))
    assert heading in root.see("/audit").text
    assert "/audit" in root.see("/").links
    empty_site.browser("momo").see("/courses/ml/audit", 403)
    sensei.see("/audit", 403)


def test_a_page_leads_to_older_ones(empty_site: Site, ask: Callable[..., Any]) -> None:
    def work(session: Session) -> None:
        course = courses.by_slug(session, "ml")
        assert course is not None
        for number in range(120):
            audit.record(session, None, "score.ask", f"{number}", course_id=course.id)

    empty_site.service.database.write(work)
    sensei = empty_site.browser("sensei")
    page = sensei.see("/courses/ml/audit?what=score")
    (older,) = [link for link in page.links if "cursor=" in link]
    assert older.startswith("/courses/ml/audit?what=score&cursor=")
    assert "Older" not in sensei.see(older).text


def test_old_events_are_removed_but_what_tries_rest_on(empty_site: Site) -> None:
    service = empty_site.service

    def work(session: Session) -> None:
        for action, days in ((audit.PARKED, 500), ("score.ask", 401), ("score.ask", 399)):
            audit.record(session, None, action, f"{days}")
        session.flush()
        for event in session.query(AuditEvent).where(AuditEvent.subject.in_(["500", "401", "399"])):
            event.at = now() - timedelta(days=int(event.subject))

    service.database.write(work)
    service.orphans._look()
    with service.database.read() as session:
        kept = {event.subject for event in session.query(AuditEvent)}

    assert {"500", "399"} < kept
    assert "401" not in kept


def test_yes_and_no_are_said_in_words(empty_site: Site, ask: Callable[..., Any]) -> None:
    ask("sensei", "/api/v1/courses/ml/tokens", 201, "POST", json={"alias": "momo"})
    where = {"what": "token.create"}
    for language, word in (("en", "yes"), ("ja", "はい")):
        answer = TestClient(empty_site.app).get(
            COURSE,
            params=where,
            headers={
                "Authorization": f"Bearer {empty_site.token('sensei')}",
                "Accept-Language": language,
            },
        )
        (line,) = lines(answer)
        assert line["detail"]["link"] == word
