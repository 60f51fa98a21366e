"""What stands between the server and a real object store, and misbehaves when it is told to."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

_HEAD = (
    b'HTTP/1.1 200 OK\r\nETag: "x"\r\nLast-Modified: Mon, 12 Jan 2026 10:00:00 GMT\r\n'
    b"Content-Length: 9000\r\n\r\n"
)
_PAGE = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 7\r\n\r\nSign in"
_BAD = b'<?xml version="1.0"?><Error><Code>%s</Code></Error>'


def _answer(status: bytes, code: bytes) -> bytes:
    body = _BAD % code
    return b"HTTP/1.1 %s\r\nContent-Length: %d\r\n\r\n%s" % (status, len(body), body)


ANSWERS = {
    "unavailable": _answer(b"503 Slow Down", b"SlowDown"),
    "broken": _answer(b"500 Internal Server Error", b"InternalError"),
    "garbage": b"\0\xff\xfe what is this\r\n\r\n",
    "a_page": _PAGE,
    "cut": b"",
    "cut_in_the_middle": _HEAD + b"id,pre",
    "no_bucket": _answer(b"404 Not Found", b"NoSuchBucket"),
    "denied": _answer(b"403 Forbidden", b"AccessDenied"),
    "expired": _answer(b"400 Bad Request", b"ExpiredToken"),
}
SILENCES = {"hangs": b"", "hangs_in_the_middle": _HEAD + b"id,pre"}
WAYS = ("refuses", *ANSWERS, *SILENCES)


class StoreProxy:
    """Passes on what comes to the store, or is away in one of `WAYS`."""

    def __init__(self, host: str, port: int) -> None:
        self._behind = (host, port)
        self._listening: socket.socket | None = None
        self._open: set[socket.socket] = set()
        self._way: str | None = None
        self.port = 0
        self._listen()

    @property
    def url(self) -> str:
        """Its address, the same for good."""
        return f"http://127.0.0.1:{self.port}"

    @contextmanager
    def away(self, way: str) -> Iterator[None]:
        """While the store is away."""
        self._way = way
        self._cut()
        if way == "refuses":
            self._close()
        try:
            yield
        finally:
            self._way = None
            self._cut()
            if self._listening is None:
                self._listen()

    def close(self) -> None:
        """End everything."""
        self._close()
        self._cut()

    def _listen(self) -> None:
        self._listening = socket.create_server(("127.0.0.1", self.port))
        self.port = self._listening.getsockname()[1]
        threading.Thread(target=self._accept, args=(self._listening,), daemon=True).start()

    def _close(self) -> None:
        if self._listening is not None:
            with suppress(OSError):
                self._listening.shutdown(socket.SHUT_RDWR)  # wakes who accepts
            self._listening.close()
            self._listening = None

    def _cut(self) -> None:
        for connection in list(self._open):
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)

    def _accept(self, listening: socket.socket) -> None:
        with suppress(OSError):
            while True:
                connection, _ = listening.accept()
                threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        self._open.add(connection)
        with suppress(OSError), connection:
            first = connection.recv(65536)
            way = self._way
            if way is None:
                self._pass_on(connection, first)
            else:
                connection.sendall(ANSWERS.get(way, b"") + SILENCES.get(way, b""))
                if way in SILENCES:
                    connection.recv(1)  # until one side has had enough
        self._open.discard(connection)

    def _pass_on(self, connection: socket.socket, first: bytes) -> None:
        with socket.create_connection(self._behind) as behind:
            behind.sendall(first)
            back = threading.Thread(
                target=_copy, args=(behind.recv, connection.sendall, connection), daemon=True
            )
            back.start()
            _copy(connection.recv, behind.sendall, behind)
            back.join()


def _copy(
    read: Callable[[int], bytes], write: Callable[[bytes], None], towards: socket.socket
) -> None:
    with suppress(OSError):
        while data := read(65536):
            write(data)
    with suppress(OSError):
        towards.shutdown(socket.SHUT_RDWR)
