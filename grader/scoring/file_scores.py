"""Scores of predictions over the public and the private rows."""

from dataclasses import dataclass

from grader.metrics import Metric
from grader.predictions.labels import HiddenLabels
from reference.arrays import Floats


@dataclass(frozen=True)
class Scores:
    """A metric over the public rows and over the private ones, in full precision.

    private: None where every row is public.
    """

    public: float
    private: float | None


def score_predictions(predictions: Floats, labels: HiddenLabels, metric: Metric) -> Scores:
    """The scores of predictions (N,) in the order of the labels."""
    if predictions.shape != labels.values.shape:
        raise ValueError(f"expected predictions {labels.values.shape}, got {predictions.shape}")
    if labels.private_part.rows.size == 0:
        return Scores(metric.score(predictions, labels.values), None)
    public, private = (
        metric.score(predictions[part.rows], part.values)
        for part in (labels.public_part, labels.private_part)
    )
    return Scores(public, private)
