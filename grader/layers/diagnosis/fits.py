"""Which single mistake in the right formulas gives a wrong array.

Every edit of the lines that lead to the array is tried, the likeliest first, on what the array was
computed from. An edit that gives its numbers, all of them and to the last digits that are sure, is
what the code computes, whatever it looks like.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from grader.layers.catalogue import KINDS
from grader.layers.catalogue.specification import Specification, Tensors
from grader.layers.checks.comparison import is_close
from grader.layers.checks.mismatch import Mismatch
from grader.layers.diagnosis import causes
from grader.layers.diagnosis.edits import ORDER, Edit, Surroundings, edits_of
from grader.layers.diagnosis.formulas import (
    Budget,
    Expression,
    Line,
    TooCostlyError,
    compute,
    expression_of,
    programs_of,
)
from grader.layers.trials.naming import Naming
from grader.problems import ProblemKind, Value
from reference.arrays import Floats
from reference.normalization import EPSILON

_BACK, _AHEAD, _ALL = range(3)  # groups of lines: the way back, the way ahead, all at once
MOST_ELEMENTS = 1e7  # what a search computes, in elements of simple arithmetic
_UNFIT = (ValueError, IndexError, TypeError, ZeroDivisionError, OverflowError, KeyError)


@dataclass(frozen=True)
class Fit:
    """An edit that gives the numbers of a wrong array, and the line that it is in, as edited.

    is_whole: what is edited is all of the array.
    """

    edit: Edit
    line: Line
    is_whole: bool = False

    def cause(self, naming: Naming) -> tuple[ProblemKind, Mapping[str, Value]]:
        """The cause, with the values of its hint."""
        if self.is_whole and self.edit.kind is causes.EPSILON_ADDED:
            return causes.CONSTANT_ADDED, {}
        return self.edit.kind, {
            "formula": naming.say(str(self.line)),
            "part": naming.say(str(self.edit.part)),
            "right": naming.say(str(self.edit.right)),
        }


def find_fit(
    mismatch: Mismatch, ranks: Sequence[int] = ORDER, *, is_first: bool = False
) -> Fit | None:
    """The likeliest single mistake that gives these numbers; None where none does.

    ranks: of the edits that are tried. is_first: only the first way to write the formulas is.
    """
    layer = mismatch.layer
    formulas = KINDS[layer.name].formulas
    if formulas is None or not np.isfinite(mismatch.got).all():
        return None
    budget = Budget(MOST_ELEMENTS)
    try:
        for tensors in mismatch.forms():
            plain = layer.to_plain(tensors)
            programs = programs_of(formulas(layer, plain))
            tried = programs[:1] if is_first else programs
            searches = [_Search(mismatch, plain, lines, budget) for lines in tried]
            able = [each for each in searches if each.can_compute]
            for search, place in _turns(able):
                if fit := search.find(place, ranks):
                    return fit
    except TooCostlyError:
        return None
    return None


def _turns(searches: Sequence["_Search"]) -> Iterator[tuple["_Search", int]]:
    """Where to look, and in which order: forward comes last, since it is right in most."""
    for several in (searches[:1], searches[1:]):
        yield from ((search, place) for place in (_BACK, _ALL) for search in several)
    yield from ((search, _AHEAD) for search in searches)


def sizes_of(mismatch: Mismatch) -> Mapping[str, float]:
    """The numbers of elements of a layer's arrays, by name."""
    plain = mismatch.layer.to_plain(mismatch.round.tensors)
    return _sizes(values_of(mismatch.layer, plain, mismatch.round.upstream), mismatch.layer)


class _Search:
    """A search for what gives one array from some tensors."""

    def __init__(
        self, mismatch: Mismatch, plain: Tensors, lines: Sequence[Line], budget: Budget
    ) -> None:
        self.mismatch, self.layer, self.budget = mismatch, mismatch.layer, budget
        self.target = _target(mismatch)
        self.got = self._plain(mismatch.got).astype(np.float64)
        self.place = int(np.abs(mismatch.got - mismatch.expected).ravel().argmax())
        self.values = values_of(self.layer, plain, mismatch.round.upstream)
        self.known: dict[Expression, Any] = {}
        self.all_lines = _up_to(lines, self.target) if mismatch.variable is None else lines
        self.sizes = _sizes(self.values, self.layer)
        self.gradients = {f"d{name}" for name in self.layer.variables} - {self.target}
        needed = _needed(lines, self.target)
        self.lines = [line for line in lines if line.name in needed]
        for line in self.all_lines:
            if self.values.keys() >= line.expression.names:
                self.values[line.name] = compute(line.expression, self.values, budget, self.known)

    @property
    def can_compute(self) -> bool:
        """Whether the formulas give this array, and right."""
        if self.target not in self.values:
            return False
        expected = self._plain(self.mismatch.expected)
        is_open = self.mismatch.measured or not self.mismatch.round.is_training
        return is_open or self._is_equal(self.values[self.target], expected)

    def find(self, place: int, ranks: Sequence[int]) -> Fit | None:
        """The likeliest edit that fits. place: the group of lines to look in."""
        if place == _ALL:
            return self._find_in_all(ranks)
        found = [
            (line, edit, whole)
            for line in reversed(self._groups()[place])
            for edit, whole in edits_of(line.expression, self._around(line))
            if edit.rank in ranks
        ]
        found.sort(key=lambda each: self._urgency(each[0], each[1]))
        for line, edit, whole in found:
            if self._fits({line.name: whole}):
                is_whole = whole is edit.part and line.name == self.target
                return Fit(edit, Line(line.name, whole), is_whole)
        return None

    def _urgency(self, line: Line, edit: Edit) -> tuple[int, int, int]:
        """When an edit is tried: simple ones first, and then those of the last line."""
        turn = 0 if edit.rank <= 1 else 1 if line.name == self.target else 2
        return turn, edit.rank, edit.size

    def _groups(self) -> Sequence[Sequence[Line]]:
        """The lines in which to look; if forward is right, first those of the way back."""
        back = [line for line in self.lines if self._depends_on(line.name, "dout")]
        ahead = [line for line in self.lines if line not in back]
        return (ahead, back) if self.mismatch.measured else (back, ahead)

    def _find_in_all(self, ranks: Sequence[int]) -> Fit | None:
        """The same mistake in every line, or another function instead."""
        if 1 in ranks:
            for edit, changed in _axis_edits(self.lines):
                if self._fits(changed):
                    last = next(name for name in reversed(changed))
                    return Fit(edit, Line(last, changed[last]))
        line = next((each for each in self.lines if each.name == self.target), None)
        if ORDER[-1] not in ranks or line is None:
            return None
        for text in _OTHER_FUNCTIONS:
            whole = expression_of(text)
            if self.values.keys() >= whole.names and self._fits({line.name: whole}):
                edit = Edit(ORDER[-1], causes.OTHER_FUNCTION, line.expression, whole)
                return Fit(edit, Line(line.name, whole))
        return None

    def _around(self, line: Line) -> Surroundings:
        before = {
            key: value
            for key, value in self.values.items()
            if not self._depends_on(key, line.name)
            and not self._depends_on(key, self.target)
            and key not in self.gradients
        }
        settings = frozenset(self.layer.settings) & self.values.keys()
        return Surroundings(before, self.sizes, settings, self._value_of)

    def _depends_on(self, key: str, other: str) -> bool:
        """Whether a variable is computed from another one, or is the same."""
        if key == other or other in _needed(self.all_lines, key):
            return True
        needed = _needed(self.all_lines, key)
        starts = (line for line in self.all_lines if line.name in needed)
        return any(other in line.expression.names for line in starts)

    def _value_of(self, expression: Expression) -> Any:
        try:
            return compute(expression, self.values, self.budget, self.known)
        except _UNFIT:
            return None

    def _fits(self, edited: Mapping[str, Expression]) -> bool:
        """Whether the lines give the array if some of them are edited."""
        values = {**self.sizes, **self.values}
        known = dict(self.known) if {*edited} == {self.target} else {}
        changed: set[str] = set()
        try:
            for line in self.lines:
                if line.name in edited:
                    shared = known if not changed else {}
                    new = compute(edited[line.name], values, self.budget, shared)
                elif changed.intersection(line.expression.names):
                    new = compute(line.expression, values, self.budget, {})
                else:
                    continue
                changed.add(line.name)
                values[line.name] = new
        except _UNFIT:
            return False
        return self._is_equal(values[self.target], self.got)

    def _is_equal(self, candidate: Any, array: Floats) -> bool:
        found = np.asarray(candidate, dtype=np.float64)
        if found.ndim == array.ndim == 4 and found.size > array.size:  # more windows than asked for
            found = found[:, :, : array.shape[2], : array.shape[3]]
        if found.size != array.size:
            if found.size == 0 or array.size == 0:
                return False
            try:
                found = np.broadcast_to(found, array.shape)
            except ValueError:
                return False
        found = found.reshape(array.shape)
        own, other = float(found.flat[self.place]), float(array.flat[self.place])
        if not np.isfinite(found).all():  # an infinite one is near to everything
            return False
        if not abs(own - other) <= 1e-3 * (abs(own) + abs(other)) + 1e-3:
            return False
        return is_close(array, found, self.mismatch.exactness, self.layer.guard)

    def _plain(self, array: Floats) -> Floats:
        """An array of the layer as the formulas have it."""
        name = self.mismatch.variable or self.layer.output
        divisor = (
            1
            if self.mismatch.variable is None
            else self.layer.divisor(self.mismatch.variable, self.mismatch.round.tensors)
        )
        return self.layer.to_plain({name: array})[name] * divisor


def _axis_edits(lines: Sequence[Line]) -> Iterator[tuple[Edit, dict[str, Expression]]]:
    """Every line with the same other axis in its sums and the like."""
    for axis in (0, 1, -1, None):
        changed = {}
        right = None
        for line in lines:
            whole = _on_axis(line.expression, axis)
            if whole is not line.expression:
                changed[line.name], right = whole, right or line.expression
        if len(changed) > 1 and right is not None:
            last = next(reversed(changed.values()))
            yield Edit(1, causes.WRONG_AXES, right, last), changed


def _on_axis(whole: Expression, axis: int | None) -> Expression:
    """An expression with all that goes along rows or columns on another axis."""
    parts = tuple(_on_axis(part, axis) for part in whole.parts)
    is_reduction = whole.operation in {"sum", "mean", "max", "var"} and whole.detail is not None
    if is_reduction:
        return Expression(whole.operation, parts, axis)
    return whole if parts == whole.parts else Expression(whole.operation, parts, whole.detail)


_FUNCTIONS = {
    "x": "1",
    "tanh(x)": "(1 - tanh(x)**2)",
    "sigmoid(x)": "(sigmoid(x) * (1 - sigmoid(x)))",
    "maximum(x, 0)": "(x > 0)",
    "x * sigmoid(x)": "(sigmoid(x) + x * sigmoid(x) * (1 - sigmoid(x)))",
    "log(1 + exp(x))": "sigmoid(x)",
    "exp(x)": "exp(x)",
    "log(x)": "(1 / x)",
    "sqrt(x)": "(0.5 / sqrt(x))",
    "x**2": "(2 * x)",
    "abs(x)": "sign(x)",
    "x / (1 + abs(x))": "(1 / (1 + abs(x))**2)",
    "1 / x": "(-1 / x**2)",
    "sin(x)": "cos(x)",
    "tan(x)": "(1 / cos(x)**2)",
    "arctan(x)": "(1 / (1 + x**2))",
    "minimum(maximum(0.2 * x + 0.5, 0), 1)": "(0.2 * (abs(x) < 2.5))",
    "minimum(maximum(x / 6 + 0.5, 0), 1)": "((abs(x) < 3) / 6)",
    "x * (x > 0) + 0.01 * x * (x < 0)": "where(x > 0, 1, 0.01)",
    "where(x > 0, x, exp(x) - 1)": "where(x > 0, 1, exp(x))",
    "e": "e",
    "-log(y)": "(1 / y)",
}
_OTHER_FUNCTIONS = (
    *_FUNCTIONS,
    *(f"dout * {slope}" for slope in _FUNCTIONS.values()),
    "dout * y * (1 - y)",
    "dout * (1 - y**2)",
    "dout - y * sum(dout, 1)",
    "y - dout",
    "dout - y",
    "dout - sum(dout * y, 1)",
    "dout * p * (1 - p) / N",
    "-dout * (t / p - (1 - t) / (1 - p)) / N",
    "dout * (p - t) / (p * (1 - p)) / N",
)


def _target(mismatch: Mismatch) -> str:
    """What the formulas call the array."""
    if mismatch.variable is None:
        return mismatch.layer.output
    return f"new_{mismatch.variable}" if mismatch.layer.updates else f"d{mismatch.variable}"


def values_of(layer: Specification, plain: Tensors, upstream: Floats | None) -> dict[str, Any]:
    """What the formulas start from."""
    first = plain[layer.arguments[0]]
    values: dict[str, Any] = {name: value for name, value in plain.items() if np.ndim(value)}
    values |= {f"x.shape[{axis}]": float(size) for axis, size in enumerate(first.shape)}
    values |= {"N": float(len(first)), "D": float(first.shape[-1]), "eps": EPSILON}
    values |= {k: float(v) for k, v in layer.settings.items() if isinstance(v, int | float)}
    if upstream is not None:
        dout = layer.to_plain({layer.output: upstream})[layer.output]
        values["dout"] = dout
        if layer.copies > 1:
            values |= {f"dout{place}": part for place, part in enumerate(dout, 1)}
            del values["dout"]
    return values


def _sizes(values: Mapping[str, Any], layer: Specification) -> dict[str, float]:
    """Numbers of elements that there are, by name; each number once."""
    found = {"N": values["N"], "D": values["D"]}
    names = (*layer.arguments, *layer.parameters)
    arrays = {name: values[name] for name in names if name in values}
    if "dout" in values:
        arrays["dout"] = values["dout"]
    for name, array in arrays.items():
        sizes = {f"{name}.shape[{axis}]": size for axis, size in enumerate(np.shape(array))}
        sizes[f"{name}.size"] = int(math.prod(np.shape(array)))
        for text, size in sizes.items():
            if float(size) not in found.values() and size > 1:
                found[text] = float(size)
    return found


def _up_to(lines: Sequence[Line], target: str) -> Sequence[Line]:
    names = [line.name for line in lines]
    return lines[: names.index(target) + 1] if target in names else ()


def _needed(lines: Sequence[Line], target: str) -> set[str]:
    """The names of the lines that lead to a variable, itself included."""
    by_name = {line.name: line for line in lines}
    found, waiting = set[str](), [target]
    while waiting:
        name = waiting.pop()
        if name in by_name and name not in found:
            found.add(name)
            waiting += by_name[name].expression.names
    return found
