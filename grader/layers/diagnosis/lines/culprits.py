"""The first line of a layer that goes wrong, for every layer of a file that is worth it."""

import ast
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from grader.definition.layer_tasks import LayerTask
from grader.layers.checks.examination import Examination
from grader.layers.diagnosis.formulas import Expression
from grader.layers.diagnosis.lines.knowledge import Knowledge, Known, is_same, knowledge_of
from grader.layers.diagnosis.lines.replacements import Bench, Lost, Replacement
from grader.layers.diagnosis.lines.tracing import Place, Value, places_of, traced
from grader.layers.diagnosis.repairs.calls import name_of
from grader.layers.diagnosis.repairs.functions import MAKERS
from grader.layers.diagnosis.repairs.layer_code import LayerCode, code_of
from grader.layers.diagnosis.repairs.repairing import Repairs, Workshop, is_worth_it
from grader.layers.diagnosis.repairs.search import DELICATE, Visible, visible_trials

MOST_S = 0.5  # of processor time for a layer
SHARE = 0.1  # of a file's time, for all of its layers
MOST_TRIED = 200
MOST_VERIFIED = 6
_AT_ONCE = 40
_TO_VERIFY = 0.5  # of the time
_LEAST_S = 0.05
_COMPUTED = (ast.BinOp, ast.Call, ast.Compare, ast.Subscript, ast.UnaryOp)
_PASSES = {"forward", "backward", "__call__"}


@dataclass(frozen=True)
class Culprit:
    """A place of the code, what belongs there, and which arrays are right with it.

    names: what the code calls known values, by their names in the formulas. source: where the
    variable was stored, if another pass did that or something has changed it since. is_changed: it
    was right then. is_first: all that it is made of is right, and it is nothing
    that the formulas need. is_whole, has_hidden: as those of a `Repair`. is_usual: it is right for
    numbers of the usual size; of others, a formula may overflow. is_forward: the output is right
    with it, and its gradients are not yet. is_in_turn:
    it stands in loops, of which every round has a part of what belongs there.
    """

    place: Place
    known: Known
    arrays: Lost
    is_whole: bool
    is_usual: bool
    has_hidden: bool
    names: Mapping[str, str]
    source: Place | None = None
    is_changed: bool = False
    is_first: bool = False
    is_forward: bool = False
    is_in_turn: bool = False


Culprits = tuple[Culprit, ...]


def find_culprits(
    workshop: Workshop,
    asked: Iterable[tuple[LayerTask, Examination]],
    repairs: Mapping[str, Repairs],
) -> Mapping[str, Culprits]:
    """The culprits of each layer that no one change makes right, by its name."""
    left_s = SHARE * min(workshop.limits.wall_s, workshop.limits.cpu_s)
    found = {}
    for task, examination in asked:
        is_repaired = any(each.is_settled for each in repairs.get(task.layer, ()))
        if left_s < _LEAST_S or is_repaired or not is_worth_it(task, examination):
            continue
        began_s = time.process_time()
        culprits, spent_s = _find(workshop, task, examination, min(MOST_S, left_s))
        left_s -= max(spent_s, time.process_time() - began_s)
        if culprits:
            found[task.layer] = culprits
    return found


def _find(
    workshop: Workshop, task: LayerTask, examination: Examination, most_s: float
) -> tuple[Culprits, float]:
    layer, convention = examination.plan.layer, examination.plan.convention
    if layer.updates or layer.is_random:
        return (), 0.0  # what is right after a step is no input
    code = code_of(workshop.source, layer, convention)
    visible = visible_trials(task, examination, workshop.seed, workshop.dialect)
    if code is None or visible is None:
        return (), 0.0
    visible = _with_scale(visible)
    knowledge = knowledge_of(visible.first.trials[0].rounds[-1])
    if knowledge is None:
        return (), 0.0
    bench = Bench(code, workshop.run, workshop.limits, most_s)
    return tuple(_Search(code, visible, knowledge, bench).culprits()), most_s - bench.left_s


def _with_scale(visible: Visible) -> Visible:
    """The same, begun where a loss has an upstream gradient that shows, if it has one."""
    trials = [each for each in visible.all.trials if each.name == "scaled-loss"]
    return replace(visible, first=replace(visible.all, trials=tuple(trials))) if trials else visible


class _Search:
    """A search for the culprits of one layer."""

    def __init__(
        self, code: LayerCode, visible: Visible, knowledge: Knowledge, bench: Bench
    ) -> None:
        self._code, self._visible, self._knowledge, self._bench = code, visible, knowledge, bench
        self._places = places_of(code)
        self._values: Mapping[int, Value] = {}
        self._is: dict[int, list[Known]] = {}
        self._lost: Lost = frozenset()

    def culprits(self) -> Iterator[Culprit]:
        """The likeliest for each array that is wrong."""
        visible = self._visible
        change = traced(self._code, self._places)
        if change is None:
            return
        self._values = self._bench.trace(visible.first, change)
        lost = self._lost = self._bench.lost_by([None], visible.first)[0] or frozenset()
        began_s = time.process_time()
        self._is = {n: self._knowledge.find(each.array) for n, each in self._values.items()}
        candidates = list(self._in_turn())[:MOST_TRIED]
        self._bench.left_s -= time.process_time() - began_s
        if not candidates or not lost:
            return
        tried = self._tried(candidates)
        better = [(each, left) for each, left in tried if self._is_better(lost, left)]
        if not better:
            return
        better.sort(key=lambda each: (len(each[1] or ()), self._turn(each[0])))
        (all_lost,) = self._bench.lost_by([None], visible.usual)
        cured = frozenset[str]()
        for each, left in better[:MOST_VERIFIED]:
            if (lost - (left or frozenset())) <= cured:
                continue
            outermost = self._outermost(each, [one for one, _ in better])
            if culprit := self._verify(outermost, all_lost or lost):
                cured |= culprit.arrays
                yield culprit
                if culprit.is_whole:
                    return

    def _tried(
        self, candidates: Sequence[Replacement]
    ) -> Iterator[tuple[Replacement, Lost | None]]:
        """What is lost with each, as far as the time goes that leaves some for verifying."""
        least_s = _TO_VERIFY * self._bench.left_s
        for first in range(0, len(candidates), _AT_ONCE):
            if self._bench.left_s < least_s:
                return
            chunk = candidates[first : first + _AT_ONCE]
            yield from zip(chunk, self._bench.lost_by(chunk, self._visible.first), strict=True)

    def _outermost(self, tried: Replacement, others: Sequence[Replacement]) -> Replacement:
        """The widest place around one where the same does: within it, that is by chance."""
        if tried.axes:
            alike = [one for one in others if one.known is tried.known and one.axes == tried.axes]
            return max(alike, key=lambda one: self._values[one.place.number].turn)
        same = [each for each in reversed(others) if each.known is tried.known]
        for each in () if tried.place.is_variable else same:
            if tried.place in _within(each.place) or self._is_handed_on(tried, each):
                return each
        return tried

    def _is_handed_on(self, tried: Replacement, other: Replacement) -> bool:
        """Whether a function gives what a pass of the layer has from it."""
        if tried.place.function in _PASSES or other.place.function not in _PASSES:
            return False
        one, two = (self._values[each.place.number].array for each in (tried, other))
        return one.shape == two.shape and bool((one == two).all())

    def _is_better(self, lost: Lost, left: Lost | None) -> bool:
        """Whether less is wrong, or the output no longer: gradients then answer to a right one."""
        if left is None:
            return False
        output = self._visible.all.layer.output
        return output not in left if output in lost else left < lost

    def _turn(self, tried: Replacement) -> tuple[int, int]:
        """When a place is come by, and how much is put there."""
        return self._values[tried.place.number].turn, tried.known.expression.size

    def _verify(self, tried: Replacement, lost: Lost) -> Culprit | None:
        """A replacement that repairs something in every trial and spoils nothing."""
        whole = self._visible.all
        special = tuple(each for each in whole.trials if each.name in DELICATE)
        plans = [*self._visible.others, self._visible.usual]
        plans += [replace(whole, trials=special)] if special else []
        found = self._bench.lost_in([(tried, plan) for plan in plans])
        left, needed = frozenset[str](), found[:-1] if special else found
        for now in needed:
            if now is None or not self._is_better(lost, now):
                return None
            left |= now
        place = tried.place
        holds = self._is.get(place.number, [])
        source = self._stored(place)
        are_right = bool(place.parts) and all(self._is.get(part.number) for part in place.parts)
        return Culprit(
            place,
            tried.known,
            lost - left,
            not any(each is None or each for each in found),
            not left,
            self._visible.has_hidden,
            self._names_at(place, tried.known),
            source,
            source is not None and self._is_exact(source, tried.known),
            are_right and not holds,
            bool(left) and whole.layer.output in lost and not whole.layer.updates,
            bool(tried.axes),
        )

    def _in_turn(self) -> Iterator[Replacement]:
        """Whole results where statements give them, however late, and then all by their turn."""
        found = list(self._candidates())
        results = [
            each
            for each in found
            if each.known.line and each.known.line.name in self._lost and _is_whole(each.place)
        ]
        yield from results
        yield from (each for each in found if each not in results)

    def _candidates(self) -> Iterator[Replacement]:
        """What may stand where, the earliest places first."""
        seen = set[tuple[int, int]]()
        order = sorted(self._values, key=lambda number: self._values[number].turn)
        by_number = {each.number: each for each in self._places}
        for number in order:
            place, value = by_number[number], self._values[number]
            if value.times > 1 and not place.is_after:
                yield from self._in_loops(place, value)
                continue
            if self._is[number] or place.is_variable or _is_made(place):
                continue
            inner = [part for part in place.parts if self._is.get(part.number)]
            for one in (*inner, place):
                for known in self._knowledge.parts:
                    key = one.number, id(known)
                    if key not in seen and self._may_stand(one, known):
                        seen.add(key)
                        yield Replacement(one, known, self._is_turned(one, known))

    def _in_loops(self, place: Place, value: Value) -> Iterator[Replacement]:
        """What may stand in a place that loops come by, a part of it in each round."""
        is_value = place.name or place.is_variable or isinstance(place.node, _COMPUTED)
        if not is_value or _is_made(place) or len(self._visible.first.trials[0].rounds) > 1:
            return
        found = list(self._knowledge.in_turn(value.array.shape, value.times))
        if any(self._knowledge.is_in_turn(value.total, *each) for each in found):
            return
        for known, axes in found:
            if not self._is_too_early(place, known):
                yield Replacement(place, known, axes=axes)

    def _is_too_early(self, place: Place, known: Known) -> bool:
        """Whether something of the way back stands in forward, or beside a wrong output."""
        is_output_lost = self._visible.all.layer.output in self._lost
        return known.needs_dout and ("forward" in place.function or is_output_lost)

    def _may_stand(self, place: Place, known: Known) -> bool:
        """Whether a part of the formulas is worth trying in a place."""
        has_name = bool(place.name) or place.is_variable
        if known in self._is[place.number] or (_is_bare(known.expression) and not has_name):
            return False
        if self._is[place.number] and known.line and self._is_result(known.line.name):
            return False
        is_part = any(_contains(each.expression, known) for each in self._is[place.number])
        if self._is[place.number] and not (known.line or known.is_input or is_part):
            return False
        if self._is_too_early(place, known):
            return False  # while the output is wrong, gradients tell nothing
        one, other = self._shapes(place, known)
        return one == other or self._is_turned(place, known)

    def _is_result(self, name: str) -> bool:
        """Whether a line of the formulas gives an array that is asked for."""
        return name in self._visible.all.layer.arrays

    def _is_turned(self, place: Place, known: Known) -> bool:
        """Whether the code has transposed what the formulas have, as far as its shape tells."""
        one, other = self._shapes(place, known)
        return len(one) == 2 and one == other[::-1] and one != other

    def _shapes(self, place: Place, known: Known) -> tuple[tuple[int, ...], ...]:
        """The shapes of what is in a place and of what may be, without axes of length 1."""
        both = self._values[place.number].array, known.value
        return tuple(tuple(n for n in each.shape if n > 1) for each in both)

    def _names_at(self, place: Place, told: Known) -> Mapping[str, str]:
        """What the code calls the lines of formulas and the inputs where a place is.

        told: the formula in which they are to be called so. Another way to write it may have
        another value by the same name.
        """
        found: dict[str, str] = {}
        here = [each for each in self._places if each.function == place.function]
        read = {self._code.text.of(each.node) for each in here if each.is_variable}
        given = [each for each in self._places if each.name and each.number in self._values]
        for known in self._knowledge.parts:
            if known.line is None and not known.is_input:
                continue
            key = known.line.name if known.line else str(known.expression)
            if known.is_input and key in read:
                continue  # it has this name in the code too
            if key in told.values and not is_same(np.asarray(told.values[key]), known.value):
                continue
            for each in given:
                is_here = each.function == place.function or each.name.startswith("self.")
                same = [one for one in given if one.name == each.name]
                if is_here and each is not place and all(self._is_exact(n, known) for n in same):
                    found.setdefault(key, each.name)
        return found

    def _is_exact(self, place: Place, known: Known) -> bool:
        value = self._values[place.number].array
        return known in self._is[place.number] and bool(
            np.allclose(value.ravel(), known.value.ravel(), rtol=self._knowledge.near)
        )

    def _stored(self, place: Place) -> Place | None:
        """Where the variable that is read at a place got its value."""
        if not place.is_variable:
            return None
        name = self._code.text.of(place.node)
        turn = self._values[place.number].turn
        found = [
            each
            for each in self._places
            if each.name == name
            and each.number in self._values
            and self._values[each.number].turn < turn
        ]
        latest = max(found, key=lambda each: self._values[each.number].turn, default=None)
        if latest is None:
            return None
        now, then = (self._values[each.number].array for each in (place, latest))
        is_same = now.shape == then.shape and bool((now == then).all())
        return None if latest.function == place.function and is_same else latest


def _is_whole(place: Place) -> bool:
    """Whether this is all that a statement assigns or returns."""
    return place.is_after or getattr(place.statement, "value", None) is place.node


def _is_made(place: Place) -> bool:
    """Whether this is an array to be filled."""
    return isinstance(place.node, ast.Call) and name_of(place.node) in MAKERS


def _within(place: Place) -> Iterator[Place]:
    """All places within one."""
    for part in place.parts:
        yield part
        yield from _within(part)


def _is_bare(expression: Expression) -> bool:
    """Whether this is a variable, transposed or with another sign."""
    if expression.operation in {"neg", "T"}:
        return _is_bare(expression.parts[0])
    return expression.operation == "name"


def _contains(whole: Expression, known: Known) -> bool:
    """Whether something is a part of an expression."""
    return whole is known.expression or any(_contains(part, known) for part in whole.parts)
