"""What is said of changes of expressions, by the kind of mistake that they take back."""

from grader.layers.diagnosis.repairs.repair_kind import RepairKind

OTHER_AXIS = RepairKind(
    "repair_axis",
    "Line {number}: `{written}` goes along another axis than it should. It should be `{instead}`. "
    "{after}",
)
KEPT_DIMENSION = RepairKind(
    "repair_keepdims",
    "Line {number}: whether `{written}` keeps the dimension that it sums up decides how the result "
    "is spread. It should be `{instead}`. {after}",
)
REPEATED = RepairKind(
    "repair_repeated",
    "Line {number}: where an index comes several times, `{written}` counts it only once. Add each "
    "time: `{instead}`. {after}",
)
SIGN = RepairKind(
    "repair_sign",
    "Line {number}: a sign is wrong in `{written}`. It should be `{instead}`. {after}",
)
OPERATOR = RepairKind(
    "repair_operator",
    "Line {number}: another operation belongs in `{written}`. It should be `{instead}`. {after}",
)
OPERANDS = RepairKind(
    "repair_operands",
    "Line {number}: the two sides are the wrong way round in `{written}`. It should be "
    "`{instead}`. {after}",
)
TRANSPOSE = RepairKind(
    "repair_transpose",
    "Line {number}: something is transposed that should not be, or the other way round, in "
    "`{written}`. It should be `{instead}`. {after}",
)
ORDER_OF_AXES = RepairKind(
    "repair_order_of_axes",
    "Line {number}: axes or sizes are in the wrong order in `{written}`, so that numbers come to "
    "lie elsewhere. It should be `{instead}`. {after}",
)
ARGUMENTS = RepairKind(
    "repair_arguments",
    "Line {number}: the wrong arguments, or in the wrong order, in `{written}`. It should be "
    "`{instead}`. {after}",
)
VARIABLE = RepairKind(
    "repair_variable",
    "Line {number}: another variable belongs in `{written}`. It should be `{instead}`. {after}",
)
NUMBER = RepairKind(
    "repair_number",
    "Line {number}: another number belongs in `{written}`. It should be `{instead}`. {after}",
)
FUNCTION = RepairKind(
    "repair_function",
    "Line {number}: another function belongs in `{written}`. It should be `{instead}`. {after}",
)
CONDITION = RepairKind(
    "repair_condition",
    "Line {number}: the condition in `{written}` is true at the wrong places. It should be "
    "`{instead}`. {after}",
)
MASK = RepairKind(
    "repair_mask",
    "Line {number}: the mask in `{written}` selects the wrong side. It should be `{instead}`. "
    "{after}",
)
OTHER_SIZE = RepairKind(
    "repair_size",
    "Line {number}: `{written}` counts along the wrong axis. It should be `{instead}`. {after}",
)
GROUPING = RepairKind(
    "repair_grouping",
    "Line {number}: `{written}` takes the wrong things together. It should be `{instead}`. {after}",
)
SHARES = RepairKind(
    "repair_shares",
    "Line {number}: the two shares are the wrong way round in `{written}`. It should be "
    "`{instead}`. {after}",
)
SIDE_BY_SIDE = RepairKind(
    "repair_windows",
    "Line {number}, and wherever else this layer does the same: `{written}` should be "
    "`{instead}`. A window starts every stride pixels, and (size - window) // stride + 1 of them "
    "lie within the image. {after}",
)
INDEX = RepairKind(
    "repair_index",
    "Line {number}: `{written}` takes or fills the wrong elements. It should be `{instead}`. "
    "{after}",
)
LEFT_OUT = RepairKind(
    "repair_left_out",
    "Line {number}: something is left out in `{written}`. It should be `{instead}`. {after}",
)
TOO_MUCH = RepairKind(
    "repair_too_much",
    "Line {number}: something is too much in `{written}`. It should be `{instead}`. {after}",
)
WHOLE_NUMBERS = RepairKind(
    "repair_whole_numbers",
    "Line {number}: `{written}` has whole numbers only, so that fractions are cut off. It should "
    "be `{instead}`. {after}",
)
UNLIKE = RepairKind(
    "repair_unlike",
    "Line {number}: `{written}` is not built as its counterpart in this layer is. It should be "
    "`{instead}`. {after}",
)
BEGINS_AT_ZERO = RepairKind(
    "repair_begins_at_zero",
    "Line {number}: `{written}` begins at 0, so that numbers below 0 never win. It should be "
    "`{instead}`. {after}",
)
EXCHANGED = RepairKind(
    "repair_exchanged",
    "Line {number}: two variables stand in each other's place, here and wherever else this "
    "function reads them. `{written}` should be `{instead}`. {after}",
)
EVERYWHERE = RepairKind(
    "repair_everywhere",
    "Line {number}, and wherever else this layer does the same: `{written}` should be `{instead}`. "
    "{after}",
)
SECOND_IS_AXIS = RepairKind(
    "repair_second_is_axis",
    "Line {number}: the second argument in `{written}` is the axis along which it goes, and no "
    "second array. Element by element it is `{instead}`. {after}",
)
ALL_AXES_TURNED = RepairKind(
    "repair_all_axes_turned",
    "Line {number}: `{written}` turns round all axes, that of the batch too. Swap the last two "
    "alone: `{instead}`. {after}",
)
OUTER_PRODUCT = RepairKind(
    "repair_outer_product",
    "Line {number}: `{written}` does not multiply every element of the one with every element of "
    "the other; of two vectors `dot` and `@` give a single number. That is `{instead}`. {after}",
)
SHAPE_IN_BRACKETS = RepairKind(
    "repair_shape_in_brackets",
    "Line {number}: in `{written}` the sizes are handed over in the wrong way: what takes a shape "
    "takes it as one argument, and the others take each size by itself. It should be `{instead}`. "
    "{after}",
)
UNKNOWN_WORD = RepairKind(
    "repair_unknown_word",
    "Line {number}: the word in `{written}` is none that comes here, so nothing is ever found by "
    "it. It should be `{instead}`. {after}",
)
MISSPELT = RepairKind(
    "repair_misspelt",
    "Line {number}: what `{written}` names goes by that name nowhere else. It should be "
    "`{instead}`. {after}",
)
FROM_THE_END = RepairKind(
    "repair_from_the_end",
    "Line {number}: `{written}` is empty where what is counted from the end is 0, since -0 is 0. "
    "Say where it ends: `{instead}`. {after}",
)
ELEMENT_BY_ELEMENT = RepairKind(
    "repair_element_by_element",
    "Line {number}: `{written}` is a product of matrices, which adds up along an axis. Here every "
    "element has a slope of its own: `{instead}`. {after}",
)
OF_WHOLE_BATCH = RepairKind(
    "repair_of_whole_batch",
    "Line {number}, and wherever else this function does the same: `{written}` goes over all axes "
    "at once. It should be `{instead}`. {after}",
)
SAME_FOR_ALL = RepairKind(
    "repair_same_for_all",
    "Line {number}: `{written}` comes out the same whichever word it is. Ask which one: "
    "`{instead}`. {after}",
)
CHOSEN_AS_A_WHOLE = RepairKind(
    "repair_chosen_as_a_whole",
    "Line {number}: `{written}` chooses one of the whole arrays. Element by element it is "
    "`{instead}`. {after}",
)
SHORT_WAY = RepairKind(
    "repair_short_way",
    "Line {number}: what is done where `{written}` holds is right only for some arguments, and "
    "this does not ask for them. It should be `{instead}`. {after}",
)
ZERO_BY_ZERO = RepairKind(
    "repair_zero_by_zero",
    "Line {number}: `{written}` is 0 / 0 where that is 0. `{instead}` is 0 there. {after}",
)
BITS_FLIPPED = RepairKind(
    "repair_bits_flipped",
    "Line {number}: `{written}` flips the bits of whole numbers, so that 0 becomes -1 and 1 "
    "becomes -2. It should be `{instead}`. {after}",
)
TRUTH_AS_NUMBERS = RepairKind(
    "repair_truth_as_numbers",
    "Line {number}: `{written}` makes whole numbers of what is true or false. As an index they "
    "are the numbers of rows, and `~` makes -1 and -2 of them. It should be `{instead}`. {after}",
)
SHARED_AT_TIES = RepairKind(
    "repair_shared_at_ties",
    "Line {number}: where several are largest, `{written}` is true for each, so that each gets "
    "all. They have to share it: `{instead}`. {after}",
)
KERNEL_TURNED = RepairKind(
    "repair_kernel_turned",
    "Line {number}: the kernel in `{written}` has to be turned by 180 degrees here, that is "
    "reversed in height and in width: `{instead}`. {after}",
)
TAKEN_APART = RepairKind(
    "repair_taken_apart",
    "Line {number}: `{written}` does not take a place apart as it was counted, row by row: the "
    "row is the quotient by the width, and the column is the rest. It should be `{instead}`. "
    "{after}",
)
OTHER_SHAPE = RepairKind(
    "repair_other_shape",
    "Line {number}: `{written}` has not the shape of what is put into it. It should be "
    "`{instead}`. {after}",
)
GUARD = RepairKind(
    "repair_guard",
    "Line {number}: the number in `{written}` that keeps a logarithm from 0 is so large that it "
    "shows: an unlikely class costs too little, and the slope of such a loss is too small. Take a "
    "much smaller one, wherever it stands: `{instead}`. {after}",
)
