"""What a single mistake makes of a formula: every way in which one part of it may be another."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from grader.layers.diagnosis import causes
from grader.layers.diagnosis.formulas import Expression, name, number
from grader.problems import ProblemKind

ORDER = range(6)  # of edits, those first that are made most often
_EPSILONS = (1e-1, 1e-2, 1e-3, 1e-4, 1e-5, 1e-6, 1e-7, 1e-8, 1e-9, 1e-10, 1e-12)
_USUAL = (0.0, 1.0, 2.0, 3.0, 0.5, 0.1, 0.2, 0.3, 0.25, 0.7, 0.01, 0.02, 0.05, 0.001)
_USUAL_EXPONENTS = (1.0, 2.0, 3.0, 0.5, 4.0, -1.0)


@dataclass(frozen=True)
class Edit:
    """One part of a formula in place of another. rank: of `ORDER`. part: what stands there.

    right: what belongs there.
    """

    rank: int
    kind: ProblemKind
    right: Expression
    part: Expression

    @property
    def size(self) -> int:
        """How much is changed."""
        return self.right.size + self.part.size


@dataclass(frozen=True)
class Surroundings:
    """What an edit may put in.

    values: of variables by name. sizes: numbers of elements, by name. settings: the names of
    numbers that the constructor is given. value_of: the value of an expression, None where it has
    none.
    """

    values: Mapping[str, Any]
    sizes: Mapping[str, float]
    settings: frozenset[str]
    value_of: Callable[[Expression], Any]


def edits_of(whole: Expression, around: Surroundings) -> Iterator[tuple[Edit, Expression]]:
    """Every edit of an expression, with the whole expression after it."""
    for path in _paths(whole):
        at, parent = _part_at(whole, path), _part_at(whole, path[:-1]) if path else None
        for edit in _edits_at(at, parent, around):
            yield edit, _replace(whole, path, edit.part)


def _paths(whole: Expression) -> Iterator[tuple[int, ...]]:
    yield ()
    for place, part in enumerate(whole.parts):
        yield from ((place, *path) for path in _paths(part))


def _part_at(whole: Expression, path: tuple[int, ...]) -> Expression:
    return _part_at(whole.parts[path[0]], path[1:]) if path else whole


def _replace(whole: Expression, path: tuple[int, ...], part: Expression) -> Expression:
    if not path:
        return part
    parts = list(whole.parts)
    parts[path[0]] = _replace(parts[path[0]], path[1:], part)
    return Expression(whole.operation, tuple(parts), whole.detail)


def _edits_at(at: Expression, parent: Expression | None, around: Surroundings) -> Iterator[Edit]:
    yield from _edits_of_operation(at)
    if parent is not None and parent.operation in {"/", "*"} and at.operation == "*":
        yield from _sizes_instead(at, around)
    if at.operation in _ON_AXES:
        yield from _edits_of_reduction(at, around)
    if at.operation == "number":
        yield from _edits_of_number(at, parent)
    if at.operation == "name":
        yield from _edits_of_name(at, around)
    is_delicate = parent is None or parent.operation in {"/", "log", "sqrt", "exp"}
    yield from _wrapped(at, around, is_delicate=is_delicate)


def _edits_of_operation(at: Expression) -> Iterator[Edit]:
    """What another operator or function makes of the same parts."""
    operation, parts = at.operation, at.parts
    if operation in {"+", "-"}:
        yield from _edits_of_terms(at)
    if operation in {"*", "/", "@"}:
        left, right = parts
        yield Edit(1, causes.PART_LEFT_OUT, right, left)
        if operation != "/":
            yield Edit(1, causes.PART_LEFT_OUT, left, right)
    if operation == "neg":
        yield Edit(0, causes.SIGN_OF_PART, at, parts[0])
    for other in _first_others_of(at):
        yield Edit(1, causes.PART_REPLACED, at, other)
    if operation == "@":
        yield from _edits_of_product(at)
    for other in _others_of(at):
        yield Edit(2, causes.PART_REPLACED, at, other)


def _edits_of_product(at: Expression) -> Iterator[Edit]:
    """Ones in place of a matrix."""
    left, right = at.parts
    for ones in (
        (Expression("ones_like", (left,)), right),
        (left, Expression("ones_like", (right,))),
    ):
        lost = right if ones[0] is left else left
        yield Edit(2, causes.PART_LEFT_OUT, lost, Expression("@", ones))


def _edits_of_terms(at: Expression) -> Iterator[Edit]:
    """A term left out or with another sign."""
    left, right = at.parts
    for kept, lost in ((left, right), (right, left)):
        yield Edit(0, causes.TERM_LEFT_OUT, lost, kept)
    other = "-" if at.operation == "+" else "+"
    yield Edit(0, causes.SIGN_OF_PART, right, Expression(other, at.parts))
    yield Edit(0, causes.SIGN_OF_PART, at, Expression("-", (right, left)))
    yield Edit(0, causes.SIGN_OF_PART, at, Expression("neg", (Expression("+", at.parts),)))


def _first_others_of(at: Expression) -> Iterator[Expression]:
    """Parts of an expression for the whole, and branches for each other."""
    if at.operation == "**":
        yield at.parts[0]
    if at.operation == "where":
        condition, first, second = at.parts
        yield Expression("where", (condition, second, first))
        yield from (first, second)


def _others_of(at: Expression) -> Iterator[Expression]:
    """The same parts under operations that are taken for this one."""
    operation, parts = at.operation, at.parts
    for other in _MISTAKEN_FOR.get(operation, ()):
        yield Expression(other, parts)
    if operation in _SWAPPABLE:
        yield Expression(operation, parts[::-1])
    if operation == "@":
        yield from _other_products(*parts)
    if operation == "*" and parts[1].operation == "-" and str(parts[1].parts[1]) == str(parts[0]):
        squared = Expression("square", (parts[0],))  # of a tanh, where a sigmoid is
        yield Expression("-", (parts[1].parts[0], squared))
    if operation in _PLAIN_FUNCTIONS:
        (part,) = parts
        yield part
        negative = part.parts[0] if part.operation == "neg" else Expression("neg", (part,))
        yield Expression(operation, (negative,))
        yield Expression("-", (number(1.0), at))
    if operation == "exp":
        yield Expression("-", (at, number(1.0)))
        yield Expression("**", (number(2.0), parts[0]))
    if operation in {"maximum", "minimum"}:
        yield from parts
    if operation == "T":
        yield parts[0]
        yield Expression("reshaped", parts)


def _other_products(left: Expression, right: Expression) -> Iterator[Expression]:
    """Matrix products of the same two in another order, or transposed."""
    for one, other in ((left, right), (right, left)):
        for first in (one, _turned(one)):
            for second in (other, _turned(other)):
                yield Expression("@", (first, second))


def _turned(part: Expression) -> Expression:
    return part.parts[0] if part.operation == "T" else Expression("T", (part,))


def _edits_of_reduction(at: Expression, around: Surroundings) -> Iterator[Edit]:
    """Sums and the like along other axes, of other kinds, or not at all."""
    (inner,) = at.parts
    value: Any = np.asarray(around.value_of(inner))
    axes: list[Any] = [*range(np.ndim(value)), None]
    own = (
        at.detail
        if at.detail is None or isinstance(at.detail, tuple)
        else at.detail % max(np.ndim(value), 1)
    )
    for axis in axes:
        if axis != own:
            yield Edit(1, causes.AXIS_OF_PART, at, Expression(at.operation, at.parts, axis))
    yield Edit(1, causes.SUM_LEFT_OUT, at, inner)
    if at.operation in {"mean", "var"}:
        fewer = Expression(f"{at.operation}_n_minus_1", at.parts, at.detail)
        yield Edit(1, causes.DIVIDED_BY_LESS, at, fewer)
    if at.operation == "mean":
        total = Expression("sum", at.parts, at.detail)
        for size in around.sizes:
            yield Edit(3, causes.PART_REPLACED, at, Expression("/", (total, name(size))))
    for other in _ON_AXES[at.operation]:
        rank = 1 if {other, at.operation} == {"sum", "mean"} else 2
        yield Edit(rank, causes.PART_REPLACED, at, Expression(other, at.parts, at.detail))


def _sizes_instead(at: Expression, around: Surroundings) -> Iterator[Edit]:
    """A number of elements in place of a product of numbers."""
    if np.ndim(around.value_of(at)) == 0:
        for size in around.sizes:
            yield Edit(3, causes.PART_REPLACED, at, name(size))


def _edits_of_number(at: Expression, parent: Expression | None) -> Iterator[Edit]:
    value = float(at.detail)
    others: Iterable[float] = (-value, 2 * value, value / 2, value**2, value + 1, value - 1)
    if parent is not None and parent.operation == "**":
        others = _USUAL_EXPONENTS
    elif value > 0:
        others = (*others, 1 / value, value**0.5, *_USUAL)
    else:
        others = (*others, *_USUAL)
    for other in others:
        if other != value:
            yield Edit(3, causes.PART_REPLACED, at, number(other))


def _edits_of_name(at: Expression, around: Surroundings) -> Iterator[Edit]:
    """Another variable of the same shape, or another number."""
    value: Any = around.values.get(at.detail, 0.0)
    if at.detail in around.settings:
        yield from _edits_of_setting(at, float(np.asarray(value)))
    elif at.detail in around.sizes:
        for other in around.sizes:
            if other != at.detail:
                yield Edit(3, causes.PART_REPLACED, at, name(other))
        yield Edit(3, causes.PART_REPLACED, at, Expression("-", (at, number(1.0))))
        yield Edit(3, causes.PART_REPLACED, at, Expression("sqrt", (at,)))
        yield Edit(3, causes.PART_REPLACED, at, number(1.0))
    elif np.ndim(value):
        for other, candidate in around.values.items():
            if other != at.detail and np.shape(candidate) == np.shape(value):
                yield Edit(4, causes.PART_REPLACED, at, name(other))


def _edits_of_setting(at: Expression, value: float) -> Iterator[Edit]:
    yield Edit(3, causes.SETTING_REPLACED, at, Expression("-", (number(1.0), at)))
    for other in sorted({*_USUAL, 0.9, 0.99, 0.95, 0.999, value**2, value + 1, value - 1}):
        if other != value:
            yield Edit(3, causes.SETTING_REPLACED, at, number(other))


def _wrapped(at: Expression, around: Surroundings, *, is_delicate: bool) -> Iterator[Edit]:
    """A part with something done to it that should not be.

    is_delicate: a small number that is added to it would show.
    """
    value = around.value_of(at)
    shape = () if value is None else np.shape(value)
    if not shape or at.operation in {">", "<", ">=", "<="}:
        return
    if at.operation != "name":
        for other, candidate in around.values.items():
            if np.shape(candidate) == shape:
                yield Edit(4, causes.PART_REPLACED, at, name(other))
    if bool((value < 0).any() and (value > 0).any()):
        yield Edit(1, causes.CUT_AT_ZERO, at, Expression("maximum", (at, number(0.0))))
        below = Expression("minimum", (at, number(0.0)))
        yield Edit(3, causes.PART_REPLACED, at, below)
        yield Edit(3, causes.PART_REPLACED, at, Expression("abs", (at,)))
    else:
        yield Edit(3, causes.PART_REPLACED, at, Expression("sqrt", (at,)))
    yield Edit(3, causes.SIGN_OF_PART, at, Expression("neg", (at,)))
    yield Edit(3, causes.PART_REPLACED, at, Expression("square", (at,)))
    for operation in ("/", "-"):
        yield Edit(3, causes.PART_REPLACED, at, Expression(operation, (number(1.0), at)))
    yield from _multiplied(at, around)
    if is_delicate:
        yield from _made_larger(at)
    if at.operation in {"name", "T"}:
        yield from _mixed(at, shape, around)
    yield from _rearranged(at, shape)
    for operation in ("round", "trunc", "sign", "tanh", "sigmoid", "exp", "log"):
        yield Edit(5, causes.PART_REPLACED, at, Expression(operation, (at,)))


def _made_larger(at: Expression) -> Iterator[Edit]:
    """A part with a small number added, or cut off at one."""
    for epsilon in _EPSILONS:
        yield Edit(3, causes.EPSILON_ADDED, at, Expression("+", (at, number(epsilon))))
        yield Edit(5, causes.EPSILON_ADDED, at, Expression("maximum", (at, number(epsilon))))


def _mixed(at: Expression, shape: tuple[int, ...], around: Surroundings) -> Iterator[Edit]:
    """A variable times another one, its mask, or what is left without its mean."""
    for other, candidate in around.values.items():
        if np.shape(candidate) == shape:
            yield Edit(4, causes.PART_REPLACED, at, Expression("*", (at, name(other))))
    yield Edit(4, causes.PART_REPLACED, at, Expression(">", (at, number(0.0))))
    for axis in range(len(shape)):
        centred = Expression("-", (at, Expression("mean", (at,), axis)))
        yield Edit(4, causes.PART_REPLACED, at, centred)


def _multiplied(at: Expression, around: Surroundings) -> Iterator[Edit]:
    """A part with a number that it is multiplied with."""
    sizes = [name(size) for size in around.sizes]
    roots = [Expression("sqrt", (size,)) for size in sizes[:2]]
    factors = (number(2.0), *sizes, *roots, *map(name, sorted(around.settings)))
    for factor in factors:
        for operation in ("*", "/"):
            yield Edit(3, causes.PART_REPLACED, at, Expression(operation, (at, factor)))


def _rearranged(at: Expression, shape: tuple[int, ...]) -> Iterator[Edit]:
    """The elements of a part in other places, or some of them for all."""
    if len(shape) > 1 and shape[-1] == shape[-2] and at.operation != "T":
        yield Edit(3, causes.PART_REPLACED, at, Expression("T", (at,)))
    if len(shape) == 3 and at.operation == "/":
        yield Edit(2, causes.CAUSAL_MASK, at, Expression("causal", (at,)))
    for axis, length in enumerate(shape):
        if length > 1:
            for operation in ("flip", "roll", "roll_back", "first", "last", "cumsum"):
                yield Edit(4, causes.PART_REPLACED, at, Expression(operation, (at,), axis))
            for operation in ("mean", "sum", "max"):
                yield Edit(4, causes.REDUCED, at, Expression(operation, (at,), axis))
    for operation in ("mean", "sum", "max"):
        yield Edit(4, causes.REDUCED, at, Expression(operation, (at,), None))
    for axis in (*range(len(shape)), None):
        normed = Expression("/", (at, Expression("norm", (at,), axis)))
        yield Edit(5, causes.PART_REPLACED, at, normed)


_SWAPPABLE = {"/", ">", "<", ">=", "<=", "**"}
_PLAIN_FUNCTIONS = {"exp", "log", "sqrt", "abs", "sign", "tanh", "erf", "square"}
_MISTAKEN_FOR: Mapping[str, tuple[str, ...]] = {
    "+": ("*", "maximum"),
    "*": ("/", "+", "-", "maximum", "@"),
    "/": ("*", "-"),
    "@": ("*",),
    "**": ("*",),
    ">": (">=", "<", "<="),
    "<": ("<=", ">", ">="),
    ">=": (">", "<", "<="),
    "<=": ("<", ">", ">="),
    "maximum": ("minimum", "+"),
    "minimum": ("maximum", "+"),
    "exp": ("sinh", "cosh", "square", "sigmoid"),
    "log": ("log2", "log10", "log1p", "sqrt"),
    "tanh": ("sigmoid", "sinh", "erf", "sin"),
    "erf": ("tanh", "sigmoid"),
    "sqrt": ("square", "log"),
    "abs": ("square", "sign"),
    "sign": ("abs",),
}
_ON_AXES: Mapping[str, tuple[str, ...]] = {
    "sum": ("mean", "max", "min", "first", "last", "sum_without_last", "sum_without_first", "norm"),
    "mean": ("sum", "max", "min", "median", "first", "last", "norm"),
    "var": ("sum_of_squares", "mean_square", "norm", "mean", "sum"),
    "max": ("min", "mean", "sum", "first", "last"),
    "min": ("max", "mean", "sum"),
}
