"""A change in words: the line, what is written there, what should be, and what kind of slip."""

import ast
from collections.abc import Iterator, Mapping

from grader.layers import problems
from grader.layers.diagnosis import causes
from grader.layers.diagnosis.repairs import kinds, statement_kinds
from grader.layers.diagnosis.repairs.repair_kind import RepairKind
from grader.layers.diagnosis.repairs.search import Repair
from grader.layers.diagnosis.repairs.sites import Change
from grader.layers.diagnosis.repairs.source_text import SourceText
from grader.problems import Value, kinds_in
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
_AGREEING: Mapping[str, frozenset[RepairKind]] = {
    "repeats_averaged": frozenset(
        (kinds.TOO_MUCH, statement_kinds.STATEMENT_TOO_MUCH, kinds.FUNCTION)
    ),
    "causal_mask": frozenset((kinds.TOO_MUCH, statement_kinds.STATEMENT_TOO_MUCH, kinds.CONDITION)),
    "rate_inverted": frozenset(
        (
            *(kinds.CONDITION, kinds.LEFT_OUT, kinds.MASK, kinds.NUMBER, kinds.VARIABLE),
            *(kinds.ARGUMENTS, kinds.EVERYWHERE, kinds.TOO_MUCH, kinds.OPERANDS),
        )
    ),
}
_WHOLE_STATEMENTS = {
    statement_kinds.STATEMENT_TOO_MUCH,
    statement_kinds.STATEMENT_PLACE,
    statement_kinds.STATEMENT_LATE,
    statement_kinds.STEP_TAKEN,
}
_PLAIN = {  # what says more than how the numbers look, whatever name that has
    kinds.UNKNOWN_WORD,
    kinds.MISSPELT,
    statement_kinds.NEVER_KEPT,
    statement_kinds.LAST_ROUND_KEPT,
    statement_kinds.OWN_ROUND,
    statement_kinds.ENDS_EARLY,
    statement_kinds.NEVER_EMPTIED,
    statement_kinds.UNLIKE_THE_OTHER_PASS,
    statement_kinds.DONE_FIRST,
    statement_kinds.OTHER_TARGET,
    kinds.SECOND_IS_AXIS,
    kinds.KERNEL_TURNED,
    kinds.GUARD,
}
_SIMPLE = 1.5  # effort of a change that is believed before a named mistake of another kind
_SHAPES = frozenset(
    kind.code
    for kind in (
        problems.WRONG_SHAPE,
        problems.WRONG_OUTPUT_SHAPE,
        problems.TRANSPOSED_SHAPE,
        problems.TOO_FEW_ROWS,
        problems.BATCH_SUM_MISSING,
    )
)
GUESSES = {kind.code for kind in kinds_in(causes)} - {kind.code for kind in _CERTAIN}


def repaired(finding: Finding, repair: Repair, text: SourceText) -> Finding:
    """A finding with what makes it right, in the place of its cause where that is a guess.

    A cause that is read off numbers may be one by chance; a change was tried.
    """
    change, code = repair.change, finding.problem.code
    is_of_another_kind = code in _AGREEING and change.kind not in _AGREEING[code]
    if is_of_another_kind and change.effort > _SIMPLE:
        return finding
    number = text.line_of(change.start)
    written, instead = _parts(change, text)
    values = {
        **_shape_of(finding),
        "number": number,
        "written": written,
        "instead": instead,
        "after": repair.said,
    }
    problem = change.kind.about(finding, number, values)
    is_plain = change.kind in _PLAIN and "got" in finding.problem.values
    if code in GUESSES | _SHAPES or is_of_another_kind or is_plain:
        return finding.model_copy(update={"problem": problem})
    return finding.model_copy(update={"repair": problem})


def _shape_of(finding: Finding) -> Mapping[str, Value]:
    """What is compared where a shape is wrong."""
    is_shape = finding.problem.code in _SHAPES
    return {"place": f"{finding.problem.values['array']}.shape"} if is_shape else {}


def _parts(change: Change, text: SourceText) -> tuple[str, str]:  # noqa: PLR0911 - a table
    """What is written, and what should be, with as much around it as fits into a line."""
    if change.kind is statement_kinds.CONDITIONAL:
        written = "; ".join(map(ast.unparse, _statements_in(change, text)))
        return shorten(written), shorten(f"{change.instead} {written}")
    if change.instead:
        return shorten(text.of(change.node)), shorten(change.instead)
    if change.kind in _WHOLE_STATEMENTS:
        return shorten(text.between(change.start, change.end)), ""
    if change.kind in {statement_kinds.STATEMENT_MISSING, statement_kinds.BEGINNING_MISSING}:
        return shorten(text.of(change.node)), shorten(change.text)
    if change.kind in {statement_kinds.INTO_LOOP, statement_kinds.OTHER_BRANCH}:
        written, put = text.between(change.start, change.end), change.also[0][2].strip()
        return shorten(written), shorten(
            put if change.kind is statement_kinds.INTO_LOOP else put.splitlines()[0]
        )
    if change.kind is statement_kinds.STATEMENT_EARLY:
        moved = text.of(change.node)
        return shorten(moved), shorten(change.text.removesuffix(moved).rstrip().rpartition("\n")[2])
    start, end = _around(change, text)
    return shorten(text.between(start, end)), shorten(_with_all(change, text, start, end))


def _statements_in(change: Change, text: SourceText) -> Iterator[ast.stmt]:
    """The statements whose place a change takes, without those that they hold."""
    end = change.start
    for node in ast.walk(ast.parse(text.data)):  # outer ones first
        if isinstance(node, ast.stmt) and end <= (span := text.span(node))[0] < change.end:
            end = span[1]
            yield node


def _with_all(change: Change, text: SourceText, start: int, end: int) -> str:
    """Some bytes with everything that is changed in them."""
    parts = list[str]()
    for first, last, instead in change.splices:
        if start <= first and last <= end:
            parts += text.between(start, first), instead
            start = last
    return "".join((*parts, text.between(start, end)))


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


def shorten(text: str, most: int = _MOST_OF_ALL) -> str:
    """Some text in one line of so many characters."""
    joined = " ".join(text.split())
    return joined if len(joined) <= most else f"{joined[: most - 3]}..."
