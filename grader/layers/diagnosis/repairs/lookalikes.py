"""Changes of a word of NumPy that was taken for one that looks like it."""

import ast
from collections.abc import Iterator, Sequence

from grader.layers.diagnosis.repairs import kinds
from grader.layers.diagnosis.repairs.calls import permute
from grader.layers.diagnosis.repairs.sites import Change, Site
from grader.layers.diagnosis.repairs.source_text import ATOM, COMPARISON, PRODUCT, SUM, UNARY
from grader.layers.diagnosis.repairs.syntax import is_of_module, name_of

_OF_TWO = {
    "max": "np.maximum({}, {})",
    "amax": "np.maximum({}, {})",
    "min": "np.minimum({}, {})",
    "amin": "np.minimum({}, {})",
}
_BETWEEN = {"sum": ("+", SUM), "prod": ("*", PRODUCT), "any": ("|", UNARY), "all": ("&", UNARY)}
_REDUCED = {"maximum": "max", "minimum": "min", "fmax": "max", "fmin": "min", "add": "sum"}
_OF_STACKS = {"dot": "matmul", "inner": "matmul", "vdot": "matmul", "outer": "matmul"}
_SHAPED = frozenset(("zeros", "ones", "empty"))
_SIZED = frozenset(("rand", "randn"))
_PLAIN = frozenset(("max", "min", "sum", "any", "all", "round"))
_LIKELY, _TURNED, _OUTER, _AVERAGED = 0.3, 0.6, 1.0, 1.4  # efforts


def change_lookalikes(site: Site) -> Iterator[Change]:
    """What was meant where something else has nearly the same name, or the same in Python."""
    match site.node:
        case ast.Call() as node:
            name = name_of(node)
            yield from _of_two(site, node, name)
            yield from _of_sizes(site, node, name)
            yield from _of_module(site, node, name)
            yield from _of_borders(site, node, name)
            yield from _of_vectors(site, name, node.args if is_of_module(node) else ())
            if name == "transpose" and len(node.args) == is_of_module(node):
                held = node.args[0] if node.args else node.func.value  # type: ignore[attr-defined]
                yield _swap(site, held)
        case ast.Attribute(attr="T", value=held):
            yield _swap(site, held)
        case ast.BinOp(op=ast.MatMult() | ast.Mult() as op, left=left, right=right):
            if isinstance(op, ast.MatMult) or site.is_in_loop:
                yield from _of_vectors(site, "dot", (left, right))
        case ast.BinOp(op=ast.BitXor(), left=left, right=right):
            text = f"{site.text.operand(left, ATOM)} ** {site.text.operand(right, UNARY)}"
            yield site.become(text, 7, kinds.OPERATOR, _LIKELY)
        case ast.BoolOp(op=op, values=[first, second]):
            sign = "&" if isinstance(op, ast.And) else "|"
            one, other = (site.text.operand(each, SUM) for each in (first, second))
            yield site.become(f"{one} {sign} {other}", COMPARISON, kinds.OPERATOR, _LIKELY)
        case ast.UnaryOp(op=ast.Not() | ast.USub(), operand=held) if not _is_number(site, held):
            text = f"~{site.text.operand(held, UNARY)}"
            yield site.become(text, UNARY, kinds.OPERATOR, _TURNED)


def _is_number(site: Site, held: ast.expr) -> bool:
    """Whether a minus stands before a number, a size or an axis, and not for a mask's opposite."""
    return isinstance(held, ast.Constant) or site.is_axis or site.is_count


def _swap(site: Site, held: ast.expr) -> Change:
    text = f"{site.text.operand(held, ATOM)}.swapaxes(-1, -2)"
    return site.become(text, ATOM, kinds.ALL_AXES_TURNED, _TURNED)


def _of_two(site: Site, node: ast.Call, name: str) -> Iterator[Change]:
    """`np.maximum(x, 0)` for `np.max(x, 0)`, and the other way round."""
    if not is_of_module(node):
        return
    keywords = {each.arg for each in node.keywords}
    if len(node.args) == 2 and not keywords:
        first, second = (site.of(each) for each in node.args)
        if name in _OF_TWO:
            text = _OF_TWO[name].format(first, second)
            yield site.become(text, ATOM, kinds.SECOND_IS_AXIS, _LIKELY)
        if name in _BETWEEN:
            sign, level = _BETWEEN[name]
            one, other = (site.text.operand(each, level + 1) for each in node.args)
            yield site.become(f"{one} {sign} {other}", level, kinds.SECOND_IS_AXIS, _LIKELY)
        if name == "mean":
            one, other = (site.text.operand(each, SUM) for each in node.args)
            yield site.become(f"({one} + {other}) / 2", PRODUCT, kinds.SECOND_IS_AXIS, _LIKELY)
    if name in _REDUCED and (len(node.args) == 1 or "axis" in keywords):
        yield site.replace(node.func, f"np.{_REDUCED[name]}", kinds.FUNCTION, _LIKELY)


def _of_vectors(site: Site, name: str, operands: Sequence[ast.expr]) -> Iterator[Change]:
    """Every element with every other, or matrix by matrix, for a product that is neither."""
    if name not in _OF_STACKS or len(operands) != 2:
        return
    first, second = (site.of(each).removesuffix(".T") for each in operands)
    if name != "outer":
        yield site.become(f"np.outer({first}, {second})", ATOM, kinds.OUTER_PRODUCT, _OUTER)
    if name == "dot" and not any(isinstance(each, ast.Constant) for each in operands):
        one, other = (site.text.operand(each, PRODUCT) for each in operands)
        yield site.become(f"np.mean({one} * {other})", ATOM, kinds.FUNCTION, _AVERAGED)
    if name != "outer":
        one, other = (site.text.operand(_unturned(each), PRODUCT) for each in operands)
        yield site.become(f"{one} * {other}", PRODUCT, kinds.ELEMENT_BY_ELEMENT, _OUTER)
    if isinstance(site.node, ast.Call):
        text = f"np.matmul({', '.join(map(site.of, operands))})"
        yield site.become(text, ATOM, kinds.FUNCTION, _OUTER)


def _unturned(node: ast.expr) -> ast.expr:
    """What is transposed here, if anything is."""
    match node:
        case ast.Attribute(attr="T", value=held):
            return held
        case ast.Call(func=ast.Attribute(attr="transpose", value=held), args=[]):
            return held
    return node


def _of_sizes(site: Site, node: ast.Call, name: str) -> Iterator[Change]:
    """A shape as one argument, or each of its sizes by itself."""
    texts = [site.of(each) for each in node.args]
    called = site.of(node.func)
    if name in _SHAPED and len(texts) > 1:
        yield site.become(f"{called}(({', '.join(texts)}))", ATOM, kinds.SHAPE_IN_BRACKETS, _LIKELY)
    if name in _SIZED and len(texts) == 1:
        yield site.become(f"{called}(*{texts[0]})", ATOM, kinds.SHAPE_IN_BRACKETS, _LIKELY)


def _of_module(site: Site, node: ast.Call, name: str) -> Iterator[Change]:
    """NumPy's function for that of Python, which takes single numbers, or rows one by one."""
    is_math = isinstance(node.func, ast.Attribute) and site.of(node.func).startswith("math.")
    is_plain = isinstance(node.func, ast.Name) and name in _PLAIN
    if is_math or is_plain:
        yield site.replace(node.func, f"np.{name}", kinds.FUNCTION, 0.6 if is_math else 0.9)


def _of_borders(site: Site, node: ast.Call, name: str) -> Iterator[Change]:
    """Height and width padded alone, which `np.pad(x, p)` does to every axis; in another order."""
    match node.args:
        case [_, ast.Name() | ast.Attribute() as width] if name == "pad":
            text = "((0, 0), (0, 0), ({0}, {0}), ({0}, {0}))".format(site.of(width))
            yield site.replace(width, text, kinds.ARGUMENTS, _LIKELY)
        case [_, ast.Tuple(elts=parts) | ast.List(elts=parts), *_] if name == "pad":
            yield from permute(site, parts, kinds.ORDER_OF_AXES, _TURNED)
