"""The locator knows the line of every value that tomllib can read."""

import tomllib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.bundles.toml_lines import Location, nearest_line, unfinished_line, value_lines

TEXT = '''\
# a comment with [brackets] = 1

"quoted.key" = 1
dotted.key = 2
text = """
[not.a.table]
a = 1 # no comment
"""
items = [ # the first comes later
  # so far none
  "a", "b]",
  [1,
   2],

  'c' ]
inline = { list = [1, 2], text = "}" }

[[tracks]]
slug = "one"
[tracks.title]
en = "One"
[[tracks]] # the second ]
slug = "two"
tags = [{ a = 1 },
  { a = 2 }]
[[tracks.sub]]
x = 1
[[tracks.sub]]
x = 2
[ spaced . "table" ]
y = 1
'''

PLACES: list[tuple[Location, int]] = [
    ((), 1),
    (("quoted.key",), 3),
    (("dotted",), 4),
    (("dotted", "key"), 4),
    (("text",), 5),
    (("items",), 9),
    (("items", 0), 11),
    (("items", 1), 11),
    (("items", 2), 12),
    (("items", 2, 1), 12),
    (("items", 3), 15),
    (("inline", "list", 1), 16),
    (("tracks",), 18),
    (("tracks", 0), 18),
    (("tracks", 0, "slug"), 19),
    (("tracks", 0, "title", "en"), 21),
    (("tracks", 1), 22),
    (("tracks", 1, "tags", 0, "a"), 24),
    (("tracks", 1, "tags", 1, "a"), 25),
    (("tracks", 1, "sub", 0, "x"), 27),
    (("tracks", 1, "sub", 1), 28),
    (("tracks", 1, "sub", 1, "x"), 29),
    (("spaced", "table"), 30),
    (("spaced", "table", "y"), 31),
]


@pytest.mark.parametrize(("location", "line"), PLACES)
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_a_value_is_found_on_the_line_where_it_starts(
    location: Location, line: int, line_end: str
) -> None:
    assert value_lines(TEXT.replace("\n", line_end))[location] == line


def test_every_value_of_the_document_has_a_line() -> None:
    assert set(_locations(tomllib.loads(TEXT))) <= set(value_lines(TEXT))


def test_what_is_not_there_is_looked_for_in_the_table_around_it() -> None:
    lines = value_lines(TEXT)
    assert nearest_line(lines, ("tracks", 1, "title", "en")) == 22
    assert nearest_line(lines, ("nowhere",)) == 1


def test_the_statement_that_never_ends_is_the_one_after_the_last_that_does() -> None:
    assert unfinished_line("a = 1\n# b\n\nc = [\n1,\n") == 4


KEYS = st.text("abc", min_size=1, max_size=2)
LEAVES = st.one_of(
    st.integers(0, 9).map(str),
    st.sampled_from(['"x]"', "'[y'", '"""\nz = [\n"""', "'''a\n'''", '"""#"""', "1979-05-27"]),
)
SPACES = st.sampled_from(["", " ", "\n", " # ] \"\"\" '''\n", "\n\n"])


@st.composite
def arrays(draw: Any) -> str:
    """An array over any number of lines, with comments where they may stand."""
    items = draw(st.lists(LEAVES, max_size=4))
    return "[" + "".join(f"{draw(SPACES)}{item}{draw(SPACES)}," for item in items) + "\n]"


@given(entries=st.dictionaries(KEYS, st.one_of(LEAVES, arrays()), max_size=6), data=st.data())
def test_keys_are_found_whatever_stands_between_them(
    entries: dict[str, str], data: st.DataObject
) -> None:
    """Each key is put on a known line; strings and comments in between look like TOML."""
    text, expected = "", {}
    for key, value in entries.items():
        text += data.draw(st.sampled_from(["", "\n", "# [x]\n", "  # a = [\n"]))
        expected[(key,)] = text.count("\n") + 1
        text += f"{key} = {value}\n"
    found = value_lines(text)
    assert {location: found[location] for location in expected} == expected
    assert set(_locations(tomllib.loads(text))) <= set(found)


def _locations(value: Any, above: Location = ()) -> list[Location]:
    """Every location of a parsed document."""
    steps = value.items() if isinstance(value, dict) else enumerate(value)
    found = [above]
    for step, inner in steps:
        here = (*above, step)
        found += _locations(inner, here) if isinstance(inner, dict | list) else [here]
    return found
