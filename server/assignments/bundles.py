"""Bundles unpacked on this machine, ready to grade from and to download starter files from."""

import shutil
import threading
from collections import OrderedDict
from pathlib import Path

from grader import Bundle, open_folder, unpack
from server.core.files.blobs import FileStore, bundle_key

_MOST_OPEN = 32


class BundleCache:
    """Unpacked bundles by version. The directory can be removed at any time; it fills again."""

    def __init__(self, root: Path, files: FileStore) -> None:
        self._root = root
        self._files = files
        self._open: OrderedDict[str, Bundle] = OrderedDict()
        self._lock = threading.Lock()
        root.mkdir(mode=0o700, parents=True, exist_ok=True)

    def get(self, version_id: str) -> Bundle:
        """The bundle of a version, unpacked where it is not yet."""
        with self._lock:
            bundle = self._open.get(version_id) or self._load(version_id)
            self._open[version_id] = bundle
            self._open.move_to_end(version_id)
            if len(self._open) > _MOST_OPEN:
                self._open.popitem(last=False)
            return bundle

    def folder(self, version_id: str) -> Path:
        """Where a version is, or will be, unpacked."""
        return self._root / version_id

    def forget(self, version_id: str) -> None:
        """Remove a version whose push was refused."""
        with self._lock:
            self._open.pop(version_id, None)
        shutil.rmtree(self.folder(version_id), ignore_errors=True)

    def _load(self, version_id: str) -> Bundle:
        folder = self.folder(version_id)
        if folder.is_dir():
            return open_folder(folder)
        with self._files.fetch(bundle_key(version_id)) as archive:
            return unpack(archive, folder)
