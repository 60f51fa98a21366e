"""A real server on loopback with a course in it, and its people's ways to ask it."""

import io
import socket
import threading
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import httpx2
import pytest
import uvicorn

from grader import pack
from server.app import create_app
from server.core.clock import now
from server.core.intervals import USUAL, Intervals
from server.grading.code import CodeRunning
from server.identity.rules import ALL_SCOPES, administrator, issue_token
from server.service import Service
from server.settings import Settings

HOUR = timedelta(hours=1)
ROSTER = b"alias,name,role\nmomo,Momoko,\nken,Kenji,\nta,Tomo,assistant\nsensei,Sato,instructor\n"


class Running:
    """A server in a thread of this process, stopped cleanly at the end.

    code, intervals: see `Service`.
    """

    def __init__(
        self,
        settings: Settings,
        code: CodeRunning | None = None,
        intervals: Intervals = USUAL,
    ) -> None:
        self._socket = socket.create_server((settings.host, settings.port))
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}"
        self.app = create_app(settings, intervals=intervals, code=code)
        config = uvicorn.Config(self.app, log_config=None, timeout_graceful_shutdown=5)
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run, args=([self._socket],))

    @property
    def service(self) -> Service:
        """What the server holds."""
        service: Service = self.app.state.service
        return service

    def start(self) -> None:
        """Serve until `stop`; the socket listens already, so the first request only waits."""
        self._thread.start()
        with httpx2.Client(base_url=self.url, timeout=30) as client:
            assert client.get("/readyz").status_code == 200

    def stop(self) -> None:
        """Let requests end, and the workers."""
        self._server.should_exit = True
        self._thread.join(20)
        assert not self._thread.is_alive()
        self._socket.close()


@pytest.fixture
def settings(sqlite_data_dir: Path) -> Settings:
    """Settings of a server with one worker, over SQLite: see `test_over_postgresql.py`."""
    return Settings(data_dir=sqlite_data_dir, host="127.0.0.1", port=0, workers=1)


@pytest.fixture
def intervals() -> Intervals:
    """How often the server does what it does again and again."""
    return USUAL


@pytest.fixture
def running(
    settings: Settings, shared_code: CodeRunning, intervals: Intervals
) -> Iterator[Running]:
    """A server that answers, with a sandbox that it shares with others."""
    running = Running(settings, shared_code, intervals)
    running.start()
    yield running
    running.stop()


@pytest.fixture
def client(running: Running) -> Iterator[Callable[..., httpx2.Client]]:
    """Opens clients with a bearer token, or with none."""
    opened: list[httpx2.Client] = []

    def make(token: str | None = None) -> httpx2.Client:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        opened.append(httpx2.Client(base_url=running.url, headers=headers, timeout=30))
        return opened[-1]

    yield make
    for one in opened:
        one.close()


@pytest.fixture
def admin(running: Running, client: Callable[..., httpx2.Client]) -> httpx2.Client:
    """The administrator's client."""

    def work(session: Any) -> str:
        person = administrator(session)
        return issue_token(session, person.id, label="test", scopes=ALL_SCOPES, days=1)

    return client(running.service.database.write(work))


@pytest.fixture
def people(admin: httpx2.Client, client: Callable[..., httpx2.Client]) -> dict[str, httpx2.Client]:
    """The clients of everybody in the course `ml`, by alias."""
    course = {"slug": "ml", "title": "Machine learning", "time_zone": "Asia/Tokyo"}
    assert admin.post("/api/v1/courses", json=course).status_code == 201
    assert admin.put("/api/v1/courses/ml/roster", content=ROSTER).status_code == 200
    found = {}
    for alias in ("momo", "ken", "ta", "sensei"):
        answer = admin.post("/api/v1/courses/ml/tokens", json={"alias": alias})
        found[alias] = client(answer.json()["token"])
    return found


def zipped(folder: Path) -> bytes:
    """A bundle's archive."""
    archive = io.BytesIO()
    pack(folder, archive)
    return archive.getvalue()


@pytest.fixture
def push(people: dict[str, httpx2.Client]) -> Callable[..., httpx2.Response]:
    """Pushes a bundle's folder as the instructor."""

    def work(folder: Path, slug: str = "small") -> httpx2.Response:
        return people["sensei"].put(
            f"/api/v1/courses/ml/assignments/{slug}",
            content=zipped(folder),
            headers={"Content-Type": "application/zip"},
        )

    return work


@pytest.fixture
def small(push: Callable[..., httpx2.Response], prediction_bundle: Callable[..., Path]) -> str:
    """The address of a prediction assignment of six rows, three of them public."""
    assert push(prediction_bundle()).status_code == 200
    return "/api/v1/courses/ml/assignments/small"


@pytest.fixture
def reveal_at() -> datetime:
    """A whole second, two hours from now."""
    return now().replace(microsecond=0) + 2 * HOUR


@pytest.fixture
def address(
    push: Callable[..., Any], prediction_bundle: Callable[..., Path], reveal_at: datetime
) -> str:
    """An assignment before its reveal: public labels 0, 4 and 16, private ones 1, 9 and 25."""
    top = f"closes_at = {(reveal_at - HOUR).isoformat()}\nreveal_at = {reveal_at.isoformat()}"
    assert push(prediction_bundle(top=top)).status_code == 200
    return "/api/v1/courses/ml/assignments/small"
