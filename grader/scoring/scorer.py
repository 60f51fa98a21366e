"""From predictions to an outcome: the hidden labels of a bundle, and what is scored by them."""

import tempfile
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from grader.definition.bundle import Bundle
from grader.definition.definition import Definition
from grader.definition.prediction import Prediction
from grader.leaks.policy import LADDER_METRICS, PublicLadder, course_ladder
from grader.metrics import METRICS, Metric
from grader.predictions.diagnosis.findings import InvalidFileError
from grader.predictions.label_file import read_labels
from grader.predictions.labels import HiddenLabels
from grader.predictions.reading import read_predictions
from grader.reports import Outcome, Report
from grader.sandbox.runner import Limits, Runner
from grader.scoring.custom import CustomMetric
from grader.scoring.file_scores import Scores
from grader.scoring.label_checks import scores_of_file
from grader.scoring.ranges import clipped, range_of
from grader.verdicts import Verdict
from reference.arrays import Floats


@dataclass(frozen=True)
class Scorer:
    """What scores predictions of a bundle. runner: for a metric of the bundle's own."""

    bundle: Bundle
    runner: Runner

    @property
    def task(self) -> Prediction:
        """The bundle's table `prediction`."""
        task = self.bundle.definition.prediction
        assert task is not None
        return task

    @property
    def labels(self) -> HiddenLabels:
        """The hidden labels."""
        return hidden_labels(self.bundle, self.task)

    @property
    def limits(self) -> Limits:
        """What code may use by the bundle's table `limits`."""
        return limits_of(self.bundle.definition)

    def read(self, path: Path, filename: str) -> Floats:
        """The predictions (N,) of a file, in the order of the labels. Raises InvalidFileError."""
        most_bytes = self.bundle.definition.limits.file_bytes
        return read_predictions(path, filename, self.labels, most_bytes)

    def read_bytes(self, body: bytes, filename: str) -> Floats:
        """The same of a file that is not on the disk."""
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "predictions"
            path.write_bytes(body)
            return self.read(path, filename).copy()

    def outcome(self, predictions: Floats, file: Path | None = None, output: str = "") -> Outcome:
        """What predictions (N,) score. file: where they were read from. output: what was printed.

        Raises MetricFaultError where a metric of the bundle's own fails.
        """
        try:
            scores = self._scores(predictions, file)
        except InvalidFileError as error:
            return refuse(error, output)
        return Outcome(
            verdict=Verdict.SCORED,
            score=scores.public,
            private_score=scores.private,
            report=Report(rows=len(predictions), output=output),
        )

    def _scores(self, predictions: Floats, file: Path | None) -> Scores:
        within = range_of(self.bundle.root, self.task, self.bundle.sha256)
        if self.task.metric_file is None:
            metric = METRICS[self.task.metric]
            return scores_of_file(file, predictions, self.labels, metric, within)
        own = CustomMetric.in_bundle(self.bundle.root, self.task.metric_file)
        return own.scores(clipped(predictions, within), self.labels, self.runner, self.limits)


def known_metric(task: Prediction) -> Metric:
    """The metric of a task, the mean absolute error where the bundle brings its own."""
    return METRICS.get(task.metric, METRICS["mae"])


def hidden_labels(bundle: Bundle, task: Prediction) -> HiddenLabels:
    """The labels of a bundle whose table `prediction` is `task`."""
    return labels_of_file(bundle.root / task.labels, bundle.sha256)


def public_ladder(bundle: Bundle) -> PublicLadder | None:
    """The Ladder over the public labels of a bundle, whatever its `release` says.

    None where its metric is none that the Ladder releases.
    """
    task = bundle.definition.prediction
    if task is None or task.metric not in LADDER_METRICS:
        return None
    tracks = len(bundle.definition.tracks)
    return _ladder(bundle.root / task.labels, bundle.sha256, task.metric, tracks)


def refuse(error: InvalidFileError, output: str = "") -> Outcome:
    """The outcome of a file that cannot be scored."""
    report = Report(
        problems=error.problems,
        problems_total=error.total,
        problem_counts=error.counts,
        output=output,
    )
    return Outcome(verdict=Verdict.INVALID_FILE, report=report)


def limits_of(definition: Definition) -> Limits:
    """What code may use, as the runner takes it."""
    limits = definition.limits
    return Limits(limits.wall_s, limits.cpu_s, limits.memory_bytes, limits.output_bytes)


@lru_cache(maxsize=64)
def _ladder(path: Path, bundle_sha256: str, metric: str, tracks: int) -> PublicLadder:
    labels = labels_of_file(path, bundle_sha256).public_part.values
    ladder = course_ladder(metric, labels, tracks)
    return PublicLadder(ladder, METRICS[metric].better == "higher")


@lru_cache(maxsize=16)
def labels_of_file(path: Path, bundle_sha256: str) -> HiddenLabels:  # noqa: ARG001 - part of the key
    """The labels of a bundle, read once for as many submissions as come."""
    return read_labels(path)
