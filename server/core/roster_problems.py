"""What can be wrong with a roster file, in words."""

from grader import ProblemKind

NOT_TEXT = ProblemKind(
    "roster_not_utf8",
    "The roster is not UTF-8 text.",
    "Save it as 'CSV UTF-8' in your spreadsheet program.",
)
NOT_CSV = ProblemKind(
    "roster_not_csv",
    "The roster cannot be read as CSV: {reason}.",
    "Look for a double quote that is not closed.",
)
MISSING_COLUMN = ProblemKind(
    "roster_missing_column",
    "The roster has no column '{name}'.",
    "A column is known by its title, or you say which it is: {columns}. Only alias is required, or "
    "email or student_number where aliases are drawn.",
)
UNKNOWN_COLUMN = ProblemKind(
    "roster_unknown_column",
    "There is no column '{name}', or there are two.",
    "Choose one of {columns}.",
)
WRONG_WIDTH = ProblemKind(
    "roster_wrong_width",
    "Expected {expected} cells in this row, got {got}.",
    "Put names that hold a comma in double quotes.",
)
BAD_ALIAS = ProblemKind(
    "roster_bad_alias",
    "Expected an alias of 1 to 40 printable characters.",
    "It is the name that the board shows.",
)
NO_ALIAS_NOR_EMAIL = ProblemKind(
    "roster_no_alias_nor_email",
    "Expected an alias, an email address or a student number in this row.",
    "Who has a drawn alias is known again by their address or number.",
)
BAD_EMAIL = ProblemKind(
    "roster_bad_email",
    "'{email}' is not an email address.",
    "Leave the cell empty if there is none.",
)
UNKNOWN_ROLE = ProblemKind(
    "roster_unknown_role", "There is no role '{role}'.", "Roles are {roles}; empty means student."
)
DUPLICATE = ProblemKind(
    "roster_duplicate", "'{value}' stands in row {first} already.", "Each person has one line."
)
BAD_NAME = ProblemKind(
    "roster_bad_name",
    "Expected a name of at most {limit} characters without control characters.",
    "Look for a line break or an invisible character in the cell.",
)
BAD_NUMBER = ProblemKind(
    "roster_bad_number",
    "Expected a student number of at most {limit} characters without control characters.",
    "Leave the cell empty if there is none.",
)
SAME_PERSON = ProblemKind(
    "roster_same_person",
    "'{alias}' means the same person as '{other}' in row {first}.",
    "A line means whoever has its email, else its student number, else whoever has its alias now; "
    "give both lines their own email, or another alias.",
)
WITHOUT_YOU = ProblemKind(
    "roster_without_you",
    "This roster takes you, '{alias}', out of the instructors of the course.",
    "Give yourself a line with the role instructor, or let staff stay whom it does not name.",
)
NOBODY = ProblemKind(
    "roster_no_people",
    "The roster names no people.",
    "It is the whole roster: without lines below the column names, everybody would leave.",
)
TOO_MANY = ProblemKind(
    "roster_too_long", "Expected at most {limit} people.", "Split the course in several."
)
FORMULA = ProblemKind(
    "roster_formula",
    "'{value}' is a formula, and would be computed by whoever opens the roster in a spreadsheet.",
    "Write what it comes to in its place. Where it is what somebody is called, put a ' before it.",
)
FIRST_A_FILE = ProblemKind(
    "roster_first_a_file", "There is no file here.", "Choose the file of a roster, and look at it."
)
UNCONFIRMED = ProblemKind(
    "roster_unconfirmed",
    "It takes off staff, or more than a tenth of the roster.",
    "Nothing was changed. If that is what you want, type '{slug}' beside the button.",
)
