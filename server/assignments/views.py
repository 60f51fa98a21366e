"""What people are shown, as models: the HTTP interface sends them, the pages render them.

A view holds only what its viewer may know: participants get released or rounded scores, no private
score before the reveal, and reports in their language.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pydantic import AwareDatetime, BaseModel
from sqlalchemy.orm import Session

from grader import (
    CheckCount,
    ErrorPicture,
    ExplainedProblem,
    Locale,
    Problem,
    Released,
    Report,
    Verdict,
    Wording,
)
from server.assignments.access import AssignmentAccess, SubmissionAccess
from server.assignments.schedule import is_final
from server.boards.standings import better_direction
from server.core.clock import now
from server.core.models import Evaluation, EvaluationState, Membership, Role
from server.submissions import queries as submissions
from server.submissions import releases
from server.web.catalogue import CATALOGUE

_NOT_MOVED = Wording(
    "No better than your shown score, beyond chance: what is shown stays as it was.",
    "偶然の範囲を超えて表示中の得点を上回らなかったため、表示は変わりません。",
)
_NOT_ITS_TURN = Wording(
    "It is graded. Its score is shown as soon as your earlier files on this track are graded too.",
    "採点は済みました。このトラックに先に提出したファイルの採点が終わりしだい、得点を表示します。",
)


class CourseView(BaseModel):
    """A course as its members see it."""

    slug: str
    title: str
    time_zone: str
    locale: str
    role: Role | None
    alias: str | None
    url: str


class TrackView(BaseModel):
    """A track and its rules."""

    slug: str
    title: str
    rules: str
    proof: str


class BaselineTitle(BaseModel):
    """What a baseline on the board of a track is called. slug: its alias there."""

    slug: str
    track: str
    title: str


class StarterView(BaseModel):
    """A file to start from."""

    name: str
    url: str


class AssignmentView(BaseModel):
    """What a participant may know of an assignment. Statement and rules are Markdown.

    release: how public scores are shown, `ladder` or `rounded`; step, start: of the Ladder, how far
    apart shown scores are and where everybody begins.
    """

    course: str
    slug: str
    kind: str
    title: str
    summary: str
    version: int
    statement: str
    metric: str
    better: str
    unit: str
    release: str | None
    step: float | None
    start: float | None
    max_points: float | None
    tracks: list[TrackView]
    baselines: list[BaselineTitle]
    opens_at: AwareDatetime | None
    closes_at: AwareDatetime | None
    reveal_at: AwareDatetime | None
    tries_per_day: int
    tries_left: int | None
    limits: dict[str, Any]
    starter: list[StarterView]
    url: str


class FindingView(BaseModel):
    """One failed check in words and numbers."""

    check: str
    case: str
    array: str | None
    element: tuple[int, ...] | None
    expected: float | None
    got: float | None
    difference: float | None
    picture: ErrorPicture | None
    equation: str | None
    code: str
    message: str
    hint: str
    line: int | None
    trace: str | None


class LayerView(BaseModel):
    """How one layer fared."""

    layer: str
    points: float
    max_points: float
    checks_passed: int
    checks_total: int
    counts: list[CheckCount]
    findings: list[FindingView]


class ReportView(BaseModel):
    """A report in the reader's language."""

    problems: list[ExplainedProblem]
    problems_total: int
    rows: int | None
    layers: list[LayerView]
    output: str


class SubmissionView(BaseModel):
    """A submission and how far its evaluation is. position: 1 is next, 0 has started.

    released: the score that participants see after it, where the Ladder releases them; moved:
    whether it moved that. score: the same for participants, the exact one for staff. note: a
    sentence about either.
    """

    id: str
    course: str
    assignment: str
    track: str
    alias: str | None
    filename: str
    sha256: str
    size_bytes: int
    received_at: AwareDatetime
    state: EvaluationState
    position: int
    progress: str | None
    version: int
    metric: str
    better: str
    verdict: Verdict | None
    score: float | None
    private_score: float | None
    released: float | None
    moved: bool | None
    note: str
    points: float | None
    max_points: float | None
    finished_at: AwareDatetime | None
    report: ReportView | None
    url: str


def metric_of(access: AssignmentAccess) -> str:
    """The name of what the boards of an assignment are ordered by."""
    prediction = access.definition.prediction
    return "points" if prediction is None else prediction.metric


def shown_score(value: float | None, access: AssignmentAccess) -> float | None:
    """A score as the viewer may see it: in full for staff, rounded for participants."""
    prediction = access.definition.prediction
    if value is None or prediction is None or access.is_staff:
        return value
    return round(value, prediction.decimals)


@dataclass(frozen=True)
class PublicResult:
    """What the viewer may know of a grading. is_held: it waits for earlier submissions."""

    state: EvaluationState
    verdict: Verdict | None
    score: float | None
    released: Released | None = None
    is_held: bool = False

    def note(self, locale: Locale) -> str:
        """A sentence about a score that is not there yet, or that the submission has not moved."""
        if self.is_held:
            return _NOT_ITS_TURN.fill(locale, {})
        if self.released is not None and not self.released.moved:
            return _NOT_MOVED.fill(locale, {})
        return ""


def public_result(
    evaluation: Evaluation, released: Released | None, access: AssignmentAccess
) -> PublicResult:
    """A grading as the viewer may know it. released: what the Ladder has shown after it.

    To participants a scored submission that waits for its turn is still being graded: neither its
    exact score nor the moment of its end is theirs.
    """
    state, verdict = evaluation.state, evaluation.verdict
    if access.is_staff or not access.definition.uses_ladder or verdict is not Verdict.SCORED:
        return PublicResult(state, verdict, shown_score(evaluation.score, access), released)
    if released is None:
        return PublicResult(EvaluationState.RUNNING, None, None, is_held=True)
    return PublicResult(state, verdict, released.score, released)


def is_revealed(access: AssignmentAccess, moment: datetime) -> bool:
    """Whether private scores may be shown to the viewer."""
    return access.is_staff or is_final(access.definition.reveal_at, moment)


def shown_private_score(
    value: float | None, access: AssignmentAccess, moment: datetime
) -> float | None:
    """A private score as the viewer may see it at a moment; None where they may not."""
    prediction = access.definition.prediction
    if value is None or prediction is None or not is_revealed(access, moment):
        return None
    return value if access.is_staff else round(value, prediction.decimals)


def submission_view(
    session: Session, access: SubmissionAccess, locale: Locale, membership: Membership | None
) -> SubmissionView:
    """The submission as the viewer may see it. membership: the participant's, for the alias."""
    submission, assignment = access.submission, access.assignment_access
    evaluation = submissions.latest_evaluation(session, submission.id)
    released = releases.of_evaluations(session, [evaluation.id]).get(evaluation.id)
    result = public_result(evaluation, released, assignment)
    is_told = result.state is EvaluationState.FINAL
    private = shown_private_score(evaluation.private_score, assignment, now())
    return SubmissionView(
        id=submission.id,
        course=assignment.course.slug,
        assignment=assignment.assignment.slug,
        track=access.track.slug,
        alias=membership and membership.alias,
        filename=submission.filename,
        sha256=submission.sha256,
        size_bytes=submission.size_bytes,
        received_at=submission.received_at,
        state=result.state,
        position=submissions.queue_position(session, evaluation),
        progress=evaluation.progress,
        version=assignment.version.number,
        metric=metric_of(assignment),
        better=better_direction(assignment.definition),
        verdict=result.verdict,
        score=result.score,
        private_score=private if is_told else None,
        released=result.released and result.released.score,
        moved=result.released and result.released.moved,
        note="" if assignment.is_staff else result.note(locale),
        points=evaluation.points,
        max_points=evaluation.max_points,
        finished_at=evaluation.finished_at if is_told else None,
        report=report_view(evaluation, locale) if is_told else None,
        url=f"/submissions/{submission.id}",
    )


def report_view(evaluation: Evaluation, locale: Locale) -> ReportView | None:
    """The evaluation's report in the reader's language; None before it is final."""
    if evaluation.report is None:
        return None
    report = Report.model_validate(evaluation.report)
    return ReportView(
        problems=[CATALOGUE.explain(problem, locale) for problem in report.problems],
        problems_total=report.problems_total,
        rows=report.rows,
        layers=[
            LayerView(
                layer=layer.layer,
                points=layer.points,
                max_points=layer.max_points,
                checks_passed=layer.checks_passed,
                checks_total=layer.checks_total,
                counts=list(layer.counts),
                findings=[
                    FindingView(
                        **finding.model_dump(exclude={"problem"}),
                        **_words(finding.problem, locale),
                    )
                    for finding in layer.findings
                ],
            )
            for layer in report.layers
        ],
        output=report.output,
    )


def _words(problem: Problem, locale: Locale) -> dict[str, Any]:
    explained = CATALOGUE.explain(problem, locale)
    return explained.model_dump(include={"code", "message", "hint", "line", "trace"})
