"""A prediction assignment of a size, and files for it, as other benchmarks here use them."""

from pathlib import Path

import numpy as np

ROWS = 10_000
DEFINITION = """\
schema = 1
slug = "big"
kind = "prediction"
title = { en = "Big" }
starter = ["sample_submission.csv"]

[statement]
en = "statement.md"

[[tracks]]
slug = "main"
title = { en = "Main" }
rules = { en = "Anything goes." }

[prediction]
labels = "labels.csv"

[quota]
per_day = 1000000
"""


def made_up_labels(rng: np.random.Generator) -> np.ndarray:
    """Hidden labels, (ROWS,)."""
    return rng.gamma(0.5, 15, ROWS).round()


def make_bundle(folder: Path, labels: np.ndarray) -> Path:
    """A prediction assignment with these hidden labels, all public."""
    folder.mkdir()
    (folder / "assignment.toml").write_text(DEFINITION)
    (folder / "statement.md").write_text("# Big\n")
    rows = "".join(f"{number},0\n" for number in range(ROWS))
    (folder / "sample_submission.csv").write_text("id,prediction\n" + rows)
    (folder / "labels.csv").write_text(
        "id,label\n" + "".join(f"{number},{label:g}\n" for number, label in enumerate(labels))
    )
    return folder


def prediction_file(rng: np.random.Generator) -> bytes:
    """Predictions in full precision, in shuffled order."""
    values = rng.gamma(0.5, 15, ROWS)
    rows = (f"{number},{float(values[number])!r}\n" for number in rng.permutation(ROWS))
    return ("id,prediction\n" + "".join(rows)).encode()
