"""Changes of what a name holds: a result that gets its own, a beginning that is missing."""

import ast
import itertools
from collections.abc import Iterator
from dataclasses import replace

from grader.layers.diagnosis.repairs.sites import Change, Site
from grader.layers.diagnosis.repairs.statement_kinds import (
    BEGINNING_MISSING,
    NOT_ADDED_UP,
    OVERWRITTEN,
)
from grader.layers.diagnosis.repairs.syntax import Function

_RESULTS = ("out", "result", "total", "value")
_OUT = 0.3  # effort
_BEGINNINGS = (
    "{0} = {0} - np.mean({0}, axis=1, keepdims=True)",
    "{0} = {0} - np.mean({0}, axis=0)",
    "{0} = {0} - np.max({0}, axis=1, keepdims=True)",
)


def change_holders(site: Site) -> Iterator[Change]:
    """A result in a name of its own, a sum that begins with 0, an argument made ready."""
    match site.node:
        case ast.Assign(targets=[ast.Attribute() as target], value=value) as node:
            is_chosen = isinstance(value, ast.BoolOp | ast.IfExp)
            is_sum = site.of(target).startswith(("self.d", "self.grad"))
            if not (is_chosen or is_sum) and site.of(target) in _read_in(site, value):
                yield from _rename(site, node, target)
        case ast.Assign(targets=[ast.Name(id=name)], value=value) as node if site.is_in_loop:
            yield from _begin_with_zero(site, node, name)
        case ast.Expr(value=ast.Call() as call) as node:
            yield from _without_out(site, call)
        case ast.Assign(value=ast.Call() as call):
            yield from _without_out(site, call)
    function = site.scope.function
    if isinstance(function, Function) and site.node is first_of(function):
        yield from _begin(site, function)


def first_of(function: Function) -> ast.stmt:
    """The first statement of a function after its description."""
    has_text = ast.get_docstring(function, clean=False) is not None and len(function.body) > 1
    return function.body[has_text]


def _read_in(site: Site, value: ast.expr) -> set[str]:
    nodes = (each for each in ast.walk(value) if isinstance(each, ast.Attribute | ast.Name))
    return {site.of(each) for each in nodes}


def _reads_after(site: Site, name: str, end: int) -> list[tuple[int, int]]:
    """Where the rest of a function reads a variable."""
    return [
        site.text.span(each)
        for each in ast.walk(site.scope.function)
        if isinstance(each, ast.Attribute | ast.Name)
        and isinstance(each.ctx, ast.Load)
        and site.of(each) == name
        and site.text.span(each)[0] >= end
    ]


def _rename(site: Site, node: ast.Assign, target: ast.Attribute) -> Iterator[Change]:
    """A local name for a result that would overwrite an attribute."""
    name = next((each for each in _RESULTS if each not in site.scope.variables), "")
    also = _reads_after(site, site.of(target), site.text.span(node)[1])
    if name and also:
        change = site.replace(target, name, OVERWRITTEN, 1.0)
        yield replace(change, also=tuple((*span, name) for span in also))


def _without_out(site: Site, call: ast.Call) -> Iterator[Change]:
    """A call without `out=`, which would overwrite what goes in."""
    place = next((i for i, each in enumerate(call.keywords) if each.arg == "out"), None)
    if place is None:
        return
    before: list[ast.expr | ast.keyword] = [*call.args, *call.keywords[:place]]
    if not before:
        return
    start = site.text.span(before[-1])[1]
    end = site.text.span(call.keywords[place])[1]
    assert isinstance(site.node, ast.stmt)
    change = site.splice(start, end, "", OVERWRITTEN, _OUT)
    if isinstance(site.node, ast.Assign):
        yield change
        return
    held = site.of(call.keywords[place].value)
    name = next((each for each in _RESULTS if each not in site.scope.variables), "out")
    first = site.text.span(site.node)[0]
    text = f"{name} = {site.text.between(first, start)}"
    also = _reads_after(site, held, site.text.span(call)[1])
    yield replace(change, start=first, text=text, also=tuple((*span, name) for span in also))


def _begin_with_zero(site: Site, node: ast.Assign, name: str) -> Iterator[Change]:
    """A sum over a loop: 0 before it, and `+=` in it."""
    loop = next((each for each in site.parents if isinstance(each, ast.For)), None)
    if loop is None or name in _read_in(site, node.value):
        return
    change = site.replace(node, f"{name} += {site.of(node.value)}", NOT_ADDED_UP, 0.6)
    start = site.text.span(loop)[0]
    yield replace(change, also=((start, start, f"{name} = 0\n{' ' * loop.col_offset}"),))


def _begin(site: Site, function: Function) -> Iterator[Change]:
    """An argument without its mean, or without its largest number."""
    start = site.text.span(site.node)[0]
    arguments = [each.arg for each in function.args.args if each.arg != "self"][:2]
    indent = " " * site.node.col_offset
    for name, form in itertools.product(arguments, _BEGINNINGS):
        text = form.format(name)
        yield site.splice(start, start, f"{text}\n{indent}", BEGINNING_MISSING, 2.0)
