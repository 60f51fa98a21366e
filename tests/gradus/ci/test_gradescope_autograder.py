import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest


@pytest.fixture
def autograder(tmp_path: Path) -> Path:
    """The folder that Gradescope makes."""
    place = tmp_path / "autograder"
    for name in ("source", "submission", "results"):
        (place / name).mkdir(parents=True)
    return place


@pytest.fixture
def grade(autograder: Path, root: Path, gradus: Path, home: Path):
    """Runs the autograder; its exit code and the results it leaves."""

    def run(command: Path = gradus) -> tuple[int, Any]:
        ended = subprocess.run(
            [root / "ci" / "gradescope" / "run_autograder"],
            env={**os.environ, "AUTOGRADER": str(autograder), "GRADUS_COMMAND": str(command)},
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        results = autograder / "results" / "results.json"
        return ended.returncode, json.loads(results.read_text()) if results.exists() else None

    return run


@pytest.mark.long
def test_right_and_wrong_files_are_both_graded(grade, autograder: Path, layers: Path) -> None:
    file = autograder / "submission" / "layers.py"
    file.write_text(layers.read_text())
    code, results = grade()
    assert (code, results["score"]) == (0, 20)
    file.write_text("def (")
    code, results = grade()
    assert (code, results["score"]) == (0, 0)
    assert "line 1: Python cannot read the file" in results["output"]
    assert all(test["output"].startswith("Not judged: ") for test in results["tests"])
    assert not any("status" in test or test["score"] for test in results["tests"])


def test_a_bundle_beside_the_autograder_is_used(
    grade, autograder: Path, layers: Path, root: Path
) -> None:
    (autograder / "submission" / "layers.py").write_text(layers.read_text())
    bundle = autograder / "source" / "assignment"
    bundle.mkdir()
    for file in (root / "assignments" / "backprop-layers").iterdir():
        text = file.read_text(encoding="utf-8").replace("points = 3\n", "points = 30\n")
        (bundle / file.name).write_text(text, encoding="utf-8")
    _, results = grade()
    assert results["score"] == 74


def test_a_missing_file_is_said_to_be_missing(grade) -> None:
    code, results = grade()
    assert (code, results["score"]) == (0, 0)
    assert "layers.py" in results["output"]


@pytest.mark.parametrize("exit_code", [2, 4])
def test_a_fault_of_ours_is_never_a_zero(
    exit_code: int, grade, autograder: Path, tmp_path: Path
) -> None:
    (autograder / "submission" / "layers.py").write_text("")
    broken = tmp_path / "gradus"
    broken.write_text(f"#!/bin/sh\nexit {exit_code}\n")
    broken.chmod(0o755)
    assert grade(broken) == (exit_code, None)


def test_code_runs_in_the_sandbox_or_not_at_all(grade, autograder: Path, tmp_path: Path) -> None:
    (autograder / "submission" / "layers.py").write_text("")
    asked, spy = tmp_path / "asked", tmp_path / "gradus"
    spy.write_text(f'#!/bin/sh\nprintf "%s\\n" "$@" > "{asked}"\n')
    spy.chmod(0o755)
    grade(spy)
    assert "--require-sandbox" in asked.read_text().splitlines()


def test_scripts_are_executable_and_well_formed(root: Path) -> None:
    for name in ("setup.sh", "run_autograder"):
        script = root / "ci" / "gradescope" / name
        assert os.access(script, os.X_OK)
        assert subprocess.run(["bash", "-n", script], check=False).returncode == 0
