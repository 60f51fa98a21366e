"""Which parts of the formulas may stand in which places of the code, the likeliest first."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from grader.layers.catalogue.specification import Specification
from grader.layers.diagnosis.formulas import Expression
from grader.layers.diagnosis.lines.knowledge import Known
from grader.layers.diagnosis.lines.places import KnownPlaces
from grader.layers.diagnosis.lines.replacements import Replacement
from grader.layers.diagnosis.lines.tracing import Place, Value
from grader.layers.diagnosis.repairs.functions import MAKERS
from grader.layers.diagnosis.repairs.outcome import Lost
from grader.layers.diagnosis.repairs.syntax import name_of

_COMPUTED = (ast.BinOp, ast.Call, ast.Compare, ast.Subscript, ast.UnaryOp)


@dataclass(frozen=True)
class Candidates:
    """What may be put where, to find out why some arrays are wrong.

    layer: what the code is of. lost: the arrays. is_repeated: places were come by more than once.
    """

    places: KnownPlaces
    layer: Specification
    lost: Lost
    is_repeated: bool

    def in_turn(self) -> Iterator[Replacement]:
        """Whole results where statements give them, however late, and then all by their turn."""
        found = list(self._candidates())
        results = [
            each
            for each in found
            if each.known.line and each.known.line.name in self.lost and _is_whole(each.place)
        ]
        yield from results
        yield from (each for each in found if each not in results)

    def _candidates(self) -> Iterator[Replacement]:
        """What may stand where, the earliest places first."""
        seen = set[tuple[int, int]]()
        order = sorted(self.places.values, key=lambda number: self.places.values[number].turn)
        by_number = {each.number: each for each in self.places.all}
        for number in order:
            place, value = by_number[number], self.places.values[number]
            if value.times > 1 and not place.is_after:
                yield from self._in_loops(place, value)
                continue
            if self.places.known[number] or place.is_variable or _is_made(place):
                continue
            inner = [part for part in place.parts if self.places.known.get(part.number)]
            for one in (*inner, place):
                for known in self.places.knowledge.parts:
                    key = one.number, id(known)
                    if key not in seen and self._may_stand(one, known):
                        seen.add(key)
                        yield Replacement(one, known, self._is_turned(one, known))

    def _in_loops(self, place: Place, value: Value) -> Iterator[Replacement]:
        """What may stand in a place that loops come by, a part of it in each round."""
        is_value = place.name or place.is_variable or isinstance(place.node, _COMPUTED)
        if not is_value or _is_made(place) or self.is_repeated:
            return
        found = list(self.places.knowledge.in_turn(value.array.shape, value.times))
        if any(self.places.knowledge.is_in_turn(value.total, *each) for each in found):
            return
        for known, axes in found:
            if not self._is_too_early(place, known):
                yield Replacement(place, known, axes=axes)

    def _is_too_early(self, place: Place, known: Known) -> bool:
        """Whether something of the way back stands in forward, or beside a wrong output."""
        is_output_lost = self.layer.output in self.lost
        return known.needs_dout and ("forward" in place.function or is_output_lost)

    def _may_stand(self, place: Place, known: Known) -> bool:
        """Whether a part of the formulas is worth trying in a place."""
        has_name = bool(place.name) or place.is_variable
        if known in self.places.known[place.number] or (
            _is_bare(known.expression) and not has_name
        ):
            return False
        if self.places.known[place.number] and known.line and self._is_result(known.line.name):
            return False
        is_part = any(_contains(each.expression, known) for each in self.places.known[place.number])
        if self.places.known[place.number] and not (known.line or known.is_input or is_part):
            return False
        if self._is_too_early(place, known):
            return False  # while the output is wrong, gradients tell nothing
        is_loss = self.layer.is_loss
        if is_loss and not known.needs_dout and "dout" in self.places.text.of(place.node):
            return False  # what it is multiplied by would be lost
        one, other = self._shapes(place, known)
        return one == other or self._is_turned(place, known)

    def _is_result(self, name: str) -> bool:
        """Whether a line of the formulas gives an array that is asked for."""
        return name in self.layer.arrays

    def _is_turned(self, place: Place, known: Known) -> bool:
        """Whether the code has transposed what the formulas have, as far as its shape tells."""
        one, other = self._shapes(place, known)
        return len(one) == 2 and one == other[::-1] and one != other

    def _shapes(self, place: Place, known: Known) -> tuple[tuple[int, ...], ...]:
        """The shapes of what is in a place and of what may be, without axes of length 1."""
        both = self.places.values[place.number].array, known.value
        return tuple(tuple(n for n in each.shape if n > 1) for each in both)


def _is_whole(place: Place) -> bool:
    """Whether this is all that a statement assigns or returns."""
    return place.is_after or getattr(place.statement, "value", None) is place.node


def _is_made(place: Place) -> bool:
    """Whether this is an array to be filled."""
    return isinstance(place.node, ast.Call) and name_of(place.node) in MAKERS


def _is_bare(expression: Expression) -> bool:
    """Whether this is a variable, transposed or with another sign."""
    if expression.operation in {"neg", "T"}:
        return _is_bare(expression.parts[0])
    return expression.operation == "name"


def _contains(whole: Expression, known: Known) -> bool:
    """Whether something is a part of an expression."""
    return whole is known.expression or any(_contains(part, known) for part in whole.parts)
