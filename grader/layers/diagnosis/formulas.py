"""The right computation of a layer as data: lines of formulas, which can be computed and changed.

A kind of layer gives them as text, one assignment a line, in the syntax of Python with the
functions below. Reductions keep their axes, so that the results broadcast.
"""

import ast
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

import numpy as np

from reference.activations import normal_distribution
from reference.arrays import Floats
from reference.convolution import conv2d
from reference.patches import patches

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
    if expression.operation in _REDUCTIONS:
        value = _REDUCTIONS[expression.operation](parts[0], expression.detail)
    else:
        value = _FUNCTIONS[expression.operation](*parts)
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
        case ast.Call(func=ast.Name(id=function), args=[argument, axis]) if function in _REDUCTIONS:
            return Expression(function, (_expression(argument),), ast.literal_eval(axis))
        case ast.Call(func=ast.Name(id=function), args=arguments) if function in _FUNCTIONS:
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
    if operation in _REDUCTIONS:
        axis = "" if detail is None else f", axis={detail}"
        return f"{operation.rstrip('_')}({arguments}{axis})"
    return f"{operation}({arguments})"


def _transpose(array: Floats) -> Floats:
    return np.swapaxes(array, -1, -2) if np.ndim(array) > 1 else array


def _erf(x: Floats) -> Floats:
    return 2.0 * normal_distribution(math.sqrt(2.0) * x)[0] - 1.0


def _frames(x: Floats, W: Floats, stride: float, pad: float) -> tuple[Any, Any]:
    return conv2d(x, W, np.zeros(len(W)), int(stride), int(pad))


def _conv(x: Floats, W: Floats, stride: float, pad: float) -> Floats:
    response: Floats = _frames(x, W, stride, pad)[0]
    return response


def _conv_weights(dout: Floats, x: Floats, W: Floats, stride: float, pad: float) -> Floats:
    """The gradient of the filters."""
    windows = patches(np.pad(x, _margins(pad)), W.shape[2:], int(stride), 0)[0]
    rows, columns = dout.shape[2:]
    taken = windows[:, :, :rows, :columns]
    return np.tensordot(dout, taken, axes=((0, 2, 3), (0, 2, 3)))


def _conv_inputs(dout: Floats, x: Floats, W: Floats, stride: float, pad: float) -> Floats:
    """The gradient of the images."""
    shares = np.moveaxis(np.tensordot(dout, W, axes=(1, 0)), 3, 1)  # (N, C, OH, OW, KH, KW)
    return _add_windows(shares, x, stride, pad)


def _add_windows(shares: Floats, x: Floats, stride: float, pad: float) -> Floats:
    """What windows (N, C, OH, OW, KH, KW) make of an image that is shaped like x."""
    margin, step = int(pad), int(stride)
    found = np.pad(np.zeros_like(x), _margins(pad))
    rows, columns = shares.shape[2:4]
    for i, j in np.ndindex(*shares.shape[4:]):
        places = (slice(i, i + step * rows, step), slice(j, j + step * columns, step))
        found[:, :, places[0], places[1]] += shares[..., i, j]
    height, width = x.shape[2:]
    return found[:, :, margin : margin + height, margin : margin + width]


def _margins(pad: float) -> tuple[tuple[int, int], ...]:
    return ((0, 0), (0, 0), (int(pad), int(pad)), (int(pad), int(pad)))


def _windows(x: Floats, height: float, width: float, stride: float) -> Floats:
    """The windows (N, C, OH, OW, height, width) of images."""
    return patches(x, (int(height), int(width)), int(stride), 0)[0]


def _places(windows: Floats) -> Floats:
    """1 where the first of the largest elements of a window is, else 0."""
    flat = windows.reshape(*windows.shape[:4], -1)
    first = flat.argmax(axis=-1)[..., np.newaxis] == np.arange(flat.shape[-1])
    found: Floats = first.reshape(windows.shape).astype(np.float64)
    return found


_REDUCTIONS: Mapping[str, Callable[[Any, Any], Any]] = {
    "sum": lambda a, axis: np.sum(a, axis=axis, keepdims=True),
    "mean": lambda a, axis: np.mean(a, axis=axis, keepdims=True),
    "max": lambda a, axis: np.max(a, axis=axis, keepdims=True),
    "min": lambda a, axis: np.min(a, axis=axis, keepdims=True),
    "median": lambda a, axis: np.median(a, axis=axis, keepdims=True),
    "first": lambda a, axis: np.take(a, [0], axis=axis),
    "last": lambda a, axis: np.take(a, [-1], axis=axis),
    "flip": lambda a, axis: np.flip(a, axis=axis),
    "roll": lambda a, axis: np.roll(a, 1, axis=axis),
    "roll_back": lambda a, axis: np.roll(a, -1, axis=axis),
    "sum_without_last": lambda a, axis: a.sum(axis, keepdims=True) - np.take(a, [-1], axis=axis),
    "sum_without_first": lambda a, axis: a.sum(axis, keepdims=True) - np.take(a, [0], axis=axis),
    "mean_n_minus_1": lambda a, axis: (
        a.sum(axis, keepdims=True) / (a.size / a.sum(axis, keepdims=True).size - 1)
    ),
    "var": lambda a, axis: np.var(a, axis=axis, keepdims=True),
    "var_n_minus_1": lambda a, axis: np.var(a, axis=axis, keepdims=True, ddof=1),
    "sum_of_squares": lambda a, axis: np.sum(
        np.square(a - np.mean(a, axis=axis, keepdims=True)), axis=axis, keepdims=True
    ),
    "mean_square": lambda a, axis: np.mean(np.square(a), axis=axis, keepdims=True),
    "norm": lambda a, axis: np.sqrt(np.sum(a**2, axis=axis, keepdims=True)),
    "cumsum": lambda a, axis: np.cumsum(a, axis=axis),
}
_BROADCAST = {"+", "-", "*", "/", "**", ">", ">=", "<", "<=", "where", "maximum", "minimum"}
_WINDOWED = {"conv", "conv_dx", "conv_dW", "windows", "add_windows"}
_FUNCTIONS: Mapping[str, Callable[..., Any]] = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "/": np.true_divide,
    "**": lambda a, b: np.power(np.asarray(a, dtype=np.float64), b),
    "@": lambda a, b: a @ b,
    "neg": lambda a: -np.asarray(a),
    "T": _transpose,
    ">": lambda a, b: np.where(a > b, 1.0, 0.0),
    ">=": lambda a, b: np.where(a >= b, 1.0, 0.0),
    "<": lambda a, b: np.where(a < b, 1.0, 0.0),
    "<=": lambda a, b: np.where(a <= b, 1.0, 0.0),
    "where": lambda c, a, b: np.where(np.asarray(c) != 0, a, b),
    "maximum": np.maximum,
    "minimum": np.minimum,
    "exp": np.exp,
    "log": np.log,
    "log2": np.log2,
    "log10": np.log10,
    "log1p": np.log1p,
    "sqrt": np.sqrt,
    "tanh": np.tanh,
    "sinh": np.sinh,
    "cosh": np.cosh,
    "sin": np.sin,
    "cos": np.cos,
    "erf": _erf,
    "sigmoid": lambda x: 1.0 / (1.0 + np.exp(-np.asarray(x))),
    "abs": np.abs,
    "sign": np.sign,
    "tan": np.tan,
    "arctan": np.arctan,
    "ones_like": lambda a: np.ones(np.shape(a)),
    "square": np.square,
    "round": np.round,
    "trunc": np.trunc,
    "reshaped": lambda a: np.reshape(a, np.shape(a)[::-1]),
    "reshape_as": lambda a, b: np.reshape(a, np.shape(b)),
    "conv": _conv,
    "conv_dW": _conv_weights,
    "conv_dx": _conv_inputs,
    "windows": _windows,
    "add_windows": _add_windows,
    "places": _places,
    "spread": lambda dout, like: np.broadcast_to(dout[..., np.newaxis, np.newaxis], like.shape),
    "squeeze": lambda a: np.asarray(a).reshape(np.shape(a)[:4]),
    "causal": lambda a: np.where(np.tril(np.ones(np.shape(a)[-2:])) == 1, a, -np.inf),
    "one_hot": lambda idx, W: np.eye(len(W))[np.asarray(idx).astype(int).ravel()],
    "channels": lambda b: np.reshape(b, (-1, 1, 1)),
    "rows": lambda a: np.reshape(a, (-1, np.shape(a)[-1])),
}
