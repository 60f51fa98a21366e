"""What can be wrong with a file as a whole: its size, its format, its encoding."""

from grader.problems import ProblemKind

EMPTY_FILE = ProblemKind(
    "empty_file",
    "The file is empty.",
    "Check that your program wrote and closed the file before you uploaded it.",
)
NO_ROWS = ProblemKind(
    "no_rows",
    "The file has a header and no rows.",
    "Write one row for each id of the sample submission.",
)
FILE_TOO_LARGE = ProblemKind(
    "file_too_large",
    "The file is larger than the {limit_bytes} bytes that are allowed.",
    "Keep the two columns of the sample submission and write numbers with fewer digits.",
)
NOT_A_TABLE = ProblemKind(
    "not_a_table",
    "This is not a CSV file: its content looks like {format}.",
    "Upload the table itself as plain CSV: unpack an archive, or export it as CSV (UTF-8).",
)
NOT_UTF8 = ProblemKind(
    "not_utf8",
    "The file is not UTF-8: byte {offset} is {byte}. It looks like {encoding}.",
    'Save the file as UTF-8, in pandas with to_csv(..., encoding="utf-8").',
)
WRONG_SEPARATOR = ProblemKind(
    "wrong_separator",
    "The columns are separated by {separator} where a comma is expected.",
    'Write the file with sep="," and with a point in decimal numbers.',
)
TOO_MANY_ROWS = ProblemKind(
    "too_many_rows",
    "Expected {expected} rows of predictions; reading stopped after {read}.",
    "Write one row for each id of the sample submission, and nothing else.",
)
NO_PUBLIC_ROWS = ProblemKind(
    "no_public_rows",
    "No row of the labels is public.",
    "Mark some rows public: the board shows their score.",
)
