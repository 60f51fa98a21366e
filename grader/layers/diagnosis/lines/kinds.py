"""What is said of the first place where code goes wrong."""

from grader.layers.diagnosis.repairs.repair_kind import RepairKind

FIRST_WRONG = RepairKind(
    "line_first_wrong",
    "Line {number}: all that `{written}` is made of is right, and it is not. What belongs there "
    "is `{instead}`. {after}",
)
BELONGS = RepairKind(
    "line_belongs",
    "Line {number}: `{written}` is not what is needed here. What belongs there is `{instead}`. "
    "{after}",
)
COMES_OUT = RepairKind(
    "line_comes_out",
    "Line {number}: `{written}` should come out as `{instead}`, and does not. Look at what it is "
    "made of, line by line. {after}",
)
FILLED = RepairKind(
    "line_filled",
    "Lines {number} to {last}: this loop, with `{written}`, does not fill `{name}` as it should. "
    "What belongs there is `{instead}`. {after}",
)
IN_ROUNDS = RepairKind(
    "line_in_rounds",
    "Line {number}: in every round of the loop `{written}` should be this round's part of "
    "`{instead}`, and it is not. {after}",
)
HELPED = RepairKind(
    "line_helped",
    "Line {number}: `{written}` is given what it needs, and its result is not right: line {later} "
    "gives `{name}`. What belongs there is `{instead}`. {after}",
)
STORED = RepairKind(
    "line_stored",
    "Line {number}: `{written}` is stored, and line {later} takes `{name}` for `{instead}`, which "
    "it is not. {after}",
)
OVERWRITTEN = RepairKind(
    "line_overwritten",
    "Line {later}: `{name}` is no longer the `{instead}` that line {number} stored: what comes in "
    "between changes the array itself, such as `out=` or `-=` do. Work on a copy. {after}",
)
