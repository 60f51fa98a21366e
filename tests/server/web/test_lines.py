"""Everybody waits in a line of their own; strangers are answered by twos."""

import asyncio
from typing import Any

import pytest

from server.web.lines import MOST_OPEN, Lines

SIGNED_IN = [(b"cookie", b"gradus=x")]
SCOPE = {"type": "http", "method": "GET", "scheme": "http", "server": ("here", 80)}
SCOPE |= {"query_string": b"", "root_path": ""}
OTHERS = [(b"cookie", b"gradus=y")]


class Site:
    """An application that answers when it is told to, behind the line."""

    def __init__(self) -> None:
        self.began: list[str] = []
        self.may_answer = asyncio.Event()
        self.body = asyncio.Event()
        self.taken = asyncio.Event()
        self.statuses: list[int] = []
        self.knows = True
        self._line = Lines(self._answer)
        self._asked: list[asyncio.Task[None]] = []

    async def ask(self, path: str, headers: list[tuple[bytes, bytes]] | None = None) -> None:
        """Ask, and let all come as far as they come."""
        scope = {**SCOPE, "path": path, "headers": headers or [], "state": {}}
        self._asked.append(asyncio.create_task(self._line(scope, self._receive, self._send)))
        for _ in range(20):
            await asyncio.sleep(0)

    async def end(self) -> None:
        """Let everybody have their answer."""
        for event in (self.may_answer, self.body, self.taken):
            event.set()
        await asyncio.gather(*self._asked)

    async def _answer(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["path"] == "/body":
            await receive()
        scope["state"]["known"] = self.knows and scope["headers"] == SIGNED_IN
        self.began.append(scope["path"])
        if scope["path"] == "/poll":
            scope["state"]["leave_line"]()
        if scope["path"] in ("/work", "/poll"):
            await self.may_answer.wait()
        if scope["path"] == "/broken":
            raise RuntimeError
        await send({"type": "http.response.start", "status": 200})
        await send({"type": "http.response.body"})

    async def _receive(self) -> Any:
        await self.body.wait()
        return {"type": "http.request"}

    async def _send(self, message: Any) -> None:
        if message["type"] == "http.response.start":
            self.statuses.append(message["status"])
        else:
            await self.taken.wait()


def test_two_are_answered_at_once_and_others_in_turn() -> None:
    async def play() -> None:
        site = Site()
        await site.ask("/first", SIGNED_IN)
        for path, shown in (("/work", None), ("/work", OTHERS), ("/late", None), ("/late", OTHERS)):
            await site.ask(path, shown)
        assert site.began == ["/first", "/work", "/work"]
        await site.ask("/mine", SIGNED_IN)
        await site.ask("/healthz")
        assert site.began[3:] == ["/mine", "/healthz"]
        await site.end()
        assert site.began[5:] == ["/late", "/late"]

    asyncio.run(play())


@pytest.mark.parametrize("shown", [None, SIGNED_IN])
@pytest.mark.parametrize("path", ["/body", "/untaken", "/poll"])
def test_who_keeps_us_waiting_holds_no_place(path: str, shown: Any) -> None:
    async def play() -> None:
        site = Site()
        for _ in range(5):
            await site.ask(path, shown)
        await site.ask("/other", shown)
        assert "/other" in site.began
        await site.end()
        assert site.began.count(path) == 5

    asyncio.run(play())


def test_a_fault_gives_the_place_back() -> None:
    async def play() -> None:
        site = Site()
        for _ in range(3):
            await site.ask("/broken")
        await site.ask("/other")
        assert site.began == ["/broken"] * 3 + ["/other"]
        with pytest.raises(RuntimeError):
            await site.end()

    asyncio.run(play())


def test_of_one_person_four_are_worked_on_at_once_and_so_many_are_open() -> None:
    async def play() -> None:
        site = Site()
        await site.ask("/first", SIGNED_IN)  # is known from now on; its answer lies there
        for _ in range(MOST_OPEN + 1):
            await site.ask("/work", SIGNED_IN)
        assert site.began == ["/first"] + ["/work"] * 4
        assert site.statuses == [200, 429]
        await site.ask("/other")
        assert site.began[5:] == ["/other"]
        await site.end()
        assert site.began.count("/work") == MOST_OPEN

    asyncio.run(play())


def test_who_is_known_no_more_is_a_stranger_again() -> None:
    async def play() -> None:
        site = Site()
        site.taken.set()
        await site.ask("/first", SIGNED_IN)
        site.knows = False
        await site.ask("/refused", SIGNED_IN)
        for _ in range(3):
            await site.ask("/work", SIGNED_IN)
        assert site.began.count("/work") == 2
        await site.end()

    asyncio.run(play())
