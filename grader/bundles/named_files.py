"""The files that a definition names: there, inside the bundle, and readable as what they are."""

from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import Any

from grader.bundles import named_file_problems, problems
from grader.bundles.definition_file import DefinitionFile, key_name
from grader.bundles.toml_lines import Location
from grader.definition.bundle import FILE_NAME
from grader.definition.definition import REQUIRED_STARTER, Definition
from grader.definition.sections import inside_bundle
from grader.leaks.policy import course_ladder
from grader.metrics import METRICS
from grader.predictions.diagnosis.findings import InvalidFileError
from grader.predictions.labels import read_labels
from grader.predictions.reading import read_predictions
from grader.problems import Problem, ProblemKind
from grader.programs.training_data import TableError, read_training_data
from grader.scoring.custom import source_fault
from grader.scoring.label_checks import label_problems
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
    if not found and file.definition is not None:
        found.extend(_metric_problems(root, file, file.definition))
        found.extend(_sample_problems(root, file, file.definition))
        found.extend(_training_problems(root, file, file.definition))
        found.extend(_baseline_problems(root, file, file.definition))
    if not found and file.definition is not None:
        found.extend(_ladder_problems(root, file, file.definition))
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
        yield from _refusal(named_file_problems.LABELS_REFUSED, name, line, error)


def _training_problems(
    root: Path, file: DefinitionFile, definition: Definition
) -> Iterator[Problem]:
    """Why programs could not be trained, if they could not."""
    prediction = definition.prediction
    if prediction is None or not (prediction.train and prediction.test):
        return
    try:
        read_training_data(root, prediction, read_labels(root / prediction.labels).ids)
    except TableError as error:
        line = file.line("prediction", error.table)
        yield named_file_problems.TABLE_REFUSED(file=error.file, detail=str(error), line=line)


def _metric_problems(root: Path, file: DefinitionFile, definition: Definition) -> Iterator[Problem]:
    """Why the metric is undefined on the labels, if it is."""
    prediction = definition.prediction
    if prediction is not None and prediction.metric in METRICS:
        labels, line = read_labels(root / prediction.labels), file.line("prediction", "metric")
        yield from label_problems(labels, METRICS[prediction.metric], prediction.labels, line)


def _ladder_problems(root: Path, file: DefinitionFile, definition: Definition) -> Iterator[Problem]:
    """Why the Ladder could not release the public scores, if it could not."""
    prediction = definition.prediction
    if prediction is None or not prediction.uses_ladder:
        return
    try:
        course_ladder(prediction.metric, read_labels(root / prediction.labels).public_part.values)
    except ValueError:
        line = file.line("prediction", "labels")
        yield named_file_problems.LADDER_WITHOUT_STAIRS(file=prediction.labels, line=line)


def _sample_problems(root: Path, file: DefinitionFile, definition: Definition) -> Iterator[Problem]:
    """Why the sample submission would be refused, if it would."""
    if definition.prediction is None:
        return
    labels = read_labels(root / definition.prediction.labels)
    for i, name in enumerate(definition.starter):
        if PurePosixPath(name).name == REQUIRED_STARTER["prediction"]:
            try:
                read_predictions(root / name, name, labels, definition.limits.file_bytes)
            except InvalidFileError as error:
                line = file.line("starter", i)
                yield from _refusal(named_file_problems.SAMPLE_REFUSED, name, line, error)


def _baseline_problems(
    root: Path, file: DefinitionFile, definition: Definition
) -> Iterator[Problem]:
    """Why predictions of baselines would be refused, if they would; programs are for lint."""
    if definition.prediction is None:
        return
    labels = read_labels(root / definition.prediction.labels)
    for i, baseline in enumerate(definition.baselines):
        if definition.takes_programs(baseline.track):
            continue
        path = root / baseline.file
        try:
            read_predictions(path, path.name, labels, definition.limits.file_bytes)
        except InvalidFileError as error:
            line = file.line("baselines", i, "file")
            yield from _refusal(named_file_problems.BASELINE_REFUSED, baseline.file, line, error)


def _refusal(kind: ProblemKind, name: str, line: int, error: InvalidFileError) -> Iterator[Problem]:
    """That a file is refused, then what is wrong with it by row."""
    yield kind(file=name, total=error.total, line=line)
    for problem in error.problems:
        values = problem.values | {"file": name}
        yield problem.model_copy(update={"values": values, "line": line})
