"""Metrics of classes: labels and predictions are whole numbers that stand for classes."""

import numpy as np

from grader.exact import exact_mean
from grader.metrics import problems
from grader.metrics.metric import Metric, Need, PartNeed, RowLosses, check_shapes, vary
from languages import translatable
from reference.arrays import Booleans, Floats


def misses(predictions: Floats, labels: Floats) -> Floats:
    """1 for each row with the wrong class and 0 for the others, (N,).

    Raises ValueError for what is no whole number.
    """
    check_shapes(predictions, labels)
    WHOLE.require(predictions)
    WHOLE_LABELS.require(labels)
    missed: Floats = (predictions != labels).astype(np.float64)
    return missed


def accuracy(predictions: Floats, labels: Floats) -> float:
    """The share of rows with the right class, rounded once.

    Both (N,), whole numbers. A prediction that is no class of the labels is wrong like any other.
    Raises ValueError for N = 0, two different shapes, or what is no whole number.
    """
    missed = misses(predictions, labels)
    return (missed.size - int(missed.sum())) / missed.size


def macro_f1(predictions: Floats, labels: Floats) -> float:
    """The plain mean over classes of ``2 TP / (2 TP + FP + FN)``, rounded once.

    Both (N,), whole numbers. The classes are those of labels and predictions together, so a class
    that nobody has counts with 0. Raises ValueError for labels of one class, and as accuracy does.
    Source: Opitz and Burst 2019, "Macro F1 and Macro F1", arXiv:1911.03347, the averaged F1.
    """
    hits = misses(predictions, labels) == 0
    SEVERAL_CLASSES.require(labels)
    classes, places = np.unique(np.concatenate((predictions, labels)), return_inverse=True)
    predicted_or_true = np.bincount(places)  # 2 TP + FP + FN
    true_positives = np.bincount(places[: len(hits)][hits], minlength=len(classes))
    return exact_mean(2 * true_positives / predicted_or_true)


def _whole(values: Floats) -> Booleans:
    whole: Booleans = np.isfinite(values) & (np.trunc(values) == values)
    return whole


WHOLE = Need(_whole, problems.NOT_A_CLASS)
WHOLE_LABELS = Need(_whole, problems.LABEL_NOT_A_CLASS)
SEVERAL_CLASSES = PartNeed(vary, problems.LABELS_OF_ONE_CLASS)

CLASSIFICATION = (
    Metric(
        slug="accuracy",
        title=translatable("Accuracy"),
        short=translatable("Accuracy"),
        better="higher",
        unit="none",
        bounds=(0.0, 1.0),
        function=accuracy,
        rows=RowLosses(misses, "complement"),
        of_predictions=WHOLE,
        of_labels=WHOLE_LABELS,
    ),
    Metric(
        slug="macro_f1",
        title=translatable("Macro-averaged F1"),
        short=translatable("Macro F1"),
        better="higher",
        unit="none",
        bounds=(0.0, 1.0),
        function=macro_f1,
        of_predictions=WHOLE,
        of_labels=WHOLE_LABELS,
        of_parts=SEVERAL_CLASSES,
    ),
)
