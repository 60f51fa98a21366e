"""Metrics: how far predictions are from the truth, in one number that ranks."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

import numpy as np
import numpy.typing as npt

from grader.exact import exact_mean
from grader.problems import Wording

Floats = npt.NDArray[np.float64]
Better = Literal["lower", "higher"]


@dataclass(frozen=True)
class Metric:
    """One way to score predictions.

    short: what stands over a column of a board. better: which direction wins. function: from
    predictions (N,) and labels (N,), in that order, to the score.
    """

    slug: str
    title: Wording
    short: Wording
    better: Better
    function: Callable[[Floats, Floats], float]


def mean_absolute_error(predictions: Floats, labels: Floats) -> float:
    """The mean of ``|prediction - label|``, correctly rounded, so in no order of its own.

    Both (N,). Each error is a float64 difference; their sum and mean are rounded only once.
    Infinite where one error is beyond float64: such a score never ranks. Raises ValueError for
    N = 0 or two different shapes.
    Source: Willmott and Matsuura 2005, "Advantages of the mean absolute error (MAE) over the root
    mean square error (RMSE)", Climate Research 30.
    """
    if predictions.shape != labels.shape:
        raise ValueError(f"expected predictions {labels.shape}, got {predictions.shape}")
    with np.errstate(over="ignore"):
        errors = np.abs(predictions - labels)
    return exact_mean(errors)


METRICS: Mapping[str, Metric] = MappingProxyType(
    {
        "mae": Metric(
            slug="mae",
            title=Wording(en="Mean absolute error", ja="平均絶対誤差"),
            short=Wording(en="MAE", ja="MAE"),
            better="lower",
            function=mean_absolute_error,
        )
    }
)
