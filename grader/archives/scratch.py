"""Folders that appear whole or not at all."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def scratch_beside(into: Path) -> Iterator[Path]:
    """A path on the file system of `into` to build it at and rename it from.

    Whatever is still there at the end is removed. Raises FileExistsError where `into` exists.
    """
    if into.exists():
        raise FileExistsError(into)
    into.parent.mkdir(parents=True, exist_ok=True)
    scratch = Path(tempfile.mkdtemp(prefix=f".{into.name}-", dir=into.parent))
    try:
        yield scratch / "bundle"
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
