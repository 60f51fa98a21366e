"""A roster says what it would change, changes it whole, and names every problem of a bad file."""

import pytest

from server.database import PostgresDatabase, SqliteDatabase
from server.errors import RequestProblemError
from server.models import Course, Role
from server.queries import courses
from server.rules.identity import Viewer
from server.rules.roster import RosterDifference, apply_roster, read_roster

Database = SqliteDatabase | PostgresDatabase
FIRST = (
    b"alias,name,email,role\nmomo,Momo A,momo@x.org,student\nken,Ken B,,\nsensei,T,,instructor\n"
)


@pytest.fixture
def put(database: Database, admin: Viewer, course: Course):
    def work(data: bytes) -> RosterDifference:
        lines = read_roster(data)
        return database.write(lambda session: apply_roster(session, admin, course, lines))

    return work


def active(database: Database, course: Course) -> dict[str, Role]:
    with database.read() as session:
        rows = courses.roster(session, course.id)
    return {member.alias: member.role for member, _ in rows if member.active}


def test_a_first_roster_adds_everybody(put, database: Database, course: Course) -> None:
    difference = put(FIRST)

    assert [line.alias for line in difference.added] == ["momo", "ken", "sensei"]
    assert active(database, course) == {
        "momo": Role.STUDENT,
        "ken": Role.STUDENT,
        "sensei": Role.INSTRUCTOR,
    }


def test_the_same_roster_again_changes_nothing(put) -> None:
    put(FIRST)

    assert put(FIRST) == RosterDifference(unchanged=3)


def test_who_is_no_longer_named_is_taken_off_and_may_come_back(
    put, database: Database, course: Course
) -> None:
    put(FIRST)
    difference = put(b"alias,role\nken,\nsensei,instructor\n")
    assert [line.alias for line in difference.removed] == ["momo"]
    assert "momo" not in active(database, course)

    put(FIRST)
    assert "momo" in active(database, course)


def test_two_people_may_swap_their_aliases(put, database: Database, course: Course) -> None:
    put(b"alias,email\na,one@x.org\nb,two@x.org\n")
    difference = put(b"alias,email\nb,one@x.org\na,two@x.org\n")

    assert len(difference.changed) == 2
    with database.read() as session:
        emails = {
            member.alias: person.email for member, person in courses.roster(session, course.id)
        }
    assert emails == {"b": "one@x.org", "a": "two@x.org"}


def test_a_person_is_recognised_by_email_when_the_alias_changes(put) -> None:
    put(FIRST)
    difference = put(FIRST.replace(b"momo,", b"momotaro,"))

    assert [line.change for line in difference.changed] == ["alias momo -> momotaro"]


def test_an_email_can_be_added_to_somebody_known_by_alias(put) -> None:
    put(FIRST)
    difference = put(FIRST.replace(b"ken,Ken B,,", b"ken,Ken B,ken@x.org,"))

    assert (difference.added, difference.removed) == ([], [])


def test_an_alias_of_somebody_taken_off_can_be_given_to_another(put) -> None:
    put(b"alias,email\nstar,one@x.org\n")
    difference = put(b"alias,email\nstar,two@x.org\n")

    assert [line.alias for line in difference.added] == ["star"]
    assert [line.alias for line in difference.removed] == ["star"]


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"name\nMomo\n", [("roster_missing_column", 1)]),
        (b"alias,shoe\na,42\n", [("roster_unknown_column", 1)]),
        (b"alias,alias\na,b\n", [("roster_unknown_column", 1)] * 2),
        (b"", [("roster_missing_column", 1)]),
        (b"alias,role\na\n", [("roster_wrong_width", 2)]),
        (b"alias,role\na,boss\n,student\n", [("roster_unknown_role", 2), ("roster_bad_alias", 3)]),
        (b"alias\n" + b"x" * 41 + b"\n", [("roster_bad_alias", 2)]),
        (b"alias\na\x1b[31m\n", [("roster_bad_alias", 2)]),
        (b"alias,email\na,nobody\n", [("roster_bad_email", 2)]),
        (b"alias\na\nb\na\n", [("roster_duplicate", 4)]),
        (b"alias,email\na,X@x.org\nb,x@x.org\n", [("roster_duplicate", 3)]),
        ("alias\n桃\n".encode("cp932"), [("roster_not_utf8", 2)]),
        (b'alias\n"a\n', [("roster_not_csv", 2)]),
    ],
)
def test_a_bad_roster_names_all_its_problems(data: bytes, expected: list[tuple[str, int]]) -> None:
    with pytest.raises(RequestProblemError) as caught:
        read_roster(data)

    assert [(problem.code, problem.row) for problem in caught.value.problems] == expected


def test_a_byte_order_mark_and_blank_lines_do_no_harm() -> None:
    lines = read_roster("\ufeffalias,name\r\n桃,もも\r\n\r\n".encode())

    assert [(line.alias, line.name, line.row) for line in lines] == [("桃", "もも", 2)]
