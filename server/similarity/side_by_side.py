"""A source with the lines marked that match another one."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

MOST_LINES = 5_000  # a browser bears them; a file of blank lines could have 200,000


@dataclass(frozen=True)
class SourceLine:
    """A line of a file, from 1, and the number of the passage that it belongs to; 0 for none."""

    number: int
    text: str
    passage: int


@dataclass(frozen=True)
class Stretch:
    """Lines that follow each other. begins: the passage starts here; it may go on further down."""

    passage: int
    begins: bool
    lines: tuple[SourceLine, ...]


@dataclass(frozen=True)
class Listing:
    """A file, its first `MOST_LINES`. left_out: how many lines there are beyond."""

    stretches: tuple[Stretch, ...]
    left_out: int

    @property
    def passages(self) -> frozenset[int]:
        """Those that have a line here; all lines of one may belong to others before it."""
        return frozenset(stretch.passage for stretch in self.stretches)


def mark(text: str, passages: Sequence[tuple[int, int]]) -> Listing:
    """A file in stretches of one passage, or of none. passages: first and last line of each.

    A line of several passages belongs to the first of them. Characters that cannot be seen, or turn
    the order of others around, are replaced.
    """
    texts = text.removesuffix("\n").split("\n")
    lines = _lines(texts[:MOST_LINES], passages)
    return Listing(tuple(_stretches(lines)), len(texts) - len(lines))


def _stretches(lines: Sequence[SourceLine]) -> Iterator[Stretch]:
    begun = set()
    for passage, group in groupby(lines, key=lambda line: line.passage):
        yield Stretch(passage, passage not in begun, tuple(group))
        begun.add(passage)


def _lines(texts: Sequence[str], passages: Sequence[tuple[int, int]]) -> list[SourceLine]:
    passage_of: dict[int, int] = {}
    for passage, (first, last) in enumerate(passages, start=1):
        for number in range(first, min(last, len(texts)) + 1):
            passage_of.setdefault(number, passage)
    return [
        SourceLine(number, _visible(line), passage_of.get(number, 0))
        for number, line in enumerate(texts, start=1)
    ]


def _visible(text: str) -> str:
    """A line without what a reader would not see."""
    return "".join(c if c.isprintable() or c in "\t\u3000" else "\ufffd" for c in text)
