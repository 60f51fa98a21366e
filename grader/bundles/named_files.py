"""The files that a definition names: there, inside the bundle, and readable as what they are."""

from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import Any

from grader.bundles import named_file_problems, problems
from grader.bundles.definition_file import DefinitionFile, key_name
from grader.bundles.prediction_files import PredictionFiles, tell_refusal
from grader.bundles.toml_lines import Location
from grader.definition.bundle import FILE_NAME
from grader.definition.sections import inside_bundle
from grader.predictions.diagnosis.findings import InvalidFileError
from grader.predictions.label_file import read_labels
from grader.problems import Problem
from grader.scoring.custom import source_fault
from grader.scoring.problems import METRIC_FILE_REFUSED
from languages import LOCALES

_FILES = (
    *(("statement", locale) for locale in LOCALES),
    ("prediction", "labels"),
    ("prediction", "metric_file"),
    ("prediction", "train"),
    ("prediction", "test"),
)


def file_problems(root: Path, file: DefinitionFile) -> tuple[Problem, ...]:
    """What is wrong with the named files, as far as the definition can be read at all."""
    found = [
        problem
        for location, name in _name_files(file.document)
        for problem in _problems(root, name, location, file.line(*location))
    ]
    if not found and file.definition is not None and file.definition.prediction is not None:
        prediction = file.definition.prediction
        labels = read_labels(root / prediction.labels)
        found.extend(PredictionFiles(root, file, file.definition, prediction, labels).problems())
    return tuple(found)


def _name_files(document: Mapping[str, Any]) -> Iterator[tuple[Location, str]]:
    """Where the document names a file, also where the rest of it is wrong."""
    for location in _FILES:
        table = document.get(location[0])
        name = table.get(location[1]) if isinstance(table, dict) else None
        yield from _name_usable(location, name)
    starter = document.get("starter")
    for i, name in enumerate(starter if isinstance(starter, list) else ()):
        yield from _name_usable(("starter", i), name)
    baselines = document.get("baselines")
    for i, baseline in enumerate(baselines if isinstance(baselines, list) else ()):
        if isinstance(baseline, dict):
            yield from _name_usable(("baselines", i, "file"), baseline.get("file"))


def _name_usable(location: Location, name: Any) -> Iterator[tuple[Location, str]]:
    if isinstance(name, str) and inside_bundle(name):
        yield location, PurePosixPath(name).as_posix()


def _problems(root: Path, name: str, location: Location, line: int) -> Iterator[Problem]:
    path = root / name
    if not path.resolve().is_relative_to(root.resolve()):
        yield problems.PATH_OUTSIDE(file=FILE_NAME, key=key_name(location), got=name, line=line)
    elif not path.is_file():
        yield named_file_problems.FILE_MISSING(file=name, key=key_name(location), line=line)
    elif location[0] == "statement":
        yield from _statement_problems(path, name, line)
    elif location == ("prediction", "labels"):
        yield from _label_problems(path, name, line)
    elif location == ("prediction", "metric_file") and (fault := source_fault(path.read_bytes())):
        yield METRIC_FILE_REFUSED(file=name, detail=fault, line=line)


def _statement_problems(path: Path, name: str, line: int) -> Iterator[Problem]:
    try:
        if not path.read_text("utf-8-sig").strip():
            yield named_file_problems.STATEMENT_EMPTY(file=name, line=line)
    except UnicodeDecodeError as error:
        yield problems.NOT_UTF8(file=name, byte=error.start + 1, line=line)


def _label_problems(path: Path, name: str, line: int) -> Iterator[Problem]:
    try:
        read_labels(path)
    except InvalidFileError as error:
        yield from tell_refusal(named_file_problems.LABELS_REFUSED, name, line, error)
