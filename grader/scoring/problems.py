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
METRIC_TRIED = ProblemKind(
    "bundle_metric_tried",
    "The metric {file} gives no score for {on}.",
    "It is run as for every file, with NumPy and the standard library alone, within the bundle's "
    "limits. What it said stands beside this.",
    words=("on",),
)
METRIC_REPEATS = ProblemKind(
    "bundle_metric_repeats",
    "The metric {file} scores the same file as {first} and then as {second}.",
    "It may draw numbers only from random or numpy.random, which are seeded. It must read no clock "
    "and keep nothing between calls.",
)
METRIC_IGNORES = ProblemKind(
    "bundle_metric_ignores",
    "The metric {file} scores the sample submission, a constant and the labels themselves alike: "
    "{score}.",
    "It must compare predictions with labels. Look whether score returns what it has computed.",
)
METRIC_DIRECTION = ProblemKind(
    "bundle_metric_direction",
    "By the metric {file} the labels themselves score {perfect} and a constant {constant}: worse, "
    'where better = "{better}".',
    "Write the other direction, or look whether score takes predictions first and labels second.",
)
