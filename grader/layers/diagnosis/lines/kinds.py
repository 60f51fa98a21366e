"""What is said of the first place where code goes wrong."""

from grader.layers.catalogue.causes import WRONG
from grader.problems import ProblemKind

_AFTER = ("after",)  # one of those of `repairs.kinds`

FIRST_WRONG = ProblemKind(
    "line_first_wrong",
    WRONG,
    "Line {number}: all that `{written}` is made of is right, and it is not. What belongs there "
    "is `{instead}`. {after}",
    _AFTER,
)
BELONGS = ProblemKind(
    "line_belongs",
    WRONG,
    "Line {number}: `{written}` is not what is needed here. What belongs there is `{instead}`. "
    "{after}",
    _AFTER,
)
FILLED = ProblemKind(
    "line_filled",
    WRONG,
    "Lines {number} to {last}: this loop, with `{written}`, does not fill `{name}` as it should. "
    "What belongs there is `{instead}`. {after}",
    _AFTER,
)
IN_ROUNDS = ProblemKind(
    "line_in_rounds",
    WRONG,
    "Line {number}: what comes before is right, and `{written}` is not. In every round of the loop "
    "it should be this round's part of `{instead}`. {after}",
    _AFTER,
)
HELPED = ProblemKind(
    "line_helped",
    WRONG,
    "Line {number}: `{written}` is given what it needs, and its result is not right: line {later} "
    "gives `{name}`. What belongs there is `{instead}`. {after}",
    _AFTER,
)
STORED = ProblemKind(
    "line_stored",
    WRONG,
    "Line {number}: `{written}` is stored, and line {later} takes `{name}` for `{instead}`, which "
    "it is not. {after}",
    _AFTER,
)
OVERWRITTEN = ProblemKind(
    "line_overwritten",
    WRONG,
    "Line {later}: `{name}` is no longer the `{instead}` that line {number} stored: what comes in "
    "between changes the array itself, such as `out=` or `-=` do. Work on a copy. {after}",
    _AFTER,
)
