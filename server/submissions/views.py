"""What people are shown of submissions, as models: the interface sends them, pages render them.

A view holds only what its viewer may know, and reports in their language.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import AwareDatetime, ConfigDict
from sqlalchemy.orm import Session

from grader import (
    CheckCount,
    CodeLine,
    ErrorPicture,
    ExplainedProblem,
    MetricScores,
    Problem,
    Released,
    Report,
    Verdict,
)
from languages import Locale
from server.assignments import participants, quota, versions
from server.assignments.access import AssignmentAccess
from server.assignments.schedule import dates_of
from server.core.clock import now
from server.core.models import AssignmentVersion, Evaluation, EvaluationState, Membership, Track
from server.submissions import queries as submissions
from server.submissions import releases, secondary
from server.submissions.access import SubmissionAccess
from server.submissions.disclosure import DisclosedGrading, Disclosure
from server.submissions.secondary import Kept
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
    """What is wrong with the file, as far as it is listed."""
    problems_total: int
    """How many problems there are."""
    problem_counts: dict[str, int]
    """How many there are of each kind, by code: not all of many are listed."""
    notes: list[ExplainedProblem]
    """What was read otherwise than it is written, which costs nothing."""
    rows: int | None
    """How many rows of predictions were read; null for other files."""
    layers: list[LayerView]
    """Each layer of the file, in the assignment's order."""
    output: str
    """What the code printed, as far as it is kept."""


class SecondaryView(ApiModel):
    """What a file scores in a metric that ranks nobody, so far as its reader may see it."""

    model_config = ConfigDict(frozen=True)

    score: float | None
    """Over the public rows; null where it is not shown, and where the metric cannot take a
    prediction."""
    private_score: float | None = None
    """Over the private rows; null for participants before the reveal."""


def secondary_views(
    disclosure: Disclosure, metrics: Sequence[str], kept: Kept, released: Released | None
) -> dict[str, SecondaryView]:
    """What a viewer sees of secondary scores, by metric. kept: of a grading by the rules of now.

    They go with the score that ranks: where that is not released, or did not move what the Ladder
    shows, neither are they.
    """
    is_known = released is not None and released.moved
    found = {}
    for metric in metrics:
        one = kept.get(metric, MetricScores(metric, None, None, None))
        shown = one.released if is_known else None
        score = disclosure.public_score(one.public, shown)
        private = disclosure.private_score(one.private)
        found[metric] = SecondaryView(score=score, private_score=private)
    return found


class SubmissionView(ApiModel):
    """A submission and how far its evaluation is."""

    id: str
    """Its id."""
    course: str
    """The slug of its course."""
    assignment: str
    """The slug of its assignment."""
    track: str
    """The slug of its track."""
    alias: str | None
    """Its author's alias; null for who is on no roster."""
    filename: str
    """What the file was called."""
    sha256: str
    """SHA-256 of its bytes, in hexadecimal."""
    size_bytes: int
    """Its size."""
    received_at: AwareDatetime
    """When it was received."""
    state: EvaluationState
    """How far its grading is."""
    position: int
    """Its place among those that wait: 1 is next, 0 has started."""
    progress: str | None
    """What is being done right now, for programs."""
    version: int
    """The version of the assignment that is in force."""
    metric: str
    """What scores are: the name of a metric, or `points`."""
    better: str
    """Which scores win: `lower` or `higher`."""
    verdict: Verdict | None
    """What came of it; null until it is final, and while results are held back."""
    withheld_until: AwareDatetime | None
    """When it is told what came of a file that is judged; null where it is told or still graded."""
    score: float | None
    """Its score over the public rows: for participants as it is shown on the board, exact for
    staff."""
    private_score: float | None
    """Its score over the private rows; null for participants before the reveal."""
    secondary: dict[str, SecondaryView]
    """What it scores in the metrics that rank nobody, by their names."""
    released: float | None
    """What was released of its score to participants; null where nothing was."""
    moved: bool | None
    """Whether it moved the shown score, as on the Ladder alone it need not; null as above."""
    can_ask: bool
    """Whether its score is shown once it is asked for: `POST /submissions/{id}/score`."""
    note: str
    """A sentence about a score that is not there, or has not moved."""
    points: float | None
    """Points that a file of layers earned."""
    max_points: float | None
    """Points that it could earn."""
    used_try: bool
    """Whether a try has gone for it: not for staff's, nor for one that was given back."""
    finished_at: AwareDatetime | None
    """When its grading ended; null before, and while results are held back."""
    report: ReportView | None
    """What was found; null until it is final, and while results are held back."""
    chosen: bool
    """Whether its sender has chosen it to count."""
    may_choose: bool
    """Whether the viewer may choose it, or take that back."""
    last_fault: str | None
    """For staff: why it could not be graded, where that was our fault or the assignment's."""
    deaths: int | None
    """How often a process of ours died while it graded the file; null for participants."""
    last_death: str | None
    """By what it died the last time; null for participants."""
    url: str
    """Its page."""


class HistoryLine(ApiModel):
    """One of a participant's submissions."""

    id: str
    """Its id."""
    track: str
    """The slug of its track."""
    filename: str
    """What the file was called."""
    received_at: AwareDatetime
    """When it was received."""
    state: EvaluationState
    """How far its grading is."""
    verdict: Verdict | None
    """What came of it; null until it is final, and while results are held back."""
    score: float | None
    """Its score as the reader may see it."""
    secondary: dict[str, SecondaryView]
    """Its scores in the metrics that rank nobody, likewise."""
    moved: bool | None
    """Whether it moved what the Ladder shows; null where the Ladder releases no scores."""
    points: float | None
    """Points that a file of layers earned."""
    max_points: float | None
    """Points that it could earn."""
    chosen: bool
    """Whether its sender has chosen it to count."""
    graded_as: int | None
    """The number of the version by whose rules it was graded, where these are not those of now: it
    has no score then."""
    url: str
    """Its page."""


def own_submissions(session: Session, access: AssignmentAccess, limit: int) -> list[HistoryLine]:
    """The viewer's own submissions to an assignment, newest first."""
    participant_id = participants.of_viewer(session, access)
    rows = submissions.history(session, participant_id, limit)
    evaluations = [evaluation.id for _, _, evaluation, _ in rows]
    released = releases.of_evaluations(session, evaluations)
    beside = _Beside.of(session, access, evaluations)
    chosen = submissions.chosen_of_assignment(session, access.assignment.id)
    results = [
        _disclose(access, track, evaluation, graded_as, released.get(evaluation.id))
        for _, track, evaluation, graded_as in rows
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
            secondary=beside.views(track, evaluation, result),
            moved=result.released and result.released.moved,
            points=None if result.graded_as or result.withheld_until else evaluation.points,
            max_points=None if result.withheld_until else evaluation.max_points,
            chosen=submission.id in chosen,
            graded_as=result.graded_as,
            url=f"/submissions/{submission.id}",
        )
        for (submission, track, evaluation, _), result in zip(rows, results, strict=True)
    ]


@dataclass(frozen=True)
class _Beside:
    """What is kept of secondary scores, for one who reads of an assignment."""

    access: AssignmentAccess
    kept: Mapping[str, Kept]

    @classmethod
    def of(
        cls, session: Session, access: AssignmentAccess, evaluations: Sequence[str]
    ) -> "_Beside":
        metrics = access.definition.secondary
        return cls(access, secondary.of_evaluations(session, evaluations) if metrics else {})

    def views(
        self, track: Track, evaluation: Evaluation, result: DisclosedGrading
    ) -> dict[str, SecondaryView]:
        """Those of an evaluation that is shown so; none by the rules of an earlier version."""
        kept = self.kept.get(evaluation.id, {}) if result.graded_as is None else {}
        disclosure = Disclosure.of(self.access, track, now())
        metrics = self.access.definition.secondary
        return secondary_views(disclosure, metrics, kept, result.released)


def _disclose(
    access: AssignmentAccess,
    track: Track,
    evaluation: Evaluation,
    graded_as: AssignmentVersion,
    released: Released | None,
) -> DisclosedGrading:
    """A grading as the viewer may know it now. graded_as: the version with whose bundle."""
    disclosure = Disclosure.of(access, track, now())
    if graded_as.id != access.grading.id:
        return disclosure.earlier(evaluation, graded_as.number)
    return disclosure.grading(evaluation, released)


def submission_view(
    session: Session, access: SubmissionAccess, locale: Locale, membership: Membership | None
) -> SubmissionView:
    """The submission as the viewer may see it. membership: the participant's, for the alias."""
    submission, assignment = access.submission, access.assignment_access
    owner_id = submission.participant_id
    evaluation = submissions.latest_evaluation(session, submission.id)
    released = releases.of_evaluations(session, [evaluation.id]).get(evaluation.id)
    graded_as = versions.by_id(session, evaluation.version_id)
    result = _disclose(assignment, access.track, evaluation, graded_as, released)
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
        secondary=_Beside.of(session, assignment, [evaluation.id]).views(
            access.track, evaluation, result
        ),
        released=result.released and result.released.score,
        moved=result.released and result.released.moved,
        can_ask=result.is_unasked,
        note=""
        if assignment.is_staff and result.graded_as is None
        else result.note(locale, assignment.course.time_zone),
        points=None if result.graded_as or result.withheld_until else evaluation.points,
        max_points=None if result.withheld_until else evaluation.max_points,
        used_try=quota.used_try(session, submission.id),
        finished_at=evaluation.finished_at if result.is_told else None,
        report=report_view(evaluation, locale) if result.is_told else None,
        withheld_until=result.withheld_until,
        chosen=submission.id in submissions.chosen(session, access.track.id, owner_id),
        may_choose=_may_choose(session, access),
        last_fault=evaluation.last_fault if assignment.is_staff else None,
        deaths=evaluation.deaths if assignment.is_staff else None,
        last_death=evaluation.last_death if assignment.is_staff else None,
        url=f"/submissions/{submission.id}",
    )


def _may_choose(session: Session, access: SubmissionAccess) -> bool:
    """Whether the viewer may say that the submission counts: their own, until the deadline."""
    assignment = access.assignment_access
    own = participants.of_viewer(session, assignment)
    dates = dates_of(assignment.definition, access.track, own)
    is_own = own == access.submission.participant_id
    return assignment.definition.counts == "chosen" and is_own and not dates.is_over(now())


def report_view(evaluation: Evaluation, locale: Locale) -> ReportView | None:
    """The evaluation's report in the reader's language; None before it is final."""
    if evaluation.report is None:
        return None
    report = Report.model_validate(evaluation.report)
    return ReportView(
        problems=[CATALOGUE.explain(problem, locale) for problem in report.problems],
        problems_total=report.problems_total,
        problem_counts={
            **Counter(problem.code for problem in report.problems),
            **report.problem_counts,
        },
        notes=[CATALOGUE.explain(note, locale) for note in report.notes],
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
                        **finding.model_dump(exclude={"problem", "repair"}),
                        **_words(finding.problem, locale),
                        repair=finding.repair and CATALOGUE.explain(finding.repair, locale).hint,
                    )
                    for finding in layer.findings
                ],
                unjudged=layer.unjudged and CATALOGUE.explain(layer.unjudged, locale),
                remarks=[CATALOGUE.explain(remark, locale) for remark in layer.remarks],
            )
            for layer in report.layers
        ],
        output=report.output,
    )


def _words(problem: Problem, locale: Locale) -> dict[str, Any]:
    explained = CATALOGUE.explain(problem, locale)
    return explained.model_dump(include={"code", "message", "hint", "line", "trace"})
