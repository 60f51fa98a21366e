"""The public scores of a bundle as participants read them: rounded to the worse side."""

from functools import lru_cache
from pathlib import Path

from grader.definition.bundle import Bundle
from grader.leaks.policy import RoundedScores, course_ladder, decimals_of_metric
from grader.metrics import METRICS
from grader.ranking import Better
from grader.scoring.scorer import labels_of_file


def rounded_scores(bundle: Bundle, secondary: tuple[str, ...] = ()) -> RoundedScores:
    """How a bundle's public scores are rounded, whatever its `release` says.

    secondary: the metrics whose scores are shown beside, which count among the answers. Raises
    ValueError for a bundle without a table `prediction`.
    """
    task = bundle.definition.prediction
    if task is None:
        raise ValueError("expected a bundle of the kind prediction")
    path, better = bundle.root / task.labels, task.direction
    return _rounded_scores(path, bundle.sha256, task.metric, better, task.decimals, secondary)


def secondary_decimals(bundle: Bundle, metric: str, said: int | None) -> int:
    """To how many decimals secondary scores in a metric are shown. said: what a bundle asks for.

    Raises ValueError for a bundle without a table `prediction`.
    """
    if said is not None:
        return said
    task = bundle.definition.prediction
    if task is None:
        raise ValueError("expected a bundle of the kind prediction")
    return _decimals(bundle.root / task.labels, bundle.sha256, metric, task.decimals)


def rounded_secondary(bundle: Bundle, metric: str, decimals: int) -> RoundedScores | None:
    """How secondary scores in a metric are rounded; None where every score is shown as it is.

    decimals: to how many they are shown. On the Ladder they have the steps of one of their own.
    Raises ValueError for a bundle without a table `prediction`.
    """
    task = bundle.definition.prediction
    if task is None:
        raise ValueError("expected a bundle of the kind prediction")
    path, better = bundle.root / task.labels, METRICS[metric].better
    if task.uses_rounding:
        return _rounded_scores(path, bundle.sha256, metric, better, decimals, ())
    if task.uses_ladder:
        return _in_stairs(path, bundle.sha256, metric, len(bundle.definition.tracks))
    return None


@lru_cache(maxsize=64)
def _rounded_scores(
    path: Path,
    bundle_sha256: str,
    metric: str,
    better: Better,
    decimals: int,
    secondary: tuple[str, ...],
) -> RoundedScores:
    labels = labels_of_file(path, bundle_sha256).public_part.values
    return RoundedScores.of(metric, better, labels, decimals, secondary)


@lru_cache(maxsize=64)
def _decimals(path: Path, bundle_sha256: str, metric: str, otherwise: int) -> int:
    labels = labels_of_file(path, bundle_sha256).public_part.values
    return decimals_of_metric(metric, labels, otherwise)


@lru_cache(maxsize=64)
def _in_stairs(path: Path, bundle_sha256: str, metric: str, tracks: int) -> RoundedScores:
    labels = labels_of_file(path, bundle_sha256).public_part.values
    step = course_ladder(metric, labels, tracks).step
    return RoundedScores(step, METRICS[metric].better, 0, labels.size, None)
