"""A short run of the fuzzer that is guided by coverage, where it is installed."""

import subprocess
import sys
from pathlib import Path

import pytest

FUZZER = Path(__file__).with_name("parser_atheris.py")


def test_a_short_run_of_the_fuzzer_finds_nothing(tmp_path: Path) -> None:
    pytest.importorskip("atheris", reason="needs atheris: see tests/fuzz/parser_atheris.py")
    words = [sys.executable, str(FUZZER), "-runs=20000", "-max_total_time=20", "-seed=1"]
    ended = subprocess.run(
        words, cwd=tmp_path, capture_output=True, text=True, timeout=120, check=False
    )
    assert ended.returncode == 0, ended.stderr[-3000:]
    assert "DONE" in ended.stderr
