"""Where in the code of a layer to look first, from which arrays are wrong."""

from collections.abc import Mapping
from dataclasses import dataclass

from grader.definition.layer_tasks import Convention
from grader.layers.catalogue.specification import Specification
from grader.layers.diagnosis.repairs.sites import Site
from grader.layers.diagnosis.source_code import SourceCode

_HELPER = 0.4
_BESIDE = 2.0  # in the pass that is wrong, where nothing of it is computed
_ELSEWHERE = 0.9
_SHARED = 0.4


@dataclass(frozen=True)
class Suspicion:
    """Where to look first.

    wrong, right: the lines that compute arrays which are wrong, and which are right. passes: of the
    functions by name, how far each is from what is wrong; None for those that cannot matter.
    """

    wrong: frozenset[int]
    right: frozenset[int]
    passes: Mapping[str, float | None]

    def distance(self, site: Site, function: str) -> float | None:
        """How far a place is from what is wrong; None where it cannot matter."""
        distance = self.passes.get(function, _HELPER)
        if distance is None:
            return None
        lines = range(site.statement.lineno, (site.statement.end_lineno or 0) + 1)
        if self.wrong and self.wrong.isdisjoint(lines):
            return distance + (_ELSEWHERE if distance else _BESIDE)
        return distance + (0.0 if self.right.isdisjoint(lines) else _SHARED)


def suspicion_for(
    source: SourceCode, layer: Specification, convention: Convention, lost: frozenset[str]
) -> Suspicion:
    """Where the code of a layer that has lost some arrays is likeliest to be wrong."""
    # a loss after an update is wrong since the update is
    is_output_lost = layer.output in lost and not (layer.updates and len(lost) > 1)
    variables = [None] if is_output_lost else [None, *layer.variables]
    lines = {each: source.numbers_for(layer, convention, each) for each in variables}
    names = {each: layer.output if each is None else layer.gradient(each) for each in variables}
    wrong = (lines[each] for each in variables if names[each] in lost)
    right = (lines[each] for each in variables if names[each] not in lost)
    return Suspicion(
        frozenset[int]().union(*wrong),
        frozenset[int]().union(*right),
        _passes(layer, is_output_lost=is_output_lost),
    )


def _passes(layer: Specification, *, is_output_lost: bool) -> Mapping[str, float | None]:
    """How far the functions of a layer are from what is wrong.

    A backward cannot be why a forward is wrong.
    """
    forward, backward = f"{layer.function}_forward", f"{layer.function}_backward"
    found: dict[str, float | None] = dict.fromkeys(("forward", "__call__", forward), 0.0)
    found |= dict.fromkeys(("backward", "update", backward), None if is_output_lost else 0.0)
    if not is_output_lost:
        found |= dict.fromkeys(("forward", "__call__", forward), 0.3)
    found["__init__"] = 0.3
    return found
