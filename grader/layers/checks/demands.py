"""What has to hold of the answers of right code, beside the interval of each number."""

import itertools
from collections.abc import Iterator, Sequence
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
    """Gradients whose rounding is that of some that were derived.

    place: where their elements lie, one after the other. moved: the same where the inputs are a few
    ulps away, and how far they move is what counts; None where it is the gradients themselves.
    right: what that should be. begins: of each gradient among them. squares: how far its norm may
    be off, squared.
    """

    place: slice
    moved: slice | None
    right: Floats
    begins: Labels
    squares: Floats

    def holds(self, elements: Floats) -> bool:
        """Whether each is as exact as that."""
        got = elements[self.place]
        off = (got if self.moved is None else elements[self.moved] - got) - self.right
        return bool((np.add.reduceat(off * off, self.begins) <= self.squares).all())


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
        for names in filter(None, (layer.inputs, layer.parameters)):
            right, right_moved = (
                [rounds[n].gradients[name] for name in names] for n in (first, moved)
            )
            place, moved_place = (_place_of_all(layer, bounds, n, names) for n in (first, moved))
            sizes = [each.size for each in right]
            squares = np.array([(LOW_NOISE * np.linalg.norm(each)) ** 2 for each in right])
            about = np.cumsum([0, *sizes[:-1]]), squares
            there = np.concatenate(right, axis=None)
            yield Derivation(
                place, moved_place, np.concatenate(right_moved, axis=None) - there, *about
            )
            if not layer.guard:
                yield Derivation(place, None, there, *about)


def _place_of_all(
    layer: Specification, bounds: Bounds, number: int, variables: Sequence[str]
) -> slice:
    """Where the gradients of some variables lie, one after the other, that a round gave."""
    places = [_place_of(layer, bounds, number, name) for name in variables]
    return slice(places[0].start, places[-1].stop)


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
