"""The server in this process: bound, run until it is told to stop, and reachable by its owner."""

import asyncio
import contextlib
import gc
import logging
import signal
import socket
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast

import uvicorn
from sqlalchemy.orm import Session

from gradus.api.client import Address
from gradus.api.running_server import publish_address
from gradus.core.failures import CommandError, ExitCode
from gradus.host.connections import Connections
from gradus.host.logs import configure_logs
from gradus.host.sandbox_notice import sandbox_notice
from gradus.host.settings import read_settings
from gradus.host.starting import start_errors_in_words
from gradus.output.terminal import note
from server.app import create_app
from server.core.outages import outage_of
from server.identity.rules import ALL_SCOPES, administrator, issue_token, revoke_tokens
from server.service import Service
from server.settings import Settings

_BACKLOG = 2048
_STOP_S = 5  # how long open answers, such as event streams, may hold up a stop
_LABEL_LENGTH = 255
_LONGEST_RUN_DAYS = 3650.0

Ready = Callable[[Address], None]


def bind(host: str, port: int, *, else_any: bool = False) -> socket.socket:
    """A listening socket on `host` and `port`; 0 is any free port.

    else_any: take any free port where this one is taken. Raises CommandError otherwise.
    """
    family, kind, protocol, _, address = _resolve(host, port)
    bound = socket.socket(family, kind, protocol)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        bound.bind(address)
        bound.listen(_BACKLOG)
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


def run(settings: Settings, bound: socket.socket, ready: Ready) -> None:
    """Serve on `bound` until SIGTERM or SIGINT, findable by commands on this machine.

    `ready` is called once requests are answered, in a thread of its own; then it is said where code
    is not confined. Raises CommandError where data directory or database cannot be used, and
    whatever `ready` raises.
    """
    _Server(settings, ready, findable=True).serve_until_stopped(bound)


@contextmanager
def serve_in_background(data_dir: Path) -> Iterator[Address]:
    """A server on `data_dir` that only this process knows of, and that grades nothing.

    The links that it makes are for the server that `gradus serve` would start.
    """
    configure_logs(logging.WARNING, for_people=sys.stderr.isatty())
    lasting = read_settings(data_dir=data_dir)
    bound = bind("127.0.0.1", 0)
    own = {"host": "127.0.0.1", "port": bound.getsockname()[1], "workers": 0}
    settings = lasting.model_copy(update={**own, "public_url": lasting.url})
    found: Future[Address] = Future()
    server = _Server(settings, found.set_result, findable=False)

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
    label = f"local commands, {socket.gethostname()}, {service.settings.data_dir}"[:_LABEL_LENGTH]
    token = service.database.write(_revoke_and_issue, label)
    try:
        yield Address(local_url(service.settings), token)
    finally:
        try:
            service.database.write(_revoke, label)
        except Exception as error:
            if outage_of(error) is None:  # else the next start revokes it
                raise


def _revoke(session: Session, label: str) -> None:
    revoke_tokens(session, administrator(session).id, label=label)


def _revoke_and_issue(session: Session, label: str) -> str:
    _revoke(session, label)
    person = administrator(session)
    return issue_token(session, person.id, label=label, scopes=ALL_SCOPES, days=_LONGEST_RUN_DAYS)


def local_url(settings: Settings) -> str:
    """How this machine itself reaches the server."""
    anywhere = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - not bound, only named
    host = anywhere.get(settings.host, settings.host)
    return settings.model_copy(update={"host": host, "public_url": ""}).url


class _Server(uvicorn.Server):
    """uvicorn around our application, whose lifespan is run here so that its errors arrive."""

    def __init__(self, settings: Settings, ready: Ready, *, findable: bool) -> None:
        self._app = create_app(settings)
        super().__init__(
            uvicorn.Config(
                self._app,
                http=cast("type[asyncio.Protocol]", Connections()),
                ws="none",
                lifespan="off",
                log_config=None,
                access_log=False,
                server_header=False,
                timeout_graceful_shutdown=_STOP_S,
            )
        )
        self._settings = settings
        self._ready = ready
        self._findable = findable
        self._answering = asyncio.Event()

    def serve_until_stopped(self, bound: socket.socket) -> None:
        """Serve on `bound` until told to stop; everything is closed when this returns."""
        with (
            contextlib.closing(bound),
            asyncio.Runner(loop_factory=self.config.get_loop_factory()) as runner,
        ):
            runner.run(self._serve_with_lifespan(bound))

    async def _serve_with_lifespan(self, bound: socket.socket) -> None:
        async with contextlib.AsyncExitStack() as stack:
            with start_errors_in_words(self._settings):
                await stack.enter_async_context(self._app.router.lifespan_context(self._app))
                address = stack.enter_context(self._local_access())
            telling = asyncio.create_task(self._tell(address))
            gc.freeze()  # what is there now stays: to look through it took everybody a tenth second
            await self.serve([bound])
            await telling

    @contextmanager
    def _local_access(self) -> Iterator[Address]:
        """The owner's way in, known before the first request is answered."""
        with contextlib.ExitStack() as stack:
            address = stack.enter_context(local_access(self._app.state.service))
            if self._findable:
                stack.enter_context(publish_address(self._settings.data_dir, address))
            yield address

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to answer."""
        await super().startup(sockets)
        self._answering.set()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Stop answering; open event streams are ended first, since they would not end."""
        self._app.state.service.events.close()
        await super().shutdown(sockets)

    async def _tell(self, address: Address) -> None:
        """Call `ready` once the server answers; its failure stops the server."""
        await self._answering.wait()
        try:
            await asyncio.to_thread(self._ready, address)
            if found := sandbox_notice(self._app.state.service.code):
                note(found)
        except Exception:
            if not self.should_exit:  # else it has failed because the server is stopping
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
