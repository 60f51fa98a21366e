"""What a person is called is what each roster says of them, with history, and no other course's."""

from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from server.core.database import PostgresDatabase, SqliteDatabase
from server.core.mail import outbox
from server.core.models import Course, Identity, IdentityWay, OutboxMail, Person
from server.courses import queries as courses
from server.courses.roster import RosterDifference, apply_roster
from server.courses.roster_reading import read_roster
from server.courses.rules import create_course
from server.identity import identities
from server.identity.attributes import history_of
from server.identity.identities import Asked
from server.identity.providers import Claims
from server.identity.rules import Viewer, issue_sign_in_link, usable_link

Database = SqliteDatabase | PostgresDatabase
HEAD = "alias,name,email,student_number\n"


@pytest.fixture
def other(database: Database, admin: Viewer) -> Course:
    """Another course."""
    return database.write(
        create_course, admin, slug="other", title="Other", time_zone="UTC", locale="en"
    )


@pytest.fixture
def put(database: Database, admin: Viewer, course: Course) -> Any:
    def work(lines: str, of: Course = course) -> RosterDifference:
        return database.write(apply_roster, admin, of, read_roster((HEAD + lines).encode()))

    return work


def lines_of(database: Database, course: Course) -> dict[str, tuple[str | None, str | None]]:
    """The name and number of who is on a roster, by alias."""
    with database.read() as session:
        rows = courses.roster(session, course.id)
        return {line.alias: (line.name, line.student_number) for line, _ in rows if line.active}


def person_of(database: Database, course: Course, alias: str) -> Person:
    with database.read() as session:
        line = courses.member_by_alias(session, course.id, alias)
        assert line is not None
        return session.get_one(Person, line.person_id)


def changes_of(database: Database, person_id: str) -> list[tuple[str | None, ...]]:
    with database.read() as session:
        found = history_of(session, person_id)
        return [(one.attribute.value, one.before, one.after, one.source.value) for one in found]


def test_one_roster_rewrites_nothing_of_what_another_sees(
    put: Any, database: Database, course: Course, other: Course
) -> None:
    put("momo,Momoko Tanaka,momo@x.org,s1\n")
    put("peach,M. Suzuki,momo@x.org,x9\n", other)

    assert lines_of(database, course) == {"momo": ("Momoko Tanaka", "s1")}
    assert lines_of(database, other) == {"peach": ("M. Suzuki", "x9")}
    found = person_of(database, course, "momo")
    assert found.id == person_of(database, other, "peach").id
    assert (found.name, found.student_number) == ("Momoko Tanaka", "s1")

    put("momo,Momoko Mori,momo@x.org,s2\n")
    assert lines_of(database, other) == {"peach": ("M. Suzuki", "x9")}
    assert person_of(database, course, "momo").name == "Momoko Tanaka"


def test_the_only_roster_of_somebody_says_what_they_are_called_and_that_is_remembered(
    put: Any, database: Database, course: Course, admin: Viewer
) -> None:
    put("momo,Momoko Tanaka,momo@x.org,s1\n")
    difference = put("momo,Momoko Mori,momo@x.org,s2\n")

    assert [line.change for line in difference.changed] == ["name, student number"]
    found = person_of(database, course, "momo")
    assert (found.name, found.student_number) == ("Momoko Mori", "s2")
    assert sorted(changes_of(database, found.id)) == [
        ("name", "Momoko Tanaka", "Momoko Mori", "roster"),
        ("student_number", "s1", "s2", "roster"),
    ]
    with database.read() as session:
        (first, _) = history_of(session, found.id, course.id)
        assert (first.by_id, first.course_id) == (admin.person_id, course.id)
        assert list(history_of(session, found.id, "x" * 26)) == []


def test_a_line_corrects_a_wrong_address_by_its_student_number(
    put: Any, database: Database, course: Course
) -> None:
    put("momo,Momoko,mistyped@x.org,s1\n")
    before = person_of(database, course, "momo")
    difference = put("peach,Momoko,momo@x.org,s1\n")

    assert [line.change for line in difference.changed] == ["alias momo -> peach, email"]
    after = person_of(database, course, "peach")
    assert (after.id, after.email) == (before.id, "momo@x.org")
    assert changes_of(database, after.id) == [
        ("email", "mistyped@x.org", "momo@x.org", "roster"),
    ]


def test_what_a_wrong_address_had_opened_ends_with_it(
    put: Any, database: Database, course: Course
) -> None:
    """Whoever reads the mail of the wrong address is let in no more."""
    put("momo,Momoko,stranger@x.org,s1\n")
    person = person_of(database, course, "momo")
    claims = Claims("https://op.example", "1", "stranger", "stranger@x.org")

    def come_in(session: Session) -> str:
        assert isinstance(identities.sign_in(session, Asked("Uni", claims)), Viewer)
        outbox.put(session, person.id, outbox.Mail("stranger@x.org", "link", "secret"))
        return issue_sign_in_link(session, person.id, course.id, hours=1)

    link = database.write(come_in)
    put("momo,Momoko,momo@x.org,s1\n")

    with database.read() as session:
        assert session.scalars(select(Identity)).all() == []
        assert session.scalars(select(IdentityWay)).all() == []
        assert session.scalars(select(OutboxMail.body)).all() == [None]
        with pytest.raises(Exception, match="expired"):
            usable_link(session, link)
    again = database.write(identities.sign_in, Asked("Uni", claims))
    assert not isinstance(again, Viewer)


def test_the_address_of_who_is_in_two_courses_is_changed_by_neither(
    put: Any, database: Database, course: Course, other: Course
) -> None:
    """Else staff of the one could sign in to the other as anybody."""
    put("momo,Momoko,momo@x.org,s1\n")
    put("peach,M.,momo@x.org,s1\n", other)
    difference = put("peach,M.,evil@x.org,s1\n", other)

    assert (difference.kept, difference.changed, difference.unchanged) == (["peach"], [], 1)
    assert person_of(database, course, "momo").email == "momo@x.org"


def test_an_administrator_is_called_by_no_roster(
    put: Any, database: Database, course: Course, admin: Viewer
) -> None:
    def give_address(session: Session) -> None:
        session.get_one(Person, admin.person_id).email = "root@x.org"

    database.write(give_address)
    put("boss,Nobody,root@x.org,s1\n")
    put("boss,Anybody,evil@x.org,s1\n")
    with database.read() as session:
        found = session.get_one(Person, admin.person_id)
    assert (found.name, found.email) == (admin.name, "root@x.org")


def test_who_has_no_name_is_called_as_their_provider_does(
    put: Any, database: Database, course: Course
) -> None:
    put("momo,,momo@x.org,\nken,Kenji,ken@x.org,\n")
    for alias, name in (("momo", "Momoko T"), ("ken", "K.")):
        claims = Claims("https://op.example", alias, alias, f"{alias}@x.org", name)
        database.write(identities.sign_in, Asked("Uni", claims))

    momo, ken = (person_of(database, course, alias) for alias in ("momo", "ken"))
    assert (momo.name, ken.name) == ("Momoko T", "Kenji")
    assert changes_of(database, momo.id) == [("name", "momo", "Momoko T", "provider")]


def test_an_alias_of_another_number_is_another_person(
    put: Any, database: Database, course: Course
) -> None:
    put("star,One,,s1\n")
    difference = put("star,Two,,s2\n")

    assert [line.alias for line in difference.added] == ["star"]
    assert [line.alias for line in difference.removed] == ["star"]
