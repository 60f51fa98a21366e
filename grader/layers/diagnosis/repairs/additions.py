"""Changes that put in what is left out: a factor, a term, a function, a sum."""

import ast
import re
from collections.abc import Iterator

from grader.layers.diagnosis.repairs import kinds
from grader.layers.diagnosis.repairs.functions import MAKERS
from grader.layers.diagnosis.repairs.operators import kind_of_inversion
from grader.layers.diagnosis.repairs.sites import Change, Site
from grader.layers.diagnosis.repairs.source_text import (
    ATOM,
    PRODUCT,
    SUM,
    UNARY,
)
from grader.layers.diagnosis.repairs.statement_kinds import CHANGED_IN_PLACE
from grader.layers.diagnosis.repairs.syntax import name_of

_SUMS = (
    "np.sum({}, axis=0)",
    "np.sum({}, axis=1, keepdims=True)",
    "np.sum({}, axis=-1, keepdims=True)",
    "np.sum({})",
    "np.mean({}, axis=0)",
    "np.mean({}, axis=1, keepdims=True)",
    "np.mean({})",
    "np.max({}, axis=1, keepdims=True)",
    "np.sum({}, axis=(2, 3))",
    "np.sum({}, axis=(0, 2, 3))",
)
_FUNCTIONS = (
    ("np.sqrt({})", 1.8),
    ("np.sign({})", 2.4),
    ("np.exp({})", 2.2),
    ("np.abs({})", 2.2),
    ("np.log({})", 2.4),
    ("np.tanh({})", 2.4),
    ("np.maximum({}, 0)", 2.6),
    ("np.minimum({}, 0)", 2.6),
)
_NEVER_SQUARED = frozenset(("exp", "log", "erf", "sign", "maximum", "where", "sqrt"))
_FACTORS = ("2 * {}", "0.5 * {}", "3 * {}", "{} / np.sqrt(2 * np.pi)", "{} / np.sqrt(2)")
_UNREAD = 1.1  # what is computed and never used is likely to be missing somewhere
_SHAPES = (
    *("{}[:, None]", "{}[:, None, None]", "{}[None]", "{}[:, None, None, None]"),
    *("{}.reshape(1, -1)", "{}[..., None, None]"),
)
_BIAS = re.compile(r"\bb\d?\b|bias|beta")
_DIVISOR = re.compile(r"^(self\.)?s(t?d|igma|cale)?$|sqrt|std|den|norm|total|sum")
_COUNTED = re.compile(r"^len\(|\.shape\b")
_BATCHES = ("x", "dout", "self.x", "y", "t", "self.t", "self.y", "p", "self.p")
_MOST_NAMES = 10
_SHARE = re.compile(r"(self\.)?_?(p|rate|ratio|prob\w*|drop\w*)")


def add_to_values(site: Site) -> Iterator[Change]:
    """A factor or a term more, around all that a statement assigns or returns."""
    node, parent = site.node, site.parent
    if not isinstance(node, ast.expr) or not _is_value(node, parent) or site.is_count:
        return
    if isinstance(node, ast.Call) and name_of(node) in MAKERS:
        return  # what is to be filled
    of, atom = site.of(node), site.text.operand(node, ATOM)
    product = site.text.operand(node, PRODUCT)
    if isinstance(parent, ast.Assign) and _is_number(node):
        yield site.become("1", ATOM, kinds.TOO_MUCH, 1.4)
    yield site.become(f"-{site.text.operand(node, UNARY)}", UNARY, kinds.SIGN, 1.2)
    is_bare = isinstance(parent, ast.AugAssign) and isinstance(node, ast.Name)
    yield from _with_variables(site, node, -0.1 if is_bare else 0.0)
    yield from _divided(site, node)
    for text in () if _has_number(node) or _COUNTED.search(of) else _FACTORS:
        yield site.become(text.format(product), PRODUCT, kinds.LEFT_OUT, 1.9)
    for number, text in enumerate(_SUMS):
        yield site.become(text.format(of), ATOM, kinds.LEFT_OUT, 1.5 + 0.1 * number)
    for text, effort in _FUNCTIONS:
        yield site.become(text.format(of), ATOM, kinds.LEFT_OUT, effort + 0.2)
    for axis in ("0", "1, keepdims=True", "-1, keepdims=True"):
        text = f"{of} - np.mean({of}, axis={axis})"
        yield site.become(text, SUM, kinds.LEFT_OUT, 2.4)
    for name in site.scope.helpers:
        yield site.become(f"{name}({of})", ATOM, kinds.LEFT_OUT, 2.0)
    yield from _inverted(site, node, 2.4)
    yield site.become(f"{atom}.T", ATOM, kinds.TRANSPOSE, 1.4)
    yield site.become(f"{atom}.copy()", ATOM, CHANGED_IN_PLACE, 1.3)
    yield site.become(f"{atom}.astype(float)", ATOM, kinds.WHOLE_NUMBERS, 2.2)
    yield site.become(f"{atom} ** 2", 7, kinds.LEFT_OUT, 2.0)


def _is_number(node: ast.expr) -> bool:
    """Whether this is computed from a size by a function, a root or a quotient, as a scale is."""
    has_size = any(
        isinstance(e, ast.Attribute) and e.attr in {"shape", "size"} for e in ast.walk(node)
    )
    return has_size and isinstance(node, ast.Call | ast.BinOp)


def _inverted(site: Site, node: ast.expr, effort: float) -> Iterator[Change]:
    """1 minus it, of what is not 1 minus something already."""
    match node:
        case ast.BinOp(op=ast.Sub(), left=ast.Constant(value=1)):
            return
    of = site.of(node)
    text = f"1 - {site.text.operand(node, PRODUCT)}"
    yield site.become(text, SUM, kind_of_inversion(of), effort)


def _divided(site: Site, node: ast.expr) -> Iterator[Change]:
    """By the number of examples, or times that."""
    product = site.text.operand(node, PRODUCT)
    for name in _BATCHES:
        if name in site.names:
            text = f"{product} / {name}.shape[0]"
            yield site.become(text, PRODUCT, kinds.LEFT_OUT, 1.3)
            text = f"{product} * {name}.shape[0]"
            yield site.become(text, PRODUCT, kinds.LEFT_OUT, 2.6)
            yield site.become(f"{product} / {name}.size", PRODUCT, kinds.LEFT_OUT, 2.6)


def _with_variables(site: Site, node: ast.expr, more: float) -> Iterator[Change]:
    """A variable more as factor or term, or what a derivative makes of it."""
    product, total = site.text.operand(node, PRODUCT), site.text.operand(node, SUM)
    unread, counts = site.scope.unread, site.scope.counts
    names = sorted(site.names, key=lambda name: name not in unread)[: 2 * _MOST_NAMES]
    for name in names:
        if name == site.of(node):
            continue
        effort = more - (_UNREAD if name in unread else 0.0)
        if name in counts:
            yield site.become(f"{product} / {name}", PRODUCT, kinds.LEFT_OUT, 1.9 + effort)
            yield site.become(f"{product} * {name}", PRODUCT, kinds.LEFT_OUT, 2.3 + effort)
            continue
        for text, level, unlikely in (
            (f"{product} * {name}", PRODUCT, 1.7),
            (f"{product} / {name}", PRODUCT, 1.9 if _DIVISOR.search(name) else 2.4),
            (f"{total} + {name}", SUM, 2.0),
            (f"{total} - {name}", SUM, 2.4),
            (f"{product} * {name} * (1 - {name})", PRODUCT, 2.1),
            (f"{product} * (1 - {name} ** 2)", PRODUCT, 2.5),
            (f"{product} * (1 - {name})", PRODUCT, 2.3),
            (f"{product} * ({name} > 0)", PRODUCT, 2.4),
            (f"{product} / np.sqrt({name})", PRODUCT, 2.6),
            (f"{product} @ {name}", PRODUCT, 3.2),
        ):
            yield site.become(text, level, kinds.LEFT_OUT, unlikely + effort)
        if _SHARE.fullmatch(name):
            for symbol in "/*":
                text = f"{product} {symbol} (1 - {name})"
                yield site.become(text, PRODUCT, kinds.LEFT_OUT, 1.5 + more)
        if name in unread:
            yield from _with_unread(site, total, name, effort)


def _with_unread(site: Site, total: str, name: str, effort: float) -> Iterator[Change]:
    """What was computed and never used, as a share of it or one for each channel."""
    for other in site.names:
        if other != name:
            for sign in "+-":
                text = f"{total} {sign} {name} / {other}"
                yield site.become(text, SUM, kinds.LEFT_OUT, 2.8 + effort)
    for shape in (".reshape(1, -1, 1, 1)", "[:, None, None]", "[:, None]"):
        yield site.become(f"{total} + {name}{shape}", SUM, kinds.LEFT_OUT, 2.4 + effort)


def _is_value(node: ast.expr, parent: ast.AST) -> bool:
    """Whether this is all that a statement assigns or returns, or one of several."""
    if isinstance(parent, ast.Assign | ast.AugAssign | ast.Return):
        return node is parent.value and not isinstance(node, ast.Tuple | ast.Constant)
    is_read = isinstance(getattr(node, "ctx", ast.Load()), ast.Load)
    kinds_of_values = ast.Name | ast.Attribute | ast.BinOp | ast.Call
    return isinstance(parent, ast.Tuple) and is_read and isinstance(node, kinds_of_values)


def add_to_parts(site: Site) -> Iterator[Change]:
    """Something more around a part of a formula."""
    node, parent = site.node, site.parent
    if not isinstance(node, ast.expr) or not _is_part(node, parent) or site.is_count:
        return
    of, atom = site.of(node), site.text.operand(node, ATOM)
    product = site.text.operand(node, PRODUCT)
    is_argument = isinstance(parent, ast.Call)
    unary = site.text.operand(node, UNARY)
    is_exponent = isinstance(parent, ast.Call) and name_of(parent) == "exp"
    likely = 0.8 if is_exponent else 1.2 if is_argument else 2.2
    yield site.become(f"-{unary}", UNARY, kinds.SIGN, likely)
    if not atom.endswith(".T"):
        yield site.become(f"{atom}.T", ATOM, kinds.TRANSPOSE, 1.0 if _is_factor(parent) else 2.6)
    yield site.become(f"{atom} ** 2", 7, kinds.LEFT_OUT, 2.4 if _is_bent(node) else 1.5)
    for text, effort in _FUNCTIONS:
        yield site.become(text.format(of), ATOM, kinds.LEFT_OUT, effort)
    yield from _inverted(site, node, 2.0)
    for symbol in "><":
        yield site.become(f"({of} {symbol} 0)", ATOM, kinds.LEFT_OUT, 2.4)
    is_handed = isinstance(parent, ast.Call) and site.calls_own(parent)
    for text in () if _has_number(parent) else _FACTORS:
        effort = 1.2 if is_handed and text[0].isdigit() else 2.2
        yield site.become(text.format(product), PRODUCT, kinds.LEFT_OUT, effort)
    for number, text in enumerate(_SUMS[:8]):
        yield site.become(text.format(of), ATOM, kinds.LEFT_OUT, 2.2 + 0.1 * number)
    for axis in ("1", "-1"):
        text = f"{of} - np.max({of}, axis={axis}, keepdims=True)"
        yield site.become(text, SUM, kinds.LEFT_OUT, 2.2)
    is_bias = bool(_BIAS.search(of)) and isinstance(parent, ast.BinOp)
    for text in _SHAPES:
        yield site.become(text.format(atom), ATOM, kinds.LEFT_OUT, 1.0 if is_bias else 2.6)
    for name in site.scope.helpers:
        yield site.become(f"{name}({of})", ATOM, kinds.LEFT_OUT, 2.4)
    yield from _with_variables(site, node, 0.6)


def _is_bent(node: ast.expr) -> bool:
    """Whether this is a function of something, of which hardly anybody means the square."""
    return isinstance(node, ast.Call) and name_of(node) in _NEVER_SQUARED


def _has_number(parent: ast.AST) -> bool:
    """Whether a number is a factor here already."""
    match parent:
        case ast.BinOp(op=ast.Mult(), left=left, right=right):
            return isinstance(left, ast.Constant) or isinstance(right, ast.Constant)
    return False


def _is_factor(parent: ast.AST) -> bool:
    return isinstance(parent, ast.BinOp) and isinstance(parent.op, ast.MatMult)


def _is_part(node: ast.expr, parent: ast.AST) -> bool:
    """Whether this is an operand or an argument that may be an array."""
    if isinstance(node, ast.Constant | ast.Tuple | ast.Slice) or not isinstance(
        getattr(node, "ctx", ast.Load()), ast.Load
    ):
        return False
    if isinstance(parent, ast.BinOp | ast.Compare | ast.UnaryOp):
        return True
    is_argument = isinstance(parent, ast.Call) and node in parent.args
    return is_argument and not (
        isinstance(parent, ast.Call)
        and isinstance(parent.func, ast.Name)
        and parent.func.id in {"range", "len", "enumerate", "int"}
    )
