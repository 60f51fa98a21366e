"""Causes of wrong numbers that any layer may have."""

from grader.layers.catalogue.causes import WRONG
from grader.problems import ProblemKind

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
SWAPPED = ProblemKind(
    "gradients_swapped", WRONG, "This is the gradient of the other one: {other}. Swap them."
)
NOT_FINITE = ProblemKind(
    "not_finite",
    WRONG,
    "Something overflows, or is 0/0. Give exp no large positive number: subtract the largest "
    "logit of each row, or use exp(-abs(x)); and divide only by what cannot be 0.",
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
AT_TIES = ProblemKind(
    "at_ties",
    WRONG,
    "It is right elsewhere and wrong where two numbers are equal. Of several that are largest, any "
    "may take dout, or they share it; together they get it once.",
)
AT_CONSTANTS = ProblemKind(
    "at_constants",
    WRONG,
    "It is right elsewhere and wrong where all values are the same, so that the variance is 0. Add "
    "a small number under the root.",
)
AT_UNLIKELY_CLASSES = ProblemKind(
    "at_unlikely_classes",
    WRONG,
    "It is right elsewhere and wrong where a probability is near 0. Look at what is added to it or "
    "where it is cut off.",
)
AT_LEFT_OVER_PIXELS = ProblemKind(
    "at_left_over_pixels",
    WRONG,
    "It is right elsewhere and wrong where windows do not divide the image. Pixels that fill no "
    "whole window belong to none.",
)
IN_LARGE_BATCHES = ProblemKind(
    "in_large_batches",
    WRONG,
    "It is right in small batches and wrong in some elements of a large one.",
)
WRONG_WITH_DOUT = ProblemKind(
    "wrong_with_dout",
    WRONG,
    "It is right where dout is 1 and wrong where it is not. Multiply the whole gradient by dout.",
)
STALE_CACHE = ProblemKind(
    "stale_cache",
    WRONG,
    "It is right on the first call and wrong after a later forward on the same object. Backward "
    "must use what the latest forward stored.",
)
SHARED_STATE = ProblemKind(
    "shared_state",
    WRONG,
    "It is right for one object and wrong where another one of the class is alive. Keep what "
    "backward needs in self, not in the class, a global variable or a default argument.",
)
ARGUMENT_IGNORED = ProblemKind(
    "argument_ignored",
    WRONG,
    "It is right with the usual arguments and wrong with others. Use what the constructor is given "
    "instead of a number of your own.",
)
ACCUMULATED = ProblemKind(
    "accumulated",
    WRONG,
    "It still holds the gradient of the call before. Assign it anew in every backward: =, not +=.",
)
ONE_ELEMENT = ProblemKind(
    "one_element",
    WRONG,
    "One element alone is wrong, and all others are right. Look for an assignment to a single "
    "index.",
)
ONE_SLICE = ProblemKind(
    "one_slice",
    WRONG,
    "One row or column alone is wrong. Check where loops and slices begin and end.",
)
CONSTANT_ADDED = ProblemKind(
    "constant_added", WRONG, "The same number is added to every element. Look for a stray term."
)
ROUNDED = ProblemKind(
    "rounded", WRONG, "Digits are lost. Look for round, int or an array of whole numbers."
)
RUNNING_STATISTICS = ProblemKind(
    "running_statistics",
    WRONG,
    "It is right in training and wrong in evaluation. Evaluation uses the running mean and "
    "variance as training left them, momentum * old + (1 - momentum) * new, and changes nothing.",
)
WRONG_STEP = ProblemKind("wrong_step", WRONG, "The step is {factor} times as long as it should be.")
