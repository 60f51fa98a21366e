"""Versions over HTTP: pushing a bundle, what there is, what one would change, switching to it."""

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.concurrency import run_in_threadpool

from grader import ExplainedProblem, Problem
from server.assignments.dependencies import AssignmentSlug, ManagerOfAssignment, StaffOfAssignment
from server.core.files.blobs import SpooledFile
from server.core.identifiers import new_id
from server.courses.access import CourseAccess
from server.courses.dependencies import ManagerOfCourse
from server.grading.dependencies import RetriedAssignment
from server.grading.regrading import Regrade, Scope
from server.grading.retries import retry
from server.versions.baselines import BaselineView, baseline_views
from server.versions.comparison import Comparison, VersionLine, compare, version_lines
from server.versions.dependencies import CurrentPublisher, ReadableVersion, VersionNumber
from server.versions.publisher import Publisher
from server.web.api_model import ApiModel
from server.web.catalogue import CATALOGUE
from server.web.dependencies import (
    CurrentDatabase,
    CurrentEvents,
    CurrentLocale,
    CurrentQueue,
    CurrentSpool,
    ReadSession,
)
from server.web.uploads import LARGEST_BODY, receive

router = APIRouter(tags=["assignments"])
_ASSIGNMENT = "/courses/{course}/assignments/{assignment}"
_VERSIONS = _ASSIGNMENT + "/versions"
_LARGEST_BUNDLE = 200_000_000
_BUNDLE = {"schema": {"type": "string", "format": "binary"}}


class VersionView(ApiModel):
    """What a push has made, or would make."""

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
    changed: list[str] | None
    """The parts of the bundle that differ from the version in force before, those that grade first;
    null where there is none, or its parts are not known."""
    to_grade: int
    """How many files of participants are graded again; boards change once all of them are."""
    participants: int
    """Of how many participants they are."""
    minutes: int | None
    """About how many minutes that takes, by what each took before; null where nothing tells."""
    shown_anew: int | None
    """How many scores participants read otherwise although nothing is graded again, where scores
    are released by another rule; null where no grading was taken over."""
    warnings: tuple[ExplainedProblem, ...] = ()
    """What its dates take back that participants may have read, or other things to know."""


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
    locale: CurrentLocale,
    shadow: Annotated[  # noqa: FBT002 - a query parameter
        bool, Query(description="Grade beside the board, which changes only with a switch.")
    ] = False,
    regrade: Annotated[
        Scope, Query(description="Which files are graded again, where that is needed.")
    ] = Scope.ALL,
    dry_run: Annotated[bool, Query(description="Change nothing.")] = False,  # noqa: FBT002 - a query parameter
    last: Annotated[
        int, Query(ge=1, le=1000, description="How many of the newest, with `regrade=last`.")
    ] = 1,
) -> VersionView:
    """Push a bundle (a zip, raw or as multipart `file`): a new version, in force at once.

    Where it changes how files are graded, boards stay as they are until all of them are graded
    again, and change at once then. With `shadow` they change only with a switch. With
    `dry_run=true` nothing changes: the answer says what would.
    """
    spooled = spool.open(new_id())
    wanted = Regrade(regrade, last)
    try:
        await receive(request, spooled, _LARGEST_BUNDLE)
        work = _plan if dry_run else _push
        view, warnings = await run_in_threadpool(
            work, publisher, access, assignment, spooled, wanted, shadow
        )
        said = tuple(CATALOGUE.explain(one, locale) for one in warnings)
        return view.model_copy(update={"warnings": said})
    finally:
        spooled.discard()


def _push(
    publisher: Publisher,
    access: CourseAccess,
    slug: str,
    spooled: SpooledFile,
    regrade: Regrade,
    shadow: bool,  # noqa: FBT001 - as `_plan`
) -> tuple[VersionView, tuple[Problem, ...]]:
    version, warnings = publisher.push(access, slug, spooled, shadow=shadow, regrade=regrade)
    left = publisher.forecast(version)
    view = VersionView(
        assignment=slug,
        version=version.number,
        live=version.active,
        sha256=version.bundle_sha256,
        url=f"/courses/{access.course.slug}/assignments/{slug}",
        changed=version.changed,
        to_grade=left.files,
        participants=left.participants,
        minutes=left.minutes,
        shown_anew=version.shown_anew,
    )
    return view, warnings


def _plan(
    publisher: Publisher,
    access: CourseAccess,
    slug: str,
    spooled: SpooledFile,
    regrade: Regrade,
    shadow: bool,  # noqa: FBT001 - as `_push`
) -> tuple[VersionView, tuple[Problem, ...]]:
    found = publisher.plan(access, slug, spooled, shadow=shadow, regrade=regrade)
    view = VersionView(
        assignment=slug,
        version=found.number,
        live=not shadow,
        sha256=found.sha256,
        url=f"/courses/{access.course.slug}/assignments/{slug}",
        changed=None if found.changed is None else [part.value for part in found.changed],
        to_grade=found.forecast.files,
        participants=found.forecast.participants,
        minutes=found.forecast.minutes,
        shown_anew=found.shown_anew,
    )
    return view, found.warnings


class RetryView(ApiModel):
    """What is graded again of what could not be graded for reasons of ours."""

    files: int
    """How many files are graded again."""
    passed: int
    """How many are not: on the Ladder, later files of the same participants have been answered."""


@router.post(_ASSIGNMENT + "/retry")
def post_retry(
    database: CurrentDatabase,
    queue: CurrentQueue,
    events: CurrentEvents,
    access: RetriedAssignment,
    submission: Annotated[str | None, Query(description="The id of one file alone.")] = None,
) -> RetryView:
    """Grade again what could not be graded for reasons of ours, all of it or one file, for staff.

    The try that was given back is reserved again, and settled by the verdict. Doing it again
    changes nothing.
    """
    found = retry(database, queue, events, access, submission)
    return RetryView(files=len(found.waiting), passed=len(found.passed))


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
