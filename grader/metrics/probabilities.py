"""Labels of 0 and 1 and the probability of 1: what metrics of probabilities share."""

from grader.metrics.metric import CHOOSE, Need
from grader.problems import ProblemKind
from reference.arrays import Booleans, Floats

NOT_A_PROBABILITY = ProblemKind(
    "prediction_not_a_probability",
    "The prediction for the id {id} is {got}; expected a probability from 0 to 1.",
    "Write the probability of label 1. If your model gives logits, put them through a sigmoid.",
)
LABEL_NOT_BINARY = ProblemKind(
    "bundle_label_not_binary",
    "The metric {metric} needs labels 0 and 1, and {file} has {got} for the id {id}; labels like "
    "this: {count}.",
    CHOOSE,
)


def _probability(values: Floats) -> Booleans:
    inside: Booleans = (values >= 0) & (values <= 1)
    return inside


def _binary(values: Floats) -> Booleans:
    binary: Booleans = (values == 0) | (values == 1)
    return binary


PROBABILITY = Need("probability of 1, from 0 to 1", _probability, NOT_A_PROBABILITY)
BINARY = Need("0 and 1", _binary, LABEL_NOT_BINARY)
