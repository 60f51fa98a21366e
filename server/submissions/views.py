"""What people are shown of submissions, as models: the interface sends them, pages render them.

A view holds only what its viewer may know, and reports in their language.
"""

from typing import Any

from pydantic import AwareDatetime, BaseModel
from sqlalchemy.orm import Session

from grader import CheckCount, ErrorPicture, ExplainedProblem, Problem, Report, Verdict
from languages import Locale
from server.assignments import participants
from server.assignments.access import AssignmentAccess
from server.core.clock import now
from server.core.models import Evaluation, EvaluationState, Membership
from server.submissions import queries as submissions
from server.submissions import releases
from server.submissions.access import SubmissionAccess
from server.submissions.disclosure import Disclosure
from server.web.catalogue import CATALOGUE


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


class HistoryLine(BaseModel):
    """One of a participant's submissions. moved: whether it moved what the Ladder shows."""

    id: str
    track: str
    filename: str
    received_at: AwareDatetime
    state: EvaluationState
    verdict: Verdict | None
    score: float | None
    moved: bool | None
    points: float | None
    max_points: float | None
    url: str


def own_submissions(session: Session, access: AssignmentAccess, limit: int) -> list[HistoryLine]:
    """The viewer's own submissions to an assignment, newest first."""
    participant_id = participants.of_viewer(session, access)
    rows = submissions.history(session, participant_id, access.version.id, limit)
    released = releases.of_evaluations(session, [evaluation.id for _, _, evaluation in rows])
    disclosure = Disclosure.of(access, now())
    results = [
        disclosure.grading(evaluation, released.get(evaluation.id)) for _, _, evaluation in rows
    ]
    return [
        HistoryLine(
            id=submission.id,
            track=track.slug,
            filename=submission.filename,
            received_at=submission.received_at,
            state=result.state,
            verdict=result.verdict,
            score=result.score,
            moved=result.released and result.released.moved,
            points=evaluation.points,
            max_points=evaluation.max_points,
            url=f"/submissions/{submission.id}",
        )
        for (submission, track, evaluation), result in zip(rows, results, strict=True)
    ]


def submission_view(
    session: Session, access: SubmissionAccess, locale: Locale, membership: Membership | None
) -> SubmissionView:
    """The submission as the viewer may see it. membership: the participant's, for the alias."""
    submission, assignment = access.submission, access.assignment_access
    evaluation = submissions.latest_evaluation(session, submission.id)
    released = releases.of_evaluations(session, [evaluation.id]).get(evaluation.id)
    result = Disclosure.of(assignment, now()).grading(evaluation, released)
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
        metric=assignment.definition.metric,
        better=assignment.definition.better,
        verdict=result.verdict,
        score=result.score,
        private_score=result.private_score,
        released=result.released and result.released.score,
        moved=result.released and result.released.moved,
        note="" if assignment.is_staff else result.note(locale),
        points=evaluation.points,
        max_points=evaluation.max_points,
        finished_at=evaluation.finished_at if result.is_final else None,
        report=report_view(evaluation, locale) if result.is_final else None,
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
