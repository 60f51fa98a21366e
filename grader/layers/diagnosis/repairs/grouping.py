"""Changes of what belongs together: a factor in or out of brackets, a function of a whole or parts.

`a / (b * c)` for `a / b * c`, `sqrt(var + eps)` for `sqrt(var) + eps`, `(a - b) ** 2` for
`a ** 2 - b ** 2`, `f * (1 - y ** 2)` for `1 - (f * y) ** 2`.
"""

import ast
from collections.abc import Iterator

from grader.layers.diagnosis.repairs import kinds
from grader.layers.diagnosis.repairs.functions import REDUCTIONS
from grader.layers.diagnosis.repairs.operators import operation
from grader.layers.diagnosis.repairs.sites import Change, Site
from grader.layers.diagnosis.repairs.source_text import ATOM, PRODUCT, SUM, SYMBOLS, level_of
from grader.layers.diagnosis.repairs.syntax import is_of_module, name_of

_CURVED = frozenset(("log", "sqrt", "exp", "abs", "square", "tanh", "log2", "log10"))
_INTO_CALL, _OUT_OF_CALL, _INTO_DIVISOR, _OUT_OF_POWER, _SQUARED = 1.3, 1.6, 1.0, 1.0, 0.8
_ROOTED = 2.6  # the root of a square undoes it


def change_grouping(site: Site) -> Iterator[Change]:
    """Other brackets around the same parts."""
    match site.node:
        case ast.BinOp() as node:
            yield from _into_call(site, node)
            yield from _into_divisor(site, node)
            yield from _join_powers(site, node)
            yield from _out_of_difference(site, node)
            yield from _swap_shares(site, node)
        case ast.Call(args=[held, *_]) as node:
            yield from _out_of_call(site, node, held)
            yield from _exchange(site, node, held)


def _into_call(site: Site, node: ast.BinOp) -> Iterator[Change]:
    """`f(b + c)` for `f(b) + c`, also where f(b) is the last part of what stands before."""
    inner = node.left
    last = inner.right if isinstance(inner, ast.BinOp) else inner
    if isinstance(last, ast.Call) and len(last.args) == 1 and not last.keywords:
        text = operation(site, last.args[0], type(node.op), node.right)
        before = site.text.between(site.text.span(node)[0], site.text.span(last.args[0])[0])
        level = ATOM if last is inner else level_of(inner)
        yield site.become(f"{before}{text})", level, kinds.GROUPING, _INTO_CALL)


def _into_divisor(site: Site, node: ast.BinOp) -> Iterator[Change]:
    """`a / (b * c)` for `a / b * c`, and the other way round; `a / (b + c)` for `a / b + c`."""
    if isinstance(node.left, ast.BinOp) and isinstance(node.left.op, ast.Div):
        first, second = node.left.left, node.left.right
        divisor = operation(site, second, type(node.op), node.right)
        text = f"{site.text.operand(first, PRODUCT)} / ({divisor})"
        is_product = level_of(node) == PRODUCT
        effort = _INTO_DIVISOR if is_product else _OUT_OF_CALL
        yield site.become(text, PRODUCT, kinds.GROUPING, effort)
    divided = node.right
    if isinstance(node.op, ast.Div) and isinstance(divided, ast.BinOp):
        head = f"{site.text.operand(node.left, PRODUCT)} / {site.text.operand(divided.left, 6)}"
        symbol = SYMBOLS.get(type(divided.op), "*")
        text = f"{head} {symbol} {site.text.operand(divided.right, PRODUCT + 1)}"
        yield site.become(text, level_of(divided), kinds.GROUPING, _INTO_DIVISOR)


def _join_powers(site: Site, node: ast.BinOp) -> Iterator[Change]:
    """`(a - b) ** 2` for `a ** 2 - b ** 2`, `f(a - b)` for `f(a) - f(b)`."""
    match node.left, node.right:
        case (
            ast.BinOp(op=ast.Pow(), left=first, right=one),
            ast.BinOp(op=ast.Pow(), left=second, right=other),
        ) if site.of(one) == site.of(other):
            text = f"({operation(site, first, type(node.op), second)}) ** {site.of(one)}"
            is_root = isinstance(site.parent, ast.Call) and name_of(site.parent) == "sqrt"
            yield site.become(text, 7, kinds.GROUPING, _ROOTED if is_root else _SQUARED)
        case ast.Call(func=one, args=[first]), ast.Call(func=other, args=[second]) if site.of(
            one
        ) == site.of(other):
            text = f"{site.of(one)}({operation(site, first, type(node.op), second)})"
            yield site.become(text, ATOM, kinds.GROUPING, _SQUARED)


def _out_of_difference(site: Site, node: ast.BinOp) -> Iterator[Change]:
    """`f * (1 - y ** 2)` for `1 - (f * y) ** 2`, `f * y ** 2` for `(f * y) ** 2`."""
    match node:
        case ast.BinOp(op=ast.Pow(), left=ast.BinOp(op=ast.Mult() | ast.Div() as op) as held):
            symbol, power = SYMBOLS[type(op)], site.of(node.right)
            one, other = (site.text.operand(each, ATOM) for each in (held.left, held.right))
            for text in (
                f"{one} {symbol} {other} ** {power}",
                f"{one} ** {power} {symbol} {other}",
            ):
                yield site.become(text, PRODUCT, kinds.GROUPING, _OUT_OF_POWER)
        case ast.BinOp(op=ast.Add() | ast.Sub() as op, left=first, right=second):
            symbol = SYMBOLS[type(op)]
            for factor, rest in _factors(site, second):
                text = f"{factor} * ({site.text.operand(first, SUM)} {symbol} {rest})"
                yield site.become(text, PRODUCT, kinds.GROUPING, _OUT_OF_POWER)


def _factors(site: Site, node: ast.expr) -> Iterator[tuple[str, str]]:
    """Each factor of a product, or of one that is raised to a power, with what is left of it."""
    power = ""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Pow):
        power = f" ** {site.of(node.right)}"
        node = node.left
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult):
        level = ATOM if power else PRODUCT + 1
        one, other = (site.text.operand(each, level) for each in (node.left, node.right))
        yield one, f"{other}{power}"
        yield other, f"{one}{power}"


def _swap_shares(site: Site, node: ast.BinOp) -> Iterator[Change]:
    """`m * old + (1 - m) * new` for `(1 - m) * old + m * new`."""
    match node:
        case ast.BinOp(
            op=ast.Add(),
            left=ast.BinOp(op=ast.Mult(), left=one, right=old),
            right=ast.BinOp(op=ast.Mult(), left=other, right=new),
        ):
            level = PRODUCT + 1
            first, second = (site.text.operand(each, PRODUCT) for each in (other, one))
            parts = [site.text.operand(each, level) for each in (old, new)]
            text = f"{first} * {parts[0]} + {second} * {parts[1]}"
            yield site.become(text, SUM, kinds.SHARES, 0.8)


def _out_of_call(site: Site, node: ast.Call, held: ast.expr) -> Iterator[Change]:
    """`f(b) + c` for `f(b + c)`."""
    if len(node.args) == 1 and not node.keywords and isinstance(held, ast.BinOp):
        symbol = SYMBOLS.get(type(held.op), "*")
        right = site.text.operand(held.right, level_of(held) + 1)
        text = f"{site.of(node.func)}({site.of(held.left)}) {symbol} {right}"
        yield site.become(text, level_of(held), kinds.GROUPING, _OUT_OF_CALL)


def _exchange(site: Site, node: ast.Call, held: ast.expr) -> Iterator[Change]:
    """The mean of logarithms for the logarithm of a mean, and the other way round."""
    tail = ""
    if isinstance(held, ast.BinOp) and isinstance(held.op, ast.Div):
        tail, held = f" / {site.text.operand(held.right, PRODUCT + 1)}", held.left
    if not isinstance(held, ast.Call) or not held.args or not is_of_module(held):
        return
    names = name_of(node), name_of(held)
    if not (names[0] in _CURVED and names[1] in REDUCTIONS) or not is_of_module(node):
        return
    outer, inner, of = site.of(node.func), site.of(held.func), site.of(held.args[0])
    others: list[ast.expr | ast.keyword] = [*held.args[1:], *held.keywords]
    rest = "".join(f", {site.of(each)}" for each in others)
    level = PRODUCT if tail else ATOM
    yield site.become(f"{inner}({outer}({of}){rest}){tail}", level, kinds.OPERANDS, 1.2)
    match held.args[0]:
        case ast.BinOp(op=ast.Mult(), left=one, right=other):
            for first, second in ((one, other), (other, one)):
                product = f"{site.text.operand(first, PRODUCT + 1)} * {outer}({site.of(second)})"
                text = f"{inner}({product}{rest}){tail}"
                yield site.become(text, level, kinds.OPERANDS, 1.2)
