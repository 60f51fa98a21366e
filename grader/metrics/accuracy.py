"""Accuracy: the share of rows with the right class, rounded once.

A prediction that is no class of the labels is wrong like any other.
"""

from grader.metrics.classes import WHOLE, WHOLE_LABELS, misses
from grader.metrics.constants import commonest_class
from grader.metrics.metric import Metric, RowLosses
from languages import translatable
from reference.arrays import Floats


def _score(predictions: Floats, labels: Floats) -> float:
    return int((predictions == labels).sum()) / labels.size


ACCURACY = Metric(
    slug="accuracy",
    title=translatable("Accuracy"),
    short=translatable("Accuracy"),
    words="share of right classes",
    of="classes",
    better="higher",
    bounds=(0.0, 1.0),
    formula=_score,
    rows=RowLosses(misses, "complement"),
    of_predictions=WHOLE,
    of_labels=WHOLE_LABELS,
    constant=commonest_class,
)
