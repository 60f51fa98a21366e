"""Bundles unpacked on this machine, ready to grade from and to download starter files from."""

import shutil
from collections.abc import Callable
from pathlib import Path

import structlog

from grader import Bundle, BundleError, open_folder, unpack
from server.core.cache import Cache
from server.core.errors import DamagedBundleError
from server.core.files.blobs import FileStore, bundle_key

_MOST_OPEN = 32

log = structlog.get_logger(__name__)


class BundleCache:
    """Unpacked bundles by version. The directory can be removed at any time; it fills again.

    sha256_of: that of the bundle that was pushed as a version, None where it is not known; what has
    become another is not used.
    """

    def __init__(
        self,
        root: Path,
        files: FileStore,
        sha256_of: Callable[[str], str | None] = lambda _: None,
    ) -> None:
        self._root = root
        self._files = files
        self._sha256_of = sha256_of
        self._open: Cache[str, Bundle] = Cache(_MOST_OPEN)
        root.mkdir(mode=0o700, parents=True, exist_ok=True)

    def get(self, version_id: str) -> Bundle:
        """The bundle of a version, unpacked where it is not yet. Raises DamagedBundleError."""
        return self._open.get_or_make(version_id, lambda: self._load(version_id))

    def folder(self, version_id: str) -> Path:
        """Where a version is, or will be, unpacked."""
        return self._root / version_id

    def distrust(self, version_id: str) -> None:
        """Look at every file of a version again before it is used next."""
        self._open.discard(version_id)

    def clear_scratch(self) -> None:
        """Remove what dead processes were making. Only for the process that owns the directory."""
        for left in (*self._root.glob(".*"), self.folder("predictions"), self.folder("compared")):
            shutil.rmtree(left, ignore_errors=True)

    def forget(self, version_id: str) -> None:
        """Remove a version whose push was refused."""
        with self._open.making(version_id):
            self._open.discard(version_id)
        shutil.rmtree(self.folder(version_id), ignore_errors=True)

    def _load(self, version_id: str) -> Bundle:
        folder, sha256 = self.folder(version_id), self._sha256_of(version_id)
        if folder.is_dir():
            found = _opened(folder)
            if found is not None and sha256 in (None, found.sha256):
                return found
            log.error("an unpacked bundle had changed and is unpacked anew", version=version_id)
            shutil.rmtree(folder)
        bundle = self._unpack(version_id)
        if sha256 not in (None, bundle.sha256):
            shutil.rmtree(folder)
            raise DamagedBundleError(version_id, "is another than was pushed")
        return bundle

    def _unpack(self, version_id: str) -> Bundle:
        try:
            with self._files.fetch(bundle_key(version_id)) as archive:
                return unpack(archive, self.folder(version_id))
        except BundleError as error:
            raise DamagedBundleError(version_id, f"cannot be read: {error}") from error
        except FileNotFoundError as error:
            raise DamagedBundleError(version_id, "is not there") from error


def _opened(folder: Path) -> Bundle | None:
    """The bundle of a folder; None where it is none any more."""
    try:
        return open_folder(folder)
    except BundleError:
        return None
