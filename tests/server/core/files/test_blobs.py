"""Files are received whole and durable or not at all, on disk and in real S3-speaking storage."""

import errno
import hashlib
import os
from pathlib import Path
from typing import IO

import pytest

from server.core.clock import now
from server.core.files.blobs import DirectoryStore, FileStore, Spool, SpooledFile
from server.core.files.object_store import ObjectStore


@pytest.fixture(params=["directory", "s3"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> FileStore:
    """Each kind of store in turn."""
    if request.param == "directory":
        return DirectoryStore(tmp_path / "files")
    return ObjectStore(request.getfixturevalue("s3_url"), tmp_path / "scratch")


@pytest.fixture
def spool(tmp_path: Path) -> Spool:
    return Spool(tmp_path / "incoming")


def test_a_kept_file_is_read_back_byte_for_byte(store: FileStore, spool: Spool) -> None:
    data = bytes(range(256)) * 20_000
    spooled = spool.open("one")
    spooled.write(data[:1000])
    spooled.write(data[1000:])
    stored = spooled.finish()
    store.keep(spooled.path, "submissions/one")

    with store.fetch("submissions/one") as path:
        assert path.read_bytes() == data
    assert (stored.sha256, stored.size_bytes) == (hashlib.sha256(data).hexdigest(), len(data))
    assert not spooled.path.exists()


def test_a_deleted_file_is_gone_and_deleting_it_again_is_no_error(
    store: FileStore, spool: Spool
) -> None:
    spooled = spool.open("one")
    spooled.write(b"x")
    spooled.finish()
    store.keep(spooled.path, "submissions/one")

    store.delete("submissions/one")
    store.delete("submissions/one")

    with pytest.raises(FileNotFoundError), store.fetch("submissions/one") as path:
        path.read_bytes()


def test_every_file_is_told_with_its_size(store: FileStore, spool: Spool) -> None:
    for key in ("submissions/one", "bundles/two.zip"):
        spooled = spool.open("x")
        spooled.write(key.encode())
        spooled.finish()
        store.keep(spooled.path, key)

    assert [entry.key for entry in store.entries("bundles")] == ["bundles/two.zip"]
    told = {entry.key: (entry.size_bytes, entry.changed_at) for entry in store.entries()}
    assert {key: size for key, (size, _) in told.items()} == {
        "submissions/one": 15,
        "bundles/two.zip": 15,
    }
    assert all(abs((now() - changed).total_seconds()) < 60 for _, changed in told.values())
    assert (store.size_of("submissions/one"), store.size_of("submissions/two")) == (15, None)


def test_a_discarded_file_leaves_nothing(spool: Spool, tmp_path: Path) -> None:
    spooled = spool.open("one")
    spooled.write(b"half a file")
    spooled.discard()

    assert list((tmp_path / "incoming").iterdir()) == []


def test_discarding_after_keeping_does_not_touch_the_kept_file(tmp_path: Path) -> None:
    store, spooled = DirectoryStore(tmp_path / "files"), Spool(tmp_path / "incoming").open("one")
    spooled.write(b"whole")
    spooled.finish()
    store.keep(spooled.path, "one")
    spooled.discard()

    with store.fetch("one") as path:
        assert path.read_bytes() == b"whole"


def test_what_dead_requests_left_is_cleared(spool: Spool, tmp_path: Path) -> None:
    left = spool.open("dead")
    left.write(b"half")
    left.finish()
    spool.clear()

    assert list((tmp_path / "incoming").iterdir()) == []


def test_two_requests_never_share_a_file(spool: Spool) -> None:
    first = spool.open("one")

    with pytest.raises(FileExistsError):
        spool.open("one")
    first.discard()


def test_directories_are_closed_to_others(tmp_path: Path) -> None:
    DirectoryStore(tmp_path / "files")

    assert (tmp_path / "files").stat().st_mode & 0o077 == 0


class FullDisk(type(Path())):  # type: ignore[misc]
    """A path on a disk that has no room for a byte."""

    def open(self, mode: str = "r", *_: object, **__: object) -> IO[bytes]:  # type: ignore[override]
        self.touch()
        return Path("/dev/full").open(mode.replace("x", "w"))


@pytest.mark.parametrize("size", [1, 1_000_000])
def test_what_finds_no_room_leaves_nothing(tmp_path: Path, size: int) -> None:
    """A small file fails as it is closed, a large one as it is written."""
    spooled = SpooledFile(FullDisk(tmp_path / "one"))

    def receive() -> None:
        spooled.write(b"x" * size)
        spooled.finish()

    with pytest.raises(OSError, match="No space left"):
        receive()
    spooled.discard()

    assert list(tmp_path.iterdir()) == []


def test_nothing_is_received_where_only_the_reserve_is_left(tmp_path: Path) -> None:
    spool = Spool(tmp_path / "incoming", reserve_bytes=1 << 60)

    assert not spool.has_room
    with pytest.raises(OSError, match="No space left"):
        spool.open("one")
    assert list((tmp_path / "incoming").iterdir()) == []


def test_a_kept_file_whose_folder_is_not_durable_is_not_kept(
    tmp_path: Path, spool: Spool, monkeypatch: pytest.MonkeyPatch
) -> None:
    store, spooled = DirectoryStore(tmp_path / "files"), spool.open("one")
    spooled.finish()

    def fail(_: int) -> None:
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(OSError, match="Input/output"):
        store.keep(spooled.path, "one")
    spooled.discard()

    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_a_file_is_there_or_elsewhere(store: FileStore, spool: Spool) -> None:
    spooled = spool.open("one")
    spooled.write(b"x")
    spooled.finish()
    store.keep(spooled.path, "submissions/one")

    store.move("submissions/one", "submissions/two")

    assert store.size_of("submissions/one") is None
    with store.fetch("submissions/two") as path:
        assert path.read_bytes() == b"x"
