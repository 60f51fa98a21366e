"""The data of the assignment `comment-volume`, from UCI's `Features_Variant_1.csv`."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from grader.builders import problems
from grader.builders.comment_columns import FEATURES, TARGET
from grader.builders.data_files import write_lines
from grader.builders.frozen_random import Seed, frozen_random
from grader.builders.source_file import MAX_BYTES, read_source
from grader.bundles.folder import BundleError
from grader.problems import Problem
from reference.arrays import Booleans

SOURCE_NAME = "Features_Variant_1.csv"
PUBLISHED_SHA256 = "f8a739d1d95318694a7827fe5cc07d7ff5478ef9200a529f7625f8a45838a611"
_COLUMNS = (*FEATURES, TARGET)
_LEAST_ROWS = 100
_MOST_PROBLEMS = 20
_TEST_SHARE = 4  # one row in so many, rounded up


@dataclass(frozen=True)
class _Row:
    """One post: its features as they stand in the file, and the comments it received."""

    features: str
    target: str


def write_comment_volume(folder: Path, data: Path | None, seed: Seed) -> tuple[Problem, ...]:
    """Write train.csv, test.csv, sample_submission.csv and private/labels.csv into a folder.

    A quarter of the rows, chosen by the seed, is the test, and half of that is public. Test rows
    stand in random order, so neither a row's place nor its id tells its label or its part. Returns
    warnings. Raises BundleError for data of any other shape.
    """
    if data is None:
        raise BundleError((problems.DATA_REQUIRED(name="comment-volume"),))
    content = read_source(data, SOURCE_NAME)
    rows = _rows(content, data.name)
    random = frozen_random(seed)
    order = random.permutation(len(rows))
    test_size = -(-len(rows) // _TEST_SHARE)
    public = random.permutation(test_size) < test_size // 2
    _write_test(folder, [rows[i] for i in order[:test_size]], public)
    _write_train(folder, [rows[i] for i in order[test_size:]])
    return tuple(_content_warnings(content, data.name))


def _rows(content: bytes, name: str) -> list[_Row]:
    try:
        lines = content.decode("ascii").splitlines()
    except UnicodeDecodeError:
        problem = problems.DATA_UNREADABLE(file=name, limit_bytes=MAX_BYTES)
        raise BundleError((problem,)) from None
    if found := tuple(_shape_problems(lines, name)):
        raise BundleError(found[:_MOST_PROBLEMS])
    if len(lines) < _LEAST_ROWS:
        problem = problems.DATA_TOO_SHORT(file=name, rows=len(lines), least=_LEAST_ROWS)
        raise BundleError((problem,))
    parts = (line.rpartition(",") for line in lines)
    return [_Row(features, target) for features, _, target in parts]


def _shape_problems(lines: list[str], name: str) -> Iterator[Problem]:
    for number, line in enumerate(lines, start=1):
        cells = line.split(",")
        if len(cells) != len(_COLUMNS):
            expected = len(_COLUMNS)
            yield problems.DATA_COLUMNS(file=name, got=len(cells), expected=expected, row=number)
            continue
        yield from _cell_problems(cells, name, number)


def _cell_problems(cells: list[str], name: str, row: int) -> Iterator[Problem]:
    """The cells that are no finite number, and a negative target."""
    values = np.array([_number(cell) for cell in cells])
    for i in np.flatnonzero(~np.isfinite(values)):
        text, column = ascii(cells[i][:40]), _COLUMNS[i]
        yield problems.DATA_NOT_NUMBER(file=name, text=text, row=row, column=column)
    if values[-1] < 0:
        yield problems.DATA_NEGATIVE(file=name, text=cells[-1][:40], row=row, column=TARGET)


def _number(cell: str) -> float:
    """The number as every CSV reader reads it, not the `1_000` that Python allows; else NaN."""
    try:
        return np.nan if "_" in cell else float(cell)
    except ValueError:
        return np.nan


def _write_train(folder: Path, rows: list[_Row]) -> None:
    lines = (f"{row.features},{row.target}" for row in rows)
    write_lines(folder / "train.csv", ",".join(_COLUMNS), lines)


def _write_test(folder: Path, rows: list[_Row], public: Booleans) -> None:
    """The rows that participants predict; ids are places in the order of the file."""
    features = (f"{i},{row.features}" for i, row in enumerate(rows))
    write_lines(folder / "test.csv", ",".join(("id", *FEATURES)), features)
    zeros = (f"{i},0" for i in range(len(rows)))
    write_lines(folder / "sample_submission.csv", "id,prediction", zeros)
    labels = (
        f"{i},{row.target},{'public' if public[i] else 'private'}" for i, row in enumerate(rows)
    )
    write_lines(folder / "private" / "labels.csv", "id,label,part", labels)


def _content_warnings(content: bytes, name: str) -> Iterator[Problem]:
    got = hashlib.sha256(content).hexdigest()
    if got != PUBLISHED_SHA256:
        yield problems.DATA_DIFFERENT(file=name, got=got, expected=PUBLISHED_SHA256)
