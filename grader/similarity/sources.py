"""Sources of different people that share more than the task and the starter code explain.

Fingerprints of the starter code do not count, nor do those that more than a quarter of the people
(and more than three) have: what all write alike, nobody copied. Of what is left, the share of the
smaller file's that two files have in common is compared with a limit.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from grader.similarity.groups import groups_of
from grader.similarity.tokens import Tokens, tokens_of
from grader.similarity.winnowing import Fingerprint, winnow

LIMIT = 0.3
FEWEST = 8  # fingerprints in common; less is a line or two
COMMON_SHARE = 0.25
COMMON_PEOPLE = 3


@dataclass(frozen=True)
class Source:
    """A file. owner: whose. term: of which term; pairs of former terms alone are not reported."""

    owner: str
    text: str
    term: str = ""


@dataclass(frozen=True)
class Passage:
    """Lines of either file that match, first and last, from 1."""

    first: tuple[int, int]
    second: tuple[int, int]


@dataclass(frozen=True)
class Match:
    """Two files, by their places, and what they share. share: of the smaller one's fingerprints."""

    first: int
    second: int
    share: float
    fingerprints: int
    passages: tuple[Passage, ...]


@dataclass(frozen=True)
class SourceSimilarity:
    """What was found. matches: most alike first. groups: of owners joined by them."""

    matches: tuple[Match, ...]
    groups: tuple[frozenset[str], ...]


Prints = dict[int, list[Fingerprint]]  # by hash, in the order of the file


def compare_sources(
    sources: Sequence[Source],
    starter: Iterable[str] = (),
    *,
    term: str = "",
    limit: float = LIMIT,
    grammar: bool = True,
) -> SourceSimilarity:
    """Pairs of files of different people, at least one of them of this `term`, that are alike.

    starter: texts that everybody was given. limit: the least share to report. Files that Python
    cannot read (Python 2, say) are compared with all others by their looks; without `grammar` all
    files are.
    """
    tokens = [tokens_of(source.text, grammar=grammar) for source in sources]
    given = [tokens_of(text, grammar=grammar) for text in starter]
    by_looks = _prints(sources, tokens, given, grammar=False)
    by_grammar = _prints(sources, tokens, given, grammar=True)
    readable = [each.by_grammar is not None for each in tokens]
    matches: list[Match] = []
    for prints, both in ((by_grammar, True), (by_looks, False)):
        for i, j in _meetings(prints):
            new = term in {sources[i].term, sources[j].term}
            other = sources[i].owner != sources[j].owner
            if new and other and (readable[i] and readable[j]) is both:
                matches.append(_match(i, j, prints[i], prints[j]))
    found = [m for m in matches if m.share >= limit and m.fingerprints >= FEWEST]
    found.sort(key=lambda match: (-match.share, match.first, match.second))
    owners = ((sources[m.first].owner, sources[m.second].owner) for m in found)
    return SourceSimilarity(tuple(found), groups_of(owners))


def _prints(
    sources: Sequence[Source], tokens: Sequence[Tokens], given: Sequence[Tokens], *, grammar: bool
) -> list[Prints]:
    """The fingerprints of every file that count, by grammar or by looks."""
    left_out = {mark.hash for each in given for mark in _marks(each, grammar=grammar)}
    prints: list[Prints] = []
    for each in tokens:
        by_hash: Prints = defaultdict(list)
        for mark in _marks(each, grammar=grammar):
            if mark.hash not in left_out:
                by_hash[mark.hash].append(mark)
        prints.append(by_hash)
    common = _common(sources, prints)
    return [{h: marks for h, marks in each.items() if h not in common} for each in prints]


def _marks(tokens: Tokens, *, grammar: bool) -> tuple[Fingerprint, ...]:
    return winnow((tokens.by_grammar or ()) if grammar else tokens.by_looks)


def _common(sources: Sequence[Source], prints: Sequence[Prints]) -> set[int]:
    """Hashes that many people have."""
    hashes_of: dict[str, set[int]] = defaultdict(set)
    for source, each in zip(sources, prints, strict=True):
        hashes_of[source.owner].update(each)
    people = Counter(h for hashes in hashes_of.values() for h in hashes)
    most = max(COMMON_PEOPLE, COMMON_SHARE * len(hashes_of))
    return {h for h, count in people.items() if count > most}


def _meetings(prints: Sequence[Prints]) -> Iterator[tuple[int, int]]:
    """Places of any two files that share enough fingerprints."""
    files_of: dict[int, list[int]] = defaultdict(list)
    for place, each in enumerate(prints):
        for value in each:
            files_of[value].append(place)
    shared = Counter(pair for files in files_of.values() for pair in combinations(files, 2))
    yield from (pair for pair, count in shared.items() if count >= FEWEST)


def _match(i: int, j: int, first: Prints, second: Prints) -> Match:
    """What two files share."""
    shared = first.keys() & second.keys()
    smaller = min(len(first), len(second))
    passages = tuple(_passages(first, second, shared))
    return Match(i, j, len(shared) / smaller, len(shared), passages)


def _passages(first: Prints, second: Prints, shared: Iterable[int]) -> Iterator[Passage]:
    """Lines that match, side by side: what goes on in both files is one passage."""
    ends = sorted(
        ((a.first_line, a.last_line), (b.first_line, b.last_line))
        for value in shared
        for a, b in zip(first[value], second[value], strict=False)
    )
    now: Passage | None = None
    for left, right in ends:
        longer = now and _join(now, left, right)
        if now is not None and longer is None:
            yield now
        now = longer or Passage(left, right)
    if now is not None:
        yield now


def _join(now: Passage, left: tuple[int, int], right: tuple[int, int]) -> Passage | None:
    """A passage made longer by lines that overlap it or follow at once in both files."""
    adjoins = left[0] <= now.first[1] + 1 and (
        now.second[0] <= right[1] + 1 and right[0] <= now.second[1] + 1
    )
    if not adjoins:
        return None
    return Passage(
        (now.first[0], max(now.first[1], left[1])),
        (min(now.second[0], right[0]), max(now.second[1], right[1])),
    )
