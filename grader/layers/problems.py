"""Problems of a layer: shapes, what is missing, what was overwritten, other rules.

Wrong numbers are problems too, by their likely cause: see `general_causes` and `layer_causes`.
"""

from grader.problems import ProblemKind
from languages import translatable

_SHAPE = translatable("{layer}: {array} should have the shape {expected}, but has {got}.")


WRONG_SHAPE = ProblemKind(
    "wrong_shape",
    _SHAPE,
    "A gradient always has the shape of the variable that it belongs to. Print the shapes of the "
    "parts.",
)
WRONG_OUTPUT_SHAPE = ProblemKind(
    "wrong_output_shape",
    _SHAPE,
    "Print the shapes of the parts, and look for an operation that drops or adds a dimension.",
)
TOO_FEW_ROWS = ProblemKind(
    "too_few_rows",
    _SHAPE,
    "{array} has the rows of this batch alone. It has one for every row of the parameter, with "
    "zeros for those that do not come: begin with zeros of the parameter's shape.",
)
TRANSPOSED_SHAPE = ProblemKind(
    "transposed_shape",
    _SHAPE,
    "It is transposed. Drop or move a .T, or swap the two factors of the product.",
)
BATCH_SUM_MISSING = ProblemKind(
    "batch_sum_missing",
    _SHAPE,
    "It still has a row for each row of the batch. Every row adds the same b, so its gradient is "
    "the sum over them: dout.sum(axis=0).",
)
GRADIENT_MISSING = ProblemKind(
    "gradient_missing",
    "{layer}: there is no gradient in self.{array} after backward.",
    "Store it in backward: self.{array} = ...",
)
WRONG_COUNT = ProblemKind(
    "wrong_count", "{layer}: {method} should return {expected}.", "End it with: return {expected}"
)
INPUT_OVERWRITTEN = ProblemKind(
    "input_overwritten",
    "{layer}: {method} changed the array {array} that it was given.",
    "Write into a copy: out = {array}.copy().",
)
PARAMETER_CHANGED = ProblemKind(
    "parameter_changed",
    "{layer}: backward changed the parameter {array}.",
    "Backward stores gradients and leaves parameters alone: whoever trains takes the steps. Where "
    "it computes in place, it needs a copy.",
)
NOT_LOADED = ProblemKind(
    "not_judged_not_loaded",
    "Not judged: the file did not run to its end, so nobody has called this layer.",
    "Cure what is said of the file first.",
)
OUT_OF_TIME = ProblemKind(
    "not_judged_out_of_time",
    "Not judged: the {seconds} s that a file may take were used up before.",
    "Nothing is said against this layer. Make faster what takes so long in the others.",
)
AFTER_VIOLATION = ProblemKind(
    "not_judged_after_violation",
    "Not judged: another layer did something forbidden, and the file was not run again.",
    "Nothing is said against this layer. Take out what is forbidden, and it will be judged.",
)
OUTPUT_OVERWRITTEN = ProblemKind(
    "output_overwritten",
    "{layer}: the forward of another object has changed {array}, which was returned before.",
    "Return a new array from every forward, not one that all objects share.",
)
UPSTREAM_OVERWRITTEN = ProblemKind(
    "upstream_overwritten",
    "{layer}: backward changes the array dout that it is handed.",
    "This costs nothing, but another layer may hold that array too. Begin with dout.copy().",
)
CACHE_CONSUMED = ProblemKind(
    "cache_consumed",
    "{layer}: the same backward once more does not give the same.",
    "This costs nothing, but backward changes or drops what forward has kept. Leave that as it is.",
)
UPSTREAM_TAKEN_FOR_ONE = ProblemKind(
    "upstream_taken_for_one",
    "{layer}: backward takes dout for 1, whatever it is.",
    "This costs nothing, but the loss may be a part of something larger. Multiply by dout.",
)
LEADING_ONE = ProblemKind(
    "leading_one",
    "{layer}: {array} has the shape {got}; what it is the gradient of has {expected}.",
    "This costs nothing, but a step by it would change the shape of a parameter. Sum without "
    "keepdims.",
)
MEASURED_GRADIENT = ProblemKind(
    "measured_gradient",
    "{layer}: {array} agrees with the derivative only to {noise}, as a difference quotient does; "
    "derived code agrees to 1e-15.",
    "Measuring forward is how to check a backward, and a good way to find its mistakes. The "
    "assignment asks for the formula: derive it, and compare it with what you measured.",
)
HIDDEN_TEST = ProblemKind(
    "hidden_test",
    "{layer}: a hidden test fails.",
    "Nothing more is told of hidden tests. Try your layer on other sizes and numbers, and compare "
    "its gradients with numerical differentiation.",
)
HIDDEN_STOP = ProblemKind(
    "hidden_test_stopped",
    "A hidden test did not come to its end.",
    "Nothing more is told of hidden tests. Try your layers on other sizes and numbers, and in "
    "another order of calls.",
)
LOST_IN_HALF_PRECISION = ProblemKind(
    "lost_in_half_precision",
    "{layer}: {array} loses too many digits in half precision (float16): it is off by more than "
    "2 %.",
    "Half precision keeps three digits and overflows beyond 65,504, so a mistake cannot be told "
    "from rounding. Compute in float64 and hand in again; only then is there more to say.",
)
HALF_PRECISION = ProblemKind(
    "half_precision",
    "{layer}: the numbers have the rounding of half precision (float16), so they were compared "
    "with the right ones to 2 %, and backward was not compared with your own forward.",
    "Compute in float64, and the layer is judged to the last digits.",
)
OTHER_CONVENTION = ProblemKind(
    "other_convention",
    "This is not wrong, it is written to other rules than this assignment's: {found} instead of "
    "{declared}.",
    "The statement shows how each layer is called, and how its arrays lie. Keep your computation "
    "and change its frame.",
)
