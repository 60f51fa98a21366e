"""Gradebooks as routes and pages ask for them."""

from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Annotated

from fastapi import Depends, Query, Request, Response

from languages import Locale
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
from server.core.errors import RequestProblemError
from server.core.problems import TOO_LARGE
from server.courses.dependencies import CourseSlug
from server.gradebook import rules
from server.gradebook.book import Gradebook, read_gradebook
from server.gradebook.filling import System, fill
from server.identity.dependencies import Reader
from server.web.dependencies import CurrentDatabase, ReadSession

_Track = Annotated[
    str | None, Query(description="The track that is read, where the bundle counts none.")
]


async def read_body(request: Request, limit: int) -> bytes:
    """The body of a request, in memory. Raises 413 beyond `limit` bytes."""
    data = bytearray()
    async for chunk in request.stream():
        data += chunk
        if len(data) > limit:
            raise too_large(limit)
    return bytes(data)


def too_large(limit: int) -> RequestProblemError:
    """The 413 for a file beyond `limit` bytes."""
    return RequestProblemError(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, TOO_LARGE(limit_bytes=limit))


def read_grades(
    session: ReadSession, access: StaffOfAssignment, bundles: CurrentBundles, track: _Track = None
) -> Gradebook:
    """The gradebook, for staff."""
    return read_gradebook(session, access, stairs_of(bundles, access), track)


def attachment(content: bytes, name: str, media_type: str) -> Response:
    """A file to keep, which no cache keeps."""
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "Cache-Control": "no-store",
    }
    return Response(content, media_type=media_type, headers=headers)


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

    def take(self, what: str, write: Callable[[Gradebook], bytes]) -> bytes:
        """A file of every grade. what: as which file that is remembered."""
        book = self.read()
        content = write(book)
        self.record(what, len(book.grades))
        return content

    def fill(
        self, data: bytes, system: System, locale: Locale, column: str | None, *, partial: bool
    ) -> Response:
        """The file of another system with the points of the class. Raises 409 and 422."""
        title = self.access.definition.title.read(locale)
        filled = fill(data, self.read(), system, title, column or None, partial=partial)
        self.record(system, filled.students)
        name = f"{system}-{self.access.assignment.slug}.csv"
        return attachment(filled.content, name, "text/csv")

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
