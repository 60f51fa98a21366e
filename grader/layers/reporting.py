"""What is told of each layer: points, how many checks passed, and what is wrong with which array.

Points of a layer are shared equally among its arrays, which are its output and each gradient, and
an array earns its share by passing every check.
"""

import logging
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import get_args

from grader.definition.layer_tasks import LayerTask
from grader.layers.checks.check import Check, UnexplainedGradient
from grader.layers.checks.examination import Examination
from grader.layers.checks.mismatch import Mismatch
from grader.layers.diagnosis.diagnosis import finding_of
from grader.layers.diagnosis.explanation import Explanations
from grader.layers.diagnosis.lines.culprits import Culprits
from grader.layers.diagnosis.lines.wording import with_culprit
from grader.layers.diagnosis.redaction import redact
from grader.layers.diagnosis.repairs.repairing import Repairs
from grader.layers.diagnosis.repairs.source_text import SourceText
from grader.layers.diagnosis.repairs.wording import repaired
from grader.layers.diagnosis.source_code import SourceCode
from grader.layers.trials.naming import Naming
from grader.problems import Problem
from grader.reports import CheckCount, CheckName, Finding, LayerReport

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True)
class Told:
    """What can be said of a layer's code: how it is written, and which changes make it right."""

    code: SourceCode | None
    repairs: Repairs
    culprits: Culprits = ()

    def with_repair(self, finding: Finding, arrays: Collection[str], naming: Naming) -> Finding:
        """A finding about some arrays, with the change that makes them right.

        Without it where we fail to word it: what explains a verdict must not cost it.
        """
        try:
            return self._with_repair(finding, arrays, naming)
        except Exception:  # noqa: BLE001 - whatever we do wrong, it is a sentence less
            _LOG.exception("a line of a file could not be told")
            return finding

    def _with_repair(self, finding: Finding, arrays: Collection[str], naming: Naming) -> Finding:
        if self.code is None:
            return finding
        text = SourceText(self.code.data)
        fitting = [each for each in self.repairs if not each.arrays.isdisjoint(arrays)]
        is_repaired = any(each.is_whole or each.is_simple for each in fitting)
        for culprit in self.culprits:
            if not culprit.arrays.isdisjoint(arrays) and (culprit.is_whole or not is_repaired):
                return with_culprit(finding, culprit, text, naming)
        return repaired(finding, fitting[0], text) if fitting else finding


def unjudged_report(task: LayerTask, why: Problem) -> LayerReport:
    """A layer that nobody looked at."""
    return LayerReport(
        layer=task.layer,
        points=0.0,
        max_points=task.points,
        checks_passed=0,
        checks_total=0,
        unjudged=why,
    )


def layer_report(
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
    about = examination.plan.convention, code, examination.lost
    for check in examination.blamed:
        match check.failure:
            case UnexplainedGradient(variable=variable):
                explained = explanations[examination.plan.layer.name, variable]
                yield check.arrays, finding_of(explained, *about)
            case Mismatch() as mismatch:
                yield check.arrays, finding_of(mismatch, *about)
            case Finding() as finding:
                yield check.arrays, finding
