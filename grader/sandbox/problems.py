"""Problems of running student code: it does not load, does not answer, or uses too much."""

from grader.problems import ProblemKind
from languages import translatable

SYNTAX_ERROR = ProblemKind(
    "syntax_error",
    "Python cannot read the file: {message}. The line is: {excerpt}",
    "Look at this line and the one before it for a missing bracket, colon or quote.",
)
NOT_TEXT = ProblemKind(
    "not_text",
    "Python cannot read the characters of the file: {message}.",
    "Save it as UTF-8, and take a line such as # coding: ... out of it unless it says so too.",
)
TABS_AND_SPACES = ProblemKind(
    "tabs_and_spaces",
    "Some lines begin with tabs and others with spaces: {message}. The line is: {excerpt}",
    'Have your editor convert all tabs to four spaces ("Convert Indentation to Spaces").',
)
WRONG_INDENTATION = ProblemKind(
    "wrong_indentation",
    "Python cannot tell which block this line belongs to: {message}. The line is: {excerpt}",
    "Give it as many spaces at its start as the lines of its block have, four for each level; a "
    "line that ends with a colon needs one below it.",
)
MERGE_CONFLICT = ProblemKind(
    "merge_conflict",
    "The file holds marks of a merge that is not finished. The line is: {excerpt}",
    "Choose between the versions above and below the line of equals signs, and remove the marks.",
)
PROMPT_COPIED = ProblemKind(
    "prompt_copied",
    "The file holds the prompt of an interactive session. The line is: {excerpt}",
    "Remove >>>, ... and In [1]: at the start of lines, and what was printed between them.",
)
CHARACTER_UNKNOWN = ProblemKind(
    "character_unknown",
    "Python knows no such character outside strings: {message}. The line is: {excerpt}",
    "Type it again on the keyboard: it came from a page, a PDF or an input method.",
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
    "NumPy and the usual modules of Python's standard library are there. Take the import out, and "
    "put what you need of it into this file: functions of your own, or a few lines of NumPy.",
)
_RAISED = translatable("{where} raised {type}: {message}. The line is: {excerpt}")
EXCEPTION = ProblemKind(
    "exception",
    _RAISED,
    "Call it by yourself with a small array, and print what this line uses and its shapes.",
)
NAME_UNKNOWN = ProblemKind(
    "name_unknown",
    _RAISED,
    "Look for its spelling, for a self. that is missing, and for an import or a definition that "
    "stands in another file of yours or below this line.",
)
ATTRIBUTE_UNKNOWN = ProblemKind(
    "attribute_unknown",
    _RAISED,
    "Look for its spelling. What one method keeps for another needs self. in both, and has to be "
    "set before it is read.",
)
NUMPY_REMOVED = ProblemKind(
    "numpy_removed",
    "{where} uses np.{name}, which NumPy no longer has. The line is: {excerpt}",
    "Write {instead} instead.",
)
IMPORT_FAILED = ProblemKind(
    "import_failed",
    _RAISED,
    "The module has no such name, or is a file of your own: look for its spelling, and put what "
    "you need of your other files into this one.",
)
NOBODY_ANSWERS = ProblemKind(
    "nobody_answers",
    "{where} waits for input, and nobody answers here. The line is: {excerpt}",
    "Take input() out, or put it under if __name__ == '__main__':.",
)
ENDLESS_RECURSION = ProblemKind(
    "endless_recursion",
    _RAISED,
    "Something calls itself without an end: a method that calls itself, or a loop of two.",
)
NO_THREADS = ProblemKind(
    "no_threads",
    _RAISED,
    "No threads and no other processes can be started here: compute it in a plain loop.",
)
ASSERTION_FAILED = ProblemKind(
    "assertion_failed",
    "An assert of your own does not hold in {where}. The line is: {excerpt}",
    "Loosen it or take it out. Inputs may be in the thousands here, where a probability is exactly "
    "0 or 1, and sums are off by rounding.",
)
WARNING_RAISED = ProblemKind(
    "warning_raised",
    "{where} stopped at a warning, since the file makes errors of warnings: {message}. The line "
    "is: {excerpt}",
    "Take warnings.simplefilter('error') or np.seterr(all='raise') out, or write the line so that "
    "inputs in the thousands do not overflow.",
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
READ_AS = ProblemKind(
    "read_as",
    "{name}: read {written} as {asked}.",
    "Write it as the statement has it: other assignments may ask for just that.",
)
FOR_SHOW = ProblemKind(
    "module_for_show",
    "The file imports {module}, which is not here; whatever is asked of it does nothing.",
    "Plots and progress bars have no place in what is judged: put them under if __name__ == "
    "'__main__'.",
)
REST_LEFT = ProblemKind(
    "rest_not_run",
    "All that is asked for was defined, and then the file raised {type}: {message}. The rest was "
    "not run. The line is: {excerpt}",
    "Put what tries your code out under if __name__ == '__main__': at the end of the file.",
)
ASKS_FORWARD = ProblemKind(
    "backward_asks_forward",
    "{name}: backward hands {times} times as many numbers to functions of its forward as forward "
    "itself does.",
    "Code that derives comes to 2 at most. Look whether it measures its forward instead; this "
    "proves nothing, and was not counted.",
)
COMPLEX_NUMBERS = ProblemKind(
    "complex_numbers",
    "{name}: the code computes with complex numbers.",
    "A derivation needs none, a complex step does. Look whether it measures its forward; this "
    "proves nothing, and was not counted.",
)
SIGNS = frozenset({ASKS_FORWARD.code, COMPLEX_NUMBERS.code})
"""What is for staff alone."""
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
