"""Which server a command speaks to, and as whom; always by HTTP.

Participants: options and environment, else the login, else a server that runs on this machine.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from gradus.api.client import Address, Client
from gradus.api.credentials import load_login
from gradus.api.running_server import find_running_server
from gradus.core.failures import CommandError
from gradus.core.locations import data_directory


@contextmanager
def participant(server: str | None, token: str | None) -> Iterator[Client]:
    """A client for somebody's own work. Raises CommandError where server or token is unknown."""
    address = (
        named_address(server, token) or login_address() or find_running_server(data_directory())
    )
    if address is None:
        raise CommandError(
            "No server is known.", "Run 'gradus login' first, or give --server and --token."
        )
    with Client(address) as client:
        yield client


def parse_address(server: str, token: str) -> Address:
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


def named_address(server: str | None, token: str | None) -> Address | None:
    """The address that options or environment name, completed by the login; None if they don't."""
    if not server and not token:
        return None
    if server and token:
        return parse_address(server, token)
    known = _own_address()
    if known is None or (server and server.rstrip("/") != known.url):
        missing = "--token (or GRADUS_TOKEN)" if server else "--server (or GRADUS_SERVER)"
        raise CommandError(f"{missing} is missing.", "Or run 'gradus login' for that server.")
    return parse_address(known.url, token or known.token)


def login_address() -> Address | None:
    """The server and token of 'gradus login'; None where nobody has logged in."""
    login = load_login()
    return None if login is None else parse_address(login.server, login.token)


def _own_address() -> Address | None:
    return login_address() or find_running_server(data_directory())
