"""Secondary scores: predictions in the metrics that rank nobody, shown beside the one that ranks.

They come from predictions that were scored, and from labels: whoever keeps the predictions can
compute them at any time, without grading anything.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace

from grader.definition.bundle import Bundle
from grader.metrics import METRICS, Metric
from grader.predictions.labels import LabelPart
from grader.scoring.public_scores import rounded_secondary, secondary_decimals
from grader.scoring.ranges import clipped, range_of
from grader.scoring.scorer import hidden_labels
from reference.arrays import Floats


@dataclass(frozen=True)
class MetricScores:
    """What predictions score in one metric, by its name.

    public, private: in full precision; None where there is no finite one, as where the metric
    cannot take a prediction. released: the public one as participants read it once they may, no
    better than what was reached; None where every score is shown as it is. decimals: to how many
    they are shown; None of what was kept before metrics had their own.
    """

    metric: str
    public: float | None
    private: float | None
    released: float | None
    decimals: int | None


def secondary_scores(
    bundle: Bundle, metrics: Mapping[str, int | None], predictions: Floats | None
) -> tuple[MetricScores, ...]:
    """The scores of predictions (N,), in the order of the labels, in each of the metrics.

    metrics: to how many decimals each is to be shown, by name; None where nobody says.

    None of them where predictions are not at hand. Raises ValueError for another number of
    predictions, or a bundle without a table `prediction`.
    """
    return tuple(
        _score(bundle, METRICS[slug], secondary_decimals(bundle, slug, said), predictions)
        for slug, said in metrics.items()
    )


def _score(
    bundle: Bundle, metric: Metric, decimals: int, predictions: Floats | None
) -> MetricScores:
    if predictions is None:
        return MetricScores(metric.slug, None, None, None, decimals)
    task = bundle.definition.prediction
    if task is None:
        raise ValueError("expected a bundle of the kind prediction")
    labels = hidden_labels(bundle, task)
    if predictions.shape != labels.values.shape:
        raise ValueError(f"expected predictions {labels.values.shape}, got {predictions.shape}")
    values = clipped(predictions, range_of(bundle.root, task, bundle.sha256))
    public = _of_part(metric, values, labels.public_part)
    private = _of_part(metric, values, labels.private_part)
    return released_anew(bundle, MetricScores(metric.slug, public, private, None, decimals))


def released_anew(bundle: Bundle, scores: MetricScores) -> MetricScores:
    """The same scores as a bundle releases them. Raises as `secondary_scores`."""
    decimals = secondary_decimals(bundle, scores.metric, scores.decimals)
    rounded = rounded_secondary(bundle, scores.metric, decimals)
    released = None
    if rounded is not None and scores.public is not None:
        released = rounded.released(scores.public).score
    return replace(scores, released=released, decimals=decimals)


def _of_part(metric: Metric, values: Floats, part: LabelPart) -> float | None:
    if part.rows.size == 0:
        return None
    try:
        score = metric.score(values[part.rows], part.values)
    except ValueError:  # a prediction that the metric cannot take, which costs nothing here
        return None
    return score if math.isfinite(score) else None
