"""Taking a file in: what is checked, and the one transaction that makes it a submission."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from http import HTTPStatus
from pathlib import PurePosixPath
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from grader import Dates
from server.assignments import participants, quota, versions
from server.assignments.access import AssignmentAccess
from server.assignments.late import require_late_day
from server.assignments.schedule import dates_of, dates_of_all
from server.assignments.terms import Terms
from server.core import audit, problems, sql
from server.core.clock import now
from server.core.errors import RequestProblemError
from server.core.files.blobs import StoredFile
from server.core.identifiers import new_id
from server.core.models import AssignmentVersion, Evaluation, Submission, Track
from server.core.queue import Priority, Queue
from server.submissions import queries as submissions

_SET_BACK = timedelta(seconds=1)


@dataclass(frozen=True)
class Upload:
    """A file that was received whole and is durable, but is no submission yet.

    again: whether it is to count although the same bytes were sent before. late: whether it may
    spend late days. sent_by: who of staff
    sends it in the place of its participant; None for themselves.
    """

    submission_id: str
    filename: str
    stored: StoredFile
    received_at: datetime
    idempotency_key: str | None
    again: bool = False
    late: bool = False
    sent_by: str | None = None


@dataclass(frozen=True)
class Accepted:
    """A submission that is committed.

    repeated: it was there before, under the same key. same_file: likewise, with the same bytes.
    """

    submission: Submission
    evaluation: Evaluation
    position: int
    repeated: bool = False
    same_file: bool = False

    @property
    def is_new(self) -> bool:
        """Whether it was made of this upload."""
        return not (self.repeated or self.same_file)


def require_open(access: AssignmentAccess, dates: Dates, moment: datetime) -> None:
    """Raise 403 before the opening, after the deadline, and once the course is over.

    Staff may submit until then.
    """
    zone = ZoneInfo(access.course.time_zone)
    if access.course.archived_at is not None:
        raise RequestProblemError(HTTPStatus.FORBIDDEN, problems.COURSE_ARCHIVED())
    if access.is_staff:
        return
    if access.definition.paused:
        raise RequestProblemError(HTTPStatus.FORBIDDEN, problems.PAUSED())
    if dates.opens_at is not None and dates.is_upcoming(moment):
        opens_at = dates.opens_at.astimezone(zone).isoformat(timespec="minutes")
        raise RequestProblemError(HTTPStatus.FORBIDDEN, problems.NOT_OPEN(opens_at=opens_at))
    if dates.ends_at is not None and dates.is_over(moment):
        closes_at = dates.ends_at.astimezone(zone).isoformat(timespec="minutes")
        raise RequestProblemError(HTTPStatus.FORBIDDEN, problems.CLOSED(closes_at=closes_at))


def require_may_submit(session: Session, access: AssignmentAccess, moment: datetime) -> None:
    """Raise what would refuse an upload to any track, before its bytes are read."""
    terms = participants.terms_of_viewer(session, access)
    tracks = access.tracks.values()
    require_open(access, dates_of_all(access.definition, tracks, terms), moment)
    if not access.is_staff:
        quota.require_free(session, access.course, terms, access.definition.quota, moment=moment)


def accept(
    session: Session,
    engine: Queue,
    access: AssignmentAccess,
    track_slug: str | None,
    upload: Upload,
) -> Accepted:
    """Make an upload a submission: its row, its try, its evaluation, its message to the workers.

    Raises 403 outside the dates and for a late day that is not there, 409 for a key used for
    something else and for late days nobody agreed to, 422 for a track that is
    not there, 429 over quota; then nothing of it is left. Staff try for free. Of bytes that the
    participant has sent to the track before, nothing is made unless the upload says so.
    """
    track = access.track(track_slug)
    terms = participants.lock_terms(session, access.assignment.id, access.viewer.person_id)
    participant_id = terms.participant_id
    assert participant_id is not None, "who is locked is there"
    repeated = _find_repeated(session, participant_id, track.id, upload)
    if repeated is not None:
        return repeated
    dates = dates_of(access.definition, track, terms)
    require_open(access, dates, upload.received_at)
    if not (access.is_staff or upload.again):
        same = _find_same_file(session, access, participant_id, track.id, upload)
        if same is not None:
            return same
    if not access.is_staff and dates.is_late(upload.received_at):
        require_late_day(session, access, dates, upload.received_at, agreed=upload.late)
    submission = _submission(session, access, participant_id, track, upload)
    _add(session, access, submission, terms)
    evaluation = _enqueue_gradings(session, engine, access, submission, track.slug)
    if upload.sent_by is not None:
        person, course_id = submission.person_id, access.course.id
        said = {"course_id": course_id, "person": person, "track": track.slug}
        audit.record(session, upload.sent_by, audit.SENT_FOR, submission.id, **said)
    return Accepted(submission, evaluation, submissions.queue_position(session, evaluation))


def _add(session: Session, access: AssignmentAccess, submission: Submission, terms: Terms) -> None:
    """Write it and its try. Who has none left is refused before anything is written."""
    if not access.is_staff:
        quota.require_free(
            session,
            access.course,
            terms,
            access.definition.quota,
            moment=submission.came_at,
        )
    sql.insert(session, submission)
    if not access.is_staff:
        quota.reserve(session, access.course, submission)


def _submission(
    session: Session, access: AssignmentAccess, participant_id: str, track: Track, upload: Upload
) -> Submission:
    received_at = _after_others(session, participant_id, upload.received_at)
    was_set_back = received_at - upload.received_at >= _SET_BACK
    return Submission(
        id=upload.submission_id,
        assignment_id=access.assignment.id,
        track_id=track.id,
        person_id=access.viewer.person_id,
        participant_id=participant_id,
        filename=upload.filename,
        sha256=upload.stored.sha256,
        size_bytes=upload.stored.size_bytes,
        received_at=received_at,
        clock_at=upload.received_at if was_set_back else None,
        idempotency_key=upload.idempotency_key,
    )


def _enqueue_gradings(
    session: Session, engine: Queue, access: AssignmentAccess, submission: Submission, track: str
) -> Evaluation:
    """The grading that boards stand on; those beside the board, where there are any, come behind.

    There a track may be gone.
    """
    versions.lock(session, access.assignment.id, shared=True)
    standing, *beside = versions.gradings(session, access.assignment.id)
    priority = Priority.of(is_program=access.asks_for_program(track), is_again=False)
    owner = submission.participant_id
    evaluation = enqueue_grading(session, engine, submission.id, standing.id, priority, owner)
    for version in beside:
        if version.parsed.track(track) is not None:
            grade_again(session, engine, version, submission.id, track, owner)
    return evaluation


def _after_others(session: Session, participant_id: str, received_at: datetime) -> datetime:
    """The moment of receipt, a little later where the participant's latest is not before it.

    Of two uploads at once the second to be committed is the later one, whatever its clock said:
    public scores are released in this order, and none is inserted before one that was shown. A
    clock that was ahead and is set back leaves it ahead, until it has come as far again.
    """
    latest = submissions.latest_receipt(session, participant_id)
    if latest is None or latest < received_at:
        return received_at
    return latest + timedelta(microseconds=1)


def enqueue_grading(
    session: Session,
    engine: Queue,
    submission_id: str,
    version_id: str,
    priority: Priority,
    participant_id: str | None = None,
) -> Evaluation:
    """A new evaluation of a submission, which the workers hear of when it is durable.

    participant_id: who waits their turn with it.
    """
    evaluation = Evaluation(
        id=new_id(),
        submission_id=submission_id,
        version_id=version_id,
        priority=priority,
        queued_at=now(),
    )
    sql.insert(session, evaluation)
    engine.enqueue(session, evaluation.id, priority, participant_id)
    return evaluation


def grade_again(
    session: Session,
    engine: Queue,
    version: AssignmentVersion,
    submission_id: str,
    track: str,
    participant_id: str | None,
) -> Evaluation:
    """A new evaluation behind those that somebody waits for. track: its slug."""
    is_program = version.parsed.takes_programs(track)
    priority = Priority.of(is_program=is_program, is_again=True)
    return enqueue_grading(session, engine, submission_id, version.id, priority, participant_id)


def _find_same_file(
    session: Session,
    access: AssignmentAccess,
    participant_id: str,
    track_id: str,
    upload: Upload,
) -> Accepted | None:
    """The participant's latest submission of these bytes that the version in force grades.

    Not one that failed by our fault: sending it again is the way out of that. Nor one under a name
    of another kind, by which it may have been read otherwise.
    """
    found = submissions.of_same_bytes(
        session, participant_id, track_id, access.version.grading_id, upload.stored.sha256
    )
    if found is None or _suffix(found[0].filename) != _suffix(upload.filename):
        return None
    submission, evaluation = found
    position = submissions.queue_position(session, evaluation)
    return Accepted(submission, evaluation, position, same_file=True)


def _suffix(filename: str) -> str:
    return PurePosixPath(filename).suffix.lower()


def _find_repeated(
    session: Session, participant_id: str, track_id: str, upload: Upload
) -> Accepted | None:
    """The submission that this Idempotency-Key has made already. Raises 409 if of other bytes."""
    if upload.idempotency_key is None:
        return None
    found = submissions.by_idempotency_key(session, participant_id, upload.idempotency_key)
    if found is None:
        return None
    if (found.sha256, found.track_id) != (upload.stored.sha256, track_id):
        raise RequestProblemError(HTTPStatus.CONFLICT, problems.IDEMPOTENCY_CONFLICT())
    evaluation = submissions.latest_evaluation(session, found.id)
    position = submissions.queue_position(session, evaluation)
    return Accepted(found, evaluation, position, repeated=True)
