"""The assignment `comment-volume` as tests have it: its data, made here or real, and its files."""

from pathlib import Path

import numpy as np

from reference.arrays import Floats

ADDRESS = "/api/v1/courses/ml/assignments/comment-volume"


def make_features(path: Path) -> Path:
    """A file of the shape of UCI's, with structure enough for models to differ."""
    rng = np.random.default_rng(7)
    n = 1200
    table = np.zeros((n, 54))
    table[:, 0] = rng.lognormal(10, 2, n).round()
    table[:, 3] = rng.integers(1, 100, n)
    table[:, 4:29] = rng.gamma(2, 20, (n, 25)).round(3)
    table[:, 29:34] = rng.poisson(rng.gamma(0.5, 40, (n, 1)), (n, 5))
    table[:, 34] = rng.integers(0, 73, n)
    table[:, 35] = rng.integers(0, 2000, n)
    table[:, 36] = rng.poisson(50, n)
    table[:, 38] = 24
    table[np.arange(n), 39 + rng.integers(0, 7, n)] = 1
    table[np.arange(n), 46 + rng.integers(0, 7, n)] = 1
    signal = table[:, 30] * np.exp(-table[:, 34] / 20) + 0.1 * table[:, 36] * (table[:, 35] < 300)
    table[:, 53] = rng.poisson(signal)
    np.savetxt(path, table, fmt="%.10g", delimiter=",", newline="\r\n")
    return path


def read_csv(path: Path) -> tuple[list[str], list[list[str]]]:
    """The names of the columns, and the rows."""
    header, *rows = (line.split(",") for line in path.read_text().splitlines())
    return header, rows


def write_predictions(path: Path, ids: list[str], predictions: Floats) -> Path:
    """A prediction file in shuffled order, its numbers in full precision."""
    order = np.random.default_rng(len(path.name)).permutation(len(ids))
    lines = [f"{ids[row]},{float(predictions[row])!r}" for row in order]
    path.write_text("id,prediction\n" + "\n".join(lines) + "\n")
    return path
