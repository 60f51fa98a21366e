import re
import shlex
import subprocess
from pathlib import Path
from typing import Any

import pytest

WRONG = ("self.x.T @ dout", "-self.x.T @ dout")


@pytest.fixture
def hook(yaml_file) -> dict[str, Any]:
    """The hook."""
    (hook,) = yaml_file(".pre-commit-hooks.yaml")
    return hook


@pytest.mark.parametrize(
    ("file", "chosen"),
    [("layers.py", True), ("a/b/layers.py", True), ("layers.pyc", False), ("my_layers.py", False)],
)
def test_the_hook_chooses_layer_files(file: str, chosen: bool, hook) -> None:
    assert bool(re.search(hook["files"], file)) is chosen


@pytest.mark.long
def test_the_hook_judges_every_file_that_it_is_given(
    hook, workspace: Path, layers: Path, gradus: Path
) -> None:
    command, *options = shlex.split(hook["entry"])
    assert command == gradus.name
    right, wrong = Path("layers.py"), Path("week 2/layers.py")
    wrong.parent.mkdir()
    right.write_text(layers.read_text())
    wrong.write_text(layers.read_text().replace(*WRONG))

    def run(*files: Path) -> subprocess.CompletedProcess[str]:
        call = [gradus, *options, *hook.get("args", []), *files]
        return subprocess.run(call, capture_output=True, text=True, timeout=120, check=False)

    assert run(right).returncode == 0
    ended = run(right, wrong)
    assert ended.returncode == 1
    assert "week 2/layers.py\nWrong gradient" in ended.stdout


def test_the_hook_has_the_fields_that_pre_commit_asks_for(hook) -> None:
    assert {"id", "name", "entry", "language"} <= set(hook)
    assert hook["language"] == "python"
    assert hook["require_serial"] is True
