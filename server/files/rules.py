"""Remembering who took everybody's files out."""

from sqlalchemy.orm import Session

from server.assignments.access import AssignmentAccess
from server.core import audit
from server.files import queries
from server.files.queries import FileFilter


def record_download(session: Session, access: AssignmentAccess, wanted: FileFilter) -> None:
    """Remember who downloads how many files."""
    audit.record(
        session,
        access.viewer.person_id,
        "files.export",
        access.assignment.id,
        course_id=access.course.id,
        files=queries.count(session, wanted),
    )
