"""Answers as bytes, given before the framework: most who watch a board ask for what was just read.

A route says of its answer what makes its bytes, and which topic changes them. Whether somebody may
have them is decided anew after half a minute, and at once after anything was changed by a request
to this process. The bytes are given out until the topic changes or a date comes, for a second at
most. Then one of those who ask has them made anew, and all who came before that began wait for it.
"""

import asyncio
import hashlib
import math
import time
from collections.abc import AsyncIterator, Hashable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from http import HTTPStatus

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from server.core.cache import Cache
from server.core.events import Events
from server.web.decisions import Decisions

_WHO = (b"authorization", b"cookie")
_IF_NONE_MATCH = b"if-none-match"
_MOST_RESTS = 10_000
_MOST_BYTES = 64_000_000
_REST = 10  # times as long as making an answer took it is not made again
_LONGEST_REST_S = 0.1


@dataclass(frozen=True)
class ReadyAnswer:
    """An answer in JSON.

    place: what makes its bytes, and for whom. topic: what changes them. until: when a date changes
    them, in seconds; for ever by default.
    """

    place: Hashable
    topic: str
    etag: str
    body: bytes
    until: float = math.inf

    @property
    def headers(self) -> dict[str, str]:
        """What is said of it."""
        return {"ETag": self.etag, "Cache-Control": "private, no-cache"}


@dataclass(frozen=True)
class _Kept:
    answer: ReadyAnswer
    sequence: int
    read_at: float


class ReadyAnswers:
    """The newest answers, and who may have them. longest_s: for which one is given out again."""

    def __init__(self, events: Events, *, longest_s: float) -> None:
        self.events = events
        self.decisions = Decisions()
        self._longest_s = longest_s
        self._kept: Cache[Hashable, _Kept] = Cache(_MOST_BYTES, lambda kept: len(kept.answer.body))
        self._made: dict[Hashable, asyncio.Event] = {}  # what is being made
        self._rested: Cache[Hashable, float] = Cache(_MOST_RESTS)

    def find(self, asked: bytes, came: int) -> ReadyAnswer | None:
        """The answer to who has asked this before, if it is as it was then.

        came: how many events there were when they asked; what is read after that is true for them.
        By the clock that dates go by: where that is set, nothing is given out.
        """
        place, moment = self._place_of(asked), time.time()
        kept = None if place is None else self._kept.get(place)
        if kept is None or abs(moment - kept.read_at) > self._longest_s:
            return None
        if moment >= kept.answer.until:
            return None
        has_changed = self.events.last(kept.answer.topic) > kept.sequence
        return None if has_changed and kept.sequence < came else kept.answer

    async def wait(self, asked: bytes, came: int) -> ReadyAnswer | None:
        """The answer that others have made meanwhile; None for who is to have it made.

        The first wait may be for what began before they came, the second is not.
        """
        for _ in range(2):
            if (answer := self.find(asked, came)) is not None:
                return answer
            if (made := self._made.get(self._place_of(asked))) is None:
                return None
            await made.wait()
        return self.find(asked, came)

    @asynccontextmanager
    async def making(self, asked: bytes) -> AsyncIterator[None]:
        """While an answer is made, after a rest, others who may have it wait for it."""
        place = self._place_of(asked)
        if place is None or place in self._made:
            yield
            return
        made = self._made[place] = asyncio.Event()
        try:
            await asyncio.sleep(max(0.0, (self._rested.get(place) or 0.0) - time.monotonic()))
            began = time.monotonic()
            yield
            ended = time.monotonic()
            self._rested.put(place, ended + min(_REST * (ended - began), _LONGEST_REST_S))
        finally:
            del self._made[place]
            made.set()

    def keep(self, asked: bytes, answer: ReadyAnswer, sequence: int, read_at: float) -> None:
        """Keep an answer. sequence, read_at: of the events and the clock before it was read."""
        self.decisions.put(asked, answer.place, read_at)
        kept = self._kept.get(answer.place)
        if kept is None or kept.read_at < read_at:
            self._kept.put(answer.place, _Kept(answer, sequence, read_at))

    def _place_of(self, asked: bytes) -> Hashable | None:
        """What they may have, as it was decided not long ago."""
        place: Hashable | None = self.decisions.find(asked)
        return place


class AnswersAtOnce:
    """Gives what is ready; all else goes on to the application.

    path: the end of those that are kept. harmless: that of those that change nothing of them.
    """

    def __init__(self, app: ASGIApp, path: str, harmless: str) -> None:
        self._app = app
        self._path = path
        self._harmless = harmless

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or pass the request on and keep what comes of it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
        elif scope["method"] == "GET" and scope["path"].endswith(self._path):
            await self._read(scope, receive, send)
        elif scope["method"] in ("GET", "HEAD") or scope["path"].endswith(self._harmless):
            await self._app(scope, receive, send)
        else:
            await self._change(scope, receive, send)

    async def _change(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a change on, and let go of all before its sender hears that it was made."""

        async def forget_and_send(message: Message) -> None:
            if message["type"] == "http.response.start":
                scope["app"].state.held[ReadyAnswers].decisions.forget()
            await send(message)

        await self._app(scope, receive, forget_and_send)

    async def _read(self, scope: Scope, receive: Receive, send: Send) -> None:
        ready: ReadyAnswers = scope["app"].state.held[ReadyAnswers]
        asked, if_none_match = _read(scope)
        if (answer := await ready.wait(asked, ready.events.sequence)) is not None:
            scope.setdefault("state", {})["known"] = True  # who asked has shown who they are
            await _give(send, answer, if_none_match)
            return
        async with ready.making(asked):
            sequence, read_at, forgotten = (
                ready.events.sequence,
                time.time(),
                ready.decisions.forgotten,
            )
            await self._app(scope, receive, send)
            made = scope.get("state", {}).get("ready_answer")
            if made is not None and forgotten == ready.decisions.forgotten:
                ready.keep(asked, made, sequence, read_at)


def matches(if_none_match: str, etag: str) -> bool:
    """Whether an `If-None-Match` header names this entity (RFC 9110, section 13.1.2)."""
    named = [tag.strip().removeprefix("W/") for tag in if_none_match.split(",")]
    return "*" in named or etag in named


def _read(scope: Scope) -> tuple[bytes, str]:
    """By what an answer is kept, and the entity tags that the client has.

    Kept is a hash over all that may decide who asks for what, every header of a name among it:
    which of several counts is for the application to say. Nothing of a token is.
    """
    told = [(name, value) for name, value in scope["headers"] if name in _WHO]
    asked = repr((told, scope["path"], scope["query_string"])).encode()
    tags = [value.decode("latin-1") for name, value in scope["headers"] if name == _IF_NONE_MATCH]
    return hashlib.sha256(asked).digest(), ", ".join(tags)


async def _give(send: Send, answer: ReadyAnswer, if_none_match: str) -> None:
    status, body, headers = HTTPStatus.NOT_MODIFIED, b"", answer.headers
    if not matches(if_none_match, answer.etag):
        status, body = HTTPStatus.OK, answer.body
        headers |= {"Content-Type": "application/json", "Content-Length": str(len(body))}
    raw = [(name.lower().encode(), value.encode()) for name, value in headers.items()]
    await send({"type": "http.response.start", "status": status.value, "headers": raw})
    await send({"type": "http.response.body", "body": body})
