"""The repository as a CI sees it, and its shell scripts run as a CI runs them."""

import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[3]
GRADUS = Path(sys.executable).parent / "gradus"
LONGEST_S = 120

Bash = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def root() -> Path:
    """The repository."""
    return ROOT


@pytest.fixture
def gradus() -> Path:
    """The installed command."""
    assert GRADUS.is_file()
    return GRADUS


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty checkout of a student's repository, which is also the working directory."""
    place = tmp_path / "work space"
    place.mkdir()
    monkeypatch.chdir(place)
    return place


@pytest.fixture
def bash(home: Path) -> Bash:
    """Runs a script with just the given variables besides those of the home."""

    def run(
        script: str, environment: Mapping[str, str], shell: tuple[str, ...] = ("bash",)
    ) -> subprocess.CompletedProcess[str]:
        import os

        return subprocess.run(
            [*shell, "-c", script],
            env={**os.environ, **environment},
            capture_output=True,
            text=True,
            timeout=LONGEST_S,
            check=False,
        )

    return run


def read_yaml(name: str) -> object:
    """A YAML file of the repository."""
    return yaml.safe_load((ROOT / name).read_text(encoding="utf-8"))


@pytest.fixture
def yaml_file() -> Callable[[str], object]:
    """`read_yaml`, for tests."""
    return read_yaml
