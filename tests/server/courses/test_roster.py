"""A roster says what it would change, changes it whole, and names every problem of a bad file."""

import unicodedata

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from server.core.database import PostgresDatabase, SqliteDatabase
from server.core.errors import RequestProblemError
from server.core.models import Course, Role
from server.courses import queries as courses
from server.courses.roster import RosterDifference, apply_roster, compare_roster
from server.courses.roster_reading import read_roster
from server.identity.rules import Viewer

Database = SqliteDatabase | PostgresDatabase
FIRST = (
    b"alias,name,email,role\nmomo,Momo A,momo@x.org,student\nken,Ken B,,\nsensei,T,,instructor\n"
)


@pytest.fixture
def put(database: Database, admin: Viewer, course: Course):
    def work(data: bytes) -> RosterDifference:
        lines = read_roster(data)
        return database.write(apply_roster, admin, course, lines)

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


def test_an_address_is_the_same_in_capitals_and_in_small_letters(put) -> None:
    put(FIRST)
    difference = put(FIRST.replace(b"momo,", b"momotaro,").replace(b"momo@x.org", b"Momo@X.org"))

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


def test_a_comparison_foretells_the_difference_without_writing(
    put, database: Database, course: Course
) -> None:
    put(FIRST)
    lines = read_roster(b"alias,name,email,role\nmomo,Momo B,momo@x.org,\nnew,,new@x.org,\n")
    with database.read() as session:
        foretold = compare_roster(session, course, lines)

    assert [line.alias for line in foretold.added + foretold.changed] == ["new", "momo"]
    assert set(active(database, course)) == {"momo", "ken", "sensei"}
    assert put(b"alias,name,email,role\nmomo,Momo B,momo@x.org,\nnew,,new@x.org,\n") == foretold


def test_two_lines_that_mean_one_person_are_refused_and_nobody_is_lost(
    put, database: Database, course: Course
) -> None:
    put(b"alias,name,email\np1,,\np2,,p2@x.org\n")
    with pytest.raises(RequestProblemError) as caught:
        put(b"alias,name,email\np1,,p2@x.org\np2,,\n")

    (problem,) = caught.value.problems
    assert (problem.code, problem.row, problem.values["first"]) == ("roster_same_person", 3, 2)
    assert set(active(database, course)) == {"p1", "p2"}


def test_who_is_on_the_roster_keeps_an_alias_that_somebody_taken_off_had(
    put, database: Database, course: Course
) -> None:
    put(b"alias,email\nstar,one@x.org\n")
    put(b"alias,email\nstar,two@x.org\n")

    assert put(b"alias\nstar\n") == RosterDifference(unchanged=1)


def test_an_alias_is_the_same_in_both_normal_forms_of_unicode(put) -> None:
    cafe = "caf\u00e9"
    put(f"alias\n{cafe}\n".encode())

    assert put(f"alias\n{unicodedata.normalize('NFD', cafe)}\n".encode()) == RosterDifference(
        unchanged=1
    )


@pytest.mark.parametrize("people", [600, 1800])
def test_a_longer_roster_takes_no_more_statements_than_one_per_500_addresses(
    people: int, database: Database, admin: Viewer, course: Course
) -> None:
    data = "\n".join(["alias,email", *(f"a{n},a{n}@x.org" for n in range(people))]).encode()
    counts = []

    def work(session: Session) -> RosterDifference:
        seen: list[str] = []
        event.listen(
            session.connection(), "before_cursor_execute", lambda *call: seen.append(call[2])
        )
        difference = apply_roster(session, admin, course, read_roster(data))
        session.flush()
        counts.append(len(seen))
        return difference

    assert len(database.write(work).added) == people
    assert database.write(work) == RosterDifference(unchanged=people)
    assert counts[1] <= 5 + people // 500  # two of them lock the boards and raise their versions
    assert counts[0] <= 20 + people // 500


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"name\nMomo\n", [("roster_missing_column", 1)]),
        (b"alias,shoe\na,42\n", [("roster_unknown_column", 1)]),
        (b"alias,alias\na,b\n", [("roster_unknown_column", 1)] * 2),
        (b"", [("roster_missing_column", 1)]),
        (b"alias,name\n\n,\n", [("roster_no_people", None)]),
        (b"alias,name\na,\x00\n", [("roster_bad_name", 2)]),
        (b"alias,name\na,M\x1b[31m\n", [("roster_bad_name", 2)]),
        (b"alias,name\na," + b"x" * 255 + b"\n", [("roster_bad_name", 2)]),
        (b"alias,email\na,a\x00@x.org\n", [("roster_bad_email", 2)]),
        ("alias\ncaf\u00e9\ncafe\u0301\n".encode(), [("roster_duplicate", 3)]),
        (b"alias\n" + b"".join(b"a%d\n" % n for n in range(20_001)), [("roster_too_long", 20_002)]),
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
    lines = read_roster("\ufeffalias,name\r\n桃,山田\u3000もも\r\n\r\n".encode())

    assert [(line.alias, line.name, line.row) for line in lines] == [("桃", "山田\u3000もも", 2)]
