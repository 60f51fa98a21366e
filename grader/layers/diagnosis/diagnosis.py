"""From a wrong array to a finding: where it is wrong and the likeliest cause."""

from collections.abc import Mapping

import numpy as np

from grader.layers import problems
from grader.layers.catalogue import causes as shared
from grader.layers.checks.comparison import is_close, worst_difference
from grader.layers.checks.mismatch import Mismatch
from grader.layers.diagnosis import causes
from grader.layers.diagnosis.error_picture import picture_of
from grader.layers.diagnosis.mistakes import cause_in, wrong_gradients_of, wrong_outputs_of
from grader.layers.diagnosis.patterns import cause_by_pattern
from grader.layers.trials.precision import MEASURED
from grader.problems import Problem, ProblemKind, Value
from grader.reports import CheckName, Finding
from reference.arrays import Floats


def finding_of(mismatch: Mismatch) -> Finding:
    """What a student should read of a wrong array."""
    if mismatch.got.shape != mismatch.expected.shape:
        return _shape_finding(mismatch)
    worst = worst_difference(mismatch.got, mismatch.expected)
    kind, extra = _cause(mismatch)
    place = mismatch.array + (str(list(worst.element)) if worst.element else "")
    expected, got = _distinct(worst.expected, worst.got)
    values: dict[str, Value] = {"layer": mismatch.layer.name, "place": place}
    values |= {"expected": expected, "got": got, **extra}
    return Finding(
        check=_check_of(mismatch),
        case=mismatch.trial.name,
        array=mismatch.array,
        element=worst.element,
        expected=worst.expected if np.isfinite(worst.expected) else None,
        got=worst.got if np.isfinite(worst.got) else None,
        difference=worst.size if np.isfinite(worst.size) else None,
        picture=None if mismatch.known is not None else picture_of(mismatch.got, mismatch.expected),
        equation=mismatch.layer.equations.get(mismatch.array),
        problem=Problem(code=kind.code, values=values),
    )


def _check_of(mismatch: Mismatch) -> CheckName:
    if mismatch.variable is None:
        return "forward"
    return "derivative" if mismatch.measured else "reference"


def _shape_finding(mismatch: Mismatch) -> Finding:
    problem = _shape_cause(mismatch)(
        layer=mismatch.layer.name,
        array=mismatch.array,
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
    has_rows = got == (_batch_size(mismatch), *expected)
    return problems.BATCH_SUM_MISSING if has_rows else problems.WRONG_SHAPE


def _distinct(expected: float, got: float) -> tuple[str, str]:
    """Two numbers with as many digits as it takes to tell them apart, six at least."""
    for digits in (6, 9, 12, 17):
        texts = f"{expected:.{digits}g}", f"{got:.{digits}g}"
        if texts[0] != texts[1]:
            break
    return texts


def _cause(mismatch: Mismatch) -> tuple[ProblemKind, Mapping[str, Value]]:
    """The likeliest cause, with the values that its hint needs beside the usual ones."""
    if not np.isfinite(mismatch.got).all():
        return causes.NOT_FINITE, {}
    if kind := cause_in(mismatch):
        return kind, {}
    if mismatch.trial.name != "random":
        return _cause_by_trial(mismatch), {}
    if not mismatch.got.any() and not mismatch.layer.updates:
        return causes.ALL_ZERO, {}
    fallback = causes.NOT_THE_SLOPE if mismatch.measured else causes.UNEXPLAINED
    if mismatch.known is not None:  # no more is known of the array as a whole
        return fallback, {}
    ways = (_cause_by_fit, _cause_by_factor, _cause_by_pattern)
    return next((cause for each in ways if (cause := each(mismatch))), (fallback, {}))


def _fits(mismatch: Mismatch, candidate: Floats) -> bool:
    return is_close(mismatch.got, candidate, mismatch.exactness, mismatch.layer.guard)


def _cause_by_fit(mismatch: Mismatch) -> tuple[ProblemKind, Mapping[str, Value]] | None:
    if mismatch.measured:
        return None
    if mismatch.variable is None:
        candidates = wrong_outputs_of(mismatch.layer, mismatch.round)
    else:
        other = None if mismatch.layer.updates else _find_swapped(mismatch)
        if other is not None:
            return causes.SWAPPED, {"other": mismatch.layer.gradient(other)}
        candidates = wrong_gradients_of(mismatch.layer, mismatch.variable, mismatch.round)
    for kind, candidate in candidates:
        if _fits(mismatch, candidate):
            return kind, {}
    return None


def _find_swapped(mismatch: Mismatch) -> str | None:
    """The other variable whose gradient this is."""
    gradients = _right_gradients(mismatch, mismatch.number)
    for name, gradient in gradients.items():
        if name != mismatch.variable and _fits(mismatch, gradient):
            return name
    return None


def _right_gradients(mismatch: Mismatch, number: int) -> Mapping[str, Floats]:
    return mismatch.trial.rounds[number].gradients


def _cause_by_factor(mismatch: Mismatch) -> tuple[ProblemKind, Mapping[str, Value]] | None:
    """The cause where every element is off by one and the same factor, or a whole step is."""
    if mismatch.layer.updates and mismatch.variable is not None:
        return _cause_of_step(mismatch, mismatch.round.tensors[mismatch.variable])
    factor = _ratio(mismatch.got, mismatch.expected)
    is_one = mismatch.got.size == 1  # any single number is off by some factor
    if not _fits(mismatch, factor * mismatch.expected) or (is_one and not _tells(mismatch, factor)):
        return None
    is_loss, rows = mismatch.layer.is_loss, _batch_size(mismatch)
    kinds = (
        (-1.0, causes.WRONG_SIGN),
        (rows, shared.NOT_AVERAGED) if is_loss else (1 / rows, causes.AVERAGED),
    )
    kind = next((kind for f, kind in kinds if np.isclose(factor, f, rtol=1e-4)), None)
    return (kind, {}) if kind else (causes.WRONG_FACTOR, {"factor": f"{factor:.4g}"})


def _ratio(got: Floats, expected: Floats) -> float:
    """The factor that takes one array nearest to another."""
    square = float((expected**2).sum())
    return float((got * expected).sum()) / square if square else 0.0


def _tells(mismatch: Mismatch, factor: float) -> bool:
    """Whether a factor is one that mistakes give."""
    shape = mismatch.round.tensors[mismatch.layer.arguments[0]].shape
    ratios = (shape[0] / shape[-1], float(np.prod(shape)))
    sizes = (1.0, 2.0, np.log(2.0), *map(float, shape), *ratios)
    telling = [f * sign for f in (*sizes, *(1 / s for s in sizes)) for sign in (1, -1)]
    return any(np.isclose(factor, each, rtol=1e-6) for each in telling)


def _cause_of_step(
    mismatch: Mismatch, before: Floats
) -> tuple[ProblemKind, Mapping[str, Value]] | None:
    """The cause where a parameter moved in the right direction, but not as far as it should."""
    step, right = mismatch.got - before, mismatch.expected - before
    factor = _ratio(step, right)
    if factor <= 0 or not is_close(step, factor * right, MEASURED):
        return None
    return causes.WRONG_STEP, {"factor": f"{factor:.4g}"}


def _cause_by_pattern(mismatch: Mismatch) -> tuple[ProblemKind, Mapping[str, Value]] | None:
    """The cause that shows in how the wrong elements lie, whatever the layer."""
    layer = mismatch.layer
    kind = cause_by_pattern(mismatch.got, mismatch.expected, mismatch.exactness, layer.guard)
    return None if kind is None else (kind, {})


_CAUSES = {
    "batch-of-one": causes.BATCH_OF_ONE,
    "zeros": causes.AT_ZERO,
    "large": shared.LARGE_VALUES,
    "two-objects": causes.SHARED_STATE,
    "other-arguments": causes.ARGUMENT_IGNORED,
    "ties": causes.AT_TIES,
    "constant": causes.AT_CONSTANTS,
    "unlikely": causes.AT_UNLIKELY_CLASSES,
    "leftover": causes.AT_LEFT_OVER_PIXELS,
    "many": causes.IN_LARGE_BATCHES,
    "scaled-loss": causes.WRONG_WITH_DOUT,
}


def _cause_by_trial(mismatch: Mismatch) -> ProblemKind:
    """The cause of an array that was right on the plain trial, from what is special about this."""
    if mismatch.trial.name in _CAUSES:
        return _CAUSES[mismatch.trial.name]
    if mismatch.trial.name == "evaluation" and not mismatch.round.is_training:
        return causes.RUNNING_STATISTICS
    return causes.ACCUMULATED if _is_accumulated(mismatch) else causes.STALE_CACHE


def _batch_size(mismatch: Mismatch) -> int:
    return mismatch.layer.batch_size(mismatch.round.tensors)


def _is_accumulated(mismatch: Mismatch) -> bool:
    """Whether the array is the sum of this round's gradient and those before it."""
    variable = mismatch.variable
    if variable is None:
        return False
    rounds = [_right_gradients(mismatch, number) for number in range(mismatch.number + 1)]
    parts = [gradients[variable] for gradients in rounds if gradients]
    if any(part.shape != mismatch.got.shape for part in parts):
        return False
    return _fits(mismatch, np.sum(parts, axis=0))
