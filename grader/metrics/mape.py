"""Mean absolute percentage error: ``mean(|prediction - label| / |label|)``, rounded only once.

It is a share, as in scikit-learn: 0.1 is 10 %. Undefined for labels of 0.
Source: Hyndman and Koehler 2006, "Another look at measures of forecast accuracy", International
Journal of Forecasting 22(4), section 2.2, where it is 100 times that.
"""

import math

import numpy as np

from grader.metrics.errors import absolute_errors
from grader.metrics.metric import Metric, Need, RowLosses
from grader.problems import ProblemKind
from languages import translatable
from reference.arrays import Booleans, Floats

_LEAST_DIVISOR = 1e-150  # whatever a file can hold, divided by it, can still be added up

LABEL_ZERO = ProblemKind(
    "bundle_label_zero",
    "The metric {metric} divides by labels, and {file} has labels of 0, or too close to it: "
    "{count}, of the ids {ids}.",
    "Leave such rows out, or choose a metric that takes 0: mae, rmse or, for counts, rmsle.",
)


def _divides(labels: Floats) -> Booleans:
    divides: Booleans = np.abs(labels) >= _LEAST_DIVISOR
    return divides


DIVISOR = Need("numbers other than 0", _divides, LABEL_ZERO)


def _relative_errors(predictions: Floats, labels: Floats) -> Floats:
    with np.errstate(over="ignore", under="ignore"):
        return absolute_errors(predictions, labels) / np.abs(labels)


def _weighted_median(labels: Floats) -> float:
    """The label at which the errors' slopes, one over each label's size, balance."""
    order = np.argsort(labels)
    weights = np.cumsum(1 / np.abs(labels[order]))
    return float(labels[order][np.searchsorted(weights, weights[-1] / 2)])


MAPE = Metric(
    slug="mape",
    title=translatable("Mean absolute percentage error"),
    short="MAPE",
    words="mean of the absolute error over the size of the label; 0.1 is 10 %",
    of="numbers",
    better="lower",
    bounds=(0.0, math.inf),
    constant=_weighted_median,
    rows=RowLosses(_relative_errors),
    of_labels=DIVISOR,
)
