"""The reveal: the moment from which private scores are everybody's, and boards rank by them."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from grader import Better, Definition, Entry, rank

UNTIL_CLOSING = frozenset({"rounded", "answers"})
"""The policies under which public scores are exact once no more files are taken."""


@dataclass(frozen=True)
class FinalPlace:
    """A row of a private board. index: which row of the public one it is, from 0."""

    index: int
    rank: int
    tied_with_above: bool


def is_final(reveal_at: datetime | None, moment: datetime) -> bool:
    """Whether the reveal has come: boards rank by private scores, and stay as they are."""
    return reveal_at is not None and moment >= reveal_at


def deadline(definition: Definition) -> datetime | None:
    """The last moment at which participants may submit; the reveal, where no other is given.

    Nobody submits what they know the private score of.
    """
    return definition.closes_at or definition.reveal_at


def is_closed(definition: Definition, moment: datetime) -> bool:
    """Whether no more files are taken."""
    last = deadline(definition)
    return is_final(definition.reveal_at, moment) or (last is not None and moment > last)


def is_released(definition: Definition, moment: datetime) -> bool:
    """Whether participants see released public scores: on the Ladder always, else until closing."""
    if definition.release in UNTIL_CLOSING:
        return not is_closed(definition, moment)
    return definition.release == "ladder"


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
