"""What can be wrong with an alias that a student chooses, in words."""

from grader import ProblemKind

ALIASES_GIVEN = ProblemKind(
    "aliases_given",
    "In this course the staff give the aliases.",
    "Ask them for another one.",
)
ALIAS_UNREADABLE = ProblemKind(
    "alias_unreadable",
    "Expected an alias of {shortest} to {longest} letters and digits of one script, Japanese with "
    "or without Latin.",
    "Between them may stand spaces, hyphens, underscores and dots.",
)
ALIAS_TELLS = ProblemKind(
    "alias_tells",
    "The alias holds a part of your name, of your address or of a student number.",
    "Everybody in the course reads it on the boards: choose one that does not tell who you are.",
)
ALIAS_LIKE_ANOTHER = ProblemKind(
    "alias_like_another",
    "The alias is, or looks like, one of somebody else in the course or of its staff.",
    "Choose one that cannot be taken for another.",
)
ALIAS_CHANGED_OFTEN = ProblemKind(
    "alias_changed_often",
    "You have changed your alias often.",
    "You can choose another one in {days} days.",
)
