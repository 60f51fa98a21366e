"""Whether everything that was accepted is graded, or is going to be."""

from collections.abc import Iterator
from datetime import timedelta

from sqlalchemy.orm import Session

from server.assignments import queries as assignments
from server.assignments import versions
from server.core.clock import now
from server.integrity import grading_queries, queries
from server.integrity.findings import ABANDONED, NEVER_GRADED, NOT_GRADED_UNDER, WAITS_LONG, Finding

_SILENT = timedelta(minutes=5)  # many times the lease of a worker
_LONG = timedelta(hours=1)


def check_gradings(session: Session) -> Iterator[Finding]:
    """Submissions that nothing grades, and gradings that do not come forward."""
    for id_ in grading_queries.never_graded(session):
        yield Finding(NEVER_GRADED, f"submission {id_}")
    for assignment_id in queries.assignments(session):
        yield from _check_versions(session, assignment_id)
    for id_ in grading_queries.abandoned(session, now() - _SILENT):
        yield Finding(ABANDONED, f"submission {id_}")
    for id_ in grading_queries.waiting(session, now() - _LONG):
        yield Finding(WAITS_LONG, f"submission {id_}")


def _check_versions(session: Session, assignment_id: str) -> Iterator[Finding]:
    """Files that versions do not grade: none of a participant's, or one that came since.

    A push may grade again only the best or the last files of each, so that of older ones some may
    be left out. What came since has to be there, or with the version from which it is taken over.
    """
    in_force = assignments.in_force(session, assignment_id)
    for version in versions.gradings(session, assignment_id):
        since = grading_queries.latest_push(session, version.id)
        tracks = [track.slug for track in version.parsed.tracks]
        asked = (assignment_id, versions.grades_for(session, version, in_force), since, tracks)
        where = f"under version {version.number}"
        for id_ in grading_queries.ungraded_since(session, *asked):
            yield Finding(NOT_GRADED_UNDER, f"submission {id_}", where)
        for owner, track in grading_queries.ungraded_participants(session, *asked):
            yield Finding(NOT_GRADED_UNDER, f"participant {owner} on track {track}", where)
