"""A bundle's own metric is run before it judges anybody: what fails is told with its line."""

from pathlib import Path

import pytest

from grader import open_folder
from grader.sandbox.plain.subprocess_runner import SubprocessRunner
from grader.scoring.metric_trial import metric_problems

HEAD = "import numpy as np\n\n\n"
GOOD = HEAD + "def score(predictions, labels):\n    return np.mean((predictions - labels) ** 2)\n"
COUNTS = (
    HEAD
    + "import time\n\n\ndef score(predictions, labels):\n"
    + "    return np.mean((predictions - labels) ** 2) + time.perf_counter()\n"
)


def returning(what: str) -> str:
    return HEAD + f"def score(predictions, labels):\n    return {what}\n"


@pytest.fixture
def folder(tmp_path: Path):
    def make(source: str, better: str = "lower") -> Path:
        (tmp_path / "private").mkdir()
        (tmp_path / "private" / "metric.py").write_text(source)
        rows = range(6)
        labels = "".join(f"{n},{n * n},{'public' if n % 2 else 'private'}\n" for n in rows)
        (tmp_path / "private" / "labels.csv").write_text("id,label,part\n" + labels)
        sample = "id,prediction\n" + "".join(f"{n},0\n" for n in rows)
        (tmp_path / "sample_submission.csv").write_text(sample)
        (tmp_path / "statement.md").write_text("# Own\n")
        (tmp_path / "assignment.toml").write_text(f"""
schema = 1
slug = "own"
kind = "prediction"
title = {{ en = "Own" }}
statement = {{ en = "statement.md" }}
starter = ["sample_submission.csv"]
[[tracks]]
slug = "main"
title = {{ en = "Main" }}
rules = {{ en = "Anything goes." }}
[limits]
wall_s = 2
[prediction]
labels = "private/labels.csv"
metric = "custom"
metric_file = "private/metric.py"
better = "{better}"
release = "rounded"
""")
        return tmp_path

    return make


def codes(folder: Path) -> list[tuple[str, int | None]]:
    definition = open_folder(folder).definition
    found = metric_problems(folder, definition, SubprocessRunner())
    return [(problem.code, problem.line) for problem in found]


def test_a_metric_that_scores_is_taken(folder) -> None:
    assert codes(folder(GOOD)) == []


@pytest.mark.parametrize(
    ("source", "wrong", "line"),
    [
        ("import pandas as pd\n" + GOOD, "module_unavailable", 1),
        (returning("None"), None, 4),
        (returning("'12'"), None, 4),
        (returning("float('nan')"), "bundle_metric_result", 4),
        (returning("np.mean(predictions / predictions)"), "bundle_metric_result", 4),
        (returning("1 / (len(labels) - 3)"), None, 5),
        (returning("labels[predictions]"), None, 5),
        (GOOD.replace("    return", "    while True: pass\n    return"), "time_limit", 4),
    ],
)
def test_what_keeps_a_metric_from_scoring_is_told_with_its_line(
    folder, source: str, wrong: str | None, line: int
) -> None:
    found = codes(folder(source))
    if wrong is None and not found:
        pytest.fail("nothing was found")
    assert found[0] == ("bundle_metric_tried", line)
    assert wrong is None or found[1] == (wrong, line)


def test_a_metric_that_fails_on_private_rows_alone_is_refused_too(folder) -> None:
    source = GOOD.replace("    return", "    if labels[0] == 0: return float('nan')\n    return")
    assert codes(folder(source))[0][0] == "bundle_metric_tried"


@pytest.mark.long
@pytest.mark.parametrize("what", ["1.0", "True", "np.mean(labels)"])
def test_a_metric_that_does_not_look_at_predictions_is_refused(folder, what: str) -> None:
    assert codes(folder(returning(what))) == [("bundle_metric_ignores", 4)]


def test_a_direction_by_which_the_labels_lose_is_refused(folder) -> None:
    assert codes(folder(GOOD, better="higher")) == [("bundle_metric_direction", 4)]


@pytest.mark.long
def test_a_metric_that_scores_the_same_file_twice_otherwise_is_refused(folder) -> None:
    assert codes(folder(COUNTS))[0] == ("bundle_metric_repeats", 7)
