"""What can be wrong with the header, with the shape of a row, or with lines that are no data."""

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
SURPLUS_CELLS = ProblemKind(
    "surplus_cells",
    "The rows have {got} cells where {expected} columns are expected, and it cannot be told which "
    "is which.",
    "Leave out row numbers (pandas: index=False, R: row.names=FALSE), and write numbers with a "
    "point before decimals and nothing between thousands.",
)
SEPARATOR_LINE = ProblemKind(
    "separator_line",
    "The line {text} is for a spreadsheet and is no part of the table.",
    "Remove the line: the file begins with id,prediction.",
)
COMMENT_LINE = ProblemKind(
    "comment_line",
    "The line {text} is a comment, which CSV has not.",
    'Remove the line, or where numpy.savetxt wrote it give it comments="".',
)
LINE_ABOVE_HEADER = ProblemKind(
    "line_above_header",
    'Above the header stands a line "{text}".',
    "Remove the line: the header is the first one.",
)
LINE_BELOW_HEADER = ProblemKind(
    "line_below_header",
    'Below the header stands a line "{text}", which is no prediction.',
    "Remove the line: names of units or types are not read.",
)
REPEATED_HEADER = ProblemKind(
    "repeated_header",
    "The header stands here once more.",
    "Keep the first one alone; where you append to a file, write header=False.",
)
TOTAL_ROW = ProblemKind(
    "total_row",
    'The row "{text}" sums up the others and is no prediction.',
    "Remove the row.",
)
