"""Changes that give each object what a class, or the file, makes once for all of them."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from grader.layers.diagnosis.repairs.functions import MAKERS
from grader.layers.diagnosis.repairs.layer_code import LayerCode
from grader.layers.diagnosis.repairs.overwriting import first_of
from grader.layers.diagnosis.repairs.sites import Change, Scope, Site
from grader.layers.diagnosis.repairs.statement_kinds import SHARED_BY_ALL
from grader.layers.diagnosis.repairs.syntax import name_of

_OWN = 0.2  # effort
_CONTAINERS = frozenset(("list", "dict", "set", "defaultdict", "OrderedDict", "deque"))


@dataclass(frozen=True)
class _Shared:
    """What is made once: by which statement, by which name, and from what."""

    node: ast.Assign | ast.AnnAssign
    name: str
    value: ast.expr


def give_each_its_own(code: LayerCode) -> Iterator[tuple[Change, Site]]:
    """`self.cache = {}` in the constructor, for a `cache = {}` of the class or of the file."""
    module = ast.parse(code.text.data)
    of_file = list(_made_in(module.body))
    for holder in module.body:
        is_own = isinstance(holder, ast.ClassDef) and code.text.span(holder)[1] in {
            end for _, end in code.definitions
        }
        if not is_own or not isinstance(holder, ast.ClassDef):
            continue
        own = list(_made_in(holder.body))
        for some in (own, *([each] for each in own if len(own) > 1)):
            names = {f"{holder.name}.{each.name}": f"self.{each.name}" for each in some}
            yield from _own(code, holder, some, names)
        for each in of_file:
            if any(isinstance(n, ast.Name) and n.id == each.name for n in ast.walk(holder)):
                yield from _own(code, holder, [each], {each.name: f"self.{each.name}"})


def _made_in(body: list[ast.stmt]) -> Iterator[_Shared]:
    """What some statements make that can be changed."""
    for each in body:
        match each:
            case (
                ast.Assign(targets=[ast.Name(id=name)], value=value)
                | ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value)
            ) if _is_container(value):
                yield _Shared(each, name, value)


def _is_container(value: ast.expr) -> bool:
    if isinstance(value, ast.Call):
        return name_of(value) in _CONTAINERS | MAKERS
    return isinstance(value, ast.List | ast.Dict | ast.Set)


def _own(
    code: LayerCode, holder: ast.ClassDef, some: list[_Shared], names: dict[str, str]
) -> Iterator[tuple[Change, Site]]:
    """names: how each is read beside by `self`, and how it should be."""
    text = code.text
    functions = [each for each in holder.body if isinstance(each, ast.FunctionDef)]
    if not functions or not some:
        return
    read = [n for n in ast.walk(holder) if isinstance(n, ast.Name | ast.Attribute)]
    renamed = [(*text.span(n), names[text.of(n)]) for n in read if text.of(n) in names]
    lines = [f"self.{each.name} = {text.of(each.value)}" for each in some]
    made = next((each for each in functions if each.name == "__init__"), None)
    first = first_of(made) if made else functions[0]
    start, indent = text.span(first)[0], " " * first.col_offset
    inner = f"\n{indent}" if made else f"\n{indent}    "
    before = inner.join(lines if made else ("def __init__(self):", *lines, ""))
    also = ((start, start, f"{before.rstrip()}\n{indent}"), *renamed)
    node = some[0].node
    here = text.span(node)[0]
    change = Change(here, here, "", SHARED_BY_ALL, _OWN, node, also, "; ".join(lines))
    yield change, Site(text, Scope(made or functions[0]), node, (), node)
