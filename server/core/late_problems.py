"""What is said of files that would spend late days, in words."""

from grader import ProblemKind

LATE_DAY = ProblemKind(
    "late_day",
    "The deadline was {closes_at}: this file would spend late days ({spends}, of {left} left).",
    "If it shall, load the page anew and tick that, or send late=true, or use `gradus submit "
    "--late`. Nothing was stored or counted.",
)
NO_LATE_DAY = ProblemKind(
    "no_late_day",
    "The deadline was {closes_at}: this file needs more late days than are left ({spends}, of "
    "{left}).",
    "Nothing was stored or counted. Talk to course staff if you need more time.",
)
