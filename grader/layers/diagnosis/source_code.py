"""Which lines of a student's file compute an array, as far as its syntax tells."""

import ast
import codecs
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from grader.definition.layer_tasks import Convention
from grader.layers.catalogue.specification import Specification
from grader.reports import CodeLine

MOST_LINES = 8
_MOST_CHARACTERS = 160  # of a line
_MAXIMA = {"max", "amax", "nanmax", "logsumexp", "fmax", "maximum"}
_FORWARD = ("forward", "__call__")
_Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class SourceCode:
    """A file of layers, read as syntax and never run. data: without a byte order mark."""

    module: ast.Module
    text: tuple[str, ...]
    data: bytes

    @classmethod
    def of(cls, source: bytes) -> "SourceCode | None":
        """A file, if it can be read."""
        try:
            data = source.removeprefix(codecs.BOM_UTF8)
            return cls(ast.parse(data), tuple(data.decode().splitlines()), data)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return None

    def lines_for(
        self, layer: Specification, convention: Convention, variable: str | None
    ) -> tuple[CodeLine, ...]:
        """The lines that compute an output, or the gradient of a variable; none if unknown."""
        try:
            return tuple(self._lines_for(layer, convention, variable))
        except RecursionError:
            return ()

    def numbers_for(
        self, layer: Specification, convention: Convention, variable: str | None
    ) -> frozenset[int]:
        """The numbers of all lines that have a part in an array, as far as that can be told."""
        method = self._method(layer, convention, variable)
        if method is None:
            return frozenset()
        found = list(_sources(method, layer, convention, variable))
        parts = [*found, *_local_parts(method, found)]
        if layer.updates and variable is not None:
            parts += self._gradient_parts(layer, variable)
        for helper in self._helpers(parts, layer):
            parts += helper.body
        return frozenset(number for node in parts for number in _numbers(node))

    def _gradient_parts(self, layer: Specification, variable: str) -> Iterator[ast.stmt]:
        """The statements of any method that compute what a parameter is moved by, by its name."""
        named = re.compile(rf"(self\.)?_?(d|g|grads?|gradient)_?{re.escape(variable)}")
        for method in (n for d in self._definitions(layer) for n in ast.walk(d)):
            if isinstance(method, _Function):
                yield from (
                    each
                    for each in ast.walk(method)
                    if isinstance(each, ast.Assign)
                    and any(named.fullmatch(ast.unparse(t)) for t in _targets(each))
                )

    def takes_maximum(self, layer: Specification) -> bool:
        """Whether the code of a layer, or what it calls, takes a maximum."""
        nodes = [*self._definitions(layer), *self._functions()]
        names = (
            each.attr if isinstance(each, ast.Attribute) else each.id
            for node in nodes
            for each in ast.walk(node)
            if isinstance(each, ast.Attribute | ast.Name)
        )
        return not _MAXIMA.isdisjoint(names)

    def _lines_for(
        self, layer: Specification, convention: Convention, variable: str | None
    ) -> Iterator[CodeLine]:
        method = self._method(layer, convention, variable)
        if method is None:
            return
        found = list(_sources(method, layer, convention, variable))
        if not found and len(_numbers(method)) <= MOST_LINES:
            found = method.body
        numbers = {number for node in found for number in _numbers(node)}
        if helper := self._helper(found, layer):
            numbers |= {n for node in _returns(helper) for n in _numbers(node)}
        numbers |= {
            number
            for node in _local_parts(method, found)
            for number in _numbers(node)
            if len(numbers) < MOST_LINES
        }
        for number in sorted(numbers)[-MOST_LINES:]:
            yield CodeLine(number=number, text=self.text[number - 1].rstrip()[:_MOST_CHARACTERS])

    def _definitions(self, layer: Specification) -> Iterator[ast.ClassDef | _Function]:
        """The class of a layer, or its functions in convention B."""
        functions = {layer.function, f"{layer.function}_forward", f"{layer.function}_backward"}
        for name in (layer.name, *layer.aliases):
            for node in self.module.body:
                if isinstance(node, ast.ClassDef) and node.name == name:
                    yield node
                    return
        for node in self._functions():
            if node.name in functions:
                yield node

    def _functions(self) -> Iterator[_Function]:
        return (node for node in self.module.body if isinstance(node, _Function))

    def _method(
        self, layer: Specification, convention: Convention, variable: str | None
    ) -> _Function | None:
        """What computes an output or a gradient."""
        definitions = list(self._definitions(layer))
        if convention == "B":
            kind = "forward" if variable is None else "backward"
            wanted = {f"{layer.function}_{kind}"} if not layer.is_loss else {layer.function}
            functions = [each for each in definitions if isinstance(each, _Function)]
            return next((each for each in functions if each.name in wanted), None)
        names = _FORWARD if variable is None else ("update",) if layer.updates else ("backward",)
        classes = (each for each in definitions if isinstance(each, ast.ClassDef))
        methods = [node for each in classes for node in each.body if isinstance(node, _Function)]
        return next((node for name in names for node in methods if node.name == name), None)

    def _helper(self, found: Iterable[ast.stmt], layer: Specification) -> _Function | None:
        """The function of the file that the lines call, if it is one."""
        helpers = self._helpers(found, layer)
        return helpers[0] if len(helpers) == 1 else None

    def _helpers(self, found: Iterable[ast.stmt], layer: Specification) -> list[_Function]:
        """The functions of the file that the lines call."""
        classes = (each for each in self._definitions(layer) if isinstance(each, ast.ClassDef))
        own = [node for each in classes for node in each.body if isinstance(node, _Function)]
        known = {node.name: node for node in (*self._functions(), *own)}
        called = [
            each.func.attr if isinstance(each.func, ast.Attribute) else each.func.id
            for node in found
            for each in ast.walk(node)
            if isinstance(each, ast.Call) and isinstance(each.func, ast.Attribute | ast.Name)
        ]
        return [known[name] for name in dict.fromkeys(called) if name in known]


def _sources(
    method: _Function, layer: Specification, convention: Convention, variable: str | None
) -> Iterator[ast.stmt]:
    """The statements of a method that give an array its value."""
    is_stored = variable in layer.parameters and convention != "B"
    if is_stored and variable is not None:
        yield from _stored(method, layer, variable)
        return
    place = _place(layer, convention, variable)
    for statement in _returns(method):
        yield statement
        value = statement.value
        many = isinstance(value, ast.Tuple | ast.List)
        if many and place is not None and place < len(value.elts):  # type: ignore[union-attr]
            value = value.elts[place]  # type: ignore[union-attr]
        if isinstance(value, ast.Name | ast.Attribute):
            yield from _assignments(method, ast.unparse(value))


def _place(layer: Specification, convention: Convention, variable: str | None) -> int | None:
    """Where in what a method returns an array is."""
    if variable is None:
        return 0 if convention == "B" else None
    returned = layer.variables if convention == "B" else layer.inputs
    place = returned.index(variable) if variable in returned else 0
    return place + 1 if convention == "B" and layer.is_loss else place


def _stored(method: _Function, layer: Specification, variable: str) -> Iterator[ast.stmt]:
    """The statements that store the gradient of a parameter, or move it, wherever it goes."""
    place = layer.parameters.index(variable)
    key = {"W": "weight", "b": "bias"}.get(variable, variable)
    holders = ("params", "grads") if layer.updates else ("grads", "grad")
    texts = {f"self.{layer.gradient(variable)}", f"self.{variable}.grad", f"self.grad_{variable}"}
    for holder in holders:
        texts.add(f"self.{holder}")
        subscripts = (f"'{key}'", f"'{variable}'", f"'{layer.gradient(variable)}'", f"{place}")
        texts |= {f"self.{holder}[{subscript}]" for subscript in subscripts}
    for text in sorted(texts):
        for statement in _assignments(method, text):
            yield statement
            value = getattr(statement, "value", None)
            if isinstance(value, ast.Name):
                yield from _assignments(method, value.id)


def _assignments(method: _Function, text: str) -> Iterator[ast.stmt]:
    """The statements of a method that assign to a place, or into it."""
    for node in ast.walk(method):
        if isinstance(node, ast.Assign):
            targets: Sequence[ast.expr] = node.targets
        elif isinstance(node, ast.AugAssign | ast.AnnAssign):
            targets = [node.target]
        else:
            continue
        if any(_is_target(target, text) for target in targets):
            yield node


def _targets(node: ast.Assign) -> Iterator[ast.expr]:
    """What a statement assigns to, taken apart."""
    for each in node.targets:
        yield from each.elts if isinstance(each, ast.Tuple | ast.List) else [each]


def _is_target(target: ast.expr, text: str) -> bool:
    if isinstance(target, ast.Tuple | ast.List):
        return any(_is_target(each, text) for each in target.elts)
    if ast.unparse(target) == text:
        return True
    return isinstance(target, ast.Subscript) and ast.unparse(target.value) == text


def _returns(function: _Function) -> list[ast.Return]:
    nodes = (node for node in ast.walk(function) if isinstance(node, ast.Return))
    return [node for node in nodes if node.value is not None]


def _local_parts(method: _Function, found: Iterable[ast.stmt]) -> Iterator[ast.stmt]:
    """The statements that compute the local variables that others use, step by step."""
    seen, waiting = set[str](), list(found)
    while waiting:
        nodes = list(ast.walk(waiting.pop()))
        used = {n.id for n in nodes if isinstance(n, ast.Name)}
        used |= {ast.unparse(n) for n in nodes if isinstance(n, ast.Attribute)}
        used -= seen
        seen |= used
        for name in sorted(used):
            statements = list(_assignments(method, name))
            yield from statements
            waiting += statements


def _numbers(node: ast.stmt) -> range:
    return range(node.lineno, (node.end_lineno or node.lineno) + 1)
