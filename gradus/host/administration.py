"""Which server those speak to who run courses, on this machine or from afar.

Options and environment, else a server that runs on this machine's data directory, else the login,
else the data directory itself, served on loopback for as long as the command runs.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from gradus.api.client import Client
from gradus.api.connection import login_address, named_address
from gradus.api.running_server import find_running_server
from gradus.core.locations import data_directory


@dataclass(frozen=True)
class Connection:
    """A client, and in words what it speaks to."""

    client: Client
    where: str


@contextmanager
def administrator(
    server: str | None, token: str | None, data_dir: Path | None
) -> Iterator[Connection]:
    """A client for running courses, on this machine or from afar."""
    directory = data_directory(data_dir)
    address = named_address(server, token) or find_running_server(directory)
    if address is None and data_dir is None:
        address = login_address()
    if address is not None:
        with Client(address) as client:
            yield Connection(client, f"on {address.url}")
        return
    from gradus.host.web_server import (  # noqa: PLC0415 - loads the whole server
        serve_in_background,
    )

    with serve_in_background(directory) as own, Client(own) as client:
        yield Connection(client, f"in {directory}")
