"""Predictions are scored within a range, so that one score carries no block of labels."""

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from grader import open_folder, public_losses
from grader.bundles.folder import BundleError
from grader.bundles.lint import lint
from grader.sandbox.plain.subprocess_runner import SubprocessRunner
from grader.scoring.ranges import range_of
from grader.scoring.scorer import Scorer
from reference.arrays import Floats
from tests.grader.bundles.test_lint import BEFORE

ROWS = 60
LABELS = np.random.default_rng(11).integers(0, 2, ROWS)
TRAIN = "x,target\n0,-3\n1,5\n2,4\n"


@pytest.fixture
def bundle_of(prediction_bundle: Callable[..., Path]) -> Callable[..., Path]:
    def make(metric: str, tables: str = "", train: bool = False) -> Path:
        table = "id,label\n" + "".join(f"{i},{label}\n" for i, label in enumerate(LABELS))
        folder = prediction_bundle(labels=table, tables=tables + 'train = "train.csv"\n' * train)
        text = (folder / "assignment.toml").read_text()
        (folder / "assignment.toml").write_text(text.replace('"mae"', f'"{metric}"'))
        sample = "id,prediction\n" + "".join(f"{i},0\n" for i in range(ROWS))
        (folder / "sample_submission.csv").write_text(sample)
        (folder / "train.csv").write_text(TRAIN)
        return folder

    return make


def score(folder: Path, predictions: Floats) -> float:
    found = Scorer(open_folder(folder), SubprocessRunner()).outcome(predictions).score
    assert found is not None
    return found


def labels_in_one_score(folder: Path, metric: str, rows: int = 10) -> int:
    """How many labels of the first rows are right, read from the digits of one score."""
    ones = int(LABELS.sum())
    total = Fraction(ones * (ROWS - ones), ROWS)
    probe = np.zeros(ROWS)
    probe[:rows] = 1e6 * 2.0 ** np.arange(rows)
    shown = Fraction(score(folder, probe))
    squares = (1 - shown) * total if metric == "r2" else shown**2 * ROWS
    sum_of_squares = sum(Fraction(p) ** 2 for p in probe.tolist())
    read = round((sum_of_squares + ones - squares) / Fraction(2e6))
    guesses = [(max(read, 0) >> row) & 1 for row in range(rows)]
    return sum(map(int.__eq__, guesses, LABELS[:rows].tolist()))


@pytest.mark.parametrize("metric", ["r2", "rmse"])
def test_a_block_of_labels_is_in_no_score_of_predictions_within_a_range(
    bundle_of: Callable[..., Path], metric: str
) -> None:
    assert labels_in_one_score(bundle_of(metric), metric) == 10
    bounded = bundle_of(metric, "range = [0, 1]\n")
    assert labels_in_one_score(bounded, metric) <= 8  # all zeros or ones
    inside = np.linspace(0, 1, ROWS)
    assert score(bounded, inside) == score(bundle_of(metric), inside)
    assert score(bounded, np.where(inside > 0.5, 1e300, -7.0)) == score(bounded, np.round(inside))


def test_the_bundles_range_comes_before_that_of_the_training_targets(
    bundle_of: Callable[..., Path],
) -> None:
    def ends(*settings: object) -> tuple[float, float] | None:
        folder = bundle_of(*settings)
        task = open_folder(folder).definition.prediction
        assert task is not None
        found = range_of(folder, task)
        return None if found is None else (found.low, found.high)

    assert ends("mae") is None
    assert ends("mae", "", True) == (-3, 5)
    assert ends("mae", "range = [-0.5, 1]\n", True) == (-0.5, 1)
    assert ends("accuracy", "", True) is None  # classes are no lengths
    assert ends("accuracy", "range = [0, 1]\n") == (0, 1)


def test_losses_are_those_of_the_score(bundle_of: Callable[..., Path]) -> None:
    bundle = open_folder(bundle_of("mae", "", True))
    far = np.full(ROWS, 1e9)
    np.testing.assert_array_equal(public_losses(bundle, far), 5 - LABELS)


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("range = [0, 0.5]", "bundle_range_excludes_labels"),
        ("range = [1, 0]", "bundle_range_ends"),
        ("range = [1]", "bundle_range_ends"),
        ("range = [0, 1, 2]", "bundle_range_ends"),
        ("range = [0, inf]", "bundle_out_of_range"),
        ('range = "all"', "bundle_not_list"),
    ],
)
def test_a_range_that_is_none_is_an_error(
    bundle_of: Callable[..., Path], line: str, code: str
) -> None:
    with pytest.raises(BundleError) as refusal:
        open_folder(bundle_of("mae", line + "\n"))
    assert [problem.code for problem in refusal.value.problems] == [code]


def test_lint_says_what_keeps_predictions_in_a_range(bundle_of: Callable[..., Path]) -> None:
    def notes(folder: Path) -> set[str]:
        return {note.code for note in lint(folder, BEFORE).notes}

    unbounded, beyond = "bundle_scores_unbounded", "bundle_labels_beyond_targets"
    assert unbounded in notes(bundle_of("rmse"))
    assert not {unbounded, beyond} & notes(bundle_of("rmse", "", True))
    assert unbounded not in notes(bundle_of("log_loss"))
    folder = bundle_of("rmse", "", True)
    (folder / "train.csv").write_text("x,target\n0,0\n1,0.5\n")
    assert beyond in notes(folder)
