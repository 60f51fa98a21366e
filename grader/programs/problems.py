"""Problems of uploaded programs: what may not be in them, and what came of running them."""

from grader.problems import ProblemKind
from languages import translatable

NO_MODEL = ProblemKind(
    "program_no_model",
    "The archive has no model.py. Its files: {there}",
    "Put model.py, with the class Model, at the top of the archive.",
)
NOT_PREDICTIONS = ProblemKind(
    "program_not_predictions",
    "This track takes a program, and this file holds predictions.",
    "Upload model.py with the class Model, or a zip of it, or choose a track that takes files.",
)
NOT_SOURCE = ProblemKind(
    "program_not_source",
    "{file} is not Python source. A program learns from the server's copy of the data alone.",
    "Leave data and weights out: the archive holds .py files, and predictions.csv where you claim "
    "them.",
)
SEVERAL_MODELS = ProblemKind(
    "program_several_models",
    "The archive has several model.py, and none at its top: {there}",
    "Keep the one that is meant, or put it at the top of the archive.",
)
FILES_LEFT_OUT = ProblemKind(
    "program_files_left_out",
    "{count} file(s) of the archive are no part of the program and were not looked at: {files}",
    "A program is model.py and the .py files beside and below it.",
)
TOO_MUCH_SOURCE = ProblemKind(
    "program_too_much_source",
    "The program has {bytes} bytes of source; at most {limit} are allowed.",
    "Remove what is not used, and tables of numbers: a model is learnt, not written down.",
)
BAD_MODULE_NAME = ProblemKind(
    "program_bad_module_name",
    "{file} cannot be imported: a module's name is letters, digits and _, no digit first.",
    "Rename it.",
)
IMPORT_NOT_ALLOWED = ProblemKind(
    "program_import_not_allowed",
    "{file} imports {name}, which this track does not allow.",
    "Allowed are {allowed}, parts of Python's standard library, and modules of your own in the "
    "archive.",
)
NAME_NOT_ALLOWED = ProblemKind(
    "program_name_not_allowed",
    "{file} uses {name}, which programs on this track may not.",
    "A model needs arithmetic on the arrays that it is given, and no way around the import "
    "statement, to files or to the interpreter's insides.",
)
IN_LITERALS = translatable("its numbers, texts and names of no use")
IN_ALL = translatable("all in all")
TOO_MANY_LITERALS = ProblemKind(
    "program_too_many_literals",
    "What is typed into the program, {what}, holds {bytes} bytes of information; at most {limit} "
    "are allowed.",
    "A model is learnt, not written down: let fit compute tables and weights from X and y. Text in "
    "docstrings and comments does not count.",
    words=("what",),
)
NOT_REPEATABLE = ProblemKind(
    "program_not_repeatable",
    "Trained again under the same seed, the program predicts something else: row {number} {first} "
    "and then {second}.",
    "Seed every generator: np.random.default_rng(0), not default_rng(); use no clock.",
)
NOT_REPEATABLE_HERE = ProblemKind(
    "program_not_repeatable_here",
    "Trained again under the same seed, the program predicts something else.",
    "Seed every generator: np.random.default_rng(0), not default_rng(); use no clock.",
)
NOT_ROW_BY_ROW = ProblemKind(
    "program_not_row_by_row",
    "Asked for some rows among others, predict answers otherwise than it does for all rows: its "
    "answers depend on what else is asked, or on the order.",
    "Predict each row from its own features and from what fit has learnt; take means and the like "
    "from the training data.",
)
AFTER_FIT = ProblemKind(
    "program_after_fit",
    "predict fails on rows that it is graded on ({error}). These are hidden, and so is what the "
    "error says of them.",
    "Try it on rows of train.csv that fit has not seen: python model.py, or gradus check model.py.",
)
WRONG_SHAPE = ProblemKind(
    "program_wrong_shape",
    "predict does not return one number for each row of X.",
    "Print the shape of what it returns for some rows of train.csv: it is (len(X),).",
)
NOT_FINITE = ProblemKind(
    "program_not_finite",
    "Some predictions for the hidden rows are no finite numbers.",
    "Look for a logarithm or root of what may be negative, a division by 0, and training that "
    "diverges; rows may lie beyond those of train.csv.",
)
NOT_LEARNT = ProblemKind(
    "program_not_learnt",
    "Trained on targets drawn by chance, where nothing can be learnt of a row, the program gives "
    "much the same answers: they do not come from the training data.",
    "Predict only by what fit has learnt from X and y.",
)
CLAIM_NOT_REPRODUCED = ProblemKind(
    "program_claim_not_reproduced",
    "{count} of {rows} claimed predictions are not what the program predicts here, such as row "
    "{number}: claimed {claimed}, got {got}.",
    "Run the program on the data as offered, with its seeds fixed, and upload what it wrote.",
)
CLAIM_WITHOUT_FEATURES = ProblemKind(
    "program_claim_without_features",
    "The archive holds predictions.csv, and this track hides the rows that are predicted.",
    "Leave it out: the server predicts.",
)
CHECK_FAILED = ProblemKind(
    "program_check_failed",
    "{file} cannot be read as Python: {detail}.",
    "Look for a missing bracket, colon or quote, or brackets nested hundreds deep.",
)
NOT_TEXT = ProblemKind(
    "program_not_text",
    "{file} cannot be read as Python: {detail}.",
    "Save it as UTF-8; your editor may have written it in another encoding.",
)
