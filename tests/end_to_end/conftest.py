"""Gradus as its users have it: the installed command, a server process of its own, curl."""

import json
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2
import pytest

from tests.databases import postgresql_is
from tests.end_to_end.comment_volume import make_features
from tests.server.running import open_client

GRADUS = str(Path(sys.executable).parent / "gradus")
SHARED = Path(__file__).resolve().parents[3] / "shared"
REAL_FEATURES = SHARED / "data/facebook-comment-volume/Features_Variant_1.csv.xz"

POSTGRESQL_IS_PROOF = postgresql_is(pytest.mark.proof, "database_url")


@dataclass
class Site:
    """A running server and the commands that speak to it."""

    url: str
    data_dir: Path
    environment: dict[str, str]
    process: subprocess.Popen[bytes]

    def gradus(
        self, *arguments: str, token: str | None = None, code: int = 0
    ) -> subprocess.CompletedProcess[str]:
        """Runs the command, as the operator or with somebody's token."""
        environment = dict(self.environment)
        if token is not None:
            environment |= {"GRADUS_TOKEN": token, "GRADUS_SERVER": self.url}
        done = subprocess.run(
            [GRADUS, *arguments],
            env=environment,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert done.returncode == code, done.stdout + done.stderr
        return done

    def client(self, token: str) -> httpx2.Client:
        """A client with somebody's token."""
        headers = {"Authorization": f"Bearer {token}"}
        return httpx2.Client(base_url=self.url, headers=headers, timeout=60)

    def curl(self, *arguments: str, token: str) -> Any:
        """What curl prints, as JSON."""
        curl = shutil.which("curl")
        assert curl, "curl is missing: install the package curl"
        done = subprocess.run(
            [curl, "--silent", "--show-error", "-H", f"Authorization: Bearer {token}", *arguments],
            capture_output=True,
            text=True,
            timeout=60,
            check=True,
        )
        return json.loads(done.stdout)


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as found:
        port: int = found.getsockname()[1]
        return port


def wait_until_ready(url: str, process: subprocess.Popen[bytes], seconds: float = 120) -> None:
    """Wait for the server to say that it is ready; fails where it ends or takes too long."""
    deadline = time.monotonic() + seconds
    with open_client(url) as client:  # one for all: to make one takes longer than to ask
        while time.monotonic() < deadline:
            assert process.poll() is None, f"the server ended with {process.returncode}"
            try:
                if client.get("/readyz").status_code == 200:
                    return
            except httpx2.TransportError:
                time.sleep(0.02)
    raise AssertionError(f"{url} was not ready after {seconds} s")


def start_server(environment: dict[str, str], port: int, log: Path) -> subprocess.Popen[bytes]:
    """The server as `gradus serve` starts it."""
    with log.open("ab") as output:
        return subprocess.Popen(
            [GRADUS, "serve", "--port", str(port)], env=environment, stdout=output, stderr=output
        )


@pytest.fixture
def site(database_url: str, tmp_path: Path) -> Iterator[Site]:
    """A fresh server over each kind of database."""
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(tmp_path),
        "GRADUS_DATA_DIR": str(tmp_path / "data"),
        "GRADUS_DATABASE_URL": database_url,
        "OPENBLAS_NUM_THREADS": "1",
        "LANG": "C.UTF-8",
    } | {name: value for name, value in os.environ.items() if name.startswith("COVERAGE_")}
    port = free_port()
    process = start_server(environment, port, tmp_path / "server.log")
    site = Site(f"http://127.0.0.1:{port}", tmp_path / "data", environment, process)
    wait_until_ready(site.url, process)
    yield site
    site.process.terminate()
    assert site.process.wait(20) == 0, (tmp_path / "server.log").read_text()


@pytest.fixture
def tokens(site: Site, tmp_path: Path) -> Callable[[str], str]:
    """A course `ml` with five students and a teacher; gives somebody's token."""
    roster = tmp_path / "roster.csv"
    names = ("aki", "ben", "chie", "dai", "emi")
    students = "".join(f"{name},{name.title()},\n" for name in names)
    roster.write_text(f"alias,name,role\n{students}sensei,Sato,instructor\n")
    site.gradus("course", "create", "ml", "--title", "ML", "--time-zone", "Asia/Tokyo")
    site.gradus("roster", "import", "ml", str(roster), "--yes")

    def token(alias: str) -> str:
        printed = site.gradus("token", alias, "--course", "ml", "--json").stdout
        found: str = json.loads(printed)["token"]
        return found

    return token


@pytest.fixture
def restart(site: Site, tmp_path: Path) -> Callable[[], None]:
    """Starts the server again at the same address, after it was killed."""

    def work() -> None:
        port = int(site.url.rpartition(":")[2])
        site.process = start_server(site.environment, port, tmp_path / "server.log")
        wait_until_ready(site.url, site.process)

    return work


@pytest.fixture(
    params=["made", pytest.param("real", marks=[pytest.mark.real_data, pytest.mark.proof])]
)
def features(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A file made here, and UCI's own where it lies beside the project."""
    if request.param == "made":
        return make_features(tmp_path / "Features_Variant_1.csv")
    if not REAL_FEATURES.exists():
        pytest.skip("UCI's Features_Variant_1.csv.xz is not in ../shared")
    return REAL_FEATURES
