"""Mutation operators: small changes to the syntax tree of a right rewrite, each one mistake.

An operator lists the places where it applies, in the order of the tree, each as an edit that
changes the tree when called. What an operator names as causes is what the judge should say of the
mistake; none where the mistake has no name.
"""

import ast
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from tests.judge.mutations.rewrites import Rewrite
from tests.judge.mutations.syntax import Edit, Expression, Syntax, expression, statement

Sites = Callable[[Syntax], Iterator[Edit]]


@dataclass(frozen=True)
class Operator:
    """A kind of change. causes: the codes of problems that name the mistake."""

    causes: frozenset[str]
    sites: Sites


def edits_of(name: str, rewrite: Rewrite) -> list[Callable[[], str]]:
    """Every mutant of a rewrite by an operator, each as what makes its source."""
    count = len(list(OPERATORS[name].sites(Syntax(rewrite))))
    return [lambda place=place: mutate(name, rewrite, place) for place in range(count)]


def mutate(name: str, rewrite: Rewrite, place: int) -> str:
    """The source of one mutant. place: of the edit among those of the operator."""
    syntax = Syntax(rewrite)
    list(OPERATORS[name].sites(syntax))[place]()
    if "np." not in rewrite.source:
        syntax.tree.body.insert(0, statement("import numpy as np"))
    return ast.unparse(ast.fix_missing_locations(syntax.tree)) + "\n"


# Whole gradients and outputs.
def _wrap(places: Callable[[Syntax], Iterator[Expression]], template: str) -> Sites:
    """Whatever `places` finds becomes `template`, with {e} for what it was, {n} for the batch."""

    def sites(syntax: Syntax) -> Iterator[Edit]:
        for place in places(syntax):
            words = {"e": f"({ast.unparse(place.node)})", "n": syntax.batch_size(place)}
            words["dout"] = syntax.upstream
            if "{n}" not in template or words["n"]:
                yield place.replace_by(expression(template.format(**words)))

    return sites


def _gradients(syntax: Syntax) -> Iterator[Expression]:
    yield from syntax.returned_gradients()
    yield from syntax.stored_gradients()


def _outputs(syntax: Syntax) -> Iterator[Expression]:
    yield from syntax.outputs()


def _stored(syntax: Syntax) -> Iterator[Expression]:
    yield from syntax.stored_gradients()


def _returned(syntax: Syntax) -> Iterator[Expression]:
    yield from syntax.returned_gradients()


def _gradients_of_layers(syntax: Syntax) -> Iterator[Expression]:
    if not syntax.is_loss:
        yield from _gradients(syntax)


def _gradients_of_losses(syntax: Syntax) -> Iterator[Expression]:
    if syntax.is_loss:
        yield from _gradients(syntax)


_ONE_ELEMENT = (  # the largest: another may be 0
    "{e} * (1 + 0.01 * (np.arange(np.size({e})) == np.abs({e}).argmax()).reshape(np.shape({e})))"
)
_ONE_ROW = "{e} * (1 + (np.arange(len({e})) == 0).reshape(-1, *[1] * (np.ndim({e}) - 1)))"
_ONE_COLUMN = "{e} * (1 - (np.arange(np.shape({e})[-1]) == 0))"


def _upstream_replaced(template: str) -> Sites:
    def sites(syntax: Syntax) -> Iterator[Edit]:
        for function in () if syntax.is_loss else syntax.backwards():
            for name in syntax.upstreams_of(function):
                line = statement(f"{name} = {template.format(dout=name)}")
                yield lambda function=function, line=line: function.body.insert(0, line)

    return sites


def _kept_for_ever(syntax: Syntax) -> Iterator[Edit]:
    """What forward keeps is what it kept first."""
    for function in syntax.forwards():
        for node in ast.walk(function):
            if isinstance(node, ast.Assign) and (name := syntax.attribute_in(node.targets[0])):
                value = ast.unparse(node.value)
                kept = expression(f"self.__dict__.setdefault('first_{name}', {value})")
                yield lambda node=node, kept=kept: setattr(node, "value", kept)


def _piled_up(syntax: Syntax) -> Iterator[Edit]:
    """A stored gradient is added to that of the call before."""
    for number, place in enumerate(syntax.stored_gradients()):
        total = f"getattr(self, 'total{number}', 0) + ({ast.unparse(place.node)})"
        yield place.replace_by(
            expression(f"self.__dict__.update(total{number}={total}) or self.total{number}")
        )


def _not_stored(syntax: Syntax) -> Iterator[Edit]:
    for place in syntax.stored_gradients():
        if place.statement is not None:
            yield syntax.removal_of(place.statement)


def _input_overwritten(syntax: Syntax) -> Iterator[Edit]:
    for function in syntax.forwards():
        names = [each.arg for each in function.args.args if each.arg != "self"]
        for name in names[:1]:
            line = statement(f"{name}[0] = 0")
            for holder, at in syntax.returns_in(function):
                yield lambda holder=holder, at=at, line=line: holder.insert(at, line)


def _parameter_moved(syntax: Syntax) -> Iterator[Edit]:
    for function in syntax.backwards():
        for name in ("W", "gamma"):
            if (
                f"self.{name}," in syntax.rewrite.source
                or f"self.{name} =" in syntax.rewrite.source
            ):
                line = statement(f"self.{name} -= 0.1 * self.d{name}")
                for holder, at in syntax.returns_in(function)[-1:]:
                    yield lambda holder=holder, at=at, line=line: holder.insert(at, line)


def _swapped(syntax: Syntax) -> Iterator[Edit]:
    for returned in syntax.returned_tuples():
        first = syntax.first_gradient
        if len(returned.elts) - first >= 2:
            places = (first, first + 1)
            yield lambda elts=returned.elts, places=places: _swap(elts, *places)


def _swap(elements: list[ast.expr], first: int, second: int) -> None:
    elements[first], elements[second] = elements[second], elements[first]


def _one_too_few(syntax: Syntax) -> Iterator[Edit]:
    for returned in syntax.returned_tuples():
        if len(returned.elts) - syntax.first_gradient >= 2:
            yield lambda elts=returned.elts: elts.pop()


def _nothing_returned(syntax: Syntax) -> Iterator[Edit]:
    if syntax.rewrite.layer in {"Embedding", "ThreeLayerPerceptron", "TrainingStep"}:
        return
    for function in syntax.backwards():
        for holder, at in syntax.returns_in(function)[-1:]:
            yield lambda holder=holder, at=at: holder.__setitem__(at, statement("return None"))


# Sums and axes in the gradients of parameters.
def _sums(root: ast.AST) -> Iterator[ast.Call]:
    for node in ast.walk(root):
        if _is_sum(node):
            yield node


def _is_sum(node: ast.AST) -> bool:
    is_method = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
    return is_method and node.func.attr == "sum"


def _stored_sums(syntax: Syntax) -> Iterator[ast.Call]:
    for place in syntax.stored_gradients():
        yield from _sums(ast.Expression(place.node))


def _sum_averaged(syntax: Syntax) -> Iterator[Edit]:
    if not syntax.is_loss:
        for call in _stored_sums(syntax):
            yield lambda call=call: setattr(call.func, "attr", "mean")


def _sum_dropped(syntax: Syntax) -> Iterator[Edit]:
    for place in syntax.stored_gradients():
        node = place.node
        if _is_sum(node):
            is_function = ast.unparse(node.func.value) == "np"
            yield place.replace_by(node.args[0] if is_function else node.func.value)


def _sum_along_other_axis(syntax: Syntax) -> Iterator[Edit]:
    for call in _stored_sums(syntax):
        for value in _axes_of(call):
            yield lambda value=value: setattr(value, "value", 1 - value.value)


def _axes_of(call: ast.Call) -> Iterator[ast.Constant]:
    for keyword in call.keywords:
        value = keyword.value
        if keyword.arg == "axis" and isinstance(value, ast.Constant) and value.value in (0, 1):
            yield value


# One node of the tree.
def _nodes(kind: type | tuple[type, ...]) -> Callable[[Syntax], Iterator]:
    def nodes(syntax: Syntax) -> Iterator:
        for function in syntax.functions():
            for node in ast.walk(function):
                if isinstance(node, kind):
                    yield node

    return nodes


_SWAPS: Mapping[type, tuple[type, ...]] = {
    ast.Add: (ast.Sub,),
    ast.Sub: (ast.Add,),
    ast.Mult: (ast.Div, ast.Add),
    ast.Div: (ast.Mult,),
    ast.MatMult: (),
    ast.Pow: (),
}


def _operator_swapped(syntax: Syntax) -> Iterator[Edit]:
    for node in _nodes((ast.BinOp, ast.AugAssign))(syntax):
        for other in _SWAPS.get(type(node.op), ()):
            yield lambda node=node, other=other: setattr(node, "op", other())


def _term_left_out(syntax: Syntax) -> Iterator[Edit]:
    for holder, field, node in syntax.expressions(ast.BinOp):
        if isinstance(node.op, ast.Add | ast.Sub):
            yield lambda h=holder, f=field, n=node: h.set(f, n.left)


def _factor_left_out(syntax: Syntax) -> Iterator[Edit]:
    for holder, field, node in syntax.expressions(ast.BinOp):
        if isinstance(node.op, ast.Mult | ast.Div):
            yield lambda h=holder, f=field, n=node: h.set(f, n.left)
        if isinstance(node.op, ast.Mult):
            yield lambda h=holder, f=field, n=node: h.set(f, n.right)


def _minus_dropped(syntax: Syntax) -> Iterator[Edit]:
    for holder, field, node in syntax.expressions(ast.UnaryOp):
        if isinstance(node.op, ast.USub | ast.Invert):
            yield lambda h=holder, f=field, n=node: h.set(f, n.operand)


def _power_dropped(syntax: Syntax) -> Iterator[Edit]:
    for holder, field, node in syntax.expressions(ast.BinOp):
        if isinstance(node.op, ast.Pow):
            yield lambda h=holder, f=field, n=node: h.set(f, n.left)


def _transposition_dropped(syntax: Syntax) -> Iterator[Edit]:
    for holder, field, node in syntax.expressions(ast.Attribute):
        if node.attr == "T":
            yield lambda h=holder, f=field, n=node: h.set(f, n.value)


_OF_ONE_ARRAY = {f"np.{each}" for each in ("sqrt", "exp", "abs", "log", "sign", "square", "tanh")}


def _call_dropped(syntax: Syntax) -> Iterator[Edit]:
    """A function of one array that is not applied."""
    for holder, field, node in syntax.expressions(ast.Call):
        if ast.unparse(node.func) in _OF_ONE_ARRAY:
            yield lambda h=holder, f=field, n=node: h.set(f, n.args[0])


_OTHER_FUNCTIONS = {
    "maximum": "minimum",
    "max": "min",
    "argmax": "argmin",
    "var": "std",
    "mean": "sum",
    "sum": "mean",
    "exp": "expm1",
    "log": "log2",
    "outer": "add.outer",
    "zeros": "ones",
    "zeros_like": "ones_like",
    "tanh": "arctan",
    "sign": "abs",
    "sqrt": "square",
    "ravel": "cumsum",
    "rand": "randn",
}


def _function_swapped(syntax: Syntax) -> Iterator[Edit]:
    for node in _nodes(ast.Call)(syntax):
        if isinstance(node.func, ast.Attribute) and node.func.attr in _OTHER_FUNCTIONS:
            other = _OTHER_FUNCTIONS[node.func.attr]
            yield lambda node=node, other=other: setattr(node.func, "attr", other)


def _axis_changed(syntax: Syntax) -> Iterator[Edit]:
    for call in _nodes(ast.Call)(syntax):
        for value in _axes_of(call):
            yield lambda value=value: setattr(value, "value", 1 - value.value)


def _dimensions_not_kept(syntax: Syntax) -> Iterator[Edit]:
    for call in _nodes(ast.Call)(syntax):
        for keyword in call.keywords:
            if keyword.arg == "keepdims":
                yield lambda call=call, keyword=keyword: call.keywords.remove(keyword)


def _constant_changed(syntax: Syntax) -> Iterator[Edit]:
    for node in _nodes(ast.Constant)(syntax):
        is_number = isinstance(node.value, int | float) and not isinstance(node.value, bool)
        if is_number and (node.value == 0 or abs(node.value) >= 0.005):
            yield lambda node=node: setattr(node, "value", node.value + 1)
            if node.value:
                yield lambda node=node: setattr(node, "value", node.value * 2)


_FLIPS = {ast.Gt: ast.Lt, ast.Lt: ast.Gt, ast.GtE: ast.LtE, ast.LtE: ast.GtE}
_FLIPS |= {ast.Eq: ast.NotEq, ast.NotEq: ast.Eq}


def _comparison_flipped(syntax: Syntax) -> Iterator[Edit]:
    for node in _nodes(ast.Compare)(syntax):
        for place, op in enumerate(node.ops):
            other = _FLIPS.get(type(op))
            if other is not None:
                yield lambda node=node, place=place, other=other: node.ops.__setitem__(
                    place, other()
                )


def _factors_swapped(syntax: Syntax) -> Iterator[Edit]:
    for node in _nodes(ast.BinOp)(syntax):
        if isinstance(node.op, ast.MatMult | ast.Sub | ast.Div):
            yield lambda node=node: _exchange(node)


def _exchange(node: ast.BinOp) -> None:
    node.left, node.right = node.right, node.left


def _statement_left_out(syntax: Syntax) -> Iterator[Edit]:
    for node in _nodes((ast.AugAssign, ast.Expr))(syntax):
        if not (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)):
            yield syntax.removal_of(node)


def _assigned_instead_of_added(syntax: Syntax) -> Iterator[Edit]:
    for node in _nodes(ast.AugAssign)(syntax):
        if isinstance(node.op, ast.Add):
            plain = ast.Assign([node.target], node.value)
            yield syntax.replacement_of(node, plain)


def _loop_ends_early(syntax: Syntax) -> Iterator[Edit]:
    for node in _nodes(ast.Call)(syntax):
        if isinstance(node.func, ast.Name) and node.func.id == "range" and len(node.args) == 1:
            shorter = expression(f"{ast.unparse(node.args[0])} - 1")
            yield lambda node=node, shorter=shorter: node.args.__setitem__(0, shorter)
            yield lambda node=node: node.args.insert(0, ast.Constant(1))


def _names_exchanged(syntax: Syntax) -> Iterator[Edit]:
    """One cached array in the place of another: self.x for self.y, p for t."""
    partners = {"x": "y", "y": "x", "p": "t", "t": "p", "Q": "K", "K": "Q", "i": "j", "j": "i"}
    for node in _nodes((ast.Attribute, ast.Name))(syntax):
        if not isinstance(node.ctx, ast.Load):
            continue
        field = "attr" if isinstance(node, ast.Attribute) else "id"
        other = partners.get(getattr(node, field))
        whole = f"self.{other}" if isinstance(node, ast.Attribute) else other
        if other and whole in syntax.names:
            yield lambda node=node, field=field, other=other: setattr(node, field, other)


def _operator(sites: Sites, *causes: str) -> Operator:
    return Operator(frozenset(causes), sites)


OPERATORS: Mapping[str, Operator] = {
    "gradient negated": _operator(_wrap(_gradients, "-{e}"), "wrong_sign"),
    "gradient doubled": _operator(_wrap(_gradients, "2 * {e}"), "wrong_factor"),
    "gradient halved": _operator(_wrap(_gradients, "{e} / 2"), "wrong_factor"),
    "gradient zero": _operator(_wrap(_gradients, "0 * {e}"), "all_zero"),
    "gradient averaged": _operator(_wrap(_gradients_of_layers, "{e} / {n}"), "averaged"),
    "gradient not averaged": _operator(_wrap(_gradients_of_losses, "{n} * {e}"), "not_averaged"),
    "gradient transposed": _operator(_wrap(_gradients, "{e}.T"), "transposed_shape", "transposed"),
    "gradient off in one element": _operator(_wrap(_gradients, _ONE_ELEMENT), "one_element"),
    "gradient off in one row": _operator(_wrap(_gradients, _ONE_ROW), "one_slice"),
    "gradient off in one column": _operator(_wrap(_gradients, _ONE_COLUMN), "one_slice"),
    "gradient off for a batch of one": _operator(
        _wrap(_gradients, "{e} * (0.5 if {n} == 1 else 1)"), "batch_of_one"
    ),
    "gradient squeezed": _operator(
        _wrap(_returned, "np.squeeze({e})"), "batch_of_one", "wrong_shape"
    ),
    "gradient clipped": _operator(_wrap(_gradients, "np.clip({e}, -50, 50)"), "large_values"),
    "gradient with a constant added": _operator(_wrap(_gradients, "{e} + 0.01"), "constant_added"),
    "gradient squared": _operator(_wrap(_gradients, "{e} ** 2")),
    "gradient without its sign": _operator(_wrap(_gradients, "abs({e})"), "sign_lost"),
    "dout in place of the gradient": _operator(
        _wrap(_returned, "{dout}"), "upstream_passed_on", "wrong_shape", "transposed_shape"
    ),
    "upstream ignored": _operator(_upstream_replaced("np.ones_like({dout})"), "upstream_ignored"),
    "upstream summed beforehand": _operator(_upstream_replaced("{dout} * 0 + {dout}.sum()")),
    "first cache kept": _operator(_kept_for_ever, "stale_cache", "running_statistics"),
    "gradient piled up": _operator(_piled_up, "accumulated"),
    "gradient not stored": _operator(_not_stored, "gradient_missing", "all_zero"),
    "input overwritten": _operator(_input_overwritten, "input_overwritten"),
    "parameter moved by backward": _operator(_parameter_moved, "parameter_changed"),
    "gradients swapped": _operator(
        _swapped, "gradients_swapped", "wrong_shape", "transposed_shape"
    ),
    "one gradient too few": _operator(_one_too_few, "wrong_count"),
    "nothing returned": _operator(_nothing_returned, "wrong_count", "returned_nothing"),
    "sum over the batch averaged": _operator(_sum_averaged, "averaged", "wrong_factor"),
    "sum over the batch dropped": _operator(_sum_dropped, "batch_sum_missing", "wrong_shape"),
    "sum along the other axis": _operator(_sum_along_other_axis, "wrong_shape"),
    "output negated": _operator(_wrap(_outputs, "-{e}"), "wrong_sign"),
    "output doubled": _operator(_wrap(_outputs, "2 * {e}"), "wrong_factor"),
    "output off in one element": _operator(_wrap(_outputs, _ONE_ELEMENT), "one_element"),
    "output off in one row": _operator(_wrap(_outputs, _ONE_ROW), "one_slice"),
    "output transposed": _operator(
        _wrap(_outputs, "{e}.T"), "transposed_shape", "transposed", "wrong_output_shape"
    ),
    "output squeezed": _operator(
        _wrap(_outputs, "np.squeeze({e})"), "batch_of_one", "wrong_output_shape"
    ),
    "output clipped": _operator(_wrap(_outputs, "np.clip({e}, -50, 50)"), "large_values"),
    "output rounded": _operator(_wrap(_outputs, "np.round({e}, 2)"), "rounded"),
    "output in whole numbers": _operator(_wrap(_outputs, "np.trunc({e})"), "rounded"),
    "output with a constant added": _operator(_wrap(_outputs, "{e} + 0.01"), "constant_added"),
    "operator swapped": _operator(_operator_swapped),
    "term left out": _operator(_term_left_out),
    "factor left out": _operator(_factor_left_out),
    "minus or not dropped": _operator(_minus_dropped),
    "power dropped": _operator(_power_dropped),
    "transposition dropped": _operator(_transposition_dropped),
    "function not applied": _operator(_call_dropped),
    "function swapped": _operator(_function_swapped),
    "axis changed": _operator(_axis_changed),
    "dimensions not kept": _operator(_dimensions_not_kept),
    "constant changed": _operator(_constant_changed),
    "comparison flipped": _operator(_comparison_flipped),
    "operands swapped": _operator(_factors_swapped),
    "statement left out": _operator(_statement_left_out),
    "assigned instead of added": _operator(_assigned_instead_of_added),
    "loop ends early": _operator(_loop_ends_early),
    "names exchanged": _operator(_names_exchanged),
}
