"""The perceptron of three layers - input, hidden, output - written out once by hand."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from reference.activations import sigmoid
from reference.affine import affine
from reference.arrays import Floats, Labels
from reference.losses import softmax_with_loss


class Weights(NamedTuple):
    """The parameters, or their gradients. W1: (D, H). b1: (H,). W2: (H, C). b2: (C,)."""

    W1: Floats
    b1: Floats
    W2: Floats
    b2: Floats


def random_weights(inputs: int, hidden: int, classes: int, rng: np.random.Generator) -> Weights:
    """Normal weights of variance 1 / inputs of their layer, and shifts of 0.

    Equal weights would get equal gradients and stay equal for ever.
    Source: LeCun et al. 1998, "Efficient BackProp", section 4.6.
    """
    return Weights(
        rng.normal(scale=1 / np.sqrt(inputs), size=(inputs, hidden)),
        np.zeros(hidden),
        rng.normal(scale=1 / np.sqrt(hidden), size=(hidden, classes)),
        np.zeros(classes),
    )


def three_layer_perceptron(
    x: Floats, targets: Floats, weights: Weights
) -> tuple[float, Callable[[float], Weights]]:
    """The cross-entropy of softmax(sigmoid(x W1 + b1) W2 + b2), and its vjp(dloss) -> Weights.

    x: (N, D). targets: (N, C), one-hot rows.
    Back-propagation is the same four lines read from the last to the first. With a hidden layer it
    solves XOR, which a single unit cannot.
    Raises ValueError where the shapes do not fit or there is no row.
    Source: Rumelhart, Hinton and Williams 1986, "Learning representations by back-propagating
    errors"; Bishop 2006, "Pattern Recognition and Machine Learning", section 5.3.
    """
    sums, through_first = affine(x, weights.W1, weights.b1)  # (N, H)
    hidden, through_sigmoid = sigmoid(sums)  # (N, H)
    logits, through_second = affine(hidden, weights.W2, weights.b2)  # (N, C)
    loss, through_loss = softmax_with_loss(logits, targets)

    def vjp(dloss: float) -> Weights:
        dlogits = through_loss(dloss)  # (N, C)
        dhidden, dW2, db2 = through_second(dlogits)  # (N, H), (H, C), (C,)
        dsums = through_sigmoid(dhidden)  # (N, H)
        _, dW1, db1 = through_first(dsums)  # (D, H), (H,)
        return Weights(dW1, db1, dW2, db2)

    return loss, vjp


def classify(x: Floats, weights: Weights) -> Labels:
    """The likeliest class of each row: (N, D) -> (N,)."""
    hidden, _ = sigmoid(affine(x, weights.W1, weights.b1)[0])
    classes: Labels = affine(hidden, weights.W2, weights.b2)[0].argmax(axis=1)
    return classes
