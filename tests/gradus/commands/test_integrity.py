"""`gradus fsck`: what it says of a server's data, and how it ends."""

import json
import shutil
import sqlite3
from pathlib import Path

import pytest
from obstore.store import from_url

from gradus.output.integrity_report import MOST_OF_A_KIND, IntegrityReport
from server.core.files.object_store import ObjectStore
from server.integrity.findings import FILE_MISSING, LEFT_PREDICTIONS, Finding
from server.settings import Settings


def copy_of(data_dir: Path, copy: Path) -> Path:
    """A copy of a running server's data, made as the docs say."""
    copy.mkdir()
    source = sqlite3.connect(data_dir / "gradus.sqlite3")
    target = sqlite3.connect(copy / "gradus.sqlite3")
    source.backup(target)
    source.close()
    target.close()
    shutil.copytree(data_dir / "files", copy / "files")
    return copy


def test_a_running_server_and_a_backup_of_it_are_whole(run, demo, tmp_path: Path) -> None:
    beside = run("fsck", "--data-dir", demo.data_dir)
    assert (beside.exit_code, beside.stdout) == (0, "Nothing is wrong.\n"), beside.output
    backup = run("fsck", "--data-dir", copy_of(demo.data_dir, tmp_path / "copy"), "--json")
    assert backup.exit_code == 0, backup.output
    document = {"clean": True, "quick": False, "findings": [], "counts": {}}
    assert json.loads(backup.stdout) == document


def test_each_finding_is_a_line_with_what_to_do(run, demo, tmp_path: Path) -> None:
    copy = copy_of(demo.data_dir, tmp_path / "copy")
    lost = next((copy / "files/submissions").iterdir())
    lost.unlink()
    (copy / "files/predictions/nobodys.npy").write_bytes(b"x")

    ended = run("fsck", "--quick", "--data-dir", copy)
    first, second, last = ended.stdout.splitlines()
    assert ended.exit_code == 1
    assert first.startswith(f"damage: file-missing: submission {lost.name}: its file is gone. Put")
    assert second.startswith("note: left-predictions: file predictions/nobodys.npy: ")
    assert last == "1 finding, 1 note."

    document = json.loads(run("fsck", "--quick", "--data-dir", copy, "--json").stdout)
    assert (document["clean"], document["quick"]) == (False, True)
    assert document["counts"] == {"file-missing": 1, "left-predictions": 1}
    assert [one["severity"] for one in document["findings"]] == ["damage", "note"]


def test_notes_alone_end_with_0(run, demo, tmp_path: Path) -> None:
    copy = copy_of(demo.data_dir, tmp_path / "copy")
    (copy / "files/predictions/nobodys.npy").write_bytes(b"x")
    ended = run("fsck", "--quick", "--data-dir", copy)
    assert (ended.exit_code, ended.stdout.splitlines()[-1]) == (0, "Nothing is wrong, 1 note.")


def test_where_it_cannot_look_it_ends_with_2(
    run, tmp_path: Path, free_port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    nowhere = run("fsck", "--data-dir", tmp_path / "nowhere")
    assert (nowhere.exit_code, "no server's data" in nowhere.stderr) == (2, True)
    assert not (tmp_path / "nowhere").exists()

    url = f"postgresql+psycopg://gradus:hunter2@127.0.0.1:{free_port}/gradus"
    monkeypatch.setenv("GRADUS_DATABASE_URL", url)
    away = run("fsck", "--data-dir", tmp_path / "data", "--json")
    assert away.exit_code == 2
    assert json.loads(away.stdout)["title"].startswith("Cannot look: the postgresql+psycopg ")
    assert "hunter2" not in away.output


def test_a_store_that_is_away_ends_with_2(
    run, demo, tmp_path: Path, free_port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GRADUS_STORAGE_URL", "s3://gradus/x")
    monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{free_port}")
    monkeypatch.setenv("AWS_ALLOW_HTTP", "true")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "hunter2")
    monkeypatch.setattr("gradus.host.integrity.open_files", away)
    ended = run("fsck", "--data-dir", copy_of(demo.data_dir, tmp_path / "copy"))
    assert (ended.exit_code, "the store of files cannot be used" in ended.stderr) == (2, True)
    assert "hunter2" not in ended.output


def away(settings: Settings) -> ObjectStore:
    """The store that settings name, without the patience of minutes that it has otherwise."""
    store = ObjectStore(settings.storage_url, settings.data_dir / "fetched")
    store._store = from_url(settings.storage_url, retry_config={"max_retries": 0})
    return store


def test_of_a_kind_a_hundred_are_told_and_all_are_counted() -> None:
    report = IntegrityReport()
    found = [Finding(FILE_MISSING, f"submission {number}") for number in range(1000)]
    told = list(report.first_of_kinds([*found, Finding(LEFT_PREDICTIONS, "file x")]))
    assert len(told) == MOST_OF_A_KIND + 1
    assert list(report.last_lines()) == ["file-missing: 900 more.", "1000 findings, 1 note."]
