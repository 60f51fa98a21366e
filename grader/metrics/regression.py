"""Metrics of numbers: how far predictions are from labels."""

import math

import numpy as np

from grader.exact import exact_mean
from grader.metrics import problems
from grader.metrics.metric import Metric, Need, PartNeed, RowLosses, check_shapes, vary
from languages import translatable
from reference.arrays import Booleans, Floats


def absolute_errors(predictions: Floats, labels: Floats) -> Floats:
    """``|prediction - label|`` of each row, (N,); infinite beyond float64."""
    check_shapes(predictions, labels)
    with np.errstate(over="ignore"):
        return np.abs(predictions - labels)


def squared_errors(predictions: Floats, labels: Floats) -> Floats:
    """The squares of the errors, (N,); infinite beyond float64."""
    with np.errstate(over="ignore", under="ignore"):
        return np.square(absolute_errors(predictions, labels))


def log_errors(predictions: Floats, labels: Floats) -> Floats:
    """``|log(1 + prediction) - log(1 + label)|`` of each row, (N,).

    Raises ValueError for a value of -1 or less. The last bit may differ from one kind of processor
    to the next, with NumPy's logarithm.
    """
    check_shapes(predictions, labels)
    ABOVE_MINUS_ONE.require(predictions)
    LABELS_ABOVE_MINUS_ONE.require(labels)
    errors: Floats = np.abs(np.log1p(predictions) - np.log1p(labels))
    return errors


def squared_log_errors(predictions: Floats, labels: Floats) -> Floats:
    """The squares of the log errors, (N,)."""
    return np.square(log_errors(predictions, labels))


def mean_absolute_error(predictions: Floats, labels: Floats) -> float:
    """The mean of ``|prediction - label|``, correctly rounded, so in no order of its own.

    Both (N,). Each error is a float64 difference; their sum and mean are rounded only once.
    Infinite where one error is beyond float64: such a score never ranks. Raises ValueError for
    N = 0 or two different shapes.
    Source: Willmott and Matsuura 2005, "Advantages of the mean absolute error (MAE) over the root
    mean square error (RMSE)", Climate Research 30.
    """
    return exact_mean(absolute_errors(predictions, labels))


def root_mean_squared_error(predictions: Floats, labels: Floats) -> float:
    """The square root of the mean squared error, which is rounded once as in MAE.

    Both (N,). Infinite where one error is beyond float64. Raises ValueError as MAE does.
    Source: Hyndman and Koehler 2006, "Another look at measures of forecast accuracy",
    International Journal of Forecasting 22(4), section 2.1.
    """
    return _root_mean_square(absolute_errors(predictions, labels))


def root_mean_squared_log_error(predictions: Floats, labels: Floats) -> float:
    """The root of the mean squared difference between ``log(1 + p)`` and ``log(1 + y)``.

    Both (N,), above -1: the logarithm exists nowhere else. Ratios count and not differences, so
    that 9 for 99 weighs as much as 99 for 999. Raises ValueError besides for N = 0 or two shapes.
    """
    return _root_mean_square(log_errors(predictions, labels))


def median_absolute_error(predictions: Floats, labels: Floats) -> float:
    """The median of ``|prediction - label|``; of an even number of rows, the middle of two.

    Both (N,). Raises ValueError as MAE does.
    Source: Hyndman and Koehler 2006, section 2.1 (MdAE).
    """
    return float(np.median(absolute_errors(predictions, labels)))


def r2_score(predictions: Floats, labels: Floats) -> float:
    """One minus the squared errors over the squared deviations of the labels from their mean.

    Both (N,). 1: perfect; 0: no better than the labels' mean everywhere; it has no lower bound.
    Raises ValueError for labels that are all the same (so for one row), N = 0 or two shapes.
    Source: Kvalseth 1985, "Cautionary note about R2", The American Statistician 39(4), eq. 1.
    """
    errors = absolute_errors(predictions, labels)
    LABELS_VARY.require(labels)
    mean = math.fsum((labels / labels.size).tolist())
    ratio = _root_mean_square(errors) / _root_mean_square(np.abs(labels - mean))
    return 1.0 - ratio * ratio


def _root_mean_square(sizes: Floats) -> float:
    """The root of the mean square of non-negative values, by a power of two kept in range."""
    largest = float(sizes.max())
    if largest == 0 or not math.isfinite(largest):
        return largest
    exponent = math.frexp(largest)[1]
    with np.errstate(under="ignore"):
        squares = np.square(np.ldexp(sizes, -exponent))
    return math.ldexp(math.sqrt(exact_mean(squares)), exponent)


def _above_minus_one(values: Floats) -> Booleans:
    above: Booleans = values > -1
    return above


ABOVE_MINUS_ONE = Need(_above_minus_one, problems.NOT_ABOVE_MINUS_ONE)
LABELS_ABOVE_MINUS_ONE = Need(_above_minus_one, problems.LABEL_NOT_ABOVE_MINUS_ONE)
LABELS_VARY = PartNeed(vary, problems.LABELS_CONSTANT)

REGRESSION = (
    Metric(
        slug="mae",
        title=translatable("Mean absolute error"),
        short=translatable("MAE"),
        better="lower",
        unit="labels",
        bounds=(0.0, math.inf),
        function=mean_absolute_error,
        rows=RowLosses(absolute_errors),
    ),
    Metric(
        slug="rmse",
        title=translatable("Root mean squared error"),
        short=translatable("RMSE"),
        better="lower",
        unit="labels",
        bounds=(0.0, math.inf),
        function=root_mean_squared_error,
        rows=RowLosses(squared_errors, "root"),
    ),
    Metric(
        slug="rmsle",
        title=translatable("Root mean squared log error"),
        short=translatable("RMSLE"),
        better="lower",
        unit="none",
        bounds=(0.0, math.inf),
        function=root_mean_squared_log_error,
        rows=RowLosses(squared_log_errors, "root"),
        of_predictions=ABOVE_MINUS_ONE,
        of_labels=LABELS_ABOVE_MINUS_ONE,
    ),
    Metric(
        slug="median_ae",
        title=translatable("Median absolute error"),
        short=translatable("MedAE"),
        better="lower",
        unit="labels",
        bounds=(0.0, math.inf),
        function=median_absolute_error,
    ),
    Metric(
        slug="r2",
        title=translatable("Coefficient of determination"),
        short=translatable("R²"),
        better="higher",
        unit="none",
        bounds=(-math.inf, 1.0),
        function=r2_score,
        of_parts=LABELS_VARY,
    ),
)
