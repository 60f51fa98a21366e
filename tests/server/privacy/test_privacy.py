"""An erased person is named nowhere and can do nothing; an export has what is held, and no more."""

import io
import json
import zipfile
from collections.abc import Callable
from typing import Any

import httpx2
import pytest
from sqlalchemy import MetaData, select
from sqlalchemy.orm import Session
from starlette.testclient import TestClient

from server.core.clock import now
from server.core.mail import outbox
from server.core.mail.outbox import Mail
from server.core.models import (
    Assignment,
    FrozenGrade,
    FrozenGradebook,
    Identity,
    Membership,
    ParticipantException,
    Removal,
)
from server.identity.rules import ALL_SCOPES, administrator, issue_token
from tests.server.ungraded_site import SMALL, Site, outcome_of

PEOPLE = "/api/v1/people"
WITH_EMAIL = """\
alias,name,email,role
momo,Momoko Tanaka,momoko@example.org,
<script>alert(1)</script>,Ken & Kenji,,
sensei,Sato,,instructor
"""
TRACES = (
    "momoko",
    "Tanaka",
    "momo",
    "laptop-of",
    "203.0.113",
    "Firefox",
    "at-the-provider",
    "4711",
    "secret-in",
)


@pytest.fixture
def ask(site: Site) -> Callable[..., Any]:
    """Asks as somebody; the answer has the status."""

    def root(session: Session) -> str:
        person = administrator(session)
        return issue_token(session, person.id, label="root", scopes=ALL_SCOPES, days=1)

    token_of_root = site.service.database.write(root)

    def work(who: str, path: str, status: int = 200, method: str = "GET", **sent: Any) -> Any:
        token = token_of_root if who == "admin" else site.token(who)
        client = TestClient(site.app)
        headers = {"Authorization": f"Bearer {token}"}
        answer: httpx2.Response = client.request(method, path, headers=headers, **sent)
        assert answer.status_code == status, answer.text
        return answer

    return work


@pytest.fixture
def momo(site: Site, ask: Callable[..., Any]) -> str:
    """The id of somebody who has left traces everywhere."""
    ask("admin", "/api/v1/courses/ml/roster", method="PUT", content=WITH_EMAIL)
    new = {"alias": "momo", "label": "laptop-of-momoko"}
    made = ask("sensei", "/api/v1/courses/ml/tokens", 201, "POST", json=new).json()
    client = TestClient(site.app, client=("203.0.113.9", 1), headers={"User-Agent": "Firefox/1"})
    client.post("/sign-in", data={"token": made["token"]})
    client.get("/api/v1/courses", headers={"Authorization": f"Bearer {made['token']}"})
    site.submit_graded("momo", outcome_of(3.5, 7.25), filename="tanaka.csv")
    (found,) = ask("admin", PEOPLE, params={"who": "momoko@example.org"}).json()
    identity = {"issuer": "https://op.example", "subject": "at-the-provider", "account": "momoko"}

    def connect(session: Session) -> None:
        moment = now()
        session.add(
            Identity(
                id="i" * 26,
                person_id=found["id"],
                created_at=moment,
                last_used_at=moment,
                **identity,
            )
        )

    site.service.database.write(connect)
    mail = Mail("momoko@example.org", "for Tanaka", "secret-in-mail")
    site.service.database.write(outbox.put, found["id"], mail)
    called = {"name": "Momo Tanaka-Mori", "student_number": "s-4711"}
    ask("admin", f"{PEOPLE}/{found['id']}", method="PATCH", json=called)
    ask("admin", f"{PEOPLE}/{found['id']}", method="PATCH", json={"name": "Momoko Tanaka"})
    return str(found["id"])


def everything(site: Site) -> str:
    """Every value of every table."""
    with site.service.database.engine.connect() as connection:
        metadata = MetaData()
        metadata.reflect(connection)
        rows = [str(connection.execute(select(table)).all()) for table in metadata.sorted_tables]
    return "\n".join(rows)


def test_people_are_found_by_what_names_them(ask: Callable[..., Any], momo: str) -> None:
    for who in ("momo", "Momoko Tanaka", "momoko@example.org", momo):
        (line,) = ask("admin", PEOPLE, params={"who": who}).json()
        assert line["id"] == momo
        assert line["memberships"] == [
            {
                "course": "ml",
                "alias": "momo",
                "role": "student",
                "active": True,
                "name": "Momoko Tanaka",
                "student_number": None,
            }
        ]
    assert ask("admin", PEOPLE, params={"who": "nobody"}).json() == []


def test_nothing_names_an_erased_person(site: Site, ask: Callable[..., Any], momo: str) -> None:
    before = everything(site)
    assert all(trace in before for trace in TRACES if trace != "momo")

    erased = ask("admin", f"{PEOPLE}/{momo}", method="DELETE").json()

    after = everything(site)
    assert [trace for trace in TRACES if trace.lower() in after.lower()] == []
    assert erased["pseudonym"] in after
    assert (erased["files"], erased["ended"] >= 2) == (1, True)


def test_an_erased_person_can_do_nothing_and_their_scores_stay(
    site: Site, ask: Callable[..., Any], momo: str
) -> None:
    browser = site.browser("momo")
    erased = ask("admin", f"{PEOPLE}/{momo}", method="DELETE").json()

    assert browser.client.get("/courses/ml").status_code == 303
    ask("momo", "/api/v1/courses", 401)
    board = ask(
        "sensei",
        f"/api/v1{SMALL}/leaderboard",
        params={"track": "unrestricted"},
    ).json()
    assert [(row["alias"], row["score"]) for row in board["rows"]] == [(erased["pseudonym"], 3.5)]
    trail = ask("sensei", "/api/v1/courses/ml/audit", params={"what": "member"}).text
    assert erased["pseudonym"] in trail
    again = ask("admin", f"{PEOPLE}/{momo}", method="DELETE").json()
    assert again["pseudonym"] == erased["pseudonym"]


def test_the_roster_that_named_them_makes_somebody_new(
    site: Site, ask: Callable[..., Any], momo: str
) -> None:
    ask("admin", f"{PEOPLE}/{momo}", method="DELETE")
    ask("admin", "/api/v1/courses/ml/roster", method="PUT", content=WITH_EMAIL)

    (line,) = ask("admin", PEOPLE, params={"who": "momo"}).json()
    assert line["id"] != momo


def test_an_administrator_and_nobody_cannot_be_erased(site: Site, ask: Callable[..., Any]) -> None:
    (root,) = ask("admin", PEOPLE, params={"who": "Administrator"}).json()
    told = ask("admin", f"{PEOPLE}/{root['id']}", 409, "DELETE").json()
    assert told["errors"][0]["code"] == "administrator_stays"
    ask("admin", f"{PEOPLE}/none", 404, "DELETE")
    ask("admin", f"{PEOPLE}/none/export", 404)


def test_an_export_has_what_is_held_and_the_files(
    site: Site, ask: Callable[..., Any], momo: str
) -> None:
    answer = ask("admin", f"{PEOPLE}/{momo}/export")

    assert answer.headers["content-type"] == "application/zip"
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        held = json.loads(archive.read("held.json"))
        (sent,) = held["files"]
        assert archive.read(f"files/{sent['id']}/tanaka.csv") == b"id,prediction\n"
        assert set(archive.namelist()) == {"held.json", f"files/{sent['id']}/tanaka.csv"}
    assert held["person"]["email"] == "momoko@example.org"
    assert {"laptop-of-momoko", "test"} == {one["label"] for one in held["tokens"]}
    assert held["sessions"][0]["device"] == "Firefox/1"
    assert held["identities"] == [
        {"issuer": "https://op.example", "subject": "at-the-provider", "account": "momoko"}
    ]
    assert [one["recipient"] for one in held["mails"]] == ["momoko@example.org"]
    assert "secret-in-mail" not in json.dumps(held), "a link in a mail opens the account"
    assert {one["after"] for one in held["changes"]} >= {"Momo Tanaka-Mori", "s-4711"}
    assert {one["by"] for one in held["changes"]} == {None}
    assert "session.open" in {event["action"] for event in held["events"]}
    assert "Sato" not in json.dumps(held)


def test_an_export_tells_no_score_that_its_owner_may_not_see(
    site: Site, ask: Callable[..., Any], momo: str
) -> None:
    answer = ask("admin", f"{PEOPLE}/{momo}/export")

    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        told = archive.read("held.json").decode()
    assert json.loads(told)["files"][0]["result"]["score"] == 3.5
    assert "7.25" not in told


def test_an_export_has_the_grades_that_are_frozen(
    site: Site, ask: Callable[..., Any], momo: str
) -> None:
    def freeze(session: Session) -> None:
        (assignment,) = session.scalars(select(Assignment))
        root, moment = administrator(session), now()
        book = FrozenGradebook(
            assignment_id=assignment.id, frozen_at=moment, frozen_by=root.id, heading={}
        )
        session.add(book)
        session.flush()
        for person_id, points in ((momo, 12.5), (root.id, 1.25)):
            reached = {"score": 3.5}
            session.add(
                FrozenGrade(
                    assignment_id=assignment.id,
                    person_id=person_id,
                    points=points,
                    reached=reached,
                )
            )

    site.service.database.write(freeze)
    answer = ask("admin", f"{PEOPLE}/{momo}/export")

    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        (grade,) = json.loads(archive.read("held.json"))["grades"]
    assert (grade["course"], grade["assignment"], grade["points"]) == ("ml", "small", 12.5)
    assert grade["reached"] == {"score": 3.5}


def test_an_export_has_what_was_granted_and_an_erasure_forgets_why(
    site: Site, ask: Callable[..., Any], momo: str
) -> None:
    small = "/api/v1/courses/ml/assignments/small/exceptions"
    alias = site.service.database.write(
        lambda session: session.scalars(
            select(Membership.alias).where(Membership.person_id == momo)
        ).one()
    )
    wanted = {"people": [alias], "reason": "a secret illness", "extra_tries": 2}
    ask("sensei", small, method="PUT", json=wanted)
    off = {"track": "unrestricted", "person": alias}
    door = small.replace("exceptions", "disqualified")
    ask("sensei", door, 204, "PUT", params=off, json={"reason": "a secret suspicion"})
    answer = ask("admin", f"{PEOPLE}/{momo}/export")
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        held = json.loads(archive.read("held.json"))
    (granted,), (removed,) = held["exceptions"], held["removals"]
    assert (removed["kind"], removed["reason"]) == ("disqualified", "a secret suspicion")
    assert (granted["assignment"], granted["reason"]) == ("small", "a secret illness")
    assert granted["extra_tries"] == 2

    ask("admin", f"{PEOPLE}/{momo}", method="DELETE")
    with site.service.database.read() as session:
        assert session.scalars(select(ParticipantException.reason)).all() == [""]
        assert session.scalars(select(Removal.reason)).all() == [""]


def test_who_is_no_longer_in_a_course_gets_files_without_results(
    site: Site, ask: Callable[..., Any], momo: str
) -> None:
    left = "\n".join(line for line in WITH_EMAIL.splitlines() if not line.startswith("momo,"))
    ask("admin", "/api/v1/courses/ml/roster", method="PUT", content=left)

    answer = ask("admin", f"{PEOPLE}/{momo}/export")

    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        (sent,) = json.loads(archive.read("held.json"))["files"]
    assert (sent["result"], sent["filename"]) == (None, "tanaka.csv")
