"""Root mean squared error; the mean of the squares is rounded only once.

Source: Hyndman and Koehler 2006, "Another look at measures of forecast accuracy", International
Journal of Forecasting 22(4), section 2.1.
"""

import math

import numpy as np

from grader.metrics.errors import absolute_errors, root_mean_square
from grader.metrics.metric import Metric, RowLosses
from languages import translatable
from reference.arrays import Floats


def _squared_errors(predictions: Floats, labels: Floats) -> Floats:
    with np.errstate(over="ignore", under="ignore"):
        return np.square(absolute_errors(predictions, labels))


def _score(predictions: Floats, labels: Floats) -> float:
    return root_mean_square(absolute_errors(predictions, labels))


RMSE = Metric(
    slug="rmse",
    title=translatable("Root mean squared error"),
    short="RMSE",
    words="root mean squared error",
    of="numbers",
    better="lower",
    bounds=(0.0, math.inf),
    formula=_score,
    rows=RowLosses(_squared_errors, "root"),
)
