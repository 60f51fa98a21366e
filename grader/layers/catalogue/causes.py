"""Causes of wrong numbers that mistakes in several layers have."""

from grader.problems import ProblemKind
from languages import translatable

WRONG = translatable("{layer}: {place} should be {expected}, but is {got}.")
NOT_AVERAGED = ProblemKind(
    "not_averaged",
    WRONG,
    "It is N times too large, where N is the number of rows: divide by the batch size.",
)
WRONG_VARIABLE = ProblemKind(
    "wrong_variable",
    WRONG,
    "The derivative is taken at another variable than the equation says, such as the input x "
    "instead of the output y. Keep in forward what backward needs.",
)
FACTOR_LEFT_OUT = ProblemKind(
    "factor_left_out", WRONG, "One factor of the derivative y * (1 - y) is left out."
)
TARGET_FORGOTTEN = ProblemKind(
    "target_forgotten",
    WRONG,
    "The labels t do not come in. Compare with the equation: every term needs its t.",
)
DIAGONAL_ONLY = ProblemKind(
    "diagonal_only",
    WRONG,
    "Only the diagonal of the softmax Jacobian was used. Each probability depends on every logit, "
    "so all of the row's gradients come in.",
)
BIAS_MISSING = ProblemKind("bias_missing", WRONG, "The shift is left out: add the bias b, or beta.")
NOT_RECTIFIED = ProblemKind("not_rectified", WRONG, "Negative inputs pass through. Set them to 0.")
WRONG_AXIS = ProblemKind(
    "wrong_axis",
    WRONG,
    "This fits the wrong axis. Think of what belongs together, each row or each column, and write "
    "axis and keepdims=True.",
)
LARGE_VALUES = ProblemKind(
    "large_values",
    WRONG,
    "It is right for moderate inputs and wrong for large ones. Look for clipping, a cut-off or a "
    "limited number type.",
)
SIGN_LOST = ProblemKind(
    "sign_lost", WRONG, "The sizes are right, and the signs are lost. Look for abs or a square."
)
TERM_SIGN = ProblemKind(
    "term_sign", WRONG, "One term has the wrong sign. Compare each + and - with the equation."
)
MASK_INVERTED = ProblemKind(
    "mask_inverted", WRONG, "The mask selects the wrong side. Check > and <."
)
WRONG_REDUCTION = ProblemKind(
    "wrong_reduction",
    WRONG,
    "Another summary was taken, such as the mean, the smallest or the sum. The statement says "
    "which.",
)
SOFTMAX_SUM_MISSING = ProblemKind(
    "softmax_sum_missing",
    WRONG,
    "The sum over the row is left out: every probability depends on every logit. Subtract "
    "sum(dout * y) of the row.",
)
NOT_SQUARED = ProblemKind(
    "not_squared", WRONG, "A square is missing. Compare the exponents with the equation."
)
NOT_ROOTED = ProblemKind(
    "not_rooted",
    WRONG,
    "It is divided by the square of what it should be divided by: take the root, sqrt.",
)
ROWS_LEFT_OUT = ProblemKind(
    "rows_left_out",
    WRONG,
    "Not every row of the batch counts. Add all of them: += in a loop, or a sum along the whole "
    "axis.",
)
OVERLAP_LOST = ProblemKind(
    "overlap_lost",
    WRONG,
    "Windows overlap, and the last one wins. Add what each gives: += in a loop, and np.add.at "
    "where arrays are the indices.",
)
SOFTMAX_SKIPPED = ProblemKind(
    "softmax_skipped", WRONG, "The softmax is left out. Go through it on the way back too."
)
PLACES_LEFT_OUT = ProblemKind(
    "places_left_out",
    WRONG,
    "Not every window or position counts. Add what each gives: += in a loop, or a sum along all of "
    "these axes.",
)
