"""Changes of which variable is used, and of which of its elements."""

import ast
import re
from collections.abc import Iterator, Sequence

from grader.layers.diagnosis.repairs import kinds
from grader.layers.diagnosis.repairs.calls import one_more_or_less, permute
from grader.layers.diagnosis.repairs.sites import Change, Site
from grader.layers.diagnosis.repairs.source_text import ATOM, PRODUCT, UNARY, level_of
from grader.layers.diagnosis.repairs.statement_kinds import OTHER_TARGET, RETURNED, UNPACKED
from grader.layers.diagnosis.repairs.syntax import name_of

_MODULES = frozenset(("np", "numpy", "math", "self", "scipy"))
_MOST_NAMES = 12
_RETURNED = 1.2  # less likely where a gradient is returned by its own name
_SHORT = 3
_NAMED_IN_ORDER = 2.8  # effort of another order, where the names are in the one asked for
_OF_BATCH = {"mean|mu|rm": "x.mean(axis=0)", "var|rv": "x.var(axis=0)"}
_HOLDERS = ("self.params", "self.grads")
_HELD_ELSEWHERE = 0.7  # effort
_FROM_FRONT = 0.5  # effort
_BY_ROUND = 0.8  # effort
_PLACES = re.compile(r"(self\.)?_?(ids?|idx|words?|index|indices|labels?|t|t_idx|rows|flat)")
_UNREAD = 1.2  # what is handed in and never used is likely to be missing somewhere


def change_names(site: Site) -> Iterator[Change]:
    """Another variable, or another attribute of the object."""
    node = site.node
    if not isinstance(node, ast.Name | ast.Attribute) or not _is_variable(site, node):
        return
    written = site.of(node)
    scope = site.scope
    mine = scope.variables if isinstance(node, ast.Name) else scope.attributes
    others = scope.attributes if isinstance(node, ast.Name) else scope.variables
    if written not in scope.names:
        return
    for part, text in _OF_BATCH.items():
        if re.search(part, written) and "x" in scope.variables and not _is_returned(site):
            yield site.become(text, ATOM, kinds.VARIABLE, 1.8)
    known = set(site.names)
    for names, effort in ((mine, 1.9), (others, 2.1)):
        for name in [each for each in names if each in known][:_MOST_NAMES]:
            if name != written:
                likely = _UNREAD if name in scope.unread else _likeness(name, written)
                likely -= _RETURNED if _is_returned(site) else 0.0
                yield site.become(name, ATOM, kinds.VARIABLE, effort - likely)


def _is_returned(site: Site) -> bool:
    """Whether this is one of several gradients that are returned, by its name."""
    is_one = isinstance(site.parent, ast.Tuple) and isinstance(site.statement, ast.Return)
    return is_one and site.of(site.node).startswith("d")


def _likeness(one: str, other: str) -> float:
    """How easily one name is taken for another: `dx` for `dy`, `self.mask` for `mask`."""
    short, long = sorted((one.removeprefix("self."), other.removeprefix("self.")), key=len)
    if short.lstrip("d") == long.lstrip("d") or (len(short) == len(long) and len(short) < 4):
        return 0.5
    return 0.3 if short in long else 0.0


def _is_variable(site: Site, node: ast.Name | ast.Attribute) -> bool:
    if not isinstance(node.ctx, ast.Load):
        return False
    if isinstance(site.parent, ast.Call) and site.parent.func is node:
        return False
    if isinstance(node, ast.Name):
        return node.id not in _MODULES
    return isinstance(node.value, ast.Name) and node.value.id == "self"


def change_targets(site: Site) -> Iterator[Change]:
    """What a statement assigns to: something else, or the same taken apart in another order."""
    node = site.node
    if not isinstance(node, ast.Assign) or len(node.targets) != 1:
        return
    (target,) = node.targets
    if isinstance(target, ast.Tuple):
        in_order = isinstance(node.value, ast.Tuple) and _are_in_order(
            site, [site.of(each) for each in target.elts]
        )
        yield from permute(site, target.elts, UNPACKED, _NAMED_IN_ORDER if in_order else 0.8)
    elif isinstance(target, ast.Name):
        places = dict.fromkeys(site.scope.attributes, 2.6)
        if target.id.startswith("d") or f"self.{target.id}".encode() in site.text.data:
            places[f"self.{target.id}"] = 1.4  # somebody reads it
        places |= {f"self.grads[{text!r}]": 2.6 for text in site.scope.strings}
        if "self.grads" in site.scope.attributes:
            places |= {"self.grads[0]": 2.4, "self.grads[1]": 2.4}
        for name, effort in places.items():
            yield site.replace(target, name, kinds.VARIABLE, effort)
    elif isinstance(target, ast.Attribute | ast.Subscript):
        yield from _other_holder(site, target)
        for name in site.scope.attributes:
            if name != site.of(target):
                yield site.replace(target, name, kinds.VARIABLE, 2.8)


def _other_holder(site: Site, target: ast.Attribute | ast.Subscript) -> Iterator[Change]:
    """`self.grads["weight"]` for `self.params["weight"]`, and `self.dW` for `self.W`."""
    match target:
        case ast.Subscript(value=ast.Attribute(value=ast.Name(id="self")) as held, slice=key):
            for name in (each for each in _HOLDERS if each in site.scope.attributes):
                if name != site.of(held):
                    text = f"{name}[{site.of(key)}]"
                    yield site.replace(target, text, OTHER_TARGET, _HELD_ELSEWHERE)
        case ast.Attribute(value=ast.Name(id="self"), attr=attr) if "backward" in str(
            getattr(site.scope.function, "name", "")
        ):
            yield site.replace(target, f"self.d{attr}", OTHER_TARGET, 1.0)


def change_elements(site: Site) -> Iterator[Change]:
    """Other elements of an array: indices swapped, bounds off by one, all instead of some."""
    node = site.node
    if isinstance(node, ast.Slice):
        yield from _change_bounds(site, node)
    if not isinstance(node, ast.Subscript):
        return
    inside = node.slice
    is_read = isinstance(node.ctx, ast.Load)
    is_shape = isinstance(node.value, ast.Attribute) and node.value.attr == "shape"
    if isinstance(inside, ast.Tuple):
        yield from permute(site, inside.elts, kinds.INDEX, 1.0)
        for element in inside.elts:
            yield from _change_index(site, element)
    else:
        yield from _change_index(site, inside)
    if is_read and not is_shape:
        held = site.of(node.value)
        is_cut = isinstance(site.parent, ast.Assign) and _is_cut(inside)
        kind = kinds.TOO_MUCH if is_cut else kinds.INDEX
        yield site.become(held, ATOM, kind, 0.8 if is_cut else 1.8)
        if isinstance(inside, ast.Constant | ast.UnaryOp):
            yield site.become(f"{held}.sum(axis=0)", ATOM, kinds.INDEX, 1.6)
    if isinstance(inside, ast.Name | ast.Attribute | ast.Compare) and not is_shape:
        text = site.text.operand(inside, UNARY)
        yield site.replace(inside, f"~{text}", kinds.MASK, 1.4)


def _is_cut(inside: ast.expr) -> bool:
    """Whether an image is kept up to some bounds."""
    parts = inside.elts if isinstance(inside, ast.Tuple) else []
    ends = [each.upper for each in parts if isinstance(each, ast.Slice) and each.lower is None]
    return len(ends) == len(parts) and any(ends)


def count_from_the_front(site: Site) -> Iterator[Change]:
    """`p:x.shape[2] - p` for `p:-p`, of which nothing is left where p is 0."""
    node = site.node
    if not isinstance(node, ast.Subscript) or isinstance(node.slice, ast.Slice):
        return
    splices = list[tuple[int, int, str]]()
    for axis, part in enumerate(getattr(node.slice, "elts", ())):
        match part:
            case ast.Slice(upper=ast.UnaryOp(op=ast.USub(), operand=ast.expr() as held) as upper):
                if not isinstance(held, ast.Constant):
                    size = (
                        f"{site.of(node.value)}.shape[{axis}] - {site.text.operand(held, PRODUCT)}"
                    )
                    splices.append((*site.text.span(upper), size))
    if splices:
        yield site.splice_all(splices, kinds.FROM_THE_END, _FROM_FRONT)


def choose_element(site: Site) -> Iterator[Change]:
    """`p[n, k]` for `p[n].max()`, all images for the largest of them."""
    match site.node:
        case ast.Call(
            func=ast.Attribute(value=ast.Subscript(slice=ast.Tuple(elts=[_, _, _, _])) as held),
            args=[],
            keywords=[],
        ):
            yield site.become(f"{site.of(held)}[:, :, None, None]", ATOM, kinds.INDEX, 1.2)
        case ast.Call(
            func=ast.Attribute(value=ast.Subscript(value=held, slice=ast.Name() as index)),
            args=[],
            keywords=[],
        ):
            for name in site.scope.variables:
                if len(name) <= _SHORT and name != index.id:
                    text = f"{site.of(held)}[{index.id}, {name}]"
                    yield site.become(text, ATOM, kinds.INDEX, 1.6)


def _change_index(site: Site, index: ast.expr) -> Iterator[Change]:
    if isinstance(index, ast.Slice):
        return
    if isinstance(index, ast.Constant) and site.is_in_loop:
        for name in site.scope.variables:
            if name in site.scope.counts and len(name) <= _SHORT:
                yield site.replace(index, name, kinds.INDEX, 1.0)
    counter = index.left if isinstance(index, ast.BinOp) else index
    if isinstance(counter, ast.Name) and site.is_in_loop:
        for held in dict.fromkeys(_counted_by(site, counter.id)):
            yield site.replace(index, f"{held}[{counter.id}]", kinds.INDEX, _BY_ROUND)
    if isinstance(index, ast.Name | ast.BinOp | ast.Attribute):
        yield from one_more_or_less(site, index, 1.9)
        yield site.replace(index, ":", kinds.INDEX, 2.2)
        yield site.replace(
            index, f"np.arange(len({site.of(index)})), {site.of(index)}", kinds.INDEX, 2.4
        )


def _counted_by(site: Site, name: str) -> Iterator[str]:
    """What has as many elements as a loop has rounds that counts by a name; and all indices."""
    for loop in site.parents:
        if isinstance(loop, ast.For) and name in ast.unparse(loop.target):
            for each in ast.walk(loop.iter):
                if isinstance(each, ast.Call) and name_of(each) in {"len", "enumerate"}:
                    yield from map(site.of, each.args[:1])
            yield from filter(_PLACES.fullmatch, site.names)


def _change_bounds(site: Site, node: ast.Slice) -> Iterator[Change]:
    for bound in filter(None, (node.lower, node.upper)):
        if not isinstance(bound, ast.Constant):
            yield from one_more_or_less(site, bound, 1.5)
        start, end = site.text.span(bound)
        yield site.splice(start, end, "", kinds.INDEX, 1.6)
    turned = {(None, "-1"): "1:", ("1", None): ":-1"}
    ends = tuple(each and site.of(each) for each in (node.lower, node.upper))
    if ends in turned:
        yield site.replace(node, turned[ends], kinds.INDEX, 0.9)
    if node.step is not None:
        yield site.replace(node.step, "", kinds.INDEX, 1.2)
    if node.lower is None and node.upper is None and node.step is None:
        yield from _choose(site, node)
    if node.lower is not None and node.upper is not None:
        texts = site.of(node.upper), site.of(node.lower)
        yield site.replace(node, ":".join(texts), kinds.INDEX, 3.0)


def _choose(site: Site, node: ast.Slice) -> Iterator[Change]:
    """Some elements instead of all."""
    for text in (":-1", "1:", "0"):
        yield site.replace(node, text, kinds.INDEX, 2.4)
    for name in site.scope.variables:
        if len(name) <= 2 or name in {"idx", "rows"}:
            yield site.replace(node, name, kinds.INDEX, 2.4)
    holder = site.parents[-2] if len(site.parents) > 1 else site.parent
    if isinstance(holder, ast.Subscript):
        text = f"np.arange(len({site.of(holder.value)}))"
        yield site.replace(node, text, kinds.INDEX, 1.8)


def _are_in_order(site: Site, texts: Sequence[str]) -> bool:
    """Whether gradients are returned by names in the order of what they belong to."""
    plain = [each.removeprefix("self.") for each in texts]
    if len(plain) < 2 or not all(each.startswith("d") and len(each) > 1 for each in plain):
        return False
    belonging = [each.lstrip("d").lstrip("_") for each in plain]
    names = [each.removeprefix("self.").lstrip("_") for each in site.scope.names]
    if set(belonging) <= set(names):
        places = [names.index(each) for each in belonging]
        return places == sorted(places)
    return belonging == sorted(belonging)


def change_returned(site: Site) -> Iterator[Change]:
    """What is returned in another order, or something else of it."""
    node = site.node
    if not isinstance(node, ast.Return) or node.value is None:
        return
    if isinstance(node.value, ast.Tuple):
        parts = node.value.elts
        in_order = _are_in_order(site, [site.of(each) for each in parts])
        yield from permute(site, parts, RETURNED, _NAMED_IN_ORDER if in_order else 0.4)
        for part in parts:
            others = [each for each in parts if each is not part]
            text = ", ".join(site.of(each) for each in others)
            yield site.replace(node.value, text, RETURNED, 2.0)
    elif level_of(node.value) == ATOM:
        for name in site.scope.names:
            text = f"{site.of(node.value)}, {name}"
            yield site.replace(node.value, text, RETURNED, 2.0)
