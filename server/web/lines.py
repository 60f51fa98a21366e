"""Everybody waits in a line of their own, so that nobody's requests hold up another's.

Of one token or session a few requests are worked on at once, and so many are open. Whoever has not
shown who they are - no token, or one that is not known here yet - is a stranger: two of all their
requests are worked on at once. No place is held while we wait for who asks: not for a body, not
until an answer is taken, and not by a long poll.
"""

import asyncio
import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from http import HTTPStatus

from fastapi import Request, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from server.core import problems
from server.core.cache import Cache
from server.web.errors import problem_answer
from server.web.pages.errors import error_page, wants_page

MOST_OPEN = 64
_PLACES, _PLACES_OF_STRANGERS = 4, 2
_MOST_KNOWN = 10_000
_SHOWN = (b"authorization", b"cookie")
_PROBES = ("/healthz", "/readyz")  # whoever asks these stops a server that is late
_RETRY_S = 5


@dataclass
class _Line:
    """Those who show the same. open: requests that have no whole answer yet."""

    places: asyncio.Semaphore
    open: int = 0


@dataclass
class _Visit:
    """A request, which may hold a place. is_over: it needs none any more."""

    places: asyncio.Semaphore
    has_place: bool = field(default=False, init=False)
    is_over: bool = field(default=False, init=False)

    async def enter(self) -> None:
        if not self.is_over:
            await self.places.acquire()
            self.has_place = True

    def leave(self) -> None:
        if self.has_place:
            self.has_place = False
            self.places.release()

    def end(self) -> None:
        self.is_over = True
        self.leave()


class Lines:
    """Passes requests on, of everybody a few at once."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._strangers = _Line(asyncio.Semaphore(_PLACES_OF_STRANGERS))
        self._lines: dict[bytes, _Line] = {}
        self._known: Cache[bytes, bool] = Cache(_MOST_KNOWN)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Wait for a place, and answer; 429 where somebody has too many open."""
        if scope["type"] != "http" or scope["path"] in _PROBES:
            await self._app(scope, receive, send)
            return
        shown = _what_is_shown(scope)
        if shown is None or not self._known.get(shown):
            await self._visit(self._strangers, shown, scope, receive, send)
            return
        line = self._lines.setdefault(shown, _Line(asyncio.Semaphore(_PLACES)))
        if line.open >= MOST_OPEN:
            await _refuse(Request(scope))(scope, receive, send)
            return
        line.open += 1
        try:
            await self._visit(line, shown, scope, receive, send)
        finally:
            line.open -= 1
            if not line.open:
                self._lines.pop(shown, None)

    async def _visit(
        self, line: _Line, shown: bytes | None, scope: Scope, receive: Receive, send: Send
    ) -> None:
        visit = _Visit(line.places)
        state = scope.setdefault("state", {})
        state["leave_line"] = visit.end

        async def receive_outside() -> Message:
            visit.leave()
            message = await receive()
            await visit.enter()
            return message

        async def leave_and_send(message: Message) -> None:
            visit.end()
            if shown is not None and message["type"] == "http.response.start":
                self._note(shown, is_known=bool(state.get("known")))
            await send(message)

        await visit.enter()
        try:
            await self._app(scope, receive_outside, leave_and_send)
        finally:
            visit.leave()

    def _note(self, shown: bytes, *, is_known: bool) -> None:
        if is_known:
            self._known.put(shown, True)
        else:
            self._known.discard(shown)


def leave_line(request: Request) -> None:
    """Hold no place any more, as this request waits for what others do."""
    leave: Callable[[], None] = request.state.leave_line
    leave()


def _what_is_shown(scope: Scope) -> bytes | None:
    """By what a line is known: a hash of every header that may say who asks; None without one."""
    shown = [(name, value) for name, value in scope["headers"] if name in _SHOWN]
    return hashlib.sha256(repr(shown).encode()).digest() if shown else None


def _refuse(request: Request) -> Response:
    problem = problems.TOO_MANY_OPEN(limit=MOST_OPEN, retry_s=_RETRY_S)
    status, headers = HTTPStatus.TOO_MANY_REQUESTS, {"Retry-After": str(_RETRY_S)}
    if wants_page(request):
        page = error_page(request, status, (problem,))
        page.headers.update(headers)
        return page
    return problem_answer(request, status, (problem,), headers=headers)
