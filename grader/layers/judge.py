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
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import get_args

import numpy as np

from grader.definition.layer_tasks import Layers, LayerTask
from grader.layers.checks.check import Check, UnexplainedGradient
from grader.layers.checks.examination import Examination, examine, unanswered
from grader.layers.checks.mismatch import Mismatch
from grader.layers.checks.reexamination import (
    coarser_precision_of,
    join,
    may_be_chance,
    needs_details,
)
from grader.layers.checks.screening import FullScreening, Screening, screening_for
from grader.layers.diagnosis.diagnosis import finding_of
from grader.layers.diagnosis.explanation import Explanations, explain
from grader.layers.diagnosis.lines.culprits import Culprits, find_culprits
from grader.layers.diagnosis.lines.wording import with_culprit
from grader.layers.diagnosis.other_conventions import find_other_convention
from grader.layers.diagnosis.redaction import redact
from grader.layers.diagnosis.repairs.repairing import Repairs, Workshop, find_repairs
from grader.layers.diagnosis.repairs.source_text import SourceText
from grader.layers.diagnosis.repairs.wording import repaired
from grader.layers.diagnosis.source_code import SourceCode
from grader.layers.execution import Execution, Turn
from grader.layers.problems import HALF_PRECISION
from grader.layers.trials.dialects import Dialect
from grader.layers.trials.naming import Naming
from grader.layers.trials.plan import Plan, forms_of_labels, plans_for
from grader.layers.trials.precision import DOUBLE, HALF, SINGLE, Precision, names_half
from grader.layers.trials.scripts import Script
from grader.layers.trials.trials import Trial
from grader.problems import Problem
from grader.reports import CheckCount, CheckName, Finding, LayerReport, Outcome, Report
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


@dataclass(frozen=True)
class _Submission:
    """A file under judgement: what it is to hold, and what runs it."""

    tasks: tuple[LayerTask, ...]
    execution: Execution
    seed: int
    dialect: Dialect
    code: SourceCode | None
    names_half: bool

    def is_hidden(self, script: Script) -> bool:
        """Whether nobody may see what is printed in a trial."""
        name = "random" if script.trial.name == "probe" else script.trial.name
        return any(name in task.hidden for task in self.tasks if task.layer == script.layer)


@dataclass(frozen=True)
class _Found:
    """What came of layers by their names. unjudged: why nobody looked at the others."""

    examined: Mapping[str, Examination]
    unjudged: Mapping[str, Problem]


@dataclass(frozen=True)
class Told:
    """What can be said of a layer's code: how it is written, and which changes make it right."""

    code: SourceCode | None
    repairs: Repairs
    culprits: Culprits = ()

    def with_repair(self, finding: Finding, arrays: Collection[str], naming: Naming) -> Finding:
        """A finding about some arrays, with the change that makes them right."""
        if self.code is None:
            return finding
        text = SourceText(self.code.data)
        fitting = [each for each in self.repairs if not each.arrays.isdisjoint(arrays)]
        is_repaired = any(each.is_whole for each in fitting)
        for culprit in self.culprits:
            if not culprit.arrays.isdisjoint(arrays) and (culprit.is_whole or not is_repaired):
                return with_culprit(finding, culprit, text, naming)
        return repaired(finding, fitting[0], text) if fitting else finding


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
    dialect = Dialect(
        layers.convention,
        layers.weights,
        layers.batch,
        layers.parameter_gradients,
        layers.dropout_rate,
        layers.strict,
    )
    execution = Execution(read.code, filename, limits, runner, seed, len(layers.tasks))
    submission = _Submission(
        layers.tasks,
        execution,
        seed,
        dialect,
        SourceCode.of(read.code),
        names_half(read.code),
    )
    with np.errstate(all="ignore"):  # what students return may overflow; NaN equals nothing
        found = _Found({}, {}) if thorough else _screen(submission)
        found = _examine_rest(submission, found)
        outcome = _conclude(submission, found)
    return outcome.with_notes((*read.notes, *_notes(submission), *_notes_on(found)))


def _notes(submission: _Submission) -> Sequence[Problem]:
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


def _screen(submission: _Submission) -> _Found:
    """The examinations of the layers that need no other.

    A screening mixes all kinds of tests, so one that is hidden hides it.
    """
    screenings = list[tuple[str, Screening | FullScreening]]()

    def turns() -> Iterator[Turn]:
        for task in submission.tasks:
            screening = screening_for(task, submission.seed, submission.dialect)
            screenings.append((task.layer, screening))
            hidden = (bool(task.hidden),) * len(screening.scripts)
            yield Turn(task.layer, screening.scripts, hidden, screening.prepare)

    found, unjudged = dict[str, Examination](), dict[str, Problem]()
    for turn, answer in submission.execution.take_turns(turns()):
        _, screening = screenings.pop(0)
        if answer.unjudged:
            unjudged[turn.layer] = answer.unjudged
        elif answer.is_stopped:
            found[turn.layer] = unanswered(screening.plan)
        elif examination := screening.admit(answer.replies):
            found[turn.layer] = _slim(examination)
    return _Found(found, unjudged)


def _examine_rest(submission: _Submission, screened: _Found) -> _Found:
    """The same, with the layers examined that the screening did not settle."""
    settled = {*screened.examined, *screened.unjudged}
    rest = [task for task in submission.tasks if task.layer not in settled]
    found = _examine(submission, rest, DOUBLE) if rest else _Found({}, {})
    again = _examine_again(submission, found)
    return _Found({**screened.examined, **again.examined}, {**screened.unjudged, **again.unjudged})


def _conclude(submission: _Submission, found: _Found) -> Outcome:
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
        _unjudged_report(task, found.unjudged[task.layer])
        if task.layer in found.unjudged
        else _layer_report(
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
    submission: _Submission, found: _Found, excused: Collection[str]
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
    submission: _Submission, found: _Found, excused: Collection[str]
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


def _examine_again(submission: _Submission, found: _Found) -> _Found:
    """The same, those done again that round more than double precision or need single probes.

    Nothing is said against one that would need it where no time is left.
    """
    first = found.examined
    half = submission.names_half
    coarser = _examine_in_detail(
        submission,
        {name: coarser_precision_of(each, names_half=half) for name, each in first.items()},
    )
    detailed = _examine_in_detail(
        submission,
        {
            name: DOUBLE if needs_details(each, coarser.examined.get(name)) else None
            for name, each in first.items()
        },
    )
    other = _examine_in_detail(
        submission,
        {
            name: SINGLE if name not in coarser.examined and may_be_chance(each) else None
            for name, each in detailed.examined.items()
        },
    )
    coarse = {**coarser.examined, **other.examined}
    unjudged = {**coarser.unjudged, **detailed.unjudged, **other.unjudged}
    joined = {
        name: join(each, coarse.get(name), detailed.examined.get(name))
        for name, each in first.items()
        if name not in unjudged
    }
    return _Found(joined, {**found.unjudged, **unjudged})


def _examine_in_detail(
    submission: _Submission, precisions: Mapping[str, Precision | None]
) -> _Found:
    """The examinations of some layers by probes of single variables, each in its precision."""
    found = _Found({}, {})
    for precision in dict.fromkeys(filter(None, precisions.values())):
        tasks = [task for task in submission.tasks if precisions.get(task.layer) == precision]
        more = _examine(submission, tasks, precision, is_detailed=True)
        found = _Found({**found.examined, **more.examined}, {**found.unjudged, **more.unjudged})
    return found


def _examine(
    submission: _Submission,
    tasks: Sequence[LayerTask],
    precision: Precision,
    *,
    is_detailed: bool = False,
) -> _Found:
    """The full examination of some layers, and what came of each.

    Labels go out in the usual form; code that cannot take them is given the other, if there is one.
    """

    def plans(form: int, layers: Collection[str]) -> Iterator[Plan]:
        for task in tasks:
            forms = forms_of_labels(task, submission.dialect)
            if task.layer in layers and form < len(forms):
                yield from plans_for(
                    task, submission.seed, precision, submission.dialect, is_detailed=is_detailed
                )[form : form + 1]

    names = {task.layer for task in tasks}
    first = _run_plans(submission, plans(0, names), is_shown=not is_detailed)
    raised = {name for name, each in first.examined.items() if each.has_raised}
    again = _run_plans(submission, plans(1, raised), is_shown=False).examined
    better = {n: e for n, e in again.items() if len(e.lost) < len(first.examined[n].lost)}
    return _Found({**first.examined, **better}, first.unjudged)


def _run_plans(submission: _Submission, plans: Iterable[Plan], *, is_shown: bool) -> _Found:
    """The examination of each layer by its plan."""
    waiting = list[tuple[Plan, Sequence[Script]]]()

    def turns() -> Iterator[Turn]:
        for plan in plans:
            scripts = tuple(plan.scripts())
            waiting.append((plan, scripts))
            yield Turn(plan.layer.name, scripts, tuple(map(submission.is_hidden, scripts)))

    found, unjudged = dict[str, Examination](), dict[str, Problem]()
    for turn, answer in submission.execution.take_turns(turns(), is_shown=is_shown):
        plan, scripts = waiting.pop(0)
        if answer.unjudged:
            unjudged[turn.layer] = answer.unjudged
        elif answer.is_stopped:
            found[turn.layer] = unanswered(plan)
        else:
            found[turn.layer] = _slim(examine(plan, scripts, answer.replies))
    return _Found(found, unjudged)


def _slim(examination: Examination) -> Examination:
    """An examination that holds no more arrays than what explains its failures."""
    plan, checks = examination.plan, examination.checks
    slim = replace(plan, trials=(_forget(plan.trials[0]),), probes=(), jitters=None, moves=None)
    return replace(examination, plan=slim, checks=tuple(map(_slim_check, checks)))


def _slim_check(check: Check) -> Check:
    match check.failure:
        case Mismatch(trial=trial) as mismatch:
            return replace(check, failure=replace(mismatch, trial=_forget(trial)))
        case _:
            return check


def _forget(trial: Trial) -> Trial:
    """The same trial, of which nobody has computed what is right."""
    return replace(trial, rounds=tuple(map(replace, trial.rounds)))


def _unjudged_report(task: LayerTask, why: Problem) -> LayerReport:
    """A layer that nobody looked at."""
    return LayerReport(
        layer=task.layer,
        points=0.0,
        max_points=task.points,
        checks_passed=0,
        checks_total=0,
        unjudged=why,
    )


def _notes_on(found: _Found) -> Iterator[Problem]:
    """Which layers were judged less exactly than the others."""
    for name, examination in found.examined.items():
        if examination.plan.precision is HALF:
            yield HALF_PRECISION(layer=name)


def _layer_report(
    task: LayerTask,
    examination: Examination,
    explanations: Explanations | None,
    told: Told,
) -> LayerReport:
    """One layer. explanations: None where there is nothing to tell of it."""
    arrays, checks = examination.plan.layer.arrays, _counted(task, examination.checks)
    earned = [name for name in arrays if name not in examination.lost]
    return LayerReport(
        layer=task.layer,
        points=task.points * len(earned) / len(arrays),
        max_points=task.points,
        checks_passed=sum(check.passed for check in checks),
        checks_total=len(checks),
        counts=tuple(_counts(checks)),
        remarks=() if task.hidden else examination.remarks,
        findings=()
        if explanations is None
        else tuple(_findings(task, examination, explanations, told)),
    )


def _counted(task: LayerTask, checks: Sequence[Check]) -> Sequence[Check]:
    """The checks that are counted: of those of a hidden test, one of each kind.

    How many of them failed would be a number that code can choose by what it sees.
    """
    shown = [check for check in checks if check.case not in task.hidden]
    for case in task.hidden:
        for kind in get_args(CheckName):
            kept = [check.passed for check in checks if (check.case, check.kind) == (case, kind)]
            if kept:
                shown.append(Check((), kind, passed=all(kept)))
    return shown


def _counts(checks: Sequence[Check]) -> Iterator[CheckCount]:
    for kind in get_args(CheckName):
        passed = [check.passed for check in checks if check.kind == kind]
        if passed:
            yield CheckCount(check=kind, passed=sum(passed), total=len(passed))


def _findings(
    task: LayerTask, examination: Examination, explanations: Explanations, told: Told
) -> Iterator[Finding]:
    """What to tell of a layer: each array's first failure, of hidden tests only the kind."""
    naming = Naming(examination.plan.convention, examination.plan.layer)
    for arrays, finding in _all_findings(examination, explanations, told.code):
        if finding.case in task.hidden:
            yield redact(finding, task.layer)
        else:
            yield told.with_repair(finding, arrays, naming)


def _all_findings(
    examination: Examination, explanations: Explanations, code: SourceCode | None
) -> Iterator[tuple[tuple[str, ...], Finding]]:
    """Each array's first failure, with the arrays that it is about."""
    told: set[str] = set()
    about = examination.plan.convention, code, examination.lost
    for check in examination.checks:
        if check.passed or told.issuperset(check.arrays):
            continue
        told.update(check.arrays)
        match check.failure:
            case UnexplainedGradient(variable=variable):
                explained = explanations[examination.plan.layer.name, variable]
                yield check.arrays, finding_of(explained, *about)
            case Mismatch() as mismatch:
                yield check.arrays, finding_of(mismatch, *about)
            case Finding() as finding:
                yield check.arrays, finding


def _outcome(
    execution: Execution,
    other_convention: Problem | None,
    examinations: Iterable[Examination],
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
            problems=found, problems_total=len(found), layers=reports, output=execution.output
        ),
    )


def _verdict(examinations: Iterable[Examination]) -> Verdict:
    """The gravest fault of any check; ``scored`` where there is none."""
    faults = {check.fault for each in examinations for check in each.checks if not check.passed}
    return next((fault for fault in GRAVITY if fault in faults), Verdict.SCORED)
