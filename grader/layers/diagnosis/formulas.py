"""The right computation of a layer as data: lines of formulas, which can be computed and changed.

A kind of layer gives them as text, one assignment a line, in the syntax of Python with the
functions below. Reductions keep their axes, so that the results broadcast.
"""

import ast
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

import numpy as np

from grader.layers.diagnosis.arithmetic import FUNCTIONS, REDUCTIONS

Values = Mapping[str, Any]
_CALL_COST = 1_000  # what one call of NumPy costs, in elements of the arithmetic that it does
_CONSTANTS = {"pi": math.pi}


class TooCostlyError(Exception):
    """More was to be computed than may be."""


@dataclass(eq=False)
class Budget:
    """What may be computed yet, in elements of simple arithmetic."""

    elements: float

    def spend(self, elements: float) -> None:
        """Raise TooCostlyError where there is no more."""
        self.elements -= elements + _CALL_COST
        if self.elements < 0:
            raise TooCostlyError


@dataclass(frozen=True, eq=False)
class Expression:
    """A formula or a part of one.

    operation: an operator, a function, ``name`` or ``number``. detail: the name, the number, or the
    axis of a reduction.
    """

    operation: str
    parts: tuple["Expression", ...] = ()
    detail: Any = None

    def __str__(self) -> str:
        return _text(self, 0)

    @cached_property
    def names(self) -> frozenset[str]:
        """The variables in it."""
        own = {self.detail} if self.operation == "name" else set()
        return frozenset(own.union(*(part.names for part in self.parts)))

    @cached_property
    def size(self) -> int:
        """The number of its parts, itself included."""
        return 1 + sum(part.size for part in self.parts)


@dataclass(frozen=True, eq=False)
class Line:
    """An assignment."""

    name: str
    expression: Expression

    def __str__(self) -> str:
        return f"{self.name} = {self.expression}"


@cache
def programs_of(text: str) -> tuple[tuple[Line, ...], ...]:
    """The lines of formulas, for each way to write them. Raises ValueError for what is none."""
    parts = text.split("---\n")
    return tuple(tuple(map(_line, ast.parse(part.strip()).body)) for part in parts)


@cache
def expression_of(text: str) -> Expression:
    """A formula by itself. Raises ValueError for what is none."""
    return _expression(ast.parse(text, mode="eval").body)


def name(text: str) -> Expression:
    """A variable."""
    return Expression("name", detail=text)


def number(value: float) -> Expression:
    """A number."""
    return Expression("number", detail=value)


def compute(
    expression: Expression, values: Values, budget: Budget, known: dict[Expression, Any]
) -> Any:
    """The value of an expression. known: of parts that were computed before, by identity.

    Raises TooCostlyError where the budget is used up, and ValueError and the like where shapes do
    not fit.
    """
    if expression in known:
        return known[expression]
    if expression.operation == "name":
        return values[expression.detail]
    if expression.operation == "number":
        return expression.detail
    parts = [compute(part, values, budget, known) for part in expression.parts]
    budget.spend(_cost(expression.operation, parts))
    if expression.operation in REDUCTIONS:
        value = REDUCTIONS[expression.operation](parts[0], expression.detail)
    else:
        value = FUNCTIONS[expression.operation](*parts)
    known[expression] = value
    return value


def _cost(operation: str, parts: list[Any]) -> float:
    """About what an operation costs, in elements; never less than what it makes."""
    sizes = [np.size(part) for part in parts]
    made = max(sizes, default=1)
    if operation == "@":
        right = np.shape(parts[1])
        return 2.0 * sizes[0] * (right[-1] if len(right) > 1 else 1)
    if operation in _WINDOWED:
        return 100.0 * made
    if operation in _BROADCAST and sum(size > 1 for size in sizes) > 1:
        shapes = [np.shape(part) for part in parts]
        if len({*shapes}) > 1:
            made = math.prod(np.broadcast_shapes(*shapes))
    return float(made) * (10 if operation in {"exp", "log", "tanh", "erf", "**"} else 2)


def _line(statement: ast.stmt) -> Line:
    match statement:
        case ast.Assign(targets=[ast.Name(id=target)], value=value):
            return Line(target, _expression(value))
    raise ValueError(f"need assignments, got {ast.unparse(statement)}")


def _expression(node: ast.expr) -> Expression:  # noqa: PLR0911 - one for each kind of node
    match node:
        case ast.Constant(value=int() | float() as value):
            return number(value)
        case ast.Name(id=identifier):
            return number(_CONSTANTS[identifier]) if identifier in _CONSTANTS else name(identifier)
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return Expression("neg", (_expression(operand),))
        case ast.BinOp(left=left, op=operator, right=right):
            return Expression(_OPERATORS[type(operator)], (_expression(left), _expression(right)))
        case ast.Compare(left=left, ops=[operator], comparators=[right]):
            return Expression(_COMPARISONS[type(operator)], (_expression(left), _expression(right)))
        case ast.Subscript(value=ast.Attribute(attr="shape")):
            return name(ast.unparse(node))
        case ast.Attribute(value=value, attr="T"):
            return Expression("T", (_expression(value),))
        case ast.Call(func=ast.Name(id=function), args=[argument, axis]) if function in REDUCTIONS:
            return Expression(function, (_expression(argument),), ast.literal_eval(axis))
        case ast.Call(func=ast.Name(id=function), args=arguments) if function in FUNCTIONS:
            return Expression(function, tuple(map(_expression, arguments)))
    raise ValueError(f"no formula: {ast.unparse(node)}")


_OPERATORS: Mapping[type[ast.operator], str] = {
    ast.Add: "+",
    ast.Sub: "-",
    ast.Mult: "*",
    ast.Div: "/",
    ast.Pow: "**",
    ast.MatMult: "@",
}
_COMPARISONS: Mapping[type[ast.cmpop], str] = {
    ast.Gt: ">",
    ast.GtE: ">=",
    ast.Lt: "<",
    ast.LtE: "<=",
}
_STRENGTHS = {">": 1, ">=": 1, "<": 1, "<=": 1, "+": 2, "-": 2, "*": 3, "/": 3, "@": 3, "neg": 4}
_STRENGTHS |= {"**": 5, "T": 6}


def _text(expression: Expression, outside: int) -> str:
    """An expression as Python has it, in brackets where what is around it binds more strongly."""
    operation, parts, detail = expression.operation, expression.parts, expression.detail
    if operation == "name":
        return str(detail)
    if operation == "number":
        return "pi" if detail == math.pi else f"{detail:.6g}"
    if operation in _STRENGTHS:
        own = _STRENGTHS[operation]
        if operation == "neg":
            text = f"-{_text(parts[0], own)}"
        elif operation == "T":
            text = f"{_text(parts[0], own)}.T"
        else:
            joint = "**" if operation == "**" else f" {operation} "
            sides = (own + 1, own) if operation == "**" else (own, own + 1)
            text = joint.join(_text(part, side) for part, side in zip(parts, sides, strict=True))
        return f"({text})" if own < outside else text
    arguments = ", ".join(_text(part, 0) for part in parts)
    if operation in REDUCTIONS:
        axis = "" if detail is None else f", axis={detail}"
        return f"{operation.rstrip('_')}({arguments}{axis})"
    return f"{operation}({arguments})"


_BROADCAST = {"+", "-", "*", "/", "**", ">", ">=", "<", "<=", "where", "maximum", "minimum"}
_WINDOWED = {"conv", "conv_dx", "conv_dW", "windows", "add_windows"}
