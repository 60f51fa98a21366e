"""What can be wrong with an array in NumPy's file format."""

from grader.problems import ProblemKind

NOT_NPY = ProblemKind(
    "not_npy",
    "The file is named .npy, and its content is not a NumPy array.",
    "Write it with numpy.save, or name a CSV file .csv.",
)
NPY_HEADER = ProblemKind(
    "npy_header",
    "The header of the .npy file cannot be read.",
    "Write the file again with numpy.save(path, predictions).",
)
NPY_TYPE = ProblemKind(
    "npy_type",
    "Expected an array of real numbers (float64), got the type {dtype}.",
    "Save predictions.astype(numpy.float64).",
)
NPY_SHAPE = ProblemKind(
    "npy_shape",
    "Expected an array of shape ({expected},), got {shape}.",
    "Save one number per row of the sample submission, in its order; predictions.ravel() makes a "
    "column one-dimensional.",
)
NPY_SIZE = ProblemKind(
    "npy_size",
    "The header promises {expected} bytes of numbers; the file holds {got}.",
    "The file is cut off or damaged: save it again and upload it whole.",
)
NPY_ELEMENT = ProblemKind(
    "npy_element",
    "Element [{index}] is {value}: expected a number between -{limit} and {limit}.",
    "Look for missing inputs, a division by zero or training that diverged.",
)
