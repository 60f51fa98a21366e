"""An uploaded program as sources: one file, or a zip of modules."""

import codecs
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from grader.archives.archive import read_files
from grader.archives.directory import ArchiveError, ArchiveLimits, added_by_desktop
from grader.predictions.diagnosis.findings import excerpt
from grader.predictions.diagnosis.signatures import NPY_MAGIC
from grader.problems import Problem, RefusalError
from grader.programs import problems
from grader.sandbox.protocol.request import Modules
from grader.sources.notebooks import InvalidSourceError
from grader.sources.reading import Source, read_source

MAIN = "model.py"
CLAIM = "predictions.csv"
_FILES = 2_000  # entries, with those that are left out
_UNPACKED_BYTES = 50_000_000
_SHOWN = 5
_DOCUMENTS = frozenset(
    {
        ".md",
        ".rst",
        ".txt",
        ".log",
        ".pdf",
        ".tex",
        ".bib",
        ".html",
        ".docx",
        ".doc",
        ".odt",
        ".rtf",
    }
    | {".pptx", ".ipynb", ".png", ".jpg", ".jpeg", ".gif", ".svg", ".webp", ".bmp", ".tif", ".tiff"}
    | {".sh", ".bat"}
)
_NOTICES = frozenset({"readme", "license", "licence", "copying", "notice", "authors", "changelog"})
_PACKAGING = frozenset(
    {
        "makefile",
        "dockerfile",
        "pipfile",
        "pipfile.lock",
        "poetry.lock",
        "uv.lock",
        "pyproject.toml",
    }
    | {"setup.cfg", "environment.yml", "environment.yaml", "thumbs.db", "desktop.ini", "py.typed"}
)


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
        program = _unpack(path)
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


class _Surroundings:
    """What lies about in folders of programs, and is left out: told by names alone."""

    def __init__(self) -> None:
        self.names: list[str] = []

    def __call__(self, name: str) -> bool:
        """Whether a file is none of the program's; those that people put there are remembered."""
        if added_by_desktop(name) or "__pycache__" in PurePosixPath(name).parts:
            return True
        is_left_out = _is_hidden(name) or _is_document(name)
        if is_left_out and not name.endswith("/"):
            self.names.append(name)
        return is_left_out

    def note(self) -> tuple[Problem, ...]:
        """What there is to say of them."""
        if not self.names:
            return ()
        count, files = len(self.names), _some(self.names)
        return (problems.FILES_LEFT_OUT(count=count, files=files),)


def _is_hidden(name: str) -> bool:
    return any(part.startswith(".") for part in PurePosixPath(name).parts)


def _is_document(name: str) -> bool:
    path = PurePosixPath(name.casefold())
    return path.suffix in _DOCUMENTS or path.stem in _NOTICES or path.name in _PACKAGING


def _some(names: Sequence[str]) -> str:
    """The first few of these names, as a message may show them."""
    shown = ", ".join(map(excerpt, sorted(names)[:_SHOWN]))
    return f"{shown}, …" if len(names) > _SHOWN else shown


def _unpack(path: Path) -> Program:
    """The program in a zip: model.py, wherever it alone is, and what is beside and below it."""
    surroundings = _Surroundings()
    limits = ArchiveLimits(bytes=_UNPACKED_BYTES, files=_FILES)
    try:
        files = read_files(path, limits, surroundings)
    except ArchiveError as error:
        raise InvalidProgramError(error.problems) from None
    folder = _folder_of_model(files)
    inside = {name[len(folder) :]: data for name, data in files.items() if name.startswith(folder)}
    outside = [name for name in files if not name.startswith(folder)]
    if found := tuple(_bad_files([*inside, *(name for name in outside if name[-3:] != ".py")])):
        raise InvalidProgramError(found)
    surroundings.names += outside
    program = _program_of(inside)
    return replace(program, notes=(*program.notes, *surroundings.note()))


def _folder_of_model(files: Mapping[str, bytes]) -> str:
    """The folder of the topmost model.py, with a slash at its end; empty for the top."""
    found = [name for name in files if PurePosixPath(name).name == MAIN]
    if not found:
        raise InvalidProgramError((problems.NO_MODEL(there=_some(list(files)) or "-"),))
    top = min(name.count("/") for name in found)
    topmost = [name for name in found if name.count("/") == top]
    if len(topmost) > 1:
        raise InvalidProgramError((problems.SEVERAL_MODELS(there=_some(topmost)),))
    return topmost[0].removesuffix(MAIN)


def _program_of(files: Mapping[str, bytes]) -> Program:
    others = {name: data for name, data in files.items() if name not in {MAIN, CLAIM}}
    source = _read(files[MAIN], MAIN)
    modules = tuple(sorted(others.items()))
    return Program(source.code, MAIN, modules, files.get(CLAIM), source.notes)


def _bad_files(files: Sequence[str]) -> Iterator[Problem]:
    for name in sorted(files):
        if name == CLAIM:
            continue
        stem, _, suffix = name.rpartition(".")
        if suffix != "py":
            yield problems.NOT_SOURCE(file=name)
        elif not all(part.isidentifier() for part in stem.split("/")):
            yield problems.BAD_MODULE_NAME(file=name)
