"""From an uploaded file to the source that Python runs, and what was read otherwise than written.

A plain file stays byte for byte as it is. Nothing here executes or parses Python: what is changed
could not stand in any program that runs.
"""

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from grader.predictions.diagnosis.signatures import foreign_format
from grader.problems import Problem
from grader.sources import notebook_lines, problems
from grader.sources.foreign import find_foreign, readable_text
from grader.sources.keyboard import MEANT, TRANSLATION, WIDE_SPACE, name_of, requote
from grader.sources.notebooks import InvalidSourceError, read_notebook
from grader.sources.scanning import PartKind, Scanner

_MAY_BE_UNUSUAL = re.compile(
    rb"^[ \t]*+(?:[%!?`]|get_ipython|[\w.]++\?|[\w., ]++=[ \t]*+[!%])", re.MULTILINE
)
_EXCERPT_CHARACTERS = 80
_MAIN, _DIRECTORY_BYTES = b"model.py", 65_536  # what an archive of a program names at its end
_MOST_CHARACTERS = 400_000  # that are gone through; nobody writes so much by hand


@dataclass(frozen=True)
class Source:
    """Source code. notes: what was read otherwise than written, none for a plain file."""

    code: bytes
    notes: tuple[Problem, ...] = ()


def refuse_foreign(path: Path, filename: str, *, takes_archives: bool) -> None:
    """Nothing. Raises InvalidSourceError for a file that is something else than source code.

    takes_archives: a zip may hold source code too.
    """
    body = path.read_bytes()
    if takes_archives and zipfile.is_zipfile(path):
        is_archive = foreign_format(body) in {None, "ZIP"}
        if is_archive or _MAIN in body[-_DIRECTORY_BYTES:]:
            return
    is_notebook = read_notebook(body, is_named_so=_is_named_notebook(filename)) is not None
    if not is_notebook and (problem := find_foreign(body, filename)):
        raise InvalidSourceError((problem,))


def read_source(body: bytes, filename: str) -> Source:
    """The source in a file. Raises InvalidSourceError for a file that is something else."""
    notebook = read_notebook(body, is_named_so=_is_named_notebook(filename))
    if notebook is not None:
        text, notes = _read_as_meant(notebook.code)
        return Source(text.encode("utf-8", "replace"), (*notebook.notes, *notes))
    if problem := find_foreign(body, filename):
        raise InvalidSourceError((problem,))
    if body.isascii() and not _MAY_BE_UNUSUAL.search(body):
        return Source(body)
    decoded = readable_text(body)
    if decoded is None:
        return Source(body)
    text, notes = _read_as_meant(decoded[0].replace("\r\n", "\n").replace("\r", "\n"))
    return Source(text.encode(decoded[1], "replace"), notes) if notes else Source(body)


def _is_named_notebook(filename: str) -> bool:
    return PurePosixPath(filename).suffix.lower() == ".ipynb"


def _read_as_meant(text: str) -> tuple[str, tuple[Problem, ...]]:
    """A text as it is meant, and what in it was written otherwise."""
    if len(text) > _MOST_CHARACTERS:
        return text, ()
    reader = _Reader(text)
    meant = "".join(reader.read())
    return meant, tuple(reader.notes())


class _Reader:
    """Reads a text part by part and keeps what it left out or replaced, by where that stood."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._magics: list[tuple[int, str]] = []
        self._fences: list[int] = []
        self._characters: list[tuple[int, str]] = []

    def read(self) -> Iterator[str]:
        """The parts as they are meant."""
        scanner = Scanner(self._text)
        for part in scanner.parts():
            match part.kind:
                case PartKind.START:
                    if self._is_left_out(part.at, part.text):
                        scanner.leave_line()
                        yield notebook_lines.in_place_of(part.text)
                case PartKind.CODE:
                    yield self._translate(part.at, part.text)
                case PartKind.QUOTED:
                    self._characters.append((part.at, part.text[0]))
                    yield requote(part.text)
                case PartKind.COMMENT if part.text[0] != "#":
                    self._characters.append((part.at, part.text[0]))
                    yield "#" + part.text[1:]
                case _:
                    yield part.text

    def _is_left_out(self, at: int, line: str) -> bool:
        if notebook_lines.is_notebook_line(line):
            self._magics.append((at, line.strip()[:_EXCERPT_CHARACTERS]))
            return True
        if notebook_lines.is_fence(line):
            self._fences.append(at)
            return True
        return False

    def _translate(self, at: int, code: str) -> str:
        if code.isascii():
            return code
        self._characters += [(at + i, c) for i, c in enumerate(code) if c in MEANT]
        if self._text[at - 1 : at] in {"", "\n"}:  # an indentation, as wide as it is shown
            inside = code.lstrip(" \t" + WIDE_SPACE)
            code = code[: len(code) - len(inside)].replace(WIDE_SPACE, "  ") + inside
        return code.translate(TRANSLATION)

    def notes(self) -> Iterator[Problem]:
        """What was read otherwise than written."""
        if self._magics:
            at, excerpt = self._magics[0]
            count, line = len(self._magics), self._line_of(at)
            yield problems.NOTEBOOK_LINES(count=count, number=line, excerpt=excerpt)
        if self._fences:
            line = self._line_of(self._fences[0])
            yield problems.FENCE_LINES(count=len(self._fences), number=line)
        if self._characters:
            at, character = self._characters[0]
            yield problems.KEYBOARD_CHARACTERS(
                line=self._line_of(at),
                number=self._line_of(at),
                place=at - self._text.rfind("\n", 0, at),
                got=name_of(character),
                meant=_shown(MEANT.get(character) or {"“": '"', "‘": "'"}.get(character, "")),
                count=len(self._characters),
            )

    def _line_of(self, at: int) -> int:
        return self._text.count("\n", 0, at) + 1


def _shown(meant: str) -> str:
    """What Python has there; a space and nothing are said in words."""
    return meant if meant.strip() else {" ": "' '"}.get(meant, "''")
