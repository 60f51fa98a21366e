"""From a wrong array to a finding: where it is wrong and the likeliest cause."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from grader.layers import problems
from grader.layers.comparison import Precision, is_close, worst_difference
from grader.layers.error_picture import picture_of
from grader.layers.mistakes import mistaken_gradients, mistaken_outputs
from grader.layers.specification import Specification
from grader.layers.trials import Round, Trial
from grader.problems import Problem, ProblemKind, Value
from grader.reports import CheckName, Finding
from reference.arrays import Floats
from reference.derivatives import UNIT_ROUNDOFF

# How exactly a gradient measured by central differences is known.
MEASURED = Precision(UNIT_ROUNDOFF, relative=1e-5, absolute=1e-7, slope=1e-4)


@dataclass(frozen=True)
class Suspect:
    """A wrong array and where it came from. variable: whose gradient it is, None for an output.

    measured: the expected values are the slopes of the student's own forward, not the reference's.
    """

    layer: Specification
    trial: Trial
    number: int
    variable: str | None
    expected: Floats
    got: Floats
    precision: Precision
    measured: bool = False

    @property
    def array(self) -> str:
        """The array's name in reports."""
        return self.layer.output if self.variable is None else self.layer.gradient(self.variable)

    @property
    def round(self) -> Round:
        """The round that gave the array."""
        return self.trial.rounds[self.number]


def finding_of(suspect: Suspect) -> Finding:
    """What a student should read of a wrong array."""
    if suspect.got.shape != suspect.expected.shape:
        return _shape_finding(suspect)
    worst = worst_difference(suspect.got, suspect.expected)
    kind, extra = _cause(suspect)
    place = suspect.array + (str(list(worst.element)) if worst.element else "")
    expected, got = _distinct(worst.expected, worst.got)
    values: dict[str, Value] = {"layer": suspect.layer.name, "place": place}
    values |= {"expected": expected, "got": got, **extra}
    return Finding(
        check=_check_of(suspect),
        case=suspect.trial.name,
        array=suspect.array,
        element=worst.element,
        expected=worst.expected if np.isfinite(worst.expected) else None,
        got=worst.got if np.isfinite(worst.got) else None,
        difference=worst.size if np.isfinite(worst.size) else None,
        picture=picture_of(suspect.got, suspect.expected),
        equation=suspect.layer.equations.get(suspect.array),
        problem=Problem(code=kind.code, values=values),
    )


def _check_of(suspect: Suspect) -> CheckName:
    if suspect.variable is None:
        return "forward"
    return "derivative" if suspect.measured else "reference"


def _shape_finding(suspect: Suspect) -> Finding:
    problem = _shape_cause(suspect)(
        layer=suspect.layer.name,
        array=suspect.array,
        expected=str(suspect.expected.shape),
        got=str(suspect.got.shape),
    )
    return Finding(
        check=_check_of(suspect),
        case=suspect.trial.name,
        array=suspect.array,
        equation=suspect.layer.equations.get(suspect.array),
        problem=problem,
    )


def _shape_cause(suspect: Suspect) -> ProblemKind:
    got, expected = suspect.got.shape, suspect.expected.shape
    if got[::-1] == expected:
        return problems.TRANSPOSED_SHAPE
    if suspect.variable is None:
        return problems.WRONG_OUTPUT_SHAPE
    has_rows = got == (_batch_size(suspect), *expected)
    return problems.BATCH_SUM_MISSING if has_rows else problems.WRONG_SHAPE


def _distinct(expected: float, got: float) -> tuple[str, str]:
    """Two numbers with as many digits as it takes to tell them apart, six at least."""
    for digits in (6, 9, 12, 17):
        texts = f"{expected:.{digits}g}", f"{got:.{digits}g}"
        if texts[0] != texts[1]:
            break
    return texts


def _cause(suspect: Suspect) -> tuple[ProblemKind, Mapping[str, Value]]:
    """The likeliest cause, with the values that its hint needs beside the usual ones."""
    if not np.isfinite(suspect.got).all():
        return problems.NOT_FINITE, {}
    found = _cause_by_fit(suspect) or _cause_by_factor(suspect)
    if suspect.trial.name == "random":
        fallback = problems.NOT_THE_SLOPE if suspect.measured else problems.UNEXPLAINED
        return found or (fallback, {})
    return _cause_by_trial(suspect), {}


def _fits(suspect: Suspect, candidate: Floats) -> bool:
    precision = MEASURED if suspect.measured else suspect.precision
    return is_close(suspect.got, candidate, precision, suspect.layer.guard)


def _cause_by_fit(suspect: Suspect) -> tuple[ProblemKind, Mapping[str, Value]] | None:
    if suspect.measured:
        return None
    if suspect.variable is None:
        candidates = mistaken_outputs(suspect.layer, suspect.round)
    else:
        other = _swapped_with(suspect)
        if other is not None:
            return problems.SWAPPED, {"other": suspect.layer.gradient(other)}
        candidates = mistaken_gradients(suspect.layer, suspect.variable, suspect.round)
    for kind, candidate in candidates:
        if _fits(suspect, candidate):
            return kind, {}
    return None


def _swapped_with(suspect: Suspect) -> str | None:
    """The other variable whose gradient this is."""
    gradients = _right_gradients(suspect, suspect.number)
    for name, gradient in gradients.items():
        if name != suspect.variable and _fits(suspect, gradient):
            return name
    return None


def _right_gradients(suspect: Suspect, number: int) -> Mapping[str, Floats]:
    return suspect.trial.rounds[number].gradients


def _cause_by_factor(suspect: Suspect) -> tuple[ProblemKind, Mapping[str, Value]] | None:
    """The cause where every element is off by one and the same factor."""
    if not suspect.got.any():
        return problems.ALL_ZERO, {}
    square = float((suspect.expected**2).sum())
    factor = float((suspect.got * suspect.expected).sum()) / square if square else 0.0
    if not _fits(suspect, factor * suspect.expected):
        return None
    rows, is_loss = _batch_size(suspect), suspect.layer.is_loss
    if np.isclose(factor, -1.0, rtol=1e-4):
        return problems.WRONG_SIGN, {}
    if is_loss and np.isclose(factor, rows, rtol=1e-4):
        return problems.NOT_AVERAGED, {}
    if not is_loss and np.isclose(factor, 1 / rows, rtol=1e-4):
        return problems.AVERAGED, {}
    return problems.WRONG_FACTOR, {"factor": f"{factor:.4g}"}


def _cause_by_trial(suspect: Suspect) -> ProblemKind:
    """The cause of an array that was right on the plain trial, from what is special about this."""
    match suspect.trial.name:
        case "batch-of-one":
            return problems.BATCH_OF_ONE
        case "zeros":
            return problems.AT_ZERO
        case "large":
            return problems.LARGE_VALUES
        case "evaluation":
            return problems.IN_EVALUATION
    return problems.ACCUMULATED if _is_accumulated(suspect) else problems.STALE_CACHE


def _batch_size(suspect: Suspect) -> int:
    return suspect.layer.batch_size(suspect.round.tensors)


def _is_accumulated(suspect: Suspect) -> bool:
    """Whether the array is the sum of this round's gradient and those before it."""
    variable = suspect.variable
    if variable is None:
        return False
    rounds = [_right_gradients(suspect, number) for number in range(suspect.number + 1)]
    parts = [gradients[variable] for gradients in rounds if gradients]
    if any(part.shape != suspect.got.shape for part in parts):
        return False
    return _fits(suspect, np.sum(parts, axis=0))
