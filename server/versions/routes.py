"""Versions over HTTP: what there is, what one would change, switching to it, discarding it."""

from http import HTTPStatus

from fastapi import APIRouter
from sqlalchemy.orm import Session

from server.assignments.access import assignment_access
from server.assignments.routes import forget_bundle
from server.core.events import board_topic
from server.core.models import Scope
from server.identity.rules import Viewer
from server.service import Service
from server.versions import switch as versions
from server.versions.baselines import BaselineView, baseline_views, forget_files
from server.versions.comparison import Comparison, VersionLine, compare, version_lines
from server.versions.switch import Discarded
from server.web.dependencies import CurrentLocale, CurrentService, CurrentViewer, ReadSession

router = APIRouter(tags=["assignments"])
_VERSIONS = "/courses/{course}/assignments/{assignment}/versions"


@router.get(_VERSIONS)
def list_versions(
    course: str, assignment: str, session: ReadSession, viewer: CurrentViewer
) -> list[VersionLine]:
    """Every version of an assignment, newest first, for staff."""
    viewer.require(Scope.READ)
    access = assignment_access(session, viewer, course, assignment)
    access.course_access.require_staff()
    return version_lines(session, access)


@router.get(_VERSIONS + "/{number}/comparison")
def get_comparison(
    course: str, assignment: str, number: int, session: ReadSession, viewer: CurrentViewer
) -> Comparison:
    """What every board would be under a version, beside what it is, for staff."""
    viewer.require(Scope.READ)
    access = assignment_access(session, viewer, course, assignment)
    return compare(session, access, versions.version_of(session, access, number))


@router.get(_VERSIONS + "/{number}/baselines")
def get_baselines(
    course: str,
    assignment: str,
    number: int,
    session: ReadSession,
    viewer: CurrentViewer,
    locale: CurrentLocale,
) -> list[BaselineView]:
    """The baselines of a version and what came of each, for staff."""
    viewer.require(Scope.READ)
    access = assignment_access(session, viewer, course, assignment)
    return baseline_views(session, versions.version_of(session, access, number), locale)


@router.post(_VERSIONS + "/{number}/switch", status_code=HTTPStatus.NO_CONTENT)
def post_switch(
    course: str, assignment: str, number: int, service: CurrentService, viewer: CurrentViewer
) -> None:
    """Put the version that is graded beside the board in force, all at once.

    409 while its gradings are not all final.
    """
    switch_version(service, viewer, course, assignment, number)


@router.post(_VERSIONS + "/{number}/discard", status_code=HTTPStatus.NO_CONTENT)
def post_discard(
    course: str, assignment: str, number: int, service: CurrentService, viewer: CurrentViewer
) -> None:
    """Give up the version that is graded beside the board."""
    discard_version(service, viewer, course, assignment, number)


def switch_version(
    service: Service, viewer: Viewer, course: str, assignment: str, number: int
) -> None:
    """Switch in one transaction, then tell those who watch the boards."""
    viewer.require(Scope.MANAGE)
    for track_id in service.database.write(_switch, viewer, course, assignment, number):
        service.events.publish(board_topic(track_id))


def _switch(
    session: Session, viewer: Viewer, course: str, assignment: str, number: int
) -> list[str]:
    access = assignment_access(session, viewer, course, assignment)
    return versions.switch(session, access, number)


def discard_version(
    service: Service, viewer: Viewer, course: str, assignment: str, number: int
) -> None:
    """Discard in one transaction, then remove the bundle and what only it had."""
    viewer.require(Scope.MANAGE)
    discarded = service.database.write(_discard, viewer, course, assignment, number)
    forget_bundle(service, discarded.version_id)
    forget_files(service, discarded.baselines)


def _discard(
    session: Session, viewer: Viewer, course: str, assignment: str, number: int
) -> Discarded:
    access = assignment_access(session, viewer, course, assignment)
    return versions.discard(session, access, number)
