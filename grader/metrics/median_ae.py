"""Median absolute error; of an even number of rows, the middle of two.

Source: Hyndman and Koehler 2006, "Another look at measures of forecast accuracy", International
Journal of Forecasting 22(4), section 2.1 (MdAE).
"""

import math

import numpy as np

from grader.metrics.errors import absolute_errors
from grader.metrics.metric import Metric
from languages import translatable
from reference.arrays import Floats


def _score(predictions: Floats, labels: Floats) -> float:
    return float(np.median(absolute_errors(predictions, labels)))


MEDIAN_AE = Metric(
    slug="median_ae",
    title=translatable("Median absolute error"),
    short="MedAE",
    words="median absolute error",
    of="numbers",
    better="lower",
    bounds=(0.0, math.inf),
    formula=_score,
)
