"""The part of a student's file that makes one layer: its definitions, and where to look first."""

import ast
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from grader.definition.layer_tasks import Convention
from grader.layers.catalogue import KINDS
from grader.layers.catalogue.specification import Specification
from grader.layers.diagnosis.repairs.sites import Scope, scope_of
from grader.layers.diagnosis.repairs.source_text import SourceText
from grader.layers.diagnosis.repairs.syntax import Function
from grader.layers.diagnosis.source_code import SourceCode

_MAIN = "__main__"
_DEEPEST = 60  # of nested syntax: nobody writes more by hand
_LONGEST = 40_000  # bytes of definitions


@dataclass(frozen=True)
class LayerCode:
    """What a layer is made of.

    head: the statements that its definitions need, definitions: those that may be changed, each
    with where it begins and ends. names: the class or the functions as they are asked for, and as
    the file calls them.
    """

    text: SourceText
    head: tuple[tuple[int, int], ...]
    definitions: tuple[tuple[int, int], ...]
    scopes: tuple[Scope, ...]
    names: Mapping[str, str]


def code_of(source: SourceCode, layer: Specification, convention: Convention) -> LayerCode | None:
    """The code of a layer; None where it is not there, or more than anybody writes."""
    text = SourceText(source.data)
    names = _names_of(source.module, layer, convention)
    if not names:
        return None
    needed = _needed(source.module, names.values())
    definitions = [each for each in needed if _may_change(each)]
    spans = tuple(_span(text, each) for each in definitions)
    if sum(end - start for start, end in spans) > _LONGEST or not _is_flat(definitions):
        return None
    head = tuple(_span(text, each) for each in needed if each not in definitions)
    words = tuple(dict.fromkeys(_words_of(layer, convention)))
    return LayerCode(text, head, spans, tuple(_scopes(definitions, words)), names)


def _names_of(
    module: ast.Module, layer: Specification, convention: Convention
) -> Mapping[str, str]:
    """The class or the functions of a layer, as far as their names tell."""
    wanted: dict[str, tuple[str, ...]] = {layer.name: (layer.name, *layer.aliases)}
    if convention == "B":
        stem = layer.function
        asked = (stem,) if layer.is_loss else (f"{stem}_forward", f"{stem}_backward")
        wanted = {name: (name,) for name in asked}
    kind = ast.FunctionDef if convention == "B" else ast.ClassDef
    there = [str(getattr(each, "name", "")) for each in module.body if isinstance(each, kind)]
    there += [
        each.targets[0].id
        for each in module.body
        if isinstance(each, ast.Assign)
        and isinstance(each.value, ast.Name)
        and isinstance(each.targets[0], ast.Name)
    ]
    found = {}
    for name, aliases in wanted.items():
        plain = [_plain(each) for each in aliases]
        fitting = [each for each in aliases if each in there] or [
            each for each in there if _plain(each) in plain
        ]
        if not fitting:
            return {}
        found[name] = fitting[0]
    return found


def _plain(name: str) -> str:
    return name.replace("_", "").lower()


def _needed(module: ast.Module, names: Collection[str]) -> list[ast.stmt]:
    """The statements of a module that some of its names rest on, in their order."""
    wanted, seen = list(names), set[str]()
    kept = {id(each) for each in module.body if isinstance(each, ast.Import | ast.ImportFrom)}
    while wanted:
        name = wanted.pop()
        if name in seen:
            continue
        seen.add(name)
        for statement in module.body:
            if id(statement) not in kept and name in _bound(statement):
                kept.add(id(statement))
                wanted += {n.id for n in ast.walk(statement) if isinstance(n, ast.Name)}
    return [each for each in module.body if id(each) in kept]


def _bound(statement: ast.stmt) -> set[str]:
    """The names that a statement of a module gives something to."""
    if isinstance(statement, ast.FunctionDef | ast.ClassDef | ast.AsyncFunctionDef):
        return {statement.name}
    if isinstance(statement, ast.If) and _MAIN in ast.unparse(statement.test):
        return set()
    found = set()
    for node in ast.walk(statement):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            found.add(node.id)
        elif isinstance(node, ast.FunctionDef | ast.ClassDef):
            found.add(node.name)
        elif isinstance(node, ast.alias):
            found.add((node.asname or node.name).partition(".")[0])
        elif isinstance(node, ast.Subscript | ast.Attribute) and isinstance(node.ctx, ast.Store):
            found |= {n.id for n in ast.walk(node.value) if isinstance(n, ast.Name)}
    return found


def _may_change(statement: ast.stmt) -> bool:
    """Whether this is a definition, or a constant."""
    if isinstance(statement, ast.Assign):
        return isinstance(statement.value, ast.Constant | ast.Lambda | ast.UnaryOp | ast.Name)
    return isinstance(statement, ast.FunctionDef | ast.ClassDef)


def _span(text: SourceText, statement: ast.stmt) -> tuple[int, int]:
    """Where a statement begins and ends, with what decorates it."""
    start, end = text.span(statement)
    decorators = getattr(statement, "decorator_list", [])
    return (min([start, *(text.span(each)[0] - 1 for each in decorators)]), end)


def _words_of(layer: Specification, convention: Convention) -> Iterator[str]:
    """The words that a layer is called with: its modes, its settings, those that are words."""
    is_function = convention == "B"
    if is_function and layer.has_modes:
        yield from ("train", "test", "mode")
    named = layer.function_settings if is_function else {}
    for name, value in layer.settings.items():
        yield named.get(name, name)
        if isinstance(value, str):
            yield value
    for choice in KINDS[layer.name].arguments.values():
        yield from getattr(choice, "words", ())


def _scopes(definitions: Collection[ast.stmt], words: tuple[str, ...]) -> Iterator[Scope]:
    """Every function and every method, and the statements beside them."""
    helpers = tuple(each.name for each in definitions if isinstance(each, ast.FunctionDef))
    for definition in definitions:
        if not isinstance(definition, ast.ClassDef):
            yield scope_of(definition, None, helpers, words)
            continue
        for member in definition.body:
            if isinstance(member, Function):
                yield scope_of(member, definition, helpers, words)
            elif isinstance(member, ast.Assign):
                yield scope_of(member, None)


def _is_flat(statements: Collection[ast.stmt]) -> bool:
    """Whether nothing is nested deeper than code that somebody wrote."""
    waiting: list[tuple[ast.AST, int]] = [(each, 0) for each in statements]
    while waiting:
        node, depth = waiting.pop()
        if depth > _DEEPEST:
            return False
        waiting += [(child, depth + 1) for child in ast.iter_child_nodes(node)]
    return True
