"""Changes of several places at once, where somebody was wrong in the same way each time."""

import ast
import re
from collections.abc import Callable, Iterable, Iterator

from grader.layers.diagnosis.repairs import kinds
from grader.layers.diagnosis.repairs.calls import name_of
from grader.layers.diagnosis.repairs.functions import REDUCTIONS
from grader.layers.diagnosis.repairs.layer_code import LayerCode
from grader.layers.diagnosis.repairs.sense import is_sensible
from grader.layers.diagnosis.repairs.side_by_side import lay_windows
from grader.layers.diagnosis.repairs.sites import Change, Site, sites_of

_AXES = ("0", "1", "-1", "1, keepdims=True", "-1, keepdims=True")
_MOST_PLACES = 12
_NAMES = re.compile(r"(self\.)?\b[A-Za-z_]\w*\b(?!\()")


Way = Callable[[Site], Iterator[Change]]


def change_everywhere(code: LayerCode, ways: Iterable[Way]) -> Iterator[tuple[Change, Site]]:
    """Another axis in all reductions, another variable wherever a statement names it.

    ways: what is done to one statement, and so to all that are written like it.
    """
    sites = [site for scope in code.scopes for site in sites_of(code.text, scope)]
    yield from _change_axes(sites)
    yield from _rename(sites)
    yield from _change_alike(sites, ways)
    yield from lay_windows(code)


def _change_alike(sites: list[Site], ways: Iterable[Way]) -> Iterator[tuple[Change, Site]]:
    """The same change of every statement that differs from another in its names alone."""
    for group in _alike(sites):
        for way in ways:
            for changes in zip(*map(way, group), strict=False):
                is_one = len({each.kind.code for each in changes}) == 1 and not changes[0].also
                pairs = list(zip(group, changes, strict=True))
                if is_one and all(is_sensible(site, each) for site, each in pairs):
                    parts = [(site, each.start, each.end, each.text) for site, each in pairs]
                    yield _join(parts, changes[0].effort + 0.6)


def _alike(sites: list[Site]) -> Iterator[list[Site]]:
    """The same place of statements that are alike, in one function and then in all of them."""
    within: dict[tuple[int, str, int], list[Site]] = {}
    across: dict[tuple[str, int], list[Site]] = {}
    places = dict[int, int]()
    for site in sites:
        place = places[id(site.statement)] = places.get(id(site.statement), -1) + 1
        if isinstance(site.statement, ast.Assign | ast.AugAssign):
            shape, function = _shape(site.statement), id(site.scope.function)
            within.setdefault((function, shape, place), []).append(site)
            across.setdefault((shape, place), []).append(site)
    yield from (each for each in within.values() if 1 < len(each) <= _MOST_PLACES)
    for group in across.values():
        if len({id(each.scope.function) for each in group}) > 1 and len(group) <= _MOST_PLACES:
            yield group


def _shape(statement: ast.stmt) -> str:
    """A statement without its names."""
    return _NAMES.sub("_", ast.unparse(statement))


def _change_axes(sites: list[Site]) -> Iterator[tuple[Change, Site]]:
    axes = [
        (site, keyword.value)
        for site in sites
        if isinstance(site.node, ast.Call) and name_of(site.node) in REDUCTIONS
        for keyword in site.node.keywords
        if keyword.arg == "axis"
    ]
    for there in dict.fromkeys(site.of(axis) for site, axis in axes):
        places = [(site, axis) for site, axis in axes if site.of(axis) == there]
        for text in _AXES:
            if text != there and 1 < len(places) <= _MOST_PLACES:
                yield _join([(s, *s.text.span(axis), text) for s, axis in places], 1.4)


def _rename(sites: list[Site]) -> Iterator[tuple[Change, Site]]:
    """One variable for another, as often as a statement or a function reads it."""
    for by_function in (False, True):
        groups: dict[tuple[int, str], list[Site]] = {}
        for site in sites:
            if isinstance(site.node, ast.Name | ast.Attribute) and _is_read(site):
                owner = site.scope.function if by_function else site.statement
                groups.setdefault((id(owner), site.of(site.node)), []).append(site)
        for (_, there), places in groups.items():
            scope = places[0].scope
            if there not in scope.names or not 1 < len(places) <= _MOST_PLACES:
                continue
            for name in scope.names:
                if name != there:
                    parts = [(each, *each.text.span(each.node), name) for each in places]
                    yield _join(parts, 2.3 + 0.3 * by_function)


def _is_read(site: Site) -> bool:
    return isinstance(getattr(site.node, "ctx", None), ast.Load)


def _join(parts: list[tuple[Site, int, int, str]], effort: float) -> tuple[Change, Site]:
    """One change of several places, by the first of them."""
    (site, start, end, text), *rest = sorted(parts, key=lambda each: each[1])
    also = tuple((first, last, more) for _, first, last, more in rest)
    return Change(start, end, text, kinds.EVERYWHERE, effort, site.node, also), site
