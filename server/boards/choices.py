"""The files that participants choose to count, where the bundle lets them."""

from http import HTTPStatus
from zoneinfo import ZoneInfo

from sqlalchemy import delete
from sqlalchemy.orm import Session

from server.assignments import participants, versions
from server.assignments import queries as assignments
from server.assignments.access import AssignmentAccess, reopen
from server.assignments.schedule import dates_of
from server.boards import rounded
from server.boards.standings import restand
from server.core import problems
from server.core.clock import now
from server.core.database import Database
from server.core.errors import RequestProblemError, not_found
from server.core.events import Events, board_topic
from server.core.models import Choice, Submission, Track
from server.submissions import queries as submissions


def choose(
    database: Database,
    events: Events,
    asked: AssignmentAccess,
    submission_id: str,
    *,
    is_chosen: bool,
) -> None:
    """Let a file of one's own count, or no longer, and tell those who watch its board.

    Raises 403 after the deadline, 404 for a file of others, 409 where nobody chooses or as many are
    chosen as may be. Doing it again changes nothing.
    """
    track_id = database.write(choose_file, asked, submission_id, is_chosen=is_chosen)
    events.publish(board_topic(track_id))


def choose_file(
    session: Session, asked: AssignmentAccess, submission_id: str, *, is_chosen: bool
) -> str:
    """The same in one transaction; the id of the board that changes."""
    access = reopen(session, asked)
    submission = _own(session, access, submission_id)
    _require_choice(session, access, submission)
    versions.lock(session, access.assignment.id, shared=True)
    session.execute(delete(Choice).where(Choice.submission_id == submission.id))
    if is_chosen:
        _require_room(session, access, submission)
        session.add(Choice(submission_id=submission.id, chosen_at=now()))
    session.flush()
    in_force = assignments.in_force(session, access.assignment.id)
    restand(session, submission, in_force)
    rounded.restand(session, submission, in_force)
    return submission.track_id


def _own(session: Session, access: AssignmentAccess, submission_id: str) -> Submission:
    """A file of the viewer's own, their turn taken: of two choices at once one is the second."""
    owner = participants.lock_participant(session, access.assignment.id, access.viewer.person_id)
    found = session.get(Submission, submission_id)
    if found is None or found.participant_id != owner:
        raise not_found("submission", submission_id)
    return found


def _require_choice(session: Session, access: AssignmentAccess, submission: Submission) -> None:
    if access.definition.counts != "chosen":
        raise RequestProblemError(HTTPStatus.CONFLICT, problems.NOTHING_TO_CHOOSE())
    track = session.get_one(Track, submission.track_id)
    terms = participants.terms_of_viewer(session, access)
    dates = dates_of(access.definition, track, terms)
    if dates.ends_at is not None and dates.is_over(now()):
        zone = ZoneInfo(access.course.time_zone)
        closes_at = dates.ends_at.astimezone(zone).isoformat(timespec="minutes")
        raise RequestProblemError(HTTPStatus.FORBIDDEN, problems.CHOICE_OVER(closes_at=closes_at))


def _require_room(session: Session, access: AssignmentAccess, submission: Submission) -> None:
    most = access.definition.choices
    chosen = submissions.chosen(session, submission.track_id, submission.participant_id)
    if len(chosen) >= most:
        raise RequestProblemError(HTTPStatus.CONFLICT, problems.ALL_CHOSEN(most=str(most)))
