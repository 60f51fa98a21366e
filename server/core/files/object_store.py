"""Files in S3-compatible object storage, for a server of many machines.

A store that is silent for `patience_s`, refuses, or answers what no store answers is away:
`StoreAwayError`. Only one that says that there is no such file is believed: `FileNotFoundError`.
"""

import errno
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import obstore
from obstore.exceptions import BaseError, NotFoundError
from obstore.store import from_url

from server.core.files.blobs import StoredEntry
from server.core.outages import StoreAwayError

if TYPE_CHECKING:
    from obstore.store import ClientConfig, RetryConfig

_CHUNK_BYTES = 1 << 20
_PATIENCE_S = 10.0
_LONGEST_S = 600.0  # for one file: 200 MB at 0.33 MB/s
_RETRIES = 2
# What operators may set of the client; the library reads these only where nothing else is set.
_SETTINGS = ("allow_http", "allow_invalid_certificates", "proxy_url", "proxy_excludes")


class ObjectStore:
    """Files under a URL such as ``s3://bucket/prefix``.

    Credentials, region and endpoint come from the usual ``AWS_...`` environment variables.
    patience_s: of silence, after which the store is away; a file takes ten minutes at the most.
    """

    def __init__(self, url: str, scratch: Path, *, patience_s: float = _PATIENCE_S) -> None:
        patience = timedelta(seconds=patience_s)
        client: ClientConfig = {
            "connect_timeout": patience,
            "read_timeout": patience,
            "timeout": timedelta(seconds=_LONGEST_S),
        }
        client.update(_client_settings())
        retries: RetryConfig = {"max_retries": _RETRIES, "retry_timeout": patience}
        with _outages(""):
            self._store = from_url(url, client_options=client, retry_config=retries)
        self._scratch = scratch
        scratch.mkdir(mode=0o700, parents=True, exist_ok=True)

    def keep(self, spooled: Path, key: str) -> None:
        """Make a spooled file durable under `key`; the spooled one is gone then."""
        try:
            with _outages(key):  # one part after another, so that each has all the time
                obstore.put(self._store, key, spooled, max_concurrency=1)
        except FileNotFoundError as error:
            if spooled.exists():
                raise StoreAwayError(_words(error)) from error
            raise
        spooled.unlink()

    @contextmanager
    def fetch(self, key: str) -> Iterator[Path]:
        """A context in which the file can be read at a local path."""
        with tempfile.NamedTemporaryFile(dir=self._scratch) as local:
            for chunk in self._chunks(key):
                local.write(chunk)
            local.flush()
            yield Path(local.name)

    def move(self, key: str, to: str) -> None:
        """Keep a file under another key instead."""
        with _outages(key):
            obstore.rename(self._store, key, to)

    def delete(self, key: str) -> None:
        """Remove the file, if it is there."""
        try:
            with _outages(key):
                obstore.delete(self._store, key)
        except FileNotFoundError:
            return

    def size_of(self, key: str) -> int | None:
        """How many bytes the file has; None where it is not there."""
        try:
            with _outages(key):
                return obstore.head(self._store, key)["size"]
        except FileNotFoundError:
            return None

    def entries(self, folder: str = "") -> Iterator[StoredEntry]:
        """Every file, or every one of a folder, in no order. One that goes may be missing."""
        with _outages(folder):
            for chunk in obstore.list(self._store, f"{folder}/" if folder else None):
                for found in chunk:
                    yield StoredEntry(found["path"], found["size"], found["last_modified"])

    def _chunks(self, key: str) -> Iterator[obstore.Bytes]:
        """The bytes of a file."""
        with _outages(key):
            found = obstore.get(self._store, key)
            if found.meta["e_tag"] is None:  # a proxy's own page, not the file
                raise StoreAwayError("it answers what is no file")
            yield from found.stream(min_chunk_size=_CHUNK_BYTES)


def _client_settings() -> Any:
    """What the environment says of the client."""
    named = {name: os.environ.get(f"AWS_{name.upper()}") for name in _SETTINGS}
    return {name: value for name, value in named.items() if value}


@contextmanager
def _outages(key: str) -> Iterator[None]:
    """Raise FileNotFoundError where the store says so, and StoreAwayError for all else it says."""
    try:
        yield
    except (NotFoundError, FileNotFoundError) as error:
        if "NoSuchBucket" in str(error):
            raise StoreAwayError(_words(error)) from error
        raise FileNotFoundError(errno.ENOENT, "the store has no such file", key) from error
    except BaseError as error:
        raise StoreAwayError(_words(error)) from error


def _words(error: Exception) -> str:
    """What the library says in its first line."""
    return str(error).partition("\n")[0]
