"""What is read off syntax: what is called, what is assigned to, what stands in a row."""

import ast
from collections.abc import Iterator

Assignment = ast.Assign | ast.AugAssign
Function = ast.FunctionDef | ast.AsyncFunctionDef


def name_of(node: ast.AST) -> str:
    """What a call calls, without what it is a part of; nothing where this is no call."""
    match node:
        case ast.Call(func=ast.Attribute(attr=name) | ast.Name(id=name)):
            return name
    return ""


def is_of_module(node: ast.Call) -> bool:
    """Whether a function of a module is called, and not a method of an array."""
    match node.func:
        case ast.Attribute(value=ast.Name(id=name)):
            return name in {"np", "numpy", "math", "xp"}
        case ast.Attribute(value=ast.Attribute()):
            return ast.unparse(node.func.value).startswith(("np.", "numpy."))
    return isinstance(node.func, ast.Name)


def axis_in_place(node: ast.Call) -> ast.expr | None:
    """The axis where it is given without its name."""
    place = 1 if is_of_module(node) else 0
    return node.args[place] if len(node.args) > place else None


def is_of_shape(node: ast.AST) -> bool:
    """Whether this takes one size of an array."""
    held = node.value if isinstance(node, ast.Subscript) else None
    return isinstance(held, ast.Attribute) and held.attr == "shape"


def target_of(node: Assignment) -> ast.expr:
    """What is assigned to, the first where it is several."""
    return node.targets[0] if isinstance(node, ast.Assign) else node.target


def base_of(target: ast.expr) -> ast.expr:
    """The variable of which this is an element; itself where it is none."""
    while isinstance(target, ast.Subscript):
        target = target.value
    return target


def elements_of(node: ast.expr) -> list[ast.expr]:
    """The elements of a tuple, or what stands alone."""
    return node.elts if isinstance(node, ast.Tuple) else [node]


def defaults_of(function: Function) -> Iterator[tuple[str, ast.expr | None]]:
    """The arguments of a function that have a default, each with it."""
    given = function.args
    last = zip(reversed([*given.posonlyargs, *given.args]), reversed(given.defaults), strict=False)
    for argument, default in (*last, *zip(given.kwonlyargs, given.kw_defaults, strict=True)):
        yield argument.arg, default


def opposite_of(test: str) -> str:
    """A condition that holds where another one does not."""
    return test.removeprefix("not ") if test.startswith("not ") else f"not ({test})"
