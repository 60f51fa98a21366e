"""The judge of hand-written layers: from a file of code to verdict, points and report.

All layers are screened in one request, those with hidden tests in another, whose output nobody
sees. Right code is done with that. Layers that are not admitted are examined trial by trial, again
with a request of its own for hidden tests. A further request follows where numbers came in single
precision, which needs larger steps, where forward is wrong, so that each gradient has to be
measured by itself, and where only measuring element by element tells which one is wrong.

Points: those of a layer are shared equally among its arrays, which are its output and each
gradient, and an array earns its share by passing every check. Verdict, where several things are
wrong: a program that failed as a whole, then ``forbidden_action``, ``error_in_code``,
``wrong_value``, and ``wrong_gradient``.
"""

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import get_args

import numpy as np

from grader.definition.layer_tasks import Layers, LayerTask
from grader.layers.checks.examination import Check, Examination, UnexplainedGradient, examine
from grader.layers.checks.mismatch import Mismatch
from grader.layers.checks.screening import screening_for
from grader.layers.diagnosis.diagnosis import finding_of
from grader.layers.diagnosis.explanation import Explanations, explain
from grader.layers.diagnosis.other_conventions import find_other_convention
from grader.layers.diagnosis.redaction import redact
from grader.layers.trials.dialects import Dialect
from grader.layers.trials.plan import Plan, plans_for
from grader.layers.trials.precision import DOUBLE, SINGLE, Precision
from grader.layers.trials.scripts import Script
from grader.problems import Problem
from grader.reports import CheckCount, CheckName, Finding, LayerReport, Outcome, Report
from grader.sandbox.runner import Case, Limits, Request, Run, Runner
from grader.sources.notebooks import InvalidSourceError
from grader.sources.reading import read_source
from grader.verdicts import Verdict

GRAVITY = (
    Verdict.FORBIDDEN_ACTION,
    Verdict.ERROR_IN_CODE,
    Verdict.WRONG_VALUE,
    Verdict.WRONG_GRADIENT,
)


@dataclass(frozen=True)
class _Submission:
    """A file under judgement, what it is to hold, and what runs it."""

    tasks: tuple[LayerTask, ...]
    source: bytes
    filename: str
    limits: Limits
    runner: Runner
    seed: int
    dialect: Dialect

    def run(self, cases: Iterable[Case]) -> Run:
        """Have every case carried out in one request."""
        request = Request(self.source, self.filename, tuple(cases), self.limits, self.seed)
        return self.runner.run(request)

    def run_apart(self, scripts: Sequence[Script], hidden: Sequence[bool]) -> Run:
        """Have every script carried out, those of hidden tests in a request of their own.

        The replies come in the order of the scripts, as far as both runs came; all else is that of
        the run that failed, and the output is that of the visible tests.
        """
        if not any(hidden):
            return self.run(script.case for script in scripts)
        shown = self.run(s.case for s, kept in zip(scripts, hidden, strict=True) if not kept)
        apart = self.run(s.case for s, kept in zip(scripts, hidden, strict=True) if kept)
        sources = iter(shown.replies), iter(apart.replies)
        replies = tuple(next(sources[kept], ()) for kept in hidden)
        failed = shown if shown.verdict else apart
        return replace(failed, replies=replies, output=shown.output)

    def is_hidden(self, script: Script) -> bool:
        """Whether nobody may see what is printed in a trial."""
        name = "random" if script.trial.name == "probe" else script.trial.name
        return any(name in task.hidden for task in self.tasks if task.layer == script.layer)


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

    seed: at least 0. thorough: right code is examined trial by trial too, which finds nothing more.
    Raises RunnerFaultError where the fault is ours.
    """
    try:
        read = read_source(source, filename)
    except InvalidSourceError as error:
        return _refuse(layers, Verdict.INVALID_FILE, error.problems)
    if layers.strict and read.notes:
        return _refuse(layers, Verdict.ERROR_IN_CODE, read.notes)
    dialect = Dialect(layers.convention, layers.weights, layers.batch, layers.parameter_gradients)
    submission = _Submission(layers.tasks, read.code, filename, limits, runner, seed, dialect)
    with np.errstate(all="ignore"):  # what students return may overflow; NaN equals nothing
        screened = (Run(), {}) if thorough else _screen(submission)
        outcome = _examine_rest(submission, *screened)
    return outcome.with_notes(read.notes)


def _refuse(layers: Layers, verdict: Verdict, problems: tuple[Problem, ...]) -> Outcome:
    """The outcome of a file whose code is not run."""
    report = Report(problems=problems, problems_total=len(problems))
    return Outcome(verdict=verdict, points=0.0, max_points=layers.max_points, report=report)


def _screen(submission: _Submission) -> tuple[Run, dict[str, Examination]]:
    """One run of all screenings, and the examinations of the layers that need no other.

    A screening mixes all kinds of tests, so one that is hidden hides it. Where the file did not
    even load, no other run would say more.
    """
    tasks = submission.tasks
    screenings = [screening_for(task, submission.seed, submission.dialect) for task in tasks]
    scripts = [each.scripts for each in screenings]
    hidden = [bool(t.hidden) for t, each in zip(tasks, scripts, strict=True) for _ in each]
    run = submission.run_apart(list(itertools.chain(*scripts)), hidden)
    is_over = run.verdict is not None and not any(run.replies)
    replies, found = iter(run.replies), dict[str, Examination]()
    for task, each in zip(tasks, screenings, strict=True):
        examination = each.admit(tuple(itertools.islice(replies, len(each.scripts))))
        if examination is None and is_over:
            examination = examine(each.plan, each.scripts, ())
        if examination is not None:
            found[task.layer] = examination
    return run, found


def _examine_rest(
    submission: _Submission, run: Run, screened: Mapping[str, Examination]
) -> Outcome:
    """The outcome of a file. run: its screening. screened: the layers that are done with that."""
    tasks = submission.tasks
    examined, rest = screened, [task for task in tasks if task.layer not in screened]
    if rest:
        run, others = _examine(submission, rest, DOUBLE)
        examined = {**screened, **others}
    if run.verdict is not None:  # nothing more is run: what is right is the reference's alone
        explanations = explain(lambda _: Run(), tuple(examined.values()))
        reports = _reports(tasks, examined, explanations, frozenset())
        return _outcome(run, examined.values(), reports)
    examined = _examine_again(submission, examined)
    examinations = [examined[task.layer] for task in tasks]
    about = (tasks, examinations, submission.seed, submission.dialect)
    other = find_other_convention(submission.run, *about)
    excused = other.layers if other else frozenset[str]()
    blamed = [each for each in examinations if each.plan.layer.name not in excused]
    explanations = explain(submission.run, blamed)
    reports = _reports(tasks, examined, explanations, excused)
    return _outcome(replace(run, problem=other.problem if other else None), examinations, reports)


def _examine_again(
    submission: _Submission, examined: Mapping[str, Examination]
) -> Mapping[str, Examination]:
    """The same, those done again that need larger steps or probes of single variables."""
    found = dict(examined)
    for precision in (SINGLE, DOUBLE):
        tasks = [t for t in submission.tasks if _next_precision(examined[t.layer]) is precision]
        if tasks:
            found |= _examine(submission, tasks, precision, is_detailed=True)[1]
    return found


def _next_precision(examination: Examination) -> Precision | None:
    """The precision of the steps of another examination, where one is needed."""
    if examination.single and (examination.lost or examination.is_vague):
        return SINGLE
    return DOUBLE if examination.is_vague else None


def _examine(
    submission: _Submission,
    tasks: Sequence[LayerTask],
    precision: Precision,
    *,
    is_detailed: bool = False,
) -> tuple[Run, Mapping[str, Examination]]:
    """One run of the full examination of some layers, and what came of each.

    Labels go out in the usual form; code that cannot take them is given the other, if there is one.
    """
    plans = {
        task.layer: plans_for(
            task, submission.seed, precision, submission.dialect, is_detailed=is_detailed
        )
        for task in tasks
    }
    run, found = _run_plans(submission, [first for first, *_ in plans.values()])
    others = [o for name, (_, *rest) in plans.items() if found[name].has_raised for o in rest]
    if others and run.verdict is None:
        _, again = _run_plans(submission, others)
        found |= {n: each for n, each in again.items() if len(each.lost) < len(found[n].lost)}
    return run, found


def _run_plans(
    submission: _Submission, plans: Sequence[Plan]
) -> tuple[Run, dict[str, Examination]]:
    """One run of some plans, and the examination of each layer."""
    scripts = [plan.scripts() for plan in plans]
    asked = [script for each in scripts for script in each]
    run = submission.run_apart(asked, list(map(submission.is_hidden, asked)))
    replies = iter(run.replies)
    return run, {
        plan.layer.name: examine(plan, asked, tuple(itertools.islice(replies, len(asked))))
        for plan, asked in zip(plans, scripts, strict=True)
    }


def _reports(
    tasks: Sequence[LayerTask],
    examined: Mapping[str, Examination],
    explanations: Explanations,
    excused: frozenset[str],
) -> tuple[LayerReport, ...]:
    """How each layer fared. excused: those that are right by other rules, said once for all."""
    return tuple(
        _layer_report(task, examined[task.layer], None if task.layer in excused else explanations)
        for task in tasks
    )


def _layer_report(
    task: LayerTask, examination: Examination, explanations: Explanations | None
) -> LayerReport:
    """One layer. explanations: None where there is nothing to tell of it."""
    arrays, checks = examination.plan.layer.arrays, examination.checks
    earned = [name for name in arrays if name not in examination.lost]
    return LayerReport(
        layer=task.layer,
        points=task.points * len(earned) / len(arrays),
        max_points=task.points,
        checks_passed=sum(check.passed for check in checks),
        checks_total=len(checks),
        counts=tuple(_counts(checks)),
        findings=() if explanations is None else tuple(_findings(task, examination, explanations)),
    )


def _counts(checks: Sequence[Check]) -> Iterator[CheckCount]:
    for kind in get_args(CheckName):
        passed = [check.passed for check in checks if check.kind == kind]
        if passed:
            yield CheckCount(check=kind, passed=sum(passed), total=len(passed))


def _findings(
    task: LayerTask, examination: Examination, explanations: Explanations
) -> Iterator[Finding]:
    """What to tell of a layer: each array's first failure, of hidden tests only the kind."""
    for finding in _all_findings(examination, explanations):
        yield redact(finding, task.layer) if finding.case in task.hidden else finding


def _all_findings(examination: Examination, explanations: Explanations) -> Iterator[Finding]:
    told: set[str] = set()
    for check in examination.checks:
        if check.passed or told.issuperset(check.arrays):
            continue
        told.update(check.arrays)
        match check.failure:
            case UnexplainedGradient(variable=variable):
                yield finding_of(explanations[examination.plan.layer.name, variable])
            case Mismatch() as mismatch:
                yield finding_of(mismatch)
            case Finding() as finding:
                yield finding


def _outcome(
    run: Run, examinations: Iterable[Examination], reports: tuple[LayerReport, ...]
) -> Outcome:
    points = sum(report.points for report in reports)
    verdict = run.verdict or _verdict(examinations)
    found = () if run.problem is None else (run.problem,)
    return Outcome(
        verdict=verdict,
        score=points if verdict is Verdict.SCORED else None,
        points=points,
        max_points=sum(report.max_points for report in reports),
        report=Report(problems=found, problems_total=len(found), layers=reports, output=run.output),
    )


def _verdict(examinations: Iterable[Examination]) -> Verdict:
    """The gravest fault of any check; ``scored`` where there is none."""
    faults = {check.fault for each in examinations for check in each.checks if not check.passed}
    return next((fault for fault in GRAVITY if fault in faults), Verdict.SCORED)
