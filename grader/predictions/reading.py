"""From an uploaded prediction file to predictions in the order of the labels."""

import os
from pathlib import Path, PurePosixPath

from grader.predictions.bulk.quick_reading import read_quickly
from grader.predictions.diagnosis.diagnosis import diagnose
from grader.predictions.diagnosis.file_problems import EMPTY_FILE, FILE_TOO_LARGE, NOT_A_TABLE
from grader.predictions.diagnosis.findings import refusal
from grader.predictions.diagnosis.signatures import NPY_MAGIC, foreign_format, is_program
from grader.predictions.labels import HiddenLabels
from grader.predictions.npy import read_npy
from grader.predictions.npy_problems import NOT_NPY
from grader.problems import Problem
from reference.arrays import Floats

_CODE = frozenset({".py", ".ipynb"})
_TABLES = frozenset({".csv", ".tsv", ".txt", ""})
_PYTHON = "Python"
_HEAD_BYTES = 4096


def find_other_than_predictions(path: Path, filename: str) -> Problem | None:
    """Why a file holds no predictions, as far as its name and its beginning tell; None if it may.

    Of text under the name of a table only what no table can be is refused: what begins like code
    may be an id.
    """
    suffix = PurePosixPath(filename).suffix.lower()
    with path.open("rb") as file:
        head = file.read(_HEAD_BYTES)
    if head.startswith(NPY_MAGIC):
        return None
    if suffix == ".npy":
        return NOT_NPY()
    if suffix in _CODE:
        return NOT_A_TABLE(format=_PYTHON if suffix == ".py" else "Jupyter")
    found = foreign_format(head)
    if suffix in _TABLES and found in {None, _PYTHON}:
        found = _PYTHON if is_program(head) else None
    return None if found is None else NOT_A_TABLE(format=found)


def read_predictions(path: Path, filename: str, labels: HiddenLabels, max_bytes: int) -> Floats:
    """The predictions (N,) in the order of the labels, all finite; not to be written to.

    path: where the file is. filename: what its author called it; the content decides between CSV
    and .npy. Raises InvalidFileError with every problem of the file.
    """
    with path.open("rb", buffering=0) as file:
        if os.fstat(file.fileno()).st_size > max_bytes:
            raise refusal(FILE_TOO_LARGE, limit_bytes=max_bytes)
        magic = file.read(len(NPY_MAGIC))
        file.seek(0)
        if not magic:
            raise refusal(EMPTY_FILE)
        if magic == NPY_MAGIC:
            return read_npy(file.read(), len(labels.ids))
        if filename.lower().endswith(".npy"):
            raise refusal(NOT_NPY)
        quick = read_quickly(file, labels)
        file.seek(0)
        return diagnose(file.read(), labels) if quick is None else quick
