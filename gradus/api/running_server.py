"""How commands on a server's own machine find it: `server.json` in its data directory.

The file holds an administrator's token, so it is its owner's alone, and both end with the server.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pydantic import BaseModel, ValidationError

from gradus.api.client import Address
from gradus.api.private_files import write_private


class _Note(BaseModel):
    """What `server.json` holds."""

    url: str
    pid: int
    token: str


@contextmanager
def publish_address(data_dir: Path, address: Address) -> Iterator[None]:
    """Let local commands find a server for as long as the context lasts."""
    path = _file(data_dir)
    note = _Note(url=address.url, pid=os.getpid(), token=address.token)
    write_private(path, note.model_dump_json())
    try:
        yield
    finally:
        path.unlink(missing_ok=True)


def find_running_server(data_dir: Path) -> Address | None:
    """The server that runs on `data_dir`, with an administrator's token; None where none does."""
    note = _read(_file(data_dir))
    return None if note is None else Address(note.url, note.token)


def holder(data_dir: Path) -> int | None:
    """The process that serves `data_dir`, as far as `server.json` tells."""
    note = _read(_file(data_dir))
    return None if note is None else note.pid


def _file(data_dir: Path) -> Path:
    return data_dir / "server.json"


def _read(path: Path) -> _Note | None:
    """What the file says; None where there is none, or its process has died."""
    try:
        note = _Note.model_validate_json(path.read_bytes())
    except (OSError, ValidationError):
        return None
    return note if _is_alive(note.pid) else None


def _is_alive(pid: int) -> bool:
    if os.name == "nt":  # servers do not run there, and os.kill would end the process
        return False
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
