"""What is the plain runner's own: a child that does not come up is our fault, never a verdict."""

from pathlib import Path

import pytest

from grader.sandbox.plain import subprocess_runner
from grader.sandbox.runner import RunnerFaultError


def _replace_child(monkeypatch: pytest.MonkeyPatch, folder: Path, source: str) -> None:
    child = folder / "child.py"
    child.write_text(source)
    monkeypatch.setattr(subprocess_runner, "STUDENT_PROCESS", child)


def test_a_child_without_numpy_is_our_fault_and_says_why(
    run_plainly, monkeypatch, tmp_path
) -> None:
    monkeypatch.setattr(subprocess_runner, "LIBRARY_FOLDER", tmp_path)
    with pytest.raises(RunnerFaultError, match="No module named 'numpy'"):
        run_plainly("x = 1")


def test_a_child_that_cannot_limit_itself_runs_no_student_code(
    run_plainly, monkeypatch, altered_sandbox
) -> None:
    """A refusal by the kernel stands in the way before the file does."""
    path = altered_sandbox(
        "child/limits.py", "    cpu_s = ", "    raise OSError('refused')\n    cpu_s = "
    )
    monkeypatch.setattr(subprocess_runner, "STUDENT_PROCESS", path)
    with pytest.raises(RunnerFaultError, match="refused"):
        run_plainly("print('student code ran')")


def test_a_child_that_never_begins_is_our_fault(run_plainly, monkeypatch, tmp_path) -> None:
    _replace_child(monkeypatch, tmp_path, "import time; time.sleep(60)")
    monkeypatch.setattr(subprocess_runner, "SETUP_S", 0.2)
    with pytest.raises(RunnerFaultError, match="NEVER_BEGAN"):
        run_plainly("x = 1")


def test_a_python_that_cannot_be_started_is_our_fault(run_plainly, monkeypatch) -> None:
    monkeypatch.setattr(subprocess_runner.sys, "executable", "/no/such/python")
    with pytest.raises(RunnerFaultError, match="child process failed"):
        run_plainly("x = 1")


def test_nothing_is_left_in_the_temporary_folder(run_plainly, monkeypatch, tmp_path) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    run_plainly("x = 1")
    assert list(tmp_path.iterdir()) == []
