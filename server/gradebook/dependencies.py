"""Gradebooks as routes and pages ask for them."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Query

from server.assignments.access import AssignmentAccess
from server.assignments.bundles import BundleCache
from server.assignments.dependencies import (
    AssignmentSlug,
    CurrentBundles,
    StaffOfAssignment,
    open_assignment,
)
from server.assignments.stairs import stairs_of
from server.core.database import Database
from server.courses.dependencies import CourseSlug
from server.gradebook import rules
from server.gradebook.book import Gradebook, read_gradebook
from server.identity.dependencies import Reader
from server.web.dependencies import CurrentDatabase, ReadSession

_Track = Annotated[
    str | None, Query(description="The track that is read, where the bundle counts none.")
]


def read_grades(
    session: ReadSession, access: StaffOfAssignment, bundles: CurrentBundles, track: _Track = None
) -> Gradebook:
    """The gradebook, for staff."""
    return read_gradebook(session, access, stairs_of(bundles, access), track)


@dataclass(frozen=True)
class GradeExport:
    """Who takes grades out, and what of."""

    database: Database
    bundles: BundleCache
    access: AssignmentAccess

    def read(self) -> Gradebook:
        """The gradebook as it is."""
        with self.database.read() as session:
            return read_gradebook(session, self.access, stairs_of(self.bundles, self.access))

    def record(self, what: str, students: int) -> None:
        """Remember that grades of so many were taken out. what: as which file."""
        self.database.write(rules.record_export, self.access, what, students)


def export_grades(
    course: CourseSlug,
    assignment: AssignmentSlug,
    database: CurrentDatabase,
    bundles: CurrentBundles,
    reader: Reader,
) -> GradeExport:
    """Whoever may take grades out: staff of the course."""
    access = open_assignment(database, reader, course, assignment)
    access.course_access.require_staff()
    return GradeExport(database, bundles, access)


ReadableGradebook = Annotated[Gradebook, Depends(read_grades)]
ExportableGrades = Annotated[GradeExport, Depends(export_grades)]
