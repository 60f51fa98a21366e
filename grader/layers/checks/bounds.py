"""The interval of each number that right code answers, known before it is asked.

So all replies to a layer take a handful of comparisons, whatever the number of calls in them.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import prod

import numpy as np

from grader.layers.catalogue.specification import Freedom, Specification
from grader.layers.checks.comparison import allowance
from grader.layers.checks.freedoms import without_free
from grader.layers.trials.precision import Precision
from grader.layers.trials.scripts import Script
from grader.layers.trials.trials import (
    BACKWARD,
    FORWARD,
    KEPT_BY_BACKWARD,
    KEPT_BY_FORWARD,
    KEPT_OUTPUT,
    KEPT_UPSTREAM,
    NEW,
    Round,
    Slot,
)
from grader.sandbox.runner import Array, Operation, Reply
from reference.arrays import Booleans, Floats

_IMPRECISE = frozenset("ef")  # half and single precision, as NumPy's type characters


@dataclass(frozen=True)
class ToleranceInterval:
    """The least and the most that the elements of an array may be.

    is_right: both are the right array itself, and rounding is still to be allowed for.
    """

    low: Array
    high: Array
    is_right: bool = False


@dataclass(frozen=True)
class Bounds:
    """The arrays of all replies in their order, and their elements end to end.

    counts: of the arrays in each reply, script by script. slots: of each array, with the number of
    its script. shapes: of each. places: of its elements among all. low, high: of each element.
    """

    counts: list[list[int]]
    slots: tuple[tuple[int, Slot], ...]
    shapes: list[tuple[int, ...]]
    places: tuple[slice, ...]
    low: Floats
    high: Floats

    def place_of(self, script: int, slot: Slot) -> slice:
        """Where the elements of a slot lie."""
        places = self.places_of(script, slot)
        return slice(places[0].start, places[-1].stop)

    def places_of(self, script: int, slot: Slot) -> list[slice]:
        """Where the elements of each array of a slot lie."""
        return [p for s, p in zip(self.slots, self.places, strict=True) if s == (script, slot)]

    def elements_of(self, replies: Sequence[Sequence[Reply]]) -> Floats | None:
        """The elements of all arrays, end to end, if all of them lie within their intervals.

        None otherwise: NaN lies only where anything will do, and nothing of another shape, in less
        than double precision, or in answer to another call lies anywhere.
        """
        if [[len(reply.arrays) for reply in each] for each in replies] != self.counts:
            return None
        arrays = [array for each in replies for reply in each for array in reply.arrays]
        if [array.shape for array in arrays] != self.shapes and not self._are_wrapped(arrays):
            return None
        if not _IMPRECISE.isdisjoint([array.dtype.char for array in arrays]):
            return None
        elements = _end_to_end(arrays)
        within = (self.low <= elements) & (elements <= self.high)
        return elements if within.all() or (within | self._is_open).all() else None

    @property
    def _is_open(self) -> Booleans:
        """Where anything will do."""
        return np.isneginf(self.low) & np.isposinf(self.high)

    def _are_wrapped(self, arrays: Sequence[Array]) -> bool:
        """Whether shapes differ by leading ones alone, such as a bias gradient of (1, M)."""
        return all(
            array.shape == (1,) * (array.ndim - len(shape)) + shape
            for array, shape in zip(arrays, self.shapes, strict=True)
        )


def bounds_of(layer: Specification, scripts: Sequence[Script], precision: Precision) -> Bounds:
    """The bounds of the replies to scripts."""
    writer = _Writer(layer, precision)
    answers = [list(writer.answers_to(script)) for script in scripts]
    found = [
        (number, slot, interval)
        for number, lines in enumerate(answers)
        for line in lines
        for slot, interval in line
    ]
    intervals = [interval for _, _, interval in found]
    shapes = [interval.low.shape for interval in intervals]
    ends = np.cumsum([prod(shape) for shape in shapes]).tolist()
    low, high = (_end_to_end([getattr(i, side) for i in intervals]) for side in ("low", "high"))
    off = _allowances(intervals, low, precision, layer.guard)
    return Bounds(
        [[len(line) for line in lines] for lines in answers],
        tuple((number, slot) for number, slot, _ in found),
        shapes,
        tuple(map(slice, [0, *ends], ends)),
        low - off,
        high + off,
    )


def _allowances(
    intervals: Sequence[ToleranceInterval], elements: Floats, precision: Precision, guard: float
) -> Floats:
    """What `allowance` gives for those that are right arrays, end to end; 0 for others."""
    sizes = np.array([interval.low.size for interval in intervals])
    is_right = np.array([interval.is_right for interval in intervals])
    numbers = np.where(np.repeat(is_right, sizes), elements, 0.0)
    is_there = sizes > 0
    squares = np.zeros(len(sizes))
    begins = np.cumsum(sizes) - sizes
    squares[is_there] = np.add.reduceat(numbers * numbers, begins[is_there])
    relative, absolute = max(precision.relative, guard), max(precision.absolute, guard)
    rms = np.sqrt(squares / np.maximum(sizes, 1))
    off: Floats = relative * np.abs(numbers)
    off += np.repeat(np.where(is_right, relative * rms + absolute, 0.0), sizes)
    return off


def _end_to_end(arrays: Sequence[Array]) -> Floats:
    elements = np.concatenate([array.ravel() for array in arrays])
    return elements.astype(np.float64, copy=False)


@dataclass(frozen=True)
class _Writer:
    """Writes down what right code of a layer answers."""

    layer: Specification
    precision: Precision

    def answers_to(self, script: Script) -> Iterator[list[tuple[Slot, ToleranceInterval]]]:
        """The arrays that answer each call of a script."""
        handed = script.arguments_by_slot()
        left: dict[Slot, list[ToleranceInterval]] = {}
        for line in script.lines:
            found: list[tuple[Slot, ToleranceInterval]] = []
            for slot, share in line.answers:
                rest = left.get(slot)
                if rest is None:
                    rest = left[slot] = list(self._of_slot(script, slot, handed))
                is_read = line.call.operation is Operation.READ
                count = 1 if is_read else len(rest) if share is None else share
                found += [(slot, each) for each in rest[:count]]
                del rest[:count]
            yield found

    def _of_slot(
        self, script: Script, slot: Slot, handed: Mapping[Slot, tuple[Array, ...]]
    ) -> Iterator[ToleranceInterval]:
        number, name = slot
        at = script.trial.rounds[number]
        if name in {NEW, KEPT_UPSTREAM}:
            return map(_anything, () if name == NEW else self._upstreams(at))
        if name in {FORWARD, KEPT_OUTPUT}:
            return self._outputs(at)
        if name == BACKWARD:
            return (self._gradient(at, variable) for variable in self.layer.inputs)
        if name in {KEPT_BY_FORWARD, KEPT_BY_BACKWARD}:
            return map(_exactly, handed[number, FORWARD])
        for variable in self.layer.parameters:
            if name == self.layer.gradient(variable):
                return iter((self._gradient(at, variable),))
        return map(_exactly, handed[script.trial.first(number), NEW])  # parameters, as they are now

    def _upstreams(self, at: Round) -> Iterable[Floats]:
        assert at.upstream is not None
        return at.upstream if self.layer.copies > 1 else (at.upstream,)

    def _outputs(self, at: Round) -> Iterator[ToleranceInterval]:
        """The right output, or anything where several are right."""
        value = at.right[0]
        for each in value if self.layer.copies > 1 else (value,):
            yield (
                self._interval(each, at.freedoms.get(self.layer.output))
                if at.is_training
                else _anything(each)
            )

    def _gradient(self, at: Round, variable: str) -> ToleranceInterval:
        if at.upstream is None:  # a function gives gradients along with a loss, asked or not
            return _anything(at.tensors[variable])
        right, free = at.gradients[variable], at.freedoms.get(self.layer.gradient(variable))
        if at.scale is None:
            return self._interval(right, free)
        interval = self._widened(right, free)
        ignored = tolerance_interval(right / at.scale, self.precision, self.layer.guard)
        low, high = np.minimum(interval.low, ignored.low), np.maximum(interval.high, ignored.high)
        return ToleranceInterval(low, high)

    def _interval(self, right: Floats, free: Freedom | None) -> ToleranceInterval:
        if free is None:
            return ToleranceInterval(right, right, is_right=True)
        return self._widened(right, free)

    def _widened(self, right: Floats, free: Freedom | None) -> ToleranceInterval:
        if free is None:
            return tolerance_interval(right, self.precision, self.layer.guard)
        off = allowance(without_free(right, free), self.precision, self.layer.guard)
        return ToleranceInterval(
            np.where(free.at, free.low, right) - off, np.where(free.at, free.high, right) + off
        )


def tolerance_interval(right: Floats, precision: Precision, guard: float) -> ToleranceInterval:
    """What may stand for a right array."""
    off = allowance(right, precision, guard)
    return ToleranceInterval(right - off, right + off)


def _exactly(array: Array) -> ToleranceInterval:
    return ToleranceInterval(array, array)


def _anything(array: Floats) -> ToleranceInterval:
    """Any number, but no NaN."""
    most = np.finfo(np.float64).max / 4
    return ToleranceInterval(np.full(array.shape, -most), np.full(array.shape, most))
