"""A program for a verified track on its author's own machine: its rules, and a trial of it.

The hidden labels never leave the server. Here a program learns from four fifths of train.csv and
predicts the last fifth, so that it is seen to run and roughly how good it is.
"""

import re
from dataclasses import replace
from pathlib import Path

import numpy as np

from grader import METRICS, Outcome, Report, RunnerFaultError, Verdict
from grader.definition.bundle import FILE_NAME
from grader.definition.prediction import Prediction
from grader.definition.tracks import ProgramRules
from grader.metrics import Metric
from grader.predictions.number_tables import TableError
from grader.programs.asking import Asking
from grader.programs.grading import Proof
from grader.programs.training_data import TrainingData, read_tables, read_train
from grader.scoring.scorer import known_metric
from grader.sources.notebooks import InvalidSourceError
from grader.sources.reading import read_source
from gradus.api.answers import CheckedAnswer
from gradus.core.failures import CommandError
from gradus.local.offline import bundle_in, our_fault, report_of, runner_here
from reference.arrays import Floats

_MODEL = re.compile(rb"^class\s+Model\b", re.MULTILINE)
_TRAIN, _TEST = "train.csv", "test.csv"
_SHARE = 0.8  # of train.csv that is learnt from
_SEED = 0
_NAME = "program"
_ADVISORY = (
    "Advisory: learnt from four fifths of train.csv and scored on the last one. The course's server"
    " trains on all of it, by its own limits, and scores on hidden labels."
)


def is_program(file: Path) -> bool:
    """Whether a file is meant for a track that takes programs: an archive, or a class `Model`."""
    if file.suffix.lower() == ".zip":
        return True
    if file.suffix.lower() not in {".py", ".ipynb"}:
        return False
    try:
        source = read_source(file.read_bytes(), file.name)
    except InvalidSourceError:
        return False
    return _MODEL.search(source.code) is not None


def check_program(
    file: Path, assignment: str | None, *, require_sandbox: bool = False
) -> CheckedAnswer:
    """What the server would say of a program's rules, and how a trial of it went.

    assignment: a folder with train.csv, such as a bundle's, whose rules then count;
    without it, where the file is, or here. Raises CommandError as
    `gradus.local.offline.check_layers`.
    """
    folder = _folder(file, assignment)
    rules, task = _read_rules(folder)
    metric = known_metric(task) if task else METRICS["mae"]
    data, truth = _trial(folder, task)
    with runner_here(required=require_sandbox) as (runner, confinement):
        proof = Proof(
            rules,
            data,
            read_claim=lambda _: None,
            runner=runner,
            seed=_SEED,
            asking=Asking.secretly(data.X_new, _NAME.encode(), ""),
            is_limited=(folder / _TEST).is_file(),
        )
        try:
            attempt = proof.attempt(file, file.name)
        except RunnerFaultError as fault:
            raise our_fault(file.name, fault) from fault
    outcome = attempt.outcome(lambda values, output: _score_held_out(metric, values, truth, output))
    return CheckedAnswer(
        assignment=_NAME,
        verdict=outcome.verdict.value,
        score=outcome.score,
        points=None,
        max_points=None,
        metric=metric.slug,
        better=metric.better,
        report=report_of(outcome),
        confinement=confinement,
        advisory=_ADVISORY,
    )


def _folder(file: Path, assignment: str | None) -> Path:
    places = [file.parent, Path()] if assignment is None else [Path(assignment)]
    for place in places:
        if (place / _TRAIN).is_file():
            return place
    raise CommandError(
        f"There is no {_TRAIN} to try a program on.",
        "Download it from the assignment's page, or give its folder with --assignment.",
    )


def _read_rules(folder: Path) -> tuple[ProgramRules, Prediction | None]:
    """The rules for programs and the task of a bundle; the usual rules where it is none."""
    if not (folder / FILE_NAME).is_file():
        return ProgramRules(repeatable=True), None
    definition = bundle_in(folder).definition
    tracks = [track for track in definition.tracks if track.proof == "program"]
    if not tracks:
        raise CommandError(f"{folder} has no track that takes programs.")
    return tracks[0].program, definition.prediction


def _trial(folder: Path, task: Prediction | None) -> tuple[TrainingData, Floats]:
    """Rows of train.csv to learn from and to predict, and the targets of the latter."""
    try:
        target = task.target if task else None
        if (folder / _TEST).is_file():
            data = read_tables(folder, _TRAIN, _TEST, target, None)
        else:  # the rows that the server asks for are hidden
            data = read_train(folder, _TRAIN, target)
    except TableError as error:
        raise CommandError(f"{error.file} cannot be used: {error}.", "Download it again.") from None
    order = np.random.default_rng(_SEED).permutation(len(data.y))
    learnt, asked = np.split(order, [round(_SHARE * len(order))])
    trial = replace(data, X=data.X[learnt], y=data.y[learnt], X_new=data.X[asked])
    return trial, data.y[asked]


def _score_held_out(metric: Metric, predictions: Floats, truth: Floats, output: str) -> Outcome:
    """The metric on the rows that were held back."""
    distance = metric.distance(predictions, truth)
    return Outcome(
        verdict=Verdict.SCORED,
        score=distance if metric.better == "lower" else -distance,
        report=Report(rows=len(truth), output=output),
    )
