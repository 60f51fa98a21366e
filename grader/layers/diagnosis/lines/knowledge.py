"""What is right: the value of every part of a layer's formulas, to be recognised in code."""

import itertools
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from grader.layers.catalogue import KINDS
from grader.layers.diagnosis.fits import values_of
from grader.layers.diagnosis.formulas import (
    Budget,
    Expression,
    Line,
    TooCostlyError,
    compute,
    name,
    programs_of,
)
from grader.layers.diagnosis.lines.formula_code import needed_lines
from grader.layers.trials.trials import Round
from reference.arrays import Floats

MOST_ELEMENTS = 1e7
NEAR = 1e-6
_UNFIT = (ValueError, IndexError, TypeError, ZeroDivisionError, OverflowError, KeyError)
_MOST_AXES = 6


@dataclass(frozen=True, eq=False)
class Known:
    """A part of the formulas. lines: before it. line: it is the whole of this one.

    needs_dout: it belongs to the way back. values: of the lines of this way to write it.
    """

    expression: Expression
    lines: Sequence[Line]
    value: Floats
    line: Line | None = None
    needs_dout: bool = False
    values: Mapping[str, Any] = field(default_factory=dict)

    @property
    def is_input(self) -> bool:
        """Whether it is what the layer is handed."""
        return self.line is None and self.expression.operation == "name"


@dataclass
class Knowledge:
    """All that is known of one round.

    inputs: what formulas start from. near: as how far off a value is still recognised, since a
    small number under a root or in a logarithm is anybody's choice.
    """

    inputs: dict[str, Any]
    near: float = NEAR
    parts: list[Known] = field(default_factory=list)

    def find(self, value: Floats) -> list[Known]:
        """What a value is, whatever its layout, its sign and the number it is multiplied with."""
        factors = _factors(self.inputs)
        return [each for each in self.parts if is_same(value, each.value, factors, self.near)]

    def in_turn(
        self, shape: tuple[int, ...], times: int
    ) -> Iterator[tuple[Known, tuple[int, ...]]]:
        """What a value may be in each of so many rounds of loops, and along which axes they go."""
        size = int(np.prod(shape))
        plain = tuple(each for each in shape if each > 1)
        for known in self.parts:
            if known.value.size == size * times:
                for axes in _subsets(known.value.ndim):
                    sizes = known.value.shape
                    left = tuple(n for axis, n in enumerate(sizes) if axis not in axes and n > 1)
                    if left == plain and math.prod(sizes[axis] for axis in axes) == times:
                        yield known, axes

    def is_in_turn(self, total: Floats, known: Known, axes: tuple[int, ...]) -> bool:
        """Whether a value was in each round what belongs there.

        total: the sum of what it was, each as often as the number of its round.
        """
        sizes = [known.value.shape[axis] for axis in axes]
        rounds = np.arange(1.0, math.prod(sizes) + 1).reshape(sizes)
        others = tuple(each for each in range(known.value.ndim) if each not in axes)
        weighted = known.value * np.expand_dims(rounds, others)
        return is_same(total, weighted.sum(axis=axes), _factors(self.inputs), self.near)


def _subsets(count: int) -> Iterator[tuple[int, ...]]:
    """Some of so many axes, but none and all of one."""
    for size in range(1, count + 1):
        yield from itertools.combinations(range(count), size)


def knowledge_of(each: Round) -> Knowledge | None:
    """What is right in a round; None where there are no formulas, or too much to compute."""
    layer = each.layer
    formulas = KINDS[layer.name].formulas
    if formulas is None:
        return None
    plain = layer.to_plain(each.tensors)
    found = Knowledge(values_of(layer, plain, each.upstream), max(NEAR, layer.guard))
    budget = Budget(MOST_ELEMENTS)
    try:
        for lines in programs_of(formulas(layer, plain)):
            for part in _parts_of(lines, found.inputs, budget):
                if not any(_is_equal(part.value, each.value) for each in found.parts):
                    found.parts.append(part)
    except (*_UNFIT, TooCostlyError):
        return None
    return found


def _is_equal(one: Floats, other: Floats) -> bool:
    return one.shape == other.shape and bool(np.allclose(one, other, rtol=1e-9, atol=0.0))


def _parts_of(lines: Sequence[Line], inputs: dict[str, Any], budget: Budget) -> Iterator[Known]:
    """Every part of some lines that is an array, inputs first."""
    values, known = dict(inputs), dict[Expression, Any]()
    for key, value in inputs.items():
        if np.ndim(value):
            yield Known(
                name(key), (), np.asarray(value, dtype=np.float64), None, key == "dout", inputs
            )
    back = {"dout", "dout1", "dout2"}
    for number, line in enumerate(lines):
        if not values.keys() >= line.expression.names:
            continue
        values[line.name] = compute(line.expression, values, budget, known)
        before = lines[:number]
        for part in _walk(line.expression):
            if part.operation in {"number", "name"}:
                continue
            value = compute(part, values, budget, known)
            if not any(np.ndim(values.get(each, 0.0)) for each in part.names):
                continue
            whole = line if part is line.expression else None
            rests = {n for each in needed_lines(before, part) for n in each.expression.names}
            is_back = not back.isdisjoint(rests | part.names)
            yield Known(part, before, np.asarray(value, dtype=np.float64), whole, is_back, values)


def _walk(expression: Expression) -> Iterator[Expression]:
    yield expression
    for part in expression.parts:
        yield from _walk(part)


def _factors(inputs: dict[str, Any]) -> tuple[float, ...]:
    rows = float(inputs.get("N", 1.0))
    sizes = (1.0, rows, 1 / rows)
    return tuple(sign * each for sign in (1.0, -1.0) for each in sizes)


def is_same(
    value: Floats, known: Floats, factors: Sequence[float] = (1.0,), near: float = NEAR
) -> bool:
    """Whether two arrays have the same elements, one laid out as the other may be."""
    if value.size != known.size or not np.isfinite(value).all():
        return False
    scale = float(np.abs(known).max())
    for factor in factors:
        off = near * abs(factor) * scale
        if abs(float(np.abs(value).max()) - abs(factor) * scale) > off:
            continue
        if any(
            np.allclose(value.ravel(), factor * each.ravel(), rtol=near, atol=off)
            for each in _layouts(known, value.shape)
        ):
            return True
    return False


def _layouts(known: Floats, shape: tuple[int, ...]) -> Iterator[Floats]:
    """An array in each order of its axes that can be seen as one of this shape."""
    plain = np.squeeze(known)
    wanted = tuple(size for size in shape if size > 1)
    if plain.ndim > _MOST_AXES:
        return
    for order in itertools.permutations(range(plain.ndim)):
        turned = plain.transpose(order)
        if _is_grouping(turned.shape, wanted) or _is_grouping(wanted, turned.shape):
            yield turned


def _is_grouping(fine: tuple[int, ...], coarse: tuple[int, ...]) -> bool:
    """Whether axes that follow each other, taken together, give the sizes of the coarse ones."""
    at = 0
    for size in coarse:
        product = 1
        while product < size and at < len(fine):
            product *= fine[at]
            at += 1
        if product != size:
            return False
    return at == len(fine)
