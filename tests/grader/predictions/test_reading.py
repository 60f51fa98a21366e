"""What is accepted, in every spelling that says the same; what a refusal keeps."""

import io
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from grader.predictions.bulk import quick_reading
from grader.predictions.bulk.digits import RUN, Block
from grader.predictions.bulk.quick_reading import read_quickly
from grader.predictions.diagnosis.diagnosis import diagnose
from grader.predictions.diagnosis.findings import (
    InvalidFileError,
)
from grader.predictions.labels import HiddenLabels
from grader.predictions.reading import read_predictions
from grader.problems import SHOWN_OF_A_CAUSE, Problem
from reference.arrays import Floats
from tests.examples import examples

LINES = [b"0,10", b"1,-1.5", b"2,.25", b"3,+2.", b"4,1.5e-3"]
VALUES = [10.0, -1.5, 0.25, 2.0, 0.0015]
PLAIN = b"id,prediction\n" + b"\n".join(LINES) + b"\n"
SWAPPED = b"".join(b",".join(reversed(line.split(b","))) + b"\n" for line in LINES)


def quickly(body: bytes, labels: HiddenLabels, block_bytes: int = 1 << 16) -> Floats | None:
    """What the quick way says of bytes."""
    return read_quickly(io.BytesIO(body), labels, block_bytes)


ACCEPTED = {
    "plain": PLAIN,
    "no line end at the end": PLAIN.rstrip(),
    "several line ends at the end": PLAIN + b"\n\n",
    "CRLF": PLAIN.replace(b"\n", b"\r\n"),
    "CRLF, none at the end": PLAIN.replace(b"\n", b"\r\n").rstrip(),
    "CR": PLAIN.replace(b"\n", b"\r"),
    "CR CR LF, as text mode writes CRLF": PLAIN.replace(b"\n", b"\r\r\n"),
    "mixed line ends": PLAIN.replace(b"\n", b"\r\n", 3),
    "blank lines between": PLAIN.replace(b"\n", b"\n\n"),
    "byte order mark": b"\xef\xbb\xbf" + PLAIN,
    "byte order mark and CRLF": b"\xef\xbb\xbf" + PLAIN.replace(b"\n", b"\r\n"),
    "no header": b"\n".join(LINES),
    "no header with a byte order mark": b"\xef\xbb\xbf" + b"\n".join(LINES),
    "shuffled": b"id,prediction\n" + b"\n".join(reversed(LINES)),
    "columns swapped": b"prediction,id\n" + SWAPPED,
    "quoted": b'"id","prediction"\n' + PLAIN[14:].replace(b"2,.25", b'"2",".25"'),
    "quoted, columns swapped": b'prediction,"id"\n' + SWAPPED,
    "capital E": PLAIN.replace(b"e", b"E").replace(b"prEdiction", b"prediction"),
    "leading zeros of a number": PLAIN.replace(b",10", b",0000000000000000000000000000010"),
    "256 characters more than two": PLAIN.replace(b",10", b"," + b"0" * 256 + b"10"),
    "many digits": PLAIN.replace(b",10", b",10." + b"0" * 900),
}


@pytest.mark.parametrize("body", ACCEPTED.values(), ids=ACCEPTED.keys())
def test_files_that_say_the_same_are_read_the_same(
    body: bytes, read: Callable[..., Floats]
) -> None:
    assert read(body).tolist() == VALUES


def test_the_plain_file_takes_the_quick_way(labels: HiddenLabels) -> None:
    quick = quickly(PLAIN, labels)
    assert quick is not None
    assert quick.tolist() == VALUES


def test_a_number_too_small_for_float64_is_zero(read: Callable[..., Floats]) -> None:
    assert read(PLAIN.replace(b",10", b",1e-400"))[0] == 0.0


@pytest.mark.parametrize("limit", [b"1e150", b"-1e150"])
def test_the_largest_magnitude_is_accepted(limit: bytes, read: Callable[..., Floats]) -> None:
    assert read(PLAIN.replace(b",10", b"," + limit))[0] == float(limit)


ID_SETS = {
    "dense": [str(i) for i in range(40)],
    "with gaps": [str(7 * i + 3) for i in range(40)],
    "sparse": [str(10**17 + i * 10**15) for i in range(40)],
    "long text": [f"row_{i:04}-{'x' * (i % 5)}.jpg" for i in range(40)],
    "numbers with leading zeros": [f"{i:03}" for i in range(40)],
    "dates": [f"2026-01-{i:02} 00:00" for i in range(40)],
    "Japanese": [f"行{i}" for i in range(40)],
    "mixed": ["id", "prediction", "a,b", 'a"b', "a\nb", *map(str, range(35))],
}


def quote(id_: str) -> str:
    """An id as RFC 4180 writes it, in quotes where it needs them."""
    return '"' + id_.replace('"', '""') + '"' if set(id_) & set(',"\n') else id_


@pytest.mark.parametrize("ids", ID_SETS.values(), ids=ID_SETS.keys())
def test_any_ids_are_found_in_any_order(ids: list[str], read: Callable[..., Floats]) -> None:
    labels = HiddenLabels(tuple(ids), np.zeros(40), np.ones(40, dtype=bool))
    order = np.random.default_rng(3).permutation(40)
    body = "id,prediction\n" + "".join(f"{quote(ids[i])},{i}.5\n" for i in order)
    assert read(body.encode(), against=labels).tolist() == [i + 0.5 for i in range(40)]


LONG_IDS = [f"2026-{i:05}" for i in range(5)]
LONG = "id,prediction\n" + "".join(f"{id_},1.5\n" for id_ in LONG_IDS)


@pytest.mark.parametrize(
    ("old", "new", "codes"),
    [
        ("00001,1.5", "00001,1.5,", ["wrong_column_count"]),
        ("00001,1.5", "00001 1.5", ["wrong_column_count", "missing_ids"]),
        (
            "00001,1.5\n2026-00002,1.5",
            "00001 1.5\n2026-00002,1,5",
            ["wrong_column_count", "decimal_comma", "missing_ids"],
        ),
        ("00001,1.5", "00001,", ["empty_cell"]),
        ("2026-00001", "2026-0000１", ["id_spelling"]),
        ("2026-00001", "2026-00011", ["unknown_id", "missing_ids"]),
    ],
)
def test_mistakes_beside_long_ids_are_found(
    old: str, new: str, codes: list[str], read: Callable[..., Floats]
) -> None:
    labels = HiddenLabels(tuple(LONG_IDS), np.zeros(5), np.ones(5, dtype=bool))
    assert quickly(LONG.encode(), labels) is not None
    with pytest.raises(InvalidFileError) as refusal:
        read(LONG.replace(old, new).encode(), against=labels)
    assert [p.code for p in refusal.value.problems] == codes


@pytest.mark.parametrize("rows", ["5\n6,7\n8,9\n", "123456789\n2,3,4\n", "123456789,1\n2\n3,4,5\n"])
def test_a_comma_of_another_line_belongs_to_no_cell(rows: str) -> None:
    buffer = bytearray(bytes(RUN) + rows.encode() + bytes(RUN))
    assert quick_reading._cells(Block.of(buffer, RUN, RUN + len(rows))) is None


@pytest.mark.parametrize(
    ("ids", "cell", "code"),
    [
        (["Row_A", "Row_B"], "row_a", "unknown_id"),
        (["row_a", "row_b"], "Row_A", "id_spelling"),
        (["ROW_A", "ROW_B"], "Row_A", "id_spelling"),
        (['a"b', "c"], 'a"b', "stray_quote"),
        (["a\nb", "c"], "a\nb", "wrong_column_count"),
    ],
)
def test_an_id_of_letters_must_be_spelled_exactly(
    ids: list[str], cell: str, code: str, read: Callable[..., Floats]
) -> None:
    labels = HiddenLabels(tuple(ids), np.zeros(2), np.ones(2, dtype=bool))
    with pytest.raises(InvalidFileError) as refusal:
        read(f"id,prediction\n{cell},1\n{ids[1]},2\n".encode(), against=labels)
    assert refusal.value.problems[0].code == code


numbers = st.one_of(
    st.floats(-1e150, 1e150).map(repr),
    st.integers(-(10**20), 10**20).map(str),
    st.decimals(-(10**9), 10**9, places=6).map(str),
    st.from_regex(r"\A[+-]?([0-9]{1,3}\.?[0-9]{0,3}|\.[0-9]{1,3})([eE][+-]?[0-9]{1,2})?\Z"),
)
MUTATIONS = st.sampled_from([*'0123456789,.+-eE\r\n" ;\t\x00_x１é'])


@st.composite
def files(draw: st.DrawFn) -> bytes:
    """A good file with a few characters inserted, replaced or removed."""
    rows = draw(st.permutations([f"{i},{draw(numbers)}" for i in range(5)]))
    end = draw(st.sampled_from(["\n", "\r\n"]))
    text = draw(st.sampled_from(["", "id,prediction" + end])) + end.join(rows) + end
    for _ in range(draw(st.integers(0, 3))):
        at = draw(st.integers(0, len(text)))
        text = (
            text[:at]
            + draw(st.one_of(st.just(""), MUTATIONS))
            + text[at + draw(st.integers(0, 1)) :]
        )
    return text.encode()


@settings(max_examples=examples(600), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=files(), block_bytes=st.one_of(st.just(1 << 16), st.integers(8, 80)))
def test_what_the_quick_way_accepts_the_diagnosis_reads_to_the_same_bits(
    body: bytes, block_bytes: int, labels: HiddenLabels
) -> None:
    quick = quickly(body, labels, block_bytes)
    if quick is not None:
        assert quick.tobytes() == diagnose(body, labels).tobytes()


def test_a_line_that_does_not_fit_a_block_is_never_read_in_part() -> None:
    labels = HiddenLabels(("x" * 50,), np.zeros(1), np.ones(1, dtype=bool))
    body = b"x" * 50 + b",1.25"
    for block_bytes in range(40, 56):
        assert quickly(body, labels, block_bytes) is None
    assert quickly(body, labels, 60) == [1.25]


@given(st.lists(numbers, min_size=5, max_size=5), st.permutations(range(5)), st.booleans())
def test_honest_files_take_the_quick_way_and_read_as_python_does(
    texts: list[str], order: list[int], swapped: bool
) -> None:
    labels = HiddenLabels(tuple("01234"), np.zeros(5), np.ones(5, dtype=bool))
    rows = [f"{texts[i]},{i}" if swapped else f"{i},{texts[i]}" for i in order]
    header = "prediction,id" if swapped else "id,prediction"
    quick = quickly("\n".join([header, *rows]).encode(), labels)
    assert quick is not None
    assert quick.tobytes() == np.array([float(text) for text in texts]).tobytes()


@pytest.mark.parametrize("end", [b"\n", b"\r\n"])
def test_a_file_of_many_blocks_is_read_whole(end: bytes, read: Callable[..., Floats]) -> None:
    n = 60_000
    rng = np.random.default_rng(8)
    values = rng.normal(size=n) * 10.0 ** rng.integers(-12, 12, n)
    labels = HiddenLabels(tuple(map(str, range(n))), np.zeros(n), np.ones(n, dtype=bool))
    rows = [b"%d,%s" % (i, repr(float(values[i])).encode()) for i in rng.permutation(n)]
    body = end.join([b"id,prediction", *rows])
    quick = quickly(body, labels)
    assert quick is not None
    assert quick.tobytes() == values.tobytes()
    odd = body.replace(b"\n0,", b'\n"0",')
    assert quickly(odd, labels) is None
    assert read(odd, against=labels).tobytes() == values.tobytes()


def test_a_file_of_just_the_allowed_size_is_read_and_one_byte_more_is_not(
    tmp_path: Path, labels: HiddenLabels
) -> None:
    path = tmp_path / "upload"
    path.write_bytes(PLAIN)
    assert read_predictions(path, "a.csv", labels, len(PLAIN)).tolist() == VALUES
    with pytest.raises(InvalidFileError) as refusal:
        read_predictions(path, "a.csv", labels, len(PLAIN) - 1)
    assert [p.code for p in refusal.value.problems] == ["file_too_large"]


def test_a_file_that_is_not_there_is_our_fault(tmp_path: Path, labels: HiddenLabels) -> None:
    with pytest.raises(FileNotFoundError):
        read_predictions(tmp_path / "gone", "a.csv", labels, 100)


def test_the_first_problems_are_kept_and_all_are_counted(read: Callable[..., Floats]) -> None:
    body = b"id,prediction\n" + b"9,x\n" * 500
    with pytest.raises(InvalidFileError) as refusal:
        read(body)
    assert refusal.value.total == 1001  # two in each row, and the missing ids
    assert len(refusal.value.problems) == 2 * SHOWN_OF_A_CAUSE + 1
    assert refusal.value.problems[-1].code == "missing_ids"
    assert refusal.value.counts == {"unknown_id": 500, "not_a_number": 500, "missing_ids": 1}
    assert [p.row for p in refusal.value.problems[:4]] == [2, 2, 3, 3]


def test_one_mistake_in_every_row_does_not_hide_the_others(read: Callable[..., Floats]) -> None:
    with pytest.raises(InvalidFileError) as refusal:
        read(b"id,prediction\n" + b"9,1\n" * 500)
    codes = [p.code for p in refusal.value.problems]
    assert codes == ["unknown_id"] * SHOWN_OF_A_CAUSE + ["missing_ids"]


MEGABYTES_5 = 5_000_000
FLOODS = {
    "one line of digits": b"1" * MEGABYTES_5,
    "one line of commas": b"," * MEGABYTES_5,
    "a header of cells": b"a," * (MEGABYTES_5 // 2),
    "line ends": b"\n" * MEGABYTES_5,
    "carriage returns": b"\r" * MEGABYTES_5,
    "rows of one letter": b"a\n" * (MEGABYTES_5 // 2),
    "rows of a comma": b"id,prediction\n" + b",\n" * (MEGABYTES_5 // 2),
    "one row again and again": b"id,prediction\n" + b"1,1\n" * (MEGABYTES_5 // 4),
    "comments": b"id,prediction\n" + b"#\n" * (MEGABYTES_5 // 2),
    "comments above": b"#\n" * (MEGABYTES_5 // 2),
    "numbers with points in doubt": b'id,prediction\n0,"1,5"\n' + b"1,1.500\n" * (MEGABYTES_5 // 8),
    "quotes": b'"' * MEGABYTES_5,
    "an odd number of quotes": b'"' * (MEGABYTES_5 + 1),
    "rows that open a quote": b'"a\n' * (MEGABYTES_5 // 3),
    "rows that open a quote in the second cell": b'a,"\n' * (MEGABYTES_5 // 4),
    "rows of three quotes": b'"""\n' * (MEGABYTES_5 // 4),
    "one unclosed quote": b'id,prediction\n1,"' + b"\n" * MEGABYTES_5,
    "cells in quotes": b'"a",' * (MEGABYTES_5 // 4),
    "a number with an endless exponent": b"id,prediction\n1,1e" + b"9" * MEGABYTES_5,
    "zeros": bytes(MEGABYTES_5),
    "bytes that are no text": b"\xff" * MEGABYTES_5,
    "bytes that are nearly EUC-JP": b"\xa4\xa1" * (MEGABYTES_5 // 2) + b"\xff",
    "brackets": b"x" + b"[" * MEGABYTES_5,
    "spaces": b" " * MEGABYTES_5,
}


@pytest.mark.parametrize("body", FLOODS.values(), ids=FLOODS.keys())
def test_a_flood_is_refused_in_bounded_memory(body: bytes, read: Callable[..., Floats]) -> None:
    tracemalloc.start()
    try:
        with pytest.raises(InvalidFileError) as refusal:
            read(body)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert len(refusal.value.problems) <= SHOWN_OF_A_CAUSE * len(refusal.value.counts)
    assert peak < 16 * len(body)


def test_reading_stops_when_there_are_far_more_rows_than_labels(
    read: Callable[..., Floats],
) -> None:
    with pytest.raises(InvalidFileError) as refusal:
        read(PLAIN + b"4,1\n" * 5000)
    last: Problem = refusal.value.problems[-1]
    assert (last.code, last.row) == ("too_many_rows", 1007)
    assert refusal.value.total == 1001
