"""What can be wrong with the header or with the shape of a row."""

from grader.problems import ProblemKind

MISSING_COLUMN = ProblemKind(
    "missing_column",
    'The header has no column "{name}"; expected {expected}.',
    "Name the columns as in the sample submission.",
)
UNKNOWN_COLUMN = ProblemKind(
    "unknown_column",
    'The header names a column "{name}"; expected only {expected}.',
    "Remove or rename the column.",
)
COLUMN_SPELLING = ProblemKind(
    "column_spelling",
    'The header says "{name}" where "{expected}" is expected.',
    "Use the exact name: small letters, no spaces around it.",
)
UNNAMED_COLUMN = ProblemKind(
    "unnamed_column",
    "A column of the header has no name.",
    "If this is the index of a data frame, write the file with to_csv(..., index=False).",
)
DUPLICATE_COLUMN = ProblemKind(
    "duplicate_column", 'The header names the column "{name}" twice.', "Keep one of the two."
)
TOO_MANY_COLUMNS = ProblemKind(
    "too_many_columns",
    "The first row has {got} columns; expected {expected}.",
    "Write one prediction per row.",
)
WRONG_COLUMN_COUNT = ProblemKind(
    "wrong_column_count",
    "Expected {expected} columns in this row, got {got}.",
    "Look for a missing or an additional comma.",
)
NUL_BYTE = ProblemKind(
    "nul_byte",
    "The row holds a NUL byte.",
    "The file is damaged or not a text file: write it again.",
)
UNCLOSED_QUOTE = ProblemKind(
    "unclosed_quote",
    "A quotation mark is opened in this row and never closed.",
    "Remove the quotation mark: ids and numbers need none.",
)
STRAY_QUOTE = ProblemKind(
    "stray_quote",
    "A quotation mark stands inside a cell.",
    'Quote the whole cell or nothing; inside quotes write a quotation mark as "".',
)
