"""Every kind of problem that a prediction file or a file of labels can have."""

from grader.predictions.diagnosis.cell_problems import CELL_KINDS
from grader.predictions.diagnosis.file_problems import FILE_KINDS
from grader.predictions.diagnosis.row_problems import ROW_KINDS
from grader.predictions.npy_problems import NPY_KINDS
from grader.problems import ProblemKind

KINDS: tuple[ProblemKind, ...] = (*FILE_KINDS, *ROW_KINDS, *CELL_KINDS, *NPY_KINDS)
