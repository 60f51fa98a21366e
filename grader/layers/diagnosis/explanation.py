"""Which element of a wrong gradient is wrong, measured on the student's own forward.

It is asked only of gradients that failed and that the reference cannot explain. A small gradient is
measured whole, two forwards for each element. For a large one that would take hours and terabytes:
there the number of a single wrong element is read off masks, bit by bit; else some elements are
measured at random, and where none of those is wrong, one is looked for by halving. So a gradient of
any size takes some two hundred forwards, in requests of bounded size.
"""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from grader.layers.checks.check import UnexplainedGradient
from grader.layers.checks.comparison import is_close
from grader.layers.checks.examination import Examination
from grader.layers.checks.mismatch import Mismatch
from grader.layers.checks.slopes import rounding
from grader.layers.trials.answers import answers_to
from grader.layers.trials.plan import Plan
from grader.layers.trials.precision import exactness_of_slopes
from grader.layers.trials.probes import Probe, probe_along
from grader.layers.trials.scripts import Script
from grader.layers.trials.trials import Round
from grader.sandbox.runner import Case, Reply
from reference.arrays import Booleans, Floats

WHOLE = 256  # elements up to which a gradient is measured whole
SAMPLE = 64  # elements of a larger one: a fault in one of ten is missed once in 800

Explanations = dict[tuple[str, str], Mismatch]
RepliesTo = Callable[[Iterable[Case]], Iterator[Sequence[Reply]]]


def explain(replies_to: RepliesTo, examinations: Sequence[Examination]) -> Explanations:
    """What each unexplained gradient should be, by layer and variable.

    By measurement where forward answers, and else by the reference. replies_to: carries out cases.
    """
    return {
        (each.plan.layer.name, check.failure.variable): _mismatch(
            _Meter(replies_to, each.plan, check.failure.variable), check.failure
        )
        for each in examinations
        for check in each.checks
        if isinstance(check.failure, UnexplainedGradient)
    }


def _mismatch(meter: "_Meter", unexplained: UnexplainedGradient) -> Mismatch:
    """A gradient beside what it should have been."""
    plan, variable = meter.plan, unexplained.variable
    search = _Search(meter, unexplained.gradient * meter.divisor)
    found = search.whole() if unexplained.gradient.size <= WHOLE else search.some()
    expected, known = found or (meter.at.gradients[variable] * meter.divisor, None)
    return Mismatch(
        plan.layer,
        plan.trials[0],
        0,
        variable,
        expected / meter.divisor,
        unexplained.gradient,
        plan.precision,
        measured=found is not None,
        known=known,
    )


@dataclass(frozen=True)
class _Change:
    """How far a student's forward, weighted with the upstream gradient, went along a half step.

    rounding: how far rounding may have brought it off.
    """

    half_step: Floats
    size: float
    rounding: float


@dataclass(frozen=True)
class _Meter:
    """Measures a student's forward around the plain trial of a plan, along one variable."""

    replies_to: RepliesTo
    plan: Plan
    variable: str

    @property
    def at(self) -> Round:
        """Where it measures."""
        return self.plan.trials[0].rounds[0]

    @property
    def divisor(self) -> int:
        """What a derivative is divided by to be the gradient."""
        return self.plan.layer.divisor(self.variable, self.at.tensors)

    def slopes(self, places: Sequence[int]) -> Floats | None:
        """The derivative along each of some elements, by number; None where forward fails."""
        shape = self.at.tensors[self.variable].shape
        changes = self.changes(_unit(shape, place) for place in places)
        slopes = [c and c.size / float(c.half_step.sum()) for c in changes]
        known = [each for each in slopes if each is not None]
        return np.array(known) if len(known) == len(places) else None

    def changes(self, directions: Iterable[Floats]) -> Iterator[_Change | None]:
        """What is measured along each direction; None where forward fails."""
        waiting: deque[tuple[Probe, tuple[Script, Script]]] = deque()

        def cases() -> Iterator[Case]:
            for direction in directions:
                probe = probe_along(self.variable, direction, self.at, self.plan.precision)
                scripts = self.plan.script_of(probe.plus), self.plan.script_of(probe.minus)
                waiting.append((probe, scripts))
                yield from (script.case for script in scripts)

        replies = self.replies_to(cases())
        for ahead in replies:
            probe, (plus, minus) = waiting.popleft()
            values = self._value(plus, ahead), self._value(minus, next(replies, ()))
            yield self._change(probe, *values)

    def _value(self, script: Script, replies: Sequence[Reply]) -> Floats | None:
        shape = self.at.right[0].shape
        value = answers_to(script, replies).output(0, shape)
        is_usable = value is not None and value.shape == shape and np.isfinite(value).all()
        return value if is_usable else None

    def _change(self, probe: Probe, ahead: Floats | None, behind: Floats | None) -> _Change | None:
        if ahead is None or behind is None:
            return None
        upstream = self.at.upstream
        assert upstream is not None
        return _Change(
            probe.half_steps[self.variable],
            float((upstream * (ahead - behind)).sum()) / 2,
            rounding(upstream, ahead, behind, self.plan.precision),
        )


class _Search:
    """What a derivative should be, as far as some measurements tell.

    gradient: the student's, and of the derivative itself where the layer has means.
    """

    def __init__(self, meter: _Meter, gradient: Floats) -> None:
        self._meter, self._gradient = meter, gradient
        self._flat = gradient.ravel()
        self._rng = np.random.default_rng(gradient.size)
        self._signs = self._rng.choice((-1.0, 1.0), size=gradient.size)
        self._guard = meter.plan.layer.guard

    def whole(self) -> tuple[Floats, None] | None:
        """Every element; None where forward does not always answer."""
        slopes = self._meter.slopes(range(self._gradient.size))
        return None if slopes is None else (slopes.reshape(self._gradient.shape), None)

    def some(self) -> tuple[Floats, Booleans | None] | None:
        """Some elements, the student's own elsewhere, and which are known; None where all are.

        None instead of both where nothing wrong is found.
        """
        changes = [each for each in self._meter.changes(self._masks()) if each is not None]
        if len(changes) < 1 + self._bits:
            return None
        place = self._only_wrong_place(changes)
        single = None if place is None else self._measured([place])
        if single is not None and self._explains_all(single, changes):
            return single, None
        places = self._rng.choice(len(self._flat), SAMPLE, replace=False).tolist()
        found = self._if_wrong(places)
        if found is not None:
            scaled = self._scaled(found.ravel()[places], self._flat[places])
            if self._explains_all(scaled, changes):
                return scaled, None
        elif (place := self._halve()) is not None:
            places = [place]
            found = self._if_wrong(places)
        return None if found is None else (found, self._at(places))

    def _at(self, places: Sequence[int]) -> Booleans:
        known = np.zeros(len(self._flat), np.bool_)
        known[places] = True
        return known.reshape(self._gradient.shape)

    @property
    def _bits(self) -> int:
        return (len(self._flat) - 1).bit_length()

    def _masks(self) -> Iterator[Floats]:
        """Random signs on all elements, then on those in whose number each bit is set."""
        numbers = np.arange(len(self._flat))
        yield self._signs.reshape(self._gradient.shape)
        for bit in range(self._bits):
            yield (self._signs * (numbers >> bit & 1)).reshape(self._gradient.shape)

    def _only_wrong_place(self, changes: Sequence[_Change]) -> int | None:
        """The number of the one element whose error would explain all that the masks gave."""
        (whole, margin), *bits = (self._miss(self._gradient, each) for each in changes)
        place = 0
        for bit, (off, allowed) in enumerate(bits):
            if abs(off - whole) <= allowed + margin:
                place |= 1 << bit
            elif abs(off) > allowed:
                return None
        return place if place < len(self._flat) else None

    def _halve(self) -> int | None:
        """The number of a wrong element, by a pair of forwards for each halving."""
        places = self._rng.permutation(len(self._flat))
        while len(places) > 1:
            half = places[: len(places) // 2]
            direction = np.zeros(len(self._flat))
            direction[half] = self._signs[half]
            (change,) = self._meter.changes([direction.reshape(self._gradient.shape)])
            if change is None:
                return None
            places = places[len(half) :] if self._explains(self._gradient, change) else half
        return int(places[0])

    def _measured(self, places: Sequence[int]) -> Floats | None:
        """The gradient with some elements as they should be."""
        slopes = self._meter.slopes(places)
        if slopes is None:
            return None
        found = self._flat.copy()
        found[places] = slopes
        return found.reshape(self._gradient.shape)

    def _if_wrong(self, places: Sequence[int]) -> Floats | None:
        """The same where some of them are wrong."""
        found = self._measured(places)
        if found is None:
            return None
        got, right = self._flat[places], found.ravel()[places]
        exactness = exactness_of_slopes(self._meter.plan.precision)
        return None if is_close(got, right, exactness, self._guard) else found

    def _scaled(self, right: Floats, got: Floats) -> Floats:
        """The gradient times the factor that takes some elements nearest to what they should be."""
        square = float(got @ got)
        return self._gradient * (float(right @ got) / square if square else 0.0)

    def _explains_all(self, gradient: Floats, changes: Iterable[_Change]) -> bool:
        return all(self._explains(gradient, each) for each in changes)

    def _explains(self, gradient: Floats, change: _Change) -> bool:
        """Whether a gradient predicts what was measured."""
        off, allowed = self._miss(gradient, change)
        return abs(off) <= allowed

    def _miss(self, gradient: Floats, change: _Change) -> tuple[float, float]:
        """How far a gradient is from predicting what was measured, and how far it may be."""
        predicted = gradient * change.half_step
        reach = float(np.abs(change.half_step).max())
        slope = max(self._meter.plan.precision.slope, self._guard)
        allowed = slope * float(np.linalg.norm(predicted)) + self._guard * reach
        return float(predicted.sum()) - change.size, allowed + change.rounding


def _unit(shape: tuple[int, ...], place: int) -> Floats:
    """The direction of one element, by its number."""
    direction = np.zeros(shape)
    direction.ravel()[place] = 1.0
    return direction
