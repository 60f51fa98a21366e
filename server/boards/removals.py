"""Taking files, and people, off boards, and putting them back.

A participant withdraws a file of their own until their deadline; an instructor disqualifies one, or
a participant from a board, whenever. Standings are made anew, of this participant alone. What a
file has told stays told: its try is spent, and on the Ladder the next is compared with it.
"""

from dataclasses import dataclass
from http import HTTPStatus
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from server.assignments import participants, versions
from server.assignments import queries as assignments
from server.assignments.access import AssignmentAccess
from server.assignments.participants import owner_of
from server.assignments.rules import bump_board
from server.assignments.schedule import dates_of
from server.boards import ladder, rounded
from server.boards.standings import restand
from server.core import audit
from server.core import exception_problems as problems
from server.core.clock import now
from server.core.database import Database
from server.core.errors import RequestProblemError, not_found
from server.core.events import Events, board_topic, submission_topic
from server.core.identifiers import new_id
from server.core.models import Removal, RemovalKind, Submission, Track
from server.core.problems import NOT_YOUR_FILE
from server.courses import queries as courses
from server.identity.rules import Viewer
from server.submissions.access import SubmissionAccess, submission_access
from server.submissions.releases import Chain

LONGEST_REASON = 500


@dataclass(frozen=True)
class Removals:
    """Takes things off boards, and tells those who look at them."""

    database: Database
    events: Events

    def withdraw(self, viewer: Viewer, submission_id: str, *, is_withdrawn: bool) -> None:
        """Let a file of one's own count for no board, or take that back.

        Raises 403 for a file of others, after the deadline and where staff have decided, and 404.
        Doing it again changes nothing.
        """
        self._change(withdraw_file, viewer, submission_id, is_withdrawn)

    def disqualify(self, viewer: Viewer, submission_id: str, reason: str | None) -> None:
        """Take anybody's file off its board for a reason; None puts it back, whoever took it off.

        Raises 403 unless an instructor asks, 404, and 422 without a reason.
        """
        self._change(disqualify_file, viewer, submission_id, reason)

    def disqualify_person(
        self, access: AssignmentAccess, track: str, alias: str, reason: str | None
    ) -> None:
        """Take a student off the board of a track for a reason; None puts them back. Raises so."""
        track_id = self.database.write(disqualify_person, access, track, alias, reason)
        self.events.publish(board_topic(track_id))

    def _change(self, work: object, viewer: Viewer, submission_id: str, wanted: object) -> None:
        track_id: str = self.database.write(work, viewer, submission_id, wanted)  # type: ignore[arg-type]
        self.events.publish(submission_topic(submission_id))
        self.events.publish(board_topic(track_id))


def withdraw_file(
    session: Session,
    viewer: Viewer,
    submission_id: str,
    is_withdrawn: bool,  # noqa: FBT001
) -> str:
    """Withdraw a file of one's own, or take that back; the id of the board that changes."""
    access = submission_access(session, viewer, submission_id)
    assignment, submission = access.assignment_access, access.submission
    terms = participants.lock_terms(session, assignment.assignment.id, viewer.person_id)
    if terms.participant_id != submission.participant_id:
        raise RequestProblemError(HTTPStatus.FORBIDDEN, NOT_YOUR_FILE())
    dates = dates_of(assignment.definition, access.track, terms)
    if dates.ends_at is not None and dates.is_over(now()):
        zone = ZoneInfo(assignment.course.time_zone)
        closes_at = dates.ends_at.astimezone(zone).isoformat(timespec="minutes")
        raise RequestProblemError(
            HTTPStatus.FORBIDDEN, problems.WITHDRAWAL_OVER(closes_at=closes_at)
        )
    held = _held(session, submission.track_id, owner_of(submission), submission.id)
    if held is not None and held.kind is RemovalKind.DISQUALIFIED:
        raise RequestProblemError(HTTPStatus.FORBIDDEN, problems.REMOVED_BY_STAFF())
    if is_withdrawn and held is None:
        _remove(session, viewer, RemovalKind.WITHDRAWN, submission, "")
        _record(session, access, "file.withdraw")
    elif not is_withdrawn and held is not None:
        _end(held, viewer)
        _record(session, access, "file.readmit")
    else:
        return submission.track_id
    _restand(session, submission)
    return submission.track_id


def disqualify_file(
    session: Session, viewer: Viewer, submission_id: str, reason: str | None
) -> str:
    """Take a file off its board, or put it back; the id of the board that changes."""
    access = submission_access(session, viewer, submission_id)
    access.assignment_access.course_access.require_manager()
    submission = access.submission
    participants.lock(session, owner_of(submission))
    held = _held(session, submission.track_id, owner_of(submission), submission.id)
    if reason is None and held is None:
        return submission.track_id
    if held is not None:
        _end(held, viewer)
        session.flush()
    if reason is not None:
        kind = RemovalKind.DISQUALIFIED
        _remove(session, viewer, kind, submission, _checked(reason))
    _record(session, access, "file.readmit" if reason is None else "file.disqualify")
    _restand(session, submission)
    return submission.track_id


def disqualify_person(
    session: Session, access: AssignmentAccess, slug: str, alias: str, reason: str | None
) -> str:
    """Take a student off a board, or put them back; the id of the board that changes."""
    access.course_access.require_manager()
    track = access.track(slug)
    member = courses.member_by_alias(session, access.course.id, alias)
    if member is None:
        raise not_found("member", alias)
    owner = participants.lock_participant(session, access.assignment.id, member.person_id)
    held = _held(session, track.id, owner, None)
    if reason is None and held is None:
        return track.id
    if held is not None:
        _end(held, access.viewer)
        session.flush()
    if reason is not None:
        session.add(_removal(access.viewer, RemovalKind.DISQUALIFIED, track.id, owner, reason))
    audit.record(
        session,
        access.viewer.person_id,
        "board.readmit" if reason is None else "board.disqualify",
        access.assignment.id,
        course_id=access.course.id,
        person=member.person_id,
        track=track.slug,
    )
    session.flush()
    _restand_all(session, track, owner)
    return track.id


def _held(
    session: Session, track_id: str, participant_id: str, submission_id: str | None
) -> Removal | None:
    """What takes a file off its board now, or a participant."""
    of_file = (
        Removal.submission_id.is_(None)
        if submission_id is None
        else Removal.submission_id == submission_id
    )
    return session.scalars(
        select(Removal).where(
            Removal.track_id == track_id,
            Removal.participant_id == participant_id,
            Removal.ended_at.is_(None),
            of_file,
        )
    ).one_or_none()


def _remove(
    session: Session, viewer: Viewer, kind: RemovalKind, submission: Submission, reason: str
) -> None:
    owner = owner_of(submission)
    removal = _removal(viewer, kind, submission.track_id, owner, reason)
    removal.submission_id = submission.id
    session.add(removal)
    session.flush()


def _removal(viewer: Viewer, kind: RemovalKind, track_id: str, owner: str, reason: str) -> Removal:
    return Removal(
        id=new_id(),
        kind=kind,
        track_id=track_id,
        participant_id=owner,
        submission_id=None,
        reason=reason if kind is RemovalKind.WITHDRAWN else _checked(reason),
        by_id=viewer.person_id,
        at=now(),
    )


def _checked(reason: str) -> str:
    text = reason.strip()
    if not 1 <= len(text) <= LONGEST_REASON:
        raise RequestProblemError(
            HTTPStatus.UNPROCESSABLE_ENTITY, problems.REMOVAL_WITHOUT_REASON(limit=LONGEST_REASON)
        )
    return text


def _end(held: Removal, viewer: Viewer) -> None:
    held.ended_at, held.ended_by = now(), viewer.person_id


def _restand_all(session: Session, track: Track, owner: str) -> None:
    """Stand anew whatever a participant has on a track; nothing where they have sent nothing."""
    wanted = select(Submission).where(
        Submission.track_id == track.id, Submission.participant_id == owner
    )
    submission = session.scalars(wanted.limit(1)).first()
    if submission is None:
        bump_board(session, track.id)
    else:
        _restand(session, submission)


def _restand(session: Session, submission: Submission) -> None:
    """Look anew which file of its participant stands, by exact scores and by what is shown."""
    session.flush()
    versions.lock(session, submission.assignment_id, shared=True)
    in_force = assignments.in_force(session, submission.assignment_id)
    restand(session, submission, in_force)
    if in_force.standing.parsed.uses_ladder:
        ladder.restand(session, Chain.of(submission, in_force.standing.id))
    else:
        rounded.restand(session, submission, in_force)


def _record(session: Session, access: SubmissionAccess, action: str) -> None:
    assignment = access.assignment_access
    audit.record(
        session,
        assignment.viewer.person_id,
        action,
        access.submission.id,
        course_id=assignment.course.id,
        person=access.submission.person_id,
    )
