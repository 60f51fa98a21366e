"""Area under the ROC curve: how often a row of label 1 is predicted higher than one of label 0.

Equal predictions count one half; rounded once.
Source: Hanley and McNeil 1982, "The meaning and use of the area under a receiver operating
characteristic (ROC) curve", Radiology 143(1).
"""

import numpy as np

from grader.metrics.classes import BOTH_CLASSES
from grader.metrics.constants import mean_label
from grader.metrics.effects import effects_on_auc, random_effects_on_auc
from grader.metrics.metric import Metric
from grader.metrics.probabilities import BINARY, PROBABILITY
from languages import translatable
from reference.arrays import Floats


def _score(predictions: Floats, labels: Floats) -> float:
    ones, zeros = predictions[labels == 1], np.sort(predictions[labels == 0])
    below, not_above = np.searchsorted(zeros, ones), np.searchsorted(zeros, ones, "right")
    return int(below.sum() + not_above.sum()) / (2 * len(ones) * len(zeros))


AUC = Metric(
    slug="auc",
    title=translatable("Area under the ROC curve"),
    short="AUC",
    words="area under the ROC curve",
    of="probabilities",
    better="higher",
    bounds=(0.0, 1.0),
    constant=mean_label,
    formula=_score,
    row_effects=effects_on_auc,
    start=random_effects_on_auc,
    of_predictions=PROBABILITY,
    of_labels=BINARY,
    of_parts=BOTH_CLASSES,
)
