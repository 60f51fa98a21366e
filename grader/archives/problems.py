"""What can be wrong with the archive of a bundle, in words."""

from grader.problems import ProblemKind

NOT_ZIP = ProblemKind(
    "bundle_not_zip",
    "The file is not a zip archive, or it is damaged or cut off.",
    "Pack the folder again with `gradus assignment push`, or as a plain zip.",
)
ARCHIVE_TOO_LARGE = ProblemKind(
    "bundle_archive_too_large",
    "The archive unpacks to more than {limit} bytes.",
    "Offer large data by a link in the statement.",
)
ARCHIVE_TOO_MANY_FILES = ProblemKind(
    "bundle_archive_too_many_files",
    "The archive holds more than {limit} entries.",
    "Pack only what assignment.toml names.",
)
ARCHIVE_BOMB = ProblemKind(
    "bundle_archive_bomb",
    "{file} unpacks to more than {limit} times its packed size.",
    "Real data do not pack so well; check the file.",
)
ARCHIVE_NAME = ProblemKind(
    "bundle_archive_name",
    "The archive holds an entry named {file}, which could leave the bundle or cannot be written "
    "everywhere.",
    "Use relative names with forward slashes, without '..', ':' or control characters.",
)
ARCHIVE_SAME_NAME = ProblemKind(
    "bundle_archive_same_name",
    "The archive holds {file} twice, or beside a name that differs only in capitals.",
    "Keep one of them.",
)
ARCHIVE_NOT_A_FILE = ProblemKind(
    "bundle_archive_not_a_file",
    "{file} in the archive is a link or a device, not a file.",
    "Put the file itself there.",
)
ARCHIVE_ENCRYPTED = ProblemKind(
    "bundle_archive_encrypted", "{file} in the archive is encrypted.", "Pack it without a password."
)
ARCHIVE_METHOD = ProblemKind(
    "bundle_archive_method",
    "{file} in the archive is packed by a method that is not taken here.",
    "Use the usual deflate.",
)
ARCHIVE_DAMAGED = ProblemKind(
    "bundle_archive_damaged",
    "{file} in the archive is damaged or cut off.",
    "Pack and upload it again.",
)
