"""What a teacher should know of a bundle before pushing it: its errors, and what looks odd."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from grader.bundles import lint_problems
from grader.bundles.baseline_programs import program_problems
from grader.bundles.definition_file import DefinitionFile, key_name, read_definition_in
from grader.bundles.layer_costs import cost_notes, size_problems, time_problems
from grader.bundles.lint_leaks import Leaks
from grader.bundles.named_files import file_problems
from grader.bundles.toml_lines import Location
from grader.definition.bundle import FILE_NAME, named_paths
from grader.definition.definition import Definition
from grader.definition.prediction import Prediction
from grader.definition.sections import ByLanguage
from grader.leaks.bound import label_bits, resolution_of
from grader.leaks.rounding import SIGNIFICANT_DIGITS
from grader.metrics import METRICS
from grader.predictions.label_file import read_labels
from grader.predictions.labels import HiddenLabels
from grader.problems import Problem
from grader.scoring.ranges import PredictionRange, range_of
from languages import LOCALES

_SMALLEST_SHARE = 0.1


@dataclass(frozen=True)
class LintResult:
    """What was found.

    errors: what a push would refuse, and programs of baselines that would only fail after it.
    warnings: what it takes, but a teacher may not want. notes: what is good to know.
    """

    errors: tuple[Problem, ...]
    warnings: tuple[Problem, ...]
    notes: tuple[Problem, ...] = ()


def lint(folder: Path, now: dt.datetime) -> LintResult:
    """Everything worth saying of the bundle in a folder at the moment `now`.

    Warnings and notes are looked for once there are no errors.
    """
    file = read_definition_in(folder)
    errors = (*file.problems, *file_problems(folder, file))
    if file.definition is not None and not errors:
        errors = (
            *program_problems(folder, file, file.definition),
            *size_problems(file, file.definition),
            *time_problems(file, file.definition),
        )
    if file.definition is None or errors:
        return LintResult(errors, ())
    warnings = [
        *_language_warnings(file, file.definition),
        *_date_warnings(file, file.definition, now),
        *_late_warnings(file, file.definition),
        *_offered_baselines(file, file.definition),
        *_unused_files(folder, file.definition),
    ]
    notes = list(cost_notes(file, file.definition))
    if file.definition.prediction is not None:
        labels = read_labels(folder / file.definition.prediction.labels)
        warnings.extend(_label_warnings(file, file.definition, file.definition.prediction, labels))
        public = labels.public_part.values
        within = range_of(folder, file.definition.prediction)
        private = labels.private_part.values
        leaks = Leaks(
            file, file.definition, file.definition.prediction, public, private, within, now
        )
        warnings.extend(leaks.warnings())
        notes.extend(leaks.notes())
        warnings.extend(_rows_handed_out(file, file.definition))
        notes.extend(_rows_shared(file, file.definition, labels))
        warnings.extend(_range_warnings(file, file.definition.prediction))
        notes.extend(_range_notes(file, file.definition.prediction, labels, within))
    return LintResult((), tuple(warnings), tuple(notes))


def _language_warnings(file: DefinitionFile, definition: Definition) -> Iterator[Problem]:
    """Texts and statements that lack a language which another one has."""
    texts: list[tuple[Location, ByLanguage | None]] = [
        (("title",), definition.title),
        (("summary",), definition.summary),
        (("statement",), definition.statement),
    ]
    for i, track in enumerate(definition.tracks):
        texts.append((("tracks", i, "title"), track.title))
        texts.append((("tracks", i, "rules"), track.rules))
    for i, baseline in enumerate(definition.baselines):
        texts.append((("baselines", i, "title"), baseline.title))
    written = {language for _, text in texts if text is not None for language in text.given}
    for location, text in texts:
        lacking = (
            [] if text is None else [each for each in LOCALES if each in written - {*text.given}]
        )
        for language in lacking:
            yield lint_problems.LANGUAGE_MISSING(
                file=FILE_NAME,
                key=key_name(location),
                language=language,
                line=file.line(*location),
            )


def _date_warnings(
    file: DefinitionFile, definition: Definition, now: dt.datetime
) -> Iterator[Problem]:
    places: list[tuple[Location, dt.datetime | None]] = [(("closes_at",), definition.closes_at)]
    places += [
        (("tracks", i, "closes_at"), track.closes_at) for i, track in enumerate(definition.tracks)
    ]
    for place, closes_at in places:
        if closes_at is not None and closes_at < now:
            line = file.line(*place)
            yield lint_problems.CLOSED_ALREADY(file=FILE_NAME, got=closes_at.isoformat(), line=line)


def _late_warnings(file: DefinitionFile, definition: Definition) -> Iterator[Problem]:
    """Late periods that end before they should, or never begin."""
    late, line = definition.late, file.line("late")
    if late is None:
        return
    for track in definition.tracks:
        dates = definition.dates(track.slug)
        if dates.closes_at is None:
            yield lint_problems.LATE_WITHOUT_DEADLINE(file=FILE_NAME, track=track.slug, line=line)
            continue
        wanted, until = dates.closes_at + late.period, dates.ends_at
        if until is not None and until < wanted:
            yield lint_problems.LATE_UNTIL_REVEAL(
                file=FILE_NAME,
                track=track.slug,
                until=until.isoformat(),
                wanted=wanted.isoformat(),
                line=line,
            )


def _offered_baselines(file: DefinitionFile, definition: Definition) -> Iterator[Problem]:
    for i, baseline in enumerate(definition.baselines):
        if baseline.file in definition.starter:
            line = file.line("baselines", i, "file")
            yield lint_problems.BASELINE_OFFERED(file=baseline.file, line=line)


def _unused_files(folder: Path, definition: Definition) -> Iterator[Problem]:
    """Files that a push leaves behind, but for a teacher's own."""
    named = set(named_paths(definition))
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder)
        hidden = any(part.startswith((".", "__")) for part in name.parts)
        is_own = name.parts[0] in {"programs", "staff"}
        if path.is_file() and not hidden and not is_own and name.as_posix() not in named:
            yield lint_problems.FILE_UNUSED(file=name.as_posix())


def _rows_handed_out(file: DefinitionFile, definition: Definition) -> Iterator[Problem]:
    """Tracks whose programs predict rows that participants have without needing them."""
    if definition.offers_test and all(track.proof == "program" for track in definition.tracks):
        for i, track in enumerate(definition.tracks):
            assert definition.prediction is not None
            yield lint_problems.TEST_HANDED_OUT(
                file=str(definition.prediction.test),
                track=track.slug,
                line=file.line("tracks", i, "proof"),
            )


def _rows_shared(
    file: DefinitionFile, definition: Definition, labels: HiddenLabels
) -> Iterator[Problem]:
    """Tracks whose programs predict rows that another track hands out, and what that is worth."""
    if not definition.offers_test or all(track.proof == "program" for track in definition.tracks):
        return
    assert definition.prediction is not None
    needed = label_bits(labels.values, resolution_of(labels.values)) * labels.values.size / 8
    for i, track in enumerate(definition.tracks):
        if track.proof == "program":
            yield lint_problems.TEST_SHARED(
                file=str(definition.prediction.test),
                track=track.slug,
                bytes=track.program.literal_bytes,
                hidden=track.program.information_bytes,
                rows=labels.values.size,
                needed=round(needed),
                line=file.line("tracks", i, "proof"),
            )


def _range_warnings(file: DefinitionFile, prediction: Prediction) -> Iterator[Problem]:
    """Ends of the bundle's range that a metric of its boards does not take, the first of each."""
    ends = np.array(prediction.range or ())
    for slug in (prediction.metric, *prediction.secondary):
        need = METRICS[slug].of_predictions if slug in METRICS else None
        outside = ends[:0] if need is None else ends[~need.meets(ends)]
        if outside.size:
            yield lint_problems.RANGE_BEYOND_METRIC(
                low=f"{ends[0]:g}",
                high=f"{ends[1]:g}",
                metric=slug,
                end=f"{outside[0]:g}",
                line=file.line("prediction", "range"),
            )


def _range_notes(
    file: DefinitionFile,
    prediction: Prediction,
    labels: HiddenLabels,
    within: PredictionRange | None,
) -> Iterator[Problem]:
    """What keeps predictions in a range, where that is not simply the bundle's own."""
    line = file.line("prediction")
    if not prediction.is_bounded and not prediction.uses_ladder:
        yield lint_problems.SCORES_UNBOUNDED(digits=SIGNIFICANT_DIGITS, line=line)
        return
    if within is not None and (count := within.excludes(labels.values)):
        yield lint_problems.LABELS_BEYOND_TARGETS(
            low=f"{within.low:g}",
            high=f"{within.high:g}",
            file=prediction.labels,
            count=count,
            line=line,
        )


def _label_warnings(
    file: DefinitionFile, definition: Definition, prediction: Prediction, labels: HiddenLabels
) -> Iterator[Problem]:
    rows, public = len(labels.ids), int(labels.public.sum())
    private = rows - public
    if private > 0 and min(public, private) < _SMALLEST_SHARE * rows:
        yield lint_problems.PARTS_LOPSIDED(
            file=prediction.labels,
            public=public,
            private=private,
            line=file.line("prediction", "labels"),
        )
    is_revealed = any(definition.dates(track.slug).reveal_at for track in definition.tracks)
    if private == 0 and is_revealed:
        yield lint_problems.NO_PRIVATE_ROWS(file=FILE_NAME, line=file.line("reveal_at"))
    if private > 0 and not is_revealed:
        yield lint_problems.NEVER_REVEALED(file=FILE_NAME, line=1)
