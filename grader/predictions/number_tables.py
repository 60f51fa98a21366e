"""Tables of numbers in a bundle: CSV with a header, read whole or by column."""

import csv
import math
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

import numpy as np

from reference.arrays import Floats


class TableError(Exception):
    """A table that cannot be used, and why. table: which of the two, file: its path."""

    def __init__(self, table: Literal["train", "test"], file: str, detail: str) -> None:
        super().__init__(detail)
        self.table, self.file = table, file


class NumberTable:
    """A CSV file with a header. names: of its columns. rows: the cells of the others, as text."""

    def __init__(self, table: Literal["train", "test"], root: Path, file: str) -> None:
        """Read it. Raises TableError."""
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


def read_targets(root: Path, train_file: str, target: str) -> Floats:
    """The targets (N,) of a table in a folder. Raises TableError."""
    train = NumberTable("train", root, train_file)
    if target not in train.names:
        raise train.error(f"there is no column {target}")
    return train.numbers((target,))[:, 0]


def _is_number(text: str) -> bool:
    try:
        return math.isfinite(float(text))
    except ValueError:
        return False
