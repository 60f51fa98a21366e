"""What can be wrong with what people are called, and with two that are to be merged, in words."""

from grader import ProblemKind

ADDRESS_TAKEN = ProblemKind(
    "address_taken",
    "'{email}' is the address of another person.",
    "Merge the two, if they are one: 'gradus person merge'.",
)
MERGE_SAME = ProblemKind(
    "merge_same_person",
    "Both are the same person already.",
    "Name another one of the two.",
)
MERGE_ADMINISTRATOR = ProblemKind(
    "merge_administrator",
    "An administrator of the site is merged with nobody.",
    "Whoever had the other account would get all that an administrator may.",
)
MERGE_FILES = ProblemKind(
    "merge_files",
    "Both have files of the assignment '{assignment}' in the course '{course}'.",
    "Their tries and places cannot become one, and none is thrown away. Leave them two, and take "
    "the one that is not used off the roster.",
)
MERGE_GRADES = ProblemKind(
    "merge_grades",
    "Both have a grade in the frozen grades of '{assignment}' in the course '{course}'.",
    "Unfreeze them, merge the two, and freeze them again.",
)
MERGE_ROLES = ProblemKind(
    "merge_roles",
    "In the course '{course}' one of them is {role}, the other {other}.",
    "Give both the same role, or take one off the roster, and merge them then.",
)
MERGE_IDENTITIES = ProblemKind(
    "merge_identities",
    "Both have an account of {issuer}, and nobody has two.",
    "Disconnect one of them, and merge them then.",
)
MAIL_NOT_SET = ProblemKind(
    "mail_not_set",
    "This server sends no mail.",
    "Take the links as a list instead, or ask who runs the server to set GRADUS_SMTP_URL.",
)
