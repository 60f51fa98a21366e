"""Versions over HTTP: pushing a bundle, what there is, what one would change, switching to it."""

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.concurrency import run_in_threadpool

from server.assignments.dependencies import AssignmentSlug, ManagerOfAssignment, StaffOfAssignment
from server.core.identifiers import new_id
from server.courses.dependencies import ManagerOfCourse
from server.versions.baselines import BaselineView, baseline_views
from server.versions.comparison import Comparison, VersionLine, compare, version_lines
from server.versions.dependencies import CurrentPublisher, ReadableVersion, VersionNumber
from server.web.api_model import ApiModel
from server.web.dependencies import CurrentLocale, CurrentSpool, ReadSession
from server.web.uploads import LARGEST_BODY, receive

router = APIRouter(tags=["assignments"])
_ASSIGNMENT = "/courses/{course}/assignments/{assignment}"
_VERSIONS = _ASSIGNMENT + "/versions"
_LARGEST_BUNDLE = 200_000_000
_BUNDLE = {"schema": {"type": "string", "format": "binary"}}


class VersionView(ApiModel):
    """What a push has made."""

    assignment: str
    """The slug of the assignment."""
    version: int
    """The number of the version."""
    live: bool
    """Whether it is in force; else it is graded beside the board, as a shadow."""
    sha256: str
    """SHA-256 of the bundle, in hexadecimal."""
    url: str
    """The page of the assignment."""


@router.put(
    _ASSIGNMENT,
    openapi_extra={"requestBody": {"required": True, "content": {"application/zip": _BUNDLE}}},
    max_body_size=LARGEST_BODY,
)
async def put_bundle(
    assignment: AssignmentSlug,
    request: Request,
    spool: CurrentSpool,
    publisher: CurrentPublisher,
    access: ManagerOfCourse,
    shadow: Annotated[  # noqa: FBT002 - a query parameter
        bool, Query(description="Grade beside the board, which changes only with a switch.")
    ] = False,
) -> VersionView:
    """Push a bundle (a zip, raw or as multipart `file`): a new version, in force at once.

    With `shadow`, everything is graded under it beside the board, which changes only with a switch.
    """
    spooled = spool.open(new_id())
    try:
        await receive(request, spooled, _LARGEST_BUNDLE)
        version = await run_in_threadpool(
            publisher.push, access, assignment, spooled, shadow=shadow
        )
    finally:
        spooled.discard()
    return VersionView(
        assignment=assignment,
        version=version.number,
        live=version.active,
        sha256=version.bundle_sha256,
        url=f"/courses/{access.course.slug}/assignments/{assignment}",
    )


@router.get(_VERSIONS)
def list_versions(session: ReadSession, access: StaffOfAssignment) -> list[VersionLine]:
    """Every version of an assignment, newest first, for staff."""
    return version_lines(session, access)


@router.get(_VERSIONS + "/{number}/comparison")
def get_comparison(
    session: ReadSession, access: StaffOfAssignment, version: ReadableVersion
) -> Comparison:
    """What every board would be under a version, beside what it is, for staff."""
    return compare(session, access, version)


@router.get(_VERSIONS + "/{number}/baselines")
def get_baselines(
    session: ReadSession, version: ReadableVersion, locale: CurrentLocale
) -> list[BaselineView]:
    """The baselines of a version and what came of each, for staff."""
    return baseline_views(session, version, locale)


@router.post(_VERSIONS + "/{number}/switch", status_code=HTTPStatus.NO_CONTENT)
def post_switch(
    number: VersionNumber, publisher: CurrentPublisher, access: ManagerOfAssignment
) -> None:
    """Put the version that is graded beside the board in force, all at once.

    409 while its gradings are not all final.
    """
    publisher.switch(access, number)


@router.post(_VERSIONS + "/{number}/discard", status_code=HTTPStatus.NO_CONTENT)
def post_discard(
    number: VersionNumber, publisher: CurrentPublisher, access: ManagerOfAssignment
) -> None:
    """Give up the version that is graded beside the board."""
    publisher.discard(access, number)
