"""A rewrite as a syntax tree: where its forward, its backward, its output and gradients are."""

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from tests.judge.mutations.contract import CONTRACTS
from tests.judge.mutations.rewrites import Rewrite

Edit = Callable[[], object]
_HELPERS = frozenset({"__init__", "__getattr__"})


def expression(text: str) -> ast.expr:
    """A text as a node."""
    return ast.parse(text, mode="eval").body


def statement(text: str) -> ast.stmt:
    """A line as a node."""
    (line,) = ast.parse(text).body
    return line


@dataclass(frozen=True)
class Holder:
    """A node, or a list of nodes, that holds others."""

    held_in: ast.AST | list

    def set(self, field: str | int, node: ast.AST) -> None:
        """Put a node in the place of another."""
        if isinstance(self.held_in, list):
            self.held_in[field] = node
        else:
            setattr(self.held_in, field, node)


@dataclass(frozen=True)
class Expression:
    """An output or a gradient where it is returned or stored. statement: that which stores it."""

    node: ast.expr
    holder: Holder
    field: str | int
    statement: ast.stmt | None = None

    def replace_by(self, node: ast.expr) -> Edit:
        """The edit that puts another expression in its place."""
        return lambda: self.holder.set(self.field, node)


class Syntax:
    """The tree of one rewrite."""

    def __init__(self, rewrite: Rewrite) -> None:
        self.rewrite = rewrite
        self.tree = ast.parse(rewrite.source)
        self.is_loss = CONTRACTS[rewrite.layer].is_loss
        self.is_functions = rewrite.declared.get("convention") == "B"
        self.names = {ast.unparse(n) for n in ast.walk(self.tree) if isinstance(n, ast.expr)}
        self.scope = self.tree if self.is_functions else self._layer_class()

    def _layer_class(self) -> ast.ClassDef:
        classes = [each for each in self.tree.body if isinstance(each, ast.ClassDef)]
        return [each for each in classes if any(f.name == "forward" for f in _functions(each))][-1]

    def functions(self) -> Iterator[ast.FunctionDef]:
        """All functions and methods, but constructors."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.FunctionDef) and node.name not in _HELPERS:
                yield node

    def forwards(self) -> list[ast.FunctionDef]:
        """Forward, as a method or as a function."""
        return [f for f in _functions(self.scope) if f.name.endswith(("forward", "_loss"))]

    def backwards(self) -> list[ast.FunctionDef]:
        """Backward; of a loss in functions there is none of its own."""
        return [f for f in _functions(self.scope) if f.name.endswith("backward")]

    @property
    def first_gradient(self) -> int:
        """Where gradients begin in what is returned: behind the loss where both come together."""
        return int(self.is_functions and self.is_loss)

    @property
    def upstream(self) -> str:
        """What backward calls the upstream gradient."""
        for function in self.backwards():
            for name in self.upstreams_of(function):
                return name
            if function.args.vararg is not None:
                return f"{function.args.vararg.arg}[0]"
        return "dout"

    def upstreams_of(self, function: ast.FunctionDef) -> list[str]:
        """The arguments of backward that are upstream gradients."""
        names = [each.arg for each in function.args.args if each.arg != "self"]
        return names[: 2 if self.rewrite.layer == "Branch" else 1]

    def batch_size(self, place: Expression) -> str:
        """An expression for the size of the batch; nothing where there is no simple one."""
        columns = self.rewrite.declared.get("batch") == "columns"
        if not self.is_loss:
            return f"{self.upstream}.shape[{int(columns)}]"
        if self.rewrite.layer in {"ThreeLayerPerceptron", "TrainingStep"}:
            return ""
        return f"({ast.unparse(place.node)}).shape[{int(columns)}]"

    def returns_in(self, function: ast.FunctionDef) -> list[tuple[list[ast.stmt], int]]:
        """The lists that hold return statements, and where in them."""
        return [
            (body, at)
            for node in ast.walk(function)
            for body in (getattr(node, "body", None), getattr(node, "orelse", None))
            if isinstance(body, list)
            for at, each in enumerate(body)
            if isinstance(each, ast.Return) and each.value is not None
        ]

    def returned_tuples(self) -> Iterator[ast.Tuple | ast.List]:
        """Several gradients that are returned at once."""
        functions = self.forwards() if self.first_gradient else self.backwards()
        for function in functions:
            for body, at in self.returns_in(function):
                if isinstance(body[at].value, ast.Tuple | ast.List):
                    yield body[at].value

    def returned_gradients(self) -> Iterator[Expression]:
        """Each gradient in a return statement."""
        if self.rewrite.layer in {"Embedding", "ThreeLayerPerceptron"} and not self.is_functions:
            return
        functions = self.forwards() if self.first_gradient else self.backwards()
        for function in functions:
            for body, at in self.returns_in(function):
                yield from self._parts(body[at], self.first_gradient, None)

    def outputs(self) -> Iterator[Expression]:
        """Each output in a return statement of forward."""
        for function in self.forwards():
            for body, at in self.returns_in(function):
                yield from self._parts(body[at], 0, 1 if self.is_functions else None)

    def _parts(self, line: ast.Return, start: int, stop: int | None) -> Iterator[Expression]:
        if not isinstance(line.value, ast.Tuple | ast.List):
            yield Expression(line.value, Holder(line), "value")
            return
        elements = line.value.elts
        if isinstance(elements[0], ast.Tuple):  # both branches, before the cache
            elements, stop = elements[0].elts, None
        for place in range(len(elements))[start:stop]:
            yield Expression(elements[place], Holder(elements), place)

    def stored_gradients(self) -> Iterator[Expression]:
        """Each gradient of a parameter where backward stores it."""
        for function in self.backwards():
            for node in ast.walk(function):
                if isinstance(node, ast.Assign) and _is_gradient(node.targets[0]):
                    yield Expression(node.value, Holder(node), "value", node)

    def attribute_in(self, target: ast.expr) -> str | None:
        """The attribute of self that a target is, or that is among several."""
        targets = target.elts if isinstance(target, ast.Tuple) else [target]
        for each in targets:
            if isinstance(each, ast.Attribute) and ast.unparse(each.value) == "self":
                return each.attr
        return None

    def expressions(self, kind: type[ast.expr]) -> Iterator[tuple[Holder, str | int, ast.expr]]:
        """Every expression of a kind, with what holds it, that can be exchanged for another."""
        for function in self.functions():
            for node in ast.walk(function):
                for field, value in ast.iter_fields(node):
                    if isinstance(value, kind):
                        yield Holder(node), field, value
                    elif isinstance(value, list):
                        for place, each in enumerate(value):
                            if isinstance(each, kind):
                                yield Holder(value), place, each

    def removal_of(self, line: ast.stmt) -> Edit:
        """The edit that leaves a statement out."""
        return self.replacement_of(line, ast.Pass())

    def replacement_of(self, line: ast.stmt, other: ast.stmt) -> Edit:
        """The edit that puts another statement in the place of one."""

        def replace() -> None:
            for node in ast.walk(self.tree):
                for body in (getattr(node, "body", None), getattr(node, "orelse", None)):
                    if isinstance(body, list) and line in body:
                        body[body.index(line)] = other

        return replace


def _functions(scope: ast.AST) -> list[ast.FunctionDef]:
    return [each for each in scope.body if isinstance(each, ast.FunctionDef)]


def _is_gradient(target: ast.expr) -> bool:
    """Whether a target is self.dW, self.grads[0], self.grads['weight'] or a part of such."""
    text = ast.unparse(target)
    names = ("self.dW", "self.db", "self.dgamma", "self.dbeta", "self.grads[")
    return text.startswith(names) and "," not in text.split("[")[0]
