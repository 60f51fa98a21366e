"""From a wrong array to a finding: where it is wrong and the likeliest cause."""

from collections.abc import Mapping

import numpy as np

from grader.layers import problems
from grader.layers.catalogue.mistakes import mistaken_gradients, mistaken_outputs
from grader.layers.checks.comparison import Precision, is_close, worst_difference
from grader.layers.diagnosis import general_causes, layer_causes
from grader.layers.diagnosis.dropout_causes import cause_of_dropout
from grader.layers.diagnosis.error_picture import picture_of
from grader.layers.diagnosis.patterns import cause_by_pattern
from grader.layers.diagnosis.suspects import Suspect
from grader.problems import Problem, ProblemKind, Value
from grader.reports import CheckName, Finding
from reference.arrays import Floats
from reference.derivatives import UNIT_ROUNDOFF

# How exactly a gradient measured by central differences is known.
MEASURED = Precision(UNIT_ROUNDOFF, relative=1e-5, absolute=1e-7, slope=1e-4)


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
        return general_causes.NOT_FINITE, {}
    if suspect.layer.name == "Dropout" and (kind := cause_of_dropout(suspect)):
        return kind, {}
    if suspect.trial.name != "random":
        return _cause_by_trial(suspect), {}
    if not suspect.got.any() and not suspect.layer.updates:
        return general_causes.ALL_ZERO, {}
    fallback = general_causes.NOT_THE_SLOPE if suspect.measured else general_causes.UNEXPLAINED
    causes = (_cause_by_fit, _cause_by_factor, _cause_by_pattern)
    return next((cause for each in causes if (cause := each(suspect))), (fallback, {}))


def _fits(suspect: Suspect, candidate: Floats) -> bool:
    precision = MEASURED if suspect.measured else suspect.precision
    return is_close(suspect.got, candidate, precision, suspect.layer.guard)


def _cause_by_fit(suspect: Suspect) -> tuple[ProblemKind, Mapping[str, Value]] | None:
    if suspect.measured:
        return None
    if suspect.variable is None:
        candidates = mistaken_outputs(suspect.layer, suspect.round)
    else:
        other = None if suspect.layer.updates else _swapped_with(suspect)
        if other is not None:
            return general_causes.SWAPPED, {"other": suspect.layer.gradient(other)}
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
    """The cause where every element is off by one and the same factor, or a whole step is."""
    if suspect.layer.updates and suspect.variable is not None:
        return _cause_of_step(suspect, suspect.round.tensors[suspect.variable])
    factor = _ratio(suspect.got, suspect.expected)
    is_one = suspect.got.size == 1  # any single number is off by some factor
    if not _fits(suspect, factor * suspect.expected) or (is_one and not _tells(suspect, factor)):
        return None
    is_loss, rows = suspect.layer.is_loss, _batch_size(suspect)
    kinds = (
        (-1.0, general_causes.WRONG_SIGN),
        (rows, general_causes.NOT_AVERAGED) if is_loss else (1 / rows, general_causes.AVERAGED),
    )
    kind = next((kind for f, kind in kinds if np.isclose(factor, f, rtol=1e-4)), None)
    return (kind, {}) if kind else (general_causes.WRONG_FACTOR, {"factor": f"{factor:.4g}"})


def _ratio(got: Floats, expected: Floats) -> float:
    """The factor that takes one array nearest to another."""
    square = float((expected**2).sum())
    return float((got * expected).sum()) / square if square else 0.0


def _tells(suspect: Suspect, factor: float) -> bool:
    """Whether a factor is one that mistakes give."""
    shape = suspect.round.tensors[suspect.layer.arguments[0]].shape
    ratios = (shape[0] / shape[-1], float(np.prod(shape)))
    sizes = (1.0, 2.0, np.log(2.0), *map(float, shape), *ratios)
    telling = [f * sign for f in (*sizes, *(1 / s for s in sizes)) for sign in (1, -1)]
    return any(np.isclose(factor, each, rtol=1e-6) for each in telling)


def _cause_of_step(
    suspect: Suspect, before: Floats
) -> tuple[ProblemKind, Mapping[str, Value]] | None:
    """The cause where a parameter moved in the right direction, but not as far as it should."""
    step, right = suspect.got - before, suspect.expected - before
    factor = _ratio(step, right)
    if factor <= 0 or not is_close(step, factor * right, MEASURED):
        return None
    return layer_causes.WRONG_STEP, {"factor": f"{factor:.4g}"}


def _cause_by_pattern(suspect: Suspect) -> tuple[ProblemKind, Mapping[str, Value]] | None:
    """The cause that shows in how the wrong elements lie, whatever the layer."""
    precision = MEASURED if suspect.measured else suspect.precision
    kind = cause_by_pattern(suspect.got, suspect.expected, precision, suspect.layer.guard)
    return None if kind is None else (kind, {})


def _cause_by_trial(suspect: Suspect) -> ProblemKind:
    """The cause of an array that was right on the plain trial, from what is special about this."""
    match suspect.trial.name:
        case "batch-of-one":
            return general_causes.BATCH_OF_ONE
        case "zeros":
            return general_causes.AT_ZERO
        case "large":
            return general_causes.LARGE_VALUES
        case "evaluation" if not suspect.round.is_training:
            return layer_causes.RUNNING_STATISTICS
    return general_causes.ACCUMULATED if _is_accumulated(suspect) else general_causes.STALE_CACHE


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
