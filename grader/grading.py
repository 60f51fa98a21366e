"""One grading: a submitted file against an assignment version."""

import hashlib
import platform
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib import metadata
from pathlib import Path

import numpy as np

from grader.definition.bundle import Bundle
from grader.definition.layer_tasks import Layers
from grader.definition.tracks import ProgramRules
from grader.judge_version import judge_version
from grader.layers.judge import judge
from grader.predictions.diagnosis.findings import InvalidFileError
from grader.programs.asking import Asking
from grader.programs.files import CLAIM, InvalidProgramError
from grader.programs.grading import Attempt, Proof
from grader.programs.training_data import training_data
from grader.reports import Evidence, Outcome
from grader.sandbox.runner import OnOutput, Runner
from grader.scoring.scorer import Scorer, limits_of, refuse
from grader.verdicts import Verdict
from reference.arrays import Floats


@dataclass(frozen=True)
class Job:
    """What is graded: the file as uploaded, and the seed of anything random.

    track: the slug of its track, which says whether the file holds predictions or a program.
    order_key: the secret behind the order in which a program is asked for hidden rows; that of the
    labels where it is empty. extra_s: how much longer than others a program may run.
    """

    bundle: Bundle
    file: Path
    filename: str
    file_sha256: str
    seed: int
    track: str | None = None
    order_key: bytes = b""
    extra_s: float = 0.0


OnPredictions = Callable[[Floats], None]


def grade(
    job: Job,
    runner: Runner,
    on_output: OnOutput | None = None,
    on_predictions: OnPredictions | None = None,
) -> Outcome:
    """The outcome of one submission. on_output: told what a program prints while it runs.

    on_predictions: handed the predictions (N,), in the order of the labels, where they are scored.
    Raises where the fault is ours.
    """
    definition = job.bundle.definition
    if definition.layers is not None:
        return _add_evidence(job, _grade_layers(job, definition.layers, runner))
    scorer = Scorer(job.bundle, runner)
    track = definition.track(job.track) if job.track else None
    if track is None or track.proof != "program":
        return _add_evidence(job, _grade_predictions(job, scorer, on_predictions))
    rules = track.program.with_more_time(job.extra_s)
    attempt = _attempt(job, scorer, rules, on_output)
    outcome = attempt.outcome(
        lambda values, output: _score(scorer, values, output, on_predictions=on_predictions)
    )
    return _add_evidence(job, outcome, rules, attempt)


def _grade_layers(job: Job, task: Layers, runner: Runner) -> Outcome:
    limits = limits_of(job.bundle.definition)
    return judge(job.file.read_bytes(), job.filename, task, limits, runner, job.seed)


def _grade_predictions(job: Job, scorer: Scorer, on_predictions: OnPredictions | None) -> Outcome:
    try:
        predictions = scorer.read(job.file, job.filename)
    except InvalidFileError as error:
        return refuse(error)
    return _score(scorer, predictions, file=job.file, on_predictions=on_predictions)


def _score(
    scorer: Scorer,
    predictions: Floats,
    output: str = "",
    *,
    file: Path | None = None,
    on_predictions: OnPredictions | None,
) -> Outcome:
    outcome = scorer.outcome(predictions, file, output)
    if on_predictions is not None and outcome.verdict is Verdict.SCORED:
        on_predictions(predictions)
    return outcome


def _attempt(job: Job, scorer: Scorer, rules: ProgramRules, on_output: OnOutput | None) -> Attempt:
    def read_claim(body: bytes) -> Floats:
        try:
            return scorer.read_bytes(body, CLAIM)
        except InvalidFileError as error:
            raise InvalidProgramError(error.problems) from None

    data = training_data(job.bundle.root, scorer.task, scorer.labels.ids, job.bundle.sha256)
    offers_test, key = job.bundle.definition.offers_test, job.order_key
    proof = Proof(
        rules,
        data,
        read_claim,
        scorer.runner,
        job.seed,
        asking=Asking.secretly(data.X_new, key, job.file_sha256) if key else None,
        withholds=not offers_test,
        is_limited=offers_test and not _is_baseline(job),
    )
    return proof.attempt(job.file, job.filename, on_output)


def _is_baseline(job: Job) -> bool:
    """Whether a file is one of the teachers' own."""
    baselines = job.bundle.definition.baselines
    files = {job.bundle.root / each.file for each in baselines if each.track == job.track}
    known = {hashlib.sha256(file.read_bytes()).hexdigest() for file in files}
    return job.file_sha256 in known


@cache
def _version() -> str:
    """That of Gradus, which is read from a file."""
    return metadata.version("gradus")


def _add_evidence(
    job: Job, outcome: Outcome, rules: ProgramRules | None = None, attempt: Attempt | None = None
) -> Outcome:
    """The outcome with what it rests on. rules, attempt: of a program."""
    task = job.bundle.definition.prediction
    evidence = Evidence(
        file_sha256=job.file_sha256,
        bundle_sha256=job.bundle.sha256,
        metric=task and task.metric,
        seed=job.seed,
        python=platform.python_version(),
        numpy=np.__version__,
        gradus=_version(),
        judge=judge_version(),
        limits=rules and rules.limits,
        predictions_sha256=attempt and attempt.predictions_sha256,
        order_sha256=attempt and attempt.order_sha256,
    )
    return outcome.model_copy(update={"evidence": evidence})
