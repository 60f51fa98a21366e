"""Changes that leave out the whole of what another one has made void.

`log(1 - t)` for `log(1 - p)` may be right since it is always multiplied by 0, and a sum of
probabilities in the place of them since it is 1. Where an operand or a call can go that such a
change is in, it is what is too much.
"""

import ast
import re
from collections.abc import Iterator

from grader.layers.diagnosis.repairs import kinds
from grader.layers.diagnosis.repairs.layer_code import LayerCode
from grader.layers.diagnosis.repairs.sites import Change, Site, sites_of
from grader.layers.diagnosis.repairs.source_text import PRODUCT, UNARY, level_of
from grader.layers.diagnosis.repairs.statements import leave_out_condition

MOST = 6
_ROOTED = re.compile(r"d_?(var|v|sigma_?2|sigma_?sq|s2|sq)$")  # of a variance
_HALF = re.compile(r"(?<![\w.])(2|2\.0|2\.|0\.5|\.5)(?![\w.])")
_KEPT_APART = {kinds.NUMBER, kinds.GUARD, kinds.OTHER_AXIS, kinds.KEPT_DIMENSION}  # these say more


def leave_out_around(code: LayerCode, change: Change) -> list[Change]:
    """Changes that leave out an operand, or a call, that another one is in, the widest first."""
    start, end = change.start, change.end
    found = list(_without_condition(code, start, end))
    if change.also or change.kind in _KEPT_APART or not isinstance(change.node, ast.expr):
        return found
    for scope in code.scopes:
        for site in sites_of(code.text, scope):
            first, last = code.text.span(site.node)
            is_it = site.node is change.node or (first, last) == (start, end)
            if is_it or (first <= start and end <= last):
                less = _halves(site) if is_it else _without(site, start, end)
                found += (each for each in less if not _loses_upstream(site, each))
    return found[:MOST]


def _without_condition(code: LayerCode, start: int, end: int) -> Iterator[Change]:
    """Nothing in the place of a condition that some bytes are in, with what it guards."""
    for scope in code.scopes:
        for site in sites_of(code.text, scope):
            match site.node:
                case ast.If(test=ast.Compare()) if _holds(site, site.node, start, end):
                    yield from leave_out_condition(site, site.node)


def halve_at_the_root(code: LayerCode, change: Change) -> list[Change]:
    """Changes that put 1/2 where the derivative of a root is taken, for one of such a factor.

    Along a chain of products a factor may stand anywhere: it belongs to the line that needs it.
    """
    written = code.text.between(change.start, change.end)
    if change.also or len(_HALF.findall(written)) == len(_HALF.findall(change.text)):
        return []
    found = list[Change]()
    for scope in code.scopes:
        for site in sites_of(code.text, scope):
            match site.node:
                case ast.Assign(targets=[ast.Name(id=name)], value=value) if _ROOTED.match(name):
                    start, end = site.text.span(value)
                    if not _HALF.search(site.of(value)) and not start <= change.start <= end:
                        text = f"0.5 * {site.text.operand(value, PRODUCT)}"
                        found.append(site.replace(value, text, kinds.LEFT_OUT, 1.0))
    return found[:MOST]


def _halves(site: Site) -> Iterator[Change]:
    """One of the two operands that a change takes together otherwise."""
    match site.node:
        case ast.BinOp(op=ast.Add() | ast.Sub() as op, left=left, right=right):
            yield site.become(site.of(left), level_of(left), kinds.TOO_MUCH, 1.0)
            if isinstance(op, ast.Add):
                yield site.become(site.of(right), level_of(right), kinds.TOO_MUCH, 1.0)


def _without(site: Site, start: int, end: int) -> Iterator[Change]:
    """An expression without the part of it that some bytes are in."""
    node = site.node
    match node:
        case ast.BinOp(op=ast.Add() | ast.Mult(), left=left, right=right):
            kept = right if _holds(site, left, start, end) else left
            yield site.become(site.of(kept), level_of(kept), kinds.TOO_MUCH, 1.0)
        case ast.BinOp(op=ast.Sub() | ast.Div() as op, left=left, right=right):
            if _holds(site, right, start, end):
                yield site.become(site.of(left), level_of(left), kinds.TOO_MUCH, 1.0)
            elif isinstance(op, ast.Sub):
                text = f"-{site.text.operand(right, UNARY)}"
                yield site.become(text, UNARY, kinds.TOO_MUCH, 1.0)
        case ast.Call(args=[_, _, *_] as given):
            for each in given if any(_holds(site, a, start, end) for a in given) else ():
                if not _holds(site, each, start, end):
                    yield site.become(site.of(each), level_of(each), kinds.TOO_MUCH, 1.0)


def _loses_upstream(site: Site, change: Change) -> bool:
    return "dout" in site.of(site.node) and "dout" not in change.text


def _holds(site: Site, node: ast.expr | ast.stmt, start: int, end: int) -> bool:
    first, last = site.text.span(node)
    return first <= start and end <= last
