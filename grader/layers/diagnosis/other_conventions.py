"""Whether a file that fails in the declared convention is right in another one.

Then the code is not wrong, it is written to other rules, and that is what its author should read.
"""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import get_args

from grader.definition.layer_tasks import Batch, Convention, LayerTask, Weights
from grader.layers import problems
from grader.layers.catalogue import KINDS
from grader.layers.catalogue.kind import BATCH
from grader.layers.checks.examination import Examination, examine
from grader.layers.trials.dialects import Dialect
from grader.layers.trials.plan import Plan, plain_plans_for
from grader.layers.trials.precision import SINGLE
from grader.layers.trials.scripts import Script
from grader.problems import Problem
from grader.reports import Finding
from grader.sandbox.problems import NOT_WRITTEN
from grader.sandbox.runner import Case, Reply


@dataclass(frozen=True)
class OtherConvention:
    """The layers that are right in another dialect, and what to say of it."""

    layers: frozenset[str]
    problem: Problem


def find_other_convention(
    replies_to: Callable[[Iterable[Case]], Iterator[Sequence[Reply]]],
    tasks: Sequence[LayerTask],
    examinations: Sequence[Examination],
    seed: int,
    declared: Dialect,
) -> OtherConvention | None:
    """The dialect in which layers are right that fail in the declared one, if there is one.

    replies_to: carries out cases. Of several dialects the one nearest to the declared one is taken.
    """
    failed = {each.plan.layer.name for each in examinations if _fails_at_once(each)}
    if not failed:
        return None
    asked = [_with_few_examples(task) for task in tasks if task.layer in failed]
    dialects = (declared, *_others(declared))
    right = _right_in(replies_to, dialects, asked, seed)
    for dialect in dialects[1:]:
        fitting = frozenset(right[dialect] - right[declared])
        if fitting and (dialect.batch == declared.batch or _shows_batches(fitting)):
            return OtherConvention(fitting, _problem(declared, dialect))
    return None


def _right_in(
    replies_to: Callable[[Iterable[Case]], Iterator[Sequence[Reply]]],
    dialects: Sequence[Dialect],
    tasks: Sequence[LayerTask],
    seed: int,
) -> Mapping[Dialect, set[str]]:
    """The layers that are right in each dialect. What is asked is drawn as it is sent."""
    waiting: deque[tuple[Dialect, Plan, Script]] = deque()

    def cases() -> Iterator[Case]:
        for dialect in dialects:
            for plan in _plain_plans(tasks, seed, dialect):
                (script,) = plan.scripts()
                waiting.append((dialect, plan, script))
                yield script.case

    right: dict[Dialect, set[str]] = {dialect: set() for dialect in dialects}
    for replies in replies_to(cases()):
        dialect, plan, script = waiting.popleft()
        if not examine(plan, (script,), (replies,)).lost:
            right[dialect].add(plan.layer.name)
    return right


def _with_few_examples(task: LayerTask) -> LayerTask:
    """The task with no larger a batch than the usual one, which tells as much."""
    few = min(task.shapes.get("N", BATCH), BATCH)
    return task.model_copy(update={"shapes": {**task.shapes, "N": few}})


def _shows_batches(names: frozenset[str]) -> bool:
    """Whether these layers tell rows from columns: a softmax along the wrong axis does not."""
    return any(KINDS[name].specification().matrices for name in names)


def _fails_at_once(examination: Examination) -> bool:
    """Whether a layer lost its output or the gradients of its parameters, though it is written.

    A random one says nothing: what is wrong in one draw may be right in another.
    """
    layer, lost = examination.plan.layer, examination.lost
    if layer.is_random:
        return False
    findings = [c.failure for c in examination.checks if isinstance(c.failure, Finding)]
    gradients = frozenset(map(layer.gradient, layer.parameters))
    is_lost = layer.output in lost or (bool(gradients) and gradients <= lost)
    has_answered = any(check.failure is not None for check in examination.checks)
    is_written = NOT_WRITTEN.code not in {each.problem.code for each in findings}
    return is_lost and has_answered and is_written


def _plain_plans(tasks: Sequence[LayerTask], seed: int, dialect: Dialect) -> Iterator[Plan]:
    """The first trial of each layer alone."""
    for task in tasks:
        yield from plain_plans_for(task, seed, SINGLE, dialect)


def _others(declared: Dialect) -> Iterator[Dialect]:
    """Every other dialect, those first that differ in fewer things.

    Means instead of sums are left out: who did not agree on them has made a mistake.
    """
    weights: tuple[Weights, ...] = get_args(Weights)
    batches: tuple[Batch, ...] = get_args(Batch)
    conventions: tuple[Convention, ...] = get_args(Convention)
    mine = _features(declared)
    found = [
        replace(declared, convention=convention, weights=layout, batch=batch)
        for convention in conventions
        for layout in weights
        for batch in batches
    ]
    others = [each for each in found if _features(each) != mine]
    return iter(sorted(others, key=lambda each: _differences(_features(each), mine)))


def _features(dialect: Dialect) -> tuple[str, ...]:
    return (dialect.convention, dialect.layout, dialect.batch)


def _differences(one: Sequence[str], other: Sequence[str]) -> int:
    return sum(a != b for a, b in zip(one, other, strict=True))


def _problem(declared: Dialect, found: Dialect) -> Problem:
    return problems.OTHER_CONVENTION(
        declared=_description(declared, found), found=_description(found, declared)
    )


def _description(dialect: Dialect, other: Dialect) -> str:
    """The features in which a dialect differs from another, as a bundle would declare them."""
    names = ("convention", "weights", "batch")
    pairs = zip(names, _features(dialect), _features(other), strict=True)
    return ", ".join(f"{name} {mine}" for name, mine, theirs in pairs if mine != theirs)
