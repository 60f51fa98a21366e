"""The page of grades, for staff."""

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Form, UploadFile
from fastapi.responses import RedirectResponse, Response

from server.assignments.access import AssignmentAccess
from server.assignments.dependencies import CurrentBundles, ManagerOfAssignment, StaffOfAssignment
from server.assignments.stairs import stairs_of
from server.core.tables import LARGEST_TABLE
from server.gradebook import rules
from server.gradebook.dependencies import ExportableGrades, ReadableGradebook, too_large
from server.gradebook.filling import System
from server.gradebook.views import gradebook_view
from server.identity.dependencies import Reader, SameSite
from server.submissions.frames import CurrentFrame
from server.web.dependencies import CurrentDatabase, CurrentLocale

router = APIRouter()
_PATH = "/courses/{course}/assignments/{assignment}/grades"


@router.get(_PATH, response_model=None)
def grades_page(
    access: StaffOfAssignment, frame: CurrentFrame, book: ReadableGradebook
) -> Response:
    """What every student earns, and how to take it out."""
    view = gradebook_view(book, frame.locale)
    return frame.page(
        "grades.html",
        book=view,
        layers=list(dict.fromkeys(name for line in view.grades for name in line.layers)),
        entered=sum(line.points is not None for line in view.grades),
        may_manage=access.course_access.may_manage,
    )


@router.post(_PATH + "/freeze", dependencies=[SameSite], response_model=None)
def freeze_grades(
    database: CurrentDatabase,
    bundles: CurrentBundles,
    _: Reader,  # who freezes grades sees them
    access: ManagerOfAssignment,
) -> Response:
    """Freeze the grades, and show them."""
    database.write(rules.freeze, access, stairs_of(bundles, access))
    return _to_grades(access)


@router.post(_PATH + "/unfreeze", dependencies=[SameSite], response_model=None)
def unfreeze_grades(
    database: CurrentDatabase,
    _: Reader,  # who lets grades go sees them
    access: ManagerOfAssignment,
) -> Response:
    """Let the grades follow the scores again, and show them."""
    database.write(rules.unfreeze, access)
    return _to_grades(access)


@router.post(
    _PATH + "/fill",
    dependencies=[SameSite],
    response_model=None,
    max_body_size=LARGEST_TABLE + 64 * 1024,
)
def fill_grades(
    grades: ExportableGrades,
    locale: CurrentLocale,
    file: UploadFile,
    system: Annotated[System, Form()],
    column: Annotated[str, Form(max_length=255)] = "",
    partial: Annotated[bool, Form()] = False,  # noqa: FBT002 - a field of the form
) -> Response:
    """Fill points into the file of another system, and give it back."""
    data = file.file.read(LARGEST_TABLE + 1)
    if len(data) > LARGEST_TABLE:
        raise too_large(LARGEST_TABLE)
    return grades.fill(data, system, locale, column.strip() or None, partial=partial)


def _to_grades(access: AssignmentAccess) -> Response:
    page = f"/courses/{access.course.slug}/assignments/{access.assignment.slug}/grades"
    return RedirectResponse(page, HTTPStatus.SEE_OTHER)
