"""Assignments over HTTP: what a participant may know, and starter files."""

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Path
from fastapi.responses import FileResponse

from server.assignments.access import visible_assignments
from server.assignments.dependencies import CurrentBundles, ReadableAssignment
from server.assignments.views import AssignmentView, assignment_view
from server.core.errors import not_found
from server.courses.dependencies import ReadableCourse
from server.web.api_model import ApiModel
from server.web.dependencies import CurrentLocale, ReadSession

router = APIRouter(tags=["assignments"])


class AssignmentLine(ApiModel):
    """An assignment in a list."""

    slug: str
    """Its name in addresses."""
    kind: str
    """`prediction` or `layers`."""
    title: str
    """Its title, in the reader's language."""
    url: str
    """Its page."""


@router.get("/courses/{course}/assignments")
def list_assignments(
    session: ReadSession, course: ReadableCourse, locale: CurrentLocale
) -> list[AssignmentLine]:
    """The course's assignments, oldest first."""
    return [
        AssignmentLine(
            slug=found.assignment.slug,
            kind=found.definition.kind,
            title=found.definition.title.read(locale),
            url=f"/courses/{course.course.slug}/assignments/{found.assignment.slug}",
        )
        for found in visible_assignments(session, course)
    ]


@router.get("/courses/{course}/assignments/{assignment}")
def get_assignment(
    session: ReadSession,
    bundles: CurrentBundles,
    access: ReadableAssignment,
    locale: CurrentLocale,
) -> AssignmentView:
    """What a participant may know of an assignment."""
    return assignment_view(session, bundles, access, locale)


_ANY_FILE = {"schema": {"type": "string", "format": "binary"}}


@router.get(
    "/courses/{course}/assignments/{assignment}/starter/{name}",
    response_class=FileResponse,
    responses={HTTPStatus.OK: {"description": "The file.", "content": {"*/*": _ANY_FILE}}},
)
def get_starter(
    name: Annotated[str, Path(description="The name of the file.")],
    bundles: CurrentBundles,
    access: ReadableAssignment,
) -> FileResponse:
    """A file to start from."""
    files = bundles.get(access.version.id).starter_files()
    if name not in files:
        raise not_found("starter file", name)
    return FileResponse(files[name], filename=name, content_disposition_type="attachment")
