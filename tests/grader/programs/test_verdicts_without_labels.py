"""What becomes of a program, its score apart, is the same whatever the hidden labels are."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from grader import Bundle, Job, Outcome, grade, open_folder

ROWS = 40
RNG = np.random.default_rng(8)
TRAIN, TEST = RNG.normal(size=(60, 2)), RNG.normal(size=(ROWS, 2))
LABELS = RNG.permutation(np.arange(ROWS) % 2)
TARGETS = (TRAIN[:, 0] > 0).astype(int)
TABLES = """
train = "private/train.csv"
test = "private/test.csv"

[[tracks]]
slug = "proved"
title = { en = "Proved" }
rules = { en = "NumPy only." }
proof = "program"

[tracks.program]
learns = true
"""
# It answers by tables in the order of the sorted rows, by the second once targets are shuffled.
ASKING = """
import numpy as np
FIRST, SECOND = np.array({first}), np.array({second})
class Model:
    def fit(self, X, y):
        self.first = y[:12].astype(int).tolist() == {start}
    def predict(self, X):
        out = np.empty(len(X))
        out[np.lexsort((X[:, 1], X[:, 0]))] = FIRST if self.first else SECOND
        return out
"""


def rows_of(table: Any) -> list[str]:
    return [",".join(map(repr, map(float, row))) for row in table]


@pytest.fixture
def bundle_with(prediction_bundle: Callable[..., Path]) -> Callable[[Any], Bundle]:
    """A bundle of a program track with these labels."""

    def make(labels: Any) -> Bundle:
        table = "id,label\n" + "".join(f"{i},{label}\n" for i, label in enumerate(labels))
        folder = prediction_bundle(labels=table, tables=TABLES)
        train = (f"{cells},{y}\n" for cells, y in zip(rows_of(TRAIN), TARGETS, strict=True))
        (folder / "private/train.csv").write_text("a,b,target\n" + "".join(train))
        test = (f"{i},{cells}\n" for i, cells in enumerate(rows_of(TEST)))
        (folder / "private/test.csv").write_text("id,a,b\n" + "".join(test))
        sample = "id,prediction\n" + "".join(f"{i},0\n" for i in range(ROWS))
        (folder / "sample_submission.csv").write_text(sample)
        return open_folder(folder)

    return make


@pytest.fixture
def graded(code_runner: Any, tmp_path: Path) -> Callable[[Bundle, str], Outcome]:
    def graded(bundle: Bundle, source: str) -> Outcome:
        file = tmp_path / "model.py"
        file.write_text(source)
        return grade(Job(bundle, file, "model.py", "0" * 64, 5, "proved"), code_runner)

    return graded


def questions() -> list[str]:
    """First answers that are right for half of the rows; seconds, each better by some rows."""
    first = LABELS.astype(float)
    first[::2] = 0.5
    found = []
    for row in range(0, ROWS, 5):
        second = np.full(ROWS, 0.5)
        second[row:] = first[row:]
        start = TARGETS[:12].tolist()
        found.append(ASKING.format(first=first.tolist(), second=second.tolist(), start=start))
    return found


@pytest.mark.long
def test_labels_have_no_part_in_whether_a_program_is_refused(
    bundle_with: Callable[[Any], Bundle], graded: Callable[[Bundle, str], Outcome]
) -> None:
    worlds = bundle_with(LABELS), bundle_with(1 - LABELS), bundle_with(np.roll(LABELS, 7))
    refused = set()
    for source in questions():
        told = [graded(world, source) for world in worlds]
        assert len({outcome.verdict for outcome in told}) == 1
        assert len({outcome.report.model_dump_json() for outcome in told}) == 1
        refused.add(told[0].verdict.value)
    assert refused == {"scored", "rule_violation"}
