"""Secrets that labels are made up from: made once, for their owner alone."""

from pathlib import Path

import pytest

from gradus.core.failures import CommandError
from gradus.local.building import secret_in


def test_a_secret_is_made_once_and_kept(tmp_path: Path) -> None:
    file = tmp_path / "folder" / "secret"
    made = secret_in(file)
    assert len(made) >= 32
    assert secret_in(file) == made != secret_in(tmp_path / "other")
    assert file.stat().st_mode & 0o077 == 0


def test_a_short_secret_is_none(tmp_path: Path) -> None:
    (tmp_path / "short").write_text("abc")
    with pytest.raises(CommandError, match="3 bytes"):
        secret_in(tmp_path / "short")
