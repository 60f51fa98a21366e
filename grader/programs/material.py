"""A program without its docstrings, and how much is typed into it; run in the sandbox itself.

As `rules` is: Python's own parser is not let near hostile source in the server's process, and this
file knows only the standard library and NumPy.
"""

import ast
import builtins
import copy
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np
import numpy.typing as npt


def without_docstrings(source: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
    """A source without its docstrings, lines and columns of all else as they were.

    What is not UTF-8 stays as it is, so that its docstrings count as texts.
    """
    data = source.tobytes()
    try:
        lines = data.decode("utf-8").encode("utf-8").split(b"\n")
    except UnicodeDecodeError:
        return source
    for text in _docstrings(ast.parse(data)):
        first, last = text.lineno - 1, (text.end_lineno or text.lineno) - 1
        begin, end = text.col_offset, text.end_col_offset or 0
        tail = lines[last][end:]
        for at in range(first, last + 1):
            lines[at] = lines[first][:begin] if at == first else b""
        lines[last] = (lines[first][:begin] if last == first else b" " * begin) + b"0" + tail
    return np.frombuffer(b"\n".join(lines), dtype=np.uint8)


def material(source: npt.NDArray[np.uint8]) -> npt.NDArray[np.int64]:
    """How much is typed in, in bytes (2,): in numbers, texts, rows and names of no use; in all.

    What is measured is information: of literals which ones there are, by the frequency of their
    characters, and in what order they stand, by their own frequency; the same of names, of the
    kinds of nodes of the syntax tree, and of the lines that statements begin on. A name of no use
    is one that stands in a single place and is not Python's or NumPy's; of rows (see `_rows`) it is
    which of their elements stands where. Docstrings are to be taken out before.
    """
    tree = ast.parse(source.tobytes())
    literals = [*_literals(tree)]
    names = [name for node in ast.walk(tree) for name in _names(node)]
    kinds = [type(node).__name__ for node in ast.walk(tree) if not isinstance(node, _CONTEXTS)]
    times = Counter(name for name in names if name not in _USUAL)
    single = [name for name, count in times.items() if count == 1]
    typed = _bits(literals) + _bits("".join(dict.fromkeys(literals))) + _bits("".join(single))
    typed += _bits([*_rows(tree)])
    whole = typed + _bits("".join(times)) + _bits(names) + _bits(kinds) + _bits([*_gaps(tree)])
    return np.array([typed / 8, whole / 8], dtype=np.int64)


_CONTEXTS = (ast.expr_context, ast.Constant, ast.arguments)
_USUAL = frozenset({*dir(builtins), *dir(np), *dir(np.ndarray), *dir(np.random), *dir(np.linalg)})


def _literals(tree: ast.AST) -> Iterator[str]:
    """What is written as it is, with its signs, but for texts that nobody reads."""
    inner = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.UnaryOp):
            inner.add(id(node.operand))
        elif isinstance(node, ast.Constant) and id(node) not in inner:
            yield repr(node.value)
        if isinstance(node, ast.UnaryOp) and id(node) not in inner and (text := _literal(node)):
            yield text


def _rows(tree: ast.AST) -> Iterator[str]:
    """What stands in a row with others and could be a table: each element as it is written.

    Elements of lists, tuples, sets and dicts that hold more than literals; of whatever else takes
    many; the steps of long chains such as `a + b - c` and `a[b].c(d)`; statements that are written
    again and again.
    """
    inner = set[int]()
    statements = Counter(_head(node) for node in ast.walk(tree) if isinstance(node, _STATEMENTS))
    for statement, count in statements.items():
        yield from [statement] * count if statement and count > _SOME else ()
    for node in ast.walk(tree):
        for _, field in ast.iter_fields(node):
            row = [e for e in field if isinstance(e, _IN_ROWS)] if isinstance(field, list) else []
            if len(row) > _most(node):
                yield from (_written(each) for each in row if not isinstance(each, _DISPLAYS))
        if isinstance(node, _STEPS) and id(node) not in inner:
            steps = [*_chain(node, inner)]
            yield from steps if len(steps) > _MANY else ()


_DISPLAYS = (ast.List, ast.Tuple, ast.Set, ast.Dict)
_STATEMENTS = (ast.stmt, ast.match_case, ast.ExceptHandler)
_BODIES = ("body", "orelse", "finalbody", "handlers", "cases")
_STEPS = (ast.BinOp, ast.UnaryOp, ast.Attribute, ast.Subscript, ast.Call, ast.IfExp, ast.If)
_IN_ROWS = (
    *(ast.expr, ast.cmpop, ast.keyword, ast.arg, ast.comprehension, ast.withitem),
    *(ast.match_case, ast.pattern, ast.ExceptHandler),
)
_SOME, _MANY = 2, 8


def _most(node: ast.AST) -> int:
    """How many elements of a node are no row yet."""
    match node:
        case ast.Dict(keys=keys, values=values):
            elements = [*filter(None, keys), *values]
        case ast.List(elts=elements) | ast.Tuple(elts=elements) | ast.Set(elts=elements):
            if isinstance(getattr(node, "ctx", None), ast.Store):
                return _MANY
        case _:
            return _MANY
    return max(_MANY, len(elements)) if all(map(_literal, elements)) else 1


def _written(element: ast.AST) -> str:
    """An element of a row; a literal, which is counted as such, by its place alone."""
    return "" if _literal(element) else _dump(element)


def _dump(node: ast.AST) -> str:
    """A node as text; empty for one that is nested too deeply, whose chains are counted."""
    try:
        return ast.dump(node)
    except RecursionError:
        return ""


def _head(statement: ast.AST) -> str:
    """A statement without those that it holds."""
    head = copy.copy(statement)
    for field in _BODIES:
        if hasattr(head, field):
            setattr(head, field, [])
    return _dump(head)


def _literal(node: ast.AST) -> str:
    """A literal with the signs before it, as `-1`; empty for what is none."""
    signs = ""
    while isinstance(node, ast.UnaryOp):
        signs += type(node.op).__name__
        node = node.operand
    return f"{signs}{node.value!r}" if isinstance(node, ast.Constant) else ""


def _chain(node: ast.AST, inner: set[int]) -> Iterator[str]:
    """The steps of a chain of operators, attributes, subscripts, calls and cases. inner: nodes."""
    waiting = [node]
    while waiting:
        each = waiting.pop()
        inner.add(id(each))
        match each:
            case ast.BinOp(left=left, op=op, right=right):
                yield type(op).__name__
                waiting += [left, right]
            case ast.UnaryOp(op=op, operand=operand) if not _literal(each):
                yield type(op).__name__
                waiting.append(operand)
            case ast.Attribute(value=value, attr=name):
                yield name
                waiting.append(value)
            case ast.Subscript(value=value, slice=part):
                yield _written(part)
                waiting.append(value)
            case ast.Call(func=function, args=arguments, keywords=keywords):
                yield " ".join(map(_written, (*arguments, *keywords)))
                waiting.append(function)
            case ast.IfExp(test=test, body=body, orelse=other):
                yield f"{_written(test)} {_written(body)}"
                waiting.append(other)
            case ast.If(test=test, orelse=other):
                yield _written(test)
                waiting += other if len(other) == 1 and isinstance(other[0], ast.If) else ()
            case _:
                yield _written(each)


def _gaps(tree: ast.AST) -> Iterator[str]:
    """By how many lines each statement follows the one before."""
    lines = sorted(each.lineno for each in ast.walk(tree) if isinstance(each, ast.stmt))
    return (str(after - before) for before, after in pairwise(lines))


def _names(node: ast.AST) -> Iterator[str]:
    """The names that a node says, in whatever role."""
    for key in ("id", "attr", "arg", "name", "asname", "module", "rest"):
        value = getattr(node, key, None)
        if isinstance(value, str):
            yield value
    if isinstance(node, ast.Global | ast.Nonlocal):
        yield from node.names


def _bits(symbols: Sequence[str]) -> float:
    """The information in a sequence, in bits, by how often each symbol comes."""
    counts = np.array([*Counter(symbols).values()], dtype=np.float64)
    return float((counts * np.log2(counts.sum() / counts)).sum()) if counts.size else 0.0


def _docstrings(tree: ast.AST) -> Iterator[ast.Constant]:
    """The first texts of modules, classes and functions, from the last one on."""
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            first = node.body[0] if node.body else None
            value = first.value if isinstance(first, ast.Expr) else None
            if isinstance(value, ast.Constant) and isinstance(value.value, str):
                found.append(value)
    yield from sorted(found, key=lambda text: -text.lineno)
