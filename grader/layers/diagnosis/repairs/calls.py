"""Changes of what is called and with which arguments: functions, axes, sizes, bounds."""

import ast
import itertools
from collections.abc import Iterator, Sequence
from dataclasses import replace

from grader.layers.diagnosis.repairs import kinds
from grader.layers.diagnosis.repairs.functions import (
    LARGEST,
    MAKERS,
    OTHERS,
    REDUCTIONS,
    TO_WHOLE,
    UNDONE,
    WITH_AXIS,
)
from grader.layers.diagnosis.repairs.repair_kind import RepairKind
from grader.layers.diagnosis.repairs.sites import Change, Site
from grader.layers.diagnosis.repairs.source_text import ATOM, PRODUCT, SUM, level_of
from grader.layers.diagnosis.repairs.syntax import axis_in_place, is_of_module, name_of

_REARRANGED = frozenset(
    ("reshape", "transpose", "zeros", "ones", "empty", "swapaxes", "moveaxis", "unravel_index")
)
_AXES = ("0", "1", "-1", "(0, 1)", "2", "(2, 3)", "(0, 2, 3)", "(1, 2)", "(1, 2, 3)", "None")
_GIVEN_AXES = ("axis=0", "axis=1", "axis=-1", "axis=(2, 3)", "axis=(1, 2)")
_OPTIONS = frozenset(("keepdims", "axis", "ddof", "mode", "order", "initial"))
_MOST_SIZES = 6


def change_calls(site: Site) -> Iterator[Change]:
    """Another function, or other arguments."""
    node = site.node
    if not isinstance(node, ast.Call):
        return
    name = name_of(node)
    yield from _change_function(site, node, name)
    yield from _begin_low(site, node, name)
    if name in WITH_AXIS:
        yield from _change_axis(site, node, is_reduction=name in REDUCTIONS)
        yield from _with_all(site, node)
    yield from _change_types(site, node, name)
    yield from _change_order(site, node, name)
    yield from _change_range(site, node, name)
    yield from _leave_out(site, node, name)


def _change_function(site: Site, node: ast.Call, name: str) -> Iterator[Change]:
    start, end = site.text.span(node.func)
    for other, effort in _other_functions(site, node, name):
        text = site.text.between(start, end).removesuffix(name) + other
        yield site.splice(start, end, text, kinds.FUNCTION, effort)
    is_choice = name in {"maximum", "minimum", "max", "min", "fmax"} and len(node.args) > 1
    if is_choice and not _has_number(node):
        first, second = (site.text.operand(each, SUM) for each in node.args[:2])
        yield site.become(f"{first} + {second}", SUM, kinds.FUNCTION, 1.6)
    if name in site.scope.helpers:
        for other in site.scope.helpers:
            if other != name:
                yield site.replace(node.func, other, kinds.FUNCTION, 2.0)
    if site.calls_own(node) and len(node.args) == 1 and not node.keywords:
        held = node.args[0]
        yield site.become(site.of(held), level_of(held), kinds.TOO_MUCH, 1.6)
    if isinstance(node.func, ast.Attribute) and name == "mean" and not is_of_module(node):
        held = node.func.value
        if not node.args and not node.keywords:
            text = f"{site.text.operand(held, ATOM)}.sum() / len({site.of(held)})"
            yield site.become(text, PRODUCT, kinds.FUNCTION, 1.0)
    if is_of_module(node) and not node.keywords:
        yield from _write_otherwise(site, name, [site.of(each) for each in node.args])


def _other_functions(site: Site, node: ast.Call, name: str) -> Iterator[tuple[str, float]]:
    """What one function is taken for, and how unlikely that is."""
    is_compared = name == "argmax" and isinstance(site.parent, ast.Compare)
    for other in OTHERS.get(name, ()):
        if not (_has_number(node) and other in {"add", "subtract", "multiply", "divide"}):
            yield other, 2.4 if is_compared else 1.2


def _has_number(node: ast.Call) -> bool:
    return any(isinstance(each, ast.Constant) for each in node.args)


def _begin_low(site: Site, node: ast.Call, name: str) -> Iterator[Change]:
    """Minus infinity for 0, where the largest of something is looked for."""
    if name in {"zeros", "zeros_like"} and node.args:
        like = "full_like" if name == "zeros_like" else "full"
        text = f"np.{like}({site.of(node.args[0])}, -np.inf)"
        yield site.become(text, ATOM, kinds.BEGINS_AT_ZERO, 1.5)


def _write_otherwise(site: Site, name: str, arguments: Sequence[str]) -> Iterator[Change]:
    """A function with other arguments instead."""
    match name, arguments:
        case "power", [_, exponent]:
            yield site.become(f"np.exp({exponent})", ATOM, kinds.FUNCTION, 1.4)
        case "clip", [inner, low, high]:
            yield site.become(f"np.maximum({inner}, {low})", ATOM, kinds.FUNCTION, 1.6)
            yield site.become(f"np.minimum({inner}, {high})", ATOM, kinds.FUNCTION, 1.8)
            yield site.become(f"np.sign({inner})", ATOM, kinds.FUNCTION, 1.4)
        case "mean", [inner]:
            text = f"np.sum({inner}) / len({inner})"
            yield site.become(text, PRODUCT, kinds.FUNCTION, 1.0)
        case (("abs" | "absolute" | "fabs" | "sign" | "exp" | "square"), [inner]):
            yield site.become(f"np.maximum({inner}, 0)", ATOM, kinds.FUNCTION, 2.0)


def _change_axis(site: Site, node: ast.Call, *, is_reduction: bool) -> Iterator[Change]:
    """Another axis, one or none; dimensions kept or not."""
    given = {each.arg: each for each in node.keywords}
    axis = given["axis"].value if "axis" in given else axis_in_place(node)
    if axis is not None:
        there = site.of(axis)
        is_largest = name_of(node) in LARGEST
        for number, text in enumerate(_AXES):
            if text != there and not (is_largest and text == "(0, 1)"):
                yield site.replace(axis, text, kinds.OTHER_AXIS, 0.6 + 0.15 * number)
    if is_reduction and axis is None:
        yield from _give_axis(site, node, has_keepdims="keepdims" in given)
    elif is_reduction and axis is not None and "keepdims" not in given:
        yield _with_more(site, node, "keepdims=True", kinds.KEPT_DIMENSION, 0.5)
        for number, text in enumerate(_AXES[:4]):
            if text != site.of(axis) and "axis" in given:
                both = f"{text}, keepdims=True"
                effort = (0.7 if name_of(node) in LARGEST else 1.8) + 0.2 * number
                yield site.replace(axis, both, kinds.OTHER_AXIS, effort)


def _with_all(site: Site, node: ast.Call) -> Iterator[Change]:
    """`a.argmax(axis=2)` for `a[0].argmax(axis=1)`."""
    match node.func:
        case ast.Attribute(value=ast.Subscript(value=held, slice=ast.Constant(value=int())) as one):
            named = [each.value for each in node.keywords if each.arg == "axis"]
            axis = named[0] if named else axis_in_place(node)
            if isinstance(axis, ast.Constant) and isinstance(axis.value, int) and axis.value >= 0:
                change = site.replace(one, site.of(held), kinds.INDEX, 0.9)
                start, end = site.text.span(axis)
                yield replace(change, also=((start, end, str(axis.value + 1)),))


def _give_axis(site: Site, node: ast.Call, *, has_keepdims: bool) -> Iterator[Change]:
    """An axis where there is none."""
    for number, text in enumerate(_GIVEN_AXES):
        yield _with_more(site, node, text, kinds.OTHER_AXIS, 1.0 + 0.2 * number)
        if not has_keepdims:
            more = f"{text}, keepdims=True"
            yield _with_more(site, node, more, kinds.OTHER_AXIS, 1.1 + 0.2 * number)


def _with_more(site: Site, node: ast.Call, text: str, kind: RepairKind, effort: float) -> Change:
    """The call with one more argument."""
    _, end = site.text.span(node)
    before = ", " if node.args or node.keywords else ""
    return site.splice(end - 1, end, f"{before}{text})", kind, effort)


def _change_types(site: Site, node: ast.Call, name: str) -> Iterator[Change]:
    """Numbers with fractions."""
    for keyword in node.keywords:
        if keyword.arg == "dtype":
            yield site.replace(keyword.value, "float", kinds.WHOLE_NUMBERS, 0.4)
    if name in MAKERS and not any(each.arg == "dtype" for each in node.keywords):
        yield _with_more(site, node, "dtype=float", kinds.WHOLE_NUMBERS, 1.2)
    if name == "astype" and node.args:
        yield site.replace(node.args[0], "float", kinds.WHOLE_NUMBERS, 0.8)


def _change_order(site: Site, node: ast.Call, name: str) -> Iterator[Change]:
    """Arguments, sizes or axes in another order."""
    sizes: Sequence[ast.expr] = node.args
    if name in _REARRANGED:
        is_function = is_of_module(node)
        listed = next((each for each in node.args if isinstance(each, ast.Tuple | ast.List)), None)
        sizes = listed.elts if listed is not None else node.args[is_function:]
        yield from permute(site, sizes, kinds.ORDER_OF_AXES, 0.9)
        return
    sizes = node.args[1:] if name == "where" else sizes  # nobody takes a condition for a value
    yield from permute(site, sizes, kinds.ARGUMENTS, 1.4)


def permute(
    site: Site, parts: Sequence[ast.expr], kind: RepairKind, effort: float
) -> Iterator[Change]:
    """Some parts that stand in a row in another order: two swapped first, then all."""
    if not 1 < len(parts) <= _MOST_SIZES:
        return
    texts = [site.of(each) for each in parts]
    start, end = site.text.span(parts[0])[0], site.text.span(parts[-1])[1]
    pairs = list(itertools.combinations(range(len(parts)), 2))
    orders = list[list[int]]()
    for one, other in pairs:
        order = list(range(len(parts)))
        order[one], order[other] = other, one
        orders.append(order)
    if len(parts) > 2:
        turned = range(len(parts))
        orders += [[*turned[1:], 0], [len(parts) - 1, *turned[:-1]], list(reversed(turned))]
        if len(parts) == 4:
            orders += [list(each) for each in itertools.permutations(range(4))]
    seen = {tuple(texts)}
    for number, order in enumerate(orders):
        chosen = tuple(texts[place] for place in order)
        if chosen not in seen:
            seen.add(chosen)
            more = 0.0 if number < len(pairs) else 0.6
            yield site.splice(start, end, ", ".join(chosen), kind, effort + more)


def _change_range(site: Site, node: ast.Call, name: str) -> Iterator[Change]:
    """Where a loop begins and ends."""
    if name != "range":
        return
    for argument in node.args:
        if not isinstance(argument, ast.Constant):
            yield from one_more_or_less(site, argument, 1.2)
    if len(node.args) == 1:
        (last,) = node.args
        yield site.replace(last, f"1, {site.of(last)}", kinds.INDEX, 2.4)
    elif len(node.args) == 2:
        yield site.replace(node.args[0], "0", kinds.INDEX, 1.6)


def one_more_or_less(site: Site, node: ast.expr, effort: float) -> Iterator[Change]:
    """A bound that is off by one."""
    last = node.right if isinstance(node, ast.BinOp) else None
    if isinstance(node, ast.BinOp) and isinstance(last, ast.Constant) and last.value == 1:
        yield site.replace(node, site.of(node.left), kinds.INDEX, effort)
        return
    text = site.text.operand(node, SUM)
    yield site.replace(node, f"{text} + 1", kinds.INDEX, effort)
    yield site.replace(node, f"{text} - 1", kinds.INDEX, effort)


def _leave_out(site: Site, node: ast.Call, name: str) -> Iterator[Change]:
    """What is called upon something, without the call; a keyword less."""
    if name in UNDONE or name in TO_WHOLE:
        effort = 0.8 if name in TO_WHOLE else 1.6
        inner = list(node.args[:2]) if is_of_module(node) else []
        if not inner and isinstance(node.func, ast.Attribute):
            inner = [node.func.value]
        for number, held in enumerate(inner):
            kind = _kind_of_whole(held) if name in TO_WHOLE else kinds.TOO_MUCH
            yield site.become(site.of(held), level_of(held), kind, effort + 0.6 * number)
    for keyword in node.keywords:
        is_of_all = keyword.arg == "axis" and name in LARGEST
        if keyword.arg in _OPTIONS and not is_of_all:
            kind = {"keepdims": kinds.KEPT_DIMENSION, "axis": kinds.OTHER_AXIS}.get(
                keyword.arg, kinds.ARGUMENTS
            )
            yield _without(site, node, keyword, kind)
    if len(node.args) > 1 and name not in {"where", "range"}:
        last = node.args[-1]
        start = site.text.span(node.args[-2])[1]
        yield site.splice(start, site.text.span(last)[1], "", kinds.ARGUMENTS, 2.8)


def _kind_of_whole(held: ast.expr) -> RepairKind:
    """What is said of what makes whole numbers: of conditions, there are no fractions to lose."""
    is_truth = isinstance(held, ast.Compare | ast.BoolOp)
    return kinds.TRUTH_AS_NUMBERS if is_truth else kinds.WHOLE_NUMBERS


def _without(site: Site, node: ast.Call, keyword: ast.keyword, kind: RepairKind) -> Change:
    """A call without one of its keywords."""
    before = [site.text.span(each)[1] for each in node.args]
    before += [site.text.span(each)[1] for each in node.keywords]
    start, end = site.text.span(keyword)
    ahead = [each for each in before if each < start]
    if ahead:
        return site.splice(max(ahead), end, "", kind, 0.9)
    rest = [site.text.span(each)[0] for each in node.keywords if each is not keyword]
    behind = [each for each in rest if each > end]
    return site.splice(start, min(behind) if behind else end, "", kind, 0.9)


def change_sizes(site: Site) -> Iterator[Change]:
    """A number of elements that counts something else."""
    match site.node:
        case ast.Attribute(attr="size", value=value):
            held = site.text.operand(value, ATOM)
            for place in ("0", "1", "-1"):
                yield site.become(f"{held}.shape[{place}]", ATOM, kinds.NUMBER, 0.9)
        case ast.Subscript(value=ast.Attribute(attr="shape", value=value)):
            held = site.text.operand(value, ATOM)
            yield site.become(f"{held}.size", ATOM, kinds.NUMBER, 2.0)
        case ast.Attribute(attr="T", value=value):
            yield site.become(site.of(value), level_of(value), kinds.TRANSPOSE, 0.9)
        case ast.BinOp(op=ast.Add(), left=ast.Call() as one, right=ast.Constant(value=1)):
            for name in site.names if name_of(one) in LARGEST else ():
                yield site.become(f"len({name})", ATOM, kinds.NUMBER, 1.2)
        case ast.Call() as node if name_of(node) == "len" and node.args:
            held = site.text.operand(node.args[0], ATOM)
            yield site.become(f"{held}.size", ATOM, kinds.NUMBER, 2.0)
            yield site.become(f"{held}.shape[1]", ATOM, kinds.NUMBER, 1.6)
