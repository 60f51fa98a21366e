"""Bundles unpacked on this machine, ready to grade from and to download starter files from."""

import shutil
from pathlib import Path

from grader import Bundle, open_folder, unpack
from server.core.cache import Cache
from server.core.files.blobs import FileStore, bundle_key

_MOST_OPEN = 32


class BundleCache:
    """Unpacked bundles by version. The directory can be removed at any time; it fills again."""

    def __init__(self, root: Path, files: FileStore) -> None:
        self._root = root
        self._files = files
        self._open: Cache[str, Bundle] = Cache(_MOST_OPEN)
        root.mkdir(mode=0o700, parents=True, exist_ok=True)

    def get(self, version_id: str) -> Bundle:
        """The bundle of a version, unpacked where it is not yet."""
        return self._open.get_or_make(version_id, lambda: self._load(version_id))

    def folder(self, version_id: str) -> Path:
        """Where a version is, or will be, unpacked."""
        return self._root / version_id

    def forget(self, version_id: str) -> None:
        """Remove a version whose push was refused."""
        with self._open.making(version_id):
            self._open.discard(version_id)
        shutil.rmtree(self.folder(version_id), ignore_errors=True)

    def _load(self, version_id: str) -> Bundle:
        folder = self.folder(version_id)
        if folder.is_dir():
            return open_folder(folder)
        with self._files.fetch(bundle_key(version_id)) as archive:
            return unpack(archive, folder)
