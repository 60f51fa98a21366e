"""The tables of a bundle as arrays: in the order of the labels, or refused with the place."""

from pathlib import Path

import pytest

from grader.definition.prediction import Prediction
from grader.predictions.number_tables import TableError
from grader.programs.training_data import read_training_data

TASK = Prediction(labels="labels.csv", train="train.csv", test="test.csv", target="y")
TRAIN = "a,b,y\n1,2,3\n4,5,6\n"
TEST = "id,b,a\n7,2,1\n8,20,10\n"


def _write(folder: Path, train: str = TRAIN, test: str = TEST) -> Path:
    (folder / "train.csv").write_text(train, "utf-8")
    (folder / "test.csv").write_text(test, "utf-8")
    return folder


def test_features_stand_in_one_order_and_rows_in_that_of_the_labels(tmp_path: Path) -> None:
    data = read_training_data(_write(tmp_path), TASK, ("8", "7"))
    assert data.features == ("b", "a")
    assert data.X.tolist() == [[2, 1], [5, 4]]
    assert data.y.tolist() == [3, 6]
    assert data.X_new.tolist() == [[20, 10], [2, 1]]


@pytest.mark.parametrize(
    ("train", "test", "table", "detail"),
    [
        ("a,b\n1,2\n", TEST, "train", "there is no column y"),
        ("b,y\n1,2\n", TEST, "train", "there is no column a"),
        (TRAIN, "b,a\n1,2\n", "test", "there is no column id"),
        ("a,b,c,y\n1,2,3,4\n", TEST, "test", "there is no column c, which train has"),
        (TRAIN, "id,b,a\n7,2,1\n", "test", "there is no row with the id 8"),
        ("a,b,y\n", TEST, "train", "there is no row"),
        ("", TEST, "train", "not enough values"),
        ("a,a,y\n1,2,3\n", TEST, "train", "two columns share a name"),
        ("a,b,y\n1,2\n", TEST, "train", "line 2 has 2 cells, not 3"),
        ("a,b,y\n1,2,3\n1,x,3\n", TEST, "train", "b in line 3 is 'x'"),
        ("a,b,y\n1,nan,3\n", TEST, "train", "b in line 2 is 'nan'"),
        (TRAIN, "id,b,a\n7,2,1\n8,inf,1\n", "test", "b in line 3 is 'inf'"),
    ],
)
def test_a_table_that_cannot_be_used_is_told(
    tmp_path: Path, train: str, test: str, table: str, detail: str
) -> None:
    with pytest.raises(TableError) as caught:
        read_training_data(_write(tmp_path, train, test), TASK, ("7", "8"))
    assert caught.value.table == table
    assert caught.value.file == f"{table}.csv"
    assert detail in str(caught.value)
