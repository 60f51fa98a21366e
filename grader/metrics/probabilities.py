"""Metrics of probabilities: labels are 0 or 1, predictions the probability of 1."""

import math

import numpy as np

from grader.exact import exact_mean
from grader.metrics import problems
from grader.metrics.metric import Metric, Need, PartNeed, RowLosses, check_shapes, vary
from languages import translatable
from reference.arrays import Booleans, Floats

LEAST_PROBABILITY = 2.0**-52
"""What the label's probability is taken as where a prediction gives it less, even 0."""

_LARGEST_LOSS = -math.log(LEAST_PROBABILITY)


def surprises(predictions: Floats, labels: Floats) -> Floats:
    """Minus the logarithm of the probability given to the label of each row, (N,), in nats.

    At most 52 log 2, about 36: one wrong certainty costs much, and does not end everything.
    Raises ValueError for labels other than 0 and 1 or probabilities outside [0, 1]. The last bit
    may differ from one kind of processor to the next, with NumPy's logarithm.
    """
    check_shapes(predictions, labels)
    PROBABILITY.require(predictions)
    BINARY.require(labels)
    with np.errstate(divide="ignore"):  # the logarithm of 0 is cut off
        losses = np.where(labels == 1, -np.log(predictions), -np.log1p(-predictions))
    return np.clip(losses, 0.0, _LARGEST_LOSS)


def log_loss(predictions: Floats, labels: Floats) -> float:
    """The mean negative log-likelihood of the labels, in nats; the mean is rounded once.

    predictions: (N,) probabilities of 1, in [0, 1]. labels: (N,) of 0 and 1. Raises ValueError for
    others, N = 0 or two different shapes.
    Source: Good 1952, "Rational decisions", Journal of the Royal Statistical Society B 14(1).
    """
    return exact_mean(surprises(predictions, labels))


def area_under_roc(predictions: Floats, labels: Floats) -> float:
    """How often a row of label 1 has a higher prediction than one of label 0, rounded once.

    Equal predictions count one half. predictions: (N,) in [0, 1]. labels: (N,), of 0 and 1, both
    of which occur. Raises ValueError for others, N = 0 or two different shapes.
    Source: Hanley and McNeil 1982, "The meaning and use of the area under a receiver operating
    characteristic (ROC) curve", Radiology 143(1).
    """
    check_shapes(predictions, labels)
    PROBABILITY.require(predictions)
    BINARY.require(labels)
    BOTH_CLASSES.require(labels)
    ones, zeros = predictions[labels == 1], np.sort(predictions[labels == 0])
    below, not_above = np.searchsorted(zeros, ones), np.searchsorted(zeros, ones, "right")
    return int(below.sum() + not_above.sum()) / (2 * len(ones) * len(zeros))


def _probability(values: Floats) -> Booleans:
    inside: Booleans = (values >= 0) & (values <= 1)
    return inside


def _binary(values: Floats) -> Booleans:
    binary: Booleans = (values == 0) | (values == 1)
    return binary


PROBABILITY = Need(_probability, problems.NOT_A_PROBABILITY)
BINARY = Need(_binary, problems.LABEL_NOT_BINARY)
BOTH_CLASSES = PartNeed(vary, problems.LABELS_OF_ONE_CLASS)

PROBABILITIES = (
    Metric(
        slug="log_loss",
        title=translatable("Log loss"),
        short=translatable("Log loss"),
        better="lower",
        unit="nats",
        bounds=(0.0, _LARGEST_LOSS),
        function=log_loss,
        rows=RowLosses(surprises),
        of_predictions=PROBABILITY,
        of_labels=BINARY,
    ),
    Metric(
        slug="auc",
        title=translatable("Area under the ROC curve"),
        short=translatable("AUC"),
        better="higher",
        unit="none",
        bounds=(0.0, 1.0),
        function=area_under_roc,
        of_predictions=PROBABILITY,
        of_labels=BINARY,
        of_parts=BOTH_CLASSES,
    ),
)
