"""Random rows that suit each metric."""

import numpy as np

from grader.metrics import Metric
from reference.arrays import Floats

Rows = tuple[Floats, Floats]


def suitable_rows(metric: Metric, seed: int, n: int) -> Rows:
    """Predictions and labels (n,), n > 1, on which the metric is defined; ties are common."""
    rng = np.random.default_rng(seed)
    if metric.slug in {"log_loss", "auc"}:
        labels = rng.integers(0, 2, n).astype(float)
        predictions = rng.random(n).round(int(rng.integers(1, 4)))
    elif metric.slug in {"accuracy", "macro_f1"}:
        predictions, labels = rng.integers(-1, int(rng.integers(2, 6)), (2, n)).astype(float)
    elif metric.slug == "rmsle":
        predictions, labels = np.expm1(rng.normal(size=(2, n)) * 3)
    else:
        predictions, labels = rng.normal(size=(2, n)) * 10.0 ** rng.integers(-3, 4)
    labels[:2] = 0.0, 1.0
    return predictions, labels
