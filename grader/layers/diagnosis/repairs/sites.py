"""The places of a function where something else could stand, and changes of them as text."""

import ast
import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeGuard

from grader.layers.diagnosis.repairs.repair_kind import RepairKind
from grader.layers.diagnosis.repairs.source_text import LOWEST, SourceText, level_asked
from grader.layers.diagnosis.repairs.syntax import Function, elements_of, name_of

_SIZES = re.compile(r"\.shape|^len\(|//|stride|\bpad\b")
_COUNT = re.compile(r"(self\.)?(stride|pad|padding|pool_?\w*|k?[HWhw]|[ij])")
_NO_ARRAY = re.compile(r"(self\.)?(params|grads|train\w*|mode|cache|\w+_param|_|name|key)")
_COUNTING = frozenset(
    ("range", "zeros", "ones", "empty", "full", "reshape", "pad", "arange", "eye", "transpose")
)
Splice = tuple[int, int, str]  # from where to where, and what stands there then
_LOOPS = (ast.For, ast.While, ast.comprehension)


@dataclass(frozen=True)
class Change:
    """Other text in the place of some bytes of a file.

    node: what it is about. effort: the larger, the less likely it is what somebody has got wrong.
    also: other places that take part, each with its text. instead: what is told of it, where the
    text around it would not tell.
    """

    start: int
    end: int
    text: str
    kind: RepairKind
    effort: float
    node: ast.expr | ast.stmt
    also: tuple[Splice, ...] = ()
    instead: str = ""

    @property
    def splices(self) -> tuple[Splice, ...]:
        """Every place with its text, in their order."""
        return tuple(sorted(((self.start, self.end, self.text), *self.also)))


def join(changes: Sequence[Change]) -> Change | None:
    """Several changes as one; None where two are in the same place."""
    splices = sorted(each for change in changes for each in change.splices)
    if any(end > start for (_, end, _), (start, _, _) in itertools.pairwise(splices)):
        return None
    (start, end, text), *also = splices
    first = changes[0]
    return Change(start, end, text, first.kind, first.effort, first.node, tuple(also))


@dataclass(frozen=True)
class Scope:
    """What a function can name: its own variables, and the attributes of its object.

    function: or a statement of the module. strings: keys of dicts that it uses. unread:
    what is computed or handed in, and never used. counts: what are
    numbers of elements or places, and no arrays. helpers: the functions of the file. since: the
    line that first gives a local variable something. words: those that the layer is called with.
    wanted: what is read somewhere and given nothing anywhere.
    """

    function: ast.stmt
    variables: tuple[str, ...] = ()
    attributes: tuple[str, ...] = ()
    strings: tuple[str, ...] = ()
    unread: frozenset[str] = frozenset()
    counts: frozenset[str] = frozenset()
    helpers: tuple[str, ...] = ()
    since: Mapping[str, int] = field(default_factory=dict)
    words: tuple[str, ...] = ()
    wanted: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """All of them, as they are written."""
        return (*self.variables, *self.attributes)


@dataclass(frozen=True)
class Site:
    """A node with what is around it. statement: the innermost one that it is a part of."""

    text: SourceText
    scope: Scope
    node: ast.expr | ast.stmt
    parents: tuple[ast.AST, ...]
    statement: ast.stmt

    @property
    def parent(self) -> ast.AST:
        """What it is a part of; itself where it is a statement of the module."""
        return self.parents[-1] if self.parents else self.statement

    @property
    def is_in_loop(self) -> bool:
        """Whether it is done more than once."""
        return any(isinstance(each, _LOOPS) for each in self.parents)

    @property
    def names(self) -> tuple[str, ...]:
        """What can be read here and is no switch and no dict."""
        here, since = self.node.lineno, self.scope.since
        found = (each for each in self.scope.names if not _NO_ARRAY.fullmatch(each))
        return tuple(n for n in found if self.is_in_loop or since.get(n, 0) < here)

    @property
    def is_count(self) -> bool:
        """Whether this is a number of elements, a place or a part of one, and no array."""
        if isinstance(self.node, ast.expr) and self.of(self.node) in self.scope.counts:
            return True
        inner = (*self.parents[1:], self.node)
        return any(
            isinstance(each, ast.Slice)
            or (isinstance(each, ast.Subscript) and below is each.slice)
            or (isinstance(each, ast.Call) and name_of(each) in _COUNTING and below in each.args)
            or (isinstance(each, ast.BinOp) and isinstance(each.op, ast.FloorDiv))
            for each, below in zip(self.parents, inner, strict=True)
        )

    @property
    def is_axis(self) -> bool:
        """Whether this is given as an axis by its name."""
        return isinstance(self.parent, ast.keyword) and self.parent.arg == "axis"

    @property
    def block(self) -> list[ast.stmt] | None:
        """The statements that this one is among."""
        blocks = (getattr(self.parent, name, None) for name in ("body", "orelse", "finalbody"))
        return next((e for e in blocks if isinstance(e, list) and self.node in e), None)

    def calls_own(self, node: ast.Call) -> bool:
        """Whether a function of the file, or another method of its class, is called."""
        name = name_of(node)
        return name in self.scope.helpers or self.of(node.func) == f"self.{name}"

    def of(self, node: ast.expr | ast.stmt | ast.keyword) -> str:
        """A node as it is written."""
        return self.text.of(node)

    def replace(
        self,
        node: ast.expr | ast.stmt | ast.keyword,
        text: str,
        kind: RepairKind,
        effort: float,
    ) -> Change:
        """Other text for a part of this node."""
        start, end = self.text.span(node)
        return self.splice(start, end, text, kind, effort)

    def splice(self, start: int, end: int, text: str, kind: RepairKind, effort: float) -> Change:
        """Other text for some bytes of this node."""
        return Change(start, end, text, kind, effort, self.node)

    def splice_all(
        self, splices: Sequence[Splice], kind: RepairKind, effort: float, instead: str = ""
    ) -> Change:
        """Other text in several places, by the first of them. instead: as that of a `Change`."""
        (start, end, text), *also = splices
        change = self.splice(start, end, text, kind, effort)
        return replace(change, also=tuple(also), instead=instead)

    def become(self, text: str, level: int, kind: RepairKind, effort: float) -> Change:
        """Other text for all of this node, with brackets where it needs them.

        level: how tightly the text holds together.
        """
        start, end = self.text.span(self.node)
        asked = level_asked(self.parent, self.node)
        has_brackets = self.text.has_brackets(start, end)
        if level < asked and not has_brackets:
            text = f"({text})"
        elif has_brackets and level >= asked > LOWEST:
            start, end = start - 1, end + 1
        return self.splice(start, end, text, kind, effort)


def sites_of(text: SourceText, scope: Scope) -> Iterator[Site]:
    """Every statement and every expression of a function, outer ones first."""
    function = scope.function
    waiting: list[tuple[ast.AST, tuple[ast.AST, ...], ast.stmt]] = []
    if isinstance(function, Function):
        given = [*function.args.defaults, *filter(None, function.args.kw_defaults)]
        waiting += [(each, (function,), each) for each in reversed(function.body)]
        waiting += [(each, (function,), function) for each in given]
    else:
        waiting.append((function, (), function))
    while waiting:
        node, parents, statement = waiting.pop()
        if isinstance(node, ast.expr | ast.stmt):
            yield Site(text, scope, node, parents, statement)
        if isinstance(node, ast.ClassDef | ast.JoinedStr):
            continue
        for child in reversed(list(ast.iter_child_nodes(node))):
            inner = child if isinstance(child, ast.stmt) else statement
            waiting.append((child, (*parents, node), inner))


def scope_of(
    function: ast.stmt,
    holder: ast.ClassDef | None,
    helpers: tuple[str, ...] = (),
    words: tuple[str, ...] = (),
) -> Scope:
    """What a function can name. holder: its class. helpers, words: as those of a `Scope`."""
    own = function.args if isinstance(function, Function) else None
    arguments = (
        own and [each.arg for each in (*own.posonlyargs, *own.args, *own.kwonlyargs)]
    ) or []
    around: ast.AST = holder or function
    names = [each for each in ast.walk(function) if isinstance(each, ast.Name)]
    held = [each for each in ast.walk(around) if _is_held(each)]
    variables = dict.fromkeys(arguments[holder is not None :])
    variables |= dict.fromkeys(each.id for each in names if isinstance(each.ctx, ast.Store))
    attributes = dict.fromkeys(f"self.{each.attr}" for each in held if _is_stored(each))
    read = {each.id for each in names if isinstance(each.ctx, ast.Load)}
    read |= {f"self.{each.attr}" for each in held if not _is_stored(each)}
    strings = (
        each.slice.value
        for each in ast.walk(around)
        if isinstance(each, ast.Subscript)
        and isinstance(each.slice, ast.Constant)
        and isinstance(each.slice.value, str)
    )
    return Scope(
        function,
        tuple(variables),
        tuple(attributes),
        tuple(dict.fromkeys(strings)),
        frozenset(each for each in (*variables, *attributes) if not _is_gradient(each)) - read,
        frozenset(_counts(around)),
        helpers,
        _since(names, arguments),
        words,
        tuple(dict.fromkeys(_wanted(held, holder))),
    )


def _wanted(held: Sequence[ast.Attribute], holder: ast.ClassDef | None) -> Iterator[str]:
    """The attributes of an object that are read and never stored, and are no methods."""
    own = {each.name for each in holder.body if isinstance(each, Function)} if holder else set()
    own |= {each.attr for each in held if _is_stored(each)}
    return (f"self.{each.attr}" for each in held if each.attr not in own)


def _since(names: Sequence[ast.Name], arguments: Sequence[str]) -> Mapping[str, int]:
    """The line where each local variable is first given something."""
    found: dict[str, int] = {}
    for each in names:
        if isinstance(each.ctx, ast.Store) and each.id not in arguments:
            found[each.id] = min(each.lineno, found.get(each.id, each.lineno))
    return found


def _is_gradient(name: str) -> bool:
    """Whether an attribute is read by others."""
    return name.startswith(("self.d", "self.grad"))


def _counts(around: ast.AST) -> Iterator[str]:
    """Names of sizes, strides and indices: from shapes, whole divisions, and loops over them."""
    for node in ast.walk(around):
        if isinstance(node, ast.For):
            is_over_numbers = "range(" in ast.unparse(node.iter)
            yield from _names_in(node.target) if is_over_numbers else ()
        elif isinstance(node, ast.Assign) and len(node.targets) == 1:
            text = ast.unparse(node.value)
            if _SIZES.search(text):
                yield from _names_in(node.targets[0])
        elif isinstance(node, ast.Name | ast.Attribute):
            yield from filter(_COUNT.fullmatch, [ast.unparse(node)])


def _names_in(target: ast.expr) -> Iterator[str]:
    return map(ast.unparse, elements_of(target))


def _is_held(node: ast.AST) -> TypeGuard[ast.Attribute]:
    """Whether this is an attribute of the object."""
    held = node.value if isinstance(node, ast.Attribute) else None
    return isinstance(held, ast.Name) and held.id == "self"


def _is_stored(node: ast.Attribute) -> bool:
    return isinstance(node.ctx, ast.Store)
