"""Causes of wrong numbers that any layer may have."""

from grader.problems import ProblemKind
from languages import translatable

WRONG = translatable("{layer}: {place} should be {expected}, but is {got}.")


UNEXPLAINED = ProblemKind(
    "unexplained_value",
    WRONG,
    "Work this element out by hand from the equation in the statement, and print the parts of "
    "your own computation beside it.",
)
NOT_THE_SLOPE = ProblemKind(
    "not_the_slope",
    WRONG,
    "This is the derivative of your own forward, measured by moving that element a little. Your "
    "backward does not belong to your forward: derive it again, element by element.",
)
TRANSPOSED = ProblemKind(
    "transposed", WRONG, "These are the right numbers, transposed. Drop or move a .T."
)
WRONG_SIGN = ProblemKind(
    "wrong_sign",
    WRONG,
    "Every element has the opposite sign. Look for a swapped difference or a stray minus.",
)
WRONG_FACTOR = ProblemKind(
    "wrong_factor",
    WRONG,
    "Every element is {factor} times what it should be. Look for a constant that is extra or "
    "missing.",
)
NOT_AVERAGED = ProblemKind(
    "not_averaged",
    WRONG,
    "It is N times too large, where N is the number of rows: divide by the batch size.",
)
AVERAGED = ProblemKind(
    "averaged",
    WRONG,
    "It is divided by the batch size N once too often. Only the loss averages over the batch, so "
    "gradients of parameters are sums over the rows.",
)
ALL_ZERO = ProblemKind(
    "all_zero",
    WRONG,
    "Every element is 0, as in an array that was made and never filled. Assign the result to it.",
)
UPSTREAM_IGNORED = ProblemKind(
    "upstream_ignored",
    WRONG,
    "This is the layer's own derivative. By the chain rule, multiply it with the gradient from "
    "above, dout.",
)
UPSTREAM_PASSED_ON = ProblemKind(
    "upstream_passed_on",
    WRONG,
    "dout passes through unchanged. By the chain rule, multiply it with the layer's own "
    "derivative.",
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
SWAPPED = ProblemKind(
    "gradients_swapped", WRONG, "This is the gradient of the other one: {other}. Swap them."
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
EXPONENT_SIGN = ProblemKind(
    "exponent_sign", WRONG, "This is 1 / (1 + exp(x)). The exponent needs a minus: exp(-x)."
)
NOT_RECTIFIED = ProblemKind("not_rectified", WRONG, "Negative inputs pass through. Set them to 0.")
WRONG_AXIS = ProblemKind(
    "wrong_axis",
    WRONG,
    "This fits the wrong axis. Think of what belongs together, each row or each column, and write "
    "axis and keepdims=True.",
)
NOT_FINITE = ProblemKind(
    "not_finite",
    WRONG,
    "Something overflows, or is 0/0. Give exp no large positive number: subtract the largest "
    "logit of each row, or use exp(-abs(x)); and divide only by what cannot be 0.",
)
LARGE_VALUES = ProblemKind(
    "large_values",
    WRONG,
    "It is right for moderate inputs and wrong for large ones. Look for clipping, a cut-off or a "
    "limited number type.",
)
BATCH_OF_ONE = ProblemKind(
    "batch_of_one",
    WRONG,
    "It is right for several rows and wrong for a batch of one. Look for squeeze, a fixed batch "
    "size, or broadcasting of (1, M).",
)
AT_ZERO = ProblemKind(
    "at_zero",
    WRONG,
    "It is right elsewhere and wrong where an input is 0. Look for a division by an input.",
)
STALE_CACHE = ProblemKind(
    "stale_cache",
    WRONG,
    "It is right on the first call and wrong after a later forward on the same object. Backward "
    "must use what the latest forward stored.",
)
ACCUMULATED = ProblemKind(
    "accumulated",
    WRONG,
    "It still holds the gradient of the call before. Assign it anew in every backward: =, not +=.",
)
