"""The first line of a layer that goes wrong, for every layer of a file that is worth it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial

from grader.definition.layer_tasks import LayerTask
from grader.layers.checks.examination import Examination
from grader.layers.diagnosis.lines.candidates import Candidates
from grader.layers.diagnosis.lines.knowledge import Known, knowledge_of
from grader.layers.diagnosis.lines.places import KnownPlaces, known_places
from grader.layers.diagnosis.lines.replacements import Bench, Replacement
from grader.layers.diagnosis.lines.tracing import Place
from grader.layers.diagnosis.repairs.layer_code import code_of
from grader.layers.diagnosis.repairs.outcome import Lost, Outcome
from grader.layers.diagnosis.repairs.repairing import Repairs, Workshop, search_each
from grader.layers.diagnosis.repairs.visible import DELICATE, OtherWords, Visible, visible_trials

MOST_S = 0.5  # of processor time for a layer
SHARE = 0.1  # of a file's time, for all of its layers
MOST_TRIED = 200
MOST_VERIFIED = 6
_AT_ONCE = 40
_TO_VERIFY = 0.5  # of the time
_PASSES = {"forward", "backward", "__call__"}


@dataclass(frozen=True, kw_only=True)
class Culprit(Outcome):
    """A place of the code, what belongs there, and what is right with it.

    names: what the code calls known values, by their names in the formulas. source: where the
    variable was stored, if another pass did that or something has changed it since. is_changed: it
    was right then. is_first: all that it is made of is right, and it is nothing that the formulas
    need. is_in_turn: it stands in loops, of which every round has a part of what belongs there.
    """

    place: Place
    known: Known
    names: Mapping[str, str]
    source: Place | None
    is_changed: bool
    is_first: bool
    is_in_turn: bool


Culprits = tuple[Culprit, ...]


def find_culprits(
    workshop: Workshop,
    asked: Iterable[tuple[LayerTask, Examination]],
    repairs: Mapping[str, Repairs],
) -> Mapping[str, Culprits]:
    """The culprits of each layer that no one change makes right, by its name."""
    left = (
        (task, examination)
        for task, examination in asked
        if not any(each.is_settled for each in repairs.get(task.layer, ()))
    )
    return search_each(workshop.share(SHARE, MOST_S), left, partial(_find, workshop))


def _find(
    workshop: Workshop, task: LayerTask, examination: Examination, most_s: float
) -> tuple[Culprits, float]:
    """The culprits of a layer, and how long that took."""
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
    places = known_places(bench, visible.first, knowledge)
    culprits = () if places is None else tuple(_Search(places, visible, bench).culprits())
    return culprits, most_s - bench.left_s


def _with_scale(visible: Visible) -> Visible:
    """The same, begun where a loss has an upstream gradient that shows, if it has one."""
    trials = [each for each in visible.all.trials if each.name == "scaled-loss"]
    return replace(visible, first=replace(visible.all, trials=tuple(trials))) if trials else visible


class _Search:
    """A search for the culprits of one layer."""

    def __init__(self, places: KnownPlaces, visible: Visible, bench: Bench) -> None:
        self._places, self._visible, self._bench = places, visible, bench

    def culprits(self) -> Iterator[Culprit]:
        """The likeliest for each array that is wrong."""
        visible = self._visible
        lost = self._bench.lost_with(None, visible.first) or frozenset()
        is_repeated = len(visible.first.trials[0].rounds) > 1
        with self._bench.counted():
            found = Candidates(self._places, visible.all.layer, lost, is_repeated).in_turn()
            candidates = list(found)[:MOST_TRIED]
        if not candidates or not lost:
            return
        tried = self._tried(candidates)
        better = [(each, left) for each, left in tried if self._is_better(lost, left)]
        if not better:
            return
        better.sort(key=lambda each: (len(each[1] or ()), self._turn(each[0])))
        all_lost = self._bench.lost_with(None, visible.usual)
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
            return max(alike, key=lambda one: self._places.values[one.place.number].turn)
        same = [each for each in reversed(others) if each.known is tried.known]
        for each in () if tried.place.is_variable else same:
            if tried.place in _within(each.place) or self._is_handed_on(tried, each):
                return each
        return tried

    def _is_handed_on(self, tried: Replacement, other: Replacement) -> bool:
        """Whether a function gives what a pass of the layer has from it."""
        if tried.place.function in _PASSES or other.place.function not in _PASSES:
            return False
        one, two = (self._places.values[each.place.number].array for each in (tried, other))
        return one.shape == two.shape and bool((one == two).all())

    def _is_better(self, lost: Lost, left: Lost | None) -> bool:
        """Whether less is wrong, or the output no longer: gradients then answer to a right one."""
        if left is None:
            return False
        output = self._visible.all.layer.output
        return output not in left if output in lost else left < lost

    def _turn(self, tried: Replacement) -> tuple[int, int]:
        """When a place is come by, and how much is put there."""
        return self._places.values[tried.place.number].turn, tried.known.expression.size

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
        output = whole.layer.output  # gradients that formulas give are those of one word
        if self._other_words.are_spoilt(partial(self._bench.lost_with, tried), [output]):
            return None
        place = tried.place
        source = self._places.stored(place, tried.known)
        return Culprit(
            place=place,
            known=tried.known,
            arrays=lost - left,
            is_whole=not any(each is None or each for each in found),
            has_hidden=self._visible.has_hidden,
            is_forward=bool(left) and output in lost and not whole.layer.updates,
            is_usual=not left,
            names=self._places.names_at(place, tried.known),
            source=source,
            is_changed=source is not None and self._places.is_exact(source, tried.known),
            is_first=self._places.is_first(place),
            is_in_turn=bool(tried.axes),
        )

    @cached_property
    def _other_words(self) -> OtherWords:
        return self._visible.other_words(partial(self._bench.lost_with, None))


def _within(place: Place) -> Iterator[Place]:
    """All places within one."""
    for part in place.parts:
        yield part
        yield from _within(part)
