"""What can be wrong with a server's data: each kind with what it means and what to do."""

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """Whether something is lost or wrong, or only worth knowing."""

    DAMAGE = "damage"
    NOTE = "note"


@dataclass(frozen=True)
class FindingKind:
    """A kind of finding. code: never changes. means: in a clause about its subject."""

    code: str
    means: str
    remedy: str
    severity: Severity = Severity.DAMAGE


@dataclass(frozen=True)
class Finding:
    """One thing found. subject: what it is about, by ids, keys and names of tables alone.

    detail: what was expected and what is there, where that tells more; never from people's files.
    """

    kind: FindingKind
    subject: str
    detail: str = ""


_BACKUP = "Put the database and the files back from one backup."
_REGRADE = "A new version of the bundle with another grading definition has everything graded."
_LEDGER = "Correct the rows of quota_ledger by hand, or put a backup back."

DATABASE_DAMAGED = FindingKind(
    "database-damaged", "the database's own check fails", f"Stop the server. {_BACKUP}"
)
NOT_MIGRATED = FindingKind(
    "not-migrated",
    "the tables are those of another version of Gradus, so nothing else was looked at",
    "Start the server of this version once, which migrates; or install the version that wrote it.",
)
ROW_WITHOUT_PARENT = FindingKind("row-without-parent", "rows refer to rows that are gone", _BACKUP)
NEVER_GRADED = FindingKind("never-graded", "it was accepted, and nothing is to grade it", _REGRADE)
NOT_GRADED_UNDER = FindingKind(
    "not-graded-under", "a version that is to grade it does not", _REGRADE
)
ABANDONED = FindingKind(
    "abandoned",
    "the worker that grades it has shown no sign of life for minutes",
    "A running server or worker grades it again; look whether one runs.",
    Severity.NOTE,
)
WAITS_LONG = FindingKind(
    "waits-long",
    "it has waited for a worker for over an hour",
    "Look whether a server or worker runs, and at its log.",
    Severity.NOTE,
)
WRONG_STANDING = FindingKind(
    "wrong-standing",
    "the standing is not what a recount of the graded files gives",
    "The participant's next graded file counts them all again, and so does a new version of the"
    " bundle with another grading definition.",
)
WRONG_BOARD_VERSION = FindingKind(
    "wrong-board-version",
    "the board's version is behind what the board shows, so pages may keep an old one",
    "The next graded file on this board counts it up.",
)
WRONG_LEDGER = FindingKind("wrong-ledger", "its entries in the quota do not balance", _LEDGER)
OVER_LIMIT = FindingKind(
    "over-limit", "more tries were used than any version of the bundle allows", _LEDGER
)
NO_TRY = FindingKind(
    "no-try",
    "a student's file has used no try",
    "Right if they were staff when they sent it; else the ledger has lost a line.",
    Severity.NOTE,
)
FILE_MISSING = FindingKind(
    "file-missing", "its file is gone", "Put this file back from a backup; its bytes never change."
)
FILE_DIFFERS = FindingKind(
    "file-differs",
    "its file is not the one that was received",
    "Put this file back from a backup; its bytes never change.",
)
FILE_UNREADABLE = FindingKind(
    "file-unreadable",
    "its file cannot be read",
    "Look at the disk, the owner of the files and the log of the system.",
)
PREDICTIONS_DAMAGED = FindingKind(
    "predictions-damaged", "the predictions kept of it cannot be read", "Put this file back."
)
PREDICTIONS_MISSING = FindingKind(
    "predictions-missing",
    "the predictions kept of it are gone, which the Ladder compares with",
    "Put this file back from a backup.",
)
LEFT_PREDICTIONS = FindingKind(
    "left-predictions",
    "predictions are kept of a grading that is no more",
    "The file can be removed.",
    Severity.NOTE,
)
UNKNOWN_FILE = FindingKind(
    "unknown-file",
    "no row speaks of this file",
    "Nobody got an answer for it. Servers remove such files at their start, or when they are a day"
    " old; look whether one runs.",
)
LEFT_INCOMING = FindingKind(
    "left-incoming",
    "what a request received lies there, and the request is over",
    "The next start of the server removes it.",
)
LEFT_SCRATCH = FindingKind(
    "left-scratch",
    "something that was being made lies there, and who made it is gone",
    "The next start of the server or worker removes it.",
    Severity.NOTE,
)
BUNDLE_DIFFERS = FindingKind(
    "bundle-differs",
    "its bundle is not the one that was pushed, or cannot be opened",
    "Put this file back from a backup.",
)
UNPACKED_DIFFERS = FindingKind(
    "unpacked-differs",
    "the unpacked bundle is not what its zip holds",
    "Stop the server and remove this folder: it is unpacked again from the zip.",
)
