"""What a bundle is made of, part by part: which parts a push changes, and which of them grade.

Gradings hold for as long as the parts that grade stay the same: together they are the grading
definition. All other parts are dates, words and files that no grading reads.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from enum import StrEnum
from pathlib import Path
from typing import Any

from grader.definition.bundle import Bundle
from grader.definition.definition import Definition
from grader.predictions.label_file import read_labels


class Part(StrEnum):
    """A part of a bundle that can change by itself."""

    ROWS = "rows"
    DATA = "data"
    METRIC = "metric"
    RELEASE = "release"
    LIMITS = "limits"
    CODE_RULES = "code_rules"
    LAYERS = "layers"
    BASELINES = "baselines"
    SECONDARY = "secondary"
    COUNTS = "counts"
    GRADES = "grades"
    LATE = "late"
    DATES = "dates"
    QUOTA = "quota"
    WORDS = "words"
    STARTER = "starter"


GRADING_PARTS = (
    Part.DATA,
    Part.METRIC,
    Part.RELEASE,
    Part.LIMITS,
    Part.CODE_RULES,
    Part.LAYERS,
)
"""What gradings rest on; the `rows` are among the `data`. `baselines` are graded too, but nobody's
file is because of them. `secondary` scores are computed from predictions that were kept."""

_OUTCOME_PARTS = (Part.DATA, Part.METRIC, Part.LIMITS, Part.LAYERS)
"""What a verdict and its scores rest on, whatever the track; the `release` says who reads them."""

Parts = Mapping[Part, str]
"""The SHA-256 of every part, in hex."""

_DATA_FILES = ("labels", "train", "test")
_DATA = {*_DATA_FILES, "target"}
_WORDS = {"unit", "decimals"}
_NOT_OF_METRIC = {*_DATA, *_WORDS, "release", "metric_file", "secondary", "secondary_decimals"}
_DATES = {"opens_at", "closes_at", "reveal_at", "paused"}
_LATER_DATES = {
    "draft",
    "results_from",
    "visible_from",
}  # hashed where they are given: bundles of before have none


def parts_of(bundle: Bundle) -> Parts:
    """The hashes of a bundle's parts: the same for the same contents, however written."""
    contents = _contents(bundle.root, bundle.definition)
    return {part: _sha256(contents[part]) for part in Part}


def grading_sha256(parts: Parts) -> str:
    """SHA-256, in hex, of a grading definition: of the parts that grade."""
    return _sha256({part: parts[part] for part in GRADING_PARTS})


def grades_alike(one: Definition, its: Parts, other: Definition, theirs: Parts) -> bool:
    """Whether two bundles grade every file alike that is sent to a track which both of them have.

    They may release scores by other rules, and one may have tracks that the other has not. its,
    theirs: the parts of `one` and of `other`.
    """
    if any(its.get(part) != theirs.get(part) for part in _OUTCOME_PARTS):
        return False
    rules, others = _rules_for_programs(one), _rules_for_programs(other)
    return all(rules[slug] == others[slug] for slug in rules.keys() & others.keys())


def _rules_for_programs(definition: Definition) -> dict[str, Any]:
    """What decides of a program beside data and limits, by track; None where it takes none."""
    return {
        track.slug: [definition.offers_test, track.program] if track.proof == "program" else None
        for track in definition.tracks
    }


def changed_parts(before: Parts, after: Parts) -> tuple[Part, ...]:
    """The parts that differ, those that grade first; what is not known of a part was not there."""
    nothing = _sha256(None)
    return tuple(part for part in Part if before.get(part, nothing) != after.get(part, nothing))


def _contents(root: Path, definition: Definition) -> dict[Part, Any]:
    said = definition.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    task: dict[str, Any] = said.get("prediction") or {}
    given = definition.prediction
    named = (*_DATA_FILES, "metric_file")
    files: dict[str, str | None] = {
        name: None if given is None else getattr(given, name) for name in named
    }
    return {
        Part.ROWS: None if given is None else sorted(read_labels(root / given.labels).ids),
        Part.DATA: [
            task.get("target"),
            *(_file(root, files[name]) for name in _DATA_FILES),
        ],
        Part.METRIC: [
            definition.kind,
            _without(task, _NOT_OF_METRIC),
            _file(root, files["metric_file"]),
        ],
        Part.RELEASE: _release(definition, task),
        Part.LIMITS: said.get("limits"),
        Part.CODE_RULES: _code_rules(definition),
        Part.LAYERS: said.get("layers"),
        Part.BASELINES: [
            [one.track, one.slug, _file(root, one.file)] for one in definition.baselines
        ],
        Part.SECONDARY: _secondary(task),
        Part.COUNTS: [said.get("counts"), said.get("choices")],
        Part.GRADES: said.get("grades"),
        Part.LATE: said.get("late"),
        Part.DATES: _dates(said),
        Part.QUOTA: said.get("quota"),
        Part.WORDS: _words(root, definition, said),
        Part.STARTER: _files(root, definition.starter),
    }


def _code_rules(definition: Definition) -> list[Any]:
    """Of each track; programs are asked otherwise where participants have the rows."""
    tracks = sorted(definition.tracks, key=lambda track: track.slug)
    return [
        definition.offers_test,
        *(
            [each.slug, each.proof, each.program.model_dump(mode="json", exclude_defaults=True)]
            for each in tracks
        ),
    ]


def _release(definition: Definition, task: Mapping[str, Any]) -> Any:
    """The rule of release, and the decimals that bound the step of rounded scores, where given."""
    release, decimals = task.get("release"), task.get("decimals")
    return [release, decimals] if definition.uses_rounding and decimals is not None else release


def _secondary(task: Mapping[str, Any]) -> Any:
    """Metrics that are shown beside; bundles of before say nothing of their decimals."""
    names, decimals = task.get("secondary"), task.get("secondary_decimals")
    return [names, decimals] if decimals else names


def _dates(said: Mapping[str, Any]) -> Any:
    """Every date of the assignment, and those that tracks have of their own."""
    own = {
        track["slug"]: given
        for track in said["tracks"]
        if (given := {name: track[name] for name in sorted(_DATES) if name in track})
    }
    later = {name: said[name] for name in sorted(_LATER_DATES) if name in said}
    if own:
        later["tracks"] = own
    return {name: said.get(name) for name in sorted(_DATES)} | later


def _words(root: Path, definition: Definition, said: Mapping[str, Any]) -> Any:
    """Every text that people read, and how numbers are shown to them."""
    task = said.get("prediction") or {}
    return [
        [said.get(name) for name in ("title", "summary")],
        [[track.slug, _dump(track.title), _dump(track.rules)] for track in definition.tracks],
        [[one.slug, _dump(one.title)] for one in definition.baselines],
        {name: task.get(name) for name in sorted(_WORDS)},
        {locale: _file(root, path) for locale, path in definition.statement.given.items()},
    ]


def _dump(text: Any) -> Any:
    return text.model_dump(mode="json")


def _without(table: Mapping[str, Any], names: set[str]) -> dict[str, Any]:
    return {name: value for name, value in table.items() if name not in names}


def _files(root: Path, paths: Iterable[str]) -> list[Any]:
    return [[path, _file(root, path)] for path in paths]


def _file(root: Path, path: str | None) -> str | None:
    """The SHA-256 of a file of the bundle, in hex; None where none is named."""
    if path is None:
        return None
    with (root / path).open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _sha256(value: Any) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()
