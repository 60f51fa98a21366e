"""The judge of hand-written layers: from a file of code to verdict, points and report.

All of a file's calls travel in one request. A further request follows where numbers came in single
precision, which needs larger steps, and where a gradient is wrong and only measuring element by
element tells which one.

Points: those of a layer are shared equally among its arrays, which are its output and each
gradient, and an array earns its share by passing every check. Verdict, where several things are
wrong: a program that failed as a whole, then ``forbidden_action``, ``error_in_code``,
``wrong_value``, and ``wrong_gradient``.
"""

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from grader.bundles.definition import Layers, LayerTask
from grader.layers.comparison import DOUBLE, SINGLE, Precision
from grader.layers.dialects import Dialect
from grader.layers.examination import Examination, examine
from grader.layers.explanation import Explanations, explain
from grader.layers.plan import plans_for
from grader.layers.recognition import foreign
from grader.reports import Finding, LayerReport, Outcome, Report
from grader.sandbox.runner import Case, Limits, Run, Runner
from grader.verdicts import Verdict

GRAVITY = (
    Verdict.FORBIDDEN_ACTION,
    Verdict.ERROR_IN_CODE,
    Verdict.WRONG_VALUE,
    Verdict.WRONG_GRADIENT,
)


@dataclass(frozen=True)
class _Submission:
    """A file under judgement, and what runs it."""

    source: bytes
    filename: str
    limits: Limits
    runner: Runner
    seed: int
    dialect: Dialect

    def run(self, cases: Iterable[Case]) -> Run:
        """Have every case carried out in one request."""
        return self.runner.run(self.source, self.filename, tuple(cases), self.limits, self.seed)


def judge(
    source: bytes, filename: str, layers: Layers, limits: Limits, runner: Runner, seed: int
) -> Outcome:
    """The outcome of a file of layers; the same file and seed give the same one.

    seed: at least 0. Raises RunnerFaultError where the fault is ours.
    """
    with np.errstate(all="ignore"):  # what students return may overflow; NaN equals nothing
        return _judge(source, filename, layers, limits, runner, seed)


def _judge(
    source: bytes, filename: str, layers: Layers, limits: Limits, runner: Runner, seed: int
) -> Outcome:
    dialect = Dialect(layers.convention, layers.weights, layers.batch, layers.parameter_gradients)
    submission = _Submission(source, filename, limits, runner, seed, dialect)
    names = [task.layer for task in layers.tasks]
    run, examined = _examined(submission, names, DOUBLE)
    coarse = [name for name in names if examined[name].lost and examined[name].single]
    if coarse and run.verdict is None:
        _, again = _examined(submission, coarse, SINGLE)
        examined = {**examined, **again}
    examinations = [examined[name] for name in names]
    if run.verdict is not None:
        return _outcome(run, examinations, _reports(layers, examined, {}, frozenset()))
    stranger = foreign(submission.run, examinations, seed, dialect)
    elsewhere, found = stranger or (frozenset[str](), None)
    mine = [each for each in examinations if each.plan.layer.name not in elsewhere]
    explanations = explain(submission.run, mine)
    reports = _reports(layers, examined, explanations, elsewhere)
    return _outcome(replace(run, problem=found), examinations, reports)


def _reports(
    layers: Layers,
    examined: Mapping[str, Examination],
    explanations: Explanations,
    elsewhere: frozenset[str],
) -> tuple[LayerReport, ...]:
    """How each layer fared. elsewhere: those that are right by other rules, said once for all."""
    return tuple(
        _layer_report(task, examined[task.layer], None if task.layer in elsewhere else explanations)
        for task in layers.tasks
    )


def _examined(
    submission: _Submission, names: Sequence[str], precision: Precision
) -> tuple[Run, Mapping[str, Examination]]:
    """One run for some layers and what came of each."""
    plans = [
        plan
        for name in names
        for plan in plans_for(name, submission.seed, precision, submission.dialect)
    ]
    run = submission.run(case for plan in plans for case in plan.cases())
    replies = iter(run.replies)
    found: dict[str, Examination] = {}
    for plan in plans:
        examination = examine(plan, tuple(itertools.islice(replies, len(plan.cases()))))
        best = found.setdefault(plan.layer.name, examination)
        if len(examination.lost) < len(best.lost):  # labels in the form that the code can take
            found[plan.layer.name] = examination
    return run, found


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
        findings=() if explanations is None else tuple(_findings(examination, explanations)),
    )


def _findings(examination: Examination, explanations: Explanations) -> Iterator[Finding]:
    """What to tell of a layer: each array's first failure."""
    told: set[str] = set()
    for check in examination.checks:
        if check.passed or told.issuperset(check.arrays):
            continue
        told.update(check.arrays)
        if check.mystery is not None:
            yield explanations[examination.plan.layer.name, check.mystery.variable]
        elif check.finding is not None:
            yield check.finding


def _outcome(
    run: Run, examinations: Sequence[Examination], reports: tuple[LayerReport, ...]
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


def _verdict(examinations: Sequence[Examination]) -> Verdict:
    """The gravest fault of any check; ``scored`` where there is none."""
    faults = {check.fault for each in examinations for check in each.checks if not check.passed}
    return next((fault for fault in GRAVITY if fault in faults), Verdict.SCORED)
