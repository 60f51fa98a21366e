"""Long sources are cut to what is compared, and nothing that is not hides the rest."""

import time
from pathlib import Path

import pytest

from grader.similarity.files import layers_text
from grader.similarity.sources import Source, compare_sources
from grader.similarity.tokens import tokens_of
from grader.similarity.truncate import LONGEST, truncate

CORPUS = Path(__file__).parents[2] / "corpus/layers"
PLAIN = CORPUS / "right/plain.py"
TALK = {
    "one comment": "#" + "x" * LONGEST + "\n",
    "many comments": "# x\n" * (LONGEST // 4),
    "blank lines": "\n" * LONGEST,
    "a docstring": '"""' + "x" * LONGEST + '"""\n',
    "a string": "note = '" + "x" * LONGEST + "'\n",
    "blanks": "x = 1" + " " * LONGEST + "# x\n",
}


@pytest.mark.parametrize("talk", TALK)
def test_nothing_that_is_not_compared_hides_a_copy(tmp_path: Path, talk: str) -> None:
    source = PLAIN.read_text()
    copy = tmp_path / "layers.py"
    copy.write_text(TALK[talk] + source.replace("dout", "upstream"))
    sources = [Source("momo", layers_text(PLAIN)), Source("ken", layers_text(copy))]
    (match,) = compare_sources(sources).matches
    assert match.share > 0.9


def test_what_is_not_long_stays_as_it_is() -> None:
    text = "# a comment\n\n\nx = 1  # more\n"
    assert truncate(text) == text


@pytest.mark.parametrize("path", sorted(CORPUS.rglob("*.py")), ids=lambda path: path.stem)
def test_the_tokens_stay_the_same(path: Path) -> None:
    text = path.read_text()
    short, whole = tokens_of(truncate(text, len(text) - 1)), tokens_of(text)
    assert [token.text for token in short.by_looks] == [token.text for token in whole.by_looks]
    assert [token.text for token in short.by_grammar or ()] == [
        token.text for token in whole.by_grammar or ()
    ]


def test_signs_of_comments_in_strings_begin_none() -> None:
    text = "# a\n\nx = '#no' + f\"#{y}\"  # b\n  # c\n\nz\n"
    assert truncate(text, 30) == "x = '#no' + f\"#{y}\"\nz\n"


@pytest.mark.parametrize(
    "piece", ["#\n", " ", "\n", "#", "'", '"""', "''", "\\\n", " " * 1000 + "\n", "r'\\"]
)
def test_no_file_takes_long(piece: str) -> None:
    text = piece * (5_000_000 // len(piece))
    started = time.process_time()
    assert len(truncate(text)) <= LONGEST
    assert time.process_time() - started < 5
