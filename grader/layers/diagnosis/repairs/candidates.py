"""The changes to try on the code of a layer, those first that are likeliest to repair it."""

import itertools
from collections.abc import Callable, Iterator

from grader.layers.diagnosis.repairs import (
    additions,
    bindings,
    branches,
    calls,
    consistent,
    grouping,
    mixtures,
    names,
    operators,
    overwriting,
    products,
    siblings,
    statements,
    windows,
)
from grader.layers.diagnosis.repairs.layer_code import LayerCode
from grader.layers.diagnosis.repairs.sense import is_sensible
from grader.layers.diagnosis.repairs.sites import Change, Scope, Site, sites_of
from grader.layers.diagnosis.repairs.suspicion import Suspicion

MOST_CHANGES = 1500  # that are tried on a layer
MOST_CONSIDERED = 60_000  # before they are put in order
_LEAST_LIKELY = 4.0
_MANY, _MOST_MANY = 0.02, 0.5  # later changes of one place: others have their turn too
_WAYS: tuple[Callable[[Site], Iterator[Change]], ...] = (
    operators.change_operators,
    operators.change_numbers,
    calls.change_calls,
    calls.change_sizes,
    names.change_names,
    names.change_targets,
    names.change_elements,
    names.choose_element,
    names.change_returned,
    grouping.change_grouping,
    statements.change_assignments,
    statements.change_order,
    statements.add_statements,
    overwriting.change_holders,
    bindings.change_bindings,
    branches.change_branches,
    mixtures.change_mixtures,
    products.change_products,
    windows.change_windows,
    windows.change_steps,
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
        if splices in seen or code.text.between(change.start, change.end) == change.text:
            continue
        seen.add(splices)
        found.append(change)
        if len(found) == MOST_CHANGES:
            break
    return found


def _changes(code: LayerCode, suspicion: Suspicion) -> Iterator[tuple[float, Change]]:
    """Every change, with how unlikely it is."""
    several = consistent.change_everywhere(code, _WAYS_OF_EACH)
    for change, site in itertools.chain(several, siblings.build_alike(code)):
        distance = suspicion.distance(site, _name_of(site.scope))
        if distance is not None:
            yield change.effort + distance, change
    for scope in code.scopes:
        name = _name_of(scope)
        for site in sites_of(code.text, scope):
            distance = suspicion.distance(site, name)
            if distance is None:
                continue
            for way in _WAYS:
                for number, change in enumerate(way(site)):
                    if not is_sensible(site, change):
                        continue
                    effort = change.effort + distance + min(_MANY * number, _MOST_MANY)
                    if effort <= _LEAST_LIKELY:
                        yield effort, change


def _name_of(scope: Scope) -> str:
    return str(getattr(scope.function, "name", ""))
