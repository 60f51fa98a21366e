"""Symmetric MAPE: ``mean(2 |prediction - label| / (|prediction| + |label|))``, rounded only once.

A share from 0 to 2. A label of 0 would cost 2 whatever the prediction but 0, so there is none, and
nothing is divided by 0.
Source: Hyndman and Koehler 2006, "Another look at measures of forecast accuracy", International
Journal of Forecasting 22(4), section 2.2, where it is 100 times that and, for want of the absolute
values below the line, can be negative.
"""

import numpy as np

from grader.metrics.errors import absolute_errors
from grader.metrics.mape import DIVISOR
from grader.metrics.metric import Metric, RowLosses
from languages import translatable
from reference.arrays import Floats

_MOST_TRIED = 100


def _relative_errors(predictions: Floats, labels: Floats) -> Floats:
    predictions, labels = predictions / 2, labels / 2  # whose sums cannot overflow
    sizes = np.abs(predictions) + np.abs(labels)
    errors: Floats = 2 * (absolute_errors(predictions, labels) / sizes)
    return errors


def _best_label(labels: Floats) -> float:
    """Of the labels, or 100 quantiles where they are more, the one with the smallest error."""
    tried = np.unique(labels)
    if tried.size > _MOST_TRIED:
        tried = np.quantile(tried, np.linspace(0, 1, _MOST_TRIED), method="lower")
    errors = [float(_relative_errors(np.full(labels.shape, one), labels).mean()) for one in tried]
    return float(tried[int(np.argmin(errors))])


SMAPE = Metric(
    slug="smape",
    title=translatable("Symmetric mean absolute percentage error"),
    short="sMAPE",
    words="mean of the absolute error over the mean size of prediction and label",
    of="numbers",
    better="lower",
    bounds=(0.0, 2.0),
    constant=_best_label,
    rows=RowLosses(_relative_errors),
    of_labels=DIVISOR,
)
