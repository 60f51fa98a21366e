"""Which code judges, whatever its release is called: what a verdict can be compared by later."""

import hashlib
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import reference

_DIGITS = 16
_FOLDERS = (Path(__file__).parent, Path(reference.__file__).parent)


@cache
def judge_version() -> str:
    """A digest of the sources of `grader` and `reference`."""
    return digest_of(_FOLDERS)


def digest_of(folders: Iterable[Path]) -> str:
    """A digest of the sources in folders; another one whenever a file or its name is."""
    digest = hashlib.sha256()
    for folder in folders:
        for path in sorted(folder.rglob("*.py")):
            digest.update(f"{path.relative_to(folder.parent).as_posix()}\n".encode())
            digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:_DIGITS]
