"""From a wrong array to a finding: where it is wrong and the likeliest cause."""

from collections.abc import Collection

import numpy as np

from grader.definition.layer_tasks import Convention
from grader.layers import problems
from grader.layers.checks.comparison import Difference, allowance, worst_difference
from grader.layers.checks.mismatch import Mismatch
from grader.layers.diagnosis import causes
from grader.layers.diagnosis.error_picture import picture_of
from grader.layers.diagnosis.reasons import Author, cause_of
from grader.layers.diagnosis.source_code import SourceCode
from grader.layers.trials.naming import Naming
from grader.problems import Problem, ProblemKind, Value
from grader.reports import CheckName, CodeLine, Finding

_CERTAIN = 10.0  # times what an element may be off, for it to be said what it should be


def finding_of(
    mismatch: Mismatch,
    convention: Convention = "A",
    code: SourceCode | None = None,
    lost: Collection[str] | None = None,
) -> Finding:
    """What a student should read of a wrong array, in the words of a convention.

    code: the student's file, to show the lines that compute the array. lost: every array of the
    layer that is wrong, where that is known.
    """
    naming = Naming(convention, mismatch.layer)
    found = (
        _shape_finding(mismatch, naming)
        if mismatch.got.shape != mismatch.expected.shape
        else _number_finding(mismatch, Author(naming, code, lost))
    )
    equation = mismatch.layer.equations.get(mismatch.array)
    return found.model_copy(
        update={
            "equation": equation and naming.say(equation),
            "code_lines": _code_lines(mismatch, convention, code),
        }
    )


def _code_lines(
    mismatch: Mismatch, convention: Convention, code: SourceCode | None
) -> tuple[CodeLine, ...]:
    if code is None:
        return ()
    return code.lines_for(mismatch.layer, convention, mismatch.variable)


def _number_finding(mismatch: Mismatch, author: Author) -> Finding:
    worst = worst_difference(mismatch.got, mismatch.expected)
    is_certain = _is_certain(mismatch, worst)
    kind, extra = cause_of(mismatch, author)
    if not is_certain and kind is causes.NOT_THE_SLOPE:
        kind, extra = causes.TOO_NEAR_TO_TELL, {"array": author.naming.say(mismatch.array)}
    place = mismatch.array + (str(list(worst.element)) if worst.element else "")
    expected, got = _distinct(worst.expected, worst.got)
    values: dict[str, Value] = {
        "layer": mismatch.layer.name,
        "place": author.naming.say(place),
        "expected": expected if is_certain else f"≈ {worst.expected:.2g}",
        "got": got,
        **extra,
    }
    return Finding(
        check=_check_of(mismatch),
        case=mismatch.trial.name,
        array=mismatch.array,
        element=worst.element,
        expected=worst.expected if np.isfinite(worst.expected) and is_certain else None,
        got=worst.got if np.isfinite(worst.got) else None,
        difference=worst.size if np.isfinite(worst.size) else None,
        picture=None if mismatch.known is not None else picture_of(mismatch.got, mismatch.expected),
        problem=Problem(code=kind.code, values=values),
    )


def _is_certain(mismatch: Mismatch, worst: Difference) -> bool:
    """Whether what the worst element should be is known ten times as exactly as it is off."""
    if not np.isfinite(worst.size):
        return True
    allowed = allowance(mismatch.expected, mismatch.exactness, mismatch.layer.guard)
    return worst.size >= _CERTAIN * float(allowed[worst.element])


def _check_of(mismatch: Mismatch) -> CheckName:
    if mismatch.variable is None:
        return "forward"
    return "derivative" if mismatch.measured else "reference"


def _shape_finding(mismatch: Mismatch, naming: Naming) -> Finding:
    problem = _shape_cause(mismatch)(
        layer=mismatch.layer.name,
        array=naming.say(mismatch.array),
        expected=str(mismatch.expected.shape),
        got=str(mismatch.got.shape),
    )
    return Finding(
        check=_check_of(mismatch),
        case=mismatch.trial.name,
        array=mismatch.array,
        equation=mismatch.layer.equations.get(mismatch.array),
        problem=problem,
    )


def _shape_cause(mismatch: Mismatch) -> ProblemKind:
    got, expected = mismatch.got.shape, mismatch.expected.shape
    if got[::-1] == expected:
        return problems.TRANSPOSED_SHAPE
    if mismatch.variable is None:
        return problems.WRONG_OUTPUT_SHAPE
    if got == (_batch_size(mismatch), *expected):
        return problems.BATCH_SUM_MISSING
    return problems.TOO_FEW_ROWS if _has_rows_of_batch(mismatch) else problems.WRONG_SHAPE


def _has_rows_of_batch(mismatch: Mismatch) -> bool:
    """Whether a gradient of a table has the rows that are looked up alone, or ends with them."""
    got, expected = mismatch.got.shape, mismatch.expected.shape
    if len(got) != len(expected) or got[1:] != expected[1:]:
        return False
    data = (mismatch.round.tensors[name] for name in mismatch.layer.data)
    looked_up = [each for each in data if np.issubdtype(each.dtype, np.integer)]
    return any(got[0] in {each.max() + 1, len(np.unique(each))} for each in looked_up)


def _distinct(expected: float, got: float) -> tuple[str, str]:
    """Two numbers with as many digits as it takes to tell them apart, six at least."""
    for digits in (6, 9, 12, 17):
        texts = f"{expected:.{digits}g}", f"{got:.{digits}g}"
        if texts[0] != texts[1]:
            break
    return texts


def _batch_size(mismatch: Mismatch) -> int:
    return mismatch.layer.batch_size(mismatch.round.tensors)
