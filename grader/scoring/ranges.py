"""The range that predictions are clipped to before they are scored.

A prediction that may be any number carries whole blocks of labels in the digits of one score. The
range is the bundle's own, or that of the training targets; hidden labels have no part in it.
"""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np

from grader.definition.prediction import Prediction
from grader.predictions.number_tables import read_targets
from reference.arrays import Floats


@dataclass(frozen=True)
class PredictionRange:
    """From low to high, both included."""

    low: float
    high: float

    def clip(self, predictions: Floats) -> Floats:
        """Predictions (N,), those beyond an end moved to it."""
        return np.clip(predictions, self.low, self.high)

    def excludes(self, labels: Floats) -> int:
        """How many of the labels (N,) lie outside."""
        return int(((labels < self.low) | (labels > self.high)).sum())


def range_of(
    root: Path, task: Prediction, bundle_sha256: str | None = None
) -> PredictionRange | None:
    """The range for a bundle's predictions; None where they may be any that the metric takes.

    bundle_sha256: of contents that no longer change, so that they are read once.
    """
    if task.range is not None:
        low, high = task.range
        return PredictionRange(low, high)
    if task.train is None or not task.clips_to_targets:
        return None
    read = _range_of_targets if bundle_sha256 else _range_of_targets.__wrapped__
    return read(root / task.train, task.target, bundle_sha256)


def clipped(predictions: Floats, to: PredictionRange | None) -> Floats:
    """Predictions (N,) as they are scored."""
    return predictions if to is None else to.clip(predictions)


@lru_cache(maxsize=64)
def _range_of_targets(
    train: Path,
    target: str,
    bundle_sha256: str | None,  # noqa: ARG001 - part of the key
) -> PredictionRange:
    targets = read_targets(train.parent, train.name, target)
    return PredictionRange(float(targets.min()), float(targets.max()))
