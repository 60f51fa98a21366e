"""The server in this process: bound, run until it is told to stop, and reachable by its owner."""

import asyncio
import signal
import socket
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path
from typing import Any

import uvicorn

from gradus.client import Address
from gradus.failures import CommandError, ExitCode
from server.app import create_app
from server.data_directory import DataDirectoryInUseError
from server.rules.identity import ALL_SCOPES, administrator, issue_token, revoke_tokens
from server.service import Service
from server.settings import Settings

_STOP_S = 5  # how long open answers, such as event streams, may hold up a stop
_LABEL = "local commands"
_LONGEST_RUN_DAYS = 3650.0

Presence = Callable[[Service], AbstractContextManager[object]]


def bind(host: str, port: int, *, else_any: bool = False) -> socket.socket:
    """A socket on `host` and `port`, not yet listening; 0 is any free port.

    else_any: take any free port where this one is taken. Raises CommandError otherwise.
    """
    family, kind, protocol, _, address = _resolve(host, port)
    bound = socket.socket(family, kind, protocol)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        bound.bind(address)
    except OSError as error:
        bound.close()
        if else_any and port != 0:
            return bind(host, 0)
        raise CommandError(
            f"Cannot listen on {host}:{port}: {error.strerror}.",
            "Choose another with --port; 0 takes any that is free.",
            exit_code=ExitCode.FAILED,
        ) from None
    return bound


def run(settings: Settings, bound: socket.socket, presence: Presence) -> None:
    """Serve on `bound` until SIGTERM or SIGINT.

    The context `presence` is entered, in a thread, once requests are answered, and left before the
    service closes. Raises CommandError where another server has the data directory, and whatever
    `presence` raises.
    """
    _Server(settings, presence).serve_until_stopped(bound)


@contextmanager
def serving_in_background(data_dir: Path) -> Iterator[Address]:
    """A server on `data_dir` that only this process knows of, and that grades nothing."""
    bound = bind("127.0.0.1", 0)
    settings = Settings(data_dir=data_dir, host="127.0.0.1", port=bound.getsockname()[1], workers=0)
    found: Future[Address] = Future()

    @contextmanager
    def presence(service: Service) -> Iterator[None]:
        with local_access(service) as address:
            found.set_result(address)
            yield

    server = _Server(settings, presence)

    def serve() -> None:
        try:
            server.serve_until_stopped(bound)
        except BaseException as error:  # noqa: BLE001 - raised again where it is waited for
            if not found.done():
                found.set_exception(error)

    thread = threading.Thread(target=serve, name="server")
    thread.start()
    try:
        yield found.result()
    finally:
        server.should_exit = True
        thread.join()


@contextmanager
def local_access(service: Service) -> Iterator[Address]:
    """The server's address and an administrator's token, worthless once the context ends.

    Tokens of runs that were killed become worthless too.
    """

    def revoke_and_issue(session: Any) -> str:
        person = administrator(session)
        revoke_tokens(session, person.id, label=_LABEL)
        return issue_token(
            session, person.id, label=_LABEL, scopes=ALL_SCOPES, days=_LONGEST_RUN_DAYS
        )

    token = service.database.write(revoke_and_issue)
    try:
        yield Address(local_url(service.settings), token)
    finally:
        service.database.write(
            lambda session: revoke_tokens(session, administrator(session).id, label=_LABEL)
        )


def local_url(settings: Settings) -> str:
    """How this machine itself reaches the server."""
    host = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(settings.host, settings.host)  # noqa: S104
    return f"http://{host}:{settings.port}"


class _Server(uvicorn.Server):
    """uvicorn around our application, whose lifespan is run here so that its errors arrive."""

    def __init__(self, settings: Settings, presence: Presence) -> None:
        self._app = create_app(settings)
        super().__init__(
            uvicorn.Config(
                self._app,
                lifespan="off",
                log_config=None,
                access_log=False,
                server_header=False,
                timeout_graceful_shutdown=_STOP_S,
            )
        )
        self._presence = presence
        self._entered = ExitStack()
        self._entering: asyncio.Task[None] | None = None

    def serve_until_stopped(self, bound: socket.socket) -> None:
        """Serve on `bound` until told to stop; everything is closed when this returns."""
        with asyncio.Runner(loop_factory=self.config.get_loop_factory()) as runner:
            runner.run(self._serve_with_lifespan(bound))

    async def _serve_with_lifespan(self, bound: socket.socket) -> None:
        try:
            async with self._app.router.lifespan_context(self._app):
                with self._entered:
                    await self.serve([bound])
                    if self._entering is not None:
                        await self._entering
        except DataDirectoryInUseError as error:
            raise CommandError(f"Cannot start: {error}.", exit_code=ExitCode.FAILED) from None
        finally:
            bound.close()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to answer, then enter the presence."""
        await super().startup(sockets)
        self._entering = asyncio.create_task(self._enter())

    async def _enter(self) -> None:
        presence = self._presence(self._app.state.service)
        try:
            await asyncio.to_thread(self._entered.enter_context, presence)
        except BaseException:
            self.should_exit = True
            raise

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Stop on SIGTERM and SIGINT; unlike the base class, do not die of them afterwards."""
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        before = {
            number: signal.signal(number, self.handle_exit)
            for number in (signal.SIGINT, signal.SIGTERM)
        }
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)


def _resolve(host: str, port: int) -> tuple[socket.AddressFamily, socket.SocketKind, int, str, Any]:
    try:
        return socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
    except OSError as error:
        raise CommandError(f"Cannot listen on {host}: {error.strerror}.") from None
