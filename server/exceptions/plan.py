"""What exceptions would do, to whom and to everybody: said before they are given."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from grader import Dates, Problem
from server.assignments.access import AssignmentAccess
from server.assignments.schedule import UNTIL_CLOSING, dates_of
from server.assignments.terms import Terms
from server.core import exception_problems as problems
from server.core.clock import now
from server.core.tables import refuse
from server.exceptions import queries
from server.exceptions.grants import LONGEST_REASON, Addressed, Grant, address


@dataclass(frozen=True)
class Planned:
    """What a student is to have. before: what they have now."""

    addressed: Addressed
    before: Terms | None


@dataclass(frozen=True)
class Plan:
    """Who is to have what. warnings: what comes of it for everybody.

    moved: the tracks that are revealed later, by slug, with the moment.
    """

    planned: Sequence[Planned]
    warnings: tuple[Problem, ...]
    moved: dict[str, datetime]


def make_plan(
    session: Session, access: AssignmentAccess, grants: Sequence[Grant], *, moves_reveal: bool
) -> Plan:
    """The plan of giving these. Raises 422 with every reason why it cannot be."""
    found: list[Problem] = []
    addressed = address(grants, queries.members(session, access.course.id), found)
    class_dates = _Class(access, moves_reveal=moves_reveal)
    for grant in grants:
        found += class_dates.refused(grant)
    if found:
        raise refuse(*found)
    people = [one.member.person_id for one in addressed]
    known = queries.participants_of(session, access.assignment.id, people)
    terms = queries.terms_of(session, list(known.values()))
    planned = [Planned(one, terms.get(known.get(one.member.person_id, ""))) for one in addressed]
    latest = max((one.closes_at for one in grants if one.closes_at), default=None)
    return Plan(planned, tuple(class_dates.warnings(latest)), class_dates.moved(latest))


class _Class:
    """The dates of a class, and what an exception may be beside them."""

    def __init__(self, access: AssignmentAccess, *, moves_reveal: bool) -> None:
        self._access = access
        self._moves_reveal = moves_reveal
        self._zone = ZoneInfo(access.course.time_zone)
        self._dates = {
            slug: dates_of(access.definition, track, None) for slug, track in access.tracks.items()
        }

    @property
    def _some(self) -> Dates:
        """Those of one track: what is the same for all of them can be read of it."""
        return next(iter(self._dates.values()))

    @property
    def _first_reveal(self) -> datetime | None:
        """The first reveal of any track: all of them ask about the same rows."""
        return min((one.reveal_at for one in self._dates.values() if one.reveal_at), default=None)

    def refused(self, grant: Grant) -> Iterator[Problem]:
        """Why a grant cannot be given."""
        programs = any(map(self._access.asks_for_program, self._access.tracks))
        if grant.is_empty:
            yield problems.EMPTY(row=grant.row)
        if not 1 <= len(grant.reason.strip()) <= LONGEST_REASON:
            yield problems.WITHOUT_REASON(row=grant.row, limit=LONGEST_REASON)
        if grant.extra_s and not programs:
            yield problems.NO_PROGRAMS(row=grant.row)
        if grant.opens_at is not None:
            yield from self._refused_opening(grant, grant.opens_at)
        if grant.closes_at is not None:
            yield from self._refused_deadline(grant, grant.closes_at)

    def _refused_opening(self, grant: Grant, opens_at: datetime) -> Iterator[Problem]:
        seen, shown = self._some.visible_from, self._shown(opens_at)
        if seen is not None and opens_at < seen:
            yield problems.UNSEEN(row=grant.row, opens_at=shown, visible_from=self._shown(seen))
        last = self._last_closing
        if grant.closes_at is None and last is not None and opens_at >= last:
            yield problems.OPENS_TOO_LATE(
                row=grant.row, opens_at=shown, closes_at=self._shown(last)
            )

    def _refused_deadline(self, grant: Grant, closes_at: datetime) -> Iterator[Problem]:
        row, shown, last = grant.row, self._shown(closes_at), self._last_closing
        openings = [grant.opens_at or one.opens_at for one in self._dates.values()]
        begins = min((one for one in openings if one), default=None)
        reveal = self._first_reveal
        if last is None:
            yield problems.NEVER_CLOSES(row=row)
        elif closes_at <= now():
            yield problems.OVER(row=row, closes_at=shown)
        elif begins is not None and closes_at <= begins:
            yield problems.BEFORE_OPENING(row=row, closes_at=shown, opens_at=self._shown(begins))
        elif closes_at <= last:
            yield problems.NO_LATER(row=row, closes_at=shown, last=self._shown(last))
        elif reveal is not None and reveal <= now():
            yield problems.REVEALED(row=row, reveal_at=self._shown(reveal))
        elif reveal is not None and closes_at > reveal and not self._moves_reveal:
            yield problems.PAST_REVEAL(row=row, closes_at=shown, reveal_at=self._shown(reveal))

    @property
    def _last_closing(self) -> datetime | None:
        """When the last track closes for all; None where one never does."""
        closings = [one.closes_at for one in self._dates.values()]
        known = [one for one in closings if one is not None]
        return max(known) if len(known) == len(closings) else None

    def moved(self, latest: datetime | None) -> dict[str, datetime]:
        """The tracks whose reveal gives way to a deadline, with the moment."""
        return {
            slug: latest
            for slug, dates in self._dates.items()
            if latest is not None and dates.reveal_at is not None and dates.reveal_at < latest
        }

    def warnings(self, latest: datetime | None) -> Iterator[Problem]:
        """What a deadline does to everybody."""
        asked = self._some.asked_until
        if latest is None or asked is None:
            return
        is_exact_after = self._access.definition.release in UNTIL_CLOSING
        if is_exact_after and latest > asked:
            if self._some.is_closed(now()):
                yield problems.EXACT_WERE_SHOWN(closed_at=self._shown(asked))
            yield problems.HOLDS_EXACT(before=self._shown(asked), after=self._shown(latest))
        for slug, moment in self.moved(latest).items():
            before = self._dates[slug].reveal_at
            assert before is not None, "what moves is there"
            yield problems.MOVES_REVEAL(
                track=slug, before=self._shown(before), after=self._shown(moment)
            )
        told = self._some.results_from
        if told is not None and told < latest:
            yield problems.RESULTS_TOLD(results_from=self._shown(told))

    def _shown(self, moment: datetime) -> str:
        return moment.astimezone(self._zone).isoformat(timespec="minutes")
