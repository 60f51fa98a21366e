"""A bundle made from a teacher's own CSV: split by a seed, with what participants begin from."""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from grader.authoring import problems
from grader.authoring.choices import OwnData
from grader.authoring.definitions import common_tables, without_nothing
from grader.authoring.guesses import MODEL, constant, guesses, numeric
from grader.authoring.sentences import BASELINE_TITLES, TRACK_TEXTS, statement_of_data
from grader.authoring.splitting import Split, split_files, split_rows
from grader.authoring.tables import OwnTable, is_number, read_table
from grader.authoring.targets import Targets, read_targets
from grader.authoring.toml_text import toml_text
from grader.bundles.folder import BundleError, open_folder
from grader.definition.bundle import FILE_NAME, Bundle
from grader.metrics import METRICS
from grader.problems import Problem
from grader.programs.asking import FEWEST_ROWS

_ROW_BYTES = 60  # of a prediction, with its id
_LEAST_LIMIT = 5_000_000
_PROOFS = {"program": "program", "claimed": "claimed", "unrestricted": "none"}
_PROGRAM = {"wall_s": 120.0, "cpu_s": 120.0, "repeatable": True, "learns": True}
_BASELINES = "private/baselines"


@dataclass(frozen=True)
class _Task:
    """What is written: features of all rows, their targets, and how rows are split."""

    choices: OwnData
    features: OwnTable
    targets: Targets
    split: Split

    @property
    def takes_programs(self) -> bool:
        return "program" in self.choices.tracks

    @property
    def offers_test(self) -> bool:
        """Whether participants need the hidden rows' features."""
        return set(self.choices.tracks) != {"program"}

    @property
    def is_of_numbers(self) -> bool:
        return METRICS[self.choices.metric].of == "numbers"


def write_own_data(folder: Path, choices: OwnData) -> Bundle:
    """Write the bundle into an empty folder: the same choices give the same bytes.

    Rows of hidden labels get new ids in an order that says nothing. Raises BundleError with what
    is wrong with the choices or the data, by row and column and without any value of the target.
    """
    choices.require()
    task = _read(choices)
    labels = _write_data(folder, task)
    made = _write_guesses(folder, task, labels)
    texts = _write_statement(folder, task)
    document = _document(task, made, texts)
    (folder / FILE_NAME).write_text(toml_text(document), "utf-8")
    return open_folder(folder)


def _read(choices: OwnData) -> _Task:
    tables = [read_table(choices.data, "train.csv" if choices.held_out else "data.csv")]
    if choices.held_out is not None:
        tables.append(_like(read_table(choices.held_out, "held-out.csv"), tables[0]))
    left_out = {choices.target}
    for table in tables:
        left_out |= _require_columns(table, choices)
    targets = read_targets(choices.metric, choices.target, tables)
    rows = [row for table in tables for row in table.rows]
    whole = OwnTable(tables[0].file, tables[0].names, rows)
    groups = whole.column(choices.group) if choices.split == "groups" else []
    features = whole.without(left_out)
    if not features.names:
        raise BundleError((problems.NO_FEATURES(file=whole.file, name=choices.target),))
    if "program" in choices.tracks:
        _require_numbers(features)
    if choices.held_out is None:
        split = split_rows(choices, targets.cells, groups)
    else:
        split = split_files(choices, len(tables[0].rows), len(tables[1].rows))
    task = _Task(choices, features, targets, split)
    if task.takes_programs and len(split.hidden) < FEWEST_ROWS:
        few = problems.TOO_FEW_ROWS(got=len(split.hidden), part=problems.HIDDEN, least=FEWEST_ROWS)
        raise BundleError((few,))
    return task


def _like(table: OwnTable, first: OwnTable) -> OwnTable:
    """The same rows with their columns in the order of the first file's."""
    for one, other in ((table, first), (first, table)):
        if missing := [name for name in other.names if name not in one.names]:
            raise BundleError((problems.COLUMN_OF_ONE_FILE(file=one.file, name=missing[0]),))
    places = [table.names.index(name) for name in first.names]
    return OwnTable(
        table.file, first.names, [[row[place] for place in places] for row in table.rows]
    )


def _require_columns(table: OwnTable, choices: OwnData) -> set[str]:
    """The columns that participants do not get. Raises BundleError for those that are not there."""
    wanted = [choices.target, *([choices.group] if choices.split == "groups" else [])]
    for name in wanted:
        if name not in table.names:
            columns = ", ".join(table.names[:20])
            missing = problems.TARGET_MISSING(
                file=table.file, name=name[:100] or "-", columns=columns
            )
            raise BundleError((missing,))
    target = table.column(choices.target)
    for name in table.names:
        if name != choices.target and table.column(name) == target:
            copied = problems.TARGET_COPIED(file=table.file, name=name, target=choices.target)
            raise BundleError((copied,))
    named = {name for name in table.names if name.casefold() in {choices.identifier, "id"}}
    for name in named - {choices.target}:
        cells = table.column(name)
        first = {cell: at for at, cell in reversed([*enumerate(cells, 2)])}
        again = [at for at, cell in enumerate(cells, 2) if first[cell] != at]
        if again:
            twice = problems.ID_TWICE(file=table.file, at=again[0], count=len(again))
            raise BundleError((twice,))
    return {*wanted, *named}


def _require_numbers(features: OwnTable) -> None:
    found: list[Problem] = []
    for name in features.names:
        wrong = [at for at, cell in enumerate(features.column(name), 2) if not is_number(cell)]
        if wrong:
            found.append(
                problems.FEATURE_NOT_NUMBER(
                    name=name, file=features.file, count=len(wrong), at=wrong[0]
                )
            )
    if found:
        raise BundleError(tuple(found[:10]))


def _write_data(folder: Path, task: _Task) -> Sequence[str]:
    """Write the rows, and return the labels in the order of the new ids."""
    features, targets, split = task.features, task.targets.cells, task.split
    _write_csv(
        folder / "train.csv",
        (*features.names, task.choices.target),
        ((*features.rows[place], targets[place]) for place in split.training.tolist()),
    )
    hidden = split.hidden.tolist()
    _write_csv(
        folder / "test.csv",
        ("id", *features.names),
        ((str(new), *features.rows[place]) for new, place in enumerate(hidden)),
    )
    parts = ["public" if each else "private" for each in split.public]
    labels = [targets[place] for place in hidden]
    rows = ((str(new), *row) for new, row in enumerate(zip(labels, parts, strict=True)))
    _write_csv(folder / "private/labels.csv", ("id", "label", "part"), rows)
    return labels


def _write_csv(path: Path, names: Sequence[str], rows: Iterator[Sequence[str]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(names)
    writer.writerows(rows)
    path.write_bytes(text.getvalue().encode())


def _write_guesses(folder: Path, task: _Task, labels: Sequence[str]) -> list[str]:
    """Write the sample submission and what baselines predict; the names of the latter.

    They are learnt from the rows that participants have, and from no others.
    """
    metric, split = task.choices.metric, task.split
    y = np.array([task.targets.cells[place] for place in split.training], dtype=np.float64)
    names = [n for n in task.features.names if all(map(is_number, task.features.column(n)))]
    X = numeric([task.features.column(name) for name in names])
    X = X if names else np.empty((len(task.features.rows), 0))
    sample = f"{constant(metric, y):.6g}"
    _write_csv(
        folder / "sample_submission.csv",
        ("id", "prediction"),
        ((str(new), sample) for new in range(len(labels))),
    )
    made = []
    for guess in guesses(metric, X[split.training], y, X[split.hidden]):
        rows = ((str(new), f"{value:.6g}") for new, value in enumerate(guess.predictions))
        _write_csv(folder / _BASELINES / f"{guess.slug}.csv", ("id", "prediction"), rows)
        made.append(guess.slug)
    if task.takes_programs and task.is_of_numbers and "ridge" in made:
        (folder / _BASELINES / "model.py").write_text(MODEL, "utf-8")
    return made


def _write_statement(folder: Path, task: _Task) -> dict[str, str]:
    """Write the teacher's own words, or what can be said of the data; the file of each language."""
    words = task.choices.common.words
    files: dict[str, str] = {}
    for locale, title in words.title.items():
        if not title.strip():
            continue
        said = words.statement.get(locale, "").strip()
        text = said or statement_of_data(
            locale,
            title=title.strip(),
            target=task.choices.target,
            metric=task.choices.metric,
            features=task.features.names,
            training=len(task.split.training),
            hidden=len(task.split.hidden),
            classes=task.targets.classes,
            offers_test=task.offers_test,
            has_private=not task.split.public.all(),
        )
        files[locale] = f"statement.{locale}.md"
        (folder / files[locale]).write_bytes(f"{text}\n".encode())
    return files


def _document(task: _Task, made: Sequence[str], statement: Mapping[str, str]) -> dict[str, Any]:
    choices, locales = task.choices, list(statement)
    starter = ["train.csv", *(["test.csv"] if task.offers_test else []), "sample_submission.csv"]
    tracks = []
    for name in choices.tracks:
        title, rules = TRACK_TEXTS[name]
        track = {
            "slug": name,
            "proof": _PROOFS[name],
            "title": title(locales),
            "rules": rules(locales),
        }
        tracks.append(track | ({"program": dict(_PROGRAM)} if name == "program" else {}))
    is_range_known = task.is_of_numbers
    data = {
        "metric": choices.metric,
        "labels": "private/labels.csv",
        "train": "train.csv" if is_range_known or task.takes_programs else None,
        "test": "test.csv" if task.takes_programs else None,
        "target": choices.target if is_range_known or task.takes_programs else None,
    }
    rows = len(task.split.hidden)
    return without_nothing(
        {
            **common_tables(choices.common, "prediction", statement, starter),
            "tracks": tracks,
            "baselines": list(_baselines(task, made, locales)),
            "limits": {"file_bytes": max(_LEAST_LIMIT, _ROW_BYTES * rows)},
            "prediction": without_nothing(data),
        }
    )


def _baselines(
    task: _Task, made: Sequence[str], locales: Sequence[str]
) -> Iterator[dict[str, Any]]:
    for track in task.choices.tracks:
        if track == "program":
            if task.is_of_numbers and "ridge" in made:
                title = BASELINE_TITLES["ridge"](locales)
                file = f"{_BASELINES}/model.py"
                yield {"slug": "ridge", "title": title, "track": track, "file": file}
            continue
        for slug in made:
            title, file = BASELINE_TITLES[slug](locales), f"{_BASELINES}/{slug}.csv"
            yield {"slug": slug, "title": title, "track": track, "file": file}
