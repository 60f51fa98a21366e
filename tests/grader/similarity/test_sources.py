"""Copied layers are found under another look; solutions that were written apart are not."""

import ast
import re
from pathlib import Path

import pytest

from grader.similarity.sources import Source, compare_sources
from grader.similarity.tokens import tokens_of

ROOT = Path(__file__).parents[3]
STARTER = (ROOT / "assignments/backprop-layers/layers.py").read_text()
RIGHT = {p.stem: p.read_text() for p in sorted((ROOT / "tests/corpus/layers/right").glob("*.py"))}
CLASS = [Source(name, text) for name, text in RIGHT.items()]
OTHER_NAMES = {"x": "inputs", "y": "result", "dout": "upstream", "mask": "keep", "W": "weights"}


def rename(text: str) -> str:
    """Every name of some, arguments and attributes of self included, changed."""
    return re.sub(r"\b(x|y|dout|mask|W)\b", lambda m: OTHER_NAMES[m[0]], text)


def reformat(text: str) -> str:
    """As the compiler sees it, written out again: no comment, no blank line, other brackets."""
    return ast.unparse(ast.parse(text))


def reorder(text: str) -> str:
    """Classes the other way round."""
    tree = ast.parse(text)
    tree.body = [*tree.body[:1], *tree.body[:0:-1]]
    return ast.unparse(tree)


def comment(text: str) -> str:
    """A remark after every line, and a docstring in every method."""
    lines = [
        line + "  # mine" if line.strip() and not line.endswith("\\") else line
        for line in text.splitlines()
    ]
    return re.sub(r"(def \w+\(.*\):)  # mine", r'\1\n        """My own words."""', "\n".join(lines))


def half(text: str) -> str:
    """The first half of the classes, the rest from somebody else."""
    own, other = ast.parse(text).body, ast.parse(RIGHT["einsum"]).body
    kept = own[: len(own) // 2 + 1]
    names = {node.name for node in kept if isinstance(node, ast.ClassDef)}
    rest = [n for n in other if not (isinstance(n, ast.ClassDef) and n.name in names)]
    return "\n".join(map(ast.unparse, [*kept, *rest]))


def pairs(sources: list[Source], **options) -> list[set[str]]:
    found = compare_sources(sources, [STARTER], **options)
    return [{sources[m.first].owner, sources[m.second].owner} for m in found.matches]


def test_solutions_written_apart_raise_no_alarm() -> None:
    assert pairs(CLASS) == []


def test_even_the_nearest_of_them_are_far_below_the_limit() -> None:
    assert all(m.share < 0.15 for m in compare_sources(CLASS, [STARTER], limit=0.0).matches)


@pytest.mark.parametrize("change", [str, rename, reformat, reorder, comment])
@pytest.mark.parametrize("copied", ["plain", "textbook", "loops"])
def test_a_copy_is_found_under_another_look(change, copied: str) -> None:
    thief = Source("thief", change(RIGHT[copied]))
    assert pairs([*CLASS, thief]) == [{copied, "thief"}]


def test_all_of_it_at_once_is_found() -> None:
    thief = Source("thief", comment(reorder(rename(RIGHT["plain"]))))
    (match,) = compare_sources([*CLASS, thief], [STARTER]).matches
    assert match.share > 0.8


def test_half_a_copy_is_found_with_both_of_its_sources() -> None:
    found = pairs([*CLASS, Source("thief", half(RIGHT["textbook"]))])
    assert {"textbook", "thief"} in found
    assert all("thief" in pair for pair in found)


def test_matching_lines_stand_side_by_side() -> None:
    text = RIGHT["loops"]
    thief = Source("thief", "import math\n\n\n" + text)
    sources = [Source("loops", text), thief]
    (match,) = compare_sources(sources, [STARTER]).matches
    assert match.passages
    for passage in match.passages:
        assert passage.second == tuple(line + 3 for line in passage.first)


def test_the_starter_code_is_nobodys() -> None:
    handed_in = [Source(f"p{i}", STARTER) for i in range(3)]
    assert pairs(handed_in) == []


def test_what_a_quarter_of_the_class_has_is_nobodys() -> None:
    """Otherwise everybody would be a pair with everybody."""
    assert pairs([Source(f"p{i}", RIGHT["plain"]) for i in range(5)]) == []


def test_two_files_of_one_person_are_no_pair() -> None:
    assert pairs([Source("a", RIGHT["plain"]), Source("a", RIGHT["plain"])]) == []


def test_a_copy_from_a_former_term_is_found_and_old_pairs_are_not() -> None:
    old = [Source(name, text, "2025") for name, text in RIGHT.items()]
    old.append(Source("old thief", RIGHT["loops"], "2025"))
    new = [Source("new", rename(RIGHT["plain"]), "2026")]
    assert pairs([*old, *new], term="2026") == [{"plain", "new"}]


def test_python_2_is_read_by_its_looks() -> None:
    python_2 = RIGHT["plain"] + "\nprint 'done'\n"
    thief = Source("thief", reorder(rename(RIGHT["plain"])))
    sources = [Source("plain", python_2), *(each for each in CLASS if each.owner != "plain"), thief]
    assert pairs(sources) == [{"plain", "thief"}]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\0",
        "def",
        "(" * 5_000,
        '"""open',
        "class A:\n\tdef f(self):\n        pass",
        "x = '\ud800'",
    ],
)
def test_broken_files_break_nothing(text: str) -> None:
    assert pairs([*CLASS, Source("broken", text), Source("too", text)]) == []


@pytest.mark.parametrize("start", ["\\'", "a'''", "'", '"\\', 'r"""\n'])
def test_strings_without_an_end_are_read_once(start: str) -> None:
    """Reading on to the end anew for each of them would take hours."""
    text = (start * 200_000)[:200_000]
    assert 0 < len(tokens_of(text + "x", grammar=False).by_looks) <= len(text)


def test_by_looks_alone_nothing_is_parsed(monkeypatch: pytest.MonkeyPatch) -> None:
    source = RIGHT["plain"]
    monkeypatch.setattr(ast, "parse", lambda _: pytest.fail("parsed"))
    found = compare_sources([Source("a", source), Source("b", source)], grammar=False)
    assert len(found.matches) == 1
