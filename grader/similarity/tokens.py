"""Python source as tokens that renaming, reformatting and new comments leave as they are.

Names that a participant may choose are all one name; attributes keep theirs, apart from those of
`self`, since what is called on an array says what is done. Constants keep their kind alone.
Docstrings, annotations and comments are left out.
"""

import ast
import builtins
import keyword
import re
import warnings
from collections.abc import Iterator
from dataclasses import dataclass

_BUILTINS = frozenset(dir(builtins))
# A string without an end goes on to that of its line or of the text: nothing is read twice.
_LEXEME = re.compile(
    r"""(?P<skip>\#[^\n]*|\s+|\\\n|;)
      |(?P<string>[A-Za-z]{0,2}(?:\"{3}.*?(?:\"{3}|\Z)|'{3}.*?(?:'{3}|\Z)
        |"(?:\\.|[^"\\\n])*"?|'(?:\\.|[^'\\\n])*'?))
      |(?P<number>\.?\d[\w.]*)
      |(?P<name>[^\W\d]\w*)
      |(?P<sign>.)""",
    re.VERBOSE | re.DOTALL,
)


@dataclass(frozen=True)
class Token:
    """What stands somewhere, and the line where, from 1."""

    text: str
    line: int


@dataclass(frozen=True)
class Tokens:
    """A source's tokens twice: by grammar, None where Python cannot read it, and by looks."""

    by_grammar: tuple[Token, ...] | None
    by_looks: tuple[Token, ...]


def tokens_of(source: str, *, grammar: bool = True) -> Tokens:
    """The tokens of any text, however broken; it is never executed. grammar: whether it is parsed.

    Python's parser can be brought to its knees by texts that are made for it: where they come from
    strangers, parse in a process that may fall (`grader.similarity.in_subprocess`).
    """
    return Tokens(_by_grammar(source) if grammar else None, tuple(_by_looks(source)))


def _by_grammar(source: str) -> tuple[Token, ...] | None:
    """Nodes of the syntax tree in the order of the source."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return tuple(_walk(ast.parse(source), 1))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def _walk(node: ast.AST, line: int) -> Iterator[Token]:
    line = getattr(node, "lineno", line)
    if isinstance(node, ast.expr_context | ast.alias) or _is_talk(node):
        return
    yield Token(_label(node), line)
    for name, value in ast.iter_fields(node):
        if name in {"annotation", "returns", "type_comment"}:
            continue
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.AST):
                yield from _walk(child, line)


def _is_talk(node: ast.AST) -> bool:
    """Whether a node does nothing: a docstring, another bare constant or `pass`."""
    bare = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    return bare or isinstance(node, ast.Pass)


def _label(node: ast.AST) -> str:
    """What stays of a node once its names are gone."""
    kind = type(node).__name__
    match node:
        case ast.Constant(value=value):
            return type(value).__name__
        case ast.Attribute(value=ast.Name(id="self")):
            return "Name"
        case ast.Attribute(attr=attribute):
            return f"{kind}.{attribute}"
        case ast.Name(id=name) if name in _BUILTINS:
            return f"{kind} {name}"
    return kind


def _by_looks(source: str) -> Iterator[Token]:
    """Lexemes, with no need of a grammar."""
    line, before = 1, ""
    for match in _LEXEME.finditer(source):
        text, kind = match.group(), match.lastgroup
        talks = kind == "string" and text.lstrip("rbuRBU")[:3] in {'"""', "'''"}
        if kind != "skip" and not talks:
            yield Token(_lexeme(kind or "", text, before), line)
            before = text
        line += text.count("\n")


def _lexeme(kind: str, text: str, before: str) -> str:
    """A lexeme without what a participant may choose."""
    if kind in {"string", "number"}:
        return kind
    kept = keyword.iskeyword(text) or text in _BUILTINS or before == "."
    return text if kind == "sign" or kept else "name"
