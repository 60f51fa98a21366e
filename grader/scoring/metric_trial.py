"""A bundle's own metric tried before it judges anybody: as it will be run, on what it will meet.

On the sample submission, on a constant, on the labels themselves and on fewer rows: each must give
a finite number, the labels no worse than the constant, not all alike, and the sample the same
number again.
"""

import ast
import math
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from grader.definition.definition import Definition
from grader.predictions.diagnosis.findings import InvalidFileError
from grader.predictions.label_file import read_labels
from grader.predictions.labels import HiddenLabels
from grader.predictions.reading import read_predictions
from grader.problems import Problem
from grader.sandbox.runner import Runner
from grader.scoring.custom import FUNCTION, CustomMetric, MetricFaultError
from grader.scoring.problems import (
    METRIC_DIRECTION,
    METRIC_IGNORES,
    METRIC_REPEATS,
    METRIC_TRIED,
)
from grader.scoring.scorer import limits_of
from languages import translatable
from reference.arrays import Floats

_SAMPLE = "sample_submission.csv"
_ON_SAMPLE = translatable("the sample submission")
_ON_CONSTANT = translatable("a constant")
_ON_LABELS = translatable("the labels themselves")
_ON_FEWER = translatable("half of the rows")


@dataclass(frozen=True)
class _Trial:
    metric: CustomMetric
    runner: Runner
    definition: Definition

    def scores(self, predictions: Floats, labels: HiddenLabels) -> tuple[float, ...]:
        """The scores of public and then of private rows. Raises MetricFaultError."""
        limits = limits_of(self.definition)
        found = self.metric.scores(predictions, labels, self.runner, limits)
        if found.private is not None or labels.private_part.rows.size == 0:
            return (found.public,) if found.private is None else (found.public, found.private)
        # Why it gives nothing for private rows is told only of public ones.
        swapped = HiddenLabels(labels.ids, labels.values, ~labels.public)
        return (found.public, self.metric.scores(predictions, swapped, self.runner, limits).public)


def metric_problems(root: Path, definition: Definition, runner: Runner) -> tuple[Problem, ...]:
    """What is wrong with the metric of the bundle at `root`, as running it tells.

    Nothing where the bundle has no metric of its own. The first thing that fails is told alone; its
    line is one of the metric's.
    """
    task = definition.prediction
    if task is None or task.metric_file is None:
        return ()
    labels = read_labels(root / task.labels)
    trial = _Trial(CustomMetric.in_bundle(root, task.metric_file), runner, definition)
    return tuple(_problems(trial, labels, _sample(root, definition, labels)))


def _sample(root: Path, definition: Definition, labels: HiddenLabels) -> Floats:
    """The sample submission, or as many zeros where it cannot be read."""
    path = next((root / name for name in definition.starter if name.endswith(_SAMPLE)), None)
    try:
        assert path is not None, "the definition asks for it"
        return read_predictions(path, path.name, labels, definition.limits.file_bytes)
    except InvalidFileError:
        return np.zeros(len(labels.ids))


def _problems(trial: _Trial, labels: HiddenLabels, sample: Floats) -> Iterator[Problem]:
    constant = np.full(labels.values.shape, float(np.mean(labels.values)))
    half = np.arange(len(labels.ids)) % 2 == 0
    fewer = HiddenLabels(
        tuple(id_ for id_, kept in zip(labels.ids, half, strict=True) if kept),
        labels.values[half],
        labels.public[half] if labels.public[half].any() else ~labels.public[half],
    )
    found = []
    for name, predictions, rows in (
        (_ON_SAMPLE, sample, labels),
        (_ON_CONSTANT, constant, labels),
        (_ON_LABELS, labels.values, labels),
        (_ON_FEWER, sample[half], fewer),
        (_ON_SAMPLE, sample, labels),
    ):
        try:
            found.append(trial.scores(predictions, rows))
        except MetricFaultError as fault:
            yield from _tell(trial, name, fault)
            return
    yield from _compare(trial, found)
    if found[0] == found[1] == found[2] and np.ptp(labels.values) > 0:
        yield METRIC_IGNORES(
            file=trial.metric.file, score=f"{found[0][0]:.6g}", line=_line_of(trial.metric.source)
        )


def _tell(trial: _Trial, name: str, fault: MetricFaultError) -> Iterator[Problem]:
    line = fault.problems[-1].line or _line_of(trial.metric.source)
    yield METRIC_TRIED(file=trial.metric.file, on=name, line=line)
    yield fault.problems[-1].model_copy(update={"line": line})


def _compare(trial: _Trial, found: list[tuple[float, ...]]) -> Iterator[Problem]:
    sample, constant, perfect, _, again = found
    file, line = trial.metric.file, _line_of(trial.metric.source)
    if sample != again:
        yield METRIC_REPEATS(
            file=file, first=f"{sample[0]:.17g}", second=f"{again[0]:.17g}", line=line
        )
    task = trial.definition.prediction
    assert task is not None
    sign = 1 if task.direction == "lower" else -1
    worse = [p for p, c in zip(perfect, constant, strict=True) if sign * (p - c) > 0]
    if worse and all(math.isfinite(value) for value in worse):
        yield METRIC_DIRECTION(
            file=file,
            better=task.direction,
            perfect=f"{perfect[0]:.6g}",
            constant=f"{constant[0]:.6g}",
            line=line,
        )


def _line_of(source: bytes) -> int:
    """The line on which the metric is defined."""
    tree = ast.parse(source)
    return next(
        node.lineno
        for node in tree.body
        if isinstance(node, ast.FunctionDef) and node.name == FUNCTION
    )
