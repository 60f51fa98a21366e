"""Metrics: how good predictions are, in one number that ranks."""

from collections.abc import Mapping
from types import MappingProxyType

from grader.metrics.classification import CLASSIFICATION, accuracy, macro_f1
from grader.metrics.metric import Finish, Metric, Need, PartNeed, RowLosses, Unit
from grader.metrics.probabilities import PROBABILITIES, area_under_roc, log_loss
from grader.metrics.regression import (
    REGRESSION,
    mean_absolute_error,
    median_absolute_error,
    r2_score,
    root_mean_squared_error,
    root_mean_squared_log_error,
)

METRICS: Mapping[str, Metric] = MappingProxyType(
    {metric.slug: metric for metric in (*REGRESSION, *CLASSIFICATION, *PROBABILITIES)}
)

__all__ = [
    "METRICS",
    "Finish",
    "Metric",
    "Need",
    "PartNeed",
    "RowLosses",
    "Unit",
    "accuracy",
    "area_under_roc",
    "log_loss",
    "macro_f1",
    "mean_absolute_error",
    "median_absolute_error",
    "r2_score",
    "root_mean_squared_error",
    "root_mean_squared_log_error",
]
