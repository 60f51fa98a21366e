"""Problems of an uploaded file of code: what else it is, and what was not written as Python is.

Those of the second kind are notes where the file could be read all the same.
"""

from grader.problems import ProblemKind

EMPTY_SOURCE = ProblemKind(
    "source_empty",
    "The file is empty.",
    "Save it in your editor before you upload it.",
)
NOT_SOURCE_BUT = ProblemKind(
    "source_other_format",
    "This is not Python source: its content looks like {format}.",
    "Upload the .py file itself: unpack an archive, or save the code as plain text.",
)
PREDICTIONS_FOR_SOURCE = ProblemKind(
    "source_predictions",
    "Code is asked for here, and the file holds predictions.",
    "Upload the .py file with your classes, or choose the assignment that takes predictions.",
)
SOURCE_NOT_UTF8 = ProblemKind(
    "source_not_utf8",
    "The file is not UTF-8: byte {offset} is {byte}. It looks like {encoding}.",
    'Save it as UTF-8; editors have that under "Save with Encoding" or "Save As".',
)
NOTEBOOK_UNREADABLE = ProblemKind(
    "notebook_unreadable",
    "This is a Jupyter notebook, and its code cannot be read: {detail}.",
    "Clear its outputs and save it again, or export it as .py.",
    words=("detail",),
)
NOTEBOOK = ProblemKind(
    "notebook",
    "This is a Jupyter notebook with {cells} code cell(s), and a .py file is asked for.",
    "Export it as .py. Where it is read all the same, its cells are joined in order, and lines are "
    "counted over all of them.",
)
NOTEBOOK_LINES = ProblemKind(
    "notebook_lines",
    "{count} line(s) are for a notebook or a shell and no Python, the first in line {number}: "
    "{excerpt}",
    "Remove them: Python knows no % and ! at the start of a line, and no get_ipython.",
)
CELLS_LEFT_OUT = ProblemKind(
    "notebook_cells_left_out",
    "{count} cell(s) are not Python, the first begins: {excerpt}",
    "Cells under %%bash, %%html and the like are left out here.",
)
FENCE_LINES = ProblemKind(
    "fence_lines",
    "{count} line(s) hold nothing but backticks, the first in line {number}.",
    "They come along when code is copied from a chat or a page. Remove them.",
)
KEYBOARD_CHARACTERS = ProblemKind(
    "keyboard_characters",
    "In line {number}, column {place}, stands {got} of a Japanese keyboard where Python has "
    "{meant}; there are {count} such characters outside strings and comments.",
    "Switch the keyboard to half-width letters before you write code.",
)
