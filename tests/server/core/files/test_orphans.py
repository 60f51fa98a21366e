"""Files without a row are removed, and no others."""

from datetime import timedelta
from pathlib import Path

from sqlalchemy.orm import Session

from server.core.clock import now
from server.core.database import SqliteDatabase
from server.core.files.blobs import DirectoryStore, bundle_key, submission_key
from server.core.files.orphans import KeptFiles, remove_orphans
from server.core.migrate import migrate
from server.service import KEPT_FILES

AFTER = now() + timedelta(days=1)


def put(store: Path, key: str) -> None:
    (store / key).parent.mkdir(parents=True, exist_ok=True)
    (store / key).write_bytes(b"x")


def test_what_no_row_speaks_of_is_removed_and_the_rest_stays(tmp_path: Path) -> None:
    database = SqliteDatabase(f"sqlite:///{tmp_path / 'x.sqlite3'}")
    migrate(database)
    root = tmp_path / "files"
    keys = [submission_key(f"s{number}") for number in range(600)]
    for key in (*keys, bundle_key("v1"), "predictions/s1"):
        put(root, key)
    asked: list[int] = []

    def known(_: Session, ids: list[str]) -> set[str]:
        asked.append(len(ids))
        return {"s7", "s599"}

    folders = (KeptFiles("submissions", submission_key, known), KEPT_FILES[1])
    removed = remove_orphans(database, DirectoryStore(root), folders, before=AFTER)

    left = {file.relative_to(root).as_posix() for file in root.rglob("*") if file.is_file()}
    assert removed == 599
    assert left == {submission_key("s7"), submission_key("s599"), "predictions/s1"}
    assert sorted(asked) == [100, 500]
    database.close()
