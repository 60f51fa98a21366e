"""A change in words: the line, what is written there, what should be, and what kind of slip."""

import ast
from collections.abc import Iterator, Mapping

from grader.layers import problems
from grader.layers.diagnosis import causes
from grader.layers.diagnosis.repairs import kinds
from grader.layers.diagnosis.repairs.search import Repair
from grader.layers.diagnosis.repairs.sites import Change
from grader.layers.diagnosis.repairs.source_text import SourceText
from grader.problems import Problem, ProblemKind, Value, kinds_in
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
_AGREEING: Mapping[str, frozenset[ProblemKind]] = {
    "repeats_averaged": frozenset((kinds.TOO_MUCH, kinds.STATEMENT_TOO_MUCH, kinds.FUNCTION)),
    "causal_mask": frozenset((kinds.TOO_MUCH, kinds.STATEMENT_TOO_MUCH, kinds.CONDITION)),
    "rate_inverted": frozenset(
        (
            *(kinds.CONDITION, kinds.LEFT_OUT, kinds.MASK, kinds.NUMBER, kinds.VARIABLE),
            *(kinds.ARGUMENTS, kinds.EVERYWHERE, kinds.TOO_MUCH, kinds.OPERANDS),
        )
    ),
}
_SIMPLE = 1.5  # effort of a change that is believed before a named mistake of another kind
_SHAPES = frozenset(
    kind.code
    for kind in (
        problems.WRONG_SHAPE,
        problems.WRONG_OUTPUT_SHAPE,
        problems.TRANSPOSED_SHAPE,
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
    values: dict[str, Value] = {
        "layer": "",
        "place": finding.array or "",
        "expected": "",
        "got": "",
        **finding.problem.values,
        **_shape_of(finding),
        "number": number,
        "written": written,
        "instead": instead,
        "after": _after(repair),
    }
    problem = Problem(code=change.kind.code, values=values, line=number)
    if code in GUESSES | _SHAPES or is_of_another_kind:
        return finding.model_copy(update={"problem": problem})
    return finding.model_copy(update={"repair": problem})


def _shape_of(finding: Finding) -> Mapping[str, Value]:
    """What is compared where a shape is wrong."""
    is_shape = finding.problem.code in _SHAPES
    return {"place": f"{finding.problem.values['array']}.shape"} if is_shape else {}


def _after(repair: Repair) -> str:
    """What is right with a change."""
    if repair.is_forward:
        return kinds.FORWARD_PASSES
    if repair.is_usual:
        return kinds.USUAL_PASS
    if not repair.is_whole:
        return kinds.SOME_PASS
    return kinds.SHOWN_PASS if repair.has_hidden else kinds.ALL_PASS


def _parts(change: Change, text: SourceText) -> tuple[str, str]:
    """What is written, and what should be, with as much around it as fits into a line."""
    if change.kind in {kinds.STATEMENT_TOO_MUCH, kinds.STATEMENT_PLACE, kinds.STATEMENT_LATE}:
        return _short(text.between(change.start, change.end)), ""
    if change.kind is kinds.STATEMENT_MISSING:
        return _short(text.of(change.node)), _short(change.text)
    if change.kind is kinds.BEGINNING_MISSING:
        return _short(text.of(change.node)), _short(change.text)
    if change.kind in {kinds.INTO_LOOP, kinds.OTHER_BRANCH}:
        written, put = text.between(change.start, change.end), change.also[0][2].strip()
        return _short(written), _short(
            put if change.kind is kinds.INTO_LOOP else put.splitlines()[0]
        )
    if change.kind is kinds.STATEMENT_EARLY:
        moved = text.of(change.node)
        return _short(moved), _short(change.text.removesuffix(moved).rstrip().rpartition("\n")[2])
    start, end = _around(change, text)
    return _short(text.between(start, end)), _short(_with_all(change, text, start, end))


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


def _short(text: str) -> str:
    joined = " ".join(text.split())
    return joined if len(joined) <= _MOST_OF_ALL else f"{joined[: _MOST_OF_ALL - 3]}..."
