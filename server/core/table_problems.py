"""What can be wrong with a table that is read, in words."""

from grader import ProblemKind

NOT_TEXT = ProblemKind(
    "table_not_text",
    "The file is neither UTF-8 nor UTF-16 nor Shift_JIS text.",
    "Upload it as the other system exported it, or save it as 'CSV UTF-8'.",
)
NOT_CSV = ProblemKind(
    "table_not_csv",
    "The row cannot be read as CSV: {reason}.",
    "Upload the file as the other system exported it.",
)
EMPTY = ProblemKind(
    "table_empty",
    "The file has no rows below its column names.",
    "Upload the export of a course with students in it.",
)
COLUMNS = ProblemKind(
    "table_columns",
    "The row has {got} columns; at most {limit} are read.",
    "Export fewer columns: those of the students and of one assignment are enough.",
)
ROWS = ProblemKind(
    "table_rows",
    "The file has more than {limit} rows.",
    "Export one course at a time.",
)
ENCODING = ProblemKind(
    "table_encoding",
    "The character '{character}' has no place in {encoding}, the encoding of your file.",
    "Save the export as 'CSV UTF-8' and upload that.",
)
NOT_WORKBOOK = ProblemKind(
    "table_not_workbook",
    "The workbook cannot be read.",
    "Save it as .xlsx without a password, or as 'CSV UTF-8'.",
)
TOO_BIG_INSIDE = ProblemKind(
    "table_too_big_inside",
    "The workbook is larger than {limit} bytes when it is unpacked.",
    "Leave the sheet with the people in it alone, or save that as 'CSV UTF-8'.",
)
