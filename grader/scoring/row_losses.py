"""Scores row by row: the losses whose mean a score is, for ties, intervals and the Ladder."""

from collections.abc import Callable

import numpy as np

from grader.definition.bundle import Bundle
from grader.definition.definition import Definition
from grader.definition.prediction import Prediction
from grader.metrics import METRICS, RowLosses
from grader.predictions.labels import HiddenLabels, LabelPart
from grader.scoring.ranges import clipped, range_of
from grader.scoring.scorer import hidden_labels
from reference.arrays import Floats


def row_losses(definition: Definition) -> RowLosses | None:
    """How the assignment's score is a mean over rows; None where it is not, or not known to be."""
    task = definition.prediction
    if task is None or task.metric_file is not None:
        return None
    return METRICS[task.metric].rows


def public_losses(bundle: Bundle, predictions: Floats) -> Floats | None:
    """The losses (M,) of the public rows, from predictions (N,) in the order of the labels.

    None where the score is no mean over rows. Raises ValueError for another number of predictions.
    """
    return _part_losses(bundle, predictions, lambda labels: labels.public_part)


def public_effects(bundle: Bundle, predictions: Floats) -> Floats:
    """What each public row does to the score, (M,), from predictions (N,): of every known metric.

    Raises ValueError for another number of predictions, or a bundle without such a metric.
    """
    task = bundle.definition.prediction
    if task is None or task.metric not in METRICS:
        raise ValueError("expected a bundle with a metric that is known here")
    return _of_part(
        bundle, task, predictions, METRICS[task.metric].effects, lambda x: x.public_part
    )


def private_losses(bundle: Bundle, predictions: Floats) -> Floats | None:
    """The same of the private rows; None where there are none, too. For after the reveal."""
    return _part_losses(bundle, predictions, lambda labels: labels.private_part)


def _part_losses(
    bundle: Bundle, predictions: Floats, part_of: Callable[[HiddenLabels], LabelPart]
) -> Floats | None:
    task = bundle.definition.prediction
    if task is None or row_losses(bundle.definition) is None:
        return None
    found = _of_part(bundle, task, predictions, METRICS[task.metric].losses, part_of)
    return found if found.size else None


def _of_part(
    bundle: Bundle,
    task: Prediction,
    predictions: Floats,
    formula: Callable[[Floats, Floats], Floats],
    part_of: Callable[[HiddenLabels], LabelPart],
) -> Floats:
    """One number for each row of a part, (M,); none where it has no row."""
    labels = hidden_labels(bundle, task)
    if predictions.shape != labels.values.shape:
        raise ValueError(f"expected predictions {labels.values.shape}, got {predictions.shape}")
    part = part_of(labels)
    if part.rows.size == 0:
        return np.empty(0)
    values = clipped(predictions[part.rows], range_of(bundle.root, task, bundle.sha256))
    return formula(values, part.values)
