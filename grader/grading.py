"""One grading: a submitted file against an assignment version."""

import platform
from dataclasses import dataclass
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path

import numpy as np

from grader.bundles.definition import Limits
from grader.bundles.source import Bundle
from grader.layers.judge import judge
from grader.metrics import METRICS
from grader.predictions.labels import HiddenLabels, read_labels
from grader.predictions.problems import NOT_FINITE_SCORE
from grader.predictions.reading import InvalidFileError, read_predictions
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
        outcome = _grade_predictions(job)
    else:
        outcome = _grade_layers(job, runner)
    return outcome.model_copy(update={"evidence": _evidence(job)})
