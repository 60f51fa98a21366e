"""Assignments over HTTP: what a participant may know, starter files, and pushing bundles."""

from http import HTTPStatus

from fastapi import APIRouter, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import FileResponse
from pydantic import BaseModel
from sqlalchemy.orm import Session

from grader import Bundle, BundleError, unpack
from server.assignments import queries
from server.assignments.access import assignment_access
from server.assignments.views import (
    AssignmentView,
    assignment_view,
)
from server.core.errors import RequestProblemError, not_found
from server.core.files.blobs import SpooledFile, bundle_key
from server.core.identifiers import new_id
from server.core.models import AssignmentVersion, Scope
from server.core.queue import Queue
from server.courses.access import course_access
from server.identity.rules import Viewer
from server.service import Service
from server.versions import baselines
from server.versions.push import NewVersion, push
from server.web.dependencies import CurrentLocale, CurrentService, CurrentViewer, ReadSession
from server.web.uploads import LARGEST_BODY, receive

router = APIRouter(tags=["assignments"])
LARGEST_BUNDLE = 200_000_000


class VersionView(BaseModel):
    """What a push has made. live: in force; else it is graded beside the board, as a shadow."""

    assignment: str
    version: int
    live: bool
    sha256: str
    url: str


class AssignmentLine(BaseModel):
    """An assignment in a list."""

    slug: str
    kind: str
    title: str
    url: str


@router.get("/courses/{course}/assignments")
def list_assignments(
    course: str, session: ReadSession, viewer: CurrentViewer, locale: CurrentLocale
) -> list[AssignmentLine]:
    """The course's assignments, oldest first."""
    viewer.require(Scope.READ)
    access = course_access(session, viewer, course)
    lines = []
    for assignment, _ in queries.active_of_course(session, access.course.id):
        found = assignment_access(session, viewer, course, assignment.slug)
        lines.append(
            AssignmentLine(
                slug=assignment.slug,
                kind=found.definition.kind,
                title=found.definition.title.read(locale),
                url=f"/courses/{course}/assignments/{assignment.slug}",
            )
        )
    return lines


@router.get("/courses/{course}/assignments/{assignment}")
def get_assignment(
    course: str,
    assignment: str,
    session: ReadSession,
    service: CurrentService,
    viewer: CurrentViewer,
    locale: CurrentLocale,
) -> AssignmentView:
    """What a participant may know of an assignment."""
    viewer.require(Scope.READ)
    access = assignment_access(session, viewer, course, assignment)
    return assignment_view(session, service.bundles, access, locale)


@router.get("/courses/{course}/assignments/{assignment}/starter/{name}")
def get_starter(
    course: str,
    assignment: str,
    name: str,
    session: ReadSession,
    service: CurrentService,
    viewer: CurrentViewer,
) -> FileResponse:
    """A file to start from."""
    viewer.require(Scope.READ)
    access = assignment_access(session, viewer, course, assignment)
    files = service.bundles.get(access.version.id).starter_files()
    if name not in files:
        raise not_found("starter file", name)
    return FileResponse(files[name], filename=name, content_disposition_type="attachment")


_BUNDLE = {"schema": {"type": "string", "format": "binary"}}


@router.put(
    "/courses/{course}/assignments/{assignment}",
    openapi_extra={"requestBody": {"required": True, "content": {"application/zip": _BUNDLE}}},
    max_body_size=LARGEST_BODY,
)
async def put_bundle(
    course: str,
    assignment: str,
    request: Request,
    service: CurrentService,
    viewer: CurrentViewer,
    *,
    shadow: bool = False,
) -> VersionView:
    """Push a bundle (a zip, raw or as multipart `file`): a new version, in force at once.

    With `shadow`, everything is graded under it beside the board, which changes only with a switch.
    """
    await run_in_threadpool(_require_manager, service, viewer, course)
    version_id = new_id()
    spooled = service.spool.open(version_id)
    try:
        await receive(request, spooled, LARGEST_BUNDLE)
        version = await run_in_threadpool(
            _push, service, viewer, course, assignment, version_id, spooled, shadow=shadow
        )
    finally:
        spooled.discard()
    return VersionView(
        assignment=assignment,
        version=version.number,
        live=version.active,
        sha256=version.bundle_sha256,
        url=f"/courses/{course}/assignments/{assignment}",
    )


def _require_manager(service: Service, viewer: Viewer, course: str) -> None:
    viewer.require(Scope.MANAGE)
    with service.database.read() as session:
        course_access(session, viewer, course).require_manager()


def _push(
    service: Service,
    viewer: Viewer,
    course: str,
    slug: str,
    version_id: str,
    spooled: SpooledFile,
    *,
    shadow: bool,
) -> AssignmentVersion:
    """Unpack, store and push a bundle; nothing of it stays where that fails."""
    spooled.finish()
    bundle = _unpack(service, spooled, version_id)
    service.files.keep(spooled.path, bundle_key(version_id))

    files = baselines.keep_files(service, bundle)
    try:
        version = service.database.write(
            _write,
            service.queue,
            viewer,
            course,
            slug,
            NewVersion(version_id, bundle, files, is_shadow=shadow),
        )
    except BaseException:
        forget_bundle(service, version_id)
        baselines.forget_files(service, (file.submission_id for file in files))
        raise
    baselines.forget_unused(service, files)
    if version.id != version_id:
        forget_bundle(service, version_id)
    return version


def _write(
    session: Session,
    engine: Queue,
    viewer: Viewer,
    course: str,
    slug: str,
    new: NewVersion,
) -> AssignmentVersion:
    return push(session, engine, course_access(session, viewer, course), slug, new)


def _unpack(service: Service, spooled: SpooledFile, version_id: str) -> Bundle:
    try:
        return unpack(spooled.path, service.bundles.folder(version_id))
    except BundleError as error:
        raise RequestProblemError(HTTPStatus.UNPROCESSABLE_ENTITY, *error.problems) from error


def forget_bundle(service: Service, version_id: str) -> None:
    """Remove the files of a version that is not wanted."""
    service.files.delete(bundle_key(version_id))
    service.bundles.forget(version_id)
