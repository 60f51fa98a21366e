"""What each row does to a score that is no mean over rows: its infinitesimal jackknife.

The distance of predictions is the score, turned so that 0 is perfect and lower is better. The
effects (N,) of rows are numbers whose mean is the distance and whose spread is that of the score
over other rows of the same kind: the distance, and by how much it grows with a row's weight. For a
mean over rows they are the losses. So whatever compares losses compares any score; nothing is drawn
at random.
Source: Efron and Tibshirani 1993, "An Introduction to the Bootstrap", chapter 21.
"""

import math

import numpy as np

from reference.arrays import Booleans, Floats


def effects_of_root(losses: Floats) -> Floats:
    """Of the root of a mean of losses (N,)."""
    distance = math.sqrt(float(losses.mean()))
    if distance == 0 or not math.isfinite(distance):
        return np.full(losses.shape, distance)
    effects: Floats = distance + (losses - losses.mean()) / (2 * distance)
    return effects


def effects_on_r2(predictions: Floats, labels: Floats) -> Floats:
    """Of one less R2: squared errors over the squared deviations of labels."""
    squares, deviations = np.square(predictions - labels), np.square(labels - labels.mean())
    distance = squares.mean() / deviations.mean()
    effects: Floats = distance + (squares - distance * deviations) / deviations.mean()
    return effects


def effects_on_auc(predictions: Floats, labels: Floats) -> Floats:
    """Of one less the area: for each row the share of the other class that is on the wrong side."""
    ones = labels == 1
    wrong = np.empty(labels.size)
    for side, sign in ((ones, 1.0), (~ones, -1.0)):
        own, others = sign * predictions[side], np.sort(sign * predictions[~side])
        above = others.size - np.searchsorted(others, own, "right")
        equal = np.searchsorted(others, own, "right") - np.searchsorted(others, own)
        wrong[side] = (above + equal / 2) / others.size
    return _of_two_classes(wrong, ones)


def random_effects_on_auc(labels: Floats) -> Floats:
    """The same for an order that says nothing: in either class every rank comes once."""
    ones, wrong = labels == 1, np.empty(labels.size)
    for side in (ones, ~ones):
        wrong[side] = (np.arange(side.sum()) + 0.5) / side.sum()
    return _of_two_classes(wrong, ones)


def _of_two_classes(wrong: Floats, ones: Booleans) -> Floats:
    distance = wrong[ones].mean()
    size = np.where(ones, ones.sum(), (~ones).sum())
    effects: Floats = distance + wrong.size / size * (wrong - distance)
    return effects


def effects_on_macro_f1(predictions: Floats, labels: Floats) -> Floats:
    """Of one less the mean F1: how a row's weight moves hits and counts of its two classes."""
    classes, places = np.unique(np.concatenate((predictions, labels)), return_inverse=True)
    predicted, true = places[: labels.size], places[labels.size :]
    counts = np.bincount(places, minlength=classes.size)
    hit = predicted == true
    f1 = 2 * np.bincount(true[hit], minlength=classes.size) / counts
    gain = 2 * hit / counts[true] - f1[true] / counts[true] - f1[predicted] / counts[predicted]
    effects: Floats = (1 - f1.mean()) - labels.size / classes.size * gain
    return effects


def effects_on_median(errors: Floats) -> Floats:
    """Of the median of errors (N,): on which side a row is, over the density at the median.

    The density is read off the quantiles around it, a root of N rows to either side.
    """
    distance, reach = float(np.median(errors)), min(0.25, 0.5 / math.sqrt(errors.size))
    below, above = np.quantile(errors, [0.5 - reach, 0.5 + reach])
    sides = np.sign(errors - distance)
    effects: Floats = distance + (above - below) / (4 * reach) * (sides - sides.mean())
    return effects
