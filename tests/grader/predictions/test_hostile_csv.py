"""CSV files that must be refused: for exactly these reasons, at exactly these places."""

import gzip
import io
import pickle
import zipfile
from collections.abc import Callable

import numpy as np
import pytest

from grader.catalogue import PROBLEM_KINDS
from grader.problems import Catalogue, Problem

Place = tuple[str, int | None, str | None]  # code, row, column

HEADER = b"id,prediction\n"
GOOD = HEADER + b"0,10\n1,11\n2,12\n3,13\n4,14\n"
MISSING_2 = ("missing_ids", None, "id")


def row_2(row: bytes) -> bytes:
    """The good file with another row, on line 4, for the id 2."""
    return GOOD.replace(b"2,12", row)


def text_row_2(row: str) -> bytes:
    """The same from text."""
    return row_2(row.encode())


def number(code: str) -> list[Place]:
    """A problem of the number on line 4."""
    return [(code, 4, "prediction")]


def zip_file(name: str) -> bytes:
    """A ZIP archive that holds a file of that name."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr(name, GOOD)
    return file.getvalue()


NUMBERS = {
    "NaN": (b"2,NaN", "missing_value"),
    "nan": (b"2,nan", "missing_value"),
    "minus nan": (b"2,-nan", "missing_value"),
    "NA": (b"2,NA", "missing_value"),
    "None": (b"2,None", "missing_value"),
    "null": (b"2,null", "missing_value"),
    "infinity": (b"2,inf", "infinite"),
    "minus infinity": (b"2,-Infinity", "infinite"),
    "exponent beyond float64": (b"2,1e400", "out_of_range"),
    "negative exponent beyond float64": (b"2,-1e400", "out_of_range"),
    "just beyond the limit": (b"2,1.0000000000000002e150", "out_of_range"),
    "a thousand digits": (b"2," + b"9" * 1000, "out_of_range"),
    "more digits than are read": (b"2,0." + b"0" * 999, "cell_too_long"),
    "underscore": (b"2,1_000", "digit_grouping"),
    "quoted thousands": (b'2,"1,234.5"', "digit_grouping"),
    "space as thousands": (b"2,1 000", "digit_grouping"),
    "apostrophe as thousands": (b"2,1'000", "digit_grouping"),
    "full-width digit": ("2,１".encode(), "not_ascii_number"),
    "full-width point": ("2,1．5".encode(), "not_ascii_number"),
    "minus sign of typesetting": ("2,\u22121".encode(), "not_ascii_number"),
    "Arabic digits": ("2,\u0661".encode(), "not_a_number"),
    "superscript": ("2,1²".encode(), "not_a_number"),
    "decimal comma": (b"2,1,5", "decimal_comma"),
    "quoted decimal comma": (b'2,"1,5"', "decimal_comma"),
    "negative decimal comma": (b"2,-1,5", "decimal_comma"),
    "empty": (b"2,", "empty_cell"),
    "quoted empty": (b'2,""', "empty_cell"),
    "spaces alone": (b"2,  ", "empty_cell"),
    "space before": (b"2, 12", "surrounding_space"),
    "space after": (b"2,12 ", "surrounding_space"),
    "tab after": (b"2,12\t", "surrounding_space"),
    "no-break space after": ("2,12\u00a0".encode(), "surrounding_space"),
    "hexadecimal": (b"2,0x10", "not_a_number"),
    "hexadecimal float": (b"2,0x1p3", "not_a_number"),
    "suffix f": (b"2,1.0f", "not_a_number"),
    "Fortran exponent": (b"2,1d5", "not_a_number"),
    "boolean": (b"2,True", "not_a_number"),
    "complex": (b"2,1+2j", "not_a_number"),
    "fraction": (b"2,1/2", "not_a_number"),
    "percent": (b"2,12%", "not_a_number"),
    "currency": (b"2,$12", "not_a_number"),
    "list": (b"2,[12.0]", "not_a_number"),
    "two points": (b"2,1.2.3", "not_a_number"),
    "two signs": (b"2,--1", "not_a_number"),
    "sign inside": (b"2,1-2", "not_a_number"),
    "sign alone": (b"2,-", "not_a_number"),
    "point alone": (b"2,.", "not_a_number"),
    "exponent alone": (b"2,e5", "not_a_number"),
    "exponent without digits": (b"2,1e", "not_a_number"),
    "exponent with a sign alone": (b"2,1e+", "not_a_number"),
    "exponent with a point": (b"2,1e1.5", "not_a_number"),
    "two exponents": (b"2,1e1e1", "not_a_number"),
    "word": (b"2,many", "not_a_number"),
    "formula": (b"2,=1+1", "not_a_number"),
    "form feed": (b"2,1\x0c2", "not_a_number"),
    "right-to-left mark": ("2,12\u200f".encode(), "not_a_number"),
}

IDS = {
    "leading zero": (b"02,12", [("id_spelling", 4, "id")]),
    "id as a float": (b"2.0,12", [("id_spelling", 4, "id")]),
    "id with a sign": (b"+2,12", [("id_spelling", 4, "id")]),
    "id with a space": (b" 2,12", [("id_spelling", 4, "id")]),
    "full-width id": ("２,12".encode(), [("id_spelling", 4, "id")]),
    "id with an exponent": (b"2e0,12", [("unknown_id", 4, "id"), MISSING_2]),
    "fractional id": (b"2.5,12", [("unknown_id", 4, "id"), MISSING_2]),
    "negative id": (b"-2,12", [("unknown_id", 4, "id"), MISSING_2]),
    "id out of range": (b"5,12", [("unknown_id", 4, "id"), MISSING_2]),
    "id beyond 64 bits": (b"18446744073709551618,12", [("unknown_id", 4, "id"), MISSING_2]),
    "id of 20 digits that wraps to 2": (
        b"36893488147419103234,1",
        [("unknown_id", 4, "id"), MISSING_2],
    ),
    "id of letters": (b"two,12", [("unknown_id", 4, "id"), MISSING_2]),
    "id that is endless": (b"2" * 2000 + b",12", [("cell_too_long", 4, "id"), MISSING_2]),
    "no id": (b",12", [("empty_cell", 4, "id"), MISSING_2]),
    "neither": (b",", [("empty_cell", 4, "id"), ("empty_cell", 4, "prediction"), MISSING_2]),
    "a duplicate instead": (b"1,12", [("duplicate_id", 4, "id"), MISSING_2]),
    "a duplicate besides": (b"2,12\n2,12", [("duplicate_id", 5, "id")]),
    "a row missing": (b"", [MISSING_2]),
}

ROWS = {
    "no comma": (b"2", [("wrong_column_count", 4, None)]),
    "three cells": (b"2,12,x", [("wrong_column_count", 4, None)]),
    "comma at the end": (b"2,12,", [("wrong_column_count", 4, None)]),
    "commas alone": (b",,,", [("wrong_column_count", 4, None), MISSING_2]),
    "twenty cells in quotes": (b'"2"' + b',"1"' * 20, [("wrong_column_count", 4, None)]),
    "a hundred thousand cells": (b"2" + b",1" * 100_000, [("wrong_column_count", 4, None)]),
    "a second header": (b"id,prediction\n2,12", [("repeated_header", 4, None)]),
    "NUL in the number": (b"2,1\x002", [("nul_byte", 4, None)]),
    "NUL in the id": (b"2\x00,12", [("nul_byte", 4, None), MISSING_2]),
    "unclosed quote": (b'2,"12', [("unclosed_quote", 4, None)]),
    "quote inside": (b'2,1"2', [("stray_quote", 4, None)]),
    "text after the quote": (b'2,"1"2', [("stray_quote", 4, None)]),
    "space before the quote": (b'2, "12"', [("stray_quote", 4, None)]),
    "semicolon in one row": (b"2;12", [("wrong_column_count", 4, None), MISSING_2]),
    "an end of file mark": (b"2,12\n\x1a", [("wrong_column_count", 5, None)]),
}

HEADERS = {
    "duplicate column": (b"id,prediction,prediction", [("duplicate_column", 1, "prediction")]),
    "duplicate id column": (b"id,id,prediction", [("duplicate_column", 1, "id")]),
    "additional column": (b"id,prediction,note", [("unknown_column", 1, "note")]),
    "index column": (b"id,prediction,", [("unnamed_column", 1, None)]),
    "other name": (
        b"id,target",
        [("unknown_column", 1, "target"), ("missing_column", 1, "prediction")],
    ),
    "no id column": (
        b"row,prediction",
        [("unknown_column", 1, "row"), ("missing_column", 1, "id")],
    ),
    "capitals": (
        b"Id,Prediction",
        [("column_spelling", 1, "Id"), ("column_spelling", 1, "Prediction")],
    ),
    "space in the header": (b"id, prediction", [("column_spelling", 1, " prediction")]),
}

FILES: dict[str, tuple[bytes, list[Place]]] = {
    "empty": (b"", [("empty_file", None, None)]),
    "byte order mark alone": (b"\xef\xbb\xbf", [("empty_file", None, None)]),
    "blank lines alone": (b"\n\r\n\n", [("empty_file", None, None)]),
    "header alone": (HEADER, [("no_rows", 1, None)]),
    "header alone without an end": (HEADER.rstrip(), [("no_rows", 1, None)]),
    "predictions alone": (b"prediction\n1\n2\n", [("missing_column", 1, "id")]),
    "too many columns": (b",".join([b"a"] * 100_000), [("too_many_columns", 1, None)]),
    "semicolons": (GOOD.replace(b",", b";"), [("wrong_separator", None, None)]),
    "tabs": (GOOD.replace(b",", b"\t"), [("wrong_separator", None, None)]),
    "semicolons and decimal commas": (
        b"id;prediction\n0;1,5\n1;1\n2;1\n3;1\n4;1\n",
        [("wrong_separator", None, None), ("decimal_comma", 2, "prediction")],
    ),
    "the same without a header": (
        b"0;1,5\n1;1\n2;1\n3;1\n4;1\n",
        [("wrong_separator", None, None), ("decimal_comma", 1, "prediction")],
    ),
    "ZIP": (zip_file("mine.csv"), [("not_a_table", None, None)]),
    "xlsx": (zip_file("xl/workbook.xml"), [("not_a_table", None, None)]),
    "npz": (zip_file("arr_0.npy"), [("not_a_table", None, None)]),
    "gzip": (gzip.compress(GOOD), [("not_a_table", None, None)]),
    "pickle": (pickle.dumps(np.zeros(5)), [("not_a_table", None, None)]),
    "HTML": (b"\n<!DOCTYPE html><html></html>", [("not_a_table", None, None)]),
    "JSON": (b'{"id": [0, 1]}', [("not_a_table", None, None)]),
    "UTF-16 with a mark": (GOOD.decode().encode("utf-16"), [("not_utf8", 1, None)]),
    "UTF-16 LE": (GOOD.decode().encode("utf-16-le"), [("not_utf8", 1, None)]),
    "UTF-16 BE": (GOOD.decode().encode("utf-16-be"), [("not_utf8", 1, None)]),
    "UTF-32": (GOOD.decode().encode("utf-32"), [("not_utf8", 1, None)]),
    "an id that wraps to a negative address": (
        GOOD.replace(b"0,10", b"9999999999999999999,10"),
        [("unknown_id", 2, "id"), ("missing_ids", None, "id")],
    ),
    "a wrong name and a wrong number": (
        GOOD.replace(b"prediction", b"target").replace(b"12", b"x"),
        [
            ("unknown_column", 1, "target"),
            ("missing_column", 1, "prediction"),
            ("not_a_number", 4, "prediction"),
        ],
    ),
    "only zeros": (bytes(100), [("nul_byte", 1, None), ("missing_ids", None, "id")]),
}

CASES: dict[str, tuple[bytes, list[Place]]] = {
    **{f"number: {name}": (row_2(row), number(code)) for name, (row, code) in NUMBERS.items()},
    **{f"id: {name}": (row_2(row), places) for name, (row, places) in IDS.items()},
    **{f"row: {name}": (row_2(row), places) for name, (row, places) in ROWS.items()},
    **{
        f"header: {name}": (
            header + b"".join(b"\n%d" % i + b",1" * header.count(b",") for i in range(5)),
            places,
        )
        for name, (header, places) in HEADERS.items()
    },
    **{f"file: {name}": case for name, case in FILES.items()},
}


@pytest.mark.parametrize(("body", "expected"), CASES.values(), ids=CASES.keys())
def test_a_malformed_file_is_refused_for_its_reasons_at_their_places(
    body: bytes, expected: list[Place], refuse: Callable[..., tuple[Problem, ...]]
) -> None:
    assert [(p.code, p.row, p.column) for p in refuse(body)] == expected


@pytest.mark.parametrize(("body", "expected"), CASES.values(), ids=CASES.keys())
@pytest.mark.parametrize("locale", ["en", "ja"])
def test_every_refusal_can_be_read_in_both_languages(
    locale: str, body: bytes, expected: list[Place], refuse: Callable[..., tuple[Problem, ...]]
) -> None:
    catalogue = Catalogue.of(PROBLEM_KINDS)
    for problem in refuse(body):
        explained = catalogue.explain(problem, locale)
        assert explained.message.isprintable()
        assert len(explained.message) < 300
        assert explained.hint


def test_every_problem_of_a_file_is_told_at_once(
    refuse: Callable[..., tuple[Problem, ...]],
) -> None:
    body = 'id,Prediction\n00,NaN\n1,1_000\n\n1,１\n7,"a"b\n"3\n",x\n3,1\n'.encode()
    assert [(p.code, p.row, p.column) for p in refuse(body)] == [
        ("column_spelling", 1, "Prediction"),
        ("id_spelling", 2, "id"),
        ("missing_value", 2, "prediction"),
        ("digit_grouping", 3, "prediction"),
        ("duplicate_id", 5, "id"),
        ("not_ascii_number", 5, "prediction"),
        ("stray_quote", 6, None),
        ("id_spelling", 7, "id"),
        ("not_a_number", 7, "prediction"),
        ("duplicate_id", 9, "id"),
        ("missing_ids", None, "id"),
    ]


def test_rows_after_a_cell_of_several_lines_keep_the_numbers_an_editor_shows(
    refuse: Callable[..., tuple[Problem, ...]],
) -> None:
    body = HEADER + b'0,1\r\n"9\r\n9\n9",1\n1,1\r2,x\n\n\n3,y\n4,1'
    places = [(p.code, p.row) for p in refuse(body)]
    assert places == [
        ("unknown_id", 3),
        ("not_a_number", 7),
        ("not_a_number", 10),
    ]


def test_a_duplicate_names_the_first_row_and_missing_ids_their_number(
    refuse: Callable[..., tuple[Problem, ...]],
) -> None:
    second, third, missing = refuse(HEADER + b"4,1\n\n4,2\n4,2\n0,1\n")
    assert second.values == third.values == {"id": "4", "first_row": 2}
    assert missing.values == {"count": 3, "examples": "1, 2, 3"}


@pytest.mark.parametrize(
    ("text", "suggestion"),
    [
        ("1_000", "1000"),
        ("１．５", "1.5"),
        ("\u22122", "-2"),
        ('"1,5"', "1.5"),
        ('"1,234.5"', "1234.5"),
        ("1,234.5", "1234.5"),
        ("1.234,5", "1234.5"),
    ],
)
def test_a_number_that_people_can_read_comes_with_its_right_spelling(
    text: str, suggestion: str, refuse: Callable[..., tuple[Problem, ...]]
) -> None:
    (problem,) = refuse(text_row_2(f"2,{text}"))
    assert problem.values["suggestion"] == suggestion


@pytest.mark.parametrize(
    ("body", "name"),
    [
        (zip_file("mine.csv"), "ZIP"),
        (zip_file("xl/workbook.xml"), "Excel (xlsx)"),
        (zip_file("predictions.npy"), "NumPy (npz)"),
        (gzip.compress(GOOD, mtime=0), "gzip"),
        (pickle.dumps(1), "pickle"),
        (b"\xef\xbb\xbf <html>", "HTML"),
        (b"[1, 2]", "JSON"),
        (b'"""A model."""\nimport numpy as np\n', "Python"),
        (b"import numpy as np\n", "Python"),
    ],
)
def test_another_format_is_named(
    body: bytes, name: str, refuse: Callable[..., tuple[Problem, ...]]
) -> None:
    assert refuse(body)[0].values == {"format": name}


@pytest.mark.parametrize(
    ("codec", "comment", "name", "offset"),
    [
        ("cp932", "予測値です", "Shift_JIS (CP932)", 24),
        ("cp932", "ヨソク", "Shift_JIS (CP932)", 24),
        ("euc_jp", "です予測値", "EUC-JP", 24),
        ("cp1252", "prédiction", "Latin-1 (Windows-1252)", 26),
        ("cp1252", "previsão €", "Latin-1 (Windows-1252)", 30),
        ("utf-16", "x", "UTF-16 LE", 0),
        ("utf-16-le", "x", "UTF-16 LE", 1),
        ("utf-16-be", "x", "UTF-16 BE", 0),
    ],
)
def test_an_encoding_that_is_not_utf8_is_guessed_and_the_first_byte_located(
    codec: str,
    comment: str,
    name: str,
    offset: int,
    refuse: Callable[..., tuple[Problem, ...]],
) -> None:
    body = f"id,prediction\n0,10\n1,11\n{comment},12\n3,13\n4,14\n".encode(codec)
    first, *others = refuse(body)
    assert (first.code, first.values["encoding"], first.values["offset"]) == (
        "not_utf8",
        name,
        offset,
    )
    assert first.row == (1 if codec.startswith("utf-16") else 4)
    assert [p.code for p in others] == ["unknown_id", "missing_ids"]
    assert others[0].values["id"] == comment


def test_no_character_of_the_file_can_disturb_the_message(
    refuse: Callable[..., tuple[Problem, ...]],
) -> None:
    problem = refuse(text_row_2("2,\x1b[31m{x}\u202e" + "y" * 100))[0]
    assert problem.values["text"] == "\\x1b[31m{x}\\u202e" + "y" * 31 + "…"
