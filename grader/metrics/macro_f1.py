"""Macro-averaged F1: the plain mean over classes of ``2 TP / (2 TP + FP + FN)``, rounded once.

The classes are those of labels and predictions together: one that nobody has counts with 0.
Source: Opitz and Burst 2019, "Macro F1 and Macro F1", arXiv:1911.03347, the averaged F1.
"""

import numpy as np

from grader.exact import exact_mean
from grader.metrics.classes import SEVERAL_CLASSES, WHOLE, WHOLE_LABELS
from grader.metrics.constants import commonest_class
from grader.metrics.effects import effects_on_macro_f1
from grader.metrics.metric import Metric
from languages import translatable
from reference.arrays import Floats


def _score(predictions: Floats, labels: Floats) -> float:
    classes, places = np.unique(np.concatenate((predictions, labels)), return_inverse=True)
    predicted_or_true = np.bincount(places)  # 2 TP + FP + FN
    hits = places[: len(labels)][predictions == labels]
    true_positives = np.bincount(hits, minlength=len(classes))
    return exact_mean(2 * true_positives / predicted_or_true)


MACRO_F1 = Metric(
    slug="macro_f1",
    title=translatable("Macro-averaged F1"),
    short=translatable("Macro F1"),
    words="mean over classes of F1",
    of="classes",
    better="higher",
    bounds=(0.0, 1.0),
    constant=commonest_class,
    formula=_score,
    row_effects=effects_on_macro_f1,
    of_predictions=WHOLE,
    of_labels=WHOLE_LABELS,
    of_parts=SEVERAL_CLASSES,
)
