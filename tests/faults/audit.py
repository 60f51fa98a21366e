"""The one audit at the end: what the data says of itself, and what clients were promised."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import create_engine, text

from server.core.database import open_database
from server.integrity.check import check
from server.service import open_files
from server.settings import Settings
from tests.faults.clients import Record

_GRADED = """
    SELECT s.idempotency_key, s.id, s.sha256, e.state, e.verdict
    FROM submissions s LEFT JOIN evaluations e ON e.submission_id = s.id
"""


def audit(data_dir: Path, database_url: str, record: Record) -> list[str]:
    """What is wrong with the data of a server that has ended, in words."""
    settings = Settings(data_dir=data_dir, database_url=database_url)
    database = open_database(database_url)
    try:
        is_idle = database_url.startswith("sqlite")  # else a sweep waits for others
        found = check(database, open_files(settings), data_dir, quick=False, is_idle=is_idle)
        wrong = [f"{one.kind.code}: {one.subject} {one.detail}" for one in found]
    finally:
        database.close()
    wrong += [f"left: {path}" for path in (data_dir / "incoming").iterdir()]
    return [*wrong, *_broken_promises(data_dir, database_url, record)]


def _broken_promises(data_dir: Path, database_url: str, record: Record) -> Iterator[str]:
    """Files that were acknowledged and are not there, graded twice or wrongly, or not promised."""
    engine = create_engine(database_url)
    with engine.connect() as connection:
        rows = connection.execute(text(_GRADED)).all()
    engine.dispose()
    stored = {key: (id_, sha256) for key, id_, sha256, _, _ in rows}
    for key, receipt in record.receipts.items():
        if stored.get(key) != (receipt.submission_id, receipt.sha256):
            yield f"{key} was acknowledged as {receipt}, and there is {stored.get(key)}"
        file = data_dir / "files" / "submissions" / receipt.submission_id
        if not file.exists() or hashlib.sha256(file.read_bytes()).hexdigest() != receipt.sha256:
            yield f"the bytes of {key} are not those that were acknowledged"
    for key in stored.keys() - record.receipts.keys():
        yield f"{key} is there, and nobody was told"
    for row in rows:
        if row[3:] != ("final", "scored"):
            yield f"{row.idempotency_key} is {row.state}, {row.verdict}"
