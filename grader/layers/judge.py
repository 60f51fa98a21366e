"""The judge of hand-written layers: from a file of code to verdict, points and report.

All layers are screened in one request, those with hidden tests in another, whose output nobody
sees. Right code is done with that. Layers that are not admitted are examined trial by trial, again
with a request of its own for hidden tests. A further request follows where numbers came in single
precision, which needs larger steps, where forward is wrong, so that each gradient has to be
measured by itself, and where only measuring element by element tells which one is wrong. All of
them draw on one budget of time; what it does not reach is not judged, which is no fault.

Points: those of a layer are shared equally among its arrays, which are its output and each
gradient, and an array earns its share by passing every check. Verdict, where several things are
wrong: a program that failed as a whole, then ``forbidden_action``, ``error_in_code``,
``wrong_value``, and ``wrong_gradient``.
"""

import logging
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np

from grader.definition.layer_tasks import Layers
from grader.layers.checks.examination import Examination
from grader.layers.diagnosis.explanation import explain
from grader.layers.diagnosis.lines.culprits import Culprits, find_culprits
from grader.layers.diagnosis.other_conventions import find_other_convention
from grader.layers.diagnosis.repairs.repairing import Repairs, Workshop, find_repairs
from grader.layers.diagnosis.source_code import SourceCode
from grader.layers.examining import Found, Submission, examine_rest, screen
from grader.layers.execution import Execution
from grader.layers.problems import HALF_PRECISION
from grader.layers.reporting import Told, layer_report, unjudged_report
from grader.layers.trials.dialects import Dialect
from grader.layers.trials.plan import plans_for
from grader.layers.trials.precision import DOUBLE, HALF, names_half
from grader.problems import Problem
from grader.reports import LayerReport, Outcome, Report
from grader.sandbox.runner import Limits, Runner, RunnerFaultError
from grader.sources.notebooks import InvalidSourceError
from grader.sources.reading import read_source
from grader.verdicts import Verdict

_LOG = logging.getLogger(__name__)
GRAVITY = (
    Verdict.FORBIDDEN_ACTION,
    Verdict.ERROR_IN_CODE,
    Verdict.WRONG_VALUE,
    Verdict.WRONG_GRADIENT,
)


def judge(  # noqa: PLR0913 - what a judgement takes
    source: bytes,
    filename: str,
    layers: Layers,
    limits: Limits,
    runner: Runner,
    seed: int,
    *,
    thorough: bool = False,
) -> Outcome:
    """The outcome of a file of layers; the same file and seed give the same one.

    limits: time is that of all runs together. seed: at least 0. thorough: right code is examined
    trial by trial too, which finds nothing more. Raises RunnerFaultError where the fault is ours.
    """
    try:
        read = read_source(source, filename)
    except InvalidSourceError as error:
        return _refuse(layers, Verdict.INVALID_FILE, error.problems)
    if layers.strict and read.notes:
        return _refuse(layers, Verdict.ERROR_IN_CODE, read.notes)
    execution = Execution(read.code, filename, limits, runner, seed, len(layers.tasks))
    submission = Submission(
        layers.tasks,
        execution,
        seed,
        Dialect.of(layers),
        SourceCode.of(read.code),
        names_half(read.code),
    )
    with np.errstate(all="ignore"):  # what students return may overflow; NaN equals nothing
        found = Found({}, {}) if thorough else screen(submission)
        found = examine_rest(submission, found)
        outcome = _conclude(submission, found)
    return outcome.with_notes((*read.notes, *_notes(submission), *_notes_on(found)))


def _notes(submission: Submission) -> Sequence[Problem]:
    """What was read otherwise than written; of layers with hidden tests what a plain call shows.

    Code could choose by what it sees in a hidden test what there is to note.
    """
    execution = submission.execution
    if execution.has_hidden_notes:
        hidden = [task for task in submission.tasks if task.hidden]
        plans = (plans_for(t, submission.seed + 1, DOUBLE, submission.dialect)[0] for t in hidden)
        execution.note(plan.cases()[0] for plan in plans)
    return execution.notes


def _refuse(layers: Layers, verdict: Verdict, problems: tuple[Problem, ...]) -> Outcome:
    """The outcome of a file whose code is not run."""
    report = Report(problems=problems, problems_total=len(problems))
    return Outcome(verdict=verdict, points=0.0, max_points=layers.max_points, report=report)


def _conclude(submission: Submission, found: Found) -> Outcome:
    """The outcome, with what explains it."""
    tasks = [task for task in submission.tasks if task.layer in found.examined]
    examinations = [found.examined[task.layer] for task in tasks]
    replies_to = submission.execution.replies_to
    about = (tasks, examinations, submission.seed, submission.dialect)
    other = find_other_convention(replies_to, *about)
    excused = other.layers if other else frozenset[str]()
    blamed = [each for each in examinations if each.plan.layer.name not in excused]
    explanations = explain(replies_to, blamed)
    repairs, culprits = _lines_or_none(submission, found, excused)
    reports = tuple(
        unjudged_report(task, found.unjudged[task.layer])
        if task.layer in found.unjudged
        else layer_report(
            task,
            found.examined[task.layer],
            None if task.layer in excused else explanations,
            Told(
                submission.code,
                repairs.get(task.layer, ()),
                culprits.get(task.layer, ()),
            ),
        )
        for task in submission.tasks
    )
    return _outcome(submission.execution, other.problem if other else None, examinations, reports)


def _lines_or_none(
    submission: Submission, found: Found, excused: Collection[str]
) -> tuple[Mapping[str, Repairs], Mapping[str, Culprits]]:
    """The same as `_lines`; where we fail to look, points and verdict stand without it."""
    try:
        return _lines(submission, found, excused)
    except RunnerFaultError:
        raise
    except Exception:  # noqa: BLE001 - what explains a verdict must not cost it
        _LOG.exception("no lines of a file could be told")
        return {}, {}


def _lines(
    submission: Submission, found: Found, excused: Collection[str]
) -> tuple[Mapping[str, Repairs], Mapping[str, Culprits]]:
    """Which changes of the code make layers right that are wrong, or else where they go wrong."""
    if submission.code is None:
        return {}, {}
    execution = submission.execution
    workshop = Workshop(
        submission.code,
        submission.dialect,
        submission.seed,
        execution.run_versions,
        execution.limits,
    )
    asked = [
        (task, found.examined[task.layer])
        for task in submission.tasks
        if task.layer in found.examined and task.layer not in excused
    ]
    repairs = find_repairs(workshop, asked)
    return repairs, find_culprits(replace(workshop, limits=execution.limits), asked, repairs)


def _notes_on(found: Found) -> Iterator[Problem]:
    """Which layers were judged less exactly than the others."""
    for name, examination in found.examined.items():
        if examination.plan.precision is HALF:
            yield HALF_PRECISION(layer=name)


def _outcome(
    execution: Execution,
    other_convention: Problem | None,
    examinations: Sequence[Examination],
    reports: tuple[LayerReport, ...],
) -> Outcome:
    points = sum(report.points for report in reports)
    stops = execution.stops
    verdict = stops[0].verdict if stops else _verdict(examinations)
    told = [*(stop.problem for stop in stops), other_convention]
    found = tuple(problem for problem in told if problem is not None)
    return Outcome(
        verdict=verdict,
        score=points if verdict is Verdict.SCORED else None,
        points=points,
        max_points=sum(report.max_points for report in reports),
        report=Report(
            problems=found,
            problems_total=len(found),
            layers=reports,
            output=execution.output,
            signs=tuple(execution.signs),
        ),
    )


def _verdict(examinations: Sequence[Examination]) -> Verdict:
    """The gravest fault of those that are told, else of any; ``scored`` where there is none."""
    faults = {check.fault for each in examinations for check in each.blamed} - {None}
    if not faults:
        faults = {check.fault for each in examinations for check in each.checks if not check.passed}
    return next((fault for fault in GRAVITY if fault in faults), Verdict.SCORED)
