"""Comparing in another process finds the same, and a file that fells it fells nothing else."""

from pathlib import Path

import pytest

from grader.similarity import in_subprocess as apart
from grader.similarity.in_subprocess import ComparisonError, alike_apart
from grader.similarity.sources import Source, alike

CORPUS = Path(__file__).parents[2] / "corpus/layers/right"
TEXTS = [path.read_text() for path in sorted(CORPUS.glob("*.py"))]
SOURCES = [Source(f"p{i}", text) for i, text in enumerate([*TEXTS, TEXTS[0], TEXTS[1]])]
FALLS = (
    "import os, sys; body = sys.stdin.buffer.read()\n"
    "if b'\"grammar\":{when}' in body: os.abort()\n"
    "import io; sys.stdin = io.TextIOWrapper(io.BytesIO(body))\n"
)


def test_the_other_process_finds_the_same() -> None:
    found = alike_apart(SOURCES, [TEXTS[2]], term="")
    assert found == alike(SOURCES, [TEXTS[2]], term="")
    assert len(found.matches) == 2


def test_where_the_parser_falls_files_are_compared_by_their_looks(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(apart, "_START", FALLS.format(when="true") + apart._START)
    found = alike_apart(SOURCES)
    assert found == alike(SOURCES, grammar=False)
    assert len(found.matches) >= 2


def test_where_all_fails_that_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apart, "_START", "raise SystemExit(1)")
    with pytest.raises(ComparisonError, match="10 files"):
        alike_apart(SOURCES)


def test_a_comparison_that_takes_too_long_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apart, "_START", "import sys; sys.stdin.read(); input(); open(0).read()")
    monkeypatch.setattr(apart, "WALL_S", 0.001)
    with pytest.raises(ComparisonError):
        alike_apart(SOURCES[:2])


def test_nothing_of_a_file_is_executed(tmp_path: Path) -> None:
    trace = tmp_path / "trace"
    text = f"open({str(trace)!r}, 'w').write('executed')\n" + TEXTS[0]
    assert alike_apart([Source("a", text), Source("b", text)]).matches
    assert not trace.exists()


def test_no_secret_of_the_server_is_in_the_other_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GRADUS_DATABASE_URL", "postgresql://secret")
    start = "import os; assert 'GRADUS_DATABASE_URL' not in os.environ;" + apart._START
    monkeypatch.setattr(apart, "_START", start)
    assert len(alike_apart(SOURCES).matches) == 2
