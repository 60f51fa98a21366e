"""Grades in files of other systems: as golden files, as their importers read them, and refused."""

import csv
import io
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from grader import Grades
from server.core.errors import RequestProblemError
from server.core.spreadsheets import defuse
from server.core.tables import MOST_COLUMNS, read_table
from server.gradebook.book import Grade, Gradebook, Heading, Reached
from server.gradebook.everything import csv_of, xlsx_of
from server.gradebook.filling import fill
from server.gradebook.queries import Student
from server.web.catalogue import CATALOGUE
from tests.server.gradebook.importers import Canvas, Moodle, RefusedError

GOLDEN = Path(__file__).parent / "golden"
RULE = Grades(points=20, rule="linear", start=10.0, full=4.0)
CANVAS_PEOPLE = {"101": "momo", "102": "ken", "103": "eri", "104": "test"}


def book_of(*people: tuple[str, str, str | None, float | None], **more: Any) -> Gradebook:
    """A gradebook: alias, name, address and points of each."""
    heading = Heading(
        track="open", score="public", metric="mae", better="lower", version=1, grades=RULE
    )
    grades = tuple(
        Grade(
            Student(alias, alias, name, email, alias),
            points,
            Reached(
                score=4.25,
                rank=i,
                public_score=4.25,
                private_score=5.5,
                submission_id=f"01m{alias}",
                submitted_at=datetime(2027, 4, i, tzinfo=UTC),
                submissions=i,
            ),
        )
        for i, (alias, name, email, points) in enumerate(people, start=1)
    )
    return Gradebook(heading, grades, **more)


BOOK = book_of(
    ("momo", "Momoko Sato", "momo@example.org", 20.0),
    ("ken", "Ken Kenji", "ken@example.org", 13.33),
    ("eri", "Eri Mori", "eri@example.org", None),
)


def refusals(data: bytes, system: Any, book: Gradebook = BOOK, **more: Any) -> list[str]:
    with pytest.raises(RequestProblemError) as refused:
        fill(data, book, system, "Small", **more)
    for locale in ("en", "ja"):
        for problem in refused.value.problems:
            assert "{" not in CATALOGUE.explain(problem, locale).message  # type: ignore[arg-type]
    return [problem.code for problem in refused.value.problems]


@pytest.mark.parametrize(
    ("system", "column"), [("canvas", "Small"), ("moodle", None), ("worksheet", None)]
)
def test_what_is_filled_is_the_golden_file(system: Any, column: str | None) -> None:
    data = (GOLDEN / f"{system}.csv").read_bytes()
    filled = fill(data, BOOK, system, "Small", column)
    assert filled.content == (GOLDEN / f"{system}.filled.csv").read_bytes()
    assert filled.students == 3


def test_canvas_reads_its_own_column_and_nothing_else() -> None:
    canvas = Canvas(dict(CANVAS_PEOPLE), {"11": "Homework 1", "12": "Small"})
    canvas.take((GOLDEN / "canvas.filled.csv").read_text())
    assert canvas.points_possible == {"12": 20}
    assert canvas.grades == {
        ("momo", "12"): "20.00",
        ("ken", "12"): "EX",
        ("eri", "12"): "3.00",
        ("test", "12"): None,
    }
    assert set(canvas.assignments) == {"11", "12"}


@pytest.mark.parametrize(("delimiter", "encoding"), [(",", "utf-8-sig"), (";", "cp932")])
def test_a_new_assignment_is_made_with_its_points(delimiter: str, encoding: str) -> None:
    header = ("Student", "ID", "SIS Login ID", "Section", "課題 (11)")
    people = [("佐藤 桃子", "101", "MOMO", "ML", "1"), ("Ken Kenji", "102", "", "ML", "")]
    text = "".join(delimiter.join(row) + "\n" for row in (header, *people))
    filled = fill(text.encode(encoding), BOOK, "canvas", "Small")
    told = filled.content.decode(encoding)
    assert told.startswith(delimiter.join(header[:-1]))
    canvas = Canvas(dict(CANVAS_PEOPLE), {"11": "課題"})
    canvas.take(told)
    assert canvas.points_possible == {"new Small": 20}
    assert canvas.grades == {("momo", "new Small"): "20.00", ("ken", "new Small"): "13.33"}


def test_moodle_takes_the_whole_file_and_stops_at_a_user_it_does_not_know() -> None:
    text = (GOLDEN / "moodle.filled.csv").read_text()
    users = {"1001": "momo", "1002": "ken", "momo@example.org": "momo", "KEN@example.org": "ken"}
    for key in ("idnumber", "email"):
        moodle = Moodle(users)
        moodle.take(text, key)
        assert moodle.grades == {"momo": 20, "ken": 13.33}
    with pytest.raises(RefusedError, match="1002"):
        Moodle({"1001": "momo"}).take(text, "idnumber")
    worksheet = Moodle({"71": "momo", "72": "ken", "73": "eri"})
    worksheet.take_worksheet(
        (GOLDEN / "worksheet.filled.csv").read_text(), "識別子", "評点", "最終更新日時 (評点)"
    )
    assert worksheet.grades == {"momo": 20, "ken": 13.33}


def test_one_who_is_known_on_one_side_alone_is_said_and_nothing_is_filled() -> None:
    canvas = (GOLDEN / "canvas.csv").read_bytes()
    stranger = canvas + b'"Who, Ever",105,S5,ever,ML,,,\r\n'
    assert refusals(stranger, "canvas", column="Small") == ["fill_stranger"]
    assert fill(stranger, BOOK, "canvas", "Small", "Small", partial=True).students == 3
    moodle = (GOLDEN / "moodle.csv").read_bytes()
    assert refusals(moodle + b"Wer,Immer,1005,wer@example.org,-\r\n", "moodle") == ["fill_stranger"]
    without_ken = moodle.replace(b"Ken,Kenji,1002,KEN@example.org,-\r\n", b"")
    assert refusals(without_ken, "moodle") == ["fill_absent"]
    twice = moodle + b"Momoko,Sato,1009,momo@example.org,-\r\n"
    assert refusals(twice, "moodle", partial=True) == ["fill_twice"]
    many = b"".join(b"A,B%d,%d,b%d@example.org,-\r\n" % (i, i, i) for i in range(30))
    assert refusals(moodle + many, "moodle") == ["fill_stranger"] * 20 + ["fill_more"]


def test_an_export_of_another_course_has_nobody() -> None:
    text = "Student,ID,SIS User ID,SIS Login ID,Section\nA,1,x,y,Z\nB,2,v,w,Z\n"
    for partial in (True, False):
        assert refusals(text.encode(), "canvas", partial=partial) == ["fill_nobody"]


def test_a_chosen_alias_that_is_the_number_or_name_of_another_means_nobody() -> None:
    """Nobody has their points entered for somebody else."""
    head = "Student,ID,SIS User ID,SIS Login ID,Section\n"
    row = (head + "Ken Kenji,1,s9,ken,ML\n").encode()
    for alias, name in (("s9", "Eve Evil"), ("Ken Kenji", "Ken Kenji")):
        (grade,) = book_of((alias, name, None, 1.0)).grades
        chosen = grade.student._replace(roster_alias="eve", number="s7")
        book = replace(BOOK, grades=(replace(grade, student=chosen),))
        assert refusals(row, "canvas", book=book, partial=True) == ["fill_nobody"]
        for own in ("eve", "Ｓ7"):
            mine = (head + f"X,1,{own},,ML\n").encode()
            assert fill(mine, book, "canvas", "Small").content.endswith(
                f"X,1,{own},,ML,1\r\n".encode()
            )


def canvas_with(old: str, new: str) -> bytes:
    return (GOLDEN / "canvas.csv").read_text().replace(old, new).encode()


@pytest.mark.parametrize(
    ("data", "column", "code"),
    [
        (canvas_with("Section", "Group"), "Small", "canvas_header"),
        (canvas_with("x", "x"), None, "column_there"),
        (canvas_with("x", "x"), "Smaller", "column_missing"),
        (canvas_with("Homework 1 (11)", "Small (11)"), "Small", "column_twice"),
        (canvas_with("x", "x"), "Final Score", "canvas_dropped"),
        (canvas_with(",20,(read", ",25,(read"), "Small", "fill_other_points"),
        (canvas_with(",20,(read", ",(read only),(read"), "Small", "canvas_read_only"),
        (b"Student\x81\xff,ID\n1,2\n", "Small", "table_not_text"),
        (b"Student,ID,Section\n", "Small", "table_empty"),
        (b'Student,ID,Section\n"a,1,b\n', "Small", "table_not_csv"),
        (b"Student,ID,Section" + b",x" * 5_000 + b"\n1,2,3\n", "Small", "table_columns"),
        (b"a,b\n" + b"1,2\n" * 20_001, "Small", "table_rows"),
    ],
)
def test_what_canvas_would_not_take_or_take_for_something_else_is_refused(
    data: bytes, column: str | None, code: str
) -> None:
    assert refusals(data, "canvas", column=column) == [code]


def test_a_title_that_canvas_has_is_taken_by_its_number() -> None:
    data = canvas_with("Homework 1 (11)", "Small (11)")
    filled = fill(data, BOOK, "canvas", "Small", "Small (12)").content
    assert b"Small (12)" in filled
    assert b"Small (11)" not in filled


def test_lists_and_worksheets_of_others_are_refused() -> None:
    assert refusals(b"Name,Grade\nA,1\n", "moodle") == ["moodle_header"]
    worksheet = (GOLDEN / "worksheet.csv").read_bytes()
    assert refusals((GOLDEN / "moodle.csv").read_bytes(), "worksheet") == ["worksheet_header"]
    assert refusals(worksheet, "worksheet", column="Note") == ["column_missing"]
    assert refusals(worksheet.replace(b"20.00", b"10.00"), "worksheet") == ["fill_other_points"]


def test_no_points_leave_while_they_rest_on_what_is_held_back() -> None:
    data = (GOLDEN / "moodle.csv").read_bytes()
    held = book_of(("momo", "Momoko", "momo@example.org", 20.0), is_held=True)
    assert refusals(data, "moodle", book=held, partial=True) == ["grades_held"]
    (_, row) = csv.reader(io.StringIO(csv_of(held).decode("utf-8-sig")))
    assert "5.5" not in row
    assert row[4] == ""
    assert b"5.5" not in csv_of(held)


HOSTILE = ["=1+1", "+1+1", "-1+1", "@SUM(1)", "\t=1", "\r=1", " =1", "＝1", "\n=1"]


@pytest.mark.parametrize("text", HOSTILE)
def test_no_cell_is_a_formula(text: str) -> None:
    book = book_of(("momo", text, None, -1.5))
    rows = list(csv.reader(io.StringIO(csv_of(book).decode("utf-8-sig"), newline="")))
    assert rows[1][2] == defuse(text) == f"'{text}"
    assert rows[1][4] == "-1.5"
    sheet = openpyxl.load_workbook(io.BytesIO(xlsx_of(book))).active
    assert sheet is not None
    assert sheet["C2"].data_type == "s"
    assert sheet["E2"].value == -1.5


def test_everything_is_in_both_tables() -> None:
    rows = list(csv.reader(io.StringIO(csv_of(BOOK).decode("utf-8-sig"))))
    sheet = openpyxl.load_workbook(io.BytesIO(xlsx_of(BOOK)), read_only=True).active
    assert sheet is not None
    kept = [["" if v is None else v for v in row] for row in sheet.iter_rows(values_only=True)]
    assert [[str(v) for v in row] for row in kept] == rows
    assert rows[0][:5] == ["alias", "number", "name", "email", "points"]
    assert [row[4] for row in rows[1:]] == ["20", "13.33", ""]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp932"])
def test_the_encoding_of_a_file_is_found(encoding: str) -> None:
    table = read_table("名前;番号\n佐藤;１\n".encode(encoding))
    assert table.rows == [["名前", "番号"], ["佐藤", "１"]]
    assert (table.encoding, table.delimiter) == (encoding, ";")


def test_as_many_columns_as_are_allowed_are_read() -> None:
    wide = ",".join("x" * MOST_COLUMNS)
    assert len(read_table(f"{wide}\n{wide}\n".encode()).header) == MOST_COLUMNS
