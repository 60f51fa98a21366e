"""Changes of conditions: those that never differ, that remember too much, that choose as a whole.

What a condition leads to is innocent where the condition is wrong, and is blamed otherwise.
"""

import ast
import copy
import re
from collections.abc import Iterator
from dataclasses import replace

from grader.layers.catalogue import KINDS
from grader.layers.diagnosis.repairs import kinds
from grader.layers.diagnosis.repairs.sites import Change, Site
from grader.layers.diagnosis.repairs.source_text import ATOM, COMPARISON, UNARY
from grader.layers.diagnosis.repairs.statement_kinds import REMEMBERED
from grader.layers.diagnosis.repairs.syntax import is_of_module, name_of
from grader.layers.diagnosis.repairs.windows import sides_of

_ASKED, _NONE, _REMEMBERED, _WHOLE, _SHORT = 0.2, 0.9, 0.5, 0.5, 0.2  # efforts
_WORDS = {"train", "test"}.union(
    *(getattr(each, "words", ()) for kind in KINDS.values() for each in kind.arguments.values())
)
_REDUCED = frozenset(("max", "min", "sum", "mean", "any", "all", "amax", "amin"))
_STRIDE = re.compile(r"(self\.)?_?(s|st|stride|step)$")
_LIKELY_ASKED = re.compile(r"%|stride|\bs\b|\.s\b")


def change_conditions(site: Site) -> Iterator[Change]:
    """Another question where the one that is asked has the same answer every time, or too often."""
    match site.node:
        case ast.If(test=test) | ast.IfExp(test=test):
            yield from _ask_which(site, test)
        case ast.UnaryOp(op=ast.Not(), operand=test):
            yield from _ask_which(site, test)
        case ast.BoolOp(values=values):
            for each in values:
                yield from _ask_which(site, each)
            yield from _compare_each(site, site.node)
        case ast.Compare():
            yield from _compare(site, site.node)
    yield from _compute_again(site)
    yield from _choose_each(site)
    yield from _ask_for_more(site)


def _ask_which(site: Site, test: ast.expr) -> Iterator[Change]:
    """`form == "tanh"` for `form`, which is true of every word."""
    if not isinstance(test, ast.Name | ast.Attribute):
        return
    written = site.of(test)
    for word in [each for each in site.scope.words if each in _WORDS]:
        if word != written.rpartition(".")[2]:
            change = site.replace(test, f'{written} == "{word}"', kinds.SAME_FOR_ALL, _ASKED)
            yield replace(change, node=test)


def _compare_each(site: Site, node: ast.BoolOp) -> Iterator[Change]:
    """`a == "b" or a == "c"` for `a == "b" or "c"`."""
    compared = next((each for each in node.values if isinstance(each, ast.Compare)), None)
    for each in node.values:
        if compared is not None and isinstance(each, ast.Constant):
            sign = "!=" if isinstance(compared.ops[0], ast.NotEq) else "=="
            text = f"{site.of(compared.left)} {sign} {site.of(each)}"
            yield site.replace(each, text, kinds.SAME_FOR_ALL, _ASKED)


def _compare(site: Site, node: ast.Compare) -> Iterator[Change]:
    """`a == "b"` for `a is "b"`, and whether it is true for whether it is anything."""
    match node:
        case ast.Compare(ops=[op], comparators=[ast.Constant(value=None)]):
            held = site.text.operand(node.left, UNARY)
            is_there = isinstance(op, ast.IsNot | ast.NotEq)
            text = held if is_there else f"not {held}"
            yield site.become(text, ATOM if is_there else UNARY, kinds.CONDITION, _NONE)
            for word in [each for each in site.scope.words if each in _WORDS]:
                asked = f'{held} == "{word}"'
                yield site.become(asked, COMPARISON, kinds.SAME_FOR_ALL, _ASKED)
        case ast.Compare(ops=[ast.Is() | ast.IsNot() as op], comparators=[right]):
            sign = "==" if isinstance(op, ast.Is) else "!="
            text = f"{site.of(node.left)} {sign} {site.of(right)}"
            yield site.become(text, COMPARISON, kinds.CONDITION, _ASKED)


def _compute_again(site: Site) -> Iterator[Change]:
    """What is computed only where nothing is remembered, every time."""
    match site.node:
        case ast.If(test=test, body=body) if _asks_for_memory(test):
            if any(_keeps(each) for each in body):
                change = site.replace(test, "True", REMEMBERED, _REMEMBERED)
                yield replace(change, node=test)


def _asks_for_memory(test: ast.expr) -> bool:
    match test:
        case ast.Compare(ops=[op]) if isinstance(op, ast.NotIn) or _is_of_shape(test):
            return True
        case ast.Compare(ops=[ast.Is() | ast.Eq()], comparators=[ast.Constant(value=None)]):
            return True
        case ast.UnaryOp(op=ast.Not(), operand=ast.Attribute()):
            return True
        case ast.UnaryOp(op=ast.Not(), operand=ast.Call() as call):
            return name_of(call) == "hasattr"
        case ast.BoolOp(op=ast.Or(), values=values):
            return any(map(_asks_for_memory, values))
    return False


def _is_of_shape(test: ast.Compare) -> bool:
    """Whether it is asked if a batch has another shape than the one before."""
    return isinstance(test.ops[0], ast.NotEq) and "shape" in ast.unparse(test)


def _keeps(statement: ast.stmt) -> bool:
    targets = statement.targets if isinstance(statement, ast.Assign) else []
    stored = (node for each in targets for node in ast.walk(each))
    return any(isinstance(each, ast.Attribute | ast.Subscript) for each in stored)


def _choose_each(site: Site) -> Iterator[Change]:
    """`np.where(x > y, x, y)` for `x if x.max() > y.max() else y`."""
    match site.node:
        case ast.IfExp(test=test, body=body, orelse=orelse):
            if text := _where(test, body, orelse):
                yield site.become(text, ATOM, kinds.CHOSEN_AS_A_WHOLE, _WHOLE)
        case ast.If(test=test, body=[one]) as node:
            block = site.block or []
            after = block[block.index(node) + 1 :][:1] if node in block else []
            (other, *more) = node.orelse or after or [node]
            match one, other:
                case ast.Return(value=ast.expr() as first), ast.Return(
                    value=ast.expr() as last
                ) if not more:
                    lead = "return "
                case ast.Assign(targets=[target], value=first), ast.Assign(
                    targets=[same], value=last
                ) if not more and node.orelse and ast.dump(target) == ast.dump(same):
                    lead = f"{site.of(target)} = "
                case _:
                    return
            if text := _where(test, first, last):
                start, end = site.text.span(node)[0], site.text.span(other)[1]
                change = site.splice(start, end, lead + text, kinds.CHOSEN_AS_A_WHOLE, _WHOLE)
                yield replace(change, node=test, instead=lead + text)


def _where(test: ast.expr, body: ast.expr, orelse: ast.expr) -> str:
    """The choice for each element; nothing where a condition is of no whole array."""
    plain = _WithoutReductions()
    asked = plain.visit(copy.deepcopy(test))
    parts = (ast.unparse(each).removesuffix(".copy()") for each in (asked, body, orelse))
    return f"np.where({', '.join(parts)})" if plain.count else ""


class _WithoutReductions(ast.NodeTransformer):
    """A condition of arrays in the place of one of a number made of each. count: of those."""

    def __init__(self) -> None:
        self.count = 0

    def visit_Call(self, node: ast.Call) -> ast.expr:
        """What is reduced here, if anything is."""
        if name_of(node) not in _REDUCED:
            return node
        self.count += 1
        if is_of_module(node):
            return node.args[0] if node.args else node
        return node.func.value if isinstance(node.func, ast.Attribute) else node


def _ask_for_more(site: Site) -> Iterator[Change]:
    """`... and stride == pool_h == pool_w` where a short way asks for too little."""
    match site.node:
        case (
            ast.If(test=ast.Compare() | ast.BoolOp() as asked)
            | ast.IfExp(test=ast.Compare() | ast.BoolOp() as asked)
            | ast.Assign(value=ast.Compare() | ast.BoolOp() as asked)
            | ast.Return(value=ast.Compare() | ast.BoolOp() as asked)
        ):
            pass
        case _:
            return
    written = site.of(asked)
    names = dict.fromkeys((*site.names, *site.scope.attributes))
    strides = [each for each in names if _STRIDE.fullmatch(each)]
    sides = sides_of(site)
    if not _LIKELY_ASKED.search(written) or not strides or len(sides) < 2:
        return
    own = [each for each in sides if each.startswith("self.") == strides[0].startswith("self.")]
    for first, second in dict.fromkeys(((own or sides)[0], each) for each in (own or sides)[1:3]):
        text = f"{strides[0]} == {first} == {second}"
        base = f"({written})" if " or " in written else written
        change = site.replace(asked, f"{base} and {text}", kinds.SHORT_WAY, _SHORT)
        yield replace(change, node=asked)
