"""The processor time of a grading is the same whatever the labels are, by a stated rank test.

Two worlds differ in their hidden labels alone: every label is turned into its opposite. The same
file is graded in both, in turns drawn at random, and the two samples of times are compared by the
rank sum (Mann and Whitney 1947, with the normal approximation), two-sided, at a level of 0.001 for
all metrics together. The same test sees a grading that takes a tenth longer.
"""

import hashlib
import time
from collections.abc import Callable
from pathlib import Path
from statistics import NormalDist
from typing import Any

import numpy as np
import pytest

from grader import open_folder
from grader.grading import Job, grade

ROWS, PAIRS = 2_000, 400
METRICS = ("mae", "rmse", "r2", "accuracy", "macro_f1", "auc", "log_loss")
LEVEL = 0.001 / len(METRICS)
LABELS = np.random.default_rng(14).permutation(np.arange(ROWS) % 2)
PROBABILITIES = {"auc", "log_loss"}


def probability_of_ranks(one: list[float], other: list[float]) -> float:
    """How often two samples of one distribution have ranks at least so far apart, two-sided."""
    n, m = len(one), len(other)
    everything = np.array([*one, *other])
    _, places, counts = np.unique(everything, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(counts) - (counts - 1) / 2)[places]  # equal times share a rank
    u = ranks[:n].sum() - n * (n + 1) / 2
    ties = float((counts.astype(float) ** 3 - counts).sum())
    total = n + m
    variance = n * m / 12 * (total + 1 - ties / (total * (total - 1)))
    return 2 * NormalDist().cdf(-abs(u - n * m / 2) / variance**0.5)


def test_the_test_is_one_of_ranks() -> None:
    """Of all 20 ways to rank three and three, two are as far apart: 0.1, by the normal 0.05."""
    assert round(probability_of_ranks([1, 2, 3], [4, 5, 6]), 4) == 0.0495
    assert probability_of_ranks([1, 2, 3], [1, 2, 3]) == 1


@pytest.mark.proof
@pytest.mark.parametrize("metric", METRICS)
def test_grading_takes_as_long_whatever_the_labels_are(
    metric: str, prediction_bundle: Callable[..., Path], tmp_path: Path, code_runner: Any
) -> None:
    worlds = [
        open_folder(bundle_of(metric, labels, prediction_bundle)) for labels in (LABELS, 1 - LABELS)
    ]
    file = tmp_path / "predictions.csv"
    draw = np.random.default_rng(3)
    values = draw.random(ROWS) if metric in PROBABILITIES else draw.integers(0, 2, ROWS)
    file.write_text("id,prediction\n" + "".join(f"{i},{value}\n" for i, value in enumerate(values)))
    sha256 = hashlib.sha256(file.read_bytes()).hexdigest()
    times: tuple[list[float], list[float]] = ([], [])
    for turn in range(PAIRS + 5):
        for world in draw.permutation(2).tolist():
            started = time.process_time_ns()
            outcome = grade(Job(worlds[world], file, file.name, sha256, seed=0), code_runner)
            took = float(time.process_time_ns() - started)
            assert outcome.score is not None
            if turn >= 5:  # until then labels are read, and code is warm
                times[world].append(took)

    found = probability_of_ranks(*times)
    assert found > LEVEL, f"{metric}: medians of {[np.median(one) / 1e6 for one in times]} ms"
    assert probability_of_ranks(times[0], [1.1 * one for one in times[1]]) < LEVEL


def bundle_of(metric: str, labels: Any, prediction_bundle: Callable[..., Path]) -> Path:
    """A bundle under these labels, half of them private."""
    rows = (
        f"{i},{label},{'public' if i < ROWS // 2 else 'private'}\n"
        for i, label in enumerate(labels)
    )
    folder = prediction_bundle(labels="id,label,part\n" + "".join(rows))
    toml = folder / "assignment.toml"
    toml.write_text(toml.read_text().replace('metric = "mae"', f'metric = "{metric}"'))
    sample = "id,prediction\n" + "".join(f"{i},0\n" for i in range(ROWS))
    (folder / "sample_submission.csv").write_text(sample)
    return folder
