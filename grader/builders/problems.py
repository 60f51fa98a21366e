"""What can be wrong with the data that a ready assignment is built from, in words."""

from grader.problems import ProblemKind
from languages import translatable

_DOWNLOAD = translatable(
    "Download the data set again and pass its zip, or the file Features_Variant_1.csv in it."
)

DATA_REQUIRED = ProblemKind(
    "data_required",
    "The assignment {name} is built from a file, and none was given.",
    "Pass --data FILE; the statement says where to download it.",
)
DATA_NOT_NEEDED = ProblemKind(
    "data_not_needed",
    "The assignment {name} is built from no file, but one was given.",
    "Leave out --data.",
)
LABELS_PUBLIC = ProblemKind(
    "labels_public",
    "The labels of {name} are public: they follow from the seed {seed}, so that anybody can build "
    "them.",
    "For a course build it with --secret FILE, a file of your own that is made where it is not "
    "there.",
)
DATA_UNREADABLE = ProblemKind(
    "data_unreadable",
    "{file} is missing, damaged or larger than {limit_bytes} bytes, or is no text.",
    _DOWNLOAD,
)
DATA_NOT_IN_ARCHIVE = ProblemKind(
    "data_not_in_archive",
    "The zip {file} should hold {wanted} once; it holds it {found} times.",
    _DOWNLOAD,
)
DATA_COLUMNS = ProblemKind(
    "data_columns", "{file} has {got} columns in this row; expected {expected}.", _DOWNLOAD
)
DATA_NOT_NUMBER = ProblemKind(
    "data_not_number", "{file} holds {text} where a finite number is expected.", _DOWNLOAD
)
DATA_NEGATIVE = ProblemKind(
    "data_negative",
    "{file} holds {text} where a count of comments, 0 or more, is expected.",
    _DOWNLOAD,
)
DATA_TOO_SHORT = ProblemKind(
    "data_too_short", "{file} has {rows} rows; a split needs at least {least}.", _DOWNLOAD
)
DATA_DIFFERENT = ProblemKind(
    "data_different",
    "{file} has the right shape but not the published contents: SHA-256 {got}, expected "
    "{expected}.",
    "The assignment was built all the same; scores will not compare with published ones.",
)
NO_DISGUISE = ProblemKind(
    "no_disguise",
    "The assignment {name} cannot be built in disguise.",
    "Leave out --disguise. Only data that can be looked up need one: those of comment-volume.",
)
