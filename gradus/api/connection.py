"""Which server a command speaks to, and as whom; always by HTTP.

Participants: options and environment, else the login, else a server that runs on this machine.
Administrators: options and environment, else a server that runs on this machine's data directory,
else the login, else the data directory itself, served on loopback for as long as the command runs.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from gradus.api.client import Address, Client
from gradus.api.credentials import load_login
from gradus.api.running_server import find_running_server
from gradus.locations import data_directory
from gradus.output.failures import CommandError


@dataclass(frozen=True)
class Connection:
    """A client, and in words what it speaks to."""

    client: Client
    where: str


@contextmanager
def participant(server: str | None, token: str | None) -> Iterator[Client]:
    """A client for somebody's own work. Raises CommandError where server or token is unknown."""
    address = _named(server, token) or _logged_in() or find_running_server(data_directory())
    if address is None:
        raise CommandError(
            "No server is known.", "Run 'gradus login' first, or give --server and --token."
        )
    with Client(address) as client:
        yield client


@contextmanager
def administrator(
    server: str | None, token: str | None, data_dir: Path | None
) -> Iterator[Connection]:
    """A client for running courses, on this machine or from afar."""
    directory = data_directory(data_dir)
    address = _named(server, token) or find_running_server(directory)
    if address is None and data_dir is None:
        address = _logged_in()
    if address is not None:
        with Client(address) as client:
            yield Connection(client, f"on {address.url}")
        return
    from gradus.host.web_server import (  # noqa: PLC0415 - loads the whole server
        serving_in_background,
    )

    with serving_in_background(directory) as own, Client(own) as client:
        yield Connection(client, f"in {directory}")


def checked_address(server: str, token: str) -> Address:
    """The address, in one spelling. Raises CommandError for what cannot be one."""
    if not _is_web_address(server.strip()):
        raise CommandError(
            "The server's address is not of the form https://gradus.example.org.",
            "It begins with http:// or https:// and holds no password.",
        )
    secret = token.strip()
    if not (secret.isascii() and secret.isprintable() and secret) or " " in secret:
        raise CommandError(
            "The token holds characters that no token has.",
            "Copy it again, whole and alone: it begins with gds_.",
        )
    return Address(server.strip().rstrip("/"), secret)


def _is_web_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
        return (
            parts.scheme in ("http", "https")
            and bool(parts.hostname)
            and parts.username is None
            and parts.port != 0
        )
    except ValueError:  # of the port
        return False


def _named(server: str | None, token: str | None) -> Address | None:
    """The address that options or environment name, completed by the login; None if they don't."""
    if not server and not token:
        return None
    if server and token:
        return checked_address(server, token)
    known = _logged_in() or find_running_server(data_directory())
    if known is None or (server and server.rstrip("/") != known.url):
        missing = "--token (or GRADUS_TOKEN)" if server else "--server (or GRADUS_SERVER)"
        raise CommandError(f"{missing} is missing.", "Or run 'gradus login' for that server.")
    return checked_address(known.url, token or known.token)


def _logged_in() -> Address | None:
    login = load_login()
    return None if login is None else checked_address(login.server, login.token)
