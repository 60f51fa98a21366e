"""Changes of whole statements: assigned or added up, left out, in another order or place."""

import ast
import re
from collections.abc import Iterator
from dataclasses import replace

from grader.layers.diagnosis.repairs import kinds
from grader.layers.diagnosis.repairs.modes import MODE
from grader.layers.diagnosis.repairs.sites import Change, Site
from grader.layers.diagnosis.repairs.source_text import PRODUCT, SUM, UNARY
from grader.layers.diagnosis.repairs.statement_kinds import (
    ADDED_UP,
    COMES_TOO_LATE,
    CONDITIONAL,
    NOT_ADDED_UP,
    STATEMENT_EARLY,
    STATEMENT_LATE,
    STATEMENT_MISSING,
    STATEMENT_PLACE,
    STATEMENT_TOO_MUCH,
    STEP_TAKEN,
    WRITTEN_INTO,
)
from grader.layers.diagnosis.repairs.syntax import Function, opposite_of, target_of

_SIGNS: dict[type[ast.AST], tuple[str, ...]] = {
    ast.Add: ("-=", "*="),
    ast.Sub: ("+=",),
    ast.Mult: ("/=", "+="),
    ast.Div: ("*=",),
    ast.FloorDiv: ("/=",),
}
_LIKE = (("W", "b"), ("b", "W"), ("gamma", "beta"), ("beta", "gamma"), ("mean", "var"))
_THRICE, _BEFORE = 3, 0.9
_IN_MODE = 0.2
_STEP = 0.2  # effort
_RATE = re.compile(r"(^|[._])(lr|rate|learning_rate|eta|alpha|step)\b|^(0?\.|1e-)\d+$")
_GRADIENT = re.compile(r"grad|(?<![a-zA-Z])d_?(W|b|gamma|beta|w)|[\"']d", re.IGNORECASE)
_SIMPLE = ast.Assign | ast.AugAssign | ast.Expr | ast.AnnAssign


def change_assignments(site: Site) -> Iterator[Change]:
    """`=` and `+=` in each other's place, and what is added with another sign."""
    match site.node:
        case ast.Assign(targets=[target], value=value) if not isinstance(target, ast.Tuple):
            effort = 0.3 if site.is_in_loop else 2.2
            text = f"{site.of(target)} += {site.of(value)}"
            yield site.replace(site.node, text, NOT_ADDED_UP, effort)
            if isinstance(target, ast.Subscript):
                text = _add_at(site, target, value)
                yield site.replace(site.node, text, NOT_ADDED_UP, effort + 0.5)
            yield site.replace(
                site.node, f"{site.of(target)} *= {site.of(value)}", NOT_ADDED_UP, 2.8
            )
            yield site.replace(
                site.node, f"{site.of(target)} -= {site.of(value)}", NOT_ADDED_UP, 2.8
            )
        case ast.AugAssign(target=target, value=value, op=op):
            text = f"{site.of(target)} = {site.of(value)}"
            if not isinstance(value, ast.Constant):  # what counts is meant to
                yield site.replace(site.node, text, ADDED_UP, 0.9)
            for sign in _SIGNS.get(type(op), ()):
                kind = kinds.WHOLE_NUMBERS if isinstance(op, ast.FloorDiv) else kinds.SIGN
                text = f"{site.of(target)} {sign} {site.of(value)}"
                is_counter = isinstance(value, ast.Constant) and isinstance(op, ast.Add)
                yield site.replace(site.node, text, kind, 1.5 if is_counter else 0.9)
            if isinstance(op, ast.Add) and isinstance(target, ast.Subscript):
                text = _add_at(site, target, value)
                yield site.replace(site.node, text, kinds.REPEATED, 0.9)
            yield from _write_out(site, target, op, value)


def _add_at(site: Site, target: ast.Subscript, value: ast.expr) -> str:
    """`np.add.at(dx, (n, c), g)` for `dx[n, c] += g`, which counts repeated indices once."""
    place = site.of(target.slice)
    is_bare = isinstance(target.slice, ast.Tuple) and not place.startswith("(")
    index = f"({place})" if is_bare else place
    return f"np.add.at({site.of(target.value)}, {index}, {site.of(value)})"


def _write_out(site: Site, target: ast.expr, op: ast.operator, value: ast.expr) -> Iterator[Change]:
    """`x = x * 2` for `x *= 2`, which leaves the array alone that x was."""
    symbols: dict[type[ast.AST], tuple[str, int]] = {
        ast.Add: ("+", SUM),
        ast.Sub: ("-", SUM),
        ast.Mult: ("*", PRODUCT),
        ast.Div: ("/", PRODUCT),
    }
    if type(op) in symbols:
        symbol, level = symbols[type(op)]
        held = site.of(target)
        text = f"{held} = {held} {symbol} {site.text.operand(value, level + 1)}"
        yield site.replace(site.node, text, WRITTEN_INTO, 1.8)


def change_order(site: Site) -> Iterator[Change]:
    """A statement less, one after the next, in or out of a loop."""
    node = site.node
    around = site.block
    if around is not None and isinstance(node, _SIMPLE | ast.For):
        yield from _under_condition(site, node, around)
    if isinstance(node, ast.If):
        yield from leave_out_condition(site, node)
    if not isinstance(node, _SIMPLE):
        return
    block = around
    if block is None:
        return
    yield from _move_up(site, node, block)
    place = block.index(node)
    effort = 1.2 if isinstance(node, ast.AugAssign) else 1.5 if _is_rewritten(site, node) else 2.0
    effort = 1.1 if _sets_to_number(node) else effort
    if _takes_step(site, node):
        yield site.replace(node, "pass", STEP_TAKEN, _STEP)
    yield site.replace(node, "pass", STATEMENT_TOO_MUCH, effort)
    for other in block[place + 1 : place + 3]:
        if isinstance(other, _SIMPLE):
            yield _move_after(site, node, other, 1.8)
    if place == len(block) - 1 and len(block) > 1 and isinstance(site.parent, ast.stmt):
        yield from _unindent(site, node)
    if place and isinstance(block[place - 1], ast.For | ast.If | ast.While):
        yield from _indent(site, node, block[place - 1])


def leave_out_condition(site: Site, node: ast.If) -> Iterator[Change]:
    """Nothing for a condition and what it guards, or what is done otherwise."""
    if not node.orelse:
        yield site.replace(node, "pass", STATEMENT_TOO_MUCH, 1.8)
    elif not isinstance(node.orelse[0], ast.If):
        start, first = site.text.span(node)[0], site.text.span(node.orelse[0])[0]
        text = f"if True:\n{' ' * node.orelse[0].col_offset}"
        yield site.splice(start, first, text, STATEMENT_TOO_MUCH, 1.8)


def leave_out(site: Site) -> Iterator[Change]:
    """A statement less that changes what something holds."""
    if isinstance(site.node, ast.stmt) and _takes_step(site, site.node):
        yield site.replace(site.node, "pass", STEP_TAKEN, _STEP)
    elif isinstance(site.node, ast.AugAssign):
        yield site.replace(site.node, "pass", STATEMENT_TOO_MUCH, 0.8)


def _under_condition(site: Site, node: ast.stmt, block: list[ast.stmt]) -> Iterator[Change]:
    """A statement after a condition, or it and the next, for that condition alone."""
    place = block.index(node)
    tests = [site.of(each.test) for each in block[:place] if isinstance(each, ast.If)][-1:]
    start = site.text.span(node)[0]
    for test, effort in {**dict.fromkeys(tests, 1.7), **_modes(site, node)}.items():
        for last in block[place : place + 2]:
            body = site.text.between(start, site.text.span(last)[1]).replace("\n", "\n    ")
            text = f"if {test}:\n{' ' * (node.col_offset + 4)}{body}"
            change = site.splice(start, site.text.span(last)[1], text, CONDITIONAL, effort)
            yield replace(change, instead=f"if {test}:")


def _modes(site: Site, node: ast.stmt) -> dict[str, float]:
    """Conditions of the mode for what changes something that the object keeps."""
    is_kept = isinstance(node, ast.Expr) or any(
        not isinstance(each, ast.Name)
        for each in getattr(node, "targets", [getattr(node, "target", None)])
    )
    found = dict[str, float]()
    for each in ast.walk(site.scope.function) if is_kept else ():
        if isinstance(each, ast.If | ast.IfExp) and MODE.search(site.of(each.test)):
            test = site.of(each.test)
            found |= dict.fromkeys((test, opposite_of(test)), _IN_MODE)
    return found


def _move_up(site: Site, node: ast.stmt, block: list[ast.stmt]) -> Iterator[Change]:
    """What keeps an argument before the statement that makes something else of it."""
    if not isinstance(node, ast.Assign) or not isinstance(site.scope.function, Function):
        return
    given = {each.arg for each in site.scope.function.args.args} - {"self"}
    read = {each.id for each in ast.walk(node.value) if isinstance(each, ast.Name)}
    for other in block[: block.index(node)]:
        targets = other.targets if isinstance(other, ast.Assign) else [getattr(other, "target", 0)]
        names = {each.id for each in targets if isinstance(each, ast.Name)}
        if names & given & read:
            start = site.text.span(other)[0]
            text = f"{site.of(node)}\n{' ' * node.col_offset}"
            change = site.replace(node, "pass", STATEMENT_LATE, 0.6)
            yield replace(change, also=((start, start, text),))
            return


def _takes_step(site: Site, node: ast.stmt) -> bool:
    """Whether a backward takes off from something a rate of a gradient."""
    if "backward" not in str(getattr(site.scope.function, "name", "")):
        return False
    match node:
        case ast.AugAssign(op=ast.Sub(), value=ast.BinOp(op=ast.Mult()) as step):
            pass
        case ast.Assign(
            targets=[target],
            value=ast.BinOp(op=ast.Sub(), left=left, right=ast.BinOp(op=ast.Mult()) as step),
        ) if site.of(target) == site.of(left):
            pass
        case _:
            return False
    has_rate = any(_RATE.search(site.of(factor)) for factor in (step.left, step.right))
    return has_rate and _GRADIENT.search(site.of(step)) is not None


def _sets_to_number(node: ast.stmt) -> bool:
    """Whether a part of an array is made one number, as a mask does."""
    match node:
        case ast.Assign(targets=[ast.Subscript()], value=ast.Constant()):
            return True
    return False


def _is_rewritten(site: Site, node: ast.stmt) -> bool:
    """Whether a statement makes something else of what a variable holds."""
    if not isinstance(node, ast.Assign) or len(node.targets) != 1:
        return False
    target = site.of(node.targets[0])
    parts = (each for each in ast.walk(node.value) if isinstance(each, ast.Name | ast.Attribute))
    return any(site.of(each) == target for each in parts)


def _move_after(site: Site, node: ast.stmt, other: ast.stmt, effort: float) -> Change:
    start, end = site.text.span(node)
    first, last = site.text.span(other)
    between = site.text.between(end, first)
    text = f"{site.text.between(first, last)}{between}{site.of(node)}"
    if other.lineno > node.lineno + 1:
        rest = site.text.between(end, last)
        text = f"{rest.lstrip()}{chr(10)}{' ' * node.col_offset}{site.of(node)}"
    return site.splice(start, last, text, STATEMENT_EARLY, effort)


def _unindent(site: Site, node: ast.stmt) -> Iterator[Change]:
    """The last statement of a loop or a condition after it instead of in it."""
    outer = site.parent
    if isinstance(outer, ast.For | ast.While | ast.If) and not outer.orelse:
        start, end = site.text.span(node)
        line = start - node.col_offset
        text = f"{' ' * outer.col_offset}{site.of(node)}"
        yield site.splice(line, end, text, STATEMENT_PLACE, 1.6)


def _indent(site: Site, node: ast.stmt, before: ast.stmt) -> Iterator[Change]:
    """The statement after a loop or a condition as its last one."""
    body = getattr(before, "body", [])
    start, end = site.text.span(node)
    if body and not getattr(before, "orelse", None):
        text = f"{' ' * body[-1].col_offset}{site.of(node)}"
        yield site.splice(start - node.col_offset, end, text, STATEMENT_PLACE, 1.8)


def add_statements(site: Site) -> Iterator[Change]:
    """What is missing after a statement: a return, or the place that its result belongs in."""
    node, function = site.node, site.scope.function
    if isinstance(node, _SIMPLE):
        yield from _by_analogy(site, node)
    if not isinstance(node, ast.Assign | ast.AugAssign) or not isinstance(function, Function):
        return
    if site.parent is not function:
        return
    target = target_of(node)
    if not isinstance(target, ast.Name | ast.Attribute | ast.Subscript):
        return
    held = site.of(target)
    is_last = node is function.body[-1]
    if is_last:
        for name in dict.fromkeys((held, *reversed(site.scope.variables))):
            yield _after(site, node, f"return {name}", 0.5 if name == held else 1.4)
    if isinstance(target, ast.Name):
        yield _after(site, node, f"self.{held} = {held}", 2.2)
        for name in site.scope.attributes:
            yield _after(site, node, f"{name} = {held}", 2.8)
        for text in site.scope.strings:
            yield _after(site, node, f"self.grads[{text!r}] = {held}", 3.0)


def _by_analogy(site: Site, node: ast.stmt) -> Iterator[Change]:
    """The same once more for what goes by a like name: `b1` for `W1`, `beta` for `gamma`."""
    written = site.of(node)
    for one, other in _LIKE:
        text = re.sub(rf"(?<![a-zA-Z]){one}(?=[\d\b_]|\b)|(?<=d){one}\b", other, written)
        text = re.sub(rf"(?<=d){one}(?=\d)", other, text)
        if text != written:
            yield _after(site, node, text, 1.8)


def _after(site: Site, node: ast.stmt, text: str, effort: float) -> Change:
    _, end = site.text.span(node)
    text = f"\n{' ' * node.col_offset}{text}"
    return site.splice(end, end, text, STATEMENT_MISSING, effort)


def do_before(site: Site) -> Iterator[Change]:
    """`x = x - m(x)` before `e = exp(x)`, where `e = e - m(e)` stands after it."""
    node, block = site.node, site.block
    if not block or not isinstance(node, ast.Assign | ast.AugAssign) or block.index(node) == 0:
        return
    before = block[block.index(node) - 1]
    target = target_of(node)
    match before:
        case ast.Assign(targets=[given], value=value) if site.of(given) == site.of(target):
            held = site.of(target)
        case _:
            return
    written = site.of(node)
    if isinstance(node, ast.AugAssign):
        sign = site.text.between(site.text.span(target)[1], site.text.span(node.value)[0])
        written = f"{held} = {held}{sign.replace('=', '', 1)}{site.text.operand(node.value, UNARY)}"
    named = re.compile(rf"(?<![\w.]){re.escape(held)}(?!\w)")
    if len(named.findall(written)) < _THRICE:  # once assigned, and read twice
        return
    start = site.text.span(before)[0]
    read = [e for e in ast.walk(value) if isinstance(e, ast.Name | ast.Attribute)]
    for name in dict.fromkeys(map(site.of, read)):
        if name in site.scope.names:
            text = name.join(named.split(written))
            change = site.replace(node, "pass", COMES_TOO_LATE, _BEFORE)
            line = f"{text}\n{' ' * node.col_offset}"
            yield replace(change, also=((start, start, line),), instead=text)
