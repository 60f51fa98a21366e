"""Changes of all windows of a layer at once: how many there are, and where each begins."""

import ast
import re
from collections.abc import Iterator

from grader.layers.diagnosis.repairs import kinds
from grader.layers.diagnosis.repairs.layer_code import LayerCode
from grader.layers.diagnosis.repairs.sites import Change, Scope, Site, sites_of
from grader.layers.diagnosis.repairs.source_text import PRODUCT, SUM
from grader.layers.diagnosis.repairs.syntax import name_of

_STRIDE = re.compile(r"(self\.)?_?(s|S|stride|step)$")
_SIZE = re.compile(r"(self\.)?_?(pool|kernel|size|k|[pkfPKF]_?[hwHW]|(pool|kernel|filter)_\w+)$")
_AXES = (
    re.compile(r"\b[kfpKFP]?_?[Hh]\b|_h\b|height|shape\[-?2\]"),
    re.compile(r"\b[kfpKFP]?_?[Ww]\b|_w\b|width|shape\[(3|-1)\]"),
)
_EFFORT = 0.4
_MOST_PLACES = 16

Part = tuple[Site, str, int]


def lay_windows(code: LayerCode) -> Iterator[tuple[Change, Site]]:
    """Windows that begin every stride pixels and lie within the image, in all of the layer."""
    sites = [site for scope in code.scopes for site in sites_of(code.text, scope)]
    counted = [part for site in sites for part in _count(site)]
    begun = [part for site in sites for part in _begin(site)]
    for parts in (counted, begun, [*counted, *begun] if counted and begun else []):
        if parts and len(parts) <= _MOST_PLACES:
            yield _joined(parts)


def _joined(parts: list[Part]) -> tuple[Change, Site]:
    changes = [site.become(text, level, kinds.SIDE_BY_SIDE, _EFFORT) for site, text, level in parts]
    first = min(changes, key=lambda each: each.start)
    also = tuple((c.start, c.end, c.text) for c in changes if c is not first)
    change = Change(first.start, first.end, first.text, first.kind, _EFFORT, first.node, also)
    return change, parts[changes.index(first)][0]


def _count(site: Site) -> Iterator[Part]:
    """`(H - k) // s + 1` for `H // s`, `H // k` or `ceil(H / s)`."""
    match site.node:
        case ast.Call(args=[ast.BinOp(op=ast.Div(), left=left, right=right)]) as node:
            size = _size_for(site.scope, site.of(left))
            if name_of(node) == "ceil" and size and _STRIDE.match(site.of(right)):
                text = f"({site.text.operand(left, SUM)} - {size}) // {site.of(right)} + 1"
                yield site, text, SUM
        case ast.UnaryOp(
            op=ast.USub(),
            operand=ast.BinOp(
                op=ast.FloorDiv(), left=ast.UnaryOp(op=ast.USub(), operand=left), right=right
            ),
        ):
            yield from _rounded_down(site, left, right)
        case ast.BinOp(
            op=ast.FloorDiv(),
            left=ast.BinOp(
                op=ast.Sub(),
                left=ast.BinOp(op=ast.Add(), left=left, right=more),
                right=ast.Constant(value=1),
            ),
            right=right,
        ) if site.of(more) == site.of(right):
            yield from _rounded_down(site, left, right)
        case ast.BinOp(op=ast.FloorDiv(), left=left, right=right):
            length, by = site.of(left), site.of(right)
            size = by if _SIZE.match(by) else _size_for(site.scope, length)
            stride = by if _STRIDE.match(by) else _stride_of(site.scope)
            if size and stride and size not in length and stride in {by, _stride_of(site.scope)}:
                text = f"({site.text.operand(left, SUM)} - {size}) // {stride} + 1"
                yield site, text, SUM


def _rounded_down(site: Site, left: ast.expr, right: ast.expr) -> Iterator[Part]:
    """`n // s` for `-(-n // s)`, and `(H - k) // s + 1` where n is but the length."""
    size = _size_for(site.scope, site.of(left))
    divided = f"{site.text.operand(left, PRODUCT)} // {site.of(right)}"
    if isinstance(left, ast.BinOp) or not size:
        yield site, divided, PRODUCT
    else:
        yield site, f"({site.of(left)} - {size}) // {site.of(right)} + 1", SUM


def _begin(site: Site) -> Iterator[Part]:
    """`i * s` for `i * k`, and `i * s + k` for `(i + 1) * k`."""
    stride = _stride_of(site.scope)
    match site.node:
        case ast.BinOp(op=ast.Mult(), left=ast.Name(id=name), right=right) if stride:
            if _SIZE.match(site.of(right)) and name in site.scope.counts:
                yield site, f"{name} * {stride}", PRODUCT
        case ast.BinOp(
            op=ast.Mult(), left=ast.BinOp(left=ast.Name(id=name), right=ast.Constant()), right=right
        ) if stride:
            size = site.of(right)
            if _SIZE.match(size) and name in site.scope.counts:
                yield site, f"{name} * {stride} + {size}", SUM


def _stride_of(scope: Scope) -> str:
    return next(filter(_STRIDE.match, scope.names), "")


def _size_for(scope: Scope, length: str) -> str:
    """The size of a window along the axis of a length."""
    sizes = [name for name in scope.names if _SIZE.match(name)]
    for axis in _AXES:
        if axis.search(length):
            return next(filter(axis.search, sizes), "")
    return next(iter(sizes), "")
