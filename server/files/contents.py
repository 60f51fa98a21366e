"""What stands in a submitted file, as lines to read. Nothing of it is imported or executed."""

import unicodedata
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from grader import Definition, layers_text, program_text
from server.core.files.blobs import FileStore, submission_key
from server.core.models import Submission

MOST_LINES = 5_000
_MOST_BYTES = 1 << 20
_MOST_VALUES = 1_000
_NPY_MAGIC = b"\x93NUMPY"


@dataclass(frozen=True)
class Contents:
    """The first lines of a file. is_cut: whether there are more."""

    lines: tuple[str, ...]
    is_cut: bool = False


def contents_of(
    store: FileStore, submission: Submission, definition: Definition, track: str
) -> Contents | None:
    """The lines of a source, or the first predictions; None for what is neither.

    Raises FileNotFoundError where the file is gone.
    """
    with store.fetch(submission_key(submission.id)) as path:
        if definition.layers is not None:
            return _lines(layers_text(path))
        if definition.takes_programs(track):
            text = program_text(path, submission.filename)
            return None if text is None else _lines(text)
        return _predictions(path)


def _lines(text: str, *, is_cut: bool = False) -> Contents:
    found = text.removesuffix("\n").split("\n")
    shown = tuple(map(_show, found[:MOST_LINES]))
    return Contents(shown, is_cut or len(found) > MOST_LINES)


def _show(line: str) -> str:
    """A line with its spaces and tabs as they are, and by its number whatever else hides.

    Such as what turns the direction of a text, which hides what code does (UAX #9).
    """
    if line.isprintable():
        return line
    return "".join(char if _is_shown(char) else f"<U+{ord(char):04X}>" for char in line)


def _is_shown(char: str) -> bool:
    return char.isprintable() or char == "\t" or unicodedata.category(char) == "Zs"


def _predictions(path: Path) -> Contents | None:
    with path.open("rb") as file:
        head = file.read(_MOST_BYTES + 1)
    if head.startswith(_NPY_MAGIC):
        return _array(path)
    if b"\0" in head:
        return None
    text = head[:_MOST_BYTES].decode("utf-8-sig", errors="replace")
    return _lines(text.replace("\r\n", "\n").replace("\r", "\n"), is_cut=len(head) > _MOST_BYTES)


def _array(path: Path) -> Contents | None:
    try:
        values = np.load(path, mmap_mode="r", allow_pickle=False)
    except Exception:  # noqa: BLE001 - its header is parsed as Python, which fails in many ways
        return None
    if values.ndim != 1 or values.dtype.kind not in "biuf":
        return Contents((f"{values.dtype.str} {values.shape}",))
    shown = values[:_MOST_VALUES].tolist()
    return Contents(tuple(map(repr, shown)), values.size > _MOST_VALUES)
