"""What is the plain runner's own: a child that does not come up is our fault, never a verdict."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from grader.sandbox.host.system import System
from grader.sandbox.plain.subprocess_runner import SubprocessRunner
from grader.sandbox.runner import RunnerFaultError
from tests.grader.sandbox.conftest import Runs

HERE = System.here()


def test_a_child_without_numpy_is_our_fault_and_says_why(tmp_path: Path) -> None:
    runner = SubprocessRunner(replace(HERE, libraries=tmp_path))
    with pytest.raises(RunnerFaultError, match="No module named 'numpy'"):
        Runs(runner)("x = 1")


def test_a_child_that_cannot_limit_itself_runs_no_student_code(
    altered_sandbox: Callable[[str, str, str], System],
) -> None:
    """A refusal by the kernel stands in the way before the file does."""
    altered = altered_sandbox(
        "child/limits.py", "    cpu_s = ", "    raise OSError('refused')\n    cpu_s = "
    )
    with pytest.raises(RunnerFaultError, match="refused"):
        Runs(SubprocessRunner(altered))("print('student code ran')")


def test_a_child_that_never_begins_is_our_fault(tmp_path: Path) -> None:
    child = tmp_path / "child.py"
    child.write_text("import time; time.sleep(60)")
    runner = SubprocessRunner(replace(HERE, student_process=child), setup_s=0.2)
    with pytest.raises(RunnerFaultError, match="NEVER_BEGAN"):
        Runs(runner)("x = 1")


def test_a_python_that_cannot_be_started_is_our_fault() -> None:
    runner = SubprocessRunner(replace(HERE, python="/no/such/python"))
    with pytest.raises(RunnerFaultError, match="child process failed"):
        Runs(runner)("x = 1")


def test_nothing_is_left_in_the_temporary_folder(run_plainly, monkeypatch, tmp_path) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    run_plainly("x = 1")
    assert list(tmp_path.iterdir()) == []
