"""What can be wrong with the files that `assignment.toml` names, in words.

`file` is the file at fault, `line` where it is named.
"""

from grader.problems import ProblemKind

FILE_MISSING = ProblemKind(
    "bundle_file_missing",
    "{key} names {file}, which is not in the bundle.",
    "Add the file, or correct the name; capitals count.",
)
STATEMENT_EMPTY = ProblemKind(
    "bundle_statement_empty",
    "The statement {file} is empty.",
    "Write the task in Markdown, or drop this language.",
)
LABELS_REFUSED = ProblemKind(
    "bundle_labels_refused",
    "The label file {file} cannot be used; problems in it: {total}.",
    "It is a CSV of UTF-8 with the columns id, label and, where some rows are private, part. The "
    "problems that follow say where.",
)
SAMPLE_REFUSED = ProblemKind(
    "bundle_sample_refused",
    "The sample submission {file} would itself be refused; problems in it: {total}.",
    "It needs one row id,prediction for each row of the label file. The problems that follow say "
    "where.",
)
BASELINE_REFUSED = ProblemKind(
    "bundle_baseline_refused",
    "The baseline {file} would be refused on its track; problems in it: {total}.",
    "It is graded as if a participant had uploaded it. The problems that follow say where.",
)
LADDER_WITHOUT_STAIRS = ProblemKind(
    "bundle_ladder_without_stairs",
    "The public labels in {file} are fewer than two or all equal, so the Ladder has no step.",
    'Make rows with other labels public, or write release = "rounded" in [prediction].',
)
RANGE_EXCLUDES_LABELS = ProblemKind(
    "bundle_range_excludes_labels",
    "range in [prediction] is from {low} to {high}, and {file} has labels outside: {count}.",
    "Predictions are clipped to the range before they are scored, so that nobody could reach these "
    "labels. Make it wider, by what labels can be and not by what they are.",
)
TOO_FEW_ROWS_TO_ASK = ProblemKind(
    "bundle_too_few_rows_to_ask",
    "Programs are asked for the rows of {file} with decoys among them, which are mixtures of two, "
    "and {file} has {rows} rows: at least {least} are needed.",
    "Have more hidden rows, or let the track take predictions: take out its line with proof.",
)
TABLE_REFUSED = ProblemKind(
    "bundle_table_refused",
    "{file} cannot be used as training data: {detail}.",
    "A header with distinct names, then numbers alone; test has the column id and every feature "
    "of train.",
)
