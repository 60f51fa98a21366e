"""`gradus replay` on this machine's data: beside a running server, and without writing a row."""

from gradus.core.failures import CommandError, ExitCode
from gradus.host.starting import start_errors_in_words
from server.core.database import open_database
from server.grading.code import setup_of
from server.grading.pool import GradingPool
from server.grading.replay import NothingToReplayError, Replay, find, replay
from server.service import open_files
from server.settings import Settings


def replay_submission(settings: Settings, submission_id: str, version: int | None) -> Replay:
    """What grading once more gives.

    Raises CommandError where there is no such data, submission or verdict, and where code would
    have to run but cannot.
    """
    if not settings.database_url and not (settings.data_dir / "gradus.sqlite3").is_file():
        raise CommandError(
            f"There is no server's data in {settings.data_dir}.",
            "Name it with --data-dir or GRADUS_DATA_DIR.",
            exit_code=ExitCode.REFUSED,
        )
    with start_errors_in_words(settings):
        database = open_database(settings.resolved_database_url)
    grading = GradingPool(setup_of(settings))
    try:
        with start_errors_in_words(settings), database.read() as session:
            found = find(session, submission_id, version)
        return replay(found, open_files(settings), grading.grade, database)
    except NothingToReplayError as error:
        raise CommandError(str(error), exit_code=ExitCode.REFUSED) from None
    finally:
        grading.close()
        database.close()
