"""Coefficient of determination: one minus squared errors over the labels' squared deviations.

1: perfect; 0: no better than the labels' mean everywhere; it has no lower bound.
Source: Kvalseth 1985, "Cautionary note about R2", The American Statistician 39(4), eq. 1.
"""

import math

import numpy as np

from grader.metrics.constants import mean_label
from grader.metrics.effects import effects_on_r2
from grader.metrics.errors import absolute_errors, root_mean_square
from grader.metrics.metric import Metric, PartNeed
from grader.problems import ProblemKind
from languages import translatable
from reference.arrays import Floats

LABELS_CONSTANT = ProblemKind(
    "bundle_labels_constant",
    "The metric {metric} is undefined on the {part} rows of {file}: labels there do not vary; "
    "rows: {rows}.",
    "Have rows with different labels in every part, or choose another metric.",
)


def _score(predictions: Floats, labels: Floats) -> float:
    mean = math.fsum((labels / labels.size).tolist())
    errors, deviations = absolute_errors(predictions, labels), np.abs(labels - mean)
    ratio = root_mean_square(errors) / root_mean_square(deviations)
    return 1.0 - ratio * ratio


def _start(labels: Floats) -> Floats:
    """The squared errors of the mean alone: beside the labels' own spread, they never vary."""
    deviations = np.square(labels - labels.mean())
    effects: Floats = deviations / deviations.mean()
    return effects


R2 = Metric(
    slug="r2",
    title=translatable("Coefficient of determination"),
    short="R²",
    words="coefficient of determination",
    of="numbers",
    better="higher",
    bounds=(-math.inf, 1.0),
    constant=mean_label,
    formula=_score,
    row_effects=effects_on_r2,
    start=_start,
    of_parts=PartNeed("not all the same in a part", LABELS_CONSTANT),
)
