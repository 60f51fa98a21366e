"""Reports of gradings as models, in the words of the reader's language."""

from collections import Counter
from typing import Any

from grader import (
    CheckCount,
    CodeLine,
    ErrorPicture,
    ExplainedProblem,
    LayerReport,
    Problem,
    Report,
    by_cause,
)
from languages import Locale
from server.core.models import Evaluation
from server.web.api_model import ApiModel
from server.web.catalogue import CATALOGUE


class FindingView(ApiModel):
    """One failed check in words and numbers."""

    check: str
    """Which check failed."""
    case: str
    """What was asked of the layer."""
    array: str | None
    """The array that is wrong, where it is one."""
    element: tuple[int, ...] | None
    """The index of its worst element."""
    expected: float | None
    """What stands there by the reference."""
    got: float | None
    """What the layer has there."""
    difference: float | None
    """How far the two are apart."""
    picture: ErrorPicture | None
    """How wrong every element is."""
    equation: str | None
    """The equation that the layer is to follow, in text."""
    code_lines: tuple[CodeLine, ...]
    """The lines of the student's file that compute the array, where that can be told."""
    repair: str | None
    """Which change of the code makes it right, where one was found and the hint is another."""
    code: str
    """The stable name of the problem."""
    message: str
    """What is wrong, in the reader's language."""
    hint: str
    """What to try."""
    line: int | None
    """The line of the student's file."""
    trace: str | None
    """For an exception, the lines of the file that led to it, where they are several."""


class LayerView(ApiModel):
    """How one layer fared."""

    layer: str
    """Its name."""
    points: float
    """Points that it earned."""
    max_points: float
    """Points that it can earn."""
    checks_passed: int
    """How many checks it passed."""
    checks_total: int
    """How many there were."""
    counts: list[CheckCount]
    """The same for each kind of check."""
    findings: list[FindingView]
    """The checks that failed and are told of."""
    unjudged: ExplainedProblem | None = None
    """Why nobody looked at it, which is no fault of its own; null where it was judged."""
    remarks: list[ExplainedProblem]
    """What is to be said of right code, and costs nothing."""


class ReportView(ApiModel):
    """A report in the reader's language."""

    problems: list[ExplainedProblem]
    """What is wrong with the file, by kind: the first five of each."""
    problems_total: int
    """How many problems there are."""
    problem_counts: dict[str, int]
    """How many there are of each kind, by code: not all of many are listed."""
    notes: list[ExplainedProblem]
    """What was read otherwise than it is written, which costs nothing."""
    signs: list[ExplainedProblem]
    """For staff alone: that a backward may measure its forward. Empty for others."""
    rows: int | None
    """How many rows of predictions were read; null for other files."""
    layers: list[LayerView]
    """Each layer of the file, in the assignment's order."""
    output: str
    """What the code printed, as far as it is kept."""


def report_view(evaluation: Evaluation, locale: Locale, *, is_staff: bool) -> ReportView | None:
    """The evaluation's report in the reader's language; None before it is final."""
    if evaluation.report is None:
        return None
    report = Report.model_validate(evaluation.report)
    return ReportView(
        problems=[
            CATALOGUE.explain(problem, locale)
            for cause in by_cause(report.problems, {})
            for problem in cause.shown
        ],
        problems_total=report.problems_total,
        problem_counts={
            **Counter(problem.code for problem in report.problems),
            **report.problem_counts,
        },
        notes=[CATALOGUE.explain(note, locale) for note in report.notes],
        signs=[CATALOGUE.explain(sign, locale) for sign in report.signs if is_staff],
        rows=report.rows,
        layers=[_layer(layer, locale) for layer in report.layers],
        output=report.output,
    )


def _layer(layer: LayerReport, locale: Locale) -> LayerView:
    return LayerView(
        layer=layer.layer,
        points=layer.points,
        max_points=layer.max_points,
        checks_passed=layer.checks_passed,
        checks_total=layer.checks_total,
        counts=list(layer.counts),
        findings=[
            FindingView(
                **finding.model_dump(exclude={"problem", "repair"}),
                **_words(finding.problem, locale),
                repair=finding.repair and CATALOGUE.explain(finding.repair, locale).hint,
            )
            for finding in layer.findings
        ],
        unjudged=layer.unjudged and CATALOGUE.explain(layer.unjudged, locale),
        remarks=[CATALOGUE.explain(remark, locale) for remark in layer.remarks],
    )


def _words(problem: Problem, locale: Locale) -> dict[str, Any]:
    explained = CATALOGUE.explain(problem, locale)
    return explained.model_dump(include={"code", "message", "hint", "line", "trace"})
