"""`gradus fsck` on this machine's data: beside a running server or without it, writing nothing."""

from collections.abc import Iterator
from contextlib import contextmanager

from gradus.core.failures import CommandError
from gradus.host.starting import start_errors_in_words
from server.core.database import open_database
from server.core.files.data_directory import is_in_use
from server.core.outages import StoreAwayError
from server.integrity.check import check
from server.integrity.findings import Finding
from server.service import open_files
from server.settings import Settings


@contextmanager
def findings(settings: Settings, *, quick: bool) -> Iterator[Iterator[Finding]]:
    """What is wrong with a server's data, as it is found.

    Raises CommandError where there is no such data, and where database or store cannot be read.
    """
    if not settings.database_url and not (settings.data_dir / "gradus.sqlite3").is_file():
        raise CommandError(
            f"There is no server's data in {settings.data_dir}.",
            "Name it with --data-dir or GRADUS_DATA_DIR.",
        )
    is_alone = not (settings.database_url or settings.storage_url)
    is_idle = is_alone and not is_in_use(settings.data_dir)
    with _errors_in_words(settings):
        database = open_database(settings.resolved_database_url)
        try:
            files = open_files(settings)
            yield check(database, files, settings.data_dir, quick=quick, is_idle=is_idle)
        finally:
            database.close()


@contextmanager
def _errors_in_words(settings: Settings) -> Iterator[None]:
    try:
        with start_errors_in_words(settings):
            yield
    except CommandError as error:
        reason = error.message.removeprefix("Cannot start: ")
        raise CommandError(f"Cannot look: {reason}", error.hint) from None
    except StoreAwayError as error:
        raise CommandError(
            f"Cannot look: the store of files cannot be used: {error}.",
            "Look at GRADUS_STORAGE_URL and the AWS_... variables, and whether it can be reached.",
        ) from None
