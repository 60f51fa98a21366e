"""Changes of how arrays are put together: what is chosen, multiplied or taken out of each other."""

import ast
import itertools
from collections.abc import Iterator

from grader.layers.diagnosis.repairs import kinds
from grader.layers.diagnosis.repairs.sites import Change, Site
from grader.layers.diagnosis.repairs.source_text import ATOM, PRODUCT, SUM
from grader.layers.diagnosis.repairs.syntax import is_of_module, name_of
from grader.layers.diagnosis.repairs.windows import scalars_of

_PARAMETERS = ("W", "b", "W1", "b1", "W2", "b2", "gamma", "beta")
_MOST_PAIRS = 60
_SHIFTED = "np.exp({0} - {0}.max(axis=1, keepdims=True))"  # exp cannot overflow
_SOFTMAX = f"{_SHIFTED} / {_SHIFTED}.sum(axis=1, keepdims=True)"


def change_mixtures(site: Site) -> Iterator[Change]:
    """Both for one of two, a product of matrices for one of sums, rows named beside columns."""
    match site.node:
        case ast.Call() as node:
            yield from _change_call(site, node, name_of(node))
        case ast.BinOp(op=ast.MatMult()):
            yield from _change_factors(site)
        case ast.Subscript(value=ast.Call(func=ast.Attribute(value=held)) as call) as node:
            if name_of(call) in {"ravel", "flatten", "reshape"} and not is_of_module(call):
                text = _with_rows(site, held, site.of(node.slice))
                yield site.become(text, ATOM, kinds.INDEX, 0.9)
        case ast.List() | ast.Tuple() | ast.Set() as node:
            yield from _name_more(site, node)


def _change_call(site: Site, node: ast.Call, name: str) -> Iterator[Change]:
    of = [site.of(each) for each in node.args]
    match name, of:
        case "where", [_, first, second]:
            yield site.become(f"{first} + {second}", SUM, kinds.OPERATOR, 1.6)
            yield site.become(first, ATOM, kinds.TOO_MUCH, 2.0)
            yield site.become(second, ATOM, kinds.TOO_MUCH, 2.0)
        case "outer", [_, _]:
            for one, other in _pairs(site):
                yield site.become(f"{one}.T @ {other}", PRODUCT, kinds.FUNCTION, 1.6)
        case "take", [_, indices] if is_of_module(node):
            text = _with_rows(site, node.args[0], indices)
            yield site.become(text, ATOM, kinds.INDEX, 1.4)
        case "as_strided", [_, _, _]:
            yield from _stride(site, node.args[2])
        case "_sigmoid" | "sigmoid", [_]:
            yield site.become(
                _SOFTMAX.format(site.text.operand(node.args[0], ATOM)), PRODUCT, kinds.FUNCTION, 1.2
            )


def _with_rows(site: Site, held: ast.expr, indices: str) -> str:
    text = site.text.operand(held, ATOM)
    return f"{text}[np.arange(len({text})), {indices}]"


def _pairs(site: Site) -> Iterator[tuple[str, str]]:
    arrays = [each for each in site.names if each not in site.scope.counts]
    return itertools.islice(itertools.permutations(arrays, 2), _MOST_PAIRS)


def _change_factors(site: Site) -> Iterator[Change]:
    """A product of two other variables, the second one transposed."""
    for one, other in itertools.product(site.scope.variables, site.scope.attributes):
        if not {one, other} & site.scope.counts:
            effort = 1.6 if one.startswith("d") else 2.6  # a gradient goes back by the weights
            yield site.become(f"{one} @ {other}.T", PRODUCT, kinds.VARIABLE, effort)


def _stride(site: Site, strides: ast.expr) -> Iterator[Change]:
    """A step of so many elements."""
    for element in strides.elts if isinstance(strides, ast.Tuple) else ():
        for name in scalars_of(site):
            if isinstance(element, ast.Name | ast.Subscript) and name != site.of(element):
                text = f"{site.of(element)} * {name}"
                yield site.replace(element, text, kinds.INDEX, 1.2)


def _name_more(site: Site, node: ast.List | ast.Tuple | ast.Set) -> Iterator[Change]:
    """One name more in a list of names."""
    there = [each.value for each in node.elts if isinstance(each, ast.Constant)]
    if not there or len(there) < len(node.elts) or not all(isinstance(e, str) for e in there):
        return
    end = site.text.span(node.elts[-1])[1]
    for name in dict.fromkeys((*site.scope.strings, *_PARAMETERS)):
        if name not in there:
            yield site.splice(end, end, f', "{name}"', kinds.LEFT_OUT, 1.2)
