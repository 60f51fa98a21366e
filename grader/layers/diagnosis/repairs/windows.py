"""Changes of which part of an image is meant, and of how its axes lie."""

import ast
import itertools
import re
from collections.abc import Iterator

from grader.layers.diagnosis.repairs import kinds
from grader.layers.diagnosis.repairs.sites import Change, Site
from grader.layers.diagnosis.repairs.source_text import ATOM, PRODUCT, SUM
from grader.layers.diagnosis.repairs.syntax import is_of_module, name_of

_ORDERS = ("0, 2, 3, 1", "0, 3, 1, 2", "1, 0, 2, 3", "0, 2, 1", "1, 0")
_SCALAR = re.compile(r"(self\.)?(\w{1,2}|stride|pad|padding|step|pool\w*|k\w{1,2})$")
_SIDES = re.compile(
    r"(self\.)?_?(p|pool_?|k|f|win_?|window_?|kernel_?)?(h|w|height|width)", re.IGNORECASE
)
_OF_IMAGE = frozenset(("h", "w", "H", "W", "height", "width"))
_MOST_SIDES = 4
_ENDS = 0.85  # effort
_IMAGE = 4  # axes
_MOST_SCALARS = 8


def change_windows(site: Site) -> Iterator[Change]:
    """All bounds of a window shifted, or as many strides away."""
    node = site.node
    if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Tuple):
        slices = [e for e in node.slice.elts if isinstance(e, ast.Slice) and (e.lower or e.upper)]
        if slices:
            for name in scalars_of(site):
                for form in (_shift, _stride, _spread):
                    yield from _change_all(site, slices, form, name)
    if isinstance(node, ast.Slice) and node.lower is not None and node.upper is not None:
        for name in scalars_of(site):
            yield from _change_all(site, [node], _stride, name)
    if isinstance(node, ast.Call) and name_of(node) == "slice" and len(node.args) == 2:
        first, last = map(site.of, node.args)
        for name in scalars_of(site):
            text = f"{first} * {name}, {last.replace(first, f'{first} * {name}', 1)}"
            start, end = site.text.span(node.args[0])[0], site.text.span(node.args[1])[1]
            yield site.splice(start, end, text, kinds.INDEX, 1.4)


def change_steps(site: Site) -> Iterator[Change]:
    """`j * s` for `j`, where the place of a window is named."""
    node = site.node
    is_named = isinstance(site.parent, ast.Assign | ast.Tuple) and site.is_in_loop
    if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and is_named:
        for name in scalars_of(site) if node.id in site.scope.counts else ():
            if name != node.id:
                yield site.become(f"{node.id} * {name}", PRODUCT, kinds.INDEX, 1.4)


def scalars_of(site: Site) -> list[str]:
    """What may be a stride or a pad."""
    found = [name for name in site.scope.names if _SCALAR.match(name) and name not in {"x", "y"}]
    return found[:_MOST_SCALARS]


def sides_of(site: Site) -> list[str]:
    """What may be the height and the width of a window."""
    names = dict.fromkeys((*site.names, *site.scope.attributes))
    return [each for each in names if _SIDES.fullmatch(each) and each not in _OF_IMAGE]


def change_ends(site: Site) -> Iterator[Change]:
    """`a:a + h, b:b + w` for a window that ends by something else than its height and width."""
    node = site.node
    if not isinstance(node, ast.Subscript) or not isinstance(node.slice, ast.Tuple):
        return
    slices = [e for e in node.slice.elts if isinstance(e, ast.Slice) and e.lower and e.upper]
    if len(slices) != 2:
        return
    for pair in itertools.permutations(sides_of(site)[:_MOST_SIDES], 2):
        texts = list[str]()
        for each, side in zip(slices, pair, strict=True):
            assert each.lower is not None
            texts.append(f"{site.of(each.lower)}:{site.text.operand(each.lower, SUM)} + {side}")
        yield _in_place(site, slices, texts, _ENDS)


def _change_all(site: Site, slices: list[ast.Slice], form: object, name: str) -> Iterator[Change]:
    assert callable(form)
    texts = [form(site, each, name) for each in slices]
    if all(texts):
        yield _in_place(site, slices, texts, 2.3)


def _in_place(site: Site, slices: list[ast.Slice], texts: list[str], effort: float) -> Change:
    """Other bounds for each of some."""
    splices = [(*site.text.span(e), text) for e, text in zip(slices, texts, strict=True)]
    return site.splice_all(splices, kinds.INDEX, effort)


def _shift(site: Site, node: ast.Slice, name: str) -> str:
    """`p:p + H` for `:H`."""
    lower = name if node.lower is None else f"{name} + {site.of(node.lower)}"
    upper = f"-{name}" if node.upper is None else f"{name} + {site.text.operand(node.upper, SUM)}"
    return f"{lower}:{upper}"


def _stride(site: Site, node: ast.Slice, name: str) -> str:
    """`i * s:i * s + k` for `i:i + k`."""
    if node.lower is None or node.upper is None:
        return ""
    lower, upper = site.of(node.lower), site.of(node.upper)
    if not isinstance(node.lower, ast.Name) or not upper.startswith(lower):
        return ""
    return f"{lower} * {name}:{lower} * {name}{upper.removeprefix(lower)}"


def _spread(site: Site, node: ast.Slice, name: str) -> str:
    """`i:i + s * n:s` for `i:i + n`."""
    if node.lower is None or not isinstance(node.upper, ast.BinOp) or node.step is not None:
        return ""
    upper = node.upper
    reach = f"{name} * {site.text.operand(upper.right, PRODUCT)}"
    return f"{site.of(node.lower)}:{site.of(upper.left)} + {reach}:{name}"


def change_sizes_and_axes(site: Site) -> Iterator[Change]:
    """`reshape(n, h, w, c).transpose(0, 3, 1, 2)` for `reshape(n, w, h, c).transpose(0, 3, 2, 1)`.

    What was put together in another order is taken apart in that, and laid as it was meant.
    """
    match site.node:
        case ast.Call(
            func=ast.Attribute(
                value=ast.Call(func=ast.Attribute(value=held, attr="reshape"), args=sizes),
                attr="transpose",
            ),
            args=axes,
        ) if len(sizes) == len(axes):
            order = [each.value for each in axes if isinstance(each, ast.Constant)]
            if sorted(map(str, order)) != [str(each) for each in range(len(sizes))]:
                return
            texts, ends = list(map(site.of, sizes)), [int(str(each)) for each in order]
            meant = [texts[each] for each in ends]
            base = site.text.operand(held, ATOM)
            for number, places in enumerate(_orders(len(sizes))):
                laid = [texts[each] for each in places]
                back = [places.index(each) for each in ends]
                assert [laid[each] for each in back] == meant
                text = f"{base}.reshape({', '.join(laid)})"
                if back != sorted(back):
                    text += f".transpose({', '.join(map(str, back))})"
                yield site.become(text, ATOM, kinds.ORDER_OF_AXES, 1.0 + 0.02 * number)


def _orders(count: int) -> Iterator[list[int]]:
    """Other orders of some places: two exchanged, and all of four."""
    if count <= _IMAGE:
        yield from (list(each) for each in list(itertools.permutations(range(count)))[1:])
        return
    for one, other in itertools.combinations(range(count), 2):
        order = list(range(count))
        order[one], order[other] = other, one
        yield order


def change_layout(site: Site) -> Iterator[Change]:
    """Axes moved before or after numbers are cut into another shape."""
    node = site.node
    if not isinstance(node, ast.Call) or name_of(node) != "reshape":
        return
    if is_of_module(node) or not isinstance(node.func, ast.Attribute):
        if node.args:
            text = f"{site.text.operand(node.args[0], ATOM)}.T"
            yield site.become(text, ATOM, kinds.TRANSPOSE, 1.2)
        return
    held = node.func.value
    text = site.text.operand(held, ATOM)
    yield site.become(f"{text}.T", ATOM, kinds.TRANSPOSE, 1.2)
    yield site.replace(held, f"{text}.T", kinds.TRANSPOSE, 0.9)
    for number, order in enumerate(_ORDERS):
        moved = f"{text}.transpose({order})"
        yield site.replace(held, moved, kinds.ORDER_OF_AXES, 1.1 + 0.2 * number)
        start, end = site.text.span(node)
        after = f"{site.of(node)}.transpose({order})"
        yield site.splice(start, end, after, kinds.ORDER_OF_AXES, 1.2 + 0.2 * number)
    if len(node.args) == _IMAGE:
        n, c, h, w = map(site.of, node.args)
        for sizes, order in (((n, h, w, c), "0, 3, 1, 2"), ((c, n, h, w), "1, 0, 2, 3")):
            text_after = f"{text}.reshape({', '.join(sizes)}).transpose({order})"
            yield site.become(text_after, ATOM, kinds.ORDER_OF_AXES, 1.2)
