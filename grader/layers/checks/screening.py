"""The few calls by which right code is known.

One object meets all kinds of inputs in turn, and what right code answers is known beforehand, as an
interval for each number. Whatever lies within them all is right and is asked nothing more. Whatever
does not is not wrong for that: code in single precision and labels as class numbers end here too.
It gets the full examination, trial by trial, which alone blames and says why.

The full examination could read the replies to the same few calls, so that one pipeline were enough,
but a verdict on right code would take 2.2 times as long, which its bar does not allow.

Layers of which no answer is known beforehand, random ones and training steps, are screened by the
full examination itself.
"""

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from grader.definition.layer_tasks import LayerTask
from grader.layers import problems
from grader.layers.catalogue.specification import Specification
from grader.layers.checks.bounds import Bounds, bounds_of, tolerance_interval
from grader.layers.checks.check import Check
from grader.layers.checks.comparison import allowance
from grader.layers.checks.derivations import LOW_NOISE
from grader.layers.checks.examination import Examination, examine
from grader.layers.checks.freedoms import sum_shares
from grader.layers.checks.rounding import EXACT
from grader.layers.checks.slopes import predicted_change, rounding
from grader.layers.trials.conventions import takes
from grader.layers.trials.dialects import PLAIN, Dialect
from grader.layers.trials.plan import Plan, layer_of, other_layers_of, plans_for
from grader.layers.trials.precision import DOUBLE
from grader.layers.trials.screening_inputs import ScreeningInputs, screening_inputs_for
from grader.layers.trials.scripts import Script
from grader.layers.trials.trials import (
    AGAIN,
    BACKWARD,
    FORWARD,
    KEPT_BY_FORWARD,
    KEPT_OUTPUT,
    KEPT_UPSTREAM,
    Trial,
)
from grader.problems import Problem
from grader.sandbox.runner import Reply
from reference.arrays import Floats, Labels

_STREAM = 1  # of random numbers, beside that of the full examination


@dataclass(frozen=True)
class Slope:
    """A difference of two outputs, and what it has to be.

    upstream: what the outputs are weighted with. ahead, behind: where their elements lie.
    """

    upstream: Floats
    ahead: slice
    behind: slice
    expected: float
    off: float

    def holds(self, elements: Floats) -> bool:
        """Whether the derivative of forward is the right one."""
        difference = elements[self.ahead] - elements[self.behind]
        return bool(abs(self.upstream @ difference / 2 - self.expected) <= self.off)


@dataclass(frozen=True)
class Choice:
    """An output of which several are right. low, high: of shape (forms, elements)."""

    place: slice
    low: Floats
    high: Floats

    def holds(self, elements: Floats) -> bool:
        """Whether it is one of them."""
        return any(self.fits(elements))

    def fits(self, elements: Floats) -> list[bool]:
        """Which of them it is, form by form."""
        output = elements[self.place]
        return [bool(form.all()) for form in (self.low <= output) & (output <= self.high)]


@dataclass(frozen=True)
class Shares:
    """Elements that add up by their numbers. places: among all elements."""

    places: Labels
    numbers: Labels
    expected: Floats
    off: Floats

    def holds(self, elements: Floats) -> bool:
        """Whether each sum is the right one."""
        sums = np.bincount(self.numbers, elements[self.places])
        return bool((np.abs(sums - self.expected) <= self.off).all())


@dataclass(frozen=True)
class Derivation:
    """A gradient whose rounding is that of one that was derived.

    place: where its elements lie. moved: the same where the inputs are a few ulps away, and how
    far it moves is what counts; None where it is the gradient itself. right: what that should be.
    off: how far its norm may be off.
    """

    place: slice
    moved: slice | None
    right: Floats
    off: float

    def holds(self, elements: Floats) -> bool:
        """Whether it is as exact as that."""
        got = elements[self.place]
        off = (got if self.moved is None else elements[self.moved] - got) - self.right
        return bool(off @ off <= self.off**2)


@dataclass(frozen=True)
class Remarks:
    """What is said of right code and costs nothing.

    layer: its name. kept: where the upstream gradient lies as it was left, of which `upstream` was
    handed over. returned: where what the last backward returned lies. scales: gradients of a loss,
    by dout or as if that were 1.
    """

    layer: str
    kept: slice | None
    upstream: Floats
    returned: slice | None
    scales: tuple[Choice, ...]

    def about(self, elements: Floats, again: Reply | None) -> Iterator[Problem]:
        """What there is to say. again: the reply to the same backward once more."""
        if self.kept is not None and not np.array_equal(elements[self.kept], self.upstream):
            yield problems.UPSTREAM_OVERWRITTEN(layer=self.layer)
        if any(not each.fits(elements)[0] for each in self.scales):
            yield problems.UPSTREAM_TAKEN_FOR_ONE(layer=self.layer)
        if again is not None and not self._is_same(elements, again):
            yield problems.CACHE_CONSUMED(layer=self.layer)

    def _is_same(self, elements: Floats, again: Reply) -> bool:
        if again.problem is not None or self.returned is None:
            return again.problem is None
        then = elements[self.returned]
        all_now = np.concatenate([array.ravel() for array in again.arrays] or [np.zeros(0)])
        now = all_now[: then.size]  # those of parameters may come along
        size = float(np.abs(then).max(initial=0.0))
        return now.shape == then.shape and bool((np.abs(now - then) <= 1e-9 * size).all())


Demand = Slope | Choice | Shares | Derivation


@dataclass(frozen=True)
class Screening:
    """What a layer is asked first, and what right code answers.

    What right code answers is worked out when it is first needed, which is while the code runs.
    """

    plan: Plan
    scripts: tuple[Script, ...]
    inputs: ScreeningInputs

    @cached_property
    def bounds(self) -> Bounds:
        """Those of all replies but that to the last call, if that asks for a backward once more."""
        scripts = [script.without_again() for script in self.scripts]
        return bounds_of(self.plan.layer, scripts, DOUBLE)

    @cached_property
    def demands(self) -> tuple[Demand, ...]:
        """What has to hold besides."""
        layer, inputs, bounds = self.plan.layer, self.inputs, self.bounds
        return (
            _slope(layer, inputs, bounds),
            *_choices(inputs.trial, bounds),
            *self._scales,
            *_shares(layer, inputs.trial, bounds),
            *_derivations(layer, inputs, bounds),
        )

    @cached_property
    def _scales(self) -> tuple[Choice, ...]:
        return tuple(_scales(self.plan.layer, self.inputs.trial, self.bounds))

    def prepare(self) -> None:
        """Work out what right code answers."""
        assert self.demands

    def admit(self, replies: Sequence[Sequence[Reply]]) -> Examination | None:
        """The examination of right code; None where something calls for the full one."""
        elements, again = self.read(replies)
        if elements is None or not all(each.holds(elements) for each in self.demands):
            return None
        layer = self.plan.layer
        remarks = _remarks(layer, self.inputs.trial, self.bounds, self._scales)
        return Examination(
            self.plan,
            tuple(_checks(layer, self.scripts, self.bounds)),
            EXACT,
            is_vague=False,
            has_raised=False,
            remarks=tuple(remarks.about(elements, again)),
        )

    def read(self, replies: Sequence[Sequence[Reply]]) -> tuple[Floats | None, Reply | None]:
        """The elements of all replies within their bounds, and the reply to a backward again.

        No elements where one is not; no reply where none was asked for, or the code did not come
        that far.
        """
        again = None
        if replies and len(replies[0]) == len(self.scripts[0].lines) and self.scripts[0].asks_again:
            again, replies = replies[0][-1], [replies[0][:-1], *replies[1:]]
        return self.bounds.elements_of(replies), again


@dataclass(frozen=True)
class FullScreening:
    """The full examination in its place."""

    plan: Plan
    scripts: tuple[Script, ...]

    def prepare(self) -> None:
        """Nothing: what is right depends on what the code chose."""

    def admit(self, replies: Sequence[Sequence[Reply]]) -> Examination | None:
        """The examination of right code; None where something is wrong."""
        found = examine(self.plan, self.scripts, replies)
        return None if found.lost or found.is_vague else found


def screening_for(
    task: LayerTask, seed: int, dialect: Dialect = PLAIN
) -> Screening | FullScreening:
    """The screening of a layer; the same seed gives the same one, and another one every layer."""
    layer = dialect.apply_to(layer_of(task))
    if not layer.has_slopes:
        plan = replace(plans_for(task, seed, DOUBLE, dialect)[0], moves=None)
        return FullScreening(plan, tuple(plan.scripts()))
    rng = np.random.default_rng([seed, *task.layer.encode(), _STREAM])
    others = tuple(map(dialect.apply_to, other_layers_of(task, rng)))
    inputs = screening_inputs_for(layer, others, rng)
    one_hot = layer.labels is None or takes(dialect.convention, class_numbers=False)
    plan = Plan(
        dialect.convention,
        layer,
        DOUBLE,
        (inputs.trial,),
        probes=(),
        jitters=None,
        moves=None,
        class_numbers=not one_hot,
        is_detailed=False,
        is_strict=dialect.is_strict,
    )
    return Screening(plan, tuple(plan.scripts()), inputs)


def _slope(layer: Specification, inputs: ScreeningInputs, bounds: Bounds) -> Slope:
    """What the right gradients predicted_change of the probe."""
    at = inputs.plain
    assert at.upstream is not None
    gradients = {n: g * layer.divisor(n, at.tensors) for n, g in at.gradients.items()}
    expected, off = predicted_change(gradients, inputs.probe, DOUBLE, layer.guard)
    off += rounding(at.upstream, at.right[0], at.right[0], DOUBLE)
    ahead, behind = (bounds.place_of(0, (n, FORWARD)) for n in (inputs.ahead, inputs.behind))
    return Slope(at.upstream.ravel(), ahead, behind, expected, off)


def _derivations(
    layer: Specification, inputs: ScreeningInputs, bounds: Bounds
) -> Iterator[Derivation]:
    """How each gradient has to move where the inputs move by a few ulps."""
    rounds = inputs.trial.rounds
    for first, moved in inputs.jitters:
        for name in layer.variables:
            right, right_moved = (rounds[n].gradients[name] for n in (first, moved))
            place, moved_place = (
                _place_of_gradient(layer, bounds, n, name) for n in (first, moved)
            )
            off = LOW_NOISE * float(np.linalg.norm(right))
            yield Derivation(place, moved_place, (right_moved - right).ravel(), off)
            if not layer.guard:
                yield Derivation(place, None, right.ravel(), off)


def _place_of_gradient(layer: Specification, bounds: Bounds, number: int, variable: str) -> slice:
    if variable in layer.parameters:
        return bounds.place_of(0, (number, layer.gradient(variable)))
    return bounds.places_of(0, (number, BACKWARD))[layer.inputs.index(variable)]


def _choices(trial: Trial, bounds: Bounds) -> Iterator[Choice]:
    """The outputs of evaluation, which follow from what the code was free to choose."""
    for number, each in enumerate(trial.rounds):
        if each.is_training:
            continue
        assert each.layer.variants is not None
        seen = [trial.rounds[earlier].tensors for earlier in trial.on_one_object(number)]
        forms = [
            tolerance_interval(each.layer.evaluate(tensors)[0].ravel(), DOUBLE, each.layer.guard)
            for tensors in each.layer.variants(each.layer, seen)
        ]
        yield Choice(
            bounds.place_of(0, (number, FORWARD)),
            low=np.stack([form.low for form in forms]),
            high=np.stack([form.high for form in forms]),
        )


def _scales(layer: Specification, trial: Trial, bounds: Bounds) -> Iterator[Choice]:
    """Gradients of a loss by dout, or as if that were 1."""
    for number, each in enumerate(trial.rounds):
        for name in () if each.scale is None else layer.variables:
            right, scale = each.gradients[name].ravel(), each.scale or 1.0
            forms = [tolerance_interval(right / by, DOUBLE, layer.guard) for by in (1.0, scale)]
            yield Choice(
                _place_of_gradient(layer, bounds, number, name),
                low=np.stack([form.low for form in forms]),
                high=np.stack([form.high for form in forms]),
            )


def _remarks(
    layer: Specification, trial: Trial, bounds: Bounds, scales: tuple[Choice, ...]
) -> Remarks:
    kept = next((number for number, name in trial.order if name == KEPT_UPSTREAM), None)
    asked = next((number for number, name in trial.order if name == AGAIN), None)
    upstream = None if kept is None else trial.rounds[kept].upstream
    returned = bounds.place_of(0, (asked, BACKWARD)) if asked is not None and layer.inputs else None
    return Remarks(
        layer.name,
        None if kept is None else bounds.place_of(0, (kept, KEPT_UPSTREAM)),
        np.zeros(0) if upstream is None else upstream.ravel(),
        returned,
        scales,
    )


def _shares(layer: Specification, trial: Trial, bounds: Bounds) -> Iterator[Shares]:
    """What tied elements have to add up to."""
    for number, each in enumerate(trial.rounds):
        shares = {
            name: free.shares
            for name in layer.variables
            if (free := each.freedoms.get(layer.gradient(name))) and free.shares is not None
        }
        if not shares:
            continue
        ends = (_place_of_gradient(layer, bounds, number, name) for name in shares)
        places = list(itertools.chain.from_iterable(range(e.start, e.stop) for e in ends))
        numbers = np.concatenate([each.ravel() for each in shares.values()])
        right = {name: each.gradients[name] for name in shares}
        off = {name: allowance(array, DOUBLE, layer.guard) for name, array in right.items()}
        yield Shares(np.array(places), numbers, sum_shares(shares, right), sum_shares(shares, off))


def _checks(layer: Specification, scripts: Sequence[Script], bounds: Bounds) -> Iterator[Check]:
    """Every check that right code passes at once."""
    output, gradients = layer.arrays[:1], layer.arrays[1:]
    for script, (_, name) in dict.fromkeys(bounds.slots):
        if scripts[script].trial.name == "probe":
            continue
        if name == FORWARD:
            yield Check(output, "forward", passed=True)
        elif name == BACKWARD:
            returned = map(layer.gradient, layer.inputs)
            yield from (Check((each,), "reference", passed=True) for each in returned)
        elif name in gradients:
            yield Check((name,), "reference", passed=True)
        elif name == KEPT_UPSTREAM:
            continue
        else:
            yield Check(
                output if name in {KEPT_BY_FORWARD, KEPT_OUTPUT} else gradients, passed=True
            )
    yield Check(gradients, "derivative", passed=True)
