"""A culprit in words: the line, what is written there, and the formula that belongs there."""

import ast
from collections.abc import Mapping

from grader.layers.diagnosis import causes
from grader.layers.diagnosis.formulas import Expression, name
from grader.layers.diagnosis.lines import kinds
from grader.layers.diagnosis.lines.culprits import Culprit
from grader.layers.diagnosis.repairs.repair_kind import RepairKind
from grader.layers.diagnosis.repairs.source_text import SourceText
from grader.layers.diagnosis.repairs.syntax import base_of, name_of
from grader.layers.diagnosis.repairs.wording import GUESSES, shorten
from grader.layers.trials.naming import Naming
from grader.problems import Value
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
        causes.AT_DIVISIBLE_IMAGES,
    )
}  # what is left out or turned, or where it is wrong, says more than what belongs there


def with_culprit(finding: Finding, culprit: Culprit, text: SourceText, naming: Naming) -> Finding:
    """A finding with the first line that goes wrong, in place of a cause that is a guess.

    A cause that has a name says more than what a whole result should have come to.
    """
    is_guess = finding.problem.code in GUESSES - _TELLING
    is_of_ties = finding.problem.code == causes.AT_TIES.code and culprit.is_in_turn
    if is_of_ties or (not is_guess and _is_of_result(culprit)):
        return finding
    shown = culprit.source.statement if culprit.source else _shown(culprit)
    kind, place = _kind_of(culprit, text)
    values = {
        "number": shown.lineno,
        **place,
        "written": shorten(text.of(shown), _MOST_CHARACTERS),
        "instead": _belonging(finding, culprit, naming),
        "after": culprit.said,
    }
    problem = kind.about(finding, shown.lineno, values)
    if is_guess:
        return finding.model_copy(update={"problem": problem})
    return finding.model_copy(update={"repair": problem})


def _kind_of(culprit: Culprit, text: SourceText) -> tuple[RepairKind, Mapping[str, Value]]:
    """What is said of a culprit, and the places that this needs beside the line that is shown."""
    place, node = culprit.place, culprit.place.node
    if culprit.source is not None:
        kind = kinds.OVERWRITTEN if culprit.is_changed else kinds.STORED
        return kind, {"later": node.lineno, "name": text.of(node)}
    if culprit.is_in_turn:
        return kinds.IN_ROUNDS, {}
    if place.is_after and _has_more(node):
        lines = {"number": node.lineno, "last": node.end_lineno or node.lineno}
        return kinds.FILLED, {**lines, "name": place.name}
    if not culprit.is_first:
        return kinds.COMES_OUT if _is_of_result(culprit) else kinds.BELONGS, {}
    if given := _given_by(node, text):
        name = shorten(text.of(given), _MOST_CHARACTERS)
        return kinds.HELPED, {"later": given.lineno, "name": name}
    return kinds.FIRST_WRONG, {}


def _is_of_result(culprit: Culprit) -> bool:
    """Whether all that is known is what an array that is asked for should be in the end."""
    is_last = isinstance(culprit.place.node, ast.Name | ast.Attribute | ast.Subscript)
    is_whole = culprit.known.line is not None and culprit.known.line.name in culprit.arrays
    return is_last and is_whole and not (culprit.is_first or culprit.is_in_turn)


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
            if any(ast.unparse(base_of(each)) == place.name for each in targets):
                return node
    return place.node


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
