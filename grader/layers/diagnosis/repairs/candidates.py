"""The changes to try on the code of a layer, those first that are likeliest to repair it."""

import itertools
from collections.abc import Callable, Iterator

from grader.layers.diagnosis.repairs import (
    additions,
    bindings,
    branches,
    calls,
    class_state,
    conditions,
    consistent,
    grouping,
    guards,
    idioms,
    kinds,
    lookalikes,
    mixtures,
    names,
    operators,
    overwriting,
    passes,
    products,
    rounds,
    siblings,
    spelling,
    statements,
    unkept,
    windows,
)
from grader.layers.diagnosis.repairs.layer_code import LayerCode
from grader.layers.diagnosis.repairs.sense import is_sensible
from grader.layers.diagnosis.repairs.sites import Change, Scope, Site, sites_of
from grader.layers.diagnosis.repairs.statement_kinds import OVERWRITTEN
from grader.layers.diagnosis.repairs.suspicion import Suspicion

MOST_CHANGES = 1500  # that are tried on a layer
MOST_CONSIDERED = 60_000  # before they are put in order
_LEAST_LIKELY = 4.0
_CONSTANT = 0.4  # how far a constant of the file or the class is from all that read it
_PLAIN = 0.2  # effort of what is hardly ever written on purpose
_MANY, _MOST_MANY = 0.02, 0.5  # later changes of one place: others have their turn too
# What decides which lines run is in none that compute.
_ANYWHERE = {kinds.UNKNOWN_WORD, kinds.MISSPELT, OVERWRITTEN}
_WAYS: tuple[Callable[[Site], Iterator[Change]], ...] = (
    operators.change_operators,
    operators.change_numbers,
    idioms.change_idioms,
    conditions.change_conditions,
    lookalikes.change_lookalikes,
    spelling.change_words,
    spelling.change_misspelt,
    calls.change_calls,
    calls.change_sizes,
    names.change_names,
    names.change_targets,
    names.change_elements,
    names.choose_element,
    names.change_returned,
    names.count_from_the_front,
    grouping.change_grouping,
    statements.change_assignments,
    statements.change_order,
    statements.add_statements,
    statements.do_before,
    overwriting.change_holders,
    rounds.fill_own_round,
    rounds.lengthen_loops,
    passes.build_as_beside,
    passes.scale_at_the_end,
    bindings.change_bindings,
    branches.change_branches,
    mixtures.change_mixtures,
    products.change_products,
    windows.change_windows,
    windows.change_steps,
    windows.change_ends,
    windows.change_layout,
    windows.change_sizes_and_axes,
    additions.add_to_values,
    additions.add_to_parts,
)


_WAYS_OF_EACH = (
    operators.change_operators,
    operators.change_numbers,
    calls.change_calls,
    grouping.change_grouping,
    statements.change_assignments,
    statements.leave_out,
)


def candidates_for(code: LayerCode, suspicion: Suspicion) -> list[Change]:
    """The changes to try, the likeliest first."""
    considered = itertools.islice(_changes(code, suspicion), MOST_CONSIDERED)
    seen, found = set[tuple[tuple[int, int, str], ...]](), list[Change]()
    for _, change in sorted(considered, key=lambda each: each[0]):
        splices = change.splices
        is_same = code.text.between(change.start, change.end) == change.text and not change.also
        if splices in seen or is_same:
            continue
        seen.add(splices)
        found.append(change)
        if len(found) == MOST_CHANGES:
            break
    return found


def _changes(code: LayerCode, suspicion: Suspicion) -> Iterator[tuple[float, Change]]:
    """Every change, with how unlikely it is."""
    several = consistent.change_everywhere(code, _WAYS_OF_EACH)
    alike = siblings.build_alike(code)
    kept = itertools.chain(unkept.keep_what_is_lost(code), rounds.begin_anew(code))
    own = class_state.give_each_its_own(code)
    as_others = passes.make_passes_alike(code)
    smaller = guards.shrink_guards(code)
    for change, site in itertools.chain(several, alike, kept, own, as_others, smaller):
        distance = suspicion.distance(site, _name_of(site.scope))
        if distance is not None:
            yield change.effort + _away(change, distance), change
    for scope in code.scopes:
        name = _name_of(scope)
        for site in sites_of(code.text, scope):
            distance = suspicion.distance(site, name) if name else _CONSTANT
            if distance is None:
                continue
            for way in _WAYS:
                for number, change in enumerate(way(site)):
                    if not is_sensible(site, change):
                        continue
                    away = _away(change, distance)
                    effort = change.effort + away + min(_MANY * number, _MOST_MANY)
                    if effort <= _LEAST_LIKELY:
                        yield effort, change


def _away(change: Change, distance: float) -> float:
    """How much farther a change is for its place: a plain slip is one wherever it stands."""
    is_plain = change.effort <= _PLAIN or change.kind in _ANYWHERE
    return 0.0 if is_plain else distance


def _name_of(scope: Scope) -> str:
    return str(getattr(scope.function, "name", ""))
