"""One process has a file, whatever the system."""

import os
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from server.core.files.file_lock import try_lock


def _open(path: Path) -> int:
    return os.open(path, os.O_RDWR | os.O_CREAT, 0o600)


def test_only_one_has_the_lock_until_it_is_closed(tmp_path: Path) -> None:
    first, second = _open(tmp_path / "lock"), _open(tmp_path / "lock")
    assert try_lock(first)
    assert not try_lock(second)
    os.close(first)
    assert try_lock(second)
    os.close(second)


@pytest.mark.parametrize("is_free", [True, False])
def test_windows_is_asked_in_its_own_way(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, is_free: bool
) -> None:
    asked: list[tuple[int, int, int]] = []

    def locking(descriptor: int, mode: int, size: int) -> None:
        asked.append((descriptor, mode, size))
        if not is_free:
            raise PermissionError

    descriptor = _open(tmp_path / "lock")
    with monkeypatch.context() as windows:
        windows.setattr(sys, "platform", "win32")
        windows.setitem(sys.modules, "msvcrt", SimpleNamespace(locking=locking, LK_NBLCK=2))
        assert try_lock(descriptor) is is_free
    assert asked == [(descriptor, 2, 1)]
    os.close(descriptor)
