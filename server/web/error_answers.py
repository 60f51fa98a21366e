"""Whatever goes wrong, as an answer: who is at fault, what became of the file, what to do.

What the framework refuses and what breaks is said in our words. An outage is no fault: it is told
apart from one here, logged once in a while and not for every request, and asked to be waited for.
"""

import errno
import threading
import time
from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import cast

import structlog
from fastapi import FastAPI, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.exceptions import RequestValidationError
from sqlalchemy.exc import SQLAlchemyError
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.routing import Match
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from server.core import problems
from server.core.errors import DamagedBundleError, RequestProblemError
from server.core.outages import DATABASE, DISK, MACHINE, STORE, OutageError, outage_of
from server.web.errors import problem_answer
from server.web.pages.errors import error_page, wants_page

_RETRY_S = 5
_METHODS = ("DELETE", "GET", "PATCH", "POST", "PUT")
_LOGGED_EVERY_S = 10.0
_PARTS = {DATABASE: "database", DISK: "disk", STORE: "store of files"}

_Handler = Callable[[Request, Exception], Awaitable[Response]]

log = structlog.get_logger(__name__)


def answer_errors(app: FastAPI, *, largest_body: int) -> None:
    """Have an application answer every error so. largest_body: bytes of anything but uploads."""
    answers = _Answers(largest_body)
    app.add_exception_handler(RequestProblemError, answers.problem)
    app.add_exception_handler(RequestValidationError, answers.invalid)
    app.add_exception_handler(HTTPException, answers.refusal)
    app.add_exception_handler(DamagedBundleError, answers.damage)
    for kind in (OutageError, SQLAlchemyError, OSError):
        app.add_exception_handler(kind, answers.outage)
    app.add_exception_handler(Exception, answers.fault)


async def answer_error(app: FastAPI, request: Request, error: Exception) -> Response:
    """What an application answers where one of its routes raises."""
    try:
        return await _handler(app, type(error))(request, error)
    except Exception as fault:  # noqa: BLE001 - what is no outage is a fault
        return await _handler(app, Exception)(request, fault)


def _handler(app: FastAPI, kind: type[Exception]) -> _Handler:
    found = next(each for each in kind.__mro__ if each in app.exception_handlers)
    return cast("_Handler", app.exception_handlers[found])


class TooLargeInWords:
    """Says in our words what the framework says in two: that a body's length is not taken."""

    def __init__(self, app: ASGIApp, largest_body: int) -> None:
        self._app = app
        self._largest_body = largest_body

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and the answer back."""
        is_told = False

        async def send_in_words(message: Message) -> None:
            nonlocal is_told
            if message["type"] == "http.response.start" and _is_plain_refusal(message):
                is_told = True
                problem = problems.TOO_LARGE(limit_bytes=self._largest_body)
                status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
                await problem_answer(Request(scope), status, (problem,))(scope, receive, send)
            elif not is_told:
                await send(message)

        await self._app(scope, receive, send_in_words)


def _is_plain_refusal(start: Message) -> bool:
    is_plain = Headers(raw=start["headers"]).get("content-type", "").startswith("text/plain")
    return start["status"] == HTTPStatus.REQUEST_ENTITY_TOO_LARGE and is_plain


async def _note_forbidden(request: Request, error: RequestProblemError) -> None:
    """Let it be remembered of who is known, by the route: what was asked may name others."""
    note = getattr(request.state, "note_forbidden", None)
    if note is not None:
        path = f"{request.scope['path']}/"
        for name, value in request.path_params.items():
            path = path.replace(f"/{value}/", f"/{{{name}}}/")
        asked = f"{request.method} {path[:_LONGEST_PATH].rstrip('/')}"
        course = request.path_params.get("course")
        await run_in_threadpool(note, error.problems[0].code, asked, course)


_LONGEST_PATH = 200


class _Answers:
    """The handlers, each for the errors of one class."""

    def __init__(self, largest_body: int) -> None:
        self._largest_body = largest_body
        self._outages = _OutageLog()

    async def problem(self, request: Request, error: Exception) -> Response:
        """What a request has to do with itself."""
        assert isinstance(error, RequestProblemError)
        if error.status == HTTPStatus.FORBIDDEN:
            await _note_forbidden(request, error)
        if wants_page(request):
            page = error_page(request, error.status, error.problems)
            page.headers.update(error.headers or {})
            return page
        return problem_answer(
            request, error.status, error.problems, total=error.total, headers=error.headers
        )

    async def invalid(self, request: Request, error: Exception) -> Response:
        """What is not as the interface says."""
        assert isinstance(error, RequestValidationError)
        found = [
            problems.INVALID_REQUEST(where=".".join(map(str, wrong["loc"])), reason=wrong["msg"])
            for wrong in error.errors()
        ]
        return await self.problem(
            request, RequestProblemError(HTTPStatus.UNPROCESSABLE_ENTITY, *found)
        )

    async def refusal(self, request: Request, error: Exception) -> Response:
        """What the framework itself refuses: no such path, no such method."""
        assert isinstance(error, HTTPException)
        path, headers = request.url.path, error.headers
        if error.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
            problem = problems.METHOD_NOT_ALLOWED(path=path, method=request.method)
            headers = {"Allow": ", ".join(_methods_of(request))}
        elif error.status_code == HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
            problem = problems.TOO_LARGE(limit_bytes=self._largest_body)
        elif error.status_code == HTTPStatus.NOT_FOUND:
            problem = problems.NO_SUCH_PAGE(path=path)
        else:
            problem = problems.INVALID_REQUEST(where=path, reason=error.detail)
        status = HTTPStatus(error.status_code)
        return await self.problem(request, RequestProblemError(status, problem, headers=headers))

    async def damage(self, request: Request, error: Exception) -> Response:
        """Something that was pushed and is not kept as it was."""
        log.error("a bundle is damaged", why=str(error), path=request.url.path)
        problem = problems.BUNDLE_DAMAGED()
        return await self.problem(
            request, RequestProblemError(HTTPStatus.SERVICE_UNAVAILABLE, problem)
        )

    async def outage(self, request: Request, error: Exception) -> Response:
        """What everything needs is away, or its disk full; any other such error is a fault."""
        outage = outage_of(error) or _of_disk(error)
        if outage is None:
            raise error
        self._outages.tell(outage)
        if outage.what == DISK:
            status, problem, headers = HTTPStatus.INSUFFICIENT_STORAGE, problems.NO_ROOM(), None
        else:
            part = _PARTS.get(outage.what, "machine")
            status, problem = (
                HTTPStatus.SERVICE_UNAVAILABLE,
                problems.OUTAGE(part=part, retry_s=_RETRY_S),
            )
            headers = {"Retry-After": str(_RETRY_S)}
        return await self.problem(request, RequestProblemError(status, problem, headers=headers))

    async def fault(self, request: Request, error: Exception) -> Response:
        """Our fault: logged under the request's id, which is all that the answer says of it."""
        request_id: str = request.state.request_id
        log.error("request failed", request_id=request_id, path=request.url.path, exc_info=error)
        problem = problems.OUR_FAULT(request_id=request_id)
        return await self.problem(
            request, RequestProblemError(HTTPStatus.INTERNAL_SERVER_ERROR, problem)
        )


def _of_disk(error: Exception) -> OutageError | None:
    """A read or a write that failed: whoever asks may ask again, whichever file it is that fails.

    Where files are graded it is a fault, counted, so that no one file is tried for ever.
    """
    is_failed = isinstance(error, OSError) and error.errno == errno.EIO
    return OutageError(MACHINE, "OSError: input/output error") if is_failed else None


def _methods_of(request: Request) -> list[str]:
    """What the path takes: the framework names the methods of its first route alone."""

    def is_taken(method: str) -> bool:
        asked = {**request.scope, "method": method}
        return any(route.matches(asked)[0] is Match.FULL for route in request.app.routes)

    taken = [method for method in _METHODS if is_taken(method)]
    return (
        sorted([*taken, "HEAD"]) if "GET" in taken else taken
    )  # each GET may be asked for its head


class _OutageLog:
    """Says in the log what is away: at most every ten seconds, however many requests meet it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._met: dict[str, int] = {}
        self._told: dict[str, float] = {}

    def tell(self, outage: OutageError) -> None:
        """Count a request that met an outage."""
        with self._lock:
            self._met[outage.what] = self._met.get(outage.what, 0) + 1
            moment = time.monotonic()
            if moment - self._told.get(outage.what, -_LOGGED_EVERY_S) < _LOGGED_EVERY_S:
                return
            self._told[outage.what] = moment
            met = self._met.pop(outage.what)
        log.warning("requests cannot be met", away=outage.what, why=str(outage), requests=met)
