"""Comparing in another process finds the same, and a file that fells it fells nothing else."""

from pathlib import Path

import pytest

from grader.similarity.in_subprocess import PROGRAM, ComparisonError, compare_in_subprocess
from grader.similarity.sources import Source, compare_sources

CORPUS = Path(__file__).parents[2] / "corpus/layers/right"
TEXTS = [path.read_text() for path in sorted(CORPUS.glob("*.py"))]
SOURCES = [Source(f"p{i}", text) for i, text in enumerate([*TEXTS, TEXTS[0], TEXTS[1]])]
FALLS = (
    "import os, sys; body = sys.stdin.buffer.read()\n"
    "if b'\"grammar\":{when}' in body: os.abort()\n"
    "import io; sys.stdin = io.TextIOWrapper(io.BytesIO(body))\n"
)


def test_the_other_process_finds_the_same() -> None:
    found = compare_in_subprocess(SOURCES, [TEXTS[2]], term="")
    assert found == compare_sources(SOURCES, [TEXTS[2]], term="")
    assert len(found.matches) == 2


def test_where_the_parser_falls_files_are_compared_by_their_looks() -> None:
    found = compare_in_subprocess(SOURCES, program=FALLS.format(when="true") + PROGRAM)
    assert found == compare_sources(SOURCES, grammar=False)
    assert len(found.matches) >= 2


def test_where_all_fails_that_is_said() -> None:
    with pytest.raises(ComparisonError, match="10 files"):
        compare_in_subprocess(SOURCES, program="raise SystemExit(1)")


def test_a_comparison_that_takes_too_long_is_given_up() -> None:
    with pytest.raises(ComparisonError, match=r"within 0\.001 s"):
        compare_in_subprocess(SOURCES[:2], wall_s=0.001)


def test_nothing_of_a_file_is_executed(tmp_path: Path) -> None:
    trace = tmp_path / "trace"
    text = f"open({str(trace)!r}, 'w').write('executed')\n" + TEXTS[0]
    assert compare_in_subprocess([Source("a", text), Source("b", text)]).matches
    assert not trace.exists()


def test_no_secret_of_the_server_is_in_the_other_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GRADUS_DATABASE_URL", "postgresql://secret")
    program = "import os; assert 'GRADUS_DATABASE_URL' not in os.environ;" + PROGRAM
    assert len(compare_in_subprocess(SOURCES, program=program).matches) == 2
