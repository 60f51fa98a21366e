"""A change in words: the line, what is written there, what should be, and what kind of slip."""

import ast
from collections.abc import Iterator

from grader.layers.diagnosis import causes
from grader.layers.diagnosis.repairs import kinds
from grader.layers.diagnosis.repairs.search import Repair
from grader.layers.diagnosis.repairs.sites import Change
from grader.layers.diagnosis.repairs.source_text import SourceText
from grader.problems import Problem, Value, kinds_in
from grader.reports import Finding

_MOST_CHARACTERS = 72  # of what is shown of a line
_MOST_OF_ALL = 140
_CERTAIN = (
    causes.WRONG_SIGN,
    causes.AVERAGED,
    causes.UPSTREAM_IGNORED,
    causes.UPSTREAM_PASSED_ON,
    causes.NOT_FINITE,
    causes.ZERO_TIMES_LOG_ZERO,
    causes.LOG_OF_ZERO,
    causes.MAXIMUM_OF_ALL,
    causes.OVERFLOW,
    causes.DIVISION_BY_ZERO,
    causes.SHARED_STATE,
    causes.ACCUMULATED,
    causes.JACOBIAN_SUMMED,
    causes.CLIPPED,
    causes.WEIGHT_DECAY,
    causes.WRONG_WITH_DOUT,
    causes.CAUSAL_MASK,
)
GUESSES = {kind.code for kind in kinds_in(causes)} - {kind.code for kind in _CERTAIN}


def repaired(finding: Finding, repair: Repair, text: SourceText) -> Finding:
    """A finding with what makes it right, in the place of its cause where that is a guess.

    A cause that is read off numbers may be one by chance; a change was tried.
    """
    change = repair.change
    number = text.data[: change.start].count(b"\n") + 1
    written, instead = _parts(change, text)
    values: dict[str, Value] = {
        "layer": "",
        "place": finding.array or "",
        "expected": "",
        "got": "",
        **finding.problem.values,
        "number": number,
        "written": written,
        "instead": instead,
        "after": _after(repair),
    }
    problem = Problem(code=change.kind.code, values=values, line=number)
    if finding.problem.code in GUESSES:
        return finding.model_copy(update={"problem": problem})
    return finding.model_copy(update={"repair": problem})


def _after(repair: Repair) -> str:
    """What is right with a change."""
    if not repair.is_whole:
        return kinds.SOME_PASS
    return kinds.SHOWN_PASS if repair.has_hidden else kinds.ALL_PASS


def _parts(change: Change, text: SourceText) -> tuple[str, str]:
    """What is written, and what should be, with as much around it as fits into a line."""
    if change.kind is kinds.STATEMENT_TOO_MUCH or change.kind is kinds.STATEMENT_PLACE:
        return _short(text.between(change.start, change.end)), ""
    if change.kind is kinds.STATEMENT_MISSING:
        return _short(text.of(change.node)), _short(change.text)
    if change.kind is kinds.STATEMENT_EARLY:
        moved = text.of(change.node)
        return _short(moved), _short(change.text.removesuffix(moved).rstrip().rpartition("\n")[2])
    start, end = _around(change, text)
    before, behind = text.between(start, change.start), text.between(change.end, end)
    return _short(text.between(start, end)), _short(f"{before}{change.text}{behind}")


def _around(change: Change, text: SourceText) -> tuple[int, int]:
    """The widest part of a line that a change is in and that is short enough to be shown."""
    found = change.start, change.end
    for node in _holders(text):
        start, end = text.span(node)
        is_around = start <= found[0] and found[1] <= end
        if is_around and end - start <= _MOST_CHARACTERS and b"\n" not in text.data[start:end]:
            found = start, end
    return found


def _holders(text: SourceText) -> Iterator[ast.expr | ast.stmt]:
    """Every expression and statement, inner ones after those that they are in, reversed."""
    nodes = [n for n in ast.walk(ast.parse(text.data)) if isinstance(n, ast.expr | ast.stmt)]
    return reversed(nodes)


def _short(text: str) -> str:
    joined = " ".join(text.split())
    return joined if len(joined) <= _MOST_OF_ALL else f"{joined[: _MOST_OF_ALL - 3]}..."
