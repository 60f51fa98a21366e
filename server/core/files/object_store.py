"""Files in S3-compatible object storage, for a server of many machines."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import obstore
from obstore.exceptions import NotFoundError
from obstore.store import from_url

from server.core.files.blobs import StoredEntry

_CHUNK_BYTES = 1 << 20


class ObjectStore:
    """Files under a URL such as ``s3://bucket/prefix``.

    Credentials, region and endpoint come from the usual ``AWS_...`` environment variables.
    """

    def __init__(self, url: str, scratch: Path) -> None:
        self._store = from_url(url)
        self._scratch = scratch
        scratch.mkdir(mode=0o700, parents=True, exist_ok=True)

    def keep(self, spooled: Path, key: str) -> None:
        """Make a spooled file durable under `key`; the spooled one is gone then."""
        obstore.put(self._store, key, spooled)
        spooled.unlink()

    @contextmanager
    def fetch(self, key: str) -> Iterator[Path]:
        """A context in which the file can be read at a local path."""
        with tempfile.NamedTemporaryFile(dir=self._scratch) as local:
            for chunk in obstore.get(self._store, key).stream(min_chunk_size=_CHUNK_BYTES):
                local.write(chunk)
            local.flush()
            yield Path(local.name)

    def delete(self, key: str) -> None:
        """Remove the file, if it is there."""
        try:
            obstore.delete(self._store, key)
        except (NotFoundError, FileNotFoundError):
            return

    def size_of(self, key: str) -> int | None:
        """How many bytes the file has; None where it is not there."""
        try:
            return obstore.head(self._store, key)["size"]
        except (NotFoundError, FileNotFoundError):
            return None

    def entries(self) -> Iterator[StoredEntry]:
        """Every file, in no order. One that goes meanwhile may be missing."""
        for chunk in obstore.list(self._store):
            for found in chunk:
                yield StoredEntry(found["path"], found["size"], found["last_modified"])
