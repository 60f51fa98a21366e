"""A real server on loopback, in a thread of the tests' own process."""

import asyncio
import io
import socket
import ssl
import threading
from datetime import timedelta
from pathlib import Path
from typing import cast

import httpx2
import uvicorn

from grader import pack
from gradus.host.connections import Connections
from server.app import create_app
from server.core.intervals import USUAL, Intervals
from server.grading.pool import GradingPool
from server.service import Service
from server.settings import Settings

HOUR = timedelta(hours=1)
ROSTER = b"alias,name,role\nmomo,Momoko,\nken,Kenji,\nta,Tomo,assistant\nsensei,Sato,instructor\n"
_TRUST = ssl.create_default_context()  # reading the machine's takes longer than a request


def open_client(url: str, token: str | None = None) -> httpx2.Client:
    """A client with a bearer token, or with none."""
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    return httpx2.Client(base_url=url, headers=headers, timeout=30, verify=_TRUST)


class Running:
    """A server in a thread of this process, stopped cleanly at the end.

    grading, intervals: see `Service`.
    """

    def __init__(
        self,
        settings: Settings,
        grading: GradingPool | None = None,
        intervals: Intervals = USUAL,
    ) -> None:
        self._socket = socket.create_server((settings.host, settings.port))
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}"
        self.app = create_app(settings, intervals=intervals, grading=grading)
        config = uvicorn.Config(
            self.app,
            http=cast("type[asyncio.Protocol]", Connections()),  # as `gradus serve` does
            ws="none",
            log_config=None,
            timeout_graceful_shutdown=5,
        )
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
        with open_client(self.url) as client:
            assert client.get("/readyz").status_code == 200

    def stop(self) -> None:
        """Let requests end, and the workers."""
        self._server.should_exit = True
        self._thread.join(20)
        assert not self._thread.is_alive()
        self._socket.close()


def zip_folder(folder: Path) -> bytes:
    """A bundle's archive."""
    archive = io.BytesIO()
    pack(folder, archive)
    return archive.getvalue()
