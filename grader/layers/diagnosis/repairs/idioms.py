"""Changes of what is written in a way that is nearly right: at 0, of whole numbers, at ties.

Each of them has a reason of its own that is worth more than what stands there.
"""

import ast
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from grader.layers.diagnosis.repairs import kinds
from grader.layers.diagnosis.repairs.functions import LARGEST, MAKERS
from grader.layers.diagnosis.repairs.sites import Change, Site
from grader.layers.diagnosis.repairs.source_text import ATOM, PRODUCT, SUM
from grader.layers.diagnosis.repairs.statement_kinds import BEGINS_AS_A_COPY, CHANGED_IN_PLACE
from grader.layers.diagnosis.repairs.syntax import (
    Function,
    base_of,
    elements_of,
    is_of_module,
    name_of,
)
from grader.layers.diagnosis.repairs.windows import scalars_of, sides_of

_SURE, _LIKELY, _FLIPPED, _SHAPED, _MIXED = 0.2, 0.6, 0.9, 1.5, 0.8  # efforts
_ABSOLUTE = frozenset(("abs", "absolute", "fabs"))
_KERNEL = re.compile(r"(self\.)?_?(w|k|kernel\w*|kern|filters?|weights?|flt)", re.IGNORECASE)
_KEYED = re.compile(r"(.*\[['\"])(w|weights?|kernel)(['\"]\])", re.IGNORECASE)
_PRODUCTS = frozenset(("einsum", "tensordot", "convolve", "correlate", "convolve2d", "correlate2d"))
_TURNING = frozenset(("flip", "flipud", "fliplr", "rot90"))
_TURNED = "[..., ::-1, ::-1]"
_GRADIENT = re.compile(r"(self\.)?(d[A-Zxpy_]|grad)")
_MOST = 8


def change_idioms(site: Site) -> Iterator[Change]:
    """The usual way to write what nearly stands there."""
    match site.node:
        case ast.BinOp(op=ast.Div(), left=left, right=right):
            yield from _sign(site, left, right)
        case ast.UnaryOp(op=ast.Invert(), operand=held):
            text = f"1 - {site.text.operand(held, PRODUCT)}"
            yield site.become(text, SUM, kinds.BITS_FLIPPED, _SURE)
        case ast.Call() as node:
            yield from _of_call(site, node)
        case ast.Compare(ops=[ast.Eq()]) as node:
            yield from _share(site, node)
        case ast.Name() | ast.Attribute() | ast.Subscript() as node:
            yield from _turn(site, node)
            yield from _shift(site, node)
        case ast.Assign(targets=[target], value=value) as node:
            yield from _own_array(site, node, target, value)
            yield from _take_apart(site, target, value)


def _sign(site: Site, left: ast.expr, right: ast.expr) -> Iterator[Change]:
    """`np.sign(d)` for `d / np.abs(d)`."""
    kind = kinds.ZERO_BY_ZERO
    match right:
        case ast.BinOp(op=ast.Add(), left=size, right=ast.Constant()):
            right, kind = size, kinds.FUNCTION
    before, held = "", left
    if isinstance(left, ast.BinOp) and isinstance(left.op, ast.Mult):
        before, held = f"{site.of(left.left)} * ", left.right
    for part, factor in ((left, ""), (held, before)):
        if _is_size(right, ast.unparse(part)):
            level = PRODUCT if factor else ATOM
            yield site.become(f"{factor}np.sign({site.of(part)})", level, kind, _SURE)


def _is_size(node: ast.expr, of: str) -> bool:
    """Whether this is something without its sign."""
    roots = {f"np.sqrt({of} ** 2)", f"np.sqrt({of} * {of})", f"np.sqrt(np.square({of}))"}
    is_absolute = isinstance(node, ast.Call) and name_of(node) in _ABSOLUTE
    is_own = [ast.unparse(each) for each in getattr(node, "args", ())] == [of]
    return (is_absolute and is_own) or ast.unparse(node) in roots


def _of_call(site: Site, node: ast.Call) -> Iterator[Change]:
    name = name_of(node)
    if name in {"invert", "bitwise_not"} and len(node.args) == 1:
        text = f"1 - {site.text.operand(node.args[0], PRODUCT)}"
        yield site.become(text, SUM, kinds.BITS_FLIPPED, _SURE)
    if name in _TURNING and node.args and is_of_module(node):
        text = site.text.operand(node.args[0], ATOM) + _TURNED
        yield site.become(text, ATOM, kinds.KERNEL_TURNED, _LIKELY)
    if name in MAKERS and node.args and name != "full":
        yield from _other_shape(site, node, name)


def _share(site: Site, node: ast.Compare) -> Iterator[Change]:
    """Each of several largest ones by how many they are."""
    largest = next((each for each in ast.walk(node) if _is_largest(each)), None)
    if not isinstance(largest, ast.Call):
        return
    place = 1 if is_of_module(largest) else 0
    axis = next((each.value for each in largest.keywords if each.arg == "axis"), None)
    axis = axis or (largest.args[place] if len(largest.args) > place else None)
    within = "" if axis is None else f"axis={site.of(axis)}, keepdims=True"
    match site.parent:
        case ast.Assign(targets=[target]) as statement:
            held = site.of(target)
            line = f"{held} = {held} / {held}.sum({within})"
            end = site.text.span(statement)[1]
            text = f"\n{' ' * statement.col_offset}{line}"
            change = site.splice(end, end, text, kinds.SHARED_AT_TIES, _LIKELY)
            yield replace(change, node=node, instead=line)
        case _:
            of = f"({site.of(node)})"
            yield site.become(f"{of} / {of}.sum({within})", PRODUCT, kinds.SHARED_AT_TIES, _LIKELY)


def _is_largest(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and name_of(node) in LARGEST


def _turn(site: Site, node: ast.Name | ast.Attribute | ast.Subscript) -> Iterator[Change]:
    """A kernel reversed in height and width, where a full correlation is meant to take it back."""
    written = site.of(node)
    is_kernel = _KERNEL.fullmatch(written) or _KEYED.fullmatch(written)
    is_value = isinstance(site.parent, ast.Assign) or (
        isinstance(site.parent, ast.Call) and name_of(site.parent) in _PRODUCTS
    )
    is_turned = "::-1" in site.of(site.scope.function) or "flip" in site.of(site.scope.function)
    is_plain = isinstance(node.ctx, ast.Load) and not is_turned
    if is_kernel and is_value and is_plain:
        effort = _FLIPPED + 0.1 * isinstance(node, ast.Subscript)
        yield site.become(written + _TURNED, ATOM, kinds.KERNEL_TURNED, effort)
    if isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Load):
        turned = [
            each
            for each in elements_of(node.slice)
            if isinstance(each, ast.Slice) and _is_backwards(each)
        ]
        if len(turned) == 2:
            yield site.become(site.of(node.value), ATOM, kinds.TOO_MUCH, _LIKELY)
        if len(turned) == 1:
            text = site.of(node.value) + _TURNED
            yield site.become(text, ATOM, kinds.KERNEL_TURNED, _FLIPPED)


def _is_backwards(node: ast.Slice) -> bool:
    return node.step is not None and ast.unparse(node.step) == "-1"


def _shift(site: Site, node: ast.Name | ast.Attribute | ast.Subscript) -> Iterator[Change]:
    """`x - m` for x, of which m is the largest, once that has been taken off elsewhere."""
    if isinstance(node, ast.Subscript) or not isinstance(site.scope.function, Function):
        return
    written = site.of(node)
    is_read = isinstance(node.ctx, ast.Load) and not isinstance(site.parent, ast.Attribute)
    for name in _largest_of(site.scope.function, written) if is_read else ():
        if f"{written} - {name}" not in site.of(site.statement):
            yield site.become(f"{written} - {name}", SUM, kinds.LEFT_OUT, _LIKELY)


def _largest_of(function: Function, written: str) -> Iterator[str]:
    """What has been assigned the largest numbers of something."""
    for each in ast.walk(function):
        match each:
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.Call() as call):
                held = (
                    call.args[:1]
                    if is_of_module(call)
                    else [getattr(call.func, "value", call.func)]
                )
                if name_of(call) in LARGEST and [ast.unparse(e) for e in held] == [written]:
                    yield name


def _own_array(site: Site, node: ast.Assign, target: ast.expr, value: ast.expr) -> Iterator[Change]:
    """A copy of what is changed in place later; zeros for a copy that is only partly filled."""
    both = {site.of(target), site.of(value)}
    are_names = all(isinstance(each, ast.Name | ast.Attribute) for each in (value, target))
    if are_names and both & set(_changed_after(site, node)):
        text = f"{site.of(value)}.copy()"
        yield site.replace(value, text, CHANGED_IN_PLACE, _SURE)
    if isinstance(value, ast.Call) and name_of(value) in {"copy", "array"}:
        held = value.args[0] if value.args else getattr(value.func, "value", None)
        is_filled = site.of(target) in _filled_in(site) or _GRADIENT.match(site.of(target))
        if isinstance(held, ast.Name | ast.Attribute) and is_filled:
            text = f"np.zeros_like({site.of(held)})"
            yield site.replace(value, text, BEGINS_AS_A_COPY, _LIKELY)


def _changed_after(site: Site, node: ast.stmt) -> Iterator[str]:
    """The arrays that later statements of a function change in place."""
    for each in ast.walk(site.scope.function):
        if getattr(each, "lineno", 0) <= node.lineno:
            continue
        if isinstance(each, ast.AugAssign):
            yield ast.unparse(base_of(each.target))
        elif isinstance(each, ast.Assign):
            filled = (t for t in each.targets if isinstance(t, ast.Subscript))
            yield from (ast.unparse(base_of(t)) for t in filled)
        elif isinstance(each, ast.keyword) and each.arg == "out":
            yield ast.unparse(each.value)


def _filled_in(site: Site) -> set[str]:
    """The arrays of which a function assigns elements."""
    nodes = [n for n in ast.walk(site.scope.function) if isinstance(n, ast.Subscript)]
    return {ast.unparse(base_of(each)) for each in nodes if isinstance(each.ctx, ast.Store)}


def _take_apart(site: Site, target: ast.expr, value: ast.expr) -> Iterator[Change]:
    """`i, j = divmod(k, width)`, however it is written, with another size or another order."""
    if not isinstance(target, ast.Tuple) or len(target.elts) != 2:
        return
    first, second = map(site.of, target.elts)
    match value:
        case ast.Call(args=[place, size]) if name_of(value) == "divmod":
            pass
        case ast.Tuple(
            elts=[
                ast.BinOp(op=ast.FloorDiv() | ast.Mod(), left=place, right=size),
                ast.BinOp(op=ast.FloorDiv() | ast.Mod()),
            ]
        ):
            pass
        case _:
            return
    there, start, end = site.of(size), *site.text.span(site.node)
    sizes = [each for each in (*scalars_of(site), *sides_of(site)) if each != there]
    for name in dict.fromkeys((there, *sizes)):
        for order in ((first, second), (second, first)):
            text = f"{', '.join(order)} = divmod({site.of(place)}, {name})"
            yield site.splice(start, end, text, kinds.TAKEN_APART, _LIKELY)


def _other_shape(site: Site, node: ast.Call, name: str) -> Iterator[Change]:
    """An array to be filled with the last axis, or the first ones, of another one."""
    arrays = [n for n in site.names if n not in site.scope.counts and len(n) <= _MOST]
    match node.args[0]:
        case ast.Tuple(elts=sizes) | ast.List(elts=sizes) if len(sizes) > 1:
            for each in sizes:
                for array in arrays[:_MOST]:
                    for axis in ("-1", "1", "0"):
                        text = f"{array}.shape[{axis}]"
                        if text != site.of(each):
                            yield site.replace(each, text, kinds.OTHER_SHAPE, _SHAPED)
        case ast.Name() | ast.Attribute() as held:
            like = site.of(held).removesuffix(".shape")
            maker = site.of(node.func).removesuffix("_like")
            if name.endswith("_like") or site.of(held).endswith(".shape"):
                yield from _mixed(site, maker, like, arrays)


def _mixed(site: Site, maker: str, like: str, arrays: Sequence[str]) -> Iterator[Change]:
    for array in [each for each in arrays if each != like][:_MOST]:
        text = f"{maker}({like}.shape[:-1] + {array}.shape[-1:])"
        yield site.become(text, ATOM, kinds.OTHER_SHAPE, _MIXED)
