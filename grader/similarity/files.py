"""Submitted and handed-out files as text to compare. Nothing of them is imported or executed."""

import contextlib
from collections.abc import Iterator
from pathlib import Path

from grader.definition.bundle import Bundle
from grader.programs.files import InvalidProgramError, Program, read_program
from grader.similarity.truncate import truncate
from grader.sources.notebooks import InvalidSourceError
from grader.sources.reading import read_source

_MOST_READ = 20_000_000  # bytes of one file
_MOST_UNPACKED = 50_000_000


def layers_text(path: Path) -> str:
    """The text of a layer file; of a long one as much as `truncate` leaves."""
    with path.open("rb") as file:
        body = file.read(_MOST_READ)
    with contextlib.suppress(InvalidSourceError):
        body = read_source(body, path.name).code
    return _text(body)


def program_text(path: Path, filename: str) -> str | None:
    """The sources of a program in one text, each module below a line that names it.

    Of a long one as much as `truncate` leaves. None for a file that is no program.
    """
    try:
        return _join(read_program(path, filename, _MOST_UNPACKED))
    except (InvalidProgramError, OSError):
        return None


def starter_texts(bundle: Bundle) -> tuple[str, ...]:
    """What every participant was given to start from, as far as it is source code."""
    return tuple(_starter(bundle))


def _starter(bundle: Bundle) -> Iterator[str]:
    for name, path in bundle.starter_files().items():
        if path.suffix == ".py":
            yield layers_text(path)
        elif path.suffix == ".zip":
            text = program_text(path, name)
            if text is not None:
                yield text


def _join(program: Program) -> str:
    if not program.modules:
        return _text(program.main[:_MOST_READ])
    parts = (f"# {name}\n".encode() + body for name, body in program.sources.items())
    return _text(b"\n\n".join(parts)[:_MOST_READ])


def _text(body: bytes) -> str:
    """Bytes as text, whatever they are; lines end in a line feed."""
    text = body.decode("utf-8-sig", errors="replace")
    return truncate(text.replace("\r\n", "\n").replace("\r", "\n"))
