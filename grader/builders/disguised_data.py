"""The data files of a bundle in disguise, all in the same one, and the key that staff keep.

Whoever holds the key and the source knows every label. It is written beside the bundle, into a
folder that `pack` leaves behind, so that it never comes to a server.
"""

import csv
import hashlib
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from grader.builders.data_files import write_lines
from grader.builders.frozen_random import Seed
from grader.definition.prediction import Prediction
from grader.leaks.disguise import Disguised, disguise
from reference.arrays import Floats

FOLDER = "disguised"  # of a ready assignment: what its bundle says in disguise
KEY = "staff/disguise.toml"
SAMPLE = "sample_submission.csv"
LEAST_SEED_BYTES = 16
_DECIMALS = range(6, 17)  # 16 keep any two floats of a disguised column apart


def split_seed(secret: bytes, seed: Seed) -> Seed:
    """The seed of the split in disguise: whoever knows `seed` alone cannot repeat the split."""
    if isinstance(seed, bytes):
        return hashlib.sha512(len(secret).to_bytes(8, "little") + secret + seed).digest()
    words = hashlib.shake_256(len(secret).to_bytes(8, "little") + secret + b"split %d" % seed)
    return int.from_bytes(words.digest(4), "little")


def disguise_files(folder: Path, task: Prediction, secret: bytes) -> None:
    """Replace the tables, labels and sample of a bundle by disguised ones, and write the key.

    Train and test rows stay what they are, each in a new order; ids are places in the new order.
    Targets, labels and parts go with their rows, letter by letter. Raises ValueError for a secret
    of less than 16 bytes.
    """
    assert task.train is not None
    assert task.test is not None
    train, test = _CsvFile.read(folder / task.train), _CsvFile.read(folder / task.test)
    names = [name for name in test.names if name != "id"]
    learned = len(train.rows)
    features = np.vstack([train.numbers(names), test.numbers(names)])
    places = [str(place) for place in range(len(features))]
    found = disguise(features, np.zeros(len(features)), places, secret)
    cells = [",".join(row) for row in zip(*_columns(found, features), strict=True)]
    order = [int(row) for row in found.rows]
    kept = [(at, row) for at, row in enumerate(order) if row < learned]
    asked = [(at, row - learned) for at, row in enumerate(order) if row >= learned]
    target = next(name for name in train.names if name not in test.names)
    targets = train.column(target)
    write_lines(
        folder / task.train,
        ",".join((*found.columns, task.target)),
        (f"{cells[at]},{targets[row]}" for at, row in kept),
    )
    write_lines(
        folder / task.test,
        ",".join(("id", *found.columns)),
        (f"{place},{cells[at]}" for place, (at, _) in enumerate(asked)),
    )
    old_ids = test.column("id")
    id_of = {old_ids[row]: place for place, (_, row) in enumerate(asked)}
    for name in (SAMPLE, task.labels):
        _rewrite(folder / name, id_of)
    _write_key(
        folder / KEY, secret, dict(zip(found.columns, _originals(found, names), strict=True))
    )


def read_key(path: Path) -> bytes:
    """The secret in a key that `disguise_files` wrote. Raises ValueError for any other file."""
    seed = tomllib.loads(path.read_text("utf-8")).get("seed")
    return bytes.fromhex(seed if isinstance(seed, str) else "no seed")


@dataclass(frozen=True)
class _CsvFile:
    """A CSV file with a header, as it stands."""

    names: Sequence[str]
    rows: Sequence[Sequence[str]]

    @classmethod
    def read(cls, path: Path) -> "_CsvFile":
        with path.open(encoding="utf-8", newline="") as lines:
            names, *rows = csv.reader(lines)
        return cls(names, rows)

    def column(self, name: str) -> list[str]:
        """A column's cells."""
        place = self.names.index(name)
        return [row[place] for row in self.rows]

    def numbers(self, names: Sequence[str]) -> Floats:
        """Some columns (rows, names)."""
        return np.array([self.column(name) for name in names], dtype=np.float64).T


def _columns(found: Disguised, original: Floats) -> Iterator[list[str]]:
    """The cells of each column of features. original: the features that were disguised."""
    known = np.unique(original)
    for column in found.features.T:
        values, places = np.unique(column, return_inverse=True)
        cells = cells_apart(values, known)
        yield [cells[place] for place in places.tolist()]


def cells_apart(values: Floats, known: Floats) -> list[str]:
    """Distinct values as text, with as few decimals as keep them apart, and from `known` ones.

    Raises ValueError where no number of decimals does: a value then is a known one.
    """
    for decimals in _DECIMALS:
        cells = [f"{value:.{decimals}f}" for value in values.tolist()]
        read = np.array(cells, dtype=np.float64)
        if np.unique(read).size == read.size and not np.isin(read, known).any():
            return cells
    raise ValueError("a disguised value is one of the source: choose another secret")


def _rewrite(path: Path, id_of: Mapping[str, int]) -> None:
    """A file whose first column is the id of a test row, in the new order under the new ids."""
    table = _CsvFile.read(path)
    lines = sorted((id_of[row[0]], row[1:]) for row in table.rows)
    write_lines(path, ",".join(table.names), (",".join((str(i), *rest)) for i, rest in lines))


def _originals(found: Disguised, names: Sequence[str]) -> list[str]:
    """What each new column was called before."""
    return [names[place] for place in found.places]


def _write_key(path: Path, secret: bytes, names: Mapping[str, str]) -> None:
    path.parent.mkdir(exist_ok=True)
    path.touch(mode=0o600)
    columns = "".join(f'{new} = "{old}"\n' for new, old in names.items())
    path.write_text(
        "# The key to the disguise. Keep it to yourself: with it and the source, every label is\n"
        f'# known. Without it no column is found again.\nseed = "{secret.hex()}"\n\n'
        f"[columns]\n{columns}",
        "utf-8",
    )
