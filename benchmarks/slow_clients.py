"""What a student notices of strangers who hold connections open: a thousand of them, five ways.

Starts a server of its own on loopback and an assignment of 10,000 hidden rows. A student reads the
board over and over, a connection for each, in turn with nothing beside and with: heads that never
end, bodies that never come, connections without a word, heads that grow without end, and answers
that nobody takes. Milliseconds of the student, and the server's memory. It ends by itself.

    python benchmarks/slow_clients.py [strangers] [rounds]
"""

import contextlib
import resource
import socket
import sys
import tempfile
import time
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path

import accept_and_score as one
import httpx2
import numpy as np
import psutil
from big_assignment import made_up_labels, make_bundle

_READS = 40
_HEAD = b"GET /sign-in HTTP/1.1\r\nHost: x\r\n"
WAYS = {
    "heads that never end": _HEAD,
    "bodies that never come": b"POST /sign-in HTTP/1.1\r\nHost: x\r\nContent-Length: 99\r\n\r\na",
    "connections without a word": b"",
    "heads without bounds": _HEAD + b"X: " + b"a" * 200_000,
    "answers that nobody takes": (_HEAD + b"\r\n") * 200,
}


def main() -> None:
    """Measure and print."""
    strangers, rounds = (int(word) for word in (sys.argv[1:] + ["1000", "3"][len(sys.argv) - 1 :]))
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, min(hard, 4_000)), hard))
    with tempfile.TemporaryDirectory() as scratch:
        root = Path(scratch)
        make_bundle(root / "bundle", made_up_labels(np.random.default_rng(0)))
        with one.serving(root / "data") as (url, server, token):
            one.push(url, token, root / "bundle")
            port, process = httpx2.URL(url).port, psutil.Process(server.pid)
            assert port is not None
            found: dict[str, list[float]] = {"nothing": [], **{name: [] for name in WAYS}}
            memory: dict[str, int] = {}
            for name in list(found) * rounds:
                with held_open(port, WAYS.get(name), strangers):
                    found[name] += [read_board(port, token) for _ in range(_READS)]
                    memory[name] = process.memory_info().rss >> 20
            print(f"{strangers} strangers, {rounds} rounds of {_READS} boards, milliseconds")
            usual = np.percentile(found["nothing"], 95)
            for name, each in found.items():
                median, late = np.percentile(each, (50, 95))
                print(
                    f"  {name:28} p50 {median:6.1f}  p95 {late:6.1f}  {late / usual:5.2f}x"
                    f"  {memory[name]:4} MB"
                )


@contextlib.contextmanager
def held_open(port: int, sent: bytes | None, strangers: int) -> Iterator[None]:
    """So many connections on which that was sent and nothing is read; none of what is refused."""
    held = []
    for _ in range(0 if sent is None else strangers):
        made = socket.create_connection(("127.0.0.1", port), timeout=20)
        with contextlib.suppress(OSError):
            made.sendall(sent or b"")
        held.append(made)
    try:
        yield
    finally:
        for made in held:
            made.close()


def read_board(port: int, token: str) -> float:
    """How long a board takes over a connection of its own, in milliseconds."""
    started = time.perf_counter()
    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    path = f"{one.ADDRESS}/leaderboard"
    connection.request("GET", path, headers={"Authorization": f"Bearer {token}"})
    answer = connection.getresponse()
    answer.read()
    assert answer.status == 200, answer.status
    connection.close()
    return (time.perf_counter() - started) * 1e3


if __name__ == "__main__":
    main()
