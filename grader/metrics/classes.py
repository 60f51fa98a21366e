"""Labels and predictions that stand for classes: what metrics of classes share."""

import numpy as np

from grader.metrics.metric import CHOOSE, Need, PartNeed
from grader.problems import ProblemKind
from reference.arrays import Booleans, Floats

NOT_A_CLASS = ProblemKind(
    "prediction_not_a_class",
    "The prediction for the id {id} is {got}; expected a class, which is a whole number.",
    "If your model gives probabilities, write the class of the largest one.",
)
LABEL_NOT_A_CLASS = ProblemKind(
    "bundle_label_not_a_class",
    "The metric {metric} needs whole numbers that stand for classes, and {file} has {got} for the "
    "id {id}; labels like this: {count}.",
    CHOOSE,
)
LABELS_OF_ONE_CLASS = ProblemKind(
    "bundle_labels_of_one_class",
    "The metric {metric} is undefined on the {part} rows of {file}: labels there are of one "
    "class; rows: {rows}.",
    "Have rows of both classes in every part, or choose another metric.",
)


def misses(predictions: Floats, labels: Floats) -> Floats:
    """1 for each row with the wrong class and 0 for the others, (N,)."""
    missed: Floats = (predictions != labels).astype(np.float64)
    return missed


def _whole(values: Floats) -> Booleans:
    whole: Booleans = np.isfinite(values) & (np.trunc(values) == values)
    return whole


WHOLE = Need("whole numbers", _whole, NOT_A_CLASS)
WHOLE_LABELS = Need("whole numbers, one for each class", _whole, LABEL_NOT_A_CLASS)
SEVERAL_CLASSES = PartNeed("several classes in each part", LABELS_OF_ONE_CLASS)
BOTH_CLASSES = PartNeed("both in each part", LABELS_OF_ONE_CLASS)
