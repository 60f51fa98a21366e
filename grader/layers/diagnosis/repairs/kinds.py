"""What is said of a change that makes wrong code right, by the kind of mistake it takes back."""

import re

from grader.layers.catalogue.causes import WRONG
from grader.problems import ProblemKind
from languages import translatable

ALL_PASS = translatable("With this change, all checks of this layer pass.")
SHOWN_PASS = translatable("With this change, all checks of this layer pass that are not hidden.")
SOME_PASS = translatable(
    "With this change it is right. What is still wrong then has another cause."
)
USUAL_PASS = translatable("With this change it is right for numbers of the usual size.")
FORWARD_PASSES = translatable(
    "With this change the output is right. Then see to it that backward is the derivative of it."
)
_MASK = re.compile(r"mask|keep|kept|drop|negative|positive|inside|active|below|above|[<>]")
_AFTER = ("after",)  # one of these

OTHER_AXIS = ProblemKind(
    "repair_axis",
    WRONG,
    "Line {number}: `{written}` goes along another axis than it should. It should be `{instead}`. "
    "{after}",
    _AFTER,
)
KEPT_DIMENSION = ProblemKind(
    "repair_keepdims",
    WRONG,
    "Line {number}: whether `{written}` keeps the dimension that it sums up decides how the result "
    "is spread. It should be `{instead}`. {after}",
    _AFTER,
)
REPEATED = ProblemKind(
    "repair_repeated",
    WRONG,
    "Line {number}: where an index comes several times, `{written}` counts it only once. Add each "
    "time: `{instead}`. {after}",
    _AFTER,
)
NOT_ADDED_UP = ProblemKind(
    "repair_not_added_up",
    WRONG,
    "Line {number}: `{written}` assigns anew, so that what was there before is lost. Add it up: "
    "`{instead}`. {after}",
    _AFTER,
)
ADDED_UP = ProblemKind(
    "repair_added_up",
    WRONG,
    "Line {number}: `{written}` builds on what was there before. Assign instead: `{instead}`. "
    "{after}",
    _AFTER,
)
SIGN = ProblemKind(
    "repair_sign",
    WRONG,
    "Line {number}: a sign is wrong in `{written}`. It should be `{instead}`. {after}",
    _AFTER,
)
OPERATOR = ProblemKind(
    "repair_operator",
    WRONG,
    "Line {number}: another operation belongs in `{written}`. It should be `{instead}`. {after}",
    _AFTER,
)
OPERANDS = ProblemKind(
    "repair_operands",
    WRONG,
    "Line {number}: the two sides are the wrong way round in `{written}`. It should be "
    "`{instead}`. {after}",
    _AFTER,
)
TRANSPOSE = ProblemKind(
    "repair_transpose",
    WRONG,
    "Line {number}: something is transposed that should not be, or the other way round, in "
    "`{written}`. It should be `{instead}`. {after}",
    _AFTER,
)
ORDER_OF_AXES = ProblemKind(
    "repair_order_of_axes",
    WRONG,
    "Line {number}: axes or sizes are in the wrong order in `{written}`, so that numbers come to "
    "lie elsewhere. It should be `{instead}`. {after}",
    _AFTER,
)
ARGUMENTS = ProblemKind(
    "repair_arguments",
    WRONG,
    "Line {number}: the wrong arguments, or in the wrong order, in `{written}`. It should be "
    "`{instead}`. {after}",
    _AFTER,
)
VARIABLE = ProblemKind(
    "repair_variable",
    WRONG,
    "Line {number}: another variable belongs in `{written}`. It should be `{instead}`. {after}",
    _AFTER,
)
NUMBER = ProblemKind(
    "repair_number",
    WRONG,
    "Line {number}: another number belongs in `{written}`. It should be `{instead}`. {after}",
    _AFTER,
)
FUNCTION = ProblemKind(
    "repair_function",
    WRONG,
    "Line {number}: another function belongs in `{written}`. It should be `{instead}`. {after}",
    _AFTER,
)
CONDITION = ProblemKind(
    "repair_condition",
    WRONG,
    "Line {number}: the condition in `{written}` is true at the wrong places. It should be "
    "`{instead}`. {after}",
    _AFTER,
)
MASK = ProblemKind(
    "repair_mask",
    WRONG,
    "Line {number}: the mask in `{written}` selects the wrong side. It should be `{instead}`. "
    "{after}",
    _AFTER,
)
OTHER_SIZE = ProblemKind(
    "repair_size",
    WRONG,
    "Line {number}: `{written}` counts along the wrong axis. It should be `{instead}`. {after}",
    _AFTER,
)
GROUPING = ProblemKind(
    "repair_grouping",
    WRONG,
    "Line {number}: `{written}` takes the wrong things together. It should be `{instead}`. {after}",
    _AFTER,
)
SHARES = ProblemKind(
    "repair_shares",
    WRONG,
    "Line {number}: the two shares are the wrong way round in `{written}`. It should be "
    "`{instead}`. {after}",
    _AFTER,
)
OVERWRITTEN = ProblemKind(
    "repair_overwritten",
    WRONG,
    "Line {number}: `{written}` overwrites what is needed later. Give the result a name of its "
    "own: `{instead}`. {after}",
    _AFTER,
)
SIDE_BY_SIDE = ProblemKind(
    "repair_windows",
    WRONG,
    "Line {number}, and wherever else this layer does the same: `{written}` should be "
    "`{instead}`. A window starts every stride pixels, and (size - window) // stride + 1 of them "
    "lie within the image. {after}",
    _AFTER,
)
INDEX = ProblemKind(
    "repair_index",
    WRONG,
    "Line {number}: `{written}` takes or fills the wrong elements. It should be `{instead}`. "
    "{after}",
    _AFTER,
)
LEFT_OUT = ProblemKind(
    "repair_left_out",
    WRONG,
    "Line {number}: something is left out in `{written}`. It should be `{instead}`. {after}",
    _AFTER,
)
TOO_MUCH = ProblemKind(
    "repair_too_much",
    WRONG,
    "Line {number}: something is too much in `{written}`. It should be `{instead}`. {after}",
    _AFTER,
)
RETURNED = ProblemKind(
    "repair_returned",
    WRONG,
    "Line {number}: `{written}` does not give what is asked for, in that order. It should be "
    "`{instead}`. {after}",
    _AFTER,
)
UNPACKED = ProblemKind(
    "repair_unpacked",
    WRONG,
    "Line {number}: `{written}` takes things apart in another order than they were put together. "
    "It should be `{instead}`. {after}",
    _AFTER,
)
WHOLE_NUMBERS = ProblemKind(
    "repair_whole_numbers",
    WRONG,
    "Line {number}: `{written}` has whole numbers only, so that fractions are cut off. It should "
    "be `{instead}`. {after}",
    _AFTER,
)
CHANGED_IN_PLACE = ProblemKind(
    "repair_changed_in_place",
    WRONG,
    "Line {number}: `{written}` is the array itself, and a later line changes it. It needs an "
    "array of its own: `{instead}`. {after}",
    _AFTER,
)
WRITTEN_INTO = ProblemKind(
    "repair_written_into",
    WRONG,
    "Line {number}: `{written}` writes into an array that is needed as it was. Make a new one: "
    "`{instead}`. {after}",
    _AFTER,
)
USED_UP = ProblemKind(
    "repair_used_up",
    WRONG,
    "Line {number}: what `{written}` makes can be gone through only once, and a later loop finds "
    "nothing left. Keep a list: `{instead}`. {after}",
    _AFTER,
)
SHARED_DEFAULT = ProblemKind(
    "repair_shared_default",
    WRONG,
    "Line {number}: `{written}` keeps the default of the function, which is made once and so is "
    "the same for all objects. Make a new one for each: `{instead}`. {after}",
    _AFTER,
)
REBOUND = ProblemKind(
    "repair_rebound",
    WRONG,
    "Line {number}: `{written}` only gives the name of the loop another array; the array itself "
    "stays as it was. Change that: `{instead}`. {after}",
    _AFTER,
)
LOOP_ORDER = ProblemKind(
    "repair_loop_order",
    WRONG,
    "Line {number}: the loop over `{written}` goes in the wrong order. It should be over "
    "`{instead}`. {after}",
    _AFTER,
)
LATE = ProblemKind(
    "repair_late",
    WRONG,
    "Line {number}: `{written}` looks its variables up when it is called, and then they are those "
    "of the last round of the loop. Hold on to those of this one: `{instead}`. {after}",
    _AFTER,
)
STATEMENT_TOO_MUCH = ProblemKind(
    "repair_statement_too_much",
    WRONG,
    "Line {number}: `{written}` should not be there. {after}",
    _AFTER,
)
STATEMENT_MISSING = ProblemKind(
    "repair_statement_missing",
    WRONG,
    "Line {number}: after `{written}` a line is missing: `{instead}`. {after}",
    _AFTER,
)
BEGINNING_MISSING = ProblemKind(
    "repair_beginning_missing",
    WRONG,
    "Line {number}: before `{written}` a line is missing: `{instead}`. {after}",
    _AFTER,
)
STATEMENT_EARLY = ProblemKind(
    "repair_statement_early",
    WRONG,
    "Line {number}: `{written}` comes too early. It belongs after `{instead}`. {after}",
    _AFTER,
)
STATEMENT_LATE = ProblemKind(
    "repair_statement_late",
    WRONG,
    "Line {number}: `{written}` comes too late: what it reads has been made into something else by "
    "then. It belongs before that. {after}",
    _AFTER,
)
STATEMENT_PLACE = ProblemKind(
    "repair_statement_place",
    WRONG,
    "Line {number}: `{written}` is indented wrongly, so that it is done too often or not often "
    "enough: look at which loop or condition it belongs to. {after}",
    _AFTER,
)
CONDITIONAL = ProblemKind(
    "repair_conditional",
    WRONG,
    "Line {number}: `{written}` is done every time. It belongs under a condition: `{instead}`. "
    "{after}",
    _AFTER,
)
UNLIKE = ProblemKind(
    "repair_unlike",
    WRONG,
    "Line {number}: `{written}` is not built as its counterpart in this layer is. It should be "
    "`{instead}`. {after}",
    _AFTER,
)
BEGINS_AT_ZERO = ProblemKind(
    "repair_begins_at_zero",
    WRONG,
    "Line {number}: `{written}` begins at 0, so that numbers below 0 never win. It should be "
    "`{instead}`. {after}",
    _AFTER,
)
INTO_LOOP = ProblemKind(
    "repair_into_loop",
    WRONG,
    "Line {number}: `{written}` is the same in every round of the loop that follows. It belongs "
    "into the loop, as `{instead}`. {after}",
    _AFTER,
)
OTHER_BRANCH = ProblemKind(
    "repair_other_branch",
    WRONG,
    "Line {number}: `{written}` stands under the wrong condition. It belongs under `{instead}`. "
    "{after}",
    _AFTER,
)
EXCHANGED = ProblemKind(
    "repair_exchanged",
    WRONG,
    "Line {number}: two variables stand in each other's place, here and wherever else this "
    "function reads them. `{written}` should be `{instead}`. {after}",
    _AFTER,
)
EVERYWHERE = ProblemKind(
    "repair_everywhere",
    WRONG,
    "Line {number}, and wherever else this layer does the same: `{written}` should be `{instead}`. "
    "{after}",
    _AFTER,
)


def kind_of_inversion(text: str) -> ProblemKind:
    """What is said where 1 minus something is meant."""
    return MASK if _MASK.search(text) else LEFT_OUT
