"""A culprit in words: the line, what is written there, and the formula that belongs there."""

import ast
from collections.abc import Mapping

from grader.layers.diagnosis import causes
from grader.layers.diagnosis.formulas import Expression, name
from grader.layers.diagnosis.lines import kinds
from grader.layers.diagnosis.lines.culprits import Culprit
from grader.layers.diagnosis.repairs.calls import name_of
from grader.layers.diagnosis.repairs.kinds import (
    ALL_PASS,
    FORWARD_PASSES,
    SHOWN_PASS,
    SOME_PASS,
    USUAL_PASS,
)
from grader.layers.diagnosis.repairs.source_text import SourceText
from grader.layers.diagnosis.repairs.wording import GUESSES
from grader.layers.trials.naming import Naming
from grader.problems import Problem, ProblemKind, Value
from grader.reports import Finding

_MOST_CHARACTERS = 100
_OURS = {"squeeze", "spread", "add_windows", "windows", "places", "conv", "conv_dW", "conv_dx"}
_TELLING = {
    kind.code
    for kind in (
        causes.PART_LEFT_OUT,
        causes.TERM_LEFT_OUT,
        causes.SIGN_OF_PART,
        causes.AXIS_OF_PART,
        causes.SUM_LEFT_OUT,
        causes.NAMED_FACTOR,
        causes.WRONG_FACTOR,
        causes.AT_TIES,
        causes.AT_CONSTANTS,
        causes.AT_UNLIKELY_CLASSES,
        causes.AT_LEFT_OVER_PIXELS,
    )
}  # what is left out or turned, or where it is wrong, says more than what belongs there


def with_culprit(finding: Finding, culprit: Culprit, text: SourceText, naming: Naming) -> Finding:
    """A finding with the first line that goes wrong, in place of a cause that is a guess."""
    place = culprit.place
    kind: ProblemKind = kinds.FIRST_WRONG if culprit.is_first else kinds.BELONGS
    statement = _shown(culprit)
    number, written = statement.lineno, text.of(statement)
    extra: dict[str, Value] = {}
    if culprit.source is not None:
        kind = kinds.OVERWRITTEN if culprit.is_changed else kinds.STORED
        number = culprit.source.statement.lineno
        extra = {"later": place.node.lineno, "name": text.of(place.node)}
        written = text.of(culprit.source.statement)
    elif culprit.is_in_turn:
        kind = kinds.IN_ROUNDS
    elif place.is_after and _has_more(place.node):
        kind, number = kinds.FILLED, place.node.lineno
        extra = {"last": place.node.end_lineno or number, "name": place.name}
    elif culprit.is_first and (given := _given_by(place.node, text)):
        kind = kinds.HELPED
        extra = {"later": given.lineno, "name": _short(text.of(given))}
    values: dict[str, Value] = {
        "layer": "",
        "place": finding.array or "",
        "expected": "",
        "got": "",
        **finding.problem.values,
        **extra,
        "number": number,
        "written": _short(written),
        "instead": _belonging(finding, culprit, naming),
        "after": _after(culprit),
    }
    line = statement.lineno if kind is kinds.FILLED else number
    problem = Problem(code=kind.code, values=values, line=line)
    if finding.problem.code in GUESSES - _TELLING:
        return finding.model_copy(update={"problem": problem})
    return finding.model_copy(update={"repair": problem})


def _has_more(node: ast.AST) -> bool:
    """Whether a loop does more than to fill one variable, so that any line may be wrong."""
    stores = (ast.Assign, ast.AugAssign)
    return isinstance(node, ast.For | ast.While) and (
        sum(isinstance(each, stores) for each in ast.walk(node)) > 1
    )


def _given_by(node: ast.AST, text: SourceText) -> ast.expr | None:
    """What a function of the file returns that is called here, where that is one expression."""
    if not isinstance(node, ast.Call):
        return None
    name = name_of(node)
    for each in ast.walk(ast.parse(text.data)):
        if isinstance(each, ast.FunctionDef) and each.name == name:
            returns = [n.value for n in ast.walk(each) if isinstance(n, ast.Return)]
            return returns[0] if len(returns) == 1 else None
    return None


def _shown(culprit: Culprit) -> ast.expr | ast.stmt:
    """What to show of the code: of a loop, what it does to the variable."""
    place = culprit.place
    if not place.is_after:
        return place.node
    for node in ast.walk(place.node):
        if isinstance(node, ast.Assign | ast.AugAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            if any(_base(each) == place.name for each in targets):
                return node
    return place.node


def _base(target: ast.expr) -> str:
    """The variable that is assigned to, or into."""
    while isinstance(target, ast.Subscript):
        target = target.value
    return ast.unparse(target)


def _belonging(finding: Finding, culprit: Culprit, naming: Naming) -> str:
    """What belongs there.

    The equation where it is of a whole array and the formula has functions that nobody writes, or
    matrices that lie otherwise.
    """
    known = culprit.known
    if culprit.is_in_turn and (words := _of_windows(known.expression)):
        return words
    is_plain = _OURS.isdisjoint(_operations(known.expression)) and naming.convention != "E"
    is_whole = known.line is not None and known.line.name == finding.array
    told = naming.say(said(culprit, naming.layer.output))
    if is_whole and finding.equation and not (is_plain and len(told) <= _MOST_CHARACTERS):
        return finding.equation
    return told


def _of_windows(expression: Expression) -> str:
    """What a part of the formulas of windows is, of which code has no such function."""
    operations = _operations(expression)
    match "places" in operations, "spread" in operations, "windows" in operations:
        case True, True, _:
            return "dout at the place of the largest of its window, 0 elsewhere"
        case True, False, _:
            return "1 at the place of the largest of its window, 0 elsewhere"
        case False, True, _ if "/" in operations:
            return "dout / (pool_h * pool_w) at each place of its window"
        case False, True, _:
            return "dout at each place of its window"
        case _, _, True if expression.operation == "windows":
            return "the windows of x, of which one begins every stride pixels"
    return ""


def _operations(expression: Expression) -> set[str]:
    return {expression.operation}.union(*map(_operations, expression.parts))


def said(culprit: Culprit, output: str) -> str:
    """What belongs there, in the code's own names where it has some.

    output: what is asked for by that name, so that it needs no formula.
    """
    known, names = culprit.known, culprit.names
    lines = {line.name: line.expression for line in known.lines}
    told = str(_in_names(known.expression, names))
    parts = [f"{known.line.name} = {told}" if known.line else told]
    waiting = sorted(known.expression.names)
    for each in waiting:
        if each in lines and each not in names and each != output:
            parts.append(f"{each} = {_in_names(lines[each], names)}")
            waiting += sorted(lines[each].names - set(waiting))
    return ", ".join(parts)


def _in_names(expression: Expression, names: Mapping[str, str]) -> Expression:
    """An expression in which known values are called as the code calls them."""
    if expression.operation == "name":
        return name(names.get(expression.detail, expression.detail))
    parts = tuple(_in_names(part, names) for part in expression.parts)
    return Expression(expression.operation, parts, expression.detail)


def _after(culprit: Culprit) -> str:
    if culprit.is_forward:
        return FORWARD_PASSES
    if not culprit.is_whole:
        return USUAL_PASS if culprit.is_usual else SOME_PASS
    return SHOWN_PASS if culprit.has_hidden else ALL_PASS


def _short(text: str) -> str:
    joined = " ".join(text.split())
    return joined if len(joined) <= _MOST_CHARACTERS else f"{joined[: _MOST_CHARACTERS - 3]}..."
