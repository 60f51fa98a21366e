"""The application: routes, lifespan, headers and the shape of every error."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache, partial
from importlib.metadata import version
from typing import Any

from fastapi import APIRouter, Depends, FastAPI
from starlette.routing import BaseRoute
from starlette.types import ASGIApp

from server.account import pages as account_pages
from server.assignments import pages as assignment_pages
from server.assignments import routes as assignments
from server.audit import pages as audit_pages
from server.audit import routes as audit
from server.authoring import pages as authoring_pages
from server.authoring import routes as authoring
from server.boards import pages as board_pages
from server.boards import routes as boards
from server.core.intervals import USUAL, Intervals
from server.courses import pages as course_pages
from server.courses import routes as courses
from server.exceptions import pages as exception_pages
from server.exceptions import routes as exceptions
from server.files import pages as file_pages
from server.files import routes as files
from server.gradebook import pages as gradebook_pages
from server.gradebook import routes as gradebook
from server.grading import routes as health
from server.grading.pool import GradingPool
from server.history import pages as history_pages
from server.history import routes as history
from server.identity import pages as open_pages
from server.identity import routes as people
from server.invitations import pages as invitations_pages
from server.invitations import routes as invitations
from server.people import pages as people_pages
from server.people import routes as site_people
from server.privacy import routes as privacy
from server.service import Service
from server.settings import Settings
from server.similarity import pages as similarity_pages
from server.similarity import routes as similarity
from server.submissions import pages as submission_pages
from server.submissions import routes as submissions
from server.versions import pages as version_pages
from server.versions import routes as versions
from server.web.dependencies import refuse_nul
from server.web.error_answers import TooLargeInWords, answer_error, answer_errors
from server.web.headers import SecurityHeaders
from server.web.heads import HeadAsGet
from server.web.interface import ERRORS, add_errors
from server.web.lines import Lines
from server.web.pages.static_files import HashedFiles
from server.web.ready_answers import AnswersAtOnce
from server.web.request_ids import RequestIds
from server.web.shortcuts import Shortcuts

_API = (
    courses,
    people,
    invitations,
    assignments,
    versions,
    authoring,
    similarity,
    submissions,
    boards,
    history,
    files,
    gradebook,
    exceptions,
    audit,
    site_people,
    privacy,
)
_PAGES = (
    open_pages,
    account_pages,
    course_pages,
    assignment_pages,
    submission_pages,
    board_pages,
    history_pages,
    file_pages,
    gradebook_pages,
    exception_pages,
    version_pages,
    authoring_pages,
    similarity_pages,
    audit_pages,
    people_pages,
    invitations_pages,
)
_LARGEST_BODY = 64 * 1024  # of anything but uploads, which say so themselves


class Gradus(FastAPI):
    """The application, with our headers around all that it answers, faults included."""

    def openapi(self) -> dict[str, Any]:
        """The document that describes the interface, errors included."""
        if self.openapi_schema is None:
            self.openapi_schema = add_errors(super().openapi())
        return self.openapi_schema

    is_https = False

    def build_middleware_stack(self) -> ASGIApp:
        """The framework's own layers, inside ours."""
        framework = TooLargeInWords(super().build_middleware_stack(), _LARGEST_BODY)
        quick = Shortcuts(framework, submissions.SHORTCUTS, partial(answer_error, self))
        at_once = AnswersAtOnce(Lines(quick), "/leaderboard", "/submissions")
        return RequestIds(SecurityHeaders(HeadAsGet(at_once), is_https=self.is_https))


def create_app(
    settings: Settings, *, intervals: Intervals = USUAL, grading: GradingPool | None = None
) -> FastAPI:
    """The application for these settings; its service opens and closes with its lifespan.

    grading: see `Service`.
    """

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        service = Service(settings, intervals=intervals, grading=grading)
        app.state.service = service
        app.state.held = service.held
        service.start()
        try:
            yield
        finally:
            service.close()

    app = Gradus(
        title="Gradus",
        version=version("gradus"),
        summary="Grading for machine-learning courses.",
        lifespan=lifespan,
        routes=_routes(),
        docs_url=None,  # our own page takes no third party's script
        redoc_url=None,
        max_body_size=_LARGEST_BODY,
    )
    app.is_https = settings.is_https
    answer_errors(app, largest_body=_LARGEST_BODY)
    return app


@cache
def _routes() -> list[BaseRoute]:
    """What every application of this process answers to.

    A route works out its dependencies when it is first asked: once, not once for each application.
    """
    site = APIRouter(dependencies=[Depends(refuse_nul)])
    for routes in _API:
        site.include_router(routes.router, prefix="/api/v1", responses=ERRORS)
    site.include_router(health.router)
    for pages in _PAGES:
        site.include_router(pages.router, include_in_schema=False)
    site.mount("/static", HashedFiles(), name="static")
    return site.routes
