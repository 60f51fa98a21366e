"""Who stands where by private scores."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from grader import Better, Entry, rank


@dataclass(frozen=True)
class FinalPlace:
    """A row of a private board. index: which row of the public one it is, from 0."""

    index: int
    rank: int
    tied_with_above: bool


def final_places(
    public: Sequence[Entry], private: Sequence[float | None], better: Better
) -> tuple[list[FinalPlace], list[FinalPlace]]:
    """The private board, best first: the rows with a private score, then those without.

    public: the public board. private: the exact private score of each of its rows. Rows without
    one share the last place.
    """
    scores = [math.nan if score is None else score for score in private]
    index_of = {entry.id: index for index, entry in enumerate(public)}
    ranked = rank(
        [replace(entry, score=score) for entry, score in zip(public, scores, strict=True)], better
    )
    scored = [FinalPlace(index_of[row.entry.id], row.rank, row.tied_with_above) for row in ranked]
    rest = [index for index, score in enumerate(scores) if not math.isfinite(score)]
    last = len(scored) + 1
    return scored, [FinalPlace(index, last, index != rest[0]) for index in rest]
