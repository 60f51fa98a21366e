"""Median absolute error; of an even number of rows, the middle of two.

Source: Hyndman and Koehler 2006, "Another look at measures of forecast accuracy", International
Journal of Forecasting 22(4), section 2.1 (MdAE).
"""

import math

import numpy as np

from grader.metrics.effects import effects_on_median
from grader.metrics.errors import absolute_errors
from grader.metrics.metric import Metric
from languages import translatable
from reference.arrays import Floats


def _score(predictions: Floats, labels: Floats) -> float:
    return float(np.median(absolute_errors(predictions, labels)))


def _effects(predictions: Floats, labels: Floats) -> Floats:
    return effects_on_median(absolute_errors(predictions, labels))


def _middle_of_the_shortest_half(labels: Floats) -> float:
    """No number has half of the labels nearer."""
    ordered = np.sort(labels)
    half = ordered.size // 2 + 1
    widths = ordered[half - 1 :] - ordered[: ordered.size - half + 1]
    at = int(widths.argmin())
    return float((ordered[at] + ordered[at + half - 1]) / 2)


MEDIAN_AE = Metric(
    slug="median_ae",
    title=translatable("Median absolute error"),
    short="MedAE",
    words="median absolute error",
    of="numbers",
    better="lower",
    bounds=(0.0, math.inf),
    constant=_middle_of_the_shortest_half,
    formula=_score,
    row_effects=_effects,
)
