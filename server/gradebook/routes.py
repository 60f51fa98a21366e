"""Grades over HTTP, for staff."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from fastapi.concurrency import run_in_threadpool

from languages import Locale
from server.assignments.access import AssignmentAccess
from server.assignments.bundles import BundleCache
from server.assignments.dependencies import CurrentBundles, ManagerOfAssignment
from server.assignments.stairs import stairs_of
from server.core.database import Database
from server.core.tables import LARGEST_TABLE
from server.gradebook import rules
from server.gradebook.book import read_gradebook
from server.gradebook.dependencies import (
    ExportableGrades,
    ReadableGradebook,
    attachment,
    read_body,
)
from server.gradebook.everything import csv_of, xlsx_of
from server.gradebook.filling import System
from server.gradebook.views import GradebookView, gradebook_view
from server.identity.dependencies import Reader
from server.web.dependencies import CurrentDatabase, CurrentLocale

router = APIRouter(tags=["grades"])
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_PATH = "/courses/{course}/assignments/{assignment}/grades"


@router.get(_PATH)
def get_grades(book: ReadableGradebook, locale: CurrentLocale) -> GradebookView:
    """What every student earns, by the scores of now or as it was frozen. Staff only.

    Nothing is entered anywhere by that: it is a preview until the grades are taken out.
    """
    return gradebook_view(book, locale)


@router.put(_PATH + "/frozen")
def freeze_grades(
    database: CurrentDatabase,
    bundles: CurrentBundles,
    locale: CurrentLocale,
    _: Reader,  # who freezes grades sees them
    access: ManagerOfAssignment,
) -> GradebookView:
    """Freeze the grades: neither uploads nor new gradings change them from now on.

    409 where there are no points, where they rest on what the class must not know yet, and while
    files are still to be graded. Doing it again changes nothing. Instructors only.
    """
    database.write(rules.freeze, access, stairs_of(bundles, access))
    return _view(database, bundles, access, locale)


@router.delete(_PATH + "/frozen")
def unfreeze_grades(
    database: CurrentDatabase,
    bundles: CurrentBundles,
    locale: CurrentLocale,
    _: Reader,  # who lets grades go sees them
    access: ManagerOfAssignment,
) -> GradebookView:
    """Let the grades follow the scores again. Instructors only."""
    database.write(rules.unfreeze, access)
    return _view(database, bundles, access, locale)


_CSV: dict[int | str, dict[str, Any]] = {
    200: {"description": "The file.", "content": {"text/csv": {"schema": {"type": "string"}}}}
}
_XLSX: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The workbook.",
        "content": {WORKBOOK: {"schema": {"type": "string", "format": "binary"}}},
    }
}


@router.get(_PATH + ".csv", response_class=Response, responses=_CSV)
def get_grades_table(grades: ExportableGrades) -> Response:
    """All that is known of the grades, as a table for spreadsheets. Staff only.

    In UTF-8 with its mark. No cell is a formula. Of what the class must not know yet nothing is in
    it: no private score before the reveal, and no points that rest on one.
    """
    name = f"grades-{grades.access.assignment.slug}.csv"
    return attachment(grades.take("csv", csv_of), name, "text/csv")


@router.get(_PATH + ".xlsx", response_class=Response, responses=_XLSX)
def get_grades_workbook(grades: ExportableGrades) -> Response:
    """The same as a workbook. Staff only."""
    name = f"grades-{grades.access.assignment.slug}.xlsx"
    return attachment(grades.take("xlsx", xlsx_of), name, WORKBOOK)


@router.post(
    _PATH + "/fill",
    response_class=Response,
    responses=_CSV,
    openapi_extra={
        "requestBody": {"required": True, "content": {"text/csv": {"schema": {"type": "string"}}}}
    },
    max_body_size=2 * LARGEST_TABLE,
)
async def fill_grades(
    request: Request,
    grades: ExportableGrades,
    locale: CurrentLocale,
    system: Annotated[System, Query(description="Whose file it is.")],
    column: Annotated[
        str | None, Query(max_length=255, description="The title of the column that is filled.")
    ] = None,
    *,
    partial: Annotated[
        bool, Query(description="Leave out who is not known on the other side.")
    ] = False,
) -> Response:
    """Fill points into a file that Canvas or Moodle gave out, and get it back. Staff only.

    `canvas`: an exported gradebook; without `column` for a new assignment of the title of this one.
    `moodle`: a list with id numbers, addresses or user names; a file for the import of grades comes
    back, with those alone who are in the list. `worksheet`: the grading worksheet of a Moodle
    assignment. The encoding and the delimiter stay. Students are known by number, login, address or
    name; 422 says who is not, on either side, unless `partial` is true. 409 where no points may
    leave. Nothing is kept.
    """
    data = await read_body(request, LARGEST_TABLE)
    return await run_in_threadpool(grades.fill, data, system, locale, column, partial=partial)


def _view(
    database: Database, bundles: BundleCache, access: AssignmentAccess, locale: Locale
) -> GradebookView:
    with database.read() as session:
        book = read_gradebook(session, access, stairs_of(bundles, access))
    return gradebook_view(book, locale)
