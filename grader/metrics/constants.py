"""The one number that predicts labels best, where several metrics share it."""

import numpy as np

from reference.arrays import Floats


def mean_label(labels: Floats) -> float:
    """The mean of labels (N,): best under squared errors, and as a probability."""
    return float(labels.mean())


def commonest_class(labels: Floats) -> float:
    """The class that most labels (N,) have; of several the lowest."""
    classes, counts = np.unique(labels, return_counts=True)
    return float(classes[counts.argmax()])
