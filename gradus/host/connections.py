"""What a connection may take before anybody knows whose it is: bytes, time and places.

uvicorn has bounds for none of these, and whoever opens a socket reaches them. A request's head and
body must come in time, after the rule of Apache's mod_reqtimeout: so many seconds, and one more for
every `rate` bytes that have come. An answer must be taken. Of one address only so many connections
may be open that have not shown who they are: one more closes the oldest of them, those without a
request first, so that a stranger who holds connections open holds up strangers alone. A campus
is one address, and whoever is signed in does not count.
"""

import asyncio
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from http import HTTPStatus
from itertools import chain
from typing import Any, cast

import httptools
from uvicorn._types import HTTPScope
from uvicorn.protocols.http.httptools_impl import (
    STATUS_LINE,
    HttpToolsProtocol,
    RequestResponseCycle,
)

_DESCRIPTORS = 16_384
_SPARED = 100  # of them, for files, databases and processes


@dataclass(frozen=True)
class Bounds:
    """At most this, for anybody.

    head_bytes, fields: of the head of one request. head_s: until all of that is there, from the
    first byte or the connection on. body_s, rate: until a body is, in seconds and bytes a second.
    rest_s: in which the rest of a body is thrown away whose answer was given before its end.
    answer_s: for which nothing of an answer is taken. connections: in all. strangers: of one
    address, that nobody has signed in on.
    """

    head_bytes: int = 32_768
    fields: int = 100
    head_s: float = 10.0
    body_s: float = 20.0
    rate: int = 500
    rest_s: float = 10.0
    answer_s: float = 60.0
    connections: int = 4_000
    strangers: int = 256


class Connections:
    """All that are open. Makes them, as uvicorn asks for a protocol's class."""

    def __init__(self, bounds: Bounds = Bounds()) -> None:
        self.bounds = bounds
        self._most = min(bounds.connections, raise_descriptor_limit() - _SPARED)
        self._open: dict[Connection, None] = {}  # in the order in which they came
        self._strangers: defaultdict[str, dict[Connection, None]] = defaultdict(dict)

    def __call__(self, **given: Any) -> "Connection":
        """A connection that has yet to be made."""
        return Connection(self, **given)

    def admit(self, connection: "Connection") -> bool:
        """Give a place to it, taken from another where there is none; whether it has one."""
        strangers = self._strangers[connection.address]
        if len(strangers) >= self.bounds.strangers:
            self._forget_known(strangers)
            if len(strangers) >= self.bounds.strangers and not self._close_one(strangers):
                return False
        if len(self._open) >= self._most and not self._close_one(self._open):
            return False
        self._open[connection] = strangers[connection] = None
        return True

    def release(self, connection: "Connection") -> None:
        """It is closed."""
        self._open.pop(connection, None)
        if (strangers := self._strangers.get(connection.address)) is not None:
            strangers.pop(connection, None)
            if not strangers:
                del self._strangers[connection.address]

    def _close_one(self, connections: Iterable["Connection"]) -> bool:
        """Close the oldest of the first kind that there is; whether there was one.

        A stranger's on which nothing is done, one of somebody's on which nothing is asked, a
        stranger's whatever it waits for.
        """
        waiting = (each for each in connections if each.may_go)
        idle = (each for each in connections if each.is_idle)
        strangers = (each for each in connections if not each.is_known)
        chosen = next(chain(waiting, idle, strangers), None)
        if chosen is None:
            return False
        self.release(chosen)
        chosen.transport.abort()
        return True

    @staticmethod
    def _forget_known(strangers: dict["Connection", None]) -> None:
        for connection in [each for each in strangers if each.is_known]:
            del strangers[connection]


class Connection(HttpToolsProtocol):
    """One connection, within bounds."""

    def __init__(self, places: Connections, **given: Any) -> None:
        super().__init__(**given)
        self.address = ""
        self._places = places
        self._bounds = places.bounds
        self._was_known = False
        self._in_head = False
        self._is_too_large = False
        self._head_bytes = 0
        self._fields = 0
        self._body_bytes = 0
        self._body_since = 0.0
        self._is_whole = True
        self._is_last = False
        self._reading: asyncio.TimerHandle | None = None
        self._writing: asyncio.TimerHandle | None = None

    @property
    def is_known(self) -> bool:
        """Whether somebody has signed in on it."""
        scope: HTTPScope | None = self.scope
        self._was_known = self._was_known or bool(scope and scope["state"].get("known"))
        return self._was_known

    @property
    def is_idle(self) -> bool:
        """Whether nothing is asked on it, or all is answered."""
        cycle: RequestResponseCycle | None = self.cycle
        return self._is_whole and (cycle is None or cycle.response_complete)

    @property
    def may_go(self) -> bool:
        """Whether its place is for others first: a stranger's that waits for no answer."""
        return (self.is_idle or not self._is_whole) and not self.is_known

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Take a place, and wait for a request."""
        super().connection_made(transport)  # type: ignore[arg-type]
        self.address = self.client[0] if self.client else ""
        if self._places.admit(self):
            self._read_within(self._bounds.head_s, self._refuse_slow)
        else:
            self._refuse(HTTPStatus.SERVICE_UNAVAILABLE, "Too many connections. Try again soon.")

    def connection_lost(self, exc: Exception | None) -> None:
        """Give the place back."""
        self._places.release(self)
        self._stop_reading()
        self._stop_writing()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Read on; a head that grows beyond its bounds is refused before it is whole."""
        self._unset_keepalive_if_required()
        if self.transport.is_closing():
            return
        self._head_bytes += len(data)  # of a head that began before
        try:
            self.parser.feed_data(data)
        except httptools.HttpParserUpgrade:
            pass  # nothing else is spoken here: the request is answered as it is
        except httptools.HttpParserError:
            self._refuse_head()
        else:
            if self._in_head and self._head_bytes > self._bounds.head_bytes:
                self._is_too_large = True
                self._refuse_head()
            elif self.is_idle and self._reading is None and self.timeout_keep_alive_task is None:
                self._read_within(self._bounds.head_s, self._refuse_slow)  # empty lines

    def on_message_begin(self) -> None:
        """A request begins."""
        self._was_known = self.is_known
        super().on_message_begin()
        self._head_bytes, self._fields = 0, 0
        self._in_head, self._is_whole = True, False
        self._read_within(self._bounds.head_s, self._refuse_slow)

    def on_header(self, name: bytes, value: bytes) -> None:
        """A field of the head. Raises ValueError, which ends the reading, for one too many."""
        self._fields += 1
        self._require(self._fields, self._bounds.fields)
        super().on_header(name, value)

    def on_headers_complete(self) -> None:
        """The head is whole. Raises ValueError, which ends the reading, where it is too large."""
        size = len(self.url) + sum(len(name) + len(value) for name, value in self.headers)
        self._require(size, self._bounds.head_bytes)
        if self.parser.get_http_version() not in ("1.0", "1.1"):
            raise ValueError("another protocol")
        self._in_head = False
        super().on_headers_complete()
        self.cycle.transport = cast("asyncio.Transport", _Patient(self))
        self._body_bytes, self._body_since = 0, self.loop.time()
        self._read_within(self._bounds.body_s, self._look_at_body)

    def on_body(self, body: bytes) -> None:
        """A part of the body."""
        self._body_bytes += len(body)
        super().on_body(body)

    def on_message_complete(self) -> None:
        """The request is whole."""
        self._is_whole = True
        self._stop_reading()
        super().on_message_complete()
        if self._is_last:
            self.transport.close()

    def close_when_read(self) -> None:
        """Close after an answer; of a body that has not come to its end a little more is read.

        Whoever is still sending would not read the answer of a connection that is closed.
        """
        if self._is_whole:
            self.transport.close()
        else:
            self._is_last = True
            self._read_within(self._bounds.rest_s, self.transport.close)

    def on_response_complete(self) -> None:
        """The answer is given."""
        super().on_response_complete()
        if not self._is_whole:
            self._read_within(self._bounds.rest_s, self.transport.close)

    def pause_writing(self) -> None:
        """The client takes less than it is sent."""
        super().pause_writing()
        self._stop_writing()
        self._writing = self.loop.call_later(self._bounds.answer_s, self.transport.abort)

    def resume_writing(self) -> None:
        """The client has taken it."""
        super().resume_writing()
        self._stop_writing()

    def _look_at_body(self) -> None:
        """Wait on for a body that comes fast enough, or that we ourselves do not read."""
        if self.flow.read_paused:
            self._body_since = self.loop.time() - self._body_bytes / self._bounds.rate
        allowed_s = self._bounds.body_s + self._body_bytes / self._bounds.rate
        left_s = allowed_s - (self.loop.time() - self._body_since)
        if left_s > 0:
            self._read_within(left_s, self._look_at_body)
        else:
            self._refuse_slow()

    def _require(self, number: int, most: int) -> None:
        if number > most:
            self._is_too_large = True
            raise ValueError("too large")

    def _refuse_slow(self) -> None:
        if self._is_whole:  # nothing has begun
            self.transport.close()
        else:
            self._refuse(HTTPStatus.REQUEST_TIMEOUT, "The request did not come in time.")

    def _refuse_head(self) -> None:
        if self._is_too_large:
            self._refuse(
                HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE,
                f"At most {self._bounds.head_bytes} bytes in {self._bounds.fields} header fields,"
                " address included. Send fewer, or delete this site's cookies.",
            )
        else:
            self._refuse(HTTPStatus.BAD_REQUEST, "This is no HTTP request.")

    def _refuse(self, status: HTTPStatus, text: str) -> None:
        """Say why, unless an answer has begun, and close."""
        cycle: RequestResponseCycle | None = self.cycle
        if cycle is None or cycle.response_complete or not cycle.response_started:
            body = text.encode()
            self.transport.write(
                b"%scontent-type: text/plain; charset=utf-8\r\ncontent-length: %d\r\n"
                b"connection: close\r\n\r\n%s" % (STATUS_LINE[status], len(body), body)
            )
        self.transport.close()

    def _read_within(self, seconds: float, otherwise: Callable[[], None]) -> None:
        self._stop_reading()
        self._reading = self.loop.call_later(seconds, otherwise)

    def _stop_reading(self) -> None:
        if self._reading is not None:
            self._reading.cancel()
            self._reading = None

    def _stop_writing(self) -> None:
        if self._writing is not None:
            self._writing.cancel()
            self._writing = None


class _Patient:
    """What an answer is written to; closing it waits for the rest of the request."""

    def __init__(self, connection: Connection) -> None:
        self._transport = connection.transport
        self.write = self._transport.write
        self.is_closing = self._transport.is_closing
        self.close = connection.close_when_read


def raise_descriptor_limit() -> int:
    """How many descriptors this process may have from now on: as many as it may allow itself."""
    if sys.platform == "win32":
        return _DESCRIPTORS
    import resource  # noqa: PLC0415 - of the other systems

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = _DESCRIPTORS if hard == resource.RLIM_INFINITY else min(hard, _DESCRIPTORS)
    if soft != resource.RLIM_INFINITY and soft < most:
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))
    return most
