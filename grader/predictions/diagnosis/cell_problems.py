"""What can be wrong with one cell: an id, a number, a part."""

from grader.problems import ProblemKind

CELL_TOO_LONG = ProblemKind(
    "cell_too_long",
    "The cell has {length} characters; at most {limit} are read.",
    "Look for missing line ends. 17 significant digits say all of a number.",
)
EMPTY_CELL = ProblemKind("empty_cell", "The cell is empty.", "Every row needs an id and a number.")
SURROUNDING_SPACE = ProblemKind(
    "surrounding_space",
    'There is a space around "{text}".',
    "Separate the columns by a comma alone.",
)
MISSING_VALUE = ProblemKind(
    "missing_value",
    "Expected a number, got {text}, a missing value.",
    "Fill missing values in the inputs, and look for a division of zero by zero.",
)
INFINITE = ProblemKind(
    "infinite",
    "Expected a finite number, got {text}.",
    "Look for a division by zero, an overflowing exp or a log of zero.",
)
OUT_OF_RANGE = ProblemKind(
    "out_of_range",
    "{text} is too large: expected a number between -{limit} and {limit}.",
    "Look for training that diverged or features on very different scales.",
)
DECIMAL_COMMA = ProblemKind(
    "decimal_comma", "{text} has a decimal comma; expected a decimal point.", "Write {suggestion}."
)
AMBIGUOUS_NUMBER = ProblemKind(
    "ambiguous_number",
    "{text} can be read as {suggestion} and as {other}.",
    "Write {suggestion} or {other}, whichever is meant: a point before decimals and nothing "
    "between thousands.",
)
DIGIT_GROUPING = ProblemKind("digit_grouping", "{text} groups its digits.", "Write {suggestion}.")
NOT_ASCII_NUMBER = ProblemKind(
    "not_ascii_number",
    "{text} is written with characters other than the plain digits and signs of ASCII.",
    "Write {suggestion}.",
)
NOT_A_NUMBER = ProblemKind(
    "not_a_number", 'Expected a number, got "{text}".', "Write it like 12, -0.5 or 1.5e-3."
)
UNKNOWN_ID = ProblemKind(
    "unknown_id",
    'The id "{id}" is not one of the ids of this assignment.',
    "Take the ids from the sample submission.",
)
ID_SPELLING = ProblemKind(
    "id_spelling",
    'The id "{id}" is not one of the ids of this assignment; "{suggestion}" is.',
    "Write ids exactly as in the sample submission, whole numbers as integers: in pandas "
    "astype(int) before to_csv.",
)
DUPLICATE_ID = ProblemKind(
    "duplicate_id", 'The id "{id}" is already in row {first_row}.', "Keep one row per id."
)
MISSING_IDS = ProblemKind(
    "missing_ids",
    "Ids without a prediction: {examples} ({count} in all).",
    "Write one row for each id of the sample submission.",
)
WRONG_PART = ProblemKind(
    "wrong_part",
    'Expected public or private, got "{text}".',
    "Write public or private in every row, or leave the column out.",
)
