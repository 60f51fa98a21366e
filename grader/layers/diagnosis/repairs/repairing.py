"""Repairs of every layer of a file that is worth a search, within a share of the file's time."""

import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import TypeVar

from grader.definition.layer_tasks import LayerTask
from grader.layers import problems
from grader.layers.checks.check import Check, UnexplainedGradient
from grader.layers.checks.examination import Examination
from grader.layers.checks.mismatch import Mismatch
from grader.layers.diagnosis.repairs.layer_code import code_of
from grader.layers.diagnosis.repairs.modes import lines_of_evaluation
from grader.layers.diagnosis.repairs.search import (
    MOST_S,
    Repair,
    RunVersions,
    Search,
)
from grader.layers.diagnosis.repairs.suspicion import Suspicion, suspicion_for
from grader.layers.diagnosis.repairs.visible import visible_trials
from grader.layers.diagnosis.source_code import SourceCode
from grader.layers.trials.dialects import Dialect
from grader.layers.trials.precision import HALF
from grader.reports import Finding
from grader.sandbox.problems import ATTRIBUTE_UNKNOWN, EXCEPTION, NAME_UNKNOWN
from grader.sandbox.runner import Limits

T = TypeVar("T")
Find = Callable[[LayerTask, Examination, float], tuple[tuple[T, ...], float]]
Repairs = tuple[Repair, ...]

SHARE = 0.25  # of a file's time, for all of its layers
_LEAST_S = 0.05
_LATER = {"evaluation", "several-batches", "two-forwards"}
_REPAIRABLE = frozenset(
    kind.code
    for kind in (
        EXCEPTION,
        NAME_UNKNOWN,
        ATTRIBUTE_UNKNOWN,
        problems.WRONG_COUNT,
        problems.GRADIENT_MISSING,
        problems.INPUT_OVERWRITTEN,
        problems.PARAMETER_CHANGED,
        problems.OUTPUT_OVERWRITTEN,
    )
)


@dataclass(frozen=True)
class Share:
    """What searches may take, in seconds of processor time: all together, and for each layer."""

    all_s: float
    each_s: float


@dataclass(frozen=True)
class Workshop:
    """What a search needs beside the layer: what runs versions, the limits, the file's own time."""

    source: SourceCode
    dialect: Dialect
    seed: int
    run: RunVersions
    limits: Limits

    def share(self, of_all: float, each_s: float) -> Share:
        """A share of the file's own time, of which a layer may spend so much."""
        return Share(of_all * min(self.limits.wall_s, self.limits.cpu_s), each_s)


def find_repairs(
    workshop: Workshop, asked: Iterable[tuple[LayerTask, Examination]]
) -> Mapping[str, Repairs]:
    """The repairs of each layer that has any, by its name."""
    return search_each(workshop.share(SHARE, MOST_S), asked, partial(_find, workshop))


def search_each(
    share: Share, asked: Iterable[tuple[LayerTask, Examination]], find: Find[T]
) -> Mapping[str, tuple[T, ...]]:
    """What is found of each layer that is worth a search, by its name.

    find: of a layer within so many seconds, with how many that took, those of children included.
    """
    left_s = share.all_s
    found = {}
    for task, examination in asked:
        if left_s >= _LEAST_S and is_worth_it(task, examination):
            began_s = time.process_time()
            things, spent_s = find(task, examination, min(share.each_s, left_s))
            left_s -= max(spent_s, time.process_time() - began_s)
            if things:
                found[task.layer] = things
    return found


def _find(
    workshop: Workshop, task: LayerTask, examination: Examination, most_s: float
) -> tuple[Repairs, float]:
    """The repairs of a layer, and how long that took."""
    began_s = time.process_time()
    layer, convention = examination.plan.layer, examination.plan.convention
    code = code_of(workshop.source, layer, convention)
    visible = visible_trials(task, examination, workshop.seed, workshop.dialect)
    if code is None or visible is None:
        return (), 0.0
    suspicion = _suspicion(workshop, task, examination, visible.first.trials[0].name)
    if visible.first.trials[0].name == "evaluation":
        functions = [scope.function for scope in code.scopes]
        suspicion = replace(suspicion, wrong=lines_of_evaluation(functions))
    prepared_s = time.process_time() - began_s
    limits = replace(workshop.limits, wall_s=SHARE * workshop.limits.wall_s)
    search = Search(code, visible, workshop.run, limits, most_s)
    repairs = search.repairs(suspicion)
    return tuple(repairs), prepared_s + search.spent_s


def _suspicion(
    workshop: Workshop, task: LayerTask, examination: Examination, first: str
) -> Suspicion:
    """Where to look first. first: the trial that fails before all others.

    An output that is right there, and wrong after a backward, says nothing against forward.
    """
    plan = examination.plan
    failed = [c for c in examination.checks if not c.passed and c.case not in task.hidden]
    lost = frozenset(array for check in failed for array in check.arrays)
    if not any(check.case == first and plan.layer.output in check.arrays for check in failed):
        lost -= {plan.layer.output}
    found = suspicion_for(workshop.source, plan.layer, plan.convention, lost)
    is_kept = first in _LATER  # any line may have kept what is wrong there
    return replace(found, wrong=frozenset()) if is_kept else found


def is_worth_it(task: LayerTask, examination: Examination) -> bool:
    """Whether something failed in the open that a change of one place may cure."""
    if examination.plan.precision is HALF:
        return False
    return any(_may_be_cured(c) for c in examination.checks if c.case not in task.hidden)


def _may_be_cured(check: Check) -> bool:
    match check.failure:
        case Mismatch() | UnexplainedGradient():
            return True
        case Finding(problem=problem):
            return problem.code in _REPAIRABLE
    return False
