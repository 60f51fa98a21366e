"""The public scores of a bundle as participants read them: rounded to the worse side."""

from functools import lru_cache
from pathlib import Path

from grader.definition.bundle import Bundle
from grader.leaks.policy import RoundedScores
from grader.ranking import Better
from grader.scoring.scorer import labels_of_file


def rounded_scores(bundle: Bundle) -> RoundedScores:
    """How a bundle's public scores are rounded, whatever its `release` says.

    Raises ValueError for a bundle without a table `prediction`.
    """
    task = bundle.definition.prediction
    if task is None:
        raise ValueError("expected a bundle of the kind prediction")
    path = bundle.root / task.labels
    return _rounded_scores(path, bundle.sha256, task.metric, task.direction, task.decimals)


@lru_cache(maxsize=64)
def _rounded_scores(
    path: Path, bundle_sha256: str, metric: str, better: Better, decimals: int
) -> RoundedScores:
    labels = labels_of_file(path, bundle_sha256).public_part.values
    return RoundedScores.of(metric, better, labels, decimals)
