"""A roster says what it would change, changes it whole, and names every problem of a bad file."""

import csv
import io
import unicodedata

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from server.core.database import PostgresDatabase, SqliteDatabase
from server.core.errors import RequestProblemError
from server.core.models import Course, Role
from server.core.spreadsheets import protect, unprotect
from server.courses import queries as courses
from server.courses.aliases import draw_alias, tells_who
from server.courses.chosen_aliases import choose_alias
from server.courses.roster import RosterDifference, apply_roster, compare_roster
from server.courses.roster_reading import read_roster
from server.courses.roster_writing import write_roster
from server.courses.rules import create_course
from server.identity.rules import PARTICIPANT_SCOPES, Viewer, Way

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


def test_a_roster_that_was_written_changes_nothing(
    put, database: Database, admin: Viewer, course: Course
) -> None:
    """Whatever spreadsheets would compute, and whatever stands in quotes."""
    hostile = (
        "alias,name,email,role,student_number\n"
        "=1+1,'Abdul,+x@x.org,,007\n"
        'ken,"\'=cmd|\' /C calc\'!A0, ""B""",,assistant,-1\n'
        "@momo,''x,momo@x.org,,\n"
    )
    put(FIRST)
    put(hostile.encode())
    other = database.write(
        create_course, admin, slug="other", title="O", time_zone="UTC", locale="en"
    )
    lines = read_roster(b"alias,email\nm,momo@x.org\n")
    database.write(apply_roster, admin, other, lines)
    with database.read() as session:
        written = write_roster(session, course)

    assert put(written) == RosterDifference(unchanged=3)
    assert b"momo@x.org" not in written, "another course knows that address"
    assert b"+x@x.org" in written
    assert b"sensei" not in written
    for cell in (cell for row in csv.reader(io.StringIO(written.decode())) for cell in row):
        assert cell == "-1" or not cell.startswith(("=", "+", "-", "@")), cell


@pytest.mark.parametrize("cell", ["", "'", "''", "'=", "''=", "=", "'a", "''a", "-", "-1", "=\t"])
def test_a_protected_cell_is_given_back_as_it_was(cell: str) -> None:
    assert unprotect(protect(cell)) == cell


def test_a_roster_keeps_knowing_who_has_chosen_an_alias(
    put, database: Database, course: Course
) -> None:
    put(FIRST)
    with database.read() as session:
        momo = courses.member_by_alias(session, course.id, "momo")
        assert momo is not None
    viewer = Viewer(momo.person_id, "", is_admin=False, ways=(Way(PARTICIPANT_SCOPES),))
    database.write(choose_alias, viewer, course.id, "heron")
    with database.read() as session:
        written = write_roster(session, course)

    assert b"momo," in written
    assert put(written) == RosterDifference(unchanged=3)
    assert "heron" in active(database, course)


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
    put, database: Database, admin: Viewer, course: Course
) -> None:
    put(FIRST)
    lines = read_roster(b"alias,name,email,role\nmomo,Momo B,momo@x.org,\nnew,,new@x.org,\n")
    with database.read() as session:
        foretold = compare_roster(session, admin, course, lines)

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
        (b"alias,name\na,=1+1\n", [("roster_formula", 2)]),
        (b"alias,email\na,=B1&C1\n", [("roster_formula", 2)]),
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
        (b"alias\n\x81\x01\n", [("table_not_text", None)]),
        (b'alias\n"a\n', [("table_not_csv", 2)]),
        (b",".join(b"c%d" % n for n in range(5_000)), [("table_columns", 1)]),
        (b"PK\x03\x04 and no more", [("table_not_workbook", None)]),
        (b"\xd0\xcf\x11\xe0\xa1\xb1 of 1997", [("table_not_workbook", None)]),
    ],
)
def test_a_bad_roster_names_all_its_problems(data: bytes, expected: list[tuple[str, int]]) -> None:
    with pytest.raises(RequestProblemError) as caught:
        read_roster(data)

    assert [(problem.code, problem.row) for problem in caught.value.problems] == expected


def test_a_byte_order_mark_and_blank_lines_do_no_harm() -> None:
    lines = read_roster("\ufeffalias,name\r\n桃,山田\u3000もも\r\n\r\n".encode())

    assert [(line.alias, line.name, line.row) for line in lines] == [("桃", "山田\u3000もも", 2)]


class TestDrawnAliases:
    """Lines with an address and no alias."""

    LINES = b"email,name,role\nkawai@x.org,Kawai,\nsato@x.org,Sato,\nta@x.org,T,assistant\n"

    @pytest.fixture
    def draw(self, database: Database, admin: Viewer, course: Course):
        def work(data: bytes) -> RosterDifference:
            lines = read_roster(data, draws_aliases=True)
            return database.write(apply_roster, admin, course, lines)

        return work

    def test_who_has_none_gets_one_and_keeps_it(
        self, draw, database: Database, course: Course
    ) -> None:
        added = draw(self.LINES).added
        aliases = [line.alias for line in added]
        assert len(set(aliases)) == 3
        assert all(line.drawn and line.alias.isprintable() for line in added)
        assert list(active(database, course)) == sorted(aliases)
        assert draw(self.LINES) == RosterDifference(unchanged=3)

    def test_one_that_the_file_gives_is_taken(self, draw) -> None:
        draw(self.LINES)
        (line,) = draw(
            self.LINES.replace(b"email,", b"alias,email,")
            .replace(b"kawai@", b"crane,kawai@")
            .replace(b"sato@", b",sato@")
            .replace(b"ta@", b",ta@")
        ).changed
        assert (line.alias, line.drawn) == ("crane", False)

    def test_an_alias_that_a_line_now_gives_to_another_is_replaced(self, draw) -> None:
        kawai, _, _ = draw(self.LINES).added
        data = f"alias,email,role\n,kawai@x.org,\n{kawai.alias},sato@x.org,\n,ta@x.org,assistant\n"
        found = {line.alias: line.drawn for line in draw(data.encode()).changed}
        assert found.pop(kawai.alias) is False
        assert list(found.values()) == [True]

    def test_one_that_somebody_else_had_is_drawn_for_nobody(
        self, draw, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """There are two words alone, and the first person had both."""
        monkeypatch.setattr("server.courses.aliases._words", lambda _: (["red"], ["fox"]))
        (first,) = draw(b"email\nkawai@x.org\n").added
        assert first.alias == "redfox"  # the course is Japanese
        (second,) = draw(b"email\nsato@x.org\n").added
        assert second.alias[:6] == "redfox"
        assert second.alias[6:].isdecimal()
        (third,) = draw(b"email\nsato@x.org\nkawai@x.org\n").changed
        assert (third.alias, third.change) == ("redfox", "back on the roster")

    def test_a_line_without_both_is_refused(self, draw) -> None:
        with pytest.raises(RequestProblemError, match="roster_no_alias_nor_email"):
            draw(b"alias,email,name\n,,Sato\nkawai,,\n,x@x.org,\n")
        with pytest.raises(RequestProblemError, match="roster_missing_column"):
            draw(b"alias,name\nkawai,K\n")

    @pytest.mark.long
    @pytest.mark.parametrize("language", ["en", "ja"])
    def test_twenty_thousand_are_all_different(self, language: str) -> None:
        taken: set[str] = set()
        for _ in range(20_000):
            alias = draw_alias(language, taken)
            assert len(alias) <= 40
            taken.add(alias)
        assert len(taken) == 20_000


@pytest.mark.parametrize(
    ("alias", "name", "email", "tells"),
    [
        ("river-otter", "Sato Aiko", "aiko.sato@x.org", False),
        ("aiko", "Sato Aiko", "", True),
        ("AIKO7", "佐藤", "aiko.sato@x.org", True),
        ("佐藤", "佐藤", "", False),  # two characters stand in too many words
        ("佐藤愛子", "佐藤愛子", "", True),
        ("s1234567", "", "", True),
        ("team-1234", "", "", False),
        ("otter", "", "otter@x.org", True),
        ("x-ray", "X", "x@x.org", False),
    ],
)
def test_an_alias_that_tells_who_somebody_is_is_told(
    alias: str, name: str, email: str, tells: bool
) -> None:
    assert tells_who(alias, name, email) is tells


def test_staff_are_told_of_aliases_that_tell(put) -> None:
    assert put(FIRST).telling == ["momo", "ken"]
    assert put(FIRST).telling == []
