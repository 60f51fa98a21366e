"""Root mean squared error; the mean of the squares is rounded only once.

Source: Hyndman and Koehler 2006, "Another look at measures of forecast accuracy", International
Journal of Forecasting 22(4), section 2.1.
"""

import math

from grader.metrics.constants import mean_label
from grader.metrics.errors import absolute_errors
from grader.metrics.metric import Metric, RowLosses
from languages import translatable

RMSE = Metric(
    slug="rmse",
    title=translatable("Root mean squared error"),
    short="RMSE",
    words="root mean squared error",
    of="numbers",
    better="lower",
    bounds=(0.0, math.inf),
    constant=mean_label,
    rows=RowLosses(absolute_errors, "root"),
)
