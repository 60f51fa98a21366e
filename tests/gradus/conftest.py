"""A home of its own for every test, and the command run in and out of this process."""

import contextlib
import json
import logging
import os
import re
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx2
import pytest
import structlog
from typer.testing import CliRunner, Result

from gradus.main import app

RIGHT_LAYERS = """
import numpy as np


class Add:
    def forward(self, x, y):
        return x + y

    def backward(self, dout):
        return dout, dout


class Multiply:
    def forward(self, x, y):
        self.x, self.y = x, y
        return x * y

    def backward(self, dout):
        return dout * self.y, dout * self.x


class Max:
    def forward(self, x, y):
        self.first = x > y
        return np.where(self.first, x, y)

    def backward(self, dout):
        return np.where(self.first, dout, 0.0), np.where(self.first, 0.0, dout)


class Affine:
    def __init__(self, W, b):
        self.W, self.b = W, b

    def forward(self, x):
        self.x = x
        return x @ self.W + self.b

    def backward(self, dout):
        self.dW, self.db = self.x.T @ dout, dout.sum(axis=0)
        return dout @ self.W.T


class BatchNorm:
    def __init__(self, gamma, beta, momentum):
        self.gamma, self.beta, self.momentum = gamma, beta, momentum
        self.mean, self.var = np.zeros_like(beta), np.ones_like(beta)

    def forward(self, x, train):
        mean, var = (x.mean(axis=0), x.var(axis=0)) if train else (self.mean, self.var)
        if train:
            self.mean = self.momentum * self.mean + (1 - self.momentum) * mean
            self.var = self.momentum * self.var + (1 - self.momentum) * var
        self.std = np.sqrt(var + 1e-6)
        self.z = (x - mean) / self.std
        return self.gamma * self.z + self.beta

    def backward(self, dout):
        self.dgamma, self.dbeta = (dout * self.z).sum(axis=0), dout.sum(axis=0)
        means = (self.dbeta + self.z * self.dgamma) / len(dout)
        return self.gamma * (dout - means) / self.std


class Sigmoid:
    def forward(self, x):
        with np.errstate(over="ignore"):
            self.out = 1 / (1 + np.exp(-x))
        return self.out

    def backward(self, dout):
        return dout * self.out * (1 - self.out)


class Tanh:
    def forward(self, x):
        self.out = np.tanh(x)
        return self.out

    def backward(self, dout):
        return dout * (1 - self.out**2)


class ReLU:
    def forward(self, x):
        self.positive = x > 0
        return np.where(self.positive, x, 0.0)

    def backward(self, dout):
        return np.where(self.positive, dout, 0.0)


class Softmax:
    def forward(self, x):
        powers = np.exp(x - x.max(axis=1, keepdims=True))
        self.out = powers / powers.sum(axis=1, keepdims=True)
        return self.out

    def backward(self, dout):
        return self.out * (dout - (dout * self.out).sum(axis=1, keepdims=True))


class SoftmaxWithLoss:
    def forward(self, x, t):
        shifted = x - x.max(axis=1, keepdims=True)
        self.p = np.exp(shifted) / np.exp(shifted).sum(axis=1, keepdims=True)
        self.t = t
        logs = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
        return -(t * logs).sum() / len(x)

    def backward(self, dout=1.0):
        return dout * (self.p - self.t) / len(self.t)
"""
STARTING_S = 120
STOPPING_S = 30


def clean_environment(home: Path) -> dict[str, str]:
    """The environment without anything of the user's own: no settings, no login, no keyring."""
    foreign = ("GRADUS_", "GITHUB_", "CI_", "CHECK_")  # the last are those of our CI examples
    kept = {name: value for name, value in os.environ.items() if not name.startswith(foreign)}
    return kept | {
        "HOME": str(home),
        "XDG_CONFIG_HOME": str(home / "config"),
        "XDG_DATA_HOME": str(home / "data"),
        "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring",
        "OPENBLAS_NUM_THREADS": "1",
        "LC_ALL": "C.UTF-8",
        "NO_COLOR": "1",
        "COLUMNS": "120",
        "PYTHONWARNINGS": "error",
    }


@pytest.fixture(autouse=True)
def home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty home directory that this process and its children take for the user's."""
    home = tmp_path_factory.mktemp("home")
    wanted = clean_environment(home)
    for name in set(os.environ) - set(wanted):
        monkeypatch.delenv(name)
    for name, value in wanted.items():
        monkeypatch.setenv(name, value)
    return home


@pytest.fixture(autouse=True)
def own_logs() -> Iterator[None]:
    """Whatever a command configures of the log in this process is undone."""
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    yield
    root.handlers, root.level = handlers, level
    structlog.reset_defaults()


Run = Callable[..., Result]


@pytest.fixture
def run() -> Run:
    """The command, run in this process: arguments in, exit code and both outputs out."""

    def run(*arguments: object, input: str | None = None) -> Result:  # noqa: A002 - typer's name
        return CliRunner().invoke(
            app, [str(argument) for argument in arguments], input=input, catch_exceptions=False
        )

    return run


@pytest.fixture
def layers(tmp_path: Path) -> Path:
    """A layer file in which everything is right."""
    file = tmp_path / "layers.py"
    file.write_text(RIGHT_LAYERS)
    return file


@dataclass(frozen=True)
class Command:
    """A workflow command that a runner of GitHub Actions would carry out."""

    name: str
    properties: dict[str, str]
    data: str


class GithubRunner:
    """Reads a log as the runner does: actions/runner, ActionCommand.cs, ActionCommandManager.cs.

    A command is `::name key=value::data` at the start of a line, after any space, or
    `##[name key=value]data` anywhere in it. After `::stop-commands::token` only `::token::` is one.
    """

    NAMES = frozenset(
        {"error", "warning", "notice", "debug", "group", "endgroup", "echo", "set-output"}
        | {"set-env", "save-state", "add-mask", "add-path", "add-matcher", "remove-matcher"}
    )
    _NEW = re.compile(r"\s*::(?P<name>[^ :]+)(?: (?P<properties>.*?))?::(?P<data>.*)")
    _OLD = re.compile(r".*?##\[(?P<name>[^ \]]+)(?: (?P<properties>[^\]]*))?\](?P<data>.*)")

    def reads(self, log: str) -> list[Command]:
        """The commands that it carries out, without those that stop and resume."""
        found, token = [], None
        for line in log.split("\n"):
            names = self.NAMES | {"stop-commands"} | ({token} if token else set())
            matches = ((self._NEW.match(line), ","), (self._OLD.match(line), ";"))
            known = ((m, mark) for m, mark in matches if m and m["name"].lower() in names)
            match, separator = next(known, (None, ""))
            if match is None:
                continue
            if token:
                token = None if match["name"] == token else token
            elif match["name"] == "stop-commands":
                token = match["data"]
            else:
                found.append(self._command(match, separator))
        assert token is None, "commands were left stopped for the rest of the step"
        return found

    def _command(self, match: re.Match[str], separator: str) -> Command:
        pairs = (match["properties"] or "").split(separator)
        properties = dict(pair.split("=", 1) for pair in pairs if "=" in pair)
        read = {name: self._unescape(value) for name, value in properties.items()}
        return Command(match["name"].lower(), read, self._unescape(match["data"]))

    @staticmethod
    def _unescape(text: str) -> str:
        for written, meant in {
            "%0D": "\r",
            "%0A": "\n",
            "%3A": ":",
            "%2C": ",",
            "%25": "%",
        }.items():
            text = text.replace(written, meant)
        return text


@pytest.fixture
def github_runner() -> GithubRunner:
    """What would read the log in GitHub Actions."""
    return GithubRunner()


@dataclass(frozen=True)
class Running:
    """A command that runs in a process of its own."""

    process: subprocess.Popen[str]
    first_line: str

    def stop(self) -> tuple[int, str, str]:
        """Ask it to stop; its exit code, what it printed since, and its standard error.

        The code is not 0 where it takes longer than `STOPPING_S`.
        """
        self.process.send_signal(signal.SIGTERM)
        watchdog = threading.Timer(STOPPING_S, self.process.kill)
        watchdog.start()
        assert self.process.stdout is not None
        printed = self.process.stdout.read()  # part of it waits in the reader already
        _, said = self.process.communicate()
        watchdog.cancel()
        return self.process.returncode, printed, said


@contextlib.contextmanager
def running(*arguments: object, home: Path, **settings: str) -> Iterator[Running]:
    """A command that has printed its first line; killed at the end where it still runs.

    settings: environment variables, such as GRADUS_WORKERS.
    """
    process = subprocess.Popen(
        [sys.executable, "-m", "gradus", *map(str, arguments)],
        env=clean_environment(home) | settings,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    watchdog = threading.Timer(STARTING_S, process.kill)
    watchdog.start()
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        watchdog.cancel()
        if not line:
            _, said = process.communicate(timeout=STOPPING_S)
            pytest.fail(f"{arguments[0]} ended with {process.returncode}: {said}")
        yield Running(process, line)
    finally:
        watchdog.cancel()
        if process.poll() is None:
            process.kill()
        process.communicate(timeout=STOPPING_S)


@pytest.fixture
def start(home: Path) -> Callable[..., contextlib.AbstractContextManager[Running]]:
    """Starts a command in a process of its own; a context that ends with it."""

    def start(*arguments: object, **settings: str) -> contextlib.AbstractContextManager[Running]:
        return running(*arguments, home=home, **settings)

    return start


@dataclass(frozen=True)
class Demo:
    """A running demo: its data, and each person's token."""

    url: str
    data_dir: Path
    document: dict[str, Any]

    def token(self, alias: str) -> str:
        """A person's token."""
        tokens: dict[str, str] = {
            person["alias"]: person["token"] for person in self.document["people"]
        }
        return tokens[alias]

    def get(self, alias: str, path: str) -> httpx2.Response:
        """What the server answers to a person."""
        headers = {"Authorization": f"Bearer {self.token(alias)}"}
        return httpx2.get(f"{self.url}/api/v1/{path}", headers=headers, timeout=60)

    def sample(self) -> bytes:
        """The sample submission of `diabetes`."""
        path = "courses/demo/assignments/diabetes/starter/sample_submission.csv"
        return self.get("teacher", path).content

    def submissions(self, alias: str) -> list[str]:
        """A person's submissions to `diabetes`, newest first."""
        lines = self.get(alias, "courses/demo/assignments/diabetes/submissions").json()
        return [line["id"] for line in lines]


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """One process runs all that asks the demo, which is dear to start."""
    for item in items:
        if "tests/gradus/" in item.nodeid and "demo" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.xdist_group("demo"))


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """A demo in a process of its own, for as long as the tests run."""
    home = tmp_path_factory.mktemp("demo")
    data_dir = home / "demo"
    with running("demo", "--port", 0, "--data-dir", data_dir, "--json", home=home) as command:
        document = json.loads(command.first_line)
        yield Demo(document["url"], data_dir, document)


@dataclass
class FakeServer:
    """A server that remembers what it was asked, as method, path and headers.

    It answers with `bodies` in turn, then always with `body`.
    """

    url: str
    asked: list[tuple[str, str, dict[str, str]]]
    status: int = 200
    body: bytes = b"{}"
    media_type: str = "application/json"
    bodies: list[bytes] = field(default_factory=list)

    def refuse(self, status: int, *errors: dict[str, Any], **more: Any) -> None:
        """Answer with these problems from now on."""
        self.status, self.media_type = status, "application/problem+json"
        self.body = json.dumps({"title": "Refused", "errors": errors, **more}).encode()


@pytest.fixture
def fake_server() -> Iterator[FakeServer]:
    """A server on loopback whose answers a test decides."""
    fake = FakeServer("", [])

    class Handler(BaseHTTPRequestHandler):
        def _answer(self) -> None:
            self.rfile.read(int(self.headers.get("content-length", 0)))
            headers = {name.lower(): value for name, value in self.headers.items()}
            fake.asked.append((self.command, self.path, headers))
            body = fake.bodies.pop(0) if fake.bodies else fake.body
            self.send_response(fake.status)
            self.send_header("content-type", fake.media_type)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_GET = do_POST = do_PUT = _answer  # noqa: N815 - named by http.server

        def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        fake.url = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield fake
        server.shutdown()
        thread.join()


@pytest.fixture
def free_port() -> int:
    """A port on which nothing listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


@pytest.fixture
def paged_board(fake_server: FakeServer) -> FakeServer:
    """A server whose board comes in two parts: ranks 1 and 2, then 3."""
    row = {
        "alias": "paper-crane",
        "score": 1.5,
        "verified": False,
        "tied_with_above": False,
        "submissions": 1,
        "submitted_at": "2026-11-02T09:00:00Z",
        "baseline": False,
    }
    board = {
        "track": "restricted",
        "metric": "mae",
        "better": "lower",
        "version": 7,
        "participants": 3,
    }
    first = {**board, "rows": [{**row, "rank": 1}, {**row, "rank": 2}], "next_cursor": "2"}
    second = {**board, "rows": [{**row, "rank": 3}], "next_cursor": None}
    fake_server.bodies = [json.dumps(part).encode() for part in (first, second)]
    return fake_server
