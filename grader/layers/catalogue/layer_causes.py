"""Causes that show in a pattern, whatever the layer, and those of particular layers."""

from grader.layers.catalogue.general_causes import WRONG
from grader.problems import ProblemKind

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
SIGN_LOST = ProblemKind(
    "sign_lost", WRONG, "The sizes are right, and the signs are lost. Look for abs or a square."
)
ROUNDED = ProblemKind(
    "rounded", WRONG, "Digits are lost. Look for round, int or an array of whole numbers."
)
TERM_SIGN = ProblemKind(
    "term_sign", WRONG, "One term has the wrong sign. Compare each + and - with the equation."
)
MASK_INVERTED = ProblemKind(
    "mask_inverted", WRONG, "The mask selects the wrong side. Check > and <."
)
BRANCH_MISSING = ProblemKind(
    "branch_missing", WRONG, "Only one branch arrives. The gradients of both branches are added."
)
WRONG_REDUCTION = ProblemKind(
    "wrong_reduction",
    WRONG,
    "Another summary was taken, such as the mean, the smallest or the sum. The statement says "
    "which.",
)
LEAK_MISSING = ProblemKind(
    "leak_missing",
    WRONG,
    "The negative side is 0. It keeps alpha times its input, and alpha times dout.",
)
NORMALISED_OVER_EVERYTHING = ProblemKind(
    "normalised_over_everything",
    WRONG,
    "The sum runs over the whole batch. Divide each row by its own: axis=1, keepdims=True.",
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
MEAN_PATH_MISSING = ProblemKind(
    "mean_path_missing",
    WRONG,
    "The mean depends on x too, and its path is missing: subtract the mean of dout * gamma.",
)
VARIANCE_PATH_MISSING = ProblemKind(
    "variance_path_missing",
    WRONG,
    "The variance depends on x too, and its path is missing: subtract z times the mean of z * "
    "dout * gamma.",
)
STATISTICS_AS_CONSTANTS = ProblemKind(
    "statistics_as_constants",
    WRONG,
    "Mean and variance are treated as constants. Both depend on x: there are three paths back.",
)
GAMMA_LEFT_OUT = ProblemKind(
    "gamma_left_out", WRONG, "The scale gamma is left out on the way back: begin with dout * gamma."
)
RUNNING_STATISTICS = ProblemKind(
    "running_statistics",
    WRONG,
    "It is right in training and wrong in evaluation. Evaluation uses the running mean and "
    "variance as training left them, momentum * old + (1 - momentum) * new, and changes nothing.",
)
ROWS_LEFT_OUT = ProblemKind(
    "rows_left_out",
    WRONG,
    "Not every row of the batch counts. Add all of them: += in a loop, or a sum along the whole "
    "axis.",
)
SCALE_MISSING = ProblemKind(
    "scale_missing", WRONG, "The scores are not scaled: divide them by sqrt(D)."
)
KERNEL_FLIPPED = ProblemKind(
    "kernel_flipped",
    WRONG,
    "The kernel is flipped. Here nothing is: element (i, j) of the kernel meets element (i, j) of "
    "the window.",
)
WRONG_PADDING = ProblemKind(
    "wrong_padding",
    WRONG,
    "The border is not what it should be: pad with zeros on all four sides, and cut the same "
    "border off dx.",
)
OVERLAP_LOST = ProblemKind(
    "overlap_lost", WRONG, "Windows overlap, and the last one wins. Add what each gives: +=."
)
REPEATS_LOST = ProblemKind(
    "repeats_lost",
    WRONG,
    "A word that stands several times counts once. Add all its gradients: np.add.at(dW, idx, "
    "dout).",
)
GRADIENT_TO_WHOLE_WINDOW = ProblemKind(
    "gradient_to_whole_window",
    WRONG,
    "Only the largest element of a window gets dout; here all of them do.",
)
MASK_REDRAWN = ProblemKind(
    "mask_redrawn",
    WRONG,
    "Backward has drawn a mask of its own. Keep the mask of forward and use it again.",
)
MASK_REPEATED = ProblemKind(
    "mask_repeated",
    WRONG,
    "The same elements are dropped in every call. Draw a new mask in each forward.",
)
MASK_SHARED = ProblemKind(
    "mask_shared",
    WRONG,
    "Whole rows or columns are dropped together. Draw the mask for each element: its shape is x's.",
)
RATE_INVERTED = ProblemKind(
    "rate_inverted", WRONG, "What should stay is dropped: rate is the probability to be 0."
)
NOT_DROPPED = ProblemKind(
    "not_dropped",
    WRONG,
    "Nothing is dropped in training. Set each element to 0 with probability rate.",
)
WRONG_DROPOUT_SCALE = ProblemKind(
    "wrong_dropout_scale",
    WRONG,
    "The scale is not right. Either divide what stays by 1 - rate in training, or multiply by 1 - "
    "rate in evaluation; one of them, once.",
)
DROPS_IN_EVALUATION = ProblemKind(
    "drops_in_evaluation",
    WRONG,
    "It drops in evaluation too. There nothing is random: look at the second argument of forward.",
)
ACTIVATION_SKIPPED = ProblemKind(
    "activation_skipped",
    WRONG,
    "The sigmoid between the layers is skipped. On the way back, multiply with h * (1 - h).",
)
SOFTMAX_SKIPPED = ProblemKind(
    "softmax_skipped", WRONG, "The softmax is left out. Go through it on the way back too."
)
WITH_SOFTMAX = ProblemKind(
    "with_softmax",
    WRONG,
    "This is the derivative of softmax and cross-entropy together. Here the probabilities are the "
    "input: -t / p / N.",
)
SIGN_MISSING = ProblemKind(
    "sign_missing",
    WRONG,
    "This is the difference. The derivative of an absolute value is its sign: np.sign.",
)
ABSOLUTE_MISSING = ProblemKind(
    "absolute_missing",
    WRONG,
    "Differences of opposite signs cancel out. Take their absolute values first.",
)
WRONG_DIRECTION = ProblemKind(
    "wrong_direction", WRONG, "The parameters climb. Subtract the gradient: the loss is to fall."
)
LEARNING_RATE_IGNORED = ProblemKind(
    "learning_rate_ignored", WRONG, "The learning rate is left out. Multiply the gradient by it."
)
WRONG_STEP = ProblemKind("wrong_step", WRONG, "The step is {factor} times as long as it should be.")
NOT_UPDATED = ProblemKind("not_updated", WRONG, "This parameter has not moved. Update all four.")
UPDATED_TOO_EARLY = ProblemKind(
    "updated_too_early",
    WRONG,
    "A gradient was computed with a parameter that had moved already. Compute all gradients "
    "before moving anything.",
)
