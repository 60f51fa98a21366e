"""The secret behind the order in which programs are asked for hidden rows.

It is kept with the uploads, so that every worker and a backup have the same. Of two workers that
make it at the same moment the later one wins: what was graded by the other is still right, and a
replay says that the order was another.
"""

import os
import secrets
from pathlib import Path

from server.core.files.blobs import FileStore
from server.core.identifiers import new_id

_KEY = "keys/order_of_rows"
_BYTES = 32


def order_key(files: FileStore, scratch: Path) -> str:
    """The secret in hex, made at the first call. scratch: a folder on the disk of the files."""
    try:
        return read_order_key(files)
    except FileNotFoundError:
        path = scratch / new_id()
        with path.open("w") as file:
            file.write(secrets.token_hex(_BYTES))
            file.flush()
            os.fsync(file.fileno())
        files.keep(path, _KEY)
        return read_order_key(files)


def read_order_key(files: FileStore) -> str:
    """The secret in hex. Raises FileNotFoundError where none was made."""
    with files.fetch(_KEY) as path:
        return path.read_text()
