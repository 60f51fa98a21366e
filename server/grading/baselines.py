"""Baselines: graded as what participants upload, behind it, and counted for nobody.

They take no try, have no standing, and no switch waits for them.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from grader import Definition
from server.assignments import queries as assignments
from server.core.clock import now
from server.core.files.blobs import StoredFile
from server.core.models import AssignmentVersion, Submission, Track
from server.core.queue import Priority, Queue
from server.submissions import queries as submissions
from server.submissions.rules import enqueue_grading


@dataclass(frozen=True)
class BaselineFile:
    """A baseline's file, durable under an id of its own, but no submission yet.

    track: its slug, as `slug` is the baseline's.
    """

    submission_id: str
    track: str
    slug: str
    filename: str
    stored: StoredFile


def enqueue(
    session: Session,
    engine: Queue,
    version: AssignmentVersion,
    files: Sequence[BaselineFile],
    definition: Definition,
    taken_from: str | None = None,
) -> None:
    """Queue baselines under a version; bytes that were pushed before stay the same submission.

    What was graded before is not graded again. definition: that of their bundle, whose tracks are
    there. taken_from: the version whose gradings it will take over. The caller has locked the
    assignment's versions.
    """
    graded_by = {version.id, taken_from or version.id}
    tracks = assignments.tracks(session, version.assignment_id)
    for file in files:
        track = tracks[file.track]
        found = submissions.baseline_by_bytes(session, track.id, file.slug, file.stored.sha256)
        if found is not None and submissions.has_evaluation(session, found.id, graded_by):
            continue
        submission = found or _add(session, version, track, file)
        priority = Priority.of_baseline(is_program=definition.takes_programs(file.track))
        enqueue_grading(session, engine, submission.id, version.id, priority)


def _add(
    session: Session, version: AssignmentVersion, track: Track, file: BaselineFile
) -> Submission:
    submission = Submission(
        id=file.submission_id,
        assignment_id=version.assignment_id,
        track_id=track.id,
        person_id=version.pushed_by,
        participant_id=None,
        filename=file.filename,
        sha256=file.stored.sha256,
        size_bytes=file.stored.size_bytes,
        received_at=now(),
        idempotency_key=None,
        baseline=file.slug,
    )
    session.add(submission)
    session.flush()
    return submission


def remove_ungraded(session: Session, assignment_id: str) -> list[str]:
    """Remove the baselines that no version grades any more; their ids, for their files."""
    left = submissions.ungraded_baselines(session, assignment_id)
    for submission in left:
        session.delete(submission)
    session.flush()
    return [submission.id for submission in left]
