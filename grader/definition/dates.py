"""When a track is seen, takes files and is revealed, and that these moments are in order."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import combinations
from typing import Self


@dataclass(frozen=True)
class Dates:
    """The dates of a track, in their order.

    visible_from: the moment from which participants see that it is there; None for always.
    opens_at: the moment from which it takes files; None for always. closes_at: the last moment at
    which it does; None for ever. reveal_at: the moment from which private scores are everybody's
    and the board ranks by them; None for never. asked_until: the last moment at which any track of
    the assignment takes files, since all ask about the same hidden rows; None for ever.
    results_from: the moment from which participants see what came of their files of layers; None
    for at once. late_until: until when late files are taken, behind `closes_at`; None for not at
    all. The last three are in no order with the others.
    """

    visible_from: datetime | None = None
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    reveal_at: datetime | None = None
    asked_until: datetime | None = None
    results_from: datetime | None = None
    late_until: datetime | None = None

    @property
    def ends_at(self) -> datetime | None:
        """The last moment at which any file is taken, late ones too; None for never."""
        return self.late_until or self.closes_at

    def is_hidden(self, moment: datetime) -> bool:
        """Whether participants do not see it yet."""
        return self.visible_from is not None and moment < self.visible_from

    def is_upcoming(self, moment: datetime) -> bool:
        """Whether no files are taken yet."""
        return self.opens_at is not None and moment < self.opens_at

    def is_over(self, moment: datetime) -> bool:
        """Whether no files are taken any more, not even late. At the very end they still are."""
        return self.ends_at is not None and moment > self.ends_at

    def is_late(self, moment: datetime) -> bool:
        """Whether the deadline has passed."""
        return self.closes_at is not None and moment > self.closes_at

    def is_final(self, moment: datetime) -> bool:
        """Whether the reveal has come: the board ranks by private scores, and stays as it is."""
        return self.reveal_at is not None and moment >= self.reveal_at

    def is_closed(self, moment: datetime) -> bool:
        """Whether nobody asks the hidden rows any more, on whatever track."""
        is_asked = self.asked_until is None or moment <= self.asked_until
        return self.is_final(moment) or not is_asked

    def holds_results(self, moment: datetime) -> bool:
        """Whether participants do not see yet what came of their files of layers."""
        return self.results_from is not None and moment < self.results_from

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


def last_closing(tracks: Iterable[Dates]) -> datetime | None:
    """When the last of some tracks closes; None where one never does."""
    return _last([dates.closes_at for dates in tracks])


def last_end(tracks: Iterable[Dates]) -> datetime | None:
    """Until when the last of some tracks takes files, late ones too; None where one always does."""
    return _last([dates.ends_at for dates in tracks])


def _last(moments: list[datetime | None]) -> datetime | None:
    known = [moment for moment in moments if moment is not None]
    return max(known, default=None) if len(known) == len(moments) else None


def with_late(tracks: Mapping[str, Dates], period: timedelta) -> dict[str, Dates]:
    """Dates of tracks that take late files for so long, but none past any reveal of private scores.

    All ask about the same hidden rows.
    """
    reveals = [one.reveal_at for one in tracks.values() if one.reveal_at is not None]
    found = {}
    for slug, one in tracks.items():
        late_until = one.closes_at and min((one.closes_at + period, *reveals))
        found[slug] = replace(one, late_until=late_until) if period else one
    return found


NAMES = ("visible_from", "opens_at", "closes_at", "reveal_at")
"""The names of the dates that a bundle says, in their order."""
