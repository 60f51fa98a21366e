"""The dates of tracks for participants: whoever asks when something begins or ends asks here."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from grader import Dates, Definition, last_closing, last_end
from server.assignments.terms import Terms
from server.core.cache import Cache
from server.core.models import Track

# Every upload asks for the dates of the same few definitions, which never change.
_DATES: Cache[tuple[int, str], tuple[Definition, Dates]] = Cache(256)
UNTIL_CLOSING = frozenset({"rounded", "answers"})
"""The policies under which public scores are exact once no more files are taken."""


def dates_of(
    definition: Definition,
    track: Track,
    terms: Terms | None,
) -> Dates:
    """When a track opens, closes and is revealed on somebody's terms; None for those of the class.

    The reveal is the deadline, where no other is given: nobody submits what they know the private
    score of. A reveal that staff have set stands in the place of the bundle's, and is no deadline.
    The hidden rows are asked until the last who was granted a deadline of their own has closed,
    whoever looks: exact scores before would answer them.
    """
    said = dates_in_bundle(definition, track)
    if track.reveal_at is not None:
        said = replace(said, reveal_at=track.reveal_at)
        if said.late_until is not None:
            said = replace(said, late_until=min(said.late_until, track.reveal_at))
    if track.extended_until is not None and said.asked_until is not None:
        said = replace(said, asked_until=max(said.asked_until, track.extended_until))
    return said if terms is None else terms.dates(said)


def dates_in_bundle(definition: Definition, track: Track) -> Dates:
    """When a track opens, closes and is revealed by what a bundle says alone."""
    kept = _DATES.get((id(definition), track.slug))
    if kept is None or kept[0] is not definition:
        kept = definition, definition.dates(track.slug)
        _DATES.put((id(definition), track.slug), kept)
    return kept[1]


def dates_of_all(definition: Definition, tracks: Iterable[Track], terms: Terms | None) -> Dates:
    """From the first opening to the last closing of these tracks, and the last reveal of any."""
    found = [dates_of(definition, track, terms) for track in tracks]
    openings = [one.opens_at for one in found if one.opens_at is not None]
    reveals = [one.reveal_at for one in found if one.reveal_at is not None]
    return Dates(
        visible_from=definition.visible_from,
        opens_at=min(openings) if found and len(openings) == len(found) else None,
        closes_at=last_closing(found),
        reveal_at=max(reveals, default=None),
        asked_until=_last_asking(found),
        results_from=definition.results_from,
        late_until=last_end(found) if definition.late else None,
    )


def _last_asking(found: Iterable[Dates]) -> datetime | None:
    """When the last of some tracks is asked for the last time; None where one always may be."""
    moments = [one.asked_until for one in found]
    known = [moment for moment in moments if moment is not None]
    return max(known, default=None) if len(known) == len(moments) else None


def next_date(
    definition: Definition, tracks: Iterable[Track], terms: Terms | None, moment: datetime
) -> datetime | None:
    """The next moment at which one of the dates of these tracks comes; None where none is left.

    What closes at a moment is open until it has passed.
    """
    tick = timedelta(microseconds=1)
    dates = [dates_of(definition, track, terms) for track in tracks]
    last = [each for one in dates for each in (one.closes_at, one.ends_at, one.asked_until)]
    ends = [each + tick for each in last if each]
    begins = [
        each
        for one in dates
        for each in (one.visible_from, one.opens_at, one.reveal_at, one.results_from)
        if each
    ]
    return min((each for each in (*ends, *begins) if each > moment), default=None)


def is_released(definition: Definition, dates: Dates, moment: datetime) -> bool:
    """Whether participants see released public scores: on the Ladder always, else until closing.

    That of the last track, since all ask about the same rows.
    """
    if definition.release in UNTIL_CLOSING:
        return not dates.is_closed(moment)
    return definition.release == "ladder"
