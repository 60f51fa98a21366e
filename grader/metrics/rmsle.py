"""Root mean squared log error: the RMSE of ``log(1 + value)``.

Ratios count and not differences, so that 9 for 99 weighs as much as 99 for 999. The last bit may
differ from one kind of processor to the next, with NumPy's logarithm.
"""

import math

import numpy as np

from grader.metrics.metric import CHOOSE, Metric, Need, RowLosses
from grader.problems import ProblemKind
from languages import translatable
from reference.arrays import Booleans, Floats

NOT_ABOVE_MINUS_ONE = ProblemKind(
    "prediction_not_above_minus_one",
    "The prediction for the id {id} is {got}; expected a number above -1.",
    "The score takes log(1 + prediction), which exists only above -1. Cut predictions off at 0 if "
    "labels are never negative.",
)
LABEL_NOT_ABOVE_MINUS_ONE = ProblemKind(
    "bundle_label_not_above_minus_one",
    "The metric {metric} needs labels above -1, and {file} has {got} for the id {id}; labels like "
    "this: {count}.",
    CHOOSE,
)


def _above_minus_one(values: Floats) -> Booleans:
    above: Booleans = values > -1
    return above


def _log_errors(predictions: Floats, labels: Floats) -> Floats:
    errors: Floats = np.abs(np.log1p(predictions) - np.log1p(labels))
    return errors


def _mean_of_logarithms(labels: Floats) -> float:
    return float(np.expm1(np.log1p(labels).mean()))


RMSLE = Metric(
    slug="rmsle",
    title=translatable("Root mean squared log error"),
    short="RMSLE",
    words="RMSE of log(1 + value)",
    of="numbers",
    better="lower",
    bounds=(0.0, math.inf),
    constant=_mean_of_logarithms,
    rows=RowLosses(_log_errors, "root"),
    of_predictions=Need("above -1", _above_minus_one, NOT_ABOVE_MINUS_ONE),
    of_labels=Need("above -1", _above_minus_one, LABEL_NOT_ABOVE_MINUS_ONE),
)
