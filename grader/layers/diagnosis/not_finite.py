"""Why an array holds infinite numbers, or none at all."""

import numpy as np

from grader.layers.catalogue import KINDS
from grader.layers.checks.mismatch import Mismatch
from grader.layers.diagnosis import causes
from grader.layers.diagnosis.source_code import SourceCode
from grader.problems import ProblemKind


def cause_of_not_finite(mismatch: Mismatch, code: SourceCode | None) -> ProblemKind:
    """The likeliest cause, as far as the numbers and the code show it."""
    if mismatch.trial.name == "zeros":
        return causes.DIVISION_BY_ZERO
    text = _formulas_of(mismatch)
    has_logarithm = "log(" in text and mismatch.variable is None
    is_large = mismatch.trial.name == "large"
    if mismatch.trial.name == "unlikely" and has_logarithm:
        return _of_logarithm(mismatch)
    if not is_large:
        is_partly = np.isfinite(mismatch.got).any() and "exp(" not in text
        return causes.DIVISION_BY_ZERO if is_partly else causes.NOT_FINITE
    if not has_softmax(mismatch):
        is_curved = "exp(" in text or "tanh(" in text
        return causes.OVERFLOW if is_curved else causes.NOT_FINITE
    has_maximum = code is not None and code.takes_maximum(mismatch.layer)
    if has_maximum:
        return _of_logarithm(mismatch) if has_logarithm else causes.MAXIMUM_OF_ALL
    return causes.NOT_FINITE


def _of_logarithm(mismatch: Mismatch) -> ProblemKind:
    is_infinite = bool(np.isinf(mismatch.got).any())
    return causes.LOG_OF_ZERO if is_infinite else causes.ZERO_TIMES_LOG_ZERO


def has_softmax(mismatch: Mismatch) -> bool:
    """Whether a layer exponentiates what the largest of its row was subtracted from."""
    return "= exp(" in _formulas_of(mismatch) and " - max(" in _formulas_of(mismatch)


def _formulas_of(mismatch: Mismatch) -> str:
    formulas = KINDS[mismatch.layer.name].formulas
    return "" if formulas is None else formulas(mismatch.layer, mismatch.round.tensors)
