"""An uploaded program as sources: one file, or a zip of modules."""

import codecs
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from grader.archives.archive import read_files
from grader.archives.directory import ArchiveError, ArchiveLimits
from grader.predictions.diagnosis.signatures import NPY_MAGIC
from grader.problems import Problem, RefusalError
from grader.programs import problems
from grader.sandbox.protocol.request import Modules
from grader.sources.notebooks import InvalidSourceError
from grader.sources.reading import Source, read_source

MAIN = "model.py"
CLAIM = "predictions.csv"
_FILES = 200
_UNPACKED_BYTES = 50_000_000
_SHOWN = 5


@dataclass(frozen=True)
class Program:
    """Sources of a program.

    filename: of the main module as students know it. modules: the others by path. claim: what it
    is said to predict, the bytes of a prediction file. notes: what in the main module was read
    otherwise than written.
    """

    main: bytes
    filename: str = MAIN
    modules: Modules = ()
    claim: bytes | None = None
    notes: tuple[Problem, ...] = ()

    @property
    def sources(self) -> Mapping[str, bytes]:
        """Every source by path, the main module first."""
        return {self.filename: self.main, **dict(self.modules)}


class InvalidProgramError(RefusalError):
    """An upload that is no program."""


def read_program(path: Path, filename: str, most_bytes: int) -> Program:
    """The program in a file. most_bytes: of source, over all modules.

    Raises InvalidProgramError with every problem.
    """
    if zipfile.is_zipfile(path):
        program = _program_of(_unpack(path))
    elif _is_predictions(path, filename):
        raise InvalidProgramError((problems.NOT_PREDICTIONS(),))
    else:
        name = PurePosixPath(filename).name
        source = _read(path.read_bytes(), name)
        filename = name if name.endswith(".py") else MAIN
        program = Program(source.code, filename, notes=source.notes)
    size = sum(map(len, program.sources.values()))
    if size > most_bytes:
        raise InvalidProgramError((problems.TOO_MUCH_SOURCE(bytes=size, limit=most_bytes),))
    return program


def _read(body: bytes, name: str) -> Source:
    try:
        return read_source(body, name)
    except InvalidSourceError as error:
        raise InvalidProgramError(error.problems) from None


def _is_predictions(path: Path, filename: str) -> bool:
    with path.open("rb") as file:
        head = file.read(32)
    is_table = head.removeprefix(codecs.BOM_UTF8).replace(b'"', b"").startswith(b"id,prediction")
    is_named_so = PurePosixPath(filename).suffix.lower() in {".csv", ".npy", ".tsv", ".xlsx"}
    return is_table or is_named_so or head.startswith(NPY_MAGIC)


def _unpack(path: Path) -> Mapping[str, bytes]:
    """The files of a zip; a single folder around them is left out."""
    try:
        files = read_files(path, ArchiveLimits(bytes=_UNPACKED_BYTES, files=_FILES))
    except ArchiveError as error:
        raise InvalidProgramError(error.problems) from None
    kept = {name: data for name, data in files.items() if "__pycache__/" not in name}
    tops = {name.partition("/")[0] for name in kept if "/" in name}
    if len(tops) == 1 and all("/" in name for name in kept):
        return {name.partition("/")[2]: data for name, data in kept.items()}
    return kept


def _program_of(files: Mapping[str, bytes]) -> Program:
    if MAIN not in files:
        there = ", ".join(sorted(files)[:_SHOWN]) or "-"
        raise InvalidProgramError((problems.NO_MODEL(there=there),))
    if found := tuple(_bad_files(files)):
        raise InvalidProgramError(found)
    others = {name: data for name, data in files.items() if name not in {MAIN, CLAIM}}
    source = _read(files[MAIN], MAIN)
    modules = tuple(sorted(others.items()))
    return Program(source.code, MAIN, modules, files.get(CLAIM), source.notes)


def _bad_files(files: Mapping[str, bytes]) -> Iterator[Problem]:
    for name in sorted(files):
        if name == CLAIM:
            continue
        stem, _, suffix = name.rpartition(".")
        if suffix != "py":
            yield problems.NOT_SOURCE(file=name)
        elif not all(part.isidentifier() for part in stem.split("/")):
            yield problems.BAD_MODULE_NAME(file=name)
