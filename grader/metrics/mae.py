"""Mean absolute error: ``mean(|prediction - label|)``, rounded only once.

Source: Willmott and Matsuura 2005, "Advantages of the mean absolute error (MAE) over the root mean
square error (RMSE)", Climate Research 30.
"""

import math

import numpy as np

from grader.metrics.errors import absolute_errors
from grader.metrics.metric import Metric, RowLosses
from languages import translatable
from reference.arrays import Floats


def _lower_median(labels: Floats) -> float:
    return float(np.quantile(labels, 0.5, method="lower"))


MAE = Metric(
    slug="mae",
    title=translatable("Mean absolute error"),
    short="MAE",
    words="mean absolute error",
    of="numbers",
    better="lower",
    bounds=(0.0, math.inf),
    rows=RowLosses(absolute_errors),
    constant=_lower_median,
)
