"""What has to hold of the answers of right code, beside the interval of each number."""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from grader.layers.catalogue.specification import Specification
from grader.layers.checks.bounds import Bounds, tolerance_interval
from grader.layers.checks.comparison import allowance
from grader.layers.checks.derivations import LOW_NOISE
from grader.layers.checks.freedoms import sum_shares
from grader.layers.checks.slopes import predicted_change, rounding
from grader.layers.trials.precision import DOUBLE
from grader.layers.trials.screening_inputs import ScreeningInputs
from grader.layers.trials.trials import BACKWARD, FORWARD, Trial
from reference.arrays import Floats, Labels


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


Demand = Slope | Choice | Shares | Derivation


def demands_of(layer: Specification, inputs: ScreeningInputs, bounds: Bounds) -> Iterator[Demand]:
    """What has to hold of the answers to some inputs, the scales of a loss aside."""
    yield _slope(layer, inputs, bounds)
    yield from _choices(inputs.trial, bounds)
    yield from _shares(layer, inputs.trial, bounds)
    yield from _derivations(layer, inputs, bounds)


def _slope(layer: Specification, inputs: ScreeningInputs, bounds: Bounds) -> Slope:
    """What the right gradients predict for the probe."""
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
            place, moved_place = (_place_of(layer, bounds, n, name) for n in (first, moved))
            off = LOW_NOISE * float(np.linalg.norm(right))
            yield Derivation(place, moved_place, (right_moved - right).ravel(), off)
            if not layer.guard:
                yield Derivation(place, None, right.ravel(), off)


def _place_of(layer: Specification, bounds: Bounds, number: int, variable: str) -> slice:
    """Where the gradient of a variable lies that a round gave."""
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


def scales_of(layer: Specification, trial: Trial, bounds: Bounds) -> Iterator[Choice]:
    """Gradients of a loss by dout, or as if that were 1."""
    for number, each in enumerate(trial.rounds):
        for name in () if each.scale is None else layer.variables:
            right, scale = each.gradients[name].ravel(), each.scale or 1.0
            forms = [tolerance_interval(right / by, DOUBLE, layer.guard) for by in (1.0, scale)]
            yield Choice(
                _place_of(layer, bounds, number, name),
                low=np.stack([form.low for form in forms]),
                high=np.stack([form.high for form in forms]),
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
        ends = (_place_of(layer, bounds, number, name) for name in shares)
        places = list(itertools.chain.from_iterable(range(e.start, e.stop) for e in ends))
        numbers = np.concatenate([each.ravel() for each in shares.values()])
        right = {name: each.gradients[name] for name in shares}
        off = {name: allowance(array, DOUBLE, layer.guard) for name, array in right.items()}
        yield Shares(np.array(places), numbers, sum_shares(shares, right), sum_shares(shares, off))
