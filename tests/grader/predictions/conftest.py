"""Ways to put bytes before the reader."""

from collections.abc import Callable
from pathlib import Path

import pytest

from grader.predictions.diagnosis.findings import InvalidFileError
from grader.predictions.labels import HiddenLabels
from grader.predictions.reading import read_predictions
from grader.problems import Problem
from reference.arrays import Floats

MAX_BYTES = 20_000_000

Read = Callable[..., Floats]
Refuse = Callable[..., tuple[Problem, ...]]


@pytest.fixture
def read(tmp_path: Path, labels: HiddenLabels) -> Read:
    """Read bytes as an uploaded file."""

    def _read(body: bytes, filename: str = "mine.csv", against: HiddenLabels = labels) -> Floats:
        path = tmp_path / "upload"
        path.write_bytes(body)
        return read_predictions(path, filename, against, MAX_BYTES)

    return _read


@pytest.fixture
def refuse(read: Read) -> Refuse:
    """The problems for which bytes are refused; all of them are kept."""

    def _refuse(body: bytes, filename: str = "mine.csv") -> tuple[Problem, ...]:
        with pytest.raises(InvalidFileError) as refusal:
            read(body, filename)
        assert refusal.value.total == len(refusal.value.problems)
        return refusal.value.problems

    return _refuse
