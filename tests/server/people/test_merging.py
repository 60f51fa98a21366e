"""Two people who are one have all that both had, or stay two with the reason said."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session
from starlette.testclient import TestClient

from server.core.clock import now
from server.core.database import PostgresDatabase, SqliteDatabase
from server.core.errors import RequestProblemError
from server.core.models import (
    Assignment,
    AuditEvent,
    Base,
    Course,
    FrozenGrade,
    FrozenGradebook,
    Identity,
    ParticipantMember,
    Person,
    Submission,
)
from server.courses import queries as courses
from server.courses.roster import apply_roster
from server.courses.roster_reading import read_roster
from server.identity.attributes import on_a_roster
from server.identity.rules import ALL_SCOPES, Viewer, administrator, issue_token, viewer_of_token
from server.people.merging import merge, plan_merge
from tests.server.ungraded_site import SMALL, Site, outcome_of

PEOPLE = "/api/v1/people"
HEAD = "alias,name,email,role\n"
STAFF = "sensei,Sato,,instructor\n"


@pytest.fixture
def ask(site: Site) -> Callable[..., Any]:
    """Asks as an administrator; the answer has the status."""

    def root(session: Session) -> str:
        person = administrator(session)
        return issue_token(session, person.id, label="root", scopes=ALL_SCOPES, days=1)

    token = site.service.database.write(root)
    client = TestClient(site.app, headers={"Authorization": f"Bearer {token}"})

    def work(path: str, status: int = 200, method: str = "GET", **sent: Any) -> Any:
        answer = client.request(method, path, **sent)
        assert answer.status_code == status, answer.text
        return answer.json()

    return work


def roster(ask: Callable[..., Any], lines: str, course: str = "ml") -> Any:
    return ask(f"/api/v1/courses/{course}/roster", method="PUT", content=HEAD + lines + STAFF)


def id_of(ask: Callable[..., Any], who: str) -> str:
    (found,) = ask(PEOPLE, params={"who": who})
    return str(found["id"])


def test_all_that_one_had_is_the_others(site: Site, ask: Callable[..., Any]) -> None:
    """Files, tries, places, tokens and browsers; the board shows what they reached."""
    roster(ask, "momo,Momoko Mori,momo@x.org,\npeach,M. Mori,peach@x.org,\n")
    browser = site.browser("momo")
    site.submit_graded("momo", outcome_of(3.5, 7.25))
    goes, stays = id_of(ask, "momo"), id_of(ask, "peach")
    planned = ask(f"{PEOPLE}/{goes}/merge", method="POST", json={"into": stays, "dry_run": True})
    assert id_of(ask, "momo") == goes, "a dry run changes nothing"
    done = ask(f"{PEOPLE}/{goes}/merge", method="POST", json={"into": stays})

    assert planned == done
    assert (done["files"], done["assignments"], done["in_both"]) == (1, 1, ["ml"])
    assert (done["tokens"], done["sessions"], done["emails"]) == (1, 2, ["momo@x.org"])
    (row,) = [row for row in everything(site) if goes in row]
    assert "person.merge" in row, "the event alone says who went"
    ask(f"{PEOPLE}/{goes}", 404)
    board = ask(f"/api/v1{SMALL}/leaderboard", params={"track": "unrestricted"})
    assert [(row["alias"], row["score"]) for row in board["rows"]] == [("peach", 3.5)]
    assert "peach" in browser.see("/courses/ml").text
    answer = browser.client.get(f"/api/v1{SMALL}/submissions").json()
    assert len(answer) == 1


def everything(site: Site) -> list[str]:
    """Every row."""
    with site.service.database.read() as session:
        return [
            str(tuple(row))
            for table in Base.metadata.sorted_tables
            for row in session.connection().execute(select(table))
        ]


def test_a_roster_that_knows_the_other_address_means_the_same_person(
    site: Site, ask: Callable[..., Any]
) -> None:
    ask("/api/v1/courses", 201, "POST", json={"slug": "other", "title": "Other"})
    roster(ask, "momo,Momoko,momo@x.org,\n")
    roster(ask, "peach,M.,peach@x.org,\n", "other")
    goes, stays = id_of(ask, "momo"), id_of(ask, "peach")
    ask(f"{PEOPLE}/{goes}/merge", method="POST", json={"into": stays})

    again = roster(ask, "momo,Momoko,momo@x.org,\n")
    assert (again["added"], again["changed"], again["removed"]) == ([], [], [])
    (found,) = ask(PEOPLE, params={"who": "momo@x.org"})
    assert (found["id"], found["email"], found["other_emails"]) == (
        stays,
        "peach@x.org",
        ["momo@x.org"],
    )
    assert [line["course"] for line in found["memberships"]] == ["ml", "other"]
    with site.service.database.read() as session:
        named = on_a_roster(session, "momo@x.org")
        assert named is not None
        assert named.id == stays
    history = ask(f"{PEOPLE}/{stays}")["changes"]
    assert ("name", "Momoko", "M.") in {
        (one["attribute"], one["before"], one["after"]) for one in history
    }


def test_two_with_files_of_one_assignment_stay_two(site: Site, ask: Callable[..., Any]) -> None:
    roster(ask, "momo,Momoko,momo@x.org,\n<script>alert(1)</script>,M.,,\n")
    for alias in ("momo", "<script>alert(1)</script>"):
        site.submit_graded(alias, outcome_of(3.5, 7.25))
    goes, stays = id_of(ask, "momo"), id_of(ask, "<script>alert(1)</script>")
    before = everything(site)
    for sent in ({"dry_run": True}, {}):
        told = ask(f"{PEOPLE}/{goes}/merge", 409, "POST", json={"into": stays, **sent})
        assert [one["code"] for one in told["errors"]] == ["merge_files"]
        assert "small" in told["errors"][0]["message"]
    assert everything(site) == before


@pytest.mark.parametrize(
    ("into", "code"),
    [("momo", "merge_same_person"), ("sensei", "merge_roles"), ("root", "merge_administrator")],
)
def test_who_cannot_be_merged_is_told_why(ask: Callable[..., Any], into: str, code: str) -> None:
    roster(ask, "momo,Momoko,momo@x.org,\n")
    goes = id_of(ask, "momo")
    stays = id_of(ask, "Administrator" if into == "root" else into)
    told = ask(f"{PEOPLE}/{goes}/merge", 409, "POST", json={"into": stays})
    assert [one["code"] for one in told["errors"]] == [code]
    ask(f"{PEOPLE}/{goes}/merge", 404, "POST", json={"into": "nobody"})


Database = SqliteDatabase | PostgresDatabase


@pytest.fixture
def two(database: Database, admin: Viewer, course: Course) -> tuple[str, str]:
    """The ids of two in one course, the first of whom was taken off."""
    for lines in (
        b"alias,name,email,student_number\nstar,One,one@x.org,s1\nmoon,Two,two@x.org,\n",
        b"alias,name,email,student_number\nstar,One,one@x.org,s1\n",
    ):
        database.write(apply_roster, admin, course, read_roster(lines))
    with database.read() as session:
        rows = {line.alias: line.person_id for line, _ in courses.roster(session, course.id)}
    return rows["star"], rows["moon"]


def test_the_line_of_who_is_there_is_kept(
    database: Database, admin: Viewer, course: Course, two: tuple[str, str]
) -> None:
    goes, stays = two
    database.write(merge, admin, goes, stays)

    with database.read() as session:
        line = courses.membership(session, course.id, stays)
        assert line is not None
        assert (line.alias, line.name, line.student_number) == ("star", "One", "s1")
        assert session.get(Person, goes) is None
        assert session.get_one(Person, stays).student_number == "s1"
        assert goes not in session.scalars(select(AuditEvent.subject)).all()
        merged = select(AuditEvent).where(AuditEvent.action == "person.merge")
        assert session.scalars(merged).one().detail["merged"] == goes


def test_two_with_accounts_of_one_provider_stay_two(
    database: Database, two: tuple[str, str]
) -> None:
    def connect(session: Session) -> None:
        moment = now()
        for number, person_id in enumerate(two):
            made = {"issuer": "https://op.example", "subject": str(number), "account": None}
            times = {"created_at": moment, "last_used_at": moment}
            session.add(Identity(id=str(number), person_id=person_id, **made, **times))

    database.write(connect)
    with database.read() as session, pytest.raises(RequestProblemError) as caught:
        plan_merge(session, *two)
    assert [one.code for one in caught.value.problems] == ["merge_identities"]


def test_two_with_frozen_grades_of_one_assignment_stay_two(
    site: Site, ask: Callable[..., Any]
) -> None:
    roster(ask, "momo,Momoko,momo@x.org,\npeach,M.,,\n")
    goes, stays = id_of(ask, "momo"), id_of(ask, "peach")

    def freeze(session: Session) -> None:
        assignment = session.scalars(select(Assignment)).one()
        book = FrozenGradebook(
            assignment_id=assignment.id, frozen_at=now(), frozen_by=goes, heading={}
        )
        session.add(book)
        session.flush()
        session.add_all(
            FrozenGrade(assignment_id=assignment.id, person_id=person_id, points=1.0, reached={})
            for person_id in (goes, stays)
        )

    site.service.database.write(freeze)
    told = ask(f"{PEOPLE}/{goes}/merge", 409, "POST", json={"into": stays})
    assert [one["code"] for one in told["errors"]] == ["merge_grades"]


def test_a_token_of_who_went_is_the_others(
    database: Database, admin: Viewer, two: tuple[str, str]
) -> None:
    goes, stays = two

    def give(session: Session) -> str:
        return issue_token(session, goes, label="t", scopes=ALL_SCOPES, days=1)

    token = database.write(give)
    database.write(merge, admin, goes, stays)
    with database.read() as session:
        assert viewer_of_token(session, token).person_id == stays
        assert session.scalars(select(ParticipantMember.person_id)).all() == []
        assert session.scalars(select(Submission.id)).all() == []


class TestCorrections:
    """By hand, by administrators."""

    def test_a_correction_is_remembered_with_who_made_it(self, ask: Callable[..., Any]) -> None:
        roster(ask, "momo,Momoko,momo@x.org,\n")
        momo = id_of(ask, "momo")
        new = {"name": "Momoko Mori", "email": " Mori@X.org ", "student_number": "s1"}
        found = ask(f"{PEOPLE}/{momo}", method="PATCH", json=new)

        assert found["person"]["email"] == "mori@x.org"
        assert {
            ("email", None, "momo@x.org", "roster", "Administrator"),
        } ^ {
            (one["attribute"], one["before"], one["after"], one["source"], one["by"])
            for one in found["changes"]
        } == {
            ("name", "Momoko", "Momoko Mori", "person", "Administrator"),
            ("email", "momo@x.org", "mori@x.org", "person", "Administrator"),
            ("student_number", None, "s1", "person", "Administrator"),
        }
        assert ask(f"{PEOPLE}/{momo}") == found
        assert ask("/api/v1/audit", params={"what": "person"})["events"][0]["detail"] == {
            "attributes": "email, name, student_number"
        }

    @pytest.mark.parametrize(
        "email", ["nobody", "a@x.org\r\nBcc: b@x.org", "a @x.org", "a@x.org\x00"]
    )
    def test_what_is_no_address_is_refused(self, ask: Callable[..., Any], email: str) -> None:
        roster(ask, "momo,Momoko,momo@x.org,\n")
        ask(f"{PEOPLE}/{id_of(ask, 'momo')}", 422, "PATCH", json={"email": email})

    def test_an_address_is_one_persons(self, ask: Callable[..., Any]) -> None:
        roster(ask, "momo,Momoko,momo@x.org,\nken,Kenji,ken@x.org,\n")
        momo = f"{PEOPLE}/{id_of(ask, 'momo')}"
        told = ask(momo, 409, "PATCH", json={"email": "ken@x.org"})
        assert told["errors"][0]["code"] == "address_taken"
        ask(momo, method="PATCH", json={"email": ""})
        assert ask(momo)["person"]["email"] is None
