"""Whoever opens a socket gets so much and no more, and holds up nobody else."""

import asyncio
import contextlib
import resource
import socket
import threading
from collections.abc import Iterator
from http.client import HTTPConnection
from typing import Any, cast

import pytest
import uvicorn

from gradus.host.connections import Bounds, Connections, raise_descriptor_limit

BOUNDS = Bounds(
    head_s=0.5, body_s=0.5, rate=1_000, rest_s=0.5, answer_s=0.5, connections=12, strangers=4
)
LARGE = b"x" * 20_000_000
given = threading.Event()  # an answer, or the connection is closed
HEAD = b"GET / HTTP/1.1\r\nHost: x\r\n"


async def app(scope: Any, receive: Any, send: Any) -> None:
    """Knows who comes to /known, answers /large with much and /wait not before it has the body."""
    scope["state"]["known"] = scope["path"] == "/known"
    if scope["path"] == "/wait":
        while (await receive()).get("more_body"):
            pass
    body = LARGE if scope["path"] == "/large" else b"here"
    length = str(len(body)).encode()
    start = {"type": "http.response.start", "status": 200, "headers": [(b"content-length", length)]}
    await send(start)
    for place in range(0, len(body), 1_000_000):
        part = body[place : place + 1_000_000]
        more = place + 1_000_000 < len(body)
        await send({"type": "http.response.body", "body": part, "more_body": more})
    given.set()


@contextlib.contextmanager
def serving(bounds: Bounds) -> Iterator[int]:
    """A server with these bounds, at a port of its own."""
    protocol = cast("type[asyncio.Protocol]", Connections(bounds))
    config = uvicorn.Config(app, http=protocol, ws="none", lifespan="off", log_config=None)
    server, bound = uvicorn.Server(config), socket.create_server(("127.0.0.1", 0))
    started = threading.Event()

    async def serve() -> None:
        await server.startup([bound])
        started.set()
        await server.main_loop()
        await server.shutdown([bound])

    config.load()
    server.lifespan = config.lifespan_class(config)
    thread = threading.Thread(target=asyncio.run, args=(serve(),))
    thread.start()
    started.wait(10)
    yield bound.getsockname()[1]
    server.should_exit = True
    thread.join()


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    with serving(BOUNDS) as found:
        yield found


def connect(port: int, sent: bytes = b"") -> socket.socket:
    """A connection on which something was sent."""
    made = socket.create_connection(("127.0.0.1", port), timeout=20)
    made.sendall(sent)
    return made


def read_all(connection: socket.socket) -> bytes:
    """What comes until the other side closes."""
    parts = []
    with contextlib.suppress(ConnectionResetError):
        while part := connection.recv(65_536):
            parts.append(part)
    connection.close()
    return b"".join(parts)


def answered(connection: socket.socket) -> bytes:
    """An answer, and no more than that."""
    said = b""
    while not said.endswith(b"here"):
        said += connection.recv(65_536)
    return said


def ask(port: int, path: str = "/", **headers: str) -> int:
    """The status of a request on a connection of its own."""
    connection = HTTPConnection("127.0.0.1", port, timeout=20)
    connection.request("GET", path, headers=headers)
    status = connection.getresponse().status
    connection.close()
    return status


@pytest.mark.parametrize(
    "head",
    [
        HEAD + b"X: " + b"a" * 40_000 + b"\r\n\r\n",
        HEAD + b"".join(b"X-%d: a\r\n" % n for n in range(101)) + b"\r\n",
        HEAD + b"".join(b"X-%d: %s\r\n" % (n, b"a" * 4_000) for n in range(9)) + b"\r\n",
        b"GET /" + b"a" * 40_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n",
    ],
)
def test_a_head_that_is_too_large_is_refused_in_words(port: int, head: bytes) -> None:
    answer = read_all(connect(port, head))
    assert answer.startswith(b"HTTP/1.1 431 ")
    assert b"At most 32768 bytes in 100 header fields" in answer


@pytest.mark.parametrize("line", [b"a" * 65_536, b"X: " + b"a" * 1_000 + b"\r\n"])
def test_a_head_without_an_end_is_cut(port: int, line: bytes) -> None:
    connection = connect(port, HEAD + b"Y: ")
    sent = 0
    with contextlib.suppress(OSError):  # cut
        while sent < 20_000_000:  # what the kernel keeps on both ways counts as sent
            sent += connection.send(line)
    connection.close()
    assert sent < 20_000_000


def test_a_large_head_within_bounds_is_answered(port: int) -> None:
    assert ask(port, X="a" * 30_000, Y="b") == 200


@pytest.mark.parametrize(
    ("sent", "answer"),
    [
        (b"", b""),
        (b"\r\n", b""),
        (HEAD, b"HTTP/1.1 408 "),
        (b"POST /wait HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nabc", b"HTTP/1.1 408 "),
        (b"not http\r\n\r\n", b"HTTP/1.1 400 "),
        (b"GET /\r\n\r\n", b"HTTP/1.1 400 "),
    ],
)
def test_who_sends_nothing_more_is_cut(port: int, sent: bytes, answer: bytes) -> None:
    assert read_all(connect(port, sent)).startswith(answer)


def test_empty_lines_hold_no_connection_after_an_answer(port: int) -> None:
    connection = connect(port, HEAD + b"\r\n")
    answered(connection)
    connection.sendall(b"\r\n")
    assert read_all(connection) == b""


def test_a_body_that_comes_at_its_rate_may_take_longer(port: int) -> None:
    connection = connect(port, b"POST /wait HTTP/1.1\r\nHost: x\r\nContent-Length: 20000\r\n\r\n")
    connection.settimeout(0.02)
    sent, said = 0, b""
    while sent < 20_000:  # a second or so, twice as long as a body may take that stands still
        connection.settimeout(0.05)
        sent += connection.send(b"a" * min(1_000, 20_000 - sent))
        with contextlib.suppress(TimeoutError):
            said += connection.recv(1_000)
    connection.settimeout(20)
    assert (said or connection.recv(1_000)).startswith(b"HTTP/1.1 200 ")
    connection.close()


@pytest.mark.parametrize("kept", [b"keep-alive", b"close"])
def test_who_still_sends_reads_the_answer_all_the_same(port: int, kept: bytes) -> None:
    head = b"POST / HTTP/1.1\r\nHost: x\r\nConnection: %s\r\nContent-Length: 3000000\r\n\r\n"
    connection = connect(port, head % kept)
    said = answered(connection)
    connection.sendall(b"a" * 3_000_000)  # fails where the connection is closed
    assert said.startswith(b"HTTP/1.1 200 ")
    connection.close()


def test_of_a_body_nobody_waits_for_little_is_read(port: int) -> None:
    connection = connect(port, b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999\r\n\r\na")
    assert read_all(connection).startswith(b"HTTP/1.1 200 ")


def test_who_takes_no_answer_is_cut(port: int) -> None:
    given.clear()
    connection = connect(port, b"GET /large HTTP/1.1\r\nHost: x\r\n\r\n")
    assert given.wait(20)
    assert len(read_all(connection)) < len(LARGE)


@pytest.mark.parametrize("sent", [HEAD, b"GET /large HTTP/1.1\r\nHost: x\r\n\r\n"])
def test_strangers_hold_up_strangers_alone(port: int, sent: bytes) -> None:
    known = connect(port, b"GET /known HTTP/1.1\r\nHost: x\r\n\r\n")
    answered(known)
    held = [connect(port, sent) for _ in range(20)]
    assert ask(port) == 200
    known.sendall(b"GET /known HTTP/1.1\r\nHost: x\r\n\r\n")
    assert answered(known).startswith(b"HTTP/1.1 200 ")
    for connection in [*held, known]:
        connection.close()


def test_of_all_connections_those_of_strangers_go_first() -> None:
    with serving(Bounds(connections=6)) as port:
        known = connect(port, b"GET /known HTTP/1.1\r\nHost: x\r\n\r\n")
        answered(known)
        half = [connect(port, HEAD) for _ in range(20)]
        assert ask(port) == 200
        assert read_all(half[0]) == b""  # and no 408: that would take ten seconds
        known.sendall(b"GET /known HTTP/1.1\r\nHost: x\r\n\r\n")
        assert answered(known).startswith(b"HTTP/1.1 200 ")
        for connection in [known, *half]:
            connection.close()


def test_as_many_descriptors_as_may_be_are_had() -> None:
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (256, before[1]))
        most = raise_descriptor_limit()
        assert resource.getrlimit(resource.RLIMIT_NOFILE)[0] == most >= 256
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, before)
