import subprocess
import sys
from pathlib import Path

import pytest

from gradus.core.locations import data_directory, demo_directory


@pytest.mark.parametrize("chosen", [None, "/srv/gradus"])
def test_commands_look_for_a_server_where_it_keeps_its_data(
    chosen: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    if chosen:
        monkeypatch.setenv("GRADUS_DATA_DIR", chosen)
    source = """
from gradus.core.locations import data_directory
from server.settings import Settings
print(data_directory() == Settings().data_dir, data_directory())
"""
    command = [sys.executable, "-c", source]
    ended = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    assert ended.stdout.startswith("True ")
    assert chosen is None or ended.stdout.strip() == f"True {chosen}"


def test_a_chosen_directory_comes_first(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("GRADUS_DATA_DIR", "/elsewhere")
    assert data_directory(tmp_path) == tmp_path


def test_the_demo_never_shares_its_data_with_real_courses() -> None:
    assert demo_directory() != data_directory()
