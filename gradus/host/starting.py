"""What keeps a command from the server's data, in words instead of a traceback."""

from collections.abc import Iterator
from contextlib import contextmanager

from alembic.util import CommandError as MigrationError
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from grader import MissingSandbox
from gradus.core.failures import CommandError, ExitCode
from server.core.files.data_directory import DataDirectoryInUseError
from server.core.outages import StoreAwayError
from server.settings import Settings


@contextmanager
def start_errors_in_words(settings: Settings) -> Iterator[None]:
    """Raise CommandError where a server or worker cannot start; all else passes as it is."""
    with data_errors_in_words(settings, "start", ExitCode.FAILED):
        yield


@contextmanager
def data_errors_in_words(settings: Settings, verb: str, exit_code: ExitCode) -> Iterator[None]:
    """Raise CommandError for what an operator can put right; all else passes as it is.

    verb: what cannot be done.
    """
    try:
        yield
    except DataDirectoryInUseError as error:
        reason, hint = str(error), ""
    except OSError as error:
        place = error.filename or settings.data_dir
        reason = f"{place}: {error.strerror or type(error).__name__}"
        hint = (
            "Make the data directory writable, or choose another with --data-dir or"
            " GRADUS_DATA_DIR."
        )
    except MigrationError:
        reason = "the database is of another version of Gradus"
        hint = "Install the version that wrote it."
    except SQLAlchemyError as error:
        reason, hint = _of_database(settings, error), _advice(settings)
    except StoreAwayError as error:
        reason = f"the store of files cannot be used: {str(error).rstrip('.')}"
        hint = "Look at GRADUS_STORAGE_URL and the AWS_... variables, and whether it is reached."
    else:
        return
    raise CommandError(f"Cannot {verb}: {reason}.", hint, exit_code=exit_code)


def refusal_of(missing: MissingSandbox) -> CommandError:
    """Why this machine runs no student code, with the one thing to change."""
    reason = missing.reason.rstrip(".")
    return CommandError(
        f"Cannot start: student code cannot be confined: {reason}.",
        missing.remedy,
        exit_code=ExitCode.FAILED,
    )


def _of_database(settings: Settings, error: SQLAlchemyError) -> str:
    """What the driver says in its first line, which for connections holds no secrets."""
    kind = settings.resolved_database_url.partition(":")[0]
    driver = error.orig if isinstance(error, DBAPIError) else None
    said = (str(driver) or type(driver).__name__) if driver else type(error).__name__
    return f"the {kind} database cannot be used: {said.splitlines()[0].rstrip('.')}"


def _advice(settings: Settings) -> str:
    if settings.database_url:
        return "Look at GRADUS_DATABASE_URL, and whether the database runs and can be reached."
    return (
        f"Put a backup in place of {settings.data_dir / 'gradus.sqlite3'}, or choose another"
        " directory with --data-dir."
    )
