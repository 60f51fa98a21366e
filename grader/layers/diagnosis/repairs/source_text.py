"""Source code as text and syntax at once: which bytes a node is, and how to write others there."""

import ast
import bisect
import re
from dataclasses import dataclass
from functools import cached_property

_LINE_END = re.compile(rb"\r\n|\r|\n")
ATOM = 9
UNARY = 6
PRODUCT, SUM = 5, 4
COMPARISON = 3
LOWEST = 0
_LEVELS: dict[type[ast.AST], int] = {
    ast.Lambda: LOWEST,
    ast.IfExp: LOWEST,
    ast.BoolOp: 1,
    ast.Compare: COMPARISON,
    ast.BitOr: COMPARISON,
    ast.BitAnd: COMPARISON,
    ast.Add: SUM,
    ast.Sub: SUM,
    ast.Mult: PRODUCT,
    ast.Div: PRODUCT,
    ast.FloorDiv: PRODUCT,
    ast.MatMult: PRODUCT,
    ast.Mod: PRODUCT,
    ast.UnaryOp: UNARY,
    ast.Pow: 7,
}
SYMBOLS: dict[type[ast.AST], str] = {
    ast.Add: "+",
    ast.Sub: "-",
    ast.Mult: "*",
    ast.Div: "/",
    ast.FloorDiv: "//",
    ast.MatMult: "@",
    ast.Mod: "%",
    ast.Pow: "**",
}


@dataclass(frozen=True)
class SourceText:
    """A file as bytes, as the parser counts them, without a byte order mark."""

    data: bytes

    @cached_property
    def _starts(self) -> list[int]:
        """Where each line begins."""
        return [0, *(found.end() for found in _LINE_END.finditer(self.data))]

    def line_of(self, place: int) -> int:
        """The number of the line that a byte is in, from 1."""
        return bisect.bisect_right(self._starts, place)

    def at(self, line: int, column: int) -> int:
        """The place of a line, from 1, and a column."""
        return self._starts[line - 1] + column

    def span(self, node: ast.expr | ast.stmt | ast.keyword) -> tuple[int, int]:
        """Where a node begins and ends."""
        assert node.end_lineno is not None
        assert node.end_col_offset is not None
        return self.at(node.lineno, node.col_offset), self.at(node.end_lineno, node.end_col_offset)

    def of(self, node: ast.expr | ast.stmt | ast.keyword) -> str:
        """A node as it is written, without brackets around it."""
        start, end = self.span(node)
        return self.between(start, end)

    def between(self, start: int, end: int) -> str:
        """The text of some bytes."""
        return self.data[start:end].decode()

    def operand(self, node: ast.expr, level: int) -> str:
        """A node as an operand of something that binds as tightly as that."""
        text = self.of(node)
        return f"({text})" if level_of(node) < level else text

    def has_brackets(self, start: int, end: int) -> bool:
        """Whether brackets stand right around some bytes."""
        return self.data[start - 1 : start] == b"(" and self.data[end : end + 1] == b")"


def level_of(node: ast.expr) -> int:
    """How tightly an expression holds together."""
    if isinstance(node, ast.BinOp):
        return _LEVELS.get(type(node.op), SUM)
    return _LEVELS.get(type(node), ATOM)


def level_of_operator(operator: type[ast.AST]) -> int:
    """How tightly an operator binds."""
    return _LEVELS.get(operator, SUM)


def level_asked(parent: ast.AST, node: ast.AST) -> int:
    """How tightly what stands in the place of a node has to hold together."""
    match parent:
        case ast.BinOp(op=ast.Pow()):
            return ATOM if node is parent.left else UNARY
        case ast.BinOp():
            return level_of(parent) + (node is parent.right)
        case ast.UnaryOp():
            return UNARY
        case ast.Attribute(value=held) | ast.Subscript(value=held) | ast.Call(func=held) if (
            held is node
        ):
            return ATOM
        case ast.Compare():
            return COMPARISON + 1
    return LOWEST
