"""One grading: a submitted file against an assignment version."""

import platform
from dataclasses import dataclass
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path

import numpy as np

from grader.bundles.definition import Definition, Layers, Prediction
from grader.bundles.source import Bundle
from grader.layers.judge import judge
from grader.metrics import METRICS
from grader.predictions.findings import InvalidFileError
from grader.predictions.labels import HiddenLabels, read_labels
from grader.predictions.reading import read_predictions
from grader.predictions.scoring import score_predictions
from grader.reports import Evidence, Outcome, Report
from grader.sandbox.runner import Limits as RunLimits
from grader.sandbox.runner import Runner
from grader.verdicts import Verdict


@dataclass(frozen=True)
class Job:
    """What is graded: the file as uploaded, and the seed of anything random."""

    bundle: Bundle
    file: Path
    filename: str
    file_sha256: str
    seed: int


def grade(job: Job, runner: Runner) -> Outcome:
    """The outcome of one submission. Raises where the fault is ours."""
    definition = job.bundle.definition
    if definition.prediction is not None:
        outcome = _grade_predictions(job, definition, definition.prediction)
    else:
        assert definition.layers is not None
        outcome = _grade_layers(job, definition, definition.layers, runner)
    return outcome.model_copy(update={"evidence": _evidence(job, definition)})


def _grade_predictions(job: Job, definition: Definition, task: Prediction) -> Outcome:
    labels = _labels(job.bundle.root / task.labels, job.bundle.sha256)
    try:
        predictions = read_predictions(job.file, job.filename, labels, definition.limits.file_bytes)
    except InvalidFileError as error:
        report = Report(problems=error.problems, problems_total=error.total)
        return Outcome(verdict=Verdict.INVALID_FILE, report=report)
    scores = score_predictions(predictions, labels, METRICS[task.metric])
    return Outcome(
        verdict=Verdict.SCORED,
        score=scores.public,
        private_score=scores.private,
        report=Report(rows=len(predictions)),
    )


def _grade_layers(job: Job, definition: Definition, task: Layers, runner: Runner) -> Outcome:
    limits = definition.limits
    return judge(
        job.file.read_bytes(),
        job.filename,
        task,
        RunLimits(
            wall_s=limits.wall_s,
            cpu_s=limits.cpu_s,
            memory_bytes=limits.memory_bytes,
            output_bytes=limits.output_bytes,
        ),
        runner,
        job.seed,
    )


@lru_cache(maxsize=16)
def _labels(path: Path, bundle_sha256: str) -> HiddenLabels:  # noqa: ARG001 - part of the key
    """The labels of a bundle, read once for as many submissions as come."""
    return read_labels(path)


def _evidence(job: Job, definition: Definition) -> Evidence:
    return Evidence(
        file_sha256=job.file_sha256,
        bundle_sha256=job.bundle.sha256,
        metric=definition.prediction and definition.prediction.metric,
        seed=job.seed,
        python=platform.python_version(),
        numpy=np.__version__,
        gradus=version("gradus"),
    )
