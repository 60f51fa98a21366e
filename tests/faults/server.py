"""A server process that is to be killed, and what is left of it then."""

import json
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import httpx2
import psutil

from tests.end_to_end.conftest import free_port
from tests.server.running import open_client

ROOT = Path(__file__).parents[2]
_START_S = 120.0
_GONE_S = 30.0


@dataclass
class Server:
    """One server, started again and again over the same data."""

    data_dir: Path
    database_url: str
    log: Path
    workers: int = 1

    def __post_init__(self) -> None:
        self._port = free_port()
        self.url = f"http://127.0.0.1:{self._port}"
        self._launcher = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.launcher"],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            bufsize=0,
        )
        self._process: psutil.Process | None = None
        self._family: set[psutil.Process] = set()

    def start(self, point: str, nth: int = 1) -> None:
        """Start it with a deadly point, and wait until it answers. The last one has ended."""
        order = {
            "point": point,
            "nth": nth,
            "log": str(self.log),
            "environment": self._environment(),
            "arguments": ["serve", "--port", f"{self._port}"],
        }
        assert self._launcher.stdin is not None
        self._launcher.stdin.write(json.dumps(order).encode() + b"\n")
        pid = self._answer(_START_S)
        assert pid is not None, "the launcher does not answer"
        self._process = psutil.Process(pid)
        self._await_answer()
        self._see_family()

    def arm(self) -> None:
        """Let the point be deadly from now on."""
        self._signal(signal.SIGUSR1)

    def await_death(self, seconds: float) -> bool:
        """Whether it has killed itself within that time."""
        self._see_family()
        ended = self._answer(seconds)
        if ended is not None:
            self._process = None
        return ended == -signal.SIGKILL

    def kill(self) -> None:
        """Kill it from outside, unless it is dead."""
        if self._process is not None:
            self._see_family()
            self._signal(signal.SIGKILL)
            assert self.await_death(_GONE_S)

    def stop(self) -> None:
        """Let it finish what it is at, and end."""
        self._see_family()
        self._signal(signal.SIGTERM)
        assert self._answer(_GONE_S) == 0, self.log.read_text()[-4000:]
        self._process = None

    def close(self) -> None:
        """Kill what still runs."""
        self.kill()
        assert self._launcher.stdin is not None
        assert self._launcher.stdout is not None
        self._launcher.stdin.close()
        self._launcher.wait(_GONE_S)
        self._launcher.stdout.close()

    def left_processes(self) -> list[str]:
        """What it started that has not ended, a while after it."""
        _, alive = psutil.wait_procs(self._family, timeout=_GONE_S)
        self._family.clear()
        return [f"{each}" for each in alive if each.status() != psutil.STATUS_ZOMBIE]

    def _signal(self, number: signal.Signals) -> None:
        assert self._process is not None
        self._process.send_signal(number)

    def _answer(self, seconds: float) -> int | None:
        """The next number that the launcher says; None where it says none for so long."""
        assert self._launcher.stdout is not None
        ready, _, _ = select.select([self._launcher.stdout], [], [], seconds)
        if not ready:
            return None
        return int(self._launcher.stdout.readline())

    def _await_answer(self) -> None:
        deadline = time.monotonic() + _START_S
        with open_client(self.url) as client:
            while time.monotonic() < deadline:
                ended = self._answer(0.02)
                assert ended is None, f"it ended with {ended}: {self.log.read_text()[-4000:]}"
                try:
                    if client.get("/readyz").status_code == 200:
                        return
                except httpx2.TransportError:
                    continue
        raise TimeoutError(f"it was not ready after {_START_S:g} s")

    def _see_family(self) -> None:
        try:
            if self._process is not None:
                self._family |= {*self._process.children(recursive=True)}
        except psutil.NoSuchProcess:
            return

    def _environment(self) -> Mapping[str, str]:
        return {
            "PATH": os.environ["PATH"],
            "HOME": str(self.data_dir.parent),
            "GRADUS_DATA_DIR": str(self.data_dir),
            "GRADUS_DATABASE_URL": self.database_url,
            "GRADUS_WORKERS": f"{self.workers}",
            "GRADUS_DISK_RESERVE_MB": "0",  # so that a full disk is met, not foreseen
            "OPENBLAS_NUM_THREADS": "1",
            "LANG": "C.UTF-8",
        }
