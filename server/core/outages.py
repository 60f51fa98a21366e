"""An outage or a fault: the one distinction on which it depends whether a file is blamed.

An *outage* is of what every file needs: the database, the object store, room on the disk, the
machine's processes and files. It is waited for, however long it lasts, and counts against nothing.
All else that goes wrong is a *fault* of ours about one file - its bytes are missing or damaged, our
judge raised - and is counted, so that nothing is tried for ever.
"""

import errno
import sqlite3
from collections.abc import Iterator

from sqlalchemy.exc import DBAPIError, PendingRollbackError
from sqlalchemy.exc import TimeoutError as NoConnectionError

DATABASE = "database"
STORE = "store"
DISK = "disk"
MACHINE = "machine"

_DISK_ERRORS = {errno.ENOSPC, errno.EDQUOT, errno.EROFS}
_MACHINE_ERRORS = {errno.ENOMEM, errno.EAGAIN, errno.EMFILE, errno.ENFILE}
_SQLITE_FULL = 13
# Busy, locked, without memory, read-only, of the disk, full, not to be opened, locking, damaged.
_SQLITE_OUTAGES = {5, 6, 7, 8, 10, _SQLITE_FULL, 14, 15, 11, 26}
_POSTGRES_OUTAGES = ("08", "25006", "25P0", "40", "53", "55", "57", "58")  # classes of SQLSTATE


class OutageError(Exception):
    """Something that every file needs is away, slow or answers what makes no sense.

    what: a word for it. The message says why, with nothing that is secret.
    """

    def __init__(self, what: str, why: str) -> None:
        super().__init__(why)
        self.what = what


class StoreAwayError(OutageError):
    """The object store does not answer, or not as one does."""

    def __init__(self, why: str) -> None:
        super().__init__(STORE, why)


def outage_of(error: BaseException) -> OutageError | None:
    """The outage behind an error, however it was passed on; None for a fault."""
    for each in _causes(error):
        if isinstance(each, OutageError):
            return each
        if (what := _what_is_away(each)) is not None:
            return OutageError(what, _first_line(each))
    return None


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    """An error, then what it was raised from or meanwhile."""
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        yield error
        seen.add(id(error))
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)


def _what_is_away(error: BaseException) -> str | None:
    if isinstance(error, DBAPIError):
        return _of_database(error)
    if isinstance(error, NoConnectionError | PendingRollbackError):
        return DATABASE
    if isinstance(error, OSError) and error.errno in _DISK_ERRORS:
        return DISK
    is_of_machine = isinstance(error, OSError) and error.errno in _MACHINE_ERRORS
    if is_of_machine or (isinstance(error, RuntimeError) and "start new thread" in str(error)):
        return MACHINE
    return None


def _of_database(error: DBAPIError) -> str | None:
    """Whether the database, or its disk, is the reason; None for a statement that is wrong."""
    driver = error.orig
    if isinstance(driver, sqlite3.Error):
        code = getattr(driver, "sqlite_errorcode", 0) & 0xFF
        if code == _SQLITE_FULL:
            return DISK
        return DATABASE if code in _SQLITE_OUTAGES or error.connection_invalidated else None
    state = getattr(driver, "sqlstate", None)
    if error.connection_invalidated or (state is None and _is_of_connection(driver)):
        return DATABASE
    return DATABASE if state is not None and state.startswith(_POSTGRES_OUTAGES) else None


def _is_of_connection(driver: BaseException | None) -> bool:
    """Whether a driver's error came without the server: it was not reached, or was lost."""
    kinds = {kind.__name__ for kind in type(driver).__mro__}  # the driver itself is an extra
    return not kinds.isdisjoint({"OperationalError", "InterfaceError"})


def _first_line(error: BaseException) -> str:
    """What the driver or the system says; of a statement neither its text nor its values."""
    said = error.orig if isinstance(error, DBAPIError) and error.orig is not None else error
    lines = str(said).strip().splitlines()
    return f"{type(said).__name__}: {lines[0]}" if lines else type(said).__name__
