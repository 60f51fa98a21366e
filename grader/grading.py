"""One grading: a submitted file against an assignment version."""

import math
import platform
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path

import numpy as np

from grader.bundles.definition import Definition, Layers, Prediction, Program
from grader.bundles.source import Bundle
from grader.layers.judge import judge
from grader.metrics import METRICS, RowLosses
from grader.metrics.custom import CustomMetric
from grader.metrics.files import scores_of_file
from grader.predictions.findings import InvalidFileError
from grader.predictions.labels import HiddenLabels, read_labels
from grader.predictions.reading import read_predictions
from grader.predictions.scoring import Scores
from grader.programs.files import CLAIM, InvalidProgramError
from grader.programs.grading import Proof
from grader.programs.training_data import training_data
from grader.reports import Evidence, Outcome, Report
from grader.sandbox.runner import Limits as RunLimits
from grader.sandbox.runner import Runner, Watch
from grader.verdicts import Verdict
from reference.arrays import Floats


@dataclass(frozen=True)
class Job:
    """What is graded: the file as uploaded, and the seed of anything random.

    track: the slug of its track, which says whether the file holds predictions or a program.
    """

    bundle: Bundle
    file: Path
    filename: str
    file_sha256: str
    seed: int
    track: str | None = None


Keep = Callable[[Floats], None]


def grade(
    job: Job, runner: Runner, watch: Watch | None = None, keep: Keep | None = None
) -> Outcome:
    """The outcome of one submission. watch: told what a program prints while it runs.

    keep: handed the predictions (N,), in the order of the labels, where they are scored by a metric
    that is a mean over rows. Raises where the fault is ours.
    """
    definition = job.bundle.definition
    track = definition.track(job.track) if job.track else None
    if definition.layers is not None:
        outcome = _grade_layers(job, definition, definition.layers, runner)
        return outcome.model_copy(update={"evidence": _evidence(job, definition)})
    assert definition.prediction is not None
    if track is None or track.proof != "program":
        outcome = _grade_predictions(job, definition, definition.prediction, runner, keep)
        return outcome.model_copy(update={"evidence": _evidence(job, definition)})
    outcome, sha256 = _grade_program(job, definition.prediction, track.program, runner, watch, keep)
    evidence = _evidence(job, definition)
    proved = {"limits": _limits_in_force(track.program), "predictions_sha256": sha256}
    return outcome.model_copy(update={"evidence": evidence.model_copy(update=proved)})


def row_losses(definition: Definition) -> RowLosses | None:
    """How the assignment's score is a mean over rows; None where it is not, or not known to be."""
    task = definition.prediction
    if task is None or task.metric_file is not None:
        return None
    return METRICS[task.metric].rows


def public_losses(bundle: Bundle, predictions: Floats) -> Floats | None:
    """The losses (M,) of the public rows, from predictions (N,) in the order of the labels.

    None where the score is no mean over rows. Raises ValueError for another number of predictions.
    """
    task, rows = bundle.definition.prediction, row_losses(bundle.definition)
    if task is None or rows is None:
        return None
    labels = _labels(bundle.root / task.labels, bundle.sha256)
    if predictions.shape != labels.values.shape:
        raise ValueError(f"expected predictions {labels.values.shape}, got {predictions.shape}")
    public = labels.public_part
    return rows.losses(predictions[public.rows], public.values)


def _hand_over(predictions: Floats, task: Prediction, keep: Keep | None) -> None:
    if keep is not None and task.metric_file is None and METRICS[task.metric].rows is not None:
        keep(predictions)


def _grade_predictions(
    job: Job, definition: Definition, task: Prediction, runner: Runner, keep: Keep | None
) -> Outcome:
    labels = _labels(job.bundle.root / task.labels, job.bundle.sha256)
    try:
        predictions = read_predictions(job.file, job.filename, labels, definition.limits.file_bytes)
        scores = _scores(job, task, job.file, predictions, labels, runner)
    except InvalidFileError as error:
        return _refused(error)
    _hand_over(predictions, task, keep)
    return _scored(scores, len(predictions))


def _grade_program(
    job: Job,
    task: Prediction,
    rules: Program,
    runner: Runner,
    watch: Watch | None,
    keep: Keep | None,
) -> tuple[Outcome, str | None]:
    """The outcome of a program, and the hash of what it predicted."""
    labels = _labels(job.bundle.root / task.labels, job.bundle.sha256)
    data = training_data(job.bundle.root, task, labels.ids, job.bundle.sha256)
    metric = METRICS.get(task.metric, METRICS["mae"])
    sign = 1.0 if metric.better == "lower" else -1.0

    def distance(predictions: Floats) -> float:
        """How far predictions are from all labels; such as the metric cannot score are no good."""
        need = metric.of_predictions
        is_fit = need is None or bool(need.meets(predictions).all())
        return sign * metric.function(predictions, labels.values) if is_fit else math.inf

    proof = Proof(
        rules,
        data,
        distance,
        lambda claim: _claimed(claim, labels, job.bundle.definition.limits.file_bytes),
        runner,
        job.seed,
    )
    attempt = proof.attempt(job.file, job.filename, watch)
    if attempt.predictions is None:
        verdict = attempt.verdict or Verdict.ERROR_IN_CODE
        total = len(attempt.problems)
        report = Report(problems=attempt.problems, problems_total=total, output=attempt.output)
        return Outcome(verdict=verdict, report=report), None
    with tempfile.NamedTemporaryFile(suffix=".npy") as file:
        np.save(file, attempt.predictions)
        file.flush()
        try:
            found = _scores(job, task, Path(file.name), attempt.predictions, labels, runner)
        except InvalidFileError as error:
            return _refused(error, attempt.output), attempt.predictions_sha256
    _hand_over(attempt.predictions, task, keep)
    return _scored(found, len(attempt.predictions), attempt.output), attempt.predictions_sha256


def _claimed(claim: bytes, labels: HiddenLabels, most_bytes: int) -> Floats:
    """The predictions that came along with a program. Raises InvalidProgramError."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / CLAIM
        path.write_bytes(claim)
        try:
            return read_predictions(path, CLAIM, labels, most_bytes).copy()
        except InvalidFileError as error:
            raise InvalidProgramError(error.problems) from None


def _scores(
    job: Job,
    task: Prediction,
    path: Path,
    predictions: Floats,
    labels: HiddenLabels,
    runner: Runner,
) -> Scores:
    """The scores of predictions that lie in a file. Raises InvalidFileError."""
    if task.metric_file is None:
        return scores_of_file(path, predictions, labels, METRICS[task.metric])
    limits = job.bundle.definition.limits
    metric = CustomMetric.in_bundle(job.bundle.root, task.metric_file)
    allowed = RunLimits(limits.wall_s, limits.cpu_s, limits.memory_bytes, limits.output_bytes)
    return metric.scores(predictions, labels, runner, allowed)


def _scored(scores: Scores, rows: int, output: str = "") -> Outcome:
    return Outcome(
        verdict=Verdict.SCORED,
        score=scores.public,
        private_score=scores.private,
        report=Report(rows=rows, output=output),
    )


def _refused(error: InvalidFileError, output: str = "") -> Outcome:
    report = Report(problems=error.problems, problems_total=error.total, output=output)
    return Outcome(verdict=Verdict.INVALID_FILE, report=report)


def _limits_in_force(rules: Program) -> dict[str, float]:
    return {
        "wall_s": rules.wall_s,
        "cpu_s": rules.cpu_s,
        "memory_bytes": rules.memory_bytes,
        "source_bytes": rules.source_bytes,
    }


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
