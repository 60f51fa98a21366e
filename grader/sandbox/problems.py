"""Problems of running student code: it does not load, does not answer, or uses too much."""

from grader.problems import ProblemKind

SYNTAX_ERROR = ProblemKind(
    "syntax_error",
    "Python cannot read the file: {message}. The line is: {excerpt}",
    "Look at this line and the one before it for a missing bracket, colon or quote. The file must "
    "be Python 3 in UTF-8.",
)
PYTHON_2 = ProblemKind(
    "python_2",
    "This is Python 2, and here runs Python 3: {message}. The line is: {excerpt}",
    "print is a function now, print(x); xrange is range; except takes `as`: except ValueError as "
    "e. The command 2to3 of older Pythons changes most of it for you.",
)
MODULE_UNAVAILABLE = ProblemKind(
    "module_unavailable",
    "The file imports {module}, which is not available here. The line is: {excerpt}",
    "NumPy and the usual modules of Python's standard library are there. Put functions of your "
    "own into this file, and leave plots out of it.",
)
EXCEPTION = ProblemKind(
    "exception",
    "{where} raised {type}: {message}. The line is: {excerpt}",
    "Call it by yourself with a small array and print the shapes before this line.",
)
CODE_EXITED = ProblemKind(
    "code_exited",
    "{where} asked Python to exit. The line is: {excerpt}",
    "Remove exit(), quit() and sys.exit(), or put them under if __name__ == '__main__'.",
)
CODE_DIED = ProblemKind(
    "code_died",
    "The process ended during {where} before it had answered ({how}).",
    "Look for os._exit, os.kill, endless recursion, or code that closes descriptors.",
)
TIME_LIMIT = ProblemKind(
    "time_limit",
    "{where} was still running when the time was up ({seconds} s).",
    "Look for a loop that never ends, a sleep, a training loop at the top of the file, or a loop "
    "over elements that one NumPy operation can replace.",
)
TURN_LIMIT = ProblemKind(
    "turn_limit",
    "{where} was stopped after {seconds} s, the most that one layer of this file may take.",
    "Look for a loop that never ends, a sleep, or a loop over elements that one NumPy operation "
    "can replace. What was left of the time went to the other layers.",
)
MEMORY_LIMIT = ProblemKind(
    "memory_limit",
    "{where} needed more memory than the {megabytes} MB allowed. The line is: {excerpt}",
    "Look for an array whose shape comes from broadcasting two that do not fit, or a list that "
    "only grows.",
)
OUTPUT_LIMIT = ProblemKind(
    "output_limit",
    "The code printed more than {kilobytes} kB during {where}.",
    "Remove print calls inside loops.",
)
ANSWERS_TOO_LARGE = ProblemKind(
    "answers_too_large",
    "All arrays that the code gave back, up to {where}, are far larger than any right answers.",
    "Print the shapes of its parts: two of them probably broadcast against each other.",
)
CHANNEL_MISUSED = ProblemKind(
    "channel_misused",
    "The code wrote to a descriptor that is not its own, during {where}.",
    "Write with print; leave os.write and descriptors other than 1 and 2 alone.",
)
FORBIDDEN = ProblemKind(
    "forbidden",
    "{where} tried something that is closed to it: {type}: {message}. The line is: {excerpt}",
    "Files, the network, other processes and threads are out of reach here. Keep to arithmetic on "
    "what the method is handed, and take file reading, plots and downloads out of the file.",
)
FORBIDDEN_CALL = ProblemKind(
    "forbidden_call",
    "{where} made a system call that no layer needs, and the process was ended.",
    "Starting programs, tracing processes and talking to the kernel by oneself are forbidden. "
    "Keep to NumPy and plain Python.",
)
OUT_OF_MEMORY = ProblemKind(
    "out_of_memory",
    "The process ran out of memory during {where}; {megabytes} MB are allowed.",
    "Look for an array whose shape comes from broadcasting two that do not fit, or a list that "
    "only grows.",
)
NOT_WRITTEN = ProblemKind(
    "not_written",
    "{where} is not written yet.",
    "Replace its body with your code. Layers left out cost only their own points.",
)
CLASS_MISSING = ProblemKind(
    "class_missing",
    "The file has no class {name}. Its classes: {there}",
    "Name the class {name}, with that spelling, at the top level of the file.",
)
FUNCTION_MISSING = ProblemKind(
    "function_missing",
    "The file has no function {name}. Its functions: {there}",
    "Name the function {name}, with that spelling, at the top level of the file.",
)
CACHE_MISSING = ProblemKind(
    "cache_missing",
    "{where} returned {type}, where a pair of output and cache was expected.",
    "End it with: return out, cache",
)
PLACE_MISSING = ProblemKind(
    "place_missing",
    "An object of the class {name} has no place for {path}.",
    "Let the constructor make the lists or dicts that the statement names.",
)
WRONG_SIGNATURE = ProblemKind(
    "wrong_signature",
    "{where} does not take the {count} argument(s) that it is given: {message}",
    "Give it the parameters of the statement, self first.",
)
METHOD_MISSING = ProblemKind(
    "method_missing",
    "The class {name} has no method {method}.",
    "Define {method} inside the class, indented under it.",
)
RETURNED_NOTHING = ProblemKind(
    "returned_nothing",
    "{where} returned None instead of an array.",
    "End it with return and the result.",
)
NOT_AN_ARRAY = ProblemKind(
    "not_an_array",
    "{where} gave {type}, where an array of real numbers was expected.",
    "Return NumPy arrays of floats.",
)
ARRAY_TOO_LARGE = ProblemKind(
    "array_too_large",
    "{where} gave an array of shape {shape}, far larger than any right answer.",
    "Print the shapes of its parts: two of them probably broadcast against each other.",
)
WRONG_PREDICTIONS = ProblemKind(
    "wrong_predictions",
    "{where} returned shape {shapes}, but one number for each row was expected: ({rows},).",
    "Return one prediction for each row of X, in its order.",
)
NOT_FINITE_PREDICTIONS = ProblemKind(
    "not_finite_predictions",
    "{where} returned {count} value(s) that are not finite, the first for row {number}: {got}.",
    "Look for a division by zero, a logarithm of 0 or below, and an overflow in exp.",
)
