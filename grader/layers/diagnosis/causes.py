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
    "Every element is 0, as in an array that was made and never filled, or in one of whole "
    "numbers, which cuts off all that is below 1. Assign the result to an array of floats.",
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
OF_THE_OTHER = ProblemKind(
    "gradient_of_the_other",
    WRONG,
    "This is the gradient of the other one: {other}, which is right where it is. Look for a name "
    "that was not changed when a line was copied.",
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
AT_DIVISIBLE_IMAGES = ProblemKind(
    "at_divisible_images",
    WRONG,
    "It is right elsewhere and wrong where windows divide the image. A short way that lays them "
    "side by side is right only where the stride is pool_h and pool_w: ask for that as well.",
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
LATER_STEP = ProblemKind(
    "later_step",
    WRONG,
    "The first step is right and a later one is not. Every step goes by the same learning rate and "
    "by the gradients of the latest forward alone.",
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
TERM_LEFT_OUT = ProblemKind(
    "term_left_out",
    WRONG,
    "These are the numbers of {formula}: the term {right} is left out.",
)
SIGN_OF_PART = ProblemKind(
    "sign_of_part",
    WRONG,
    "These are the numbers of {formula}: the sign of {right} is wrong.",
)
PART_LEFT_OUT = ProblemKind(
    "part_left_out",
    WRONG,
    "These are the numbers of {formula}: {right} is left out.",
)
PART_REPLACED = ProblemKind(
    "part_replaced",
    WRONG,
    "These are the numbers of {formula}: {part} stands where {right} belongs.",
)
SETTING_REPLACED = ProblemKind(
    "setting_replaced",
    WRONG,
    "These are the numbers of {formula}: {part} stands where {right} belongs. Use the argument of "
    "the constructor.",
)
AXIS_OF_PART = ProblemKind(
    "axis_of_part",
    WRONG,
    "These are the numbers of {formula}: {part} stands where {right} belongs. Look at the axis, "
    "and think of what belongs together, each row or each column.",
)
SUM_LEFT_OUT = ProblemKind(
    "sum_left_out",
    WRONG,
    "These are the numbers of {formula}: {part} stands where {right} belongs. Nothing is summed "
    "up there.",
)
REDUCED = ProblemKind(
    "reduced",
    WRONG,
    "These are the numbers of {formula}: {part} stands where {right} belongs. One number stands "
    "for several there.",
)
DIVIDED_BY_LESS = ProblemKind(
    "divided_by_less",
    WRONG,
    "These are the numbers of dividing by one less, N - 1 instead of N, in {right}, as ddof=1 does "
    "in a variance. This layer divides by the whole number.",
)
EPSILON_ADDED = ProblemKind(
    "epsilon_added",
    WRONG,
    "These are the numbers of {formula}: a small number is added to {right}, and here it shows. "
    "Leave it out, or take a much smaller one.",
)
CUT_AT_ZERO = ProblemKind(
    "cut_at_zero",
    WRONG,
    "These are the numbers of {formula}: {right} is cut off at 0. Negative numbers count too: look "
    "for a maximum that starts from 0.",
)
CLIPPED = ProblemKind(
    "clipped",
    WRONG,
    "Whatever is beyond {bound} stands still there, and the rest is right: it is clipped, as by "
    "np.clip or a maximum that starts from a number. Nothing is to be clipped here.",
)
LENGTH_CLIPPED = ProblemKind(
    "length_clipped",
    WRONG,
    "The direction is right, and the norm is {length}, a round number: the gradient is clipped or "
    "normalised. Nothing is to be clipped here.",
)
WEIGHT_DECAY = ProblemKind(
    "weight_decay",
    WRONG,
    "It is right but for {factor} times {part} itself, which is added, as weight decay does. It "
    "belongs to no derivative of this layer.",
)
MULTIPLE_ADDED = ProblemKind(
    "multiple_added", WRONG, "It is right but for {factor} times {part}, which is added."
)
MOMENTUM_ADDED = ProblemKind(
    "momentum_added",
    WRONG,
    "{factor} times what the call before gave is added, as momentum does. Every call stands for "
    "itself here: keep nothing from one to the next.",
)
ZERO_TIMES_LOG_ZERO = ProblemKind(
    "zero_times_log_zero",
    WRONG,
    "This is 0 * log(0), which is not a number: a probability is so small that it becomes 0. Take "
    "the logarithm of the true class alone, add a tiny number inside of it, or compute log p as "
    "the shifted logit minus the log of the sum.",
)
LOG_OF_ZERO = ProblemKind(
    "log_of_zero",
    WRONG,
    "This is log(0): the probability of a true class is so small that it becomes 0. Compute log p "
    "as the shifted logit minus the log of the sum.",
)
MAXIMUM_OF_ALL = ProblemKind(
    "maximum_of_all",
    WRONG,
    "A maximum is subtracted, and yet something overflows or is 0/0. Subtract the maximum of each "
    "row, with keepdims=True, not one of the whole array, and before exp.",
)
OVERFLOW = ProblemKind(
    "overflow",
    WRONG,
    "exp overflows for large numbers, and inf / inf is not a number. Write it such that exp is "
    "only given numbers below 0, as in 1 / (1 + exp(-abs(x))), or use np.tanh.",
)
DIVISION_BY_ZERO = ProblemKind(
    "division_by_zero",
    WRONG,
    "Something is divided by 0, or the logarithm or root of 0 or less is taken. Derive it without "
    "that, or see to it that it cannot be 0.",
)
WRONG_THERE = ProblemKind(
    "wrong_there",
    WRONG,
    "It is wrong exactly at {where}, and right everywhere else. Work out one of those elements by "
    "hand.",
)
ZERO_THERE = ProblemKind(
    "zero_there",
    WRONG,
    "It is 0 exactly at {where}, where it should not be, and right everywhere else. Look for a "
    "mask, or for what is never filled.",
)
CONSTANT_THERE = ProblemKind(
    "constant_there",
    WRONG,
    "It is {number} exactly at {where}, whatever comes in, and right everywhere else.",
)
FACTOR_THERE = ProblemKind(
    "factor_there",
    WRONG,
    "Exactly at {where} it is {factor} times what it should be, and right everywhere else.",
)
TOO_NEAR_TO_TELL = ProblemKind(
    "too_near_to_tell",
    "{layer}: {array} is not the derivative of your forward, but so near to it that no element can "
    "be named.",
    "Look for small numbers that are added, for constants with few digits, and for single "
    "precision.",
)
JACOBIAN_SUMMED = ProblemKind(
    "jacobian_summed",
    WRONG,
    "Every element is 0 but for rounding: the rows of a softmax Jacobian add up to 0. Multiply it "
    "with dout first, and sum then.",
)
CANCELLED = ProblemKind(
    "cancelled",
    WRONG,
    "Every element is 0 but for rounding: something is subtracted from itself, or summed before it "
    "is multiplied with dout.",
)
STEP_BEFORE = ProblemKind(
    "step_before",
    WRONG,
    "The loss was right before the update and is wrong after it: it follows from how the "
    "parameters moved. Cure the update first.",
)
OTHER_FUNCTION = ProblemKind(
    "other_function",
    WRONG,
    "These are the numbers of {formula}. That belongs to another function than the statement says.",
)
WRONG_AXES = ProblemKind(
    "wrong_axes",
    WRONG,
    "These are the numbers of going along another axis everywhere, as in {formula}. Think of what "
    "belongs together, each row or each column, and write axis and keepdims=True.",
)
NAMED_FACTOR = ProblemKind(
    "named_factor",
    WRONG,
    "Every element is {factor} times what it should be; here that is also {name}. Look for a "
    "number that is extra or missing.",
)
CAUSAL_MASK = ProblemKind(
    "causal_mask",
    WRONG,
    "Later keys are hidden from earlier queries, as a causal mask does. Here every query sees "
    "every key: leave the mask out.",
)
LOSS_PENALTY = ProblemKind(
    "loss_penalty",
    WRONG,
    "It is right but for {factor} * ({part}), which is added, as weight decay does. The loss of "
    "this layer has no such term.",
)
