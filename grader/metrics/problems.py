"""What numbers a metric cannot score, in words: of predictions, of label files, of `metric.py`."""

from grader.problems import ProblemKind
from languages import translatable

# of a prediction, with its row where the file has rows

_CHOOSE = translatable("Give the label file what the metric asks for, or choose another metric.")

NOT_ABOVE_MINUS_ONE = ProblemKind(
    "prediction_not_above_minus_one",
    "The prediction for the id {id} is {got}; expected a number above -1.",
    "The score takes log(1 + prediction), which exists only above -1. Cut predictions off at 0 if "
    "labels are never negative.",
)
NOT_A_CLASS = ProblemKind(
    "prediction_not_a_class",
    "The prediction for the id {id} is {got}; expected a class, which is a whole number.",
    "If your model gives probabilities, write the class of the largest one.",
)
NOT_A_PROBABILITY = ProblemKind(
    "prediction_not_a_probability",
    "The prediction for the id {id} is {got}; expected a probability from 0 to 1.",
    "Write the probability of label 1. If your model gives logits, put them through a sigmoid.",
)
SCORE_NOT_FINITE = ProblemKind(
    "score_not_finite",
    "The score of these predictions is too large to be a number.",
    "Look for training that diverged: some predictions are far from any label.",
)

# of a bundle's label file; `line` is that of `metric` in assignment.toml

LABEL_NOT_ABOVE_MINUS_ONE = ProblemKind(
    "bundle_label_not_above_minus_one",
    "The metric {metric} needs labels above -1, and {file} has {got} for the id {id}; labels like "
    "this: {count}.",
    _CHOOSE,
)
LABEL_NOT_A_CLASS = ProblemKind(
    "bundle_label_not_a_class",
    "The metric {metric} needs whole numbers that stand for classes, and {file} has {got} for the "
    "id {id}; labels like this: {count}.",
    _CHOOSE,
)
LABEL_NOT_BINARY = ProblemKind(
    "bundle_label_not_binary",
    "The metric {metric} needs labels 0 and 1, and {file} has {got} for the id {id}; labels like "
    "this: {count}.",
    _CHOOSE,
)
LABELS_CONSTANT = ProblemKind(
    "bundle_labels_constant",
    "The metric {metric} is undefined on the {part} rows of {file}: labels there do not vary; "
    "rows: {rows}.",
    "Have rows with different labels in every part, or choose another metric.",
)
LABELS_OF_ONE_CLASS = ProblemKind(
    "bundle_labels_of_one_class",
    "The metric {metric} is undefined on the {part} rows of {file}: labels there are of one "
    "class; rows: {rows}.",
    "Have rows of both classes in every part, or choose another metric.",
)

# of a bundle's own metric

METRIC_FILE_REFUSED = ProblemKind(
    "bundle_metric_file_refused",
    "The metric file {file} cannot be used: {detail}.",
    "It is Python 3 with a function score(predictions, labels) that returns one number.",
)
METRIC_FAILED = ProblemKind(
    "bundle_metric_failed",
    "The assignment's own metric {file} gave no score.",
    "This is a fault of the assignment and costs no try. Correct {file} and push it again.",
)
METRIC_RESULT = ProblemKind(
    "bundle_metric_result",
    "score returned {got} on the {part} rows; expected one finite number.",
    "Also for predictions that are far off it must return a number; NaN and infinity never rank.",
)
