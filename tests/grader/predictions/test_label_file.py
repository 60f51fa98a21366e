"""The file of hidden labels: what it may say, what it must not, and that it stays hidden."""

import io
from pathlib import Path

import numpy as np
import pytest

from grader.predictions.diagnosis.findings import InvalidFileError
from grader.predictions.label_file import read_labels
from grader.predictions.labels import HiddenLabels


def problems_of(body: bytes) -> list[tuple[str, int | None, str | None]]:
    """Code, row and column of every problem of a file of labels."""
    with pytest.raises(InvalidFileError) as refusal:
        read_labels(io.BytesIO(body))
    return [(p.code, p.row, p.column) for p in refusal.value.problems]


def test_labels_keep_the_order_of_the_file_and_their_parts() -> None:
    labels = read_labels(io.BytesIO(b"id,part,label\nb,public,1.5\na,private,-2\nc,public,3\n"))
    assert labels.ids == ("b", "a", "c")
    assert labels.values.tolist() == [1.5, -2.0, 3.0]
    assert labels.public.tolist() == [True, False, True]
    assert labels.public_part.rows.tolist() == [0, 2]
    assert labels.private_part.rows.tolist() == [1]
    assert labels.private_part.values.tolist() == [-2.0]


def test_without_parts_every_row_is_public(tmp_path: Path) -> None:
    file = tmp_path / "labels.csv"
    file.write_bytes(b"id,label\n0,1\n1,2\n")
    assert read_labels(file).public.all()


def test_labels_never_show_themselves() -> None:
    labels = HiddenLabels(("first", "second"), np.array([123.5, 678.5]), np.array([True, False]))
    for text in (repr(labels), str(labels), f"{labels}", repr([labels])):
        assert "HiddenLabels(2 rows, 1 public)" in text
        for secret in ("123", "678", "first"):
            assert secret not in text


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b"", [("empty_file", None, None)]),
        (b"id,label\n", [("no_rows", 1, None)]),
        (b"id,value\n0,1\n", [("unknown_column", 1, "value"), ("missing_column", 1, "label")]),
        (b"id,label\n0,1\n0,2\n", [("duplicate_id", 3, "id")]),
        (b"id,label\n,1\n", [("empty_cell", 2, "id")]),
        (b"id,label\n0,NaN\n1,x\n", [("missing_value", 2, "label"), ("not_a_number", 3, "label")]),
        (b"id,label\n0,1e151\n1,2\n", [("out_of_range", 2, "label")]),
        (b"id,label,part\n0,1,public\n1,2,hidden\n", [("wrong_part", 3, "part")]),
        (b"id,label,part\n0,1,public\n1,2\n", [("wrong_column_count", 3, None)]),
        (b"id,label,part\n0,1,private\n1,2,private\n", [("no_public_rows", None, None)]),
    ],
)  # fmt: skip
def test_mistakes_of_the_author_are_told_with_their_places(
    body: bytes, expected: list[tuple[str, int | None, str | None]]
) -> None:
    assert problems_of(body) == expected


@pytest.mark.parametrize(
    ("ids", "values", "public"),
    [
        ((), [], []),
        (("0",), [1.0, 2.0], [True]),
        (("0",), [1.0], []),
        (("0", "0"), [1.0, 2.0], [True, True]),
    ],
)
def test_labels_that_do_not_fit_together_are_an_error_of_ours(
    ids: tuple[str, ...], values: list[float], public: list[bool]
) -> None:
    with pytest.raises(ValueError, match="need"):
        HiddenLabels(ids, np.array(values), np.array(public, dtype=bool))
