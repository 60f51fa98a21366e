"""What is known of the places of a layer's code: what each was, and of what formula that is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from grader.layers.diagnosis.lines.knowledge import Knowledge, Known, is_same
from grader.layers.diagnosis.lines.replacements import Bench
from grader.layers.diagnosis.lines.tracing import Place, Value, places_of, traced
from grader.layers.diagnosis.repairs.source_text import SourceText
from grader.layers.trials.plan import Plan


@dataclass(frozen=True)
class KnownPlaces:
    """The places that were come by.

    all: of the code, those that were not come by too. values: what each was, by its number. known:
    what of the formulas that is.
    """

    text: SourceText
    knowledge: Knowledge
    all: Sequence[Place]
    values: Mapping[int, Value]
    known: Mapping[int, Sequence[Known]]

    def is_first(self, place: Place) -> bool:
        """Whether all that it is made of is known, and it is not itself."""
        are_known = bool(place.parts) and all(self.known.get(part.number) for part in place.parts)
        return are_known and not self.known.get(place.number)

    def names_at(self, place: Place, told: Known) -> Mapping[str, str]:
        """What the code calls the lines of formulas and the inputs where a place is.

        told: the formula in which they are to be called so. Another way to write it may have
        another value by the same name.
        """
        found: dict[str, str] = {}
        here = [each for each in self.all if each.function == place.function]
        read = {self.text.of(each.node) for each in here if each.is_variable}
        given = [each for each in self.all if each.name and each.number in self.values]
        for known in self.knowledge.parts:
            if known.line is None and not known.is_input:
                continue
            key = known.line.name if known.line else str(known.expression)
            if known.is_input and key in read:
                continue  # it has this name in the code too
            if key in told.values and not is_same(np.asarray(told.values[key]), known.value):
                continue
            changed = {
                self.text.of(each.node)
                for each in here
                if each.is_variable and each.number in self.values
                if not self.is_exact(each, known)
            }
            for each in given:
                if each.name in changed:
                    continue
                is_here = each.function == place.function or each.name.startswith("self.")
                same = [one for one in given if one.name == each.name]
                if is_here and each is not place and all(self.is_exact(n, known) for n in same):
                    found.setdefault(key, each.name)
        return found

    def is_exact(self, place: Place, known: Known) -> bool:
        """Whether what was there is this, its sign and its layout included."""
        value = self.values[place.number].array
        return known in self.known[place.number] and bool(
            np.allclose(value.ravel(), known.value.ravel(), rtol=self.knowledge.near)
        )

    def stored(self, place: Place, known: Known) -> Place | None:
        """Where the variable that is read at a place got its value, or one that is known."""
        if not place.is_variable:
            return None
        name = self.text.of(place.node)
        turn = self.values[place.number].turn
        found = [
            each
            for each in self.all
            if each.name == name
            and each.number in self.values
            and self.values[each.number].turn < turn
        ]
        latest = max(found, key=lambda each: self.values[each.number].turn, default=None)
        if latest is None:
            return None
        now, then = (self.values[each.number].array for each in (place, latest))
        is_same = now.shape == then.shape and bool((now == then).all())
        if latest.function != place.function or not is_same:
            return latest
        if not latest.is_after:
            return None
        right = (each for each in found if each is not latest and self.is_exact(each, known))
        return next(right, None)


def known_places(bench: Bench, plan: Plan, knowledge: Knowledge) -> KnownPlaces | None:
    """Those of a layer in the first trial of a plan; None where nothing can be kept."""
    places = places_of(bench.code)
    change = traced(bench.code, places)
    if change is None:
        return None
    values = bench.trace(plan, change)
    with bench.counted():
        known = {number: knowledge.find(each.array) for number, each in values.items()}
    return KnownPlaces(bench.code.text, knowledge, places, values, known)
