"""Changes of what rounds of a loop fill, of how many there are, and of what calls begin with."""

import ast
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TypeGuard

from grader.layers.diagnosis.repairs.layer_code import LayerCode
from grader.layers.diagnosis.repairs.overwriting import first_of
from grader.layers.diagnosis.repairs.sites import Change, Scope, Site, sites_of
from grader.layers.diagnosis.repairs.source_text import SUM
from grader.layers.diagnosis.repairs.statement_kinds import ENDS_EARLY, NEVER_EMPTIED, OWN_ROUND
from grader.layers.diagnosis.repairs.syntax import Function, elements_of, name_of, target_of

_OWN, _LONGER, _ANEW = 0.5, 0.6, 0.3  # efforts
_ADDING = frozenset(("append", "extend", "insert", "add", "update"))
_COUNTED = frozenset(("range", "ndindex", "product", "enumerate"))


def fill_own_round(site: Site) -> Iterator[Change]:
    """`a[n] = p` for `a[:] = p` in the loop over n, and `dx[n, c, i] += g` for `dx[n, :, i]`."""
    node = site.node
    if not isinstance(node, ast.Assign | ast.AugAssign) or not site.is_in_loop:
        return
    target = target_of(node)
    if not isinstance(target, ast.Subscript):
        return
    parts = elements_of(target.slice)
    used = {each.id for each in ast.walk(target.slice) if isinstance(each, ast.Name)}
    free = [name for name in _indices(site) if name not in used]
    for part in parts:
        if isinstance(part, ast.Slice) and not (part.lower or part.upper or part.step):
            for name in free:
                yield site.replace(part, name, OWN_ROUND, _OWN)
            if len(parts) == 1 and len(free) > 1:
                yield site.replace(part, ", ".join(free), OWN_ROUND, _OWN)


def _indices(site: Site) -> list[str]:
    """What counts the rounds of the loops around a place."""
    found = list[str]()
    for each in site.parents:
        if not isinstance(each, ast.For) or not isinstance(each.iter, ast.Call):
            continue
        name = name_of(each.iter)
        targets = elements_of(each.target)
        targets = targets[:1] if name == "enumerate" else targets
        if name in _COUNTED:
            found += [one.id for one in targets if isinstance(one, ast.Name)]
    return found


def lengthen_loops(site: Site) -> Iterator[Change]:
    """A loop that ends one round early, with those in it, or around it, that are counted alike."""
    if not isinstance(site.node, ast.For) or _ends(site.parent):
        return
    ends = _ends(site.node)
    for one in ends:
        yield _longer(site, [one])
    if len(ends) > 1:
        yield _longer(site, ends)


def _ends(node: ast.AST) -> list[ast.BinOp]:
    """Where a loop, and those in it, end that may end one round early."""
    found = list[ast.BinOp]()
    while isinstance(node, ast.For):
        match node.iter:
            case ast.Call(args=ends) if name_of(node.iter) == "ndindex":
                found += [end for end in ends if _is_short(end)]
            case ast.Call(args=[_, end, _] | [_, end] | [end] as given) if name_of(
                node.iter
            ) == "range" and _is_short(end, has_step=len(given) > 2):
                found.append(end)
        inner = [each for each in node.body if isinstance(each, ast.For)]
        node = inner[0] if inner else node.body[0]
    return found


def _is_short(node: ast.expr, *, has_step: bool = False) -> TypeGuard[ast.BinOp]:
    """Whether this is a whole quotient, or a number less 1; with steps, less anything."""
    match node:
        case ast.BinOp(op=ast.FloorDiv()):
            return True
        case ast.BinOp(op=ast.Sub()):
            return has_step or _is_less_one(node)
    return False


def _is_less_one(node: ast.BinOp) -> bool:
    return isinstance(node.op, ast.Sub) and getattr(node.right, "value", None) == 1


def _longer(site: Site, ends: Sequence[ast.BinOp]) -> Change:
    texts = [
        site.of(end.left) if _is_less_one(end) else f"{site.text.operand(end, SUM)} + 1"
        for end in ends
    ]
    splices = [(*site.text.span(end), text) for end, text in zip(ends, texts, strict=True)]
    return replace(site.splice_all(splices, ENDS_EARLY, _LONGER, texts[0]), node=ends[0])


def begin_anew(code: LayerCode) -> Iterator[tuple[Change, Site]]:
    """What a pass adds to, and only the constructor makes, made anew at the pass's beginning."""
    made = dict[str, str]()
    for scope in code.scopes:
        for site in sites_of(code.text, scope) if _is_constructor(scope) else ():
            match site.node:
                case ast.Assign(targets=[ast.Attribute() as target], value=value):
                    if _is_empty(value):
                        made[site.of(target)] = site.of(value)
    for scope in code.scopes:
        if made and isinstance(scope.function, Function) and not _is_constructor(scope):
            yield from _begin(code, scope, made)


def _begin(code: LayerCode, scope: Scope, made: dict[str, str]) -> Iterator[tuple[Change, Site]]:
    function = scope.function
    assert isinstance(function, Function)
    sites = list(sites_of(code.text, scope))
    renewed = {site.of(site.node) for site in sites if _is_store(site)}
    seen = set[str]()
    for site in sites:
        match site.node:
            case ast.Call(func=ast.Attribute(attr=word, value=target)) if word in _ADDING:
                held = site.of(target)
            case ast.AugAssign(target=ast.Attribute() as target, value=value) if not isinstance(
                value, ast.Constant
            ):  # that would be a count
                held = site.of(target)
            case _:
                continue
        is_sum = isinstance(site.node, ast.AugAssign)
        if held not in made or held in seen or (held in renewed and not is_sum):
            continue
        seen.add(held)
        first = first_of(function)
        text = f"{held} = {made[held]}"
        start, begin = code.text.span(site.node)[0], code.text.span(first)[0]
        also = ((begin, begin, f"{text}\n{' ' * first.col_offset}"),)
        kind = NEVER_EMPTIED
        yield Change(start, start, "", kind, _ANEW, site.node, also, text), site


def _is_store(site: Site) -> bool:
    """Whether an attribute is given something new here."""
    return (
        isinstance(site.node, ast.Attribute)
        and isinstance(site.node.ctx, ast.Store)
        and not isinstance(site.parent, ast.AugAssign)
    )


def _is_constructor(scope: Scope) -> bool:
    return getattr(scope.function, "name", "") == "__init__"


def _is_empty(value: ast.expr) -> bool:
    """Whether this is a list or a dict without elements, or a number."""
    match value:
        case ast.List(elts=[]) | ast.Dict(keys=[]) | ast.Constant(value=int() | float()):
            return True
        case ast.Call(func=ast.Name(id="list" | "dict" | "set"), args=[]):
            return True
    return False
