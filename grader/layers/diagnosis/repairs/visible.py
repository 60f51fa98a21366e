"""The trials of a layer that may be told of, on which changes of its code are tried."""

import contextlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

import numpy as np

from grader.definition.layer_tasks import LayerTask
from grader.layers.catalogue import KINDS
from grader.layers.catalogue.kind import Number
from grader.layers.checks.examination import Examination
from grader.layers.diagnosis.repairs.outcome import Lost
from grader.layers.trials.dialects import Dialect
from grader.layers.trials.plan import Plan, plans_for

REQUEST_BYTES = 4_000_000  # of arrays that go out at once
DELICATE = {"large", "unlikely", "constant", "ties"}  # trials of numbers that are special
_OTHER_SIZES = 3  # so that what is equal by chance is not equal every time


@dataclass(frozen=True)
class OtherWords:
    """The other words for an argument that code knows, each with what is wrong there as it is."""

    known: tuple[tuple[Plan, Lost], ...]

    def are_spoilt(self, judge: Callable[[Plan], Lost | None], arrays: Iterable[str]) -> bool:
        """Whether one of some arrays is wrong there that was right. judge: says what is wrong."""
        found = ((judge(plan), before) for plan, before in self.known)
        return any(
            after is None or not (after - before).isdisjoint(arrays) for after, before in found
        )


@dataclass(frozen=True)
class Visible:
    """The trials of a layer that nobody hides: what changes are tried and verified on.

    first: the plan of one that fails, and of those of its name. all: of all of them. others: of
    other sizes. unbound: the first where the bundle leaves its arguments open, if it does not.
    reworded: the first with other words where an argument is a word.
    has_hidden: whether some of the layer are hidden.
    """

    first: Plan
    all: Plan
    others: tuple[Plan, ...]
    unbound: tuple[Plan, ...] = ()
    reworded: tuple[Plan, ...] = ()
    has_hidden: bool = False

    @property
    def usual(self) -> Plan:
        """The trials of ordinary numbers."""
        shown = (each for each in self.all.trials if each.name not in DELICATE)
        return replace(self.all, trials=tuple(shown))

    def other_words(self, judge: Callable[[Plan], Lost | None]) -> OtherWords:
        """Those for which code has the output right. judge: says what is wrong as it is."""
        output = self.all.layer.output
        found = ((plan, judge(plan)) for plan in self.reworded)
        return OtherWords(
            tuple((plan, lost) for plan, lost in found if lost is not None and output not in lost)
        )


def visible_trials(
    task: LayerTask, examination: Examination, seed: int, dialect: Dialect
) -> Visible | None:
    """The trials for a layer that failed.

    None where it failed in none that may be told, and where their arrays are large.
    """
    done = examination.plan

    def plan_of(task: LayerTask, seed: int) -> Plan:
        plans = plans_for(task, seed, done.precision, dialect)
        plan = next(each for each in plans if each.class_numbers == done.class_numbers)
        return replace(plan, probes=(), jitters=None, moves=None)

    failed = {c.case for c in examination.checks if c.failure is not None}
    whole = plan_of(task, seed)
    shown = tuple(each for each in whole.trials if each.name not in task.hidden)
    first = next((each for each in shown if each.name in failed), None)
    if first is None:
        return None
    sizes = (case.array_bytes for case in replace(whole, trials=shown).cases())
    if sum(sizes) > REQUEST_BYTES:
        return None
    others = list[Plan]()
    for number in range(_OTHER_SIZES):
        with contextlib.suppress(ValueError):  # a window larger than its image
            shapes = _other_shapes(task, seed + number)
            other = plan_of(task.model_copy(update={"shapes": shapes}), seed + 1 + number)
            others.append(replace(other, trials=other.trials[:1]))
    return Visible(
        replace(whole, trials=tuple(each for each in shown if each.name == first.name)),
        replace(whole, trials=shown),
        tuple(others),
        _unbound(plan_of(task.model_copy(update={"arguments": _other_numbers(task)}), seed))
        if task.arguments
        else (),
        tuple(_usual(plan_of(each, seed)) for each in _with_other_words(task)),
        has_hidden=bool(task.hidden),
    )


def _unbound(plan: Plan) -> tuple[Plan, ...]:
    """The trials of a layer with every argument that it may have."""
    named = {"random", "other-arguments"}
    return (replace(plan, trials=tuple(each for each in plan.trials if each.name in named)),)


def _other_numbers(task: LayerTask) -> dict[str, int | float | str]:
    """Another value of each argument that has no usual one, which a layer has where it is named."""
    known = KINDS[task.layer].arguments
    numbers = {name: known[name] for name in task.arguments}
    return {
        name: next(value for value in choice.others if value != task.arguments[name])
        for name, choice in numbers.items()
        if isinstance(choice, Number) and choice.usual is None
    }


def _usual(plan: Plan) -> Plan:
    return replace(plan, trials=plan.trials[:1])


def _with_other_words(task: LayerTask) -> Iterator[LayerTask]:
    """The same layer with each other word for an argument that is one."""
    for name, given in task.arguments.items():
        choice = KINDS[task.layer].arguments.get(name)
        for word in getattr(choice, "words", ()) if isinstance(given, str) else ():
            if word != given:
                yield task.model_copy(update={"arguments": {**task.arguments, name: word}})


def _other_shapes(task: LayerTask, seed: int) -> dict[str, int]:
    """Sizes of which no two are alike by more than chance."""
    rng = np.random.default_rng([seed, 1])
    usual = KINDS[task.layer].shapes
    return {name: size + int(rng.integers(0, 4)) if size else 0 for name, size in usual.items()}
