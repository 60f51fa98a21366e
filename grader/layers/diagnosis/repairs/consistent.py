"""Changes of several places at once, where somebody was wrong in the same way each time."""

import ast
import itertools
import re
from collections.abc import Callable, Iterable, Iterator

from grader.layers.diagnosis.repairs import kinds
from grader.layers.diagnosis.repairs.functions import REDUCTIONS
from grader.layers.diagnosis.repairs.layer_code import LayerCode
from grader.layers.diagnosis.repairs.repair_kind import RepairKind
from grader.layers.diagnosis.repairs.sense import is_sensible
from grader.layers.diagnosis.repairs.side_by_side import lay_windows
from grader.layers.diagnosis.repairs.sites import Change, Site, sites_of
from grader.layers.diagnosis.repairs.statement_kinds import STATEMENT_TOO_MUCH, STEP_TAKEN
from grader.layers.diagnosis.repairs.syntax import axis_in_place, is_of_shape, name_of

_AXES = ("0", "1", "-1", "1, keepdims=True", "-1, keepdims=True")
_MOST_PLACES = 12
_AS_THEY_ARE = {STATEMENT_TOO_MUCH, STEP_TAKEN}
_OF_AXES, _EXCHANGED, _SHIFTED, _LEFT_OUT = 1.4, 1.5, 1.0, 1.2
_NAMES = re.compile(r"(self\.)?\b[A-Za-z_]\w*\b(?!\()")


Way = Callable[[Site], Iterator[Change]]


def change_everywhere(code: LayerCode, ways: Iterable[Way]) -> Iterator[tuple[Change, Site]]:
    """Another axis in all reductions, another variable wherever a statement names it.

    ways: what is done to one statement, and so to all that are written like it.
    """
    sites = [site for scope in code.scopes for site in sites_of(code.text, scope)]
    yield from _change_axes(sites)
    yield from _give_axes(sites)
    yield from _shift_axes(sites)
    yield from _leave_out_all(sites)
    yield from _rename(sites)
    yield from _exchange(sites)
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
                    kind = changes[0].kind
                    kind = kind if kind in _AS_THEY_ARE else kinds.EVERYWHERE
                    yield _join(parts, changes[0].effort + 0.6, kind)


def _alike(sites: list[Site]) -> Iterator[list[Site]]:
    """The same place of statements that are alike, in one function and then in all of them."""
    within: dict[tuple[int, str, int], list[Site]] = {}
    across: dict[tuple[str, int], list[Site]] = {}
    places = dict[int, int]()
    for site in sites:
        place = places[id(site.statement)] = places.get(id(site.statement), -1) + 1
        if isinstance(site.statement, ast.Assign | ast.AugAssign | ast.Return):
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
    """Another axis in all reductions that have the same one, of a statement, a function, a file."""
    axes = [(site, axis) for site in sites if (axis := _axis_of(site)) is not None]
    groups: dict[tuple[int, str], list[tuple[Site, ast.expr]]] = {}
    for site, axis in axes:
        for owner in (id(site.statement), id(site.scope.function), 0):
            groups.setdefault((owner, site.of(axis)), []).append((site, axis))
    for (_, there), places in groups.items():
        for text in _AXES:
            if text != there and 1 < len(places) <= _MOST_PLACES:
                yield _join([(s, *s.text.span(axis), text) for s, axis in places], _OF_AXES)


def _give_axes(sites: list[Site]) -> Iterator[tuple[Change, Site]]:
    """An axis for all reductions of a function that have none, where there are several."""
    groups: dict[int, list[Site]] = {}
    for site in sites:
        node = site.node
        if isinstance(node, ast.Call) and name_of(node) in REDUCTIONS and _is_of_all(node):
            groups.setdefault(id(site.scope.function), []).append(site)
    for places in groups.values():
        for text in _AXES if 1 < len(places) <= _MOST_PLACES else ():
            parts = [(s, *_end_of(s), f"{_comma(s)}axis={text})") for s in places]
            yield _join(parts, _OF_AXES, kinds.OF_WHOLE_BATCH)


def _is_of_all(node: ast.Call) -> bool:
    """Whether a reduction goes along all axes."""
    return axis_in_place(node) is None and not node.keywords


def _end_of(site: Site) -> tuple[int, int]:
    end = site.text.span(site.node)[1]
    return end - 1, end


def _comma(site: Site) -> str:
    return ", " if isinstance(site.node, ast.Call) and site.node.args else ""


def _shift_axes(sites: list[Site]) -> Iterator[tuple[Change, Site]]:
    """All axes of a statement by as many: `shape[2] * shape[3]` for `shape[0] * shape[1]`."""
    groups: dict[int, list[tuple[Site, int]]] = {}
    for site in sites:
        axis = site.node.value if isinstance(site.node, ast.Constant) else None
        if is_of_shape(site.parent) and type(axis) is int and axis >= 0:
            groups.setdefault(id(site.statement), []).append((site, axis))
    for places in groups.values():
        axes = {axis for _, axis in places}
        for more in (2, 1, -1) if len(axes) > 1 else ():
            if min(axes) + more >= 0:
                parts = [(s, *s.text.span(_expression(s)), str(a + more)) for s, a in places]
                yield _join(parts, _SHIFTED, kinds.OTHER_SIZE)


def _leave_out_all(sites: list[Site]) -> Iterator[tuple[Change, Site]]:
    """What every operand of a statement is divided by, or taken modulo, all at once."""
    groups: dict[tuple[int, str], list[Site]] = {}
    for site in sites:
        match site.node:
            case ast.BinOp(op=ast.Mod() | ast.Div() | ast.Pow() as op):
                groups.setdefault((id(site.statement), type(op).__name__), []).append(site)
    for places in groups.values():
        if 1 < len(places) <= _MOST_PLACES:
            parts = [(s, *s.text.span(_expression(s)), s.of(_left(s))) for s in places]
            if all(end <= start for (_, _, end, _), (_, start, _, _) in itertools.pairwise(parts)):
                yield _join(parts, _LEFT_OUT, kinds.TOO_MUCH)


def _left(site: Site) -> ast.expr:
    assert isinstance(site.node, ast.BinOp)
    return site.node.left


def _expression(site: Site) -> ast.expr:
    assert isinstance(site.node, ast.expr)
    return site.node


def _axis_of(site: Site) -> ast.expr | None:
    """The axis of a reduction."""
    node = site.node
    if not isinstance(node, ast.Call) or name_of(node) not in REDUCTIONS:
        return None
    named = (each.value for each in node.keywords if each.arg == "axis")
    return next(named, axis_in_place(node))


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


def _exchange(sites: list[Site]) -> Iterator[tuple[Change, Site]]:
    """Two variables in each other's place, as often as a function reads them."""
    groups: dict[tuple[int, bool], dict[str, list[Site]]] = {}
    for site in sites:
        is_variable = isinstance(site.node, ast.Name | ast.Attribute) and _is_read(site)
        if is_variable and site.of(site.node) in site.scope.names:
            of = groups.setdefault((id(site.scope.function), site.is_count), {})
            of.setdefault(site.of(site.node), []).append(site)
    for (_, are_counts), by_name in groups.items():
        for one, other in itertools.combinations(by_name, 2):
            both = [(s, other) for s in by_name[one]] + [(s, one) for s in by_name[other]]
            if len(both) <= _MOST_PLACES and (are_counts or _are_alike(one, other)):
                parts = [(s, *s.text.span(s.node), text) for s, text in both]
                yield _join(parts, _EXCHANGED, kinds.EXCHANGED)


def _are_alike(one: str, other: str) -> bool:
    """Whether two names are as short as those of inputs, or as long as each other."""
    one, other = one.removeprefix("self."), other.removeprefix("self.")
    return one[:1] != "d" and other[:1] != "d" and abs(len(one) - len(other)) <= 1


def _is_read(site: Site) -> bool:
    """Whether a variable is read, and not filled."""
    is_filled = isinstance(site.parent, ast.Subscript) and isinstance(site.parent.ctx, ast.Store)
    is_loaded = isinstance(getattr(site.node, "ctx", None), ast.Load)
    return is_loaded and not (is_filled and site.node is getattr(site.parent, "value", None))


def _join(
    parts: list[tuple[Site, int, int, str]], effort: float, kind: RepairKind = kinds.EVERYWHERE
) -> tuple[Change, Site]:
    """One change of several places, by the first of them."""
    in_order = sorted(parts, key=lambda each: each[1])
    site = in_order[0][0]
    splices = [(start, end, text) for _, start, end, text in in_order]
    return site.splice_all(splices, kind, effort), site
