"""What programs are trained on and asked for: the tables of a bundle as arrays."""

import csv
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal

import numpy as np

from grader.definition.definition import Prediction
from reference.arrays import Floats

_ID = "id"


class TableError(Exception):
    """A table that cannot be used, and why. table: which of the two, file: its path."""

    def __init__(self, table: Literal["train", "test"], file: str, detail: str) -> None:
        super().__init__(detail)
        self.table, self.file = table, file


@dataclass(frozen=True, eq=False)
class TrainingData:
    """features: their names. X: (N, D) and y: (N,) to learn from. X_new: (M, D) to predict for."""

    features: tuple[str, ...]
    X: Floats
    y: Floats
    X_new: Floats


def read_training_data(root: Path, prediction: Prediction, ids: Sequence[str]) -> TrainingData:
    """The tables of a bundle, test rows in the order of `ids`, those of the labels.

    Raises TableError.
    """
    assert prediction.train is not None
    assert prediction.test is not None
    return read_tables(root, prediction.train, prediction.test, prediction.target, ids)


def read_tables(
    root: Path, train_file: str, test_file: str, target: str | None, ids: Sequence[str] | None
) -> TrainingData:
    """The two tables in a folder.

    target: the column of train to predict, None for the one that test lacks. ids: the order of the
    test rows, None for that of the file. Raises TableError.
    """
    train = _Table("train", root, train_file)
    test = _Table("test", root, test_file)
    features = tuple(name for name in test.names if name != _ID)
    if target is None:
        target = next((name for name in train.names if name not in test.names), "target")
    for table, wanted in ((train, (*features, target)), (test, (_ID,))):
        if missing := [name for name in wanted if name not in table.names]:
            raise table.error(f"there is no column {missing[0]}")
    if surplus := set(train.names) - {*features, target, _ID}:
        raise test.error(f"there is no column {min(surplus)}, which train has")
    X, y = train.numbers(features), train.numbers((target,))[:, 0]
    if ids is None:
        return TrainingData(features, X, y, test.numbers(features))
    places = {row[test.place(_ID)]: number for number, row in enumerate(test.rows)}
    if absent := [each for each in ids if each not in places]:
        raise test.error(f"there is no row with the id {absent[0]}")
    return TrainingData(features, X, y, test.numbers(features)[[places[each] for each in ids]])


@lru_cache(maxsize=4)
def training_data(
    root: Path,
    prediction: Prediction,
    ids: tuple[str, ...],
    bundle_sha256: str,  # noqa: ARG001 - part of the key
) -> TrainingData:
    """The tables of a bundle, read once for as many programs as come."""
    return read_training_data(root, prediction, ids)


class _Table:
    """A CSV file with a header."""

    def __init__(self, table: Literal["train", "test"], root: Path, file: str) -> None:
        self._table, self._file = table, file
        try:
            with (root / file).open(encoding="utf-8-sig", newline="") as lines:
                self.names, *self.rows = csv.reader(lines)
        except (ValueError, csv.Error) as error:
            raise self.error(str(error) or "it is empty") from None
        if len(set(self.names)) != len(self.names):
            raise self.error("two columns share a name")
        if not self.rows:
            raise self.error("there is no row")

    def error(self, detail: str) -> TableError:
        """What is wrong with it."""
        return TableError(self._table, self._file, detail)

    def place(self, name: str) -> int:
        """Where a column stands."""
        return self.names.index(name)

    def numbers(self, names: Sequence[str]) -> Floats:
        """Some columns, (rows, names). Raises TableError for what is no finite number."""
        places = [self.place(name) for name in names]
        values = np.empty((len(self.rows), len(places)))
        for number, row in enumerate(self.rows):
            try:
                values[number] = [float(row[place]) for place in places]
            except (ValueError, IndexError):
                raise self._row_error(number, row, places) from None
        if not np.isfinite(values).all():
            number = int(np.flatnonzero(~np.isfinite(values).all(axis=1))[0])
            raise self._row_error(number, self.rows[number], places)
        return values

    def _row_error(self, number: int, row: Sequence[str], places: Sequence[int]) -> TableError:
        if len(row) != len(self.names):
            return self.error(f"line {number + 2} has {len(row)} cells, not {len(self.names)}")
        bad = next(place for place in places if not _is_number(row[place]))
        return self.error(f"{self.names[bad]} in line {number + 2} is {row[bad][:40]!r}")


def _is_number(text: str) -> bool:
    try:
        return math.isfinite(float(text))
    except ValueError:
        return False
