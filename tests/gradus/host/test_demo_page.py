"""The lines that the demo prints can be copied as they are."""

import sys
from pathlib import Path

import pytest

from gradus.host.demo_page import command_name


@pytest.fixture
def program(tmp_path: Path) -> Path:
    """A file that could be the command."""
    path = tmp_path / "gradus"
    path.write_text("#!/bin/sh\n")
    path.chmod(0o755)
    return path


def test_the_command_goes_by_its_name_where_the_shell_finds_it(
    program: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(program.parent))
    monkeypatch.setattr(sys, "argv", [str(program)])

    assert command_name() == "gradus"


@pytest.mark.parametrize("path", ["", "/nowhere"])
def test_it_goes_by_its_path_where_the_shell_does_not(
    program: Path, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", path)
    monkeypatch.setattr(sys, "argv", [".venv/bin/gradus"])

    assert command_name() == ".venv/bin/gradus"
