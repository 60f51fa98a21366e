"""Which lines of a layer decide what it does in evaluation, and do nothing else."""

import ast
import re
from collections.abc import Iterator, Sequence

MODE = re.compile(r"train|mode|eval|test")
_OFF = re.compile(r"^not |eval|test|False|!= ?['\"]train")


def lines_of_evaluation(definitions: Sequence[ast.AST]) -> frozenset[int]:
    """The lines that run in evaluation alone, and those that store what they read.

    None of code that names no mode.
    """
    own = [each for node in definitions for each in _own_statements(node)]
    if not own:
        return frozenset()
    read = {name for each in own for name in _names(each, ast.Load)}
    stored = [
        each
        for node in definitions
        for each in ast.walk(node)
        if isinstance(each, ast.Assign | ast.AugAssign)
        and (_is_keyed(each) or not read.isdisjoint(_targets(each)))
    ]
    return frozenset(number for each in (*own, *stored) for number in _numbers(each))


def _own_statements(node: ast.AST) -> Iterator[ast.stmt]:
    """What runs where a condition says that this is no training."""
    for holder in ast.walk(node):
        for part in ("body", "orelse"):
            block = getattr(holder, part, None)
            if not isinstance(block, list):
                continue
            for place, each in enumerate(block):
                if isinstance(each, ast.If) and MODE.search(ast.unparse(each.test)):
                    yield from _of_condition(each, block[place + 1 :])


def _of_condition(node: ast.If, after: Sequence[ast.stmt]) -> Sequence[ast.stmt]:
    if _OFF.search(ast.unparse(node.test)):
        return node.body
    returns = bool(node.body) and isinstance(node.body[-1], ast.Return)
    return node.orelse or (after if returns else ())


def _names(node: ast.AST, context: type[ast.expr_context]) -> Iterator[str]:
    """Variables, attributes and elements of dicts that are read, or stored."""
    for each in ast.walk(node):
        is_one = isinstance(each, ast.Name | ast.Attribute | ast.Subscript)
        if is_one and isinstance(getattr(each, "ctx", None), context):
            text = ast.unparse(each)
            if text not in {"self", "np", "x"}:
                yield text


def _targets(node: ast.Assign | ast.AugAssign) -> set[str]:
    targets = node.targets if isinstance(node, ast.Assign) else [node.target]
    return {name for each in targets for name in _names(each, ast.Store)}


def _is_keyed(node: ast.Assign | ast.AugAssign) -> bool:
    """Whether something is stored in a dict, which may be read by another name."""
    keys = (each.slice for each in ast.walk(node) if isinstance(each, ast.Subscript))
    return any(isinstance(each, ast.Constant) and isinstance(each.value, str) for each in keys)


def _numbers(node: ast.stmt) -> range:
    return range(node.lineno, (node.end_lineno or node.lineno) + 1)
