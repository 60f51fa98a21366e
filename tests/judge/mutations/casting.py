"""Right rewrites with lower precision somewhere inside, which makes none of them wrong.

Any expression may be cast: an input, a weight, a mean, a product, a loss, what is returned. Of each
the cast leaves alone what is no float64, such as whole numbers and masks.
"""

import ast
from collections.abc import Collection, Iterator

from tests.judge.mutations.rewrites import Rewrite

SINGLE, SINGLE_AND_BACK, HALF = "float32", "float32 and back", "float16"
COPY = "copy"  # loses nothing, and shows at which places no cast is safe

_HEAD = """import numpy as _numpy

def _cast(value):
    if isinstance(value, _numpy.ndarray) and value.dtype == _numpy.float64:
        return {array}
    if isinstance(value, (float, _numpy.float64)):
        return {number}
    return value

"""
_TYPES = {
    SINGLE: ("value.astype(_numpy.float32)", "_numpy.float32(value)"),
    SINGLE_AND_BACK: ("value.astype(_numpy.float32).astype(float)", "float(_numpy.float32(value))"),
    HALF: ("value.astype(_numpy.float16)", "_numpy.float16(value)"),
    COPY: ("value.copy()", "value"),
}


def count_places(rewrite: Rewrite) -> int:
    """How many expressions a rewrite has that may be cast."""
    return len(list(_places(ast.parse(rewrite.source))))


def cast(rewrite: Rewrite, places: Collection[int], kind: str) -> str:
    """The source of a rewrite with the expressions at some places cast."""
    tree = ast.parse(rewrite.source)
    for number, (parent, field, index) in enumerate(list(_places(tree))):
        if number in places:
            held = getattr(parent, field)
            node = held if index is None else held[index]
            wrapped = ast.Call(ast.Name("_cast", ast.Load()), [node], [])
            if index is None:
                setattr(parent, field, wrapped)
            else:
                held[index] = wrapped
    array, number_ = _TYPES[kind]
    body = ast.unparse(ast.fix_missing_locations(tree))
    return _HEAD.format(array=array, number=number_) + body + "\n"


def _places(tree: ast.AST) -> Iterator[tuple[ast.AST, str, int | None]]:
    """Every expression within a function that is read, by what holds it; the innermost last."""
    for function in ast.walk(tree):
        if isinstance(function, ast.FunctionDef):
            for line in function.body:
                yield from _in(line)


def _in(parent: ast.AST) -> Iterator[tuple[ast.AST, str, int | None]]:
    if isinstance(parent, ast.FunctionDef | ast.ClassDef | ast.Lambda):
        return
    for field, held in ast.iter_fields(parent):
        if field in {"func", "slice", "target", "targets", "generators", "ctx"}:
            if field == "func" and isinstance(held, ast.Attribute):
                yield from _in(held)  # the array of a method
            continue
        for index, node in enumerate(held) if isinstance(held, list) else [(None, held)]:
            if isinstance(node, ast.AST):
                if isinstance(node, ast.expr) and _may_be_cast(parent, node):
                    yield parent, field, index
                yield from _in(node)


def _may_be_cast(parent: ast.AST, node: ast.expr) -> bool:
    if isinstance(node, ast.Tuple | ast.List | ast.Starred | ast.Slice | ast.JoinedStr):
        return False
    if isinstance(node, ast.Constant) and not isinstance(node.value, float):
        return False
    return not (isinstance(node, ast.Name) and node.id in {"np", "self", "math"})
