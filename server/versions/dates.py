"""What a push may still say of dates that have come: what everybody has seen is not taken back.

A reveal stays, and results that a date has told. What can only be taken back from pages, and from
nobody's memory, is warned of.
"""

from collections.abc import Iterator
from datetime import datetime
from http import HTTPStatus
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from grader import Dates, Definition, Problem
from server.assignments import queries as assignments
from server.assignments.schedule import UNTIL_CLOSING, dates_of
from server.core import problems
from server.core.clock import now
from server.core.errors import RequestProblemError
from server.core.models import AssignmentVersion, Course
from server.submissions import queries as submissions


def require_kept(
    session: Session, course: Course, active: AssignmentVersion, after: Definition
) -> None:
    """Raise 409 where a definition would hide what everybody has seen of participants' files.

    active: the version in force.
    """
    moment, zone = now(), course.time_zone
    for track, before, dates in _dates(session, active, after):
        refused = None
        if before.is_final(moment) and not dates.is_final(moment):
            refused = problems.REVEAL_TAKEN_BACK(
                track=track, reveal_at=_shown(before.reveal_at, zone)
            )
        elif _are_told(before, moment) and dates.holds_results(moment):
            refused = problems.RESULTS_TAKEN_BACK(results_from=_shown(before.results_from, zone))
        if refused is not None:
            raise RequestProblemError(HTTPStatus.CONFLICT, refused)


def warnings_of(
    session: Session, course: Course, active: AssignmentVersion, after: Definition
) -> tuple[Problem, ...]:
    """What of the dates of a definition takes back from pages what participants may have read."""
    found: dict[str, Problem] = {}
    for _, before, dates in _dates(session, active, after):
        for one in _warnings(active.parsed, before, after, dates, course.time_zone):
            found.setdefault(one.code, one)
    return tuple(found.values())


def _warnings(
    said: Definition, before: Dates, after: Definition, dates: Dates, zone: str
) -> Iterator[Problem]:
    moment = now()
    was_exact = said.release in UNTIL_CLOSING and before.is_closed(moment)
    if was_exact and after.release in UNTIL_CLOSING and not dates.is_closed(moment):
        yield problems.EXACT_WERE_SHOWN(closed_at=_shown(before.asked_until, zone))
    if before.results_from is None and dates.holds_results(moment):
        yield problems.RESULTS_WERE_TOLD(results_from=_shown(dates.results_from, zone))
    if after.draft and not said.draft and not before.is_hidden(moment):
        yield problems.DRAFT_WAS_VISIBLE()
    if dates.is_hidden(moment) and not before.is_hidden(moment):
        yield problems.WAS_VISIBLE(visible_from=_shown(dates.visible_from, zone))


def _dates(
    session: Session, active: AssignmentVersion, after: Definition
) -> Iterator[tuple[str, Dates, Dates]]:
    """Tracks to which participants have sent files, with their dates now and by a definition."""
    used = submissions.tracks_with_files(session, active.assignment_id)
    for slug, track in assignments.tracks(session, active.assignment_id).items():
        if slug in used:
            yield slug, dates_of(active.parsed, track, None), dates_of(after, track, None)


def _are_told(dates: Dates, moment: datetime) -> bool:
    """Whether results were held back, and are no more."""
    return dates.results_from is not None and not dates.holds_results(moment)


def _shown(moment: datetime | None, time_zone: str) -> str:
    assert moment is not None, "what has come or is to come has a moment"
    return moment.astimezone(ZoneInfo(time_zone)).isoformat(timespec="minutes")
