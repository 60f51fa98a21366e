"""Changes of operators, comparisons and numbers."""

import ast
import itertools
import re
from collections.abc import Iterator

from grader.layers.diagnosis.repairs import kinds
from grader.layers.diagnosis.repairs.repair_kind import RepairKind
from grader.layers.diagnosis.repairs.sites import Change, Site
from grader.layers.diagnosis.repairs.source_text import (
    ATOM,
    COMPARISON,
    SUM,
    SYMBOLS,
    UNARY,
    level_of,
    level_of_operator,
)
from grader.layers.diagnosis.repairs.syntax import is_of_shape

_OTHERS: dict[type[ast.AST], tuple[tuple[type[ast.AST], float], ...]] = {
    ast.Add: ((ast.Sub, 0.8), (ast.Mult, 2.2)),
    ast.Sub: ((ast.Add, 0.8), (ast.Mult, 3.0), (ast.Div, 3.5)),
    ast.Mult: ((ast.Div, 1.8), (ast.Add, 2.2), (ast.MatMult, 2.2), (ast.Sub, 3.0)),
    ast.Div: ((ast.Mult, 1.8), (ast.Sub, 3.0)),
    ast.FloorDiv: ((ast.Div, 0.3), (ast.Mult, 2.5)),
    ast.MatMult: ((ast.Mult, 2.2),),
    ast.Pow: ((ast.Mult, 2.8),),
}
_COMPARISONS: dict[type[ast.AST], tuple[str, ...]] = {
    ast.Gt: ("<", ">=", "<="),
    ast.GtE: ("<=", ">", "<"),
    ast.Lt: (">", "<=", ">="),
    ast.LtE: (">=", "<", ">", "=="),
    ast.Eq: ("!=", ">=", "<="),
    ast.NotEq: ("==",),
}
_WRITTEN: dict[type[ast.AST], str] = {
    ast.Gt: ">",
    ast.GtE: ">=",
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Eq: "==",
    ast.NotEq: "!=",
}
_SWAPPED = {ast.Sub: 0.8, ast.Div: 1.8, ast.MatMult: 1.2, ast.Pow: 2.5, ast.FloorDiv: 2.5}
_LEFT_KEPT = {ast.Div: 1.2, ast.Mult: 1.6, ast.Add: 1.8, ast.Sub: 1.8, ast.Pow: 1.8, ast.Mod: 1.2}
_RIGHT_KEPT = {ast.Mult: 1.8, ast.Add: 2.0, ast.Sub: 1.9}
_OF_NUMBERS = 0.5  # a plain number is easily one too many
_INDEXES = (0, 1, 2, 3, -1)
_USUAL = ("0", "1", "2", "0.5", "3", "4")
_SMALL = ("1e-5", "1e-8", "1e-7", "1e-12", "0")
_MOST_SMALL = 1e-5  # of what is added under a root
_SMALLEST, _TINY = 0.02, 1e-3  # numbers that are added to be on the safe side
_GUARDED = frozenset(("clip", "maximum", "fmax"))
_MOST_GUARDED = 0.1  # of what a probability is kept above
_GUARDS = {"1e-7": 1.4, "1e-10": 1.5, "1e-12": 1.5}
_MASK = re.compile(r"mask|keep|kept|drop|negative|positive|inside|active|below|above|[<>]")
_EPSILON = re.compile(r"eps|tiny|small|delta", re.IGNORECASE)
_MOST_COMPARED = 8
_SETTING = 2.0
_MISTYPED = 1.0  # a place too many or too few in a number that nobody knows by heart
_GIVEN = 0.4  # what is handed in and never used, where a plain number stands


def change_operators(site: Site) -> Iterator[Change]:
    """Another operator, other operands, another order of them."""
    match site.node:
        case ast.BinOp() as node:
            yield from _change_operation(site, node)
        case ast.UnaryOp(operand=operand):
            is_sign = isinstance(site.node.op, ast.USub)
            kind = kinds.SIGN if is_sign else kinds.CONDITION
            yield site.become(site.of(operand), level_of(operand), kind, 1.0)
            if is_sign and isinstance(operand, ast.Constant):
                yield site.become("0", ATOM, kinds.NUMBER, 1.4)
        case ast.Compare(ops=[op], left=left, comparators=[right]) as node:
            for symbol in _COMPARISONS.get(type(op), ()):
                text = f"{site.of(left)} {symbol} {site.of(right)}"
                yield site.become(text, COMPARISON, kinds.CONDITION, 1.0)
            yield from _compare_others(site, _WRITTEN.get(type(op), ">"))
        case ast.BoolOp(values=[first, second]) as node:
            word = "or" if isinstance(node.op, ast.And) else "and"
            text = f"{site.of(first)} {word} {site.of(second)}"
            yield site.become(text, 1, kinds.CONDITION, 1.8)
            yield site.become(site.of(first), level_of(first), kinds.CONDITION, 2.0)
            yield site.become(site.of(second), level_of(second), kinds.CONDITION, 1.6)
        case ast.IfExp(test=test, body=body, orelse=orelse):
            text = f"{site.of(orelse)} if {site.of(test)} else {site.of(body)}"
            yield site.become(text, 0, kinds.CONDITION, 1.0)
            yield site.become(site.of(body), level_of(body), kinds.CONDITION, 2.0)
            yield site.become(site.of(orelse), level_of(orelse), kinds.CONDITION, 2.0)
        case ast.If(test=test):
            yield site.replace(test, f"not ({site.of(test)})", kinds.CONDITION, 1.0)
            yield site.replace(test, "True", kinds.CONDITION, 1.8)
            yield site.replace(test, "False", kinds.CONDITION, 1.8)


def _compare_others(site: Site, symbol: str) -> Iterator[Change]:
    """Two other variables, or one with 0, in a comparison."""
    names = [each for each in site.names if each not in site.scope.counts][:_MOST_COMPARED]
    for first, second in itertools.permutations(names, 2):
        text = f"{first} {symbol} {second}"
        yield site.become(text, COMPARISON, kinds.CONDITION, 2.6)
    for name in names:
        yield site.become(f"{name} {symbol} 0", COMPARISON, kinds.CONDITION, 2.2)


def _change_operation(site: Site, node: ast.BinOp) -> Iterator[Change]:
    kind = type(node.op)
    for other, effort in _OTHERS.get(kind, ()):
        said = kinds.SIGN if {kind, other} == {ast.Add, ast.Sub} else kinds.OPERATOR
        said = kinds.WHOLE_NUMBERS if (kind, other) == (ast.FloorDiv, ast.Div) else said
        text = operation(site, node.left, other, node.right)
        yield site.become(text, level_of_operator(other), said, effort)
    if kind in _SWAPPED:
        text = operation(site, node.right, kind, node.left)
        yield site.become(text, level_of_operator(kind), kinds.OPERANDS, _SWAPPED[kind])
    yield from _leave_out_operand(site, node)
    if kind is ast.MatMult:
        yield from _change_product(site, node)
    yield from _change_into_others(site, node)
    yield from _change_grouping(site, node)


def _leave_out_operand(site: Site, node: ast.BinOp) -> Iterator[Change]:
    """One of the two operands alone."""
    kind = type(node.op)
    if kind in _LEFT_KEPT:
        text = site.of(node.left)
        effort = _LEFT_KEPT[kind] - _OF_NUMBERS * isinstance(node.right, ast.Constant)
        yield site.become(text, level_of(node.left), kinds.TOO_MUCH, effort)
    inner = node.left
    if isinstance(inner, ast.BinOp) and {kind, type(inner.op)} <= {ast.Mult, ast.Div}:
        text = site.of(inner.left)
        yield site.become(text, level_of(inner.left), kinds.TOO_MUCH, 1.8)
    if kind is ast.Sub and isinstance(node.left, ast.Constant) and node.left.value == 1:
        text = site.of(node.right)
        yield site.become(text, level_of(node.right), kind_of_inversion(text, kinds.TOO_MUCH), 1.0)
    if kind is ast.Sub:
        text = f"-{site.text.operand(node.right, UNARY)}"
        yield site.become(text, UNARY, kinds.TOO_MUCH, _RIGHT_KEPT[kind])
    elif kind in _RIGHT_KEPT:
        text = site.of(node.right)
        effort = _RIGHT_KEPT[kind] - _OF_NUMBERS * isinstance(node.left, ast.Constant)
        yield site.become(text, level_of(node.right), kinds.TOO_MUCH, effort)


def kind_of_inversion(text: str, otherwise: RepairKind = kinds.LEFT_OUT) -> RepairKind:
    """What is said where 1 minus something is meant. otherwise: of what is no mask."""
    return kinds.MASK if _MASK.search(text) else otherwise


def _change_into_others(site: Site, node: ast.BinOp) -> Iterator[Change]:
    """What a whole division counts, one more or less; functions of both operands."""
    left, right = site.of(node.left), site.of(node.right)
    match node.op:
        case ast.FloorDiv():
            for sign in "+-":
                yield site.become(f"{site.of(node)} {sign} 1", SUM, kinds.NUMBER, 1.0)
        case ast.Pow() if isinstance(node.left, ast.Constant):
            yield site.become(f"np.exp({right})", ATOM, kinds.FUNCTION, 1.4)
        case ast.Add():
            yield site.become(f"np.maximum({left}, {right})", ATOM, kinds.FUNCTION, 2.4)


def _change_product(site: Site, node: ast.BinOp) -> Iterator[Change]:
    """Both factors transposed, which is the product transposed, or swapped and transposed."""
    left, right = (site.text.operand(each, ATOM) for each in (node.left, node.right))
    left_T, right_T = (
        each.removesuffix(".T") if each.endswith(".T") else f"{each}.T" for each in (left, right)
    )
    for first, second in ((right_T, left_T), (right_T, left), (right, left_T), (left_T, right_T)):
        text = f"{first} @ {second}"
        yield site.become(text, level_of(node), kinds.TRANSPOSE, 1.8)


def _change_grouping(site: Site, node: ast.BinOp) -> Iterator[Change]:
    """`a - b * c` for `(a - b) * c`, and the other way round; `(a - b) ** 2` for `a - b ** 2`."""
    inner = node.left
    if isinstance(inner, ast.BinOp) and level_of(inner) < level_of(node):
        right = operation(site, inner.right, type(node.op), node.right)
        text = f"{site.of(inner.left)} {SYMBOLS.get(type(inner.op), '+')} {right}"
        yield site.become(text, level_of(inner), kinds.OPERATOR, 1.8)
    outer = node.right
    match node:
        case ast.BinOp(op=ast.Mult(), right=ast.BinOp(op=ast.Sub(), left=first, right=last)):
            text = f"{site.of(first)} - {operation(site, node.left, ast.Mult, last)}"
            yield site.become(text, SUM, kinds.GROUPING, 1.4)
    if isinstance(outer, ast.BinOp) and level_of(outer) > level_of(node):
        left = f"({operation(site, node.left, type(node.op), outer.left)})"
        text = f"{left} {SYMBOLS.get(type(outer.op), '*')} {site.of(outer.right)}"
        yield site.become(text, level_of(outer), kinds.OPERATOR, 2.2)


def operation(site: Site, left: ast.expr, kind: type[ast.AST], right: ast.expr) -> str:
    """Two parts of a node around another operator."""
    level = level_of_operator(kind)
    first, second = site.text.operand(left, level), site.text.operand(right, level + 1)
    return f"{first} {SYMBOLS.get(kind, '+')} {second}"


def change_numbers(site: Site) -> Iterator[Change]:
    """Another number, or another truth value."""
    node = site.node
    if not isinstance(node, ast.Constant):
        return
    value = node.value
    if isinstance(value, bool):
        yield site.become(str(not value), ATOM, kinds.ARGUMENTS, 1.2)
    elif isinstance(value, str):
        for other in site.scope.strings:
            if other != value and isinstance(site.parent, ast.Subscript):
                yield site.become(repr(other), ATOM, kinds.INDEX, 2.0)
    elif isinstance(value, int | float):
        for text, effort in _other_numbers(site, value):
            kind = kinds.INDEX if _is_index(site) else kinds.NUMBER
            kind = kinds.OTHER_SIZE if is_of_shape(site.parent) else kind
            yield site.become(text, UNARY if text[0] == "-" else ATOM, kind, effort)


def _is_index(site: Site) -> bool:
    return any(isinstance(each, ast.Subscript | ast.Slice) for each in site.parents[-2:])


def _holders(site: Site) -> Iterator[ast.AST]:
    """What a number is a part of, its sign aside."""
    yield site.parent
    if isinstance(site.parent, ast.UnaryOp):
        yield from site.parents[-2:-1]


def _is_guard(site: Site, value: float) -> bool:
    """Whether this keeps something from being 0, before a logarithm or under a fraction."""
    match site.parent:
        case ast.Call(func=ast.Attribute(attr=name) | ast.Name(id=name)):
            return name in _GUARDED and 0 < value <= _MOST_GUARDED
    return False


def _other_numbers(site: Site, value: float) -> Iterator[tuple[str, float]]:
    """Other numbers as text, the likelier first."""
    texts = dict[str, float]()
    if isinstance(value, int):
        if _is_index(site):
            texts |= {str(each): 1.2 for each in _INDEXES}
        texts |= {str(value + 1): 1.4, str(value - 1): 1.4, f"{2 * value}": 2.5}
        texts |= {f"1 / {value}": 3.0}
        if isinstance(site.parent, ast.keyword | ast.Assign | ast.Tuple | ast.Call):
            texts |= {f"{-value}": 1.2}  # of an axis
    else:
        if _is_guard(site, value):
            yield from _GUARDS.items()
            return
        texts |= {f"{1 - value:.12g}": 1.8, f"{2 * value:.12g}": 2.5}
        by_ten = _MISTYPED if len(f"{value:.12g}".replace(".", "").strip("0")) > 2 else 1.8
        texts |= {f"{value / 2:.12g}": 2.5, f"{value / 10:.12g}": by_ten}
        texts |= {f"{value * 10:.12g}": by_ten}
        is_added = isinstance(site.parent, ast.BinOp) and isinstance(site.parent.op, ast.Add)
        is_small = abs(value) <= (_SMALLEST if is_added else _TINY)
        if is_small or _EPSILON.search(site.of(site.statement)):
            is_too_large = value > _MOST_SMALL and not is_added
            texts |= dict.fromkeys(_SMALL, 0.2 if is_too_large else 1.6)
        if isinstance(site.parent, ast.AugAssign):
            texts |= {"0": 1.4}
        texts |= {"0.01": 2.6, "1e-7": 3.0}
    if value == 2 and isinstance(site.parent, ast.BinOp) and not _is_index(site):
        texts |= {"np.sqrt(2)": 1.4} if isinstance(site.parent.op, ast.Div | ast.Mult) else {}
    texts |= {text: 2.2 for text in _USUAL if text not in texts}
    for name in site.names:
        is_setting = not isinstance(value, int) and name in site.scope.attributes
        usual = _SETTING if is_setting else 2.8
        texts.setdefault(name, _GIVEN if name in site.scope.unread else usual)
    if any(isinstance(e, ast.BinOp) and isinstance(e.op, ast.Pow) for e in _holders(site)):
        texts |= {"2": 1.0, "3": 1.4, "1": 1.4, "0.5": 1.6, "-1": 2.0, "-1.5": 1.6, "-0.5": 1.6}
        texts |= {"-2": 1.8, "1.5": 1.2}
    texts.pop(str(value), None)
    yield from texts.items()
