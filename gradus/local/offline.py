"""Judging a file on its author's own machine: layers in full, predictions by their format.

The labels of a prediction assignment never leave the server, so a score cannot be had here.
"""

import contextlib
import csv
import hashlib
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from grader import (
    Bundle,
    BundleError,
    Job,
    Outcome,
    Runner,
    RunnerFaultError,
    SandboxRunner,
    SubprocessRunner,
    UnavailableError,
    grade,
    open_folder,
)
from grader.builders.registry import BUILDERS
from grader.bundles.ready import READY, ready_folder
from grader.definition.bundle import FILE_NAME
from grader.definition.definition import Limits
from grader.predictions.diagnosis.findings import InvalidFileError
from grader.predictions.labels import HiddenLabels
from grader.predictions.reading import read_predictions
from gradus.api.answers import CheckedAnswer, FindingAnswer, FormatAnswer, LayerAnswer, ReportAnswer
from gradus.core.failures import CommandError, ExitCode
from gradus.output.wording import bundle_refusal, in_words

_DEFAULT_BUNDLE = "backprop-layers"
_COMPLETE = tuple(name for name in READY if name not in BUILDERS)
_SAMPLE = "sample_submission.csv"
_SEED = 0
_ADVISORY = (
    "Advisory: the course's server decides, with fresh inputs and hidden cases, which never ship."
)


def check_layers(
    file: Path, assignment: str | None, *, require_sandbox: bool = False
) -> CheckedAnswer:
    """The verdict of the judge on a layer file, as the server would give it.

    assignment: a ready assignment's name or a bundle's folder. Raises CommandError for neither,
    for a fault of ours, and where there is no sandbox though it is required.
    """
    bundle = _bundle(assignment or _DEFAULT_BUNDLE)
    if bundle.definition.kind != "layers":
        raise CommandError(f"{assignment} takes predictions, not code.")
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    with runner_here(required=require_sandbox) as (runner, confinement):
        outcome = _judge(Job(bundle, file, file.name, digest, _SEED), runner)
    return CheckedAnswer(
        assignment=bundle.definition.slug,
        verdict=outcome.verdict.value,
        score=outcome.score,
        points=outcome.points,
        max_points=outcome.max_points,
        metric="points",
        better="higher",
        report=report_of(outcome),
        confinement=confinement,
        advisory=_ADVISORY,
    )


def _judge(job: Job, runner: Runner) -> Outcome:
    try:
        return grade(job, runner)
    except RunnerFaultError as fault:
        raise our_fault(job.filename, fault) from fault


def our_fault(filename: str, fault: RunnerFaultError) -> CommandError:
    """What to say where a file was not judged."""
    return CommandError(
        f"{filename} was not judged, and that is our fault: {fault}.",
        "Try again; 'gradus doctor' tells what is in the way.",
        exit_code=ExitCode.FAULT,
    )


@contextlib.contextmanager
def runner_here(*, required: bool) -> Iterator[tuple[Runner, str]]:
    """The sandbox where this machine has one, else a plain process; and which it is, in words."""
    try:
        sandbox = SandboxRunner(warm_children=1)
    except UnavailableError as missing:
        reason = missing.reason.rstrip(".")
        if required:
            raise CommandError(
                f"There is no sandbox on this machine: {reason}.", exit_code=ExitCode.FAULT
            ) from missing
        yield SubprocessRunner(), f"a plain process ({reason}): run nobody else's code this way"
        return
    with contextlib.closing(sandbox):
        in_force = [each.defence.value for each in sandbox.findings if each.in_force]
        yield sandbox, f"the sandbox ({', '.join(in_force)})"


def check_predictions(file: Path, assignment: str | None) -> FormatAnswer:
    """What is wrong with a prediction file's form, by the ids of a sample submission."""
    sample = _sample(file, assignment)
    ids = _ids(sample)
    rows = HiddenLabels(ids, np.zeros(len(ids)), np.ones(len(ids), dtype=np.bool_))
    try:
        read_predictions(file, file.name, rows, Limits().file_bytes)
    except InvalidFileError as error:
        problems = in_words(error.problems)
        return FormatAnswer(
            valid=False,
            sample=str(sample),
            problems=problems,
            problems_total=error.total,
            problem_counts=error.counts,
        )
    return FormatAnswer(valid=True, sample=str(sample), rows=len(ids))


def asks_for_layers(assignment: str) -> bool:
    """Whether a ready assignment or a bundle's folder asks for a file of layers."""
    folder = Path(assignment)
    if folder.is_dir():
        return (folder / FILE_NAME).is_file() and bundle_in(folder).definition.kind == "layers"
    return assignment in _COMPLETE and _bundle(assignment).definition.kind == "layers"


def _bundle(assignment: str) -> Bundle:
    folder = Path(assignment)
    if assignment in _COMPLETE and not folder.is_dir():
        folder = ready_folder(assignment)
    if not folder.is_dir():
        raise CommandError(
            f"There is no layer assignment '{assignment}' here.",
            f"Give a bundle's folder, or one of: {', '.join(_COMPLETE)}.",
        )
    return bundle_in(folder)


def bundle_in(folder: Path) -> Bundle:
    """The bundle in a folder. Raises CommandError with its problems."""
    try:
        return open_folder(folder)
    except BundleError as error:
        raise bundle_refusal(error) from None


def _sample(file: Path, assignment: str | None) -> Path:
    """The sample submission: named, in the named folder, beside the file, or here."""
    places = [file.parent, Path()] if assignment is None else [Path(assignment)]
    for place in places:
        for candidate in (place, place / _SAMPLE, place / "starter" / _SAMPLE):
            if candidate.is_file():
                return candidate
    raise CommandError(
        f"There is no {_SAMPLE} to check the ids against.",
        "Download it from the assignment's page and give it with --assignment.",
    )


def _ids(sample: Path) -> tuple[str, ...]:
    """The ids in the order of the sample. Raises CommandError for a file that holds none."""
    ids: tuple[str, ...] = ()
    with (
        contextlib.suppress(UnicodeDecodeError, csv.Error, KeyError),
        sample.open(encoding="utf-8-sig", newline="") as file,
    ):
        ids = tuple(row["id"] for row in csv.DictReader(file))
    if not ids or len(set(ids)) != len(ids):
        raise CommandError(f"{sample} is not a sample submission.", "Download it again.")
    return ids


def report_of(outcome: Outcome) -> ReportAnswer:
    """A report in words."""
    report = outcome.report
    return ReportAnswer(
        problems=in_words(report.problems),
        problems_total=report.problems_total,
        problem_counts=report.problem_counts,
        notes=in_words(report.notes),
        rows=report.rows,
        layers=[
            LayerAnswer(
                **layer.model_dump(exclude={"findings", "unjudged"}),
                findings=[
                    FindingAnswer(
                        **finding.model_dump(exclude={"problem", "repair"}),
                        repair=in_words([finding.repair])[0].hint if finding.repair else None,
                        **in_words([finding.problem])[0].model_dump(
                            include={"message", "hint", "line", "trace"}
                        ),
                    )
                    for finding in layer.findings
                ],
                unjudged=in_words([layer.unjudged])[0] if layer.unjudged else None,
            )
            for layer in report.layers
        ],
        output=report.output,
    )
