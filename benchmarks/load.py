"""A deadline night: uploads at once, beside open event streams and readers of the board.

Starts a server of its own on loopback (SQLite, files on disk, two workers) and an assignment of
10,000 hidden rows. Each row of the table is the same burst of uploads, each followed by a long poll
for its score, by so many students at once: with nothing beside it, with open event streams of the
board, with readers that ask for the board again and again (half of them with its ETag), and with
both. The client speaks HTTP over plain sockets, as it shares the machine with the server. Of all
processes of the server it counts processor time and proportional memory. It ends by itself.

    python benchmarks/load.py [--uploads 200] [--at-once 8] [--streams 200] [--readers 50]
"""

import argparse
import asyncio
import contextlib
import statistics
import tempfile
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

import accept_and_score as one
import httpx2
import numpy as np
import psutil
from big_assignment import made_up_labels, make_bundle, prediction_file

_PAUSE_S = 0.2  # of a reader, between two boards
_LONGEST_S = 600.0
_TITLE = "beside     accept ms       final ms      boards ms  scored/s  CPU ms  events  5xx   MB"


@dataclass
class Night:
    """What was met: seconds of each answer, and answers of 500 and more."""

    accepted: list[float] = field(default_factory=list)
    final: list[float] = field(default_factory=list)
    boards: list[float] = field(default_factory=list)
    events: int = 0
    broken: int = 0


class Line:
    """A connection that is kept, and one answer after another over it."""

    def __init__(self, port: int, token: str) -> None:
        self._port = port
        self._head = f"Host: 127.0.0.1\r\nAuthorization: Bearer {token}\r\n"
        self._reader: asyncio.StreamReader | None = None
        self._writer: asyncio.StreamWriter | None = None

    async def ask(
        self, method: str, path: str, body: bytes = b"", headers: str = ""
    ) -> tuple[int, dict[str, str], bytes]:
        """Status, headers in small letters, and body of an answer."""
        status, found = await self.begin(method, path, body, headers)
        assert self._reader is not None
        length = int(found.get("content-length", 0))
        return status, found, await self._reader.readexactly(length) if length else b""

    async def begin(
        self, method: str, path: str, body: bytes = b"", headers: str = ""
    ) -> tuple[int, dict[str, str]]:
        """Status and headers of an answer whose body is still to come."""
        if self._writer is None:
            self._reader, self._writer = await asyncio.open_connection("127.0.0.1", self._port)
        assert self._reader is not None
        head = f"{method} {path} HTTP/1.1\r\n{self._head}{headers}Content-Length: {len(body)}\r\n"
        self._writer.write(head.encode() + b"\r\n" + body)
        await self._writer.drain()
        lines = (await self._reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        pairs = (line.partition(": ") for line in lines[1:] if line)
        return int(lines[0].split()[1]), {name.lower(): value for name, _, value in pairs}

    async def events(self) -> AsyncIterator[bytes]:
        """The chunks of a stream that has begun."""
        assert self._reader is not None
        while True:
            size = int((await self._reader.readline()) or b"0", 16)
            yield (await self._reader.readexactly(size + 2))[:-2]

    def close(self) -> None:
        """Let go of the connection."""
        if self._writer is not None:
            self._writer.close()


async def upload(line: Line, data: bytes, night: Night) -> None:
    """One file to its score."""
    started = time.perf_counter()
    path = f"{one.ADDRESS}/submissions?track=main&again=true"
    status, headers, _ = await line.ask("POST", path, data, "Content-Type: text/csv\r\n")
    night.broken += status >= 500
    night.accepted.append(time.perf_counter() - started)
    body = b""
    while b'"state":"final"' not in body:
        status, _, body = await line.ask("GET", f"{headers['location']}?wait=30")
        night.broken += status >= 500
    assert b'"verdict":"scored"' in body, body[:300]
    night.final.append(time.perf_counter() - started)


async def read(line: Line, night: Night, *, knows: bool) -> None:
    """Ask for the board until cancelled. knows: whether with the ETag of before."""
    etag = ""
    while True:
        started = time.perf_counter()
        headers = f"If-None-Match: {etag}\r\n" if knows and etag else ""
        path = f"{one.ADDRESS}/leaderboard?track=main"
        status, found, _ = await line.ask("GET", path, headers=headers)
        night.broken += status >= 500
        etag = found.get("etag", "")
        night.boards.append(time.perf_counter() - started)
        await asyncio.sleep(_PAUSE_S)


async def listen(line: Line, night: Night) -> None:
    """Hear of the board until cancelled."""
    await line.begin("GET", f"{one.ADDRESS}/leaderboard/events?track=main")
    with contextlib.suppress(asyncio.IncompleteReadError):  # the server ends before the client
        async for chunk in line.events():
            night.events += chunk.count(b"event: ")


async def burst(
    port: int, tokens: list[str], files: list[bytes], args: argparse.Namespace, beside: set[str]
) -> tuple[Night, float]:
    """One row of the table, and how long its uploads took."""
    night, todo = Night(), iter(range(args.uploads))
    streams = [Line(port, tokens[0]) for _ in range(args.streams if "streams" in beside else 0)]
    readers = [Line(port, tokens[1]) for _ in range(args.readers if "readers" in beside else 0)]
    around = [asyncio.create_task(listen(line, night)) for line in streams]
    around += [
        asyncio.create_task(read(line, night, knows=number % 2 == 0))
        for number, line in enumerate(readers)
    ]
    await asyncio.sleep(1.0 if around else 0.0)

    async def send(number: int) -> None:
        line = Line(port, tokens[number])
        for turn in todo:
            await upload(line, files[turn % len(files)], night)
        line.close()

    started = time.perf_counter()
    async with asyncio.timeout(_LONGEST_S):
        await asyncio.gather(*(send(number) for number in range(args.at_once)))
    elapsed_s = time.perf_counter() - started
    for task in around:
        task.cancel()
    await asyncio.gather(*around, return_exceptions=True)
    for line in (*streams, *readers):
        line.close()
    return night, elapsed_s


def processor_s(process: psutil.Process) -> float:
    """Processor time of all processes of the server so far, ended ones included."""
    with contextlib.suppress(psutil.NoSuchProcess):
        family = [process, *process.children(recursive=True)]
        return sum(sum(one.cpu_times()[:2]) for one in family)
    return 0.0


def memory_mb(process: psutil.Process) -> float:
    """Proportional set size of all processes of the server."""
    total = 0
    for member in [process, *process.children(recursive=True)]:
        with contextlib.suppress(psutil.NoSuchProcess, psutil.AccessDenied):
            total += member.memory_full_info().pss
    return total / 1e6


def _name(beside: set[str]) -> str:
    return "both" if len(beside) > 1 else next(iter(beside), "nothing")


def spread(seconds: list[float]) -> str:
    """p50 and p95 in milliseconds."""
    if len(seconds) < 2:
        return "              "
    cuts = statistics.quantiles(seconds, n=20)
    return f"{cuts[9] * 1e3:6.0f} / {cuts[18] * 1e3:5.0f}"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    for name, usual in (("uploads", 200), ("at-once", 8), ("streams", 200), ("readers", 50)):
        parser.add_argument(f"--{name}", type=int, default=usual)
    args = parser.parse_args()
    rng = np.random.default_rng(0)
    one.STUDENTS = max(args.at_once, 2)
    with tempfile.TemporaryDirectory() as scratch:
        root = Path(scratch)
        make_bundle(root / "bundle", made_up_labels(rng))
        files = [prediction_file(rng) for _ in range(20)]
        with one.serving(root / "data") as (url, server, token):
            one.push(url, token, root / "bundle")
            clients = [one.student(url, token, number) for number in range(one.STUDENTS)]
            tokens = [each.headers["Authorization"].split()[1] for each in clients]
            port, process = httpx2.URL(url).port, psutil.Process(server.pid)
            assert port is not None
            print(f"{args.uploads} uploads of 10,000 rows, {args.at_once} at once, SQLite")
            print(_TITLE)
            warm_up = argparse.Namespace(**{**vars(args), "uploads": 20})
            asyncio.run(burst(port, tokens, files, warm_up, set()))
            for beside in (set(), {"streams"}, {"readers"}, {"streams", "readers"}):
                before = processor_s(process)
                night, elapsed_s = asyncio.run(burst(port, tokens, files, args, beside))
                spent_ms = (processor_s(process) - before) / args.uploads * 1e3
                print(
                    f"{_name(beside):9}"
                    f" {spread(night.accepted)} {spread(night.final)} {spread(night.boards)}"
                    f" {args.uploads / elapsed_s:8.1f} {spent_ms:7.1f} {night.events:7}"
                    f" {night.broken:4} {memory_mb(process):4.0f}"
                )


if __name__ == "__main__":
    main()
