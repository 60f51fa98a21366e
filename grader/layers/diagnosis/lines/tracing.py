"""A layer's code with all that it computes kept: its places, and what each of them was."""

import ast
import copy
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from grader.layers.diagnosis.lines.formula_code import KEEP
from grader.layers.diagnosis.repairs.kinds import FUNCTION
from grader.layers.diagnosis.repairs.layer_code import LayerCode
from grader.layers.diagnosis.repairs.sites import Change
from reference.arrays import Floats

MOST_PLACES = 400
_VALUES = (ast.BinOp, ast.Call, ast.UnaryOp, ast.Compare, ast.Subscript, ast.IfExp)
_LEAVES = (ast.Name, ast.Attribute)
_Function = ast.FunctionDef | ast.AsyncFunctionDef
_Loop = ast.For | ast.While


@dataclass(frozen=True, eq=False)
class Place:
    """A part of the code that has a value: an expression, or what a variable is after a statement.

    node: the expression; the statement after which `name` is looked at. name: what the value is
    called from then on, where it is given a name. parts: the places within it. function: that it
    stands in.
    """

    number: int
    node: ast.expr | ast.stmt
    statement: ast.stmt
    function: str
    name: str = ""
    parts: list["Place"] = field(default_factory=list)

    @property
    def is_after(self) -> bool:
        """Whether this is a variable after a statement."""
        return isinstance(self.node, ast.stmt)

    @property
    def is_variable(self) -> bool:
        """Whether a variable is read here."""
        return isinstance(self.node, _LEAVES)


@dataclass(frozen=True)
class Value:
    """What a place was when it was last come by.

    turn: which place it was of all. times: how often it was come by. total: the sum of what it
    was each time, the first once, the second twice and so on.
    """

    array: Floats
    total: Floats
    turn: int
    times: int


def places_of(code: LayerCode) -> list[Place]:
    """Every place of the functions of a layer."""
    found: list[Place] = []
    for scope in code.scopes:
        if isinstance(scope.function, _Function):
            _visit_body(scope.function.body, scope.function, found, is_looped=False)
    return found[:MOST_PLACES]


def _visit_body(
    body: Sequence[ast.stmt], function: _Function, found: list[Place], *, is_looped: bool
) -> None:
    for statement in body:
        if isinstance(statement, _Function | ast.ClassDef):
            continue
        _visit_values(statement, function.name, found)
        for inner in ("body", "orelse", "finalbody"):
            loops = is_looped or isinstance(statement, _Loop)
            _visit_body(getattr(statement, inner, []), function, found, is_looped=loops)
        if not is_looped:
            for name in _filled(statement, function):
                found.append(Place(len(found), statement, statement, function.name, name))


def _visit_values(statement: ast.stmt, function: str, found: list[Place]) -> None:
    """The places of what a statement assigns or returns."""
    if not isinstance(statement, ast.Assign | ast.AnnAssign | ast.AugAssign | ast.Return):
        return
    for value, name in _named_values(statement):
        place = _visit(value, statement, function, found, must=True)
        if place and name:
            place[0] = Place(**{**vars(place[0]), "name": name})
            found[place[0].number] = place[0]


def _named_values(statement: ast.stmt) -> Iterator[tuple[ast.expr, str]]:
    """What a statement assigns or returns, each with the name that it is given."""
    value = getattr(statement, "value", None)
    if value is None:
        return
    targets = list(getattr(statement, "targets", [])) if isinstance(statement, ast.Assign) else []
    name = ""
    plain = [each for each in targets if isinstance(each, ast.Name | ast.Attribute)]
    if plain:
        name = ast.unparse(plain[-1])
    if isinstance(value, ast.Tuple):
        lists = [each.elts for each in targets if isinstance(each, ast.Tuple | ast.List)]
        for number, item in enumerate(value.elts):
            fits = lists and len(lists[0]) == len(value.elts)
            target = lists[0][number] if fits else None
            is_plain = isinstance(target, ast.Name | ast.Attribute)
            yield item, ast.unparse(target) if is_plain and target is not None else ""
        return
    yield value, name


def _visit(
    node: ast.expr, statement: ast.stmt, function: str, found: list[Place], *, must: bool = False
) -> list[Place]:
    """The outermost places of an expression, which are noted after those within."""
    if isinstance(node, ast.Lambda | ast.ListComp | ast.GeneratorExp | ast.SetComp | ast.DictComp):
        return []
    if isinstance(node, ast.Starred | ast.Constant) or not isinstance(
        getattr(node, "ctx", ast.Load()), ast.Load
    ):
        return []
    inner: list[Place] = []
    for child in _operands(node):
        inner += _visit(child, statement, function, found)
    if not (must or isinstance(node, (*_VALUES, *_LEAVES))) or isinstance(node, ast.Tuple):
        return inner
    place = Place(len(found), node, statement, function, parts=inner)
    found.append(place)
    return [place]


def _operands(node: ast.expr) -> Iterator[ast.expr]:
    """The parts of an expression that may be arrays."""
    match node:
        case ast.Call(func=function, args=arguments):
            if isinstance(function, ast.Attribute) and not _is_module(function.value):
                yield function.value
            yield from arguments
        case ast.Subscript(value=value):
            yield value
        case ast.Attribute():
            if (
                not isinstance(node.value, ast.Name) and not _is_module(node.value)
            ) or node.attr == "T":
                yield node.value
        case ast.Name() | ast.Constant():
            return
        case _:
            yield from (each for each in ast.iter_child_nodes(node) if isinstance(each, ast.expr))


def _is_module(node: ast.expr) -> bool:
    return ast.unparse(node).split(".")[0] in {"np", "numpy", "math", "super()"}


def _filled(statement: ast.stmt, function: _Function) -> list[str]:
    """The variables that a loop, or an assignment into them, changes and that are used later."""
    names: dict[str, None] = {}
    is_loop = isinstance(statement, _Loop)
    nodes = list(ast.walk(statement)) if is_loop else [statement]
    for node in nodes:
        if isinstance(node, ast.Assign):
            targets = node.targets
        elif isinstance(node, ast.AugAssign):
            targets = [node.target]
        else:
            continue
        for target in targets:
            base = target
            while isinstance(base, ast.Subscript):
                base = base.value
            is_changed = base is not target or isinstance(node, ast.AugAssign) or is_loop
            if is_changed and isinstance(base, ast.Name | ast.Attribute):
                names[ast.unparse(base)] = None
    end = statement.end_lineno or 0
    later = {
        ast.unparse(each)
        for each in ast.walk(function)
        if isinstance(each, ast.Name | ast.Attribute) and each.lineno > end
    }
    return [name for name in names if name in later or name.startswith("self.")]


def traced(code: LayerCode, places: Sequence[Place]) -> Change | None:
    """The change after which every place keeps its value; none of code without functions."""
    functions = [s.function for s in code.scopes if isinstance(s.function, _Function)]
    if not functions:
        return None
    first, *rest = ((*code.text.span(each), _kept_text(each, places)) for each in functions)
    return Change(*first, FUNCTION, 0.0, functions[0], also=tuple(rest))


def _kept_text(function: _Function, places: Sequence[Place]) -> str:
    """A function with its places kept, as deep in the file as it is."""
    copies: dict[int, ast.AST] = {}
    changed = copy.deepcopy(function, copies)
    changed.decorator_list = []
    keeper = _Keeper()
    for place in places:
        there = copies.get(id(place.node))
        if there is not None:
            keeper.places.setdefault(id(there), []).append(place)
    text = ast.unparse(ast.fix_missing_locations(keeper.visit(changed)))
    return text.replace("\n", "\n" + " " * function.col_offset)


class _Keeper(ast.NodeTransformer):
    """Puts a call around each place. places: by the identity of their nodes."""

    def __init__(self) -> None:
        self.places: dict[int, list[Place]] = {}

    def visit(self, node: ast.AST) -> Any:
        """The node with its places kept."""
        places = self.places.get(id(node), ())
        changed = self.generic_visit(node)
        if isinstance(changed, ast.expr) and places:
            return _call(places[0].number, changed)
        names = [ast.parse(each.name, mode="eval").body for each in places]
        kept = [_call(each.number, name) for each, name in zip(places, names, strict=True)]
        return [changed, *map(ast.Expr, kept)] if kept else changed


def _call(number: int, node: Any) -> ast.Call:
    return ast.Call(ast.Name(KEEP, ast.Load()), [ast.Constant(number), node], [])


def read_values(flat: Floats) -> Mapping[int, Value]:
    """The values by the numbers of their places; none where that is not what came."""
    found: dict[int, Value] = {}
    at, turn = 0, 0
    while at + 3 <= flat.size:
        number, times, ndim = (int(each) for each in flat[at : at + 3])
        if not 0 <= ndim <= 8 or number < 0:
            return {}
        shape = tuple(int(each) for each in flat[at + 3 : at + 3 + ndim])
        at += 3 + ndim
        size = int(np.prod(shape, dtype=np.int64)) if min(shape, default=1) > 0 else -1
        if not 0 < 2 * size <= flat.size - at:
            return {}
        array, total = flat[at : at + 2 * size].reshape(2, *shape)
        found[number] = Value(array, total, turn, times)
        at, turn = at + 2 * size, turn + 1
    return found
