"""Why predictions or a bundle's own metric give no score."""

from grader.problems import ProblemKind

SCORE_NOT_FINITE = ProblemKind(
    "score_not_finite",
    "The score of these predictions is too large to be a number.",
    "Look for training that diverged: some predictions are far from any label.",
)

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
