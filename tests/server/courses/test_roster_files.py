"""Rosters are read as other systems export them, and what was read of them is said."""

import io
import zipfile

import pytest
from openpyxl import Workbook

from server.core import workbooks
from server.core.database import PostgresDatabase, SqliteDatabase
from server.core.errors import RequestProblemError
from server.core.models import Course, Role
from server.courses import queries as courses
from server.courses.roster import RosterDifference, apply_roster
from server.courses.roster_reading import RosterFile, read_roster, read_roster_file
from server.identity.rules import ALL_SCOPES, Viewer, Way

Database = SqliteDatabase | PostgresDatabase
CANVAS = """\
Student,ID,SIS User ID,SIS Login ID,Section,Homework (12),Current Score
    Points Possible,,,,,10,(read only)
"Kawai, Momo",101,0042,momo@x.org,A,7,70
"Sato, Ken",102,0043,ken@x.org,A,,
"Student, Test",103,,5d41402abc,A,,
"""
MOODLE = """\
First name;Surname;Email address;ID number;Groups
Momo;Kawai;momo@x.org;0042;G1
Ken;Sato;ken@x.org;0043;
"""
MOODLE_JA = "姓\t名\tメールアドレス\tIDナンバー\n河合\tもも\tmomo@x.org\t0042\n"
CLASSROOM = """\
Last Name,First Name,Email Address,Homework
Date,,,2026-10-01
Points,,,100
Kawai,Momo,momo@x.org,70
Sato,Ken,ken@x.org,
"""
MANABA = """\
機械学習入門,,
2026年度 後期,,
学籍番号 / 氏名,メールアドレス,出席
００４２ 河合\u3000もも,momo@x.org,3
0043 / 佐藤 健,ken@x.org,2
"""


def read(data: str | bytes, encoding: str = "utf-8", **given: str) -> RosterFile:
    raw = data if isinstance(data, bytes) else data.encode(encoding)
    return read_roster_file(raw, given, draws_aliases=True)


def people(file: RosterFile) -> list[tuple[str, str, str]]:
    return [(line.name, line.email, line.number) for line in file.lines]


def workbook(*rows: tuple[object, ...]) -> bytes:
    made, written = Workbook(), io.BytesIO()
    for row in rows:
        made.active.append(row)
    made.save(written)
    return written.getvalue()


TWO = [("Momo Kawai", "momo@x.org", "0042"), ("Ken Sato", "ken@x.org", "0043")]


def test_a_gradebook_of_canvas_is_a_roster() -> None:
    file = read(CANVAS)
    assert people(file) == [
        ("Kawai, Momo", "momo@x.org", "0042"),
        ("Sato, Ken", "ken@x.org", "0043"),
    ]
    assert file.columns.used == {
        "name": "Student",
        "email": "SIS Login ID",
        "student_number": "SIS User ID",
    }
    assert file.columns.ignored == ["ID", "Section", "Homework (12)", "Current Score"]
    assert file.skipped == [2, 5]


def test_logins_that_are_no_addresses_are_not_taken_for_them() -> None:
    file = read(CANVAS.replace("ken@x.org", "ken"))
    assert "email" not in file.columns.used
    assert [line.number for line in file.lines] == ["0042", "0043"]


def test_participants_of_moodle_are_a_roster() -> None:
    file = read(MOODLE)
    assert people(file) == TWO
    assert file.columns.ignored == ["Groups"]
    japanese = read(MOODLE_JA, "utf-16")
    assert people(japanese) == [("河合 もも", "momo@x.org", "0042")]


def test_grades_of_google_classroom_are_a_roster() -> None:
    file = read(CLASSROOM)
    assert people(file) == [(name, email, "") for name, email, _ in TWO]
    assert file.skipped == [2, 3]


def test_number_and_name_may_share_a_column_below_a_heading_in_shift_jis() -> None:
    file = read(MANABA, "cp932")
    assert people(file) == [
        ("河合\u3000もも", "momo@x.org", "0042"),
        ("佐藤 健", "ken@x.org", "0043"),
    ]
    assert file.columns.used == {"email": "メールアドレス", "number_and_name": "学籍番号 / 氏名"}
    assert file.columns.ignored == ["出席"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp932"])
@pytest.mark.parametrize(("said", "delimiter"), [(True, ";"), (False, ";"), (False, "\t")])
def test_encodings_and_delimiters_are_known(encoding: str, said: bool, delimiter: str) -> None:
    table = f"学生証番号{delimiter}氏 名\r\n４２{delimiter}河合 もも\r\n"
    file = read((f"sep={delimiter}\r\n" if said else "") + table, encoding)
    assert people(file) == [("河合 もも", "", "42")]


def test_the_first_sheet_of_a_workbook_is_a_roster() -> None:
    data = workbook(
        ("Class of 2026",),
        ("学籍番号", "氏名", "E-mail"),
        (42.0, "河合 もも", "momo@x.org"),
        (),
        ("0043", "佐藤 健"),
    )
    assert people(read(data)) == [("河合 もも", "momo@x.org", "42"), ("佐藤 健", "", "0043")]


def test_a_formula_in_a_workbook_is_told_where_it_is_read_and_nowhere_else() -> None:
    sheet = (("学籍番号", "氏名", "age"), (42, "=A1&B1", "=1+1"))
    with pytest.raises(RequestProblemError) as caught:
        read(workbook(*sheet))
    assert [(problem.code, problem.row) for problem in caught.value.problems] == [
        ("roster_formula", 2)
    ]
    assert people(read(workbook(sheet[0], (42, "Momo", "=1+1")))) == [("Momo", "", "42")]


def test_a_number_that_keeps_its_zeros_by_a_formula_is_read() -> None:
    assert people(read('学籍番号,氏名\n"=""0042""",M\n')) == [("M", "", "0042")]


def test_a_workbook_that_is_larger_than_it_looks_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(workbooks, "LARGEST_INSIDE", 100_000)
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b" " * 200_000)
    with pytest.raises(RequestProblemError, match="table_too_big_inside"):
        read(written.getvalue())


def test_a_workbook_is_bounded_in_columns_and_rows() -> None:
    with pytest.raises(RequestProblemError, match="table_columns"):
        read(workbook(tuple(f"c{n}" for n in range(5_000))))
    last = Workbook()
    last.active["A1"], last.active["A1048576"] = "学籍番号", "42"
    written = io.BytesIO()
    last.save(written)
    with pytest.raises(RequestProblemError, match="roster_no_people"):
        read(written.getvalue())


def test_what_the_columns_are_can_be_said() -> None:
    table = "Login,Titular,Kennung\nmomo@x.org,Momo,7\n"
    said = read(table, name="Titular", email="Login", student_number="Kennung")
    assert people(said) == [("Momo", "momo@x.org", "7")]
    without = read("alias,email,role\nmomo,momo@x.org,Oberhaupt\n", role="")
    assert [line.role for line in without.lines] == [Role.STUDENT]
    assert without.columns.ignored == ["role"]
    for given in ({"email": "Address"}, {"shoe": "Login"}):
        with pytest.raises(RequestProblemError, match="roster_unknown_column"):
            read(table, **given)


def test_roles_are_known_as_others_call_them() -> None:
    roles = ["Teacher", "TA", "受講者", "", "instructor", "Non-editing teacher"]
    table = "alias,ロール\n" + "".join(f"a{n},{role}\n" for n, role in enumerate(roles))
    assert [line.role for line in read_roster(table.encode())] == [
        *(Role.INSTRUCTOR, Role.ASSISTANT, Role.STUDENT),
        *(Role.STUDENT, Role.INSTRUCTOR, Role.ASSISTANT),
    ]


class TestWhoPutsItInForce:
    """An instructor stays one, and staff may stay without a line."""

    FIRST = b"alias,role\nmomo,\nsensei,instructor\nta,assistant\n"

    @pytest.fixture
    def sensei(self, database: Database, admin: Viewer, course: Course) -> Viewer:
        database.write(apply_roster, admin, course, read_roster(self.FIRST))
        with database.read() as session:
            of_course = courses.roster(session, course.id)
            id_ = next(line.person_id for line, _ in of_course if line.alias == "sensei")
        return Viewer(id_, "sensei", is_admin=False, ways=(Way(ALL_SCOPES, course.id),))

    @pytest.mark.parametrize("now", ["", "sensei,student\n", "sensei,assistant\n"])
    def test_an_instructor_cannot_remove_themselves(
        self, now: str, sensei: Viewer, admin: Viewer, database: Database, course: Course
    ) -> None:
        lines = read_roster(f"alias,role\nken,\n{now}".encode())
        with pytest.raises(RequestProblemError, match="roster_without_you"):
            database.write(apply_roster, sensei, course, lines)
        with database.read() as session:
            active = {line.alias for line, _ in courses.roster(session, course.id) if line.active}
        assert active == {"momo", "sensei", "ta"}
        database.write(apply_roster, admin, course, lines)

    def test_staff_whom_a_roster_does_not_name_may_stay(
        self, sensei: Viewer, database: Database, course: Course
    ) -> None:
        lines = read_roster(b"alias\nken\n")

        def put(session: object) -> RosterDifference:
            return apply_roster(session, sensei, course, lines, keep_staff=True)  # type: ignore[arg-type]

        told = database.write(put)
        assert [line.alias for line in told.removed] == ["momo"]
        assert [line.alias for line in told.added] == ["ken"]
