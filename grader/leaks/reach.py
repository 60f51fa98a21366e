"""How far labels reach into a score, in any metric: what bounds on its digits follow from."""

import math
from dataclasses import dataclass

import numpy as np

from grader.metrics import Metric
from reference.arrays import Floats

Ends = tuple[float, float]

_FAR = 1e300  # a prediction where nothing keeps it in a range
_BEST_ROOT = 0.1  # of the constant's score: below it, attackers know what they came for


@dataclass(frozen=True)
class Reach:
    """row: by how much a label moves N times the score of N rows, for the best prediction of it.

    score: how far apart two scores can be. Both may be infinite.
    """

    row: float
    score: float


def reach_of(metric: Metric, labels: Floats, ends: Ends | None) -> Reach:
    """The reach of labels (N,) where predictions lie between two ends, or anywhere."""
    if metric.of == "classes":
        counts = np.unique(labels, return_counts=True)[1]
        worth = 1.0 if metric.rows else 2 * labels.size / (counts.size * counts.min())
        return Reach(worth, 1.0)
    if metric.slug == "auc":
        ones = int((labels == 1).sum())
        return Reach(labels.size / min(ones, labels.size - ones), 1.0)
    if metric.slug == "median_ae":  # the score is the error of a single row
        return Reach(labels.size * float(np.ptp(labels)), _span(labels, ends))
    with np.errstate(over="ignore"):
        return _of_losses(metric, labels, ends)


def _of_losses(metric: Metric, labels: Floats, ends: Ends | None) -> Reach:
    known = np.quantile(labels, [0, 0.5, 1], method="nearest")
    if metric.of_labels is not None:
        known = np.append(known, labels[np.abs(labels).argmin()])  # errors are relative
    tried = (0.0, 1.0) if metric.of == "probabilities" else ends or (_lowest(metric), _FAR)
    probes = np.concatenate((tried, known))
    losses = np.array([_losses(metric, np.full(known.shape, p), known, labels) for p in probes])
    most = float(losses.max())
    row = float(np.ptp(losses, axis=1).max()) if math.isfinite(most) else math.inf
    if metric.rows is not None and metric.rows.finish == "root":
        least = _BEST_ROOT * metric.distance(np.full(labels.shape, metric.constant(labels)), labels)
        return Reach(row / (2 * least) if least else math.inf, math.sqrt(most))
    return Reach(row, most)


def _losses(metric: Metric, predictions: Floats, known: Floats, labels: Floats) -> Floats:
    """Of some predictions for some labels; of R2, what they add to N times the distance."""
    if metric.rows is not None:
        return metric.losses(predictions, known)
    squares: Floats = np.square(predictions - known) / np.square(labels - labels.mean()).mean()
    return squares


def _lowest(metric: Metric) -> float:
    """The lowest prediction that a metric of numbers takes."""
    return -_FAR if metric.of_predictions is None else np.nextafter(-1.0, 0.0)


def _span(labels: Floats, ends: Ends | None) -> float:
    low, high = ends or (-_FAR, _FAR)
    return float(max(high, labels.max()) - min(low, labels.min()))
