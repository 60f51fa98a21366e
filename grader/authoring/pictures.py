"""Pictures of a statement: starter files of a bundle, added and taken out; nothing is graded."""

import re
import shutil
from collections.abc import Sequence
from pathlib import Path, PurePosixPath

from grader.authoring import problems
from grader.authoring.toml_text import toml_text
from grader.bundles.definition_file import read_definition_in
from grader.bundles.folder import BundleError, open_folder
from grader.definition.bundle import FILE_NAME, Bundle, named_paths

MAX_PICTURE_BYTES = 2_000_000
MOST_PICTURES = 20
_FOLDER = "pictures"
_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}\.(png|jpg|jpeg|gif|webp)", re.ASCII | re.IGNORECASE)
_MARKS = {
    "png": (b"\x89PNG\r\n\x1a\n",),
    "jpg": (b"\xff\xd8\xff",),
    "jpeg": (b"\xff\xd8\xff",),
    "gif": (b"GIF87a", b"GIF89a"),
    "webp": (b"RIFF",),
}


def is_picture(name: str) -> bool:
    """Whether a starter file of that base name can be shown in a statement."""
    return _NAME.fullmatch(name) is not None


def pictures_of(bundle: Bundle) -> tuple[str, ...]:
    """The base names of a bundle's pictures."""
    return tuple(name for name in bundle.starter_files() if is_picture(name))


def write_with_picture(folder: Path, bundle: Bundle, name: str, content: bytes) -> Bundle:
    """Write the bundle into an empty folder with one picture more, or another of that name.

    Raises BundleError for what is no picture, too large, or one too many.
    """
    kept = [path for path in bundle.definition.starter if PurePosixPath(path).name != name]
    _require_picture(name, content)
    if sum(is_picture(PurePosixPath(path).name) for path in kept) >= MOST_PICTURES:
        raise BundleError((problems.TOO_MANY_PICTURES(most=MOST_PICTURES),))
    path = f"{_FOLDER}/{name}"
    _copy(folder, bundle, [*kept, path])
    (folder / path).parent.mkdir(exist_ok=True)
    (folder / path).write_bytes(content)
    return open_folder(folder)


def write_without_picture(folder: Path, bundle: Bundle, name: str) -> Bundle:
    """Write the bundle into an empty folder without a picture.

    Raises KeyError where it has none of that name.
    """
    if name not in pictures_of(bundle):
        raise KeyError(name)
    starter = bundle.definition.starter
    _copy(folder, bundle, [path for path in starter if PurePosixPath(path).name != name])
    return open_folder(folder)


def _require_picture(name: str, content: bytes) -> None:
    if not is_picture(name):
        raise BundleError((problems.PICTURE_NAME(got=name[:80]),))
    if len(content) > MAX_PICTURE_BYTES:
        raise BundleError((problems.PICTURE_LARGE(name=name, limit=MAX_PICTURE_BYTES),))
    kind = name.rpartition(".")[2].lower()
    if not content.startswith(_MARKS[kind]):
        raise BundleError((problems.NO_PICTURE(name=name, kind=kind),))


def _copy(folder: Path, bundle: Bundle, starter: Sequence[str]) -> None:
    """The files of a bundle but pictures that are not named, with these starter files."""
    dropped = set(bundle.definition.starter) - set(starter)
    for name in named_paths(bundle.definition):
        if name not in dropped:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(bundle.root / name, folder / name)
    document = {**read_definition_in(folder).document, "starter": list(starter)}
    (folder / FILE_NAME).write_text(toml_text(document), "utf-8")
