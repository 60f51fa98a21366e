"""What is said of changes of statements: what they keep, where they stand, how often they run."""

from grader.layers.diagnosis.repairs.repair_kind import RepairKind

NOT_ADDED_UP = RepairKind(
    "repair_not_added_up",
    "Line {number}: `{written}` assigns anew, so that what was there before is lost. Add it up: "
    "`{instead}`. {after}",
)
ADDED_UP = RepairKind(
    "repair_added_up",
    "Line {number}: `{written}` builds on what was there before. Assign instead: `{instead}`. "
    "{after}",
)
OVERWRITTEN = RepairKind(
    "repair_overwritten",
    "Line {number}: `{written}` overwrites what is needed later. Give the result a name of its "
    "own: `{instead}`. {after}",
)
RETURNED = RepairKind(
    "repair_returned",
    "Line {number}: `{written}` does not give what is asked for, in that order. It should be "
    "`{instead}`. {after}",
)
UNPACKED = RepairKind(
    "repair_unpacked",
    "Line {number}: `{written}` takes things apart in another order than they were put together. "
    "It should be `{instead}`. {after}",
)
CHANGED_IN_PLACE = RepairKind(
    "repair_changed_in_place",
    "Line {number}: `{written}` is the array itself, and a later line changes it. It needs an "
    "array of its own: `{instead}`. {after}",
)
WRITTEN_INTO = RepairKind(
    "repair_written_into",
    "Line {number}: `{written}` writes into an array that is needed as it was. Make a new one: "
    "`{instead}`. {after}",
)
USED_UP = RepairKind(
    "repair_used_up",
    "Line {number}: what `{written}` makes can be gone through only once, and a later loop finds "
    "nothing left. Keep a list: `{instead}`. {after}",
)
SHARED_DEFAULT = RepairKind(
    "repair_shared_default",
    "Line {number}: `{written}` keeps the default of the function, which is made once and so is "
    "the same for all objects. Make a new one for each: `{instead}`. {after}",
)
REBOUND = RepairKind(
    "repair_rebound",
    "Line {number}: `{written}` only gives the name of the loop another array; the array itself "
    "stays as it was. Change that: `{instead}`. {after}",
)
LOOP_ORDER = RepairKind(
    "repair_loop_order",
    "Line {number}: the loop over `{written}` goes in the wrong order. It should be over "
    "`{instead}`. {after}",
)
LATE = RepairKind(
    "repair_late",
    "Line {number}: `{written}` looks its variables up when it is called, and then they are those "
    "of the last round of the loop. Hold on to those of this one: `{instead}`. {after}",
)
STATEMENT_TOO_MUCH = RepairKind(
    "repair_statement_too_much",
    "Line {number}: `{written}` should not be there. {after}",
)
STATEMENT_MISSING = RepairKind(
    "repair_statement_missing",
    "Line {number}: after `{written}` a line is missing: `{instead}`. {after}",
)
BEGINNING_MISSING = RepairKind(
    "repair_beginning_missing",
    "Line {number}: before `{written}` a line is missing: `{instead}`. {after}",
)
STATEMENT_EARLY = RepairKind(
    "repair_statement_early",
    "Line {number}: `{written}` comes too early. It belongs after `{instead}`. {after}",
)
STATEMENT_LATE = RepairKind(
    "repair_statement_late",
    "Line {number}: `{written}` comes too late: what it reads has been made into something else by "
    "then. It belongs before that. {after}",
)
STATEMENT_PLACE = RepairKind(
    "repair_statement_place",
    "Line {number}: `{written}` is indented wrongly, so that it is done too often or not often "
    "enough: look at which loop or condition it belongs to. {after}",
)
CONDITIONAL = RepairKind(
    "repair_conditional",
    "Line {number}: `{written}` is done every time. It belongs under a condition: `{instead}`. "
    "{after}",
)
INTO_LOOP = RepairKind(
    "repair_into_loop",
    "Line {number}: `{written}` is the same in every round of the loop that follows. It belongs "
    "into the loop, as `{instead}`. {after}",
)
OTHER_BRANCH = RepairKind(
    "repair_other_branch",
    "Line {number}: `{written}` stands under the wrong condition. It belongs under `{instead}`. "
    "{after}",
)
NEVER_KEPT = RepairKind(
    "repair_never_kept",
    "Line {number}: what `{written}` gives is never stored, so that the next call finds what was "
    "there before. Store it: `{instead}`. {after}",
)
LAST_ROUND_KEPT = RepairKind(
    "repair_last_round_kept",
    "Line {number}: `{written}` keeps what the last round of the loop gave, and every round before "
    "it is lost. Keep that of each: `{instead}`, and let backward take that of its own round. "
    "{after}",
)
COMES_TOO_LATE = RepairKind(
    "repair_comes_too_late",
    "Line {number}: `{written}` comes too late. It belongs before the line above, as `{instead}`. "
    "{after}",
)
OTHER_TARGET = RepairKind(
    "repair_target",
    "Line {number}: `{written}` puts the result into the wrong place, and what was there is lost. "
    "It should be `{instead}`. {after}",
)
OWN_ROUND = RepairKind(
    "repair_own_round",
    "Line {number}: `{written}` fills all along an axis in every round of the loop, where each "
    "round has one place of its own: `{instead}`. {after}",
)
ENDS_EARLY = RepairKind(
    "repair_ends_early",
    "Line {number}: a loop up to `{written}` ends one round early. It should go up to `{instead}`, "
    "and so should any other that is counted alike. {after}",
)
NEVER_EMPTIED = RepairKind(
    "repair_never_emptied",
    "Line {number}: `{written}` adds to what earlier calls have left, since nothing ever empties "
    "it. Begin each call with `{instead}`. {after}",
)
UNLIKE_THE_OTHER_PASS = RepairKind(
    "repair_unlike_the_other_pass",
    "Line {number}: `{written}` is not what the other pass of this layer makes of it. It should be "
    "`{instead}`. {after}",
)
DONE_FIRST = RepairKind(
    "repair_done_first",
    "Line {number}: `{written}` comes first here and belongs at the end. What is returned should "
    "be `{instead}`. {after}",
)
SHARED_BY_ALL = RepairKind(
    "repair_shared_by_all",
    "Line {number}: `{written}` is made once, and all objects of the class share it. Give each "
    "one of its own: `{instead}` in __init__. {after}",
)
REMEMBERED = RepairKind(
    "repair_remembered",
    "Line {number}: where `{written}` does not hold, what an earlier call has kept is used again, "
    "though the numbers are others now. Compute it every time. {after}",
)
BEGINS_AS_A_COPY = RepairKind(
    "repair_begins_as_a_copy",
    "Line {number}: `{written}` begins with numbers that stay wherever nothing is put. Begin with "
    "zeros: `{instead}`. {after}",
)
STEP_TAKEN = RepairKind(
    "repair_step_taken",
    "Line {number}: `{written}` takes a step, which is up to whoever trains: backward stores "
    "gradients and leaves parameters alone. It should not be there. {after}",
)
