"""The application: routes, lifespan, headers and the shape of every error."""

import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache
from http import HTTPStatus
from importlib.metadata import version

import structlog
from fastapi import APIRouter, FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.routing import BaseRoute
from starlette.types import ASGIApp

from server.assignments import pages as assignment_pages
from server.assignments import routes as assignments
from server.boards import pages as board_pages
from server.boards import routes as boards
from server.core import problems
from server.core.errors import RequestProblemError
from server.core.intervals import USUAL, Intervals
from server.courses import pages as course_pages
from server.courses import routes as courses
from server.grading import routes as health
from server.grading.pool import GradingPool
from server.history import pages as history_pages
from server.history import routes as history
from server.identity import pages as open_pages
from server.identity import routes as people
from server.service import Service
from server.settings import Settings
from server.similarity import pages as similarity_pages
from server.similarity import routes as similarity
from server.submissions import pages as submission_pages
from server.submissions import routes as submissions
from server.versions import pages as version_pages
from server.versions import routes as versions
from server.web.errors import MEDIA_TYPE, ProblemDocument, problem_answer
from server.web.headers import SecurityHeaders
from server.web.pages.errors import error_page, wants_page
from server.web.pages.static_files import HashedFiles

_API = (courses, people, assignments, versions, similarity, submissions, boards, history)
_PAGES = (
    open_pages,
    course_pages,
    assignment_pages,
    submission_pages,
    board_pages,
    history_pages,
    version_pages,
    similarity_pages,
)
_LARGEST_BODY = 64 * 1024  # of anything but uploads, which say so themselves

_PROBLEMS = {
    "description": "What is wrong with the request, all of it at once.",
    "content": {MEDIA_TYPE: {"schema": ProblemDocument.model_json_schema()}},
}

log = structlog.get_logger(__name__)


class Gradus(FastAPI):
    """The application, with our headers around all that it answers, faults included."""

    def build_middleware_stack(self) -> ASGIApp:
        """The framework's own layers, inside ours."""
        return SecurityHeaders(super().build_middleware_stack())


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
    app.add_exception_handler(RequestProblemError, _answer_problem)
    app.add_exception_handler(RequestValidationError, _answer_invalid)
    app.add_exception_handler(HTTPException, _answer_http)
    app.add_exception_handler(Exception, _answer_fault)
    return app


@cache
def _routes() -> list[BaseRoute]:
    """What every application of this process answers to.

    A route works out its dependencies when it is first asked: once, not once for each application.
    """
    site = APIRouter()
    for routes in _API:
        site.include_router(routes.router, prefix="/api/v1", responses={"4XX": _PROBLEMS})
    site.include_router(health.router)
    for pages in _PAGES:
        site.include_router(pages.router, include_in_schema=False)
    site.mount("/static", HashedFiles(), name="static")
    return site.routes


async def _answer_problem(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestProblemError)
    if wants_page(request):
        page = error_page(request, error.status, error.problems)
        page.headers.update(error.headers or {})
        return page
    return problem_answer(
        request, error.status, error.problems, total=error.total, headers=error.headers
    )


async def _answer_invalid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    found = [
        problems.INVALID_REQUEST(where=".".join(map(str, wrong["loc"])), reason=wrong["msg"])
        for wrong in error.errors()
    ]
    return await _answer_problem(
        request, RequestProblemError(HTTPStatus.UNPROCESSABLE_ENTITY, *found)
    )


async def _answer_http(request: Request, error: Exception) -> Response:
    """What the framework itself refuses: no such path, no such method."""
    assert isinstance(error, HTTPException)
    path = request.url.path
    if error.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
        problem = problems.METHOD_NOT_ALLOWED(path=path, method=request.method)
    elif error.status_code == HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
        problem = problems.TOO_LARGE(limit_bytes=_LARGEST_BODY)
    elif error.status_code == HTTPStatus.NOT_FOUND:
        problem = problems.NO_SUCH_PAGE(path=path)
    else:
        problem = problems.INVALID_REQUEST(where=path, reason=error.detail)
    return await _answer_problem(
        request,
        RequestProblemError(HTTPStatus(error.status_code), problem, headers=error.headers),
    )


async def _answer_fault(request: Request, error: Exception) -> Response:
    """Our fault: logged under a number that the answer names, and nothing else said."""
    request_id = secrets.token_hex(4)
    log.error("request failed", request_id=request_id, path=request.url.path, exc_info=error)
    return await _answer_problem(
        request,
        RequestProblemError(
            HTTPStatus.INTERNAL_SERVER_ERROR, problems.OUR_FAULT(request_id=request_id)
        ),
    )
