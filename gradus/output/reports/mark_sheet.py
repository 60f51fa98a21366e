"""What a check found of one file, in the shape that every report is written from.

All text in it is safe to print: control characters of the student's are spelled out.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from grader import by_cause
from gradus.api.answers import (
    CheckCountAnswer,
    CheckedAnswer,
    FindingAnswer,
    FormatAnswer,
    LayerAnswer,
    ProblemAnswer,
    ReportAnswer,
)
from gradus.core.failures import ExitCode
from gradus.output.rendering import verdict_title, visible, worst_element
from gradus.output.reports.places import Places

CHECKS = ("forward", "derivative", "reference", "behaviour")
_GRADIENT_CHECKS = {"derivative", "reference"}
_NOT_REACHED = "Not reached."
_NOT_TOLD_APART = "Not told: an array that failed one check is not blamed again."


class Status(StrEnum):
    """How a mark came out. ERROR: the code could not be judged. SKIPPED: nobody can tell."""

    PASSED = "passed"
    FAILED = "failed"
    ERROR = "error"
    SKIPPED = "skipped"


@dataclass(frozen=True)
class Complaint:
    """One thing that is wrong.

    line: 1-based, the nearest known one. place: where exactly, in words, if anybody knows. worst:
    the element that is furthest off, with its numbers. equation: of the array as it should be.
    trace: the lines that led there. crashed:
    the code did not get as far as a wrong number.
    """

    part: str
    check: str
    message: str
    hint: str
    line: int
    place: str = ""
    worst: str = ""
    equation: str = ""
    trace: str = ""
    crashed: bool = False

    @property
    def text(self) -> str:
        """All of it but the place, in lines."""
        parts = (self.message, self.worst, self.equation, self.trace, self.hint)
        return "\n".join(filter(None, parts))

    @property
    def text_with_place(self) -> str:
        """All of it, in lines."""
        return f"{self.place}: {self.text}" if self.place else self.text


@dataclass(frozen=True)
class Mark:
    """How one group of checks came out. remark: why it was skipped."""

    check: str
    status: Status
    complaints: tuple[Complaint, ...] = ()
    remark: str = ""


@dataclass(frozen=True)
class SheetPart:
    """A layer and its marks. unjudged: why nobody looked at it, empty where it was judged."""

    name: str
    points: float
    max_points: float
    checks_passed: int
    checks_total: int
    marks: tuple[Mark, ...]
    unjudged: str = ""

    @property
    def complaints(self) -> tuple[Complaint, ...]:
        """Everything that is wrong with it."""
        return tuple(complaint for mark in self.marks for complaint in mark.complaints)

    @property
    def checks(self) -> str:
        """How many checks it passed, in symbols, or that there were none."""
        return "not judged" if self.unjudged else f"{self.checks_passed}/{self.checks_total}"


@dataclass(frozen=True)
class MarkSheet:
    """Everything about one file.

    path: relative to the repository, with slashes. whole: the mark of the file as such. passed:
    whether it was good enough. notes: what readers should know about the check itself.
    """

    path: str
    assignment: str
    verdict: str
    whole: Mark
    passed: bool
    wall_s: float
    parts: tuple[SheetPart, ...] = ()
    points: float | None = None
    max_points: float | None = None
    output: str = ""
    notes: tuple[str, ...] = ()

    @property
    def complaints(self) -> tuple[Complaint, ...]:
        """Everything that is wrong: with the file first, then layer by layer."""
        return (*self.whole.complaints, *(each for part in self.parts for each in part.complaints))

    @property
    def heading(self) -> str:
        """The verdict and the points in one line."""
        if self.points is None or self.max_points is None:
            return self.verdict
        return f"{self.verdict}: {self.points:g} of {self.max_points:g} points"


@dataclass(frozen=True)
class Checked:
    """A file with its answer. path: as a reader of the repository knows it."""

    file: Path
    path: str
    answer: CheckedAnswer | FormatAnswer
    code: ExitCode
    wall_s: float

    @property
    def passed(self) -> bool:
        """Whether it is good enough."""
        return self.code is ExitCode.OK


def mark_sheet(checked: Checked) -> MarkSheet:
    """The mark sheet of one file."""
    if isinstance(checked.answer, FormatAnswer):
        return _sheet_of_predictions(checked, checked.answer)
    return _sheet_of_layers(checked, checked.answer)


def _sheet_of_predictions(checked: Checked, answer: FormatAnswer) -> MarkSheet:
    complaints = tuple(_complaints(answer))
    status = Status.PASSED if answer.valid else Status.FAILED
    return MarkSheet(
        path=visible(checked.path),
        assignment="predictions",
        verdict="Right format" if answer.valid else verdict_title("invalid_file"),
        whole=Mark("format", status, complaints),
        passed=checked.passed,
        wall_s=checked.wall_s,
        notes=("Only the format was checked. Only the server knows the score.",),
    )


def _sheet_of_layers(checked: Checked, answer: CheckedAnswer) -> MarkSheet:
    report = answer.report
    layers = report.layers if report else []
    places = Places.of(checked.file)
    parts = tuple(_part(layer, places) for layer in layers)
    problems = tuple(_complaints(report)) if report else ()
    is_told = problems or any(part.complaints for part in parts)
    if answer.verdict != "scored" and not is_told:
        problems = (_plain("verdict", f"{verdict_title(answer.verdict)}."),)
    return MarkSheet(
        path=visible(checked.path),
        assignment=visible(answer.assignment),
        verdict=verdict_title(answer.verdict),
        whole=Mark("file", Status.ERROR if problems else Status.PASSED, problems),
        passed=checked.passed,
        wall_s=checked.wall_s,
        parts=parts,
        points=answer.points,
        max_points=answer.max_points,
        output=visible(report.output if report else ""),
        notes=(answer.advisory, f"Checked in {answer.confinement}."),
    )


def _complaints(found: ReportAnswer | FormatAnswer) -> Iterator[Complaint]:
    """The first problems of each kind, and how many more there are of it."""
    for cause in by_cause(found.problems, found.problem_counts):
        yield from map(_problem, cause.shown)
        if cause.more:
            yield _plain(cause.shown[0].code, f"... and {cause.more} more like these.")


def _part(layer: LayerAnswer, places: Places) -> SheetPart:
    complaints = tuple(_complaint(layer, finding, places) for finding in layer.findings)
    return SheetPart(
        name=visible(layer.layer),
        points=layer.points,
        max_points=layer.max_points,
        checks_passed=layer.checks_passed,
        checks_total=layer.checks_total,
        marks=tuple(_marks(layer, complaints)),
        unjudged=_why(layer.unjudged),
    )


def _why(problem: ProblemAnswer | None) -> str:
    return "" if problem is None else visible(f"{problem.message} {problem.hint}".strip())


def _marks(layer: LayerAnswer, complaints: tuple[Complaint, ...]) -> Iterator[Mark]:
    """One mark for each group of checks; passed only where nothing can hide a failure."""
    if layer.unjudged:
        yield from (Mark(each, Status.SKIPPED, remark=_why(layer.unjudged)) for each in CHECKS)
        return
    counts = {count.check: count for count in layer.counts}
    failed = {complaint.check for complaint in complaints}
    checks = dict.fromkeys((*CHECKS, *(complaint.check for complaint in complaints)))
    for check in checks:
        own = tuple(complaint for complaint in complaints if complaint.check == check)
        if own:
            crashed = any(complaint.crashed for complaint in own)
            yield Mark(check, Status.ERROR if crashed else Status.FAILED, own)
        elif layer.checks_passed == layer.checks_total or _is_passed(counts.get(check)):
            yield Mark(check, Status.PASSED)
        elif not layer.checks_passed or not complaints:
            yield Mark(check, Status.SKIPPED, remark=_NOT_REACHED)
        elif check == "forward" and failed <= _GRADIENT_CHECKS:
            yield Mark(check, Status.PASSED)
        else:
            yield Mark(check, Status.SKIPPED, remark=_NOT_TOLD_APART)


def _is_passed(count: CheckCountAnswer | None) -> bool:
    return count is not None and count.passed == count.total > 0


def _complaint(layer: LayerAnswer, finding: FindingAnswer, places: Places) -> Complaint:
    method = "forward" if finding.check == "forward" else "backward"
    near = places.line(layer.layer, None if finding.check == "behaviour" else method)
    return Complaint(
        part=visible(layer.layer),
        check=visible(finding.check),
        message=visible(finding.message),
        hint=visible("\n".join(filter(None, (finding.hint, finding.repair)))),
        line=finding.line or near,
        place=f"line {finding.line}" if finding.line is not None else "",
        worst=visible(worst_element(finding)),
        equation=visible(finding.equation or ""),
        trace=visible(finding.trace or ""),
        crashed=finding.array is None,
    )


def _problem(problem: ProblemAnswer) -> Complaint:
    column = f"column {problem.column}: " if problem.column is not None else ""
    place = f"row {problem.row}" if problem.row is not None else ""
    return Complaint(
        part="",
        check=visible(problem.code),
        message=visible(column + problem.message),
        hint=visible(problem.hint),
        line=problem.line or problem.row or 1,
        place=f"line {problem.line}" if problem.line is not None else place,
        trace=visible(problem.trace or ""),
        crashed=True,
    )


def _plain(check: str, message: str) -> Complaint:
    return Complaint("", check, message, "", line=1)


def mark_sheets(checked: Iterable[Checked]) -> tuple[MarkSheet, ...]:
    """The mark sheet of every file."""
    return tuple(map(mark_sheet, checked))
