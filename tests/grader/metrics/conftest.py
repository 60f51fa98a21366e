"""Random rows that suit each metric."""

import numpy as np

from grader.metrics import Metric
from reference.arrays import Floats

Rows = tuple[Floats, Floats]


def suitable_rows(metric: Metric, seed: int, n: int) -> Rows:
    """Predictions and labels (n,), n > 1, on which the metric is defined; ties are common."""
    rng = np.random.default_rng(seed)
    if metric.of == "probabilities":
        labels = rng.integers(0, 2, n).astype(float)
        predictions = rng.random(n).round(int(rng.integers(1, 4)))
    elif metric.of == "classes":
        predictions, labels = rng.integers(-1, int(rng.integers(2, 6)), (2, n)).astype(float)
    elif metric.of_predictions is not None:
        predictions, labels = np.expm1(rng.normal(size=(2, n)) * 3)
    else:
        predictions, labels = rng.normal(size=(2, n)) * 10.0 ** rng.integers(-3, 4)
    labels[:2] = two_labels(metric)
    return predictions, labels


def two_labels(metric: Metric) -> Floats:
    """Two different whole numbers that the metric takes for labels: 0 and 1 where it can."""
    lowest = np.array([0.0, 1.0])
    return (
        lowest if metric.of_labels is None or metric.of_labels.meets(lowest).all() else lowest + 1
    )
