"""That what is dear to build is built once: a group of tests is run by one process."""

import subprocess
import sys
from pathlib import Path

import pytest

GROUPED = """
import os, pathlib, pytest

@pytest.mark.parametrize("number", range(8))
@pytest.mark.xdist_group("dear")
def test_(number):
    with pathlib.Path(__file__).with_name("workers").open("a") as file:
        print(os.environ["PYTEST_XDIST_WORKER"], file=file)
"""


@pytest.mark.long
def test_a_group_is_run_by_one_process(tmp_path: Path) -> None:
    """Releases of pytest and xdist that do not go together leave groups apart, and say nothing."""
    (tmp_path / "test_grouped.py").write_text(GROUPED)
    command = [sys.executable, "-m", "pytest", "-q", "-n2", "--dist=loadgroup", tmp_path]
    subprocess.run(command, check=True, capture_output=True, cwd=tmp_path)
    workers = (tmp_path / "workers").read_text().split()
    assert (len(workers), len(set(workers))) == (8, 1)
