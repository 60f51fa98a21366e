"""`gradus fsck` on this machine's data: beside a running server or without it, writing nothing."""

from collections.abc import Iterator
from contextlib import contextmanager

from gradus.core.failures import CommandError, ExitCode
from gradus.host.starting import data_errors_in_words
from server.core.database import open_database
from server.core.files.data_directory import is_in_use
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
    with data_errors_in_words(settings, "look", ExitCode.USAGE):
        database = open_database(settings.resolved_database_url)
        try:
            files = open_files(settings)
            yield check(database, files, settings.data_dir, quick=quick, is_idle=is_idle)
        finally:
            database.close()
