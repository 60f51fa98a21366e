"""`gradus replay` on this machine's data: beside a running server, and without writing a row."""

import contextlib
from collections.abc import Iterator
from contextlib import contextmanager

from gradus.core.failures import CommandError, ExitCode
from gradus.host.starting import data_errors_in_words
from server.core.database import open_database
from server.core.errors import DamagedBundleError
from server.grading.code import setup_of
from server.grading.pool import GradingPool
from server.grading.process import GradingDeathError, GradingFaultError
from server.grading.replay import NothingToReplayError, Replay, find, replay
from server.grading.worker import cause_of
from server.service import open_files
from server.settings import Settings


def replay_submission(settings: Settings, submission_id: str, version: int | None) -> Replay:
    """What grading once more gives.

    Raises CommandError where there is no such data, submission or verdict, where code would have to
    run but cannot, and where database, store, file or bundle cannot be read.
    """
    if not settings.database_url and not (settings.data_dir / "gradus.sqlite3").is_file():
        raise CommandError(
            f"There is no server's data in {settings.data_dir}.",
            "Name it with --data-dir or GRADUS_DATA_DIR.",
            exit_code=ExitCode.REFUSED,
        )
    with data_errors_in_words(settings, "replay", ExitCode.FAULT), contextlib.ExitStack() as held:
        database = open_database(settings.resolved_database_url)
        held.callback(database.close)
        with database.read() as session, _refusals_in_words():
            found = find(session, submission_id, version)
        files = open_files(settings)
        with _faults_in_words():
            grading = held.enter_context(contextlib.closing(GradingPool(setup_of(settings))))
            return replay(found, files, grading.grade, database)


@contextmanager
def _refusals_in_words() -> Iterator[None]:
    try:
        yield
    except NothingToReplayError as error:
        raise CommandError(str(error), exit_code=ExitCode.REFUSED) from None


@contextmanager
def _faults_in_words() -> Iterator[None]:
    """Raise CommandError for what is gone or damaged of what is graded again."""
    try:
        yield
    except FileNotFoundError as error:
        reason = f"{error.filename or 'a file of it'} is gone"
    except DamagedBundleError as error:
        reason = str(error)
    except (GradingDeathError, GradingFaultError) as error:
        reason = f"grading fails for a reason of ours: {cause_of(error)}"
    except (ValueError, EOFError) as error:
        reason = f"what was kept of it cannot be read: {cause_of(error)}"
    else:
        return
    raise CommandError(
        f"Cannot replay: {reason.rstrip('.')}.",
        "'gradus fsck' says what is gone or damaged; put that back from a backup.",
        exit_code=ExitCode.FAULT,
    )
