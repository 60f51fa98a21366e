"""Changes of what a name stands for: an iterator that is used up, an array or default shared."""

import ast
from collections.abc import Iterator

from grader.layers.diagnosis.repairs.sites import Change, Site
from grader.layers.diagnosis.repairs.statement_kinds import (
    CHANGED_IN_PLACE,
    LATE,
    LOOP_ORDER,
    REBOUND,
    SHARED_DEFAULT,
    USED_UP,
)
from grader.layers.diagnosis.repairs.syntax import Function, defaults_of, name_of

_ONCE = frozenset(("zip", "map", "filter", "enumerate", "reversed", "iter"))
_CONTAINERS = ast.Dict | ast.List | ast.Set | ast.Call
_GRADIENTS = ("d", "grad", "g_")


def change_bindings(site: Site) -> Iterator[Change]:
    """A list of what can be gone through once, an array of its own, a loop the other way round."""
    match site.node:
        case ast.Assign(targets=[target], value=value):
            yield from _keep(site, value)
            yield from _make_own(site, target, value)
            yield from _make_anew(site, value)
            yield from _change_in_place(site, target, value)
        case ast.For() as node:
            yield from _turn(site, node.iter)
        case ast.Lambda() as node if site.is_in_loop:
            yield from _bind(site, node)


def _keep(site: Site, value: ast.expr) -> Iterator[Change]:
    """`list(zip(a, b))` for `zip(a, b)`."""
    is_once = isinstance(value, ast.Call) and name_of(value) in _ONCE
    if is_once or isinstance(value, ast.GeneratorExp):
        inner = site.of(value)
        text = f"list{inner}" if inner.startswith("(") else f"list({inner})"
        yield site.replace(value, text, USED_UP, 0.4)


def _make_own(site: Site, target: ast.expr, value: ast.expr) -> Iterator[Change]:
    """Zeros like another array for a gradient that is that array itself."""
    if isinstance(value, ast.Name | ast.Attribute):
        name = site.of(target).removeprefix("self.")
        if name.startswith(_GRADIENTS):
            text = f"np.zeros_like({site.of(value)})"
            yield site.replace(value, text, CHANGED_IN_PLACE, 0.6)


def _make_anew(site: Site, value: ast.expr) -> Iterator[Change]:
    """A new dict or list where a default of the function is kept, which is one for all calls."""
    function = site.scope.function
    if not isinstance(value, ast.Name) or not isinstance(function, Function):
        return
    for name, default in defaults_of(function):
        if name == value.id and isinstance(default, _CONTAINERS):
            yield site.replace(value, site.of(default), SHARED_DEFAULT, 0.4)


def _change_in_place(site: Site, target: ast.expr, value: ast.expr) -> Iterator[Change]:
    """`p -= q` for `p = p - q` in a loop over arrays, where p is but a name."""
    if not (site.is_in_loop and isinstance(target, ast.Name) and isinstance(value, ast.BinOp)):
        return
    symbols = {ast.Add: "+", ast.Sub: "-"}
    if type(value.op) in symbols and site.of(value.left) == target.id:
        text = f"{target.id} {symbols[type(value.op)]}= {site.of(value.right)}"
        yield site.replace(site.node, text, REBOUND, 0.6)


def _turn(site: Site, over: ast.expr) -> Iterator[Change]:
    """The last one first, or no longer so."""
    match over:
        case ast.Call(func=ast.Name(id="reversed"), args=[held]):
            yield site.replace(over, site.of(held), LOOP_ORDER, 1.0)
        case ast.Call() if name_of(over) in _ONCE:
            yield site.replace(over, f"reversed(list({site.of(over)}))", LOOP_ORDER, 1.4)
        case ast.Subscript(value=held, slice=ast.Slice(step=ast.UnaryOp())):
            yield site.replace(over, site.of(held), LOOP_ORDER, 1.0)
        case _:
            yield site.replace(over, f"reversed({site.of(over)})", LOOP_ORDER, 1.0)


def _bind(site: Site, node: ast.Lambda) -> Iterator[Change]:
    """The variables of a loop as defaults of what is called only later."""
    loop = next((e for e in reversed(site.parents) if isinstance(e, ast.For)), site.statement)
    stored = {
        each.id
        for each in ast.walk(loop)
        if isinstance(each, ast.Name) and isinstance(each.ctx, ast.Store)
    }
    own = {each.arg for each in node.args.args}
    read = dict.fromkeys(e.id for e in ast.walk(node.body) if isinstance(e, ast.Name))
    late = [name for name in read if name in stored - own]
    if late and not node.args.vararg and not node.args.kwonlyargs:
        start, end = site.text.span(node)
        body = site.text.span(node.body)[0]
        head = ", ".join((ast.unparse(node.args), *(f"{name}={name}" for name in late)))
        text = f"lambda {head}: {site.text.between(body, end)}"
        yield site.splice(start, end, text, LATE, 0.6)
