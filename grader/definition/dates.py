"""When a track is seen, takes files and is revealed, and that these moments are in order."""

from dataclasses import dataclass, fields, replace
from datetime import datetime
from itertools import combinations
from typing import Self


@dataclass(frozen=True)
class Dates:
    """The dates of a track, in their order.

    visible_from: the moment from which participants see that it is there; None for always.
    opens_at: the moment from which it takes files; None for always. closes_at: the last moment at
    which it does; None for ever. reveal_at: the moment from which private scores are everybody's
    and the board ranks by them; None for never.
    """

    visible_from: datetime | None = None
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    reveal_at: datetime | None = None

    def is_hidden(self, moment: datetime) -> bool:
        """Whether participants do not see it yet."""
        return self.visible_from is not None and moment < self.visible_from

    def is_upcoming(self, moment: datetime) -> bool:
        """Whether no files are taken yet."""
        return self.opens_at is not None and moment < self.opens_at

    def is_over(self, moment: datetime) -> bool:
        """Whether files are taken no more. At the very moment of closing they still are."""
        return self.closes_at is not None and moment > self.closes_at

    def is_final(self, moment: datetime) -> bool:
        """Whether the reveal has come: the board ranks by private scores, and stays as it is."""
        return self.reveal_at is not None and moment >= self.reveal_at

    def is_closed(self, moment: datetime) -> bool:
        """Whether nobody asks the hidden rows any more."""
        return self.is_final(moment) or self.is_over(moment)

    def first_out_of_order(self) -> tuple[str, str] | None:
        """The names of two dates, the first of which comes too late for the second; None for none.

        Equal moments are fine.
        """
        for earlier, later in combinations(NAMES, 2):
            before, after = getattr(self, earlier), getattr(self, later)
            if before is not None and after is not None and after < before:
                return earlier, later
        return None

    def with_deadline(self) -> Self:
        """The same, closing at the reveal where nothing else is said, and opening once it is seen.

        Nobody submits what they know the private score of.
        """
        begun = replace(self, opens_at=self.opens_at or self.visible_from)
        return replace(begun, closes_at=self.closes_at or self.reveal_at)


NAMES = tuple(field.name for field in fields(Dates))
"""The names of all dates, in their order."""
