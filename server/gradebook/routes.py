"""Grades over HTTP, for staff."""

from fastapi import APIRouter

from languages import Locale
from server.assignments.access import AssignmentAccess
from server.assignments.bundles import BundleCache
from server.assignments.dependencies import CurrentBundles, ManagerOfAssignment
from server.assignments.stairs import stairs_of
from server.core.database import Database
from server.gradebook import rules
from server.gradebook.book import read_gradebook
from server.gradebook.dependencies import ReadableGradebook
from server.gradebook.views import GradebookView, gradebook_view
from server.identity.dependencies import Reader
from server.web.dependencies import CurrentDatabase, CurrentLocale

router = APIRouter(tags=["grades"])
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


def _view(
    database: Database, bundles: BundleCache, access: AssignmentAccess, locale: Locale
) -> GradebookView:
    with database.read() as session:
        book = read_gradebook(session, access, stairs_of(bundles, access))
    return gradebook_view(book, locale)
