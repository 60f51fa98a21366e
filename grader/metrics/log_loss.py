"""Log loss: the mean negative log-likelihood of the labels, in nats; the mean is rounded once.

The last bit may differ from one kind of processor to the next, with NumPy's logarithm.
Source: Good 1952, "Rational decisions", Journal of the Royal Statistical Society B 14(1).
"""

import math

import numpy as np

from grader.metrics.constants import mean_label
from grader.metrics.metric import Metric, RowLosses
from grader.metrics.probabilities import BINARY, PROBABILITY
from languages import translatable
from reference.arrays import Floats

LEAST_PROBABILITY = 2.0**-52
"""What the label's probability is taken as where a prediction gives it less, even 0: one wrong
certainty costs much, 52 log 2 or about 36, and does not end everything."""

_LARGEST_LOSS = -math.log(LEAST_PROBABILITY)


def _surprises(predictions: Floats, labels: Floats) -> Floats:
    """Minus the logarithm of the probability given to the label of each row, (N,), in nats."""
    with np.errstate(divide="ignore"):  # the logarithm of 0 is cut off
        losses = np.where(labels == 1, -np.log(predictions), -np.log1p(-predictions))
    return np.clip(losses, 0.0, _LARGEST_LOSS)


LOG_LOSS = Metric(
    slug="log_loss",
    title=translatable("Log loss"),
    short=translatable("Log loss"),
    words="mean negative log-likelihood, in nats",
    of="probabilities",
    better="lower",
    bounds=(0.0, _LARGEST_LOSS),
    constant=mean_label,
    rows=RowLosses(_surprises),
    of_predictions=PROBABILITY,
    of_labels=BINARY,
)
