"""What programs are trained on and asked for: the tables of a bundle as arrays."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from grader.definition.prediction import Prediction
from grader.predictions.number_tables import NumberTable
from reference.arrays import Floats

_ID = "id"


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
    train = NumberTable("train", root, train_file)
    test = NumberTable("test", root, test_file)
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


def read_train(root: Path, train_file: str, target: str | None) -> TrainingData:
    """The table to learn from alone, where nobody has the other: with no row to predict for.

    target: its column, None for the last one. Raises TableError.
    """
    train = NumberTable("train", root, train_file)
    target = train.names[-1] if target is None else target
    features = tuple(name for name in train.names if name not in {_ID, target})
    if target not in train.names:
        raise train.error(f"there is no column {target}")
    X, y = train.numbers(features), train.numbers((target,))[:, 0]
    return TrainingData(features, X, y, X[:0])


@lru_cache(maxsize=4)
def training_data(
    root: Path,
    prediction: Prediction,
    ids: tuple[str, ...],
    bundle_sha256: str,  # noqa: ARG001 - part of the key
) -> TrainingData:
    """The tables of a bundle, read once for as many programs as come."""
    return read_training_data(root, prediction, ids)
