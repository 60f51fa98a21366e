"""What can be wrong with a teacher's own data, and with what they choose, in words.

No sentence holds a value of the target: it may be that of a hidden row.
"""

from grader.problems import ProblemKind
from languages import translatable

_FIX_FILE = translatable("Correct the file and choose it again.")
_CHOOSE_COLUMN = translatable("Choose one of its columns, written as in its first row.")

TARGET_COPIED = ProblemKind(
    "own_target_copied",
    "The column '{name}' of {file} says in every row what '{target}' says.",
    "Everybody would read the hidden values off it. Leave it out.",
)
TABLE_TOO_LARGE = ProblemKind(
    "own_table_too_large",
    "{file} has more than {limit} {what}.",
    "Leave out what the task does not need, or draw fewer rows.",
    words=("what",),
)
BYTES, ROWS = translatable("bytes"), translatable("rows")
COLUMNS, CELLS = translatable("columns"), translatable("cells")
TABLE_NOT_TEXT = ProblemKind(
    "own_table_not_text",
    "{file} is no text in UTF-8.",
    "Save it as CSV in UTF-8: spreadsheets offer that as a kind of file of its own.",
)
TABLE_EMPTY = ProblemKind(
    "own_table_empty",
    "{file} holds no row below its column names.",
    "The first row has the names of the columns, and every other row an example.",
)
TABLE_BROKEN = ProblemKind(
    "own_table_broken",
    "{file} cannot be read as CSV from row {at} on: {detail}.",
    "Open it in a spreadsheet and save it as CSV again.",
)
NO_HEADER = ProblemKind(
    "own_table_no_header",
    "The first row of {file} holds numbers where the names of its columns are expected.",
    "Put a row with the names of the columns above it.",
)
COLUMN_NAME_EMPTY = ProblemKind(
    "own_column_unnamed", "Column {number} of {file} has no name in the first row.", _FIX_FILE
)
COLUMN_NAME_LONG = ProblemKind(
    "own_column_name_long",
    "The name of column {number} of {file} is longer than {limit} characters or holds a "
    "line break.",
    _FIX_FILE,
)
COLUMN_TWICE = ProblemKind(
    "own_column_twice", "Two columns of {file} are called {name}.", _FIX_FILE
)
ROW_WIDTH = ProblemKind(
    "own_row_width",
    "Row {at} of {file} has {got} cells; its first row has {expected}.",
    "Cells that hold a comma stand in double quotes.",
)
CELL_LONG = ProblemKind(
    "own_cell_long",
    "The cell {name} in row {at} of {file} has more than {limit} characters.",
    "Long texts make no table: shorten it or leave the column out.",
)
CELL_EMPTY = ProblemKind(
    "own_cell_empty",
    "{count} cells of the column {name} of {file} are missing, the first in row {at}.",
    "Fill them in, leave those rows out, or leave the column out.",
)
CELL_FORMULA = ProblemKind(
    "own_cell_formula",
    "The cell {name} in row {at} of {file} begins like a formula of a spreadsheet.",
    "Whoever opens the file would run it: save values instead, or put another character first.",
)
TARGET_MISSING = ProblemKind(
    "own_target_missing",
    "{file} has no column {name}; its columns are {columns}.",
    _CHOOSE_COLUMN,
)
COLUMN_OF_ONE_FILE = ProblemKind(
    "own_column_of_one_file",
    "{file} has no column {name}, which the other file has.",
    "Both files have the same columns; their order may differ.",
)
NO_FEATURES = ProblemKind(
    "own_no_features",
    "{file} has no column to predict {name} from.",
    "Add the columns that participants are to learn from.",
)
ID_TWICE = ProblemKind(
    "own_id_twice",
    "The id of row {at} of {file} stood in another row before; so do {count} ids in all.",
    "Leave the copies out: whoever has one of them knows the answer to the other.",
)
TARGET_NOT_NUMBER = ProblemKind(
    "own_target_not_number",
    "The metric {metric} needs numbers, and {count} cells of {name} in {file} are none, the first "
    "in row {at}.",
    "Correct them, or choose a metric of classes: accuracy or macro_f1.",
)
TARGET_BEYOND_METRIC = ProblemKind(
    "own_target_beyond_metric",
    "The metric {metric} is not defined for {count} of the values of {name}.",
    "mae and rmse take every number; docs/assignment-format.md says what each metric takes.",
)
FEATURE_NOT_NUMBER = ProblemKind(
    "own_feature_not_number",
    "Programs learn from numbers, and {count} cells of {name} in {file} are none, the first in row "
    "{at}.",
    "Turn the column into numbers or leave it out, or take no programs.",
)
TARGET_ALIKE = ProblemKind(
    "own_target_alike",
    "Every row has the same {name}, so that there is nothing to predict.",
    _CHOOSE_COLUMN,
)
TOO_MANY_CLASSES = ProblemKind(
    "own_many_classes",
    "{name} has {got} different values; a metric of classes takes at most {limit}.",
    "For numbers choose a metric of numbers, such as mae.",
)
NOT_TWO_CLASSES = ProblemKind(
    "own_not_two_classes",
    "The metric {metric} needs two classes, and {name} has {got}.",
    "For more than two choose accuracy or macro_f1.",
)
TOO_FEW_ROWS = ProblemKind(
    "own_few_rows",
    "That leaves {got} {part} rows; at least {least} are needed.",
    "Give more rows, or change the shares of hidden and public rows.",
    words=("part",),
)
TRAINING, PUBLIC = translatable("training"), translatable("public")
PRIVATE, HIDDEN = translatable("private"), translatable("hidden")
TOO_FEW_GROUPS = ProblemKind(
    "own_few_groups",
    "The column {name} has {got} groups; at least {least} are needed to keep groups whole.",
    "Choose a column with more groups, or split by rows.",
)
GROUPS_OF_TWO_FILES = ProblemKind(
    "own_split_of_two_files",
    "Two files are split already: nothing is grouped or stratified then.",
    "Choose a split by rows, or give one file.",
)
METRIC_UNKNOWN = ProblemKind(
    "own_metric_unknown", "There is no metric {got}.", "Choose one of {metrics}."
)
TRACKS_UNKNOWN = ProblemKind(
    "own_tracks_unknown",
    "The tracks are some of {tracks}, each once; got {got}.",
    "Choose one or more of them.",
)
SHARE_BEYOND = ProblemKind(
    "own_share_beyond",
    "{name} is a whole number of per cent from {least} to {most}, not {got}.",
    "Half of the hidden rows as public ones, and a quarter of all as hidden ones, are usual.",
    words=("name",),
)
HIDDEN_SHARE = translatable("The share of hidden rows")
PUBLIC_SHARE = translatable("The share of public rows")
TRIES_BEYOND = ProblemKind(
    "own_tries_beyond",
    "Tries a day are a whole number from 1 to {most}, not {got}.",
    "Five are usual.",
)
REVEAL_NEEDED = ProblemKind(
    "own_reveal_needed",
    "Private rows are kept for a reveal, and no moment is given.",
    "Say when private scores are shown, or make all hidden rows public.",
)
NAME_REFUSED = ProblemKind(
    "own_name_refused",
    "{got} cannot be a name in addresses.",
    "Take small letters, digits and -, a letter first, at most 64 characters.",
)
TITLE_MISSING = ProblemKind(
    "own_title_missing", "The assignment has no title.", "Give it one, in any language."
)
WORDS_LONG = ProblemKind(
    "own_words_long",
    "{what} has more than {limit} characters.",
    "Shorten it; longer texts can be a starter file.",
    words=("what",),
)
TITLE, SUMMARY = translatable("The title"), translatable("The summary")
STATEMENT = translatable("The statement")
SEED_REFUSED = ProblemKind(
    "own_seed_refused",
    "A seed has 1 to {limit} characters.",
    "Leave it empty for one that nobody can guess.",
)
LAYERS_MISSING = ProblemKind(
    "own_layers_missing", "No layer is chosen.", "Choose at least one of the layers."
)
LAYER_TEXT_REFUSED = ProblemKind(
    "own_layer_text_refused",
    "The {what} of {layer} cannot be read: {got}.",
    "Write a name, =, and a value, separated by commas: D = 8, M = 2.",
    words=("what",),
)
POINTS = translatable("points")
SIZES, ARGUMENTS = translatable("sizes"), translatable("arguments")
PICTURE_NAME = ProblemKind(
    "own_picture_name",
    "{got} cannot be the name of a picture.",
    "Take letters, digits, - and _, and the ending of a PNG, JPEG, GIF or WebP.",
)
PICTURE_LARGE = ProblemKind(
    "own_picture_large",
    "{name} has more than {limit} bytes.",
    "Make the picture smaller, or save it as JPEG or WebP.",
)
NO_PICTURE = ProblemKind(
    "own_no_picture",
    "{name} does not begin like a file of the kind {kind}.",
    "Save it as what its name says.",
)
TOO_MANY_PICTURES = ProblemKind(
    "own_many_pictures",
    "An assignment has at most {most} pictures.",
    "Take one out that no statement shows.",
)
