"""Revealing a track at a moment that staff set, in the place of what its bundle says.

What was shown stays shown: a reveal that has come is not undone, and a moment that has not may be
set anew. Of staff's moment and a bundle's the one that was said last holds.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from grader import EARLIEST, LATEST, Dates, Definition
from languages import Locale
from server.assignments import versions
from server.assignments.access import AssignmentAccess, reopen
from server.assignments.schedule import dates_in_bundle, dates_of
from server.boards import queries
from server.core import audit, problems
from server.core.clock import now
from server.core.database import Database
from server.core.errors import RequestProblemError
from server.core.events import Events, board_topic
from server.core.exception_problems import EXTENDED_AFTER_REVEAL
from server.core.models import AssignmentVersion, Course, Track


@dataclass(frozen=True)
class RevealLine:
    """When a track closes and is revealed. is_set: whether staff have said so, and no bundle."""

    track: str
    title: str
    closes_at: datetime | None
    reveal_at: datetime | None
    is_final: bool
    is_set: bool
    may_be_now: bool


def reveal_lines(access: AssignmentAccess, locale: Locale) -> list[RevealLine]:
    """Every track of an assignment; none where there is nothing to reveal."""
    if access.definition.prediction is None:
        return []
    moment, lines = now(), []
    for said in access.definition.tracks:
        track = access.tracks[said.slug]
        dates = dates_of(access.definition, track, None)
        lines.append(
            RevealLine(
                track=said.slug,
                title=said.title.read(locale),
                closes_at=dates.closes_at,
                reveal_at=dates.reveal_at,
                is_final=dates.is_final(moment),
                is_set=track.reveal_at is not None,
                may_be_now=dates.asked_until is not None and dates.asked_until <= moment,
            )
        )
    return lines


def reveal(
    database: Database, events: Events, asked: AssignmentAccess, slug: str, at: datetime | None
) -> Dates:
    """Reveal a track at a moment, or now, and tell those who watch its board; its dates then.

    Raises 403 unless an instructor asks, 409 before the track's closing, where it has come already
    and is to come later, and where nothing is private. Doing it again changes nothing.
    """
    dates, changed = database.write(set_reveal, asked, slug, at)
    if changed is not None:
        events.publish(board_topic(changed))
    return dates


def set_reveal(
    session: Session, asked: AssignmentAccess, slug: str, at: datetime | None
) -> tuple[Dates, str | None]:
    """The same in one transaction; also the id of the board, where something has changed."""
    versions.lock(session, asked.assignment.id)  # no push is under way from now on
    access = reopen(session, asked)
    access.course_access.require_manager()
    track = queries.lock_board(session, access.track(slug).id)
    before, moment = dates_of(access.definition, track, None), now()
    wanted = moment if at is None else max(at, moment)
    is_said = at is not None and at == before.reveal_at
    if is_said or (before.is_final(moment) and wanted == moment):
        return before, None
    _require_may(access, track, before, wanted)
    track.reveal_at = wanted
    track.board_version += 1
    session.flush()
    _record(session, access, track, before.reveal_at)
    return dates_of(access.definition, track, None), track.id


def _require_may(access: AssignmentAccess, track: Track, dates: Dates, wanted: datetime) -> None:
    """Raise 409 where a track cannot be revealed at a moment."""
    name, zone = track.slug, access.course.time_zone
    refused = None
    if access.definition.prediction is None:
        refused = problems.NOTHING_TO_REVEAL(track=name)
    elif dates.reveal_at is not None and dates.is_final(now()):
        refused = problems.REVEALED(track=name, reveal_at=_shown(dates.reveal_at, zone))
    elif dates.asked_until is None:
        refused = problems.REVEAL_WITHOUT_CLOSING(track=name)
    elif wanted < dates.asked_until:
        refused = problems.REVEAL_BEFORE_CLOSING(
            track=name, closes_at=_shown(dates.asked_until, zone)
        )
    if refused is not None:
        raise RequestProblemError(HTTPStatus.CONFLICT, refused)


def follow_version(
    session: Session, course: Course, active: AssignmentVersion, after: Definition
) -> None:
    """Let what staff have set give way to a bundle that says another moment, unless it has come.

    active: the version in force. after: what the next one says. Raises 409 where any track would
    take files after a reveal, be it of one whose deadline is an exception.
    """
    boards = queries.lock_boards(session, active.assignment_id)
    _require_new_after_exceptions(course, boards, after)
    for track in boards:
        said, before = (dates_in_bundle(one, track) for one in (after, active.parsed))
        _require_after_exceptions(course, track, before, said)
        if track.reveal_at is None:
            continue
        if track.reveal_at > now() and said.reveal_at != before.reveal_at:
            track.reveal_at = None
        elif said.asked_until is None or said.asked_until > track.reveal_at:
            reveal_at = _shown(track.reveal_at, course.time_zone)
            raise RequestProblemError(
                HTTPStatus.CONFLICT,
                problems.CLOSES_AFTER_REVEAL(track=track.slug, reveal_at=reveal_at),
            )
    session.flush()


def _require_new_after_exceptions(
    course: Course, boards: Sequence[Track], after: Definition
) -> None:
    """Raise 409 where a track that is new would tell of rows that somebody is still asked about."""
    extended_until = max((one.extended_until for one in boards if one.extended_until), default=None)
    for slug in {track.slug for track in after.tracks} - {board.slug for board in boards}:
        reveal_at = after.dates(slug).reveal_at
        if extended_until is not None and reveal_at is not None and reveal_at < extended_until:
            raise _reveals_early(course, slug, reveal_at, extended_until)


def _require_after_exceptions(course: Course, track: Track, before: Dates, said: Dates) -> None:
    """Raise 409 where a bundle would reveal a track to who may still submit."""
    stays = track.reveal_at is not None and said.reveal_at == before.reveal_at
    reveal_at = track.reveal_at if stays else said.reveal_at
    if (
        reveal_at is not None
        and track.extended_until is not None
        and reveal_at < track.extended_until
    ):
        raise _reveals_early(course, track.slug, reveal_at, track.extended_until)


def _reveals_early(
    course: Course, slug: str, reveal_at: datetime, extended_until: datetime
) -> RequestProblemError:
    problem = EXTENDED_AFTER_REVEAL(
        track=slug,
        reveal_at=_shown(reveal_at, course.time_zone),
        extended_until=_shown(extended_until, course.time_zone),
    )
    return RequestProblemError(HTTPStatus.CONFLICT, problem)


def moment_of(text: str, time_zone: str) -> datetime:
    """The moment that a form says, on the clock of a zone. Raises 422 for what is none."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        problem = problems.BAD_MOMENT(got=text)
        raise RequestProblemError(HTTPStatus.UNPROCESSABLE_ENTITY, problem) from None
    if found.tzinfo is None:
        found = found.replace(tzinfo=ZoneInfo(time_zone))
    if not EARLIEST.year < found.year < LATEST.year:
        raise RequestProblemError(HTTPStatus.UNPROCESSABLE_ENTITY, problems.BAD_MOMENT(got=text))
    return found


def _shown(moment: datetime, time_zone: str) -> str:
    return moment.astimezone(ZoneInfo(time_zone)).isoformat(timespec="minutes")


def _record(
    session: Session, access: AssignmentAccess, track: Track, before: datetime | None
) -> None:
    assert track.reveal_at is not None
    audit.record(
        session,
        access.viewer.person_id,
        "assignment.reveal",
        access.assignment.id,
        course_id=access.course.id,
        track=track.slug,
        before=None if before is None else before.isoformat(),
        after=track.reveal_at.isoformat(),
    )
