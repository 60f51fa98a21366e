"""Data of the shape that the builders read, and runs of what they hand out."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from grader.definition.bundle import Bundle
from grader.predictions.label_file import read_labels
from grader.predictions.reading import read_predictions

ROWS = 203


@pytest.fixture(scope="session")
def made_up_comments() -> bytes:
    """Posts of our own in the columns of `Features_Variant_1.csv`, with a target one can learn."""
    rng = np.random.default_rng(1)
    counts = rng.integers(0, 1_000, size=(ROWS, 53)).astype(float)
    counts[:, 37] = 0
    comments = np.round(counts[:, 29] ** 0.9 * rng.uniform(0.5, 1.5, size=ROWS))
    lines = (
        ",".join([*(f"{value:g}" for value in row), f"{target:.0f}"])
        for row, target in zip(counts, comments, strict=True)
    )
    return "".join(f"{line}\r\n" for line in lines).encode()


@pytest.fixture
def made_up_file(made_up_comments: bytes, tmp_path: Path) -> Path:
    path = tmp_path / "Features_Variant_1.csv"
    path.write_bytes(made_up_comments)
    return path


@pytest.fixture
def run_baseline() -> Callable[[Bundle, Path], tuple[float, float]]:
    """Runs a bundle's baseline as a student would: its MAE, and the sample submission's."""

    def run(bundle: Bundle, folder: Path) -> tuple[float, float]:
        folder.mkdir()
        for name, path in bundle.starter_files().items():
            (folder / name).write_bytes(path.read_bytes())
        command = [sys.executable, "-I", "-W", "error", str(folder / "baseline.py")]
        environment = {**os.environ, "OPENBLAS_NUM_THREADS": "1"}
        subprocess.run(command, check=True, capture_output=True, timeout=120, env=environment)
        return _mae(bundle, folder / "submission.csv"), _mae(
            bundle, folder / "sample_submission.csv"
        )

    return run


def _mae(bundle: Bundle, file: Path) -> float:
    assert bundle.labels_path is not None
    labels = read_labels(bundle.labels_path)
    predictions = read_predictions(file, file.name, labels, bundle.definition.limits.file_bytes)
    return float(np.abs(predictions - labels.values).mean())
