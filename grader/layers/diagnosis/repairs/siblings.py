"""Changes that build one of two places as its counterpart is: lines, sizes, bounds, windows."""

import ast
import copy
import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from grader.layers.diagnosis.repairs import kinds
from grader.layers.diagnosis.repairs.layer_code import LayerCode
from grader.layers.diagnosis.repairs.sites import Change, Scope, Site, sites_of
from grader.layers.diagnosis.repairs.syntax import Assignment, Function, target_of

_LINES, _PARTS, _WINDOWS = 0.9, 0.8, 1.0  # efforts
_OTHER = 0.4  # more where another array is cut
_NEAR = 4  # statements apart
_MOST_GAPS, _LEAST_ALIKE = 1, 2
_MOST_WINDOWS, _MOST_MODELS = 6, 60
_IMAGE = 2  # bounds that make a window
_TURNS = (("H", "W"), ("h", "w"), ("height", "width"), ("rows", "cols"), ("row", "col"))
_INDICES = (("i", "j"), ("a", "b"), ("u", "v"), ("r", "c"), ("k", "l"), ("top", "left"), ("p", "q"))
_AXES = (("2", "3"), ("-2", "-1"))

Placed = tuple[Change, Site]
Names = Mapping[str, str]


def build_alike(code: LayerCode) -> Iterator[Placed]:
    """Each of two lines, sizes or windows as its counterpart is built."""
    windows: list[tuple[Site, ast.Subscript, list[ast.Slice]]] = []
    for scope in code.scopes:
        sites = list(sites_of(code.text, scope))
        yield from _lines(sites)
        turns = _turns_of(scope)
        for site in sites:
            node = site.node
            if isinstance(node, ast.Tuple):
                yield from _parts(site, node, turns)
            if isinstance(node, ast.Subscript) and (bounds := _bounds_of(node)):
                windows.append((site, node, bounds))
    yield from _windows(windows)


def _lines(sites: Sequence[Site]) -> Iterator[Placed]:
    """A statement with the structure of one nearby that assigns to something else."""
    found = [(site, site.node) for site in sites if isinstance(site.node, Assignment)]
    for place, one in enumerate(found):
        for other in found[place + 1 : place + 1 + _NEAR]:
            if type(one[1]) is not type(other[1]):
                continue
            for (site, node), (_, model) in ((one, other), (other, one)):
                value = _like(target_of(node), node.value, target_of(model), model.value)
                if value is not None:
                    operands = map(ast.dump, _operands(node.value))
                    kind = kinds.TOO_MUCH if ast.dump(value) in operands else kinds.UNLIKE
                    effort = _LINES + 0.1 * site.is_count
                    yield site.replace(node.value, ast.unparse(value), kind, effort), site


def _like(target: ast.expr, value: ast.expr, model: ast.expr, built: ast.expr) -> ast.expr | None:
    """A value built as that of the model, in its own names; None where there is nothing to learn.

    target, model: what the two are assigned to. built: the value of the model.
    """
    if isinstance(target, ast.Tuple) or ast.unparse(target) == ast.unparse(model):
        return None
    targets, gaps = dict[str, str](), list[tuple[ast.AST, ast.AST]]()
    _align(model, target, targets, gaps)
    if gaps:
        return None
    for theirs, ours in _levels(built, value):
        names, gaps = dict(targets), []
        same = _align(theirs, ours, names, gaps)
        if len(gaps) <= _MOST_GAPS and same >= _LEAST_ALIKE and (theirs, ours) not in gaps:
            break
    else:
        return None
    for one, other in gaps:
        _fill(one, other, names)
    found = _Renamed(names).visit(copy.deepcopy(built))
    is_new = ast.dump(found) != ast.dump(value)
    return found if is_new and isinstance(found, ast.expr) else None


def _levels(built: ast.expr, value: ast.expr) -> Iterator[tuple[ast.expr, ast.expr]]:
    """Both as they are, one as an operand of what the other is, and the other way round."""
    yield built, value
    yield from ((part, value) for part in _operands(built))
    yield from ((built, part) for part in _operands(value))


def _operands(node: ast.expr) -> list[ast.expr]:
    return [node.left, node.right] if isinstance(node, ast.BinOp) else []


def _align(
    theirs: ast.AST, ours: ast.AST, names: dict[str, str], gaps: list[tuple[ast.AST, ast.AST]]
) -> int:
    """How many variables are in the same places; which of ours are theirs, and what differs."""
    are_words = _is_word(theirs) and _is_word(ours)  # such as the subscripts of einsum
    if are_words or (_is_name(theirs) and _is_name(ours)):
        names.setdefault(ast.unparse(theirs), ast.unparse(ours))
        return 0 if are_words else 1
    one, other = list(ast.iter_child_nodes(theirs)), list(ast.iter_child_nodes(ours))
    is_like = type(theirs) is type(ours) and len(one) == len(other)
    if isinstance(theirs, ast.Attribute) and isinstance(ours, ast.Attribute):
        is_like = is_like and theirs.attr == ours.attr
    if isinstance(theirs, ast.Constant) or not is_like:
        if ast.dump(theirs) != ast.dump(ours):
            gaps.append((theirs, ours))
        return 0
    return sum(_align(*each, names, gaps) for each in zip(one, other, strict=True))


def _fill(theirs: ast.AST, ours: ast.AST, names: dict[str, str]) -> None:
    """What one name more in a part of theirs is called in ours, where that is plain."""
    open_names = [each for each in _names_in(theirs) if each not in names]
    free = [each for each in _names_in(ours) if each not in names.values()]
    if len(open_names) == 1 and free:
        names[open_names[0]] = free[0]


def _names_in(node: ast.AST) -> Iterator[str]:
    found = (ast.unparse(each) for each in ast.walk(node) if _is_name(each))
    return iter(dict.fromkeys(each for each in found if each not in {"np", "self"}))


def _is_name(node: ast.AST) -> bool:
    """Whether this is a variable or an attribute of the object."""
    held = node.value if isinstance(node, ast.Attribute) else None
    return isinstance(node, ast.Name) or (isinstance(held, ast.Name) and held.id == "self")


def _is_word(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


class _Renamed(ast.NodeTransformer):
    """A part of the code in other names."""

    def __init__(self, names: Names) -> None:
        self._names = names

    def visit(self, node: ast.AST) -> Any:
        """The node in other names."""
        if _is_name(node) or _is_word(node):
            text = ast.unparse(node)
            name = self._names.get(text, text)
            return ast.copy_location(ast.parse(name, mode="eval").body, node)
        return self.generic_visit(node)


def _turns_of(scope: Scope) -> dict[str, str]:
    """What is said of the width for each name that is about the height."""
    found = dict[str, str]()
    known = set(scope.names)
    for name in scope.names:
        for one, other in _TURNS:
            turned = re.sub(rf"{one}(?=$|_|\d)|(?<=_){one}|^{one}", other, name)
            if turned != name and turned in known:
                found.setdefault(name, turned)
    return found | {one: other for one, other in _INDICES if one in known and other in known}


def _parts(site: Site, node: ast.Tuple, turns: Names) -> Iterator[Placed]:
    """A bound or a size of the width as that of the height, and the other way round."""
    back = {other: one for one, other in turns.items()}
    for first, second in itertools.pairwise(node.elts):
        if isinstance(first, ast.Name | ast.Constant) and isinstance(second, type(first)):
            continue
        for part, model, names in ((second, first, turns), (first, second, back)):
            text = _turned(model, names)
            if text and text != ast.unparse(part) and type(part) is type(model):
                yield site.replace(part, text, kinds.UNLIKE, _PARTS), site


def _turned(node: ast.expr, names: Names) -> str:
    """A part about one direction as one about the other; nothing where no name has another."""
    found = _Renamed(names).visit(copy.deepcopy(node))
    text = ast.unparse(found)
    for one, other in _AXES if names else ():
        text = text.replace(f".shape[{one}]", f".shape[{other}]")
    return text if text != ast.unparse(node) else ""


def _bounds_of(node: ast.Subscript) -> list[ast.Slice]:
    """The bounds of a window of an image, where this is one."""
    elements = node.slice.elts if isinstance(node.slice, ast.Tuple) else []
    found = [e for e in elements[-_IMAGE:] if isinstance(e, ast.Slice) and (e.lower or e.upper)]
    return found if len(found) == _IMAGE else []


def _windows(windows: Sequence[tuple[Site, ast.Subscript, list[ast.Slice]]]) -> Iterator[Placed]:
    """The bounds of a window as those of another in the layer."""
    models = dict[tuple[str, str], set[str]]()  # the array and the bounds, with the names in them
    for _, node, bounds in windows[:_MOST_MODELS]:
        names = {each for bound in bounds for each in _names_in(bound)}
        models[ast.unparse(node.value), ", ".join(map(ast.unparse, bounds))] = names
    for site, node, bounds in windows[:_MOST_MODELS]:
        start, end = site.text.span(bounds[0])[0], site.text.span(bounds[-1])[1]
        here, array = ", ".join(map(ast.unparse, bounds)), ast.unparse(node.value)
        known = {*site.scope.names, *_made_in(site.scope)}
        others = dict[str, float]()
        for (cut, text), names in models.items():
            if text != here and names <= known:
                others[text] = min(others.get(text, _OTHER), 0.0 if cut == array else _OTHER)
        for text, more in list(others.items())[:_MOST_WINDOWS]:
            yield site.splice(start, end, text, kinds.UNLIKE, _WINDOWS + more), site


def _made_in(scope: Scope) -> set[str]:
    """Every name that a function can read."""
    nodes = ast.walk(scope.function) if isinstance(scope.function, Function) else ()
    return {each.id for each in nodes if isinstance(each, ast.Name)}
