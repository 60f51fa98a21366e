"""What people are shown of submissions, as models: the interface sends them, pages render them.

A view holds only what its viewer may know.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pydantic import AwareDatetime
from sqlalchemy.orm import Session

from grader import Released, Verdict
from languages import Locale
from server.assignments import participants, quota, versions
from server.assignments.access import AssignmentAccess
from server.assignments.removed import of_submission, of_submissions
from server.assignments.schedule import dates_of
from server.assignments.stairs import Stairs
from server.core.clock import now
from server.core.models import (
    AssignmentVersion,
    Evaluation,
    EvaluationState,
    Membership,
    RemovalKind,
    Track,
)
from server.core.queue import MemoryQueue
from server.submissions import queries as submissions
from server.submissions import releases, secondary
from server.submissions.access import SubmissionAccess
from server.submissions.disclosure import DisclosedGrading, Disclosure
from server.submissions.report_views import ReportView, report_view
from server.submissions.secondary import Kept
from server.submissions.secondary_views import SecondaryView, secondary_views
from server.web.api_model import ApiModel


class RemovalView(ApiModel):
    """What takes a file off its board."""

    kind: RemovalKind
    """`withdrawn` by its sender, or `disqualified` by course staff."""
    of_participant: bool
    """Whether its sender is taken off the board, with all their files on the track."""
    reason: str
    """Why staff did it; empty where its sender did."""
    at: AwareDatetime
    """When."""


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
    clock_at: AwareDatetime | None
    """What the server's clock said then, where it had been set back since an earlier file of the
    participant: received_at is a moment later than that file's, as files count in their order."""
    state: EvaluationState
    """How far its grading is."""
    position: int
    """Its place among those that wait: 1 is next, 0 has started."""
    expected_s: int | None
    """Seconds until it is expected to be graded, by what the server's gradings took; null once it
    is, and where too little is known."""
    progress: str | None
    """What is being done right now, for programs."""
    version: int
    """The version of the assignment that is in force."""
    graded_as: int | None
    """The number of the version by whose rules it is graded, where these are not those of the one
    in force: everything is graded again, or was and this file was not."""
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
    staff. Where it is a bound, what was reached is as good or better."""
    at_start: bool
    """On the Ladder: whether what participants read is still the start, so that no number of theirs
    is known: no file was better than that by a step and beyond chance."""
    private_score: float | None
    """Its score over the private rows; null for participants before the reveal."""
    secondary: dict[str, SecondaryView]
    """What it scores in the metrics that rank nobody, by their names."""
    released: float | None
    """What participants read of its score where scores are released; null where nothing was, and at
    the start."""
    moved: bool | None
    """Whether it moved the shown score, as on the Ladder alone it need not; null where nothing was
    released."""
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
    removed: RemovalView | None
    """What takes it off its board; null where it counts."""
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
    at_start: bool
    """Whether what participants read of it is still the start of the Ladder, and no number."""
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
    removed: RemovalKind | None
    """Whether it was `withdrawn` or `disqualified`; null where it counts."""
    graded_as: int | None
    """The number of the version by whose rules it was graded, where these are not those of now: it
    has no score then."""
    url: str
    """Its page."""


def own_submissions(
    session: Session, access: AssignmentAccess, limit: int, stairs: Stairs | None
) -> list[HistoryLine]:
    """The viewer's own submissions to an assignment, newest first. stairs: of the assignment."""
    participant_id = participants.of_viewer(session, access)
    rows = submissions.history(session, participant_id, limit)
    evaluations = [evaluation.id for _, _, evaluation, _ in rows]
    released = releases.of_evaluations(session, evaluations)
    passed = releases.passed(session, evaluations) if access.definition.uses_ladder else ()
    beside = _Beside.of(session, access, evaluations)
    chosen = submissions.chosen_of_assignment(session, access.assignment.id)
    removed = of_submissions(session, [submission.id for submission, *_ in rows])
    results = [
        _disclose(
            Disclosure.of(access, track, now(), stairs=stairs),
            access,
            evaluation,
            graded_as,
            released.get(evaluation.id),
            is_passed=evaluation.id in passed,
        )
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
            at_start=result.at_start,
            secondary=beside.views(track, evaluation, result),
            moved=result.moved,
            points=None if result.graded_as or result.withheld_until else evaluation.points,
            max_points=None if result.withheld_until else evaluation.max_points,
            chosen=submission.id in chosen,
            removed=removed[submission.id].kind if submission.id in removed else None,
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
        return secondary_views(disclosure, metrics, kept, moved=result.moved)


def _disclose(
    disclosure: Disclosure,
    access: AssignmentAccess,
    evaluation: Evaluation,
    graded_as: AssignmentVersion,
    released: Released | None,
    *,
    is_passed: bool,
) -> DisclosedGrading:
    """A grading as the viewer may know it now. graded_as: the version with whose bundle."""
    if graded_as.id != access.grading.id:
        return disclosure.earlier(evaluation, graded_as.number)
    return disclosure.grading(evaluation, released, is_passed=is_passed)


def _disclose_one(
    session: Session,
    access: SubmissionAccess,
    stairs: Stairs | None,
    evaluation: Evaluation,
    graded_as: AssignmentVersion,
) -> DisclosedGrading:
    assignment = access.assignment_access
    disclosure = Disclosure.of(assignment, access.track, now(), stairs=stairs)
    released = releases.of_evaluations(session, [evaluation.id]).get(evaluation.id)
    is_passed = (
        assignment.definition.uses_ladder
        and released is None
        and evaluation.id in releases.passed(session, [evaluation.id])
    )
    return _disclose(disclosure, assignment, evaluation, graded_as, released, is_passed=is_passed)


def submission_view(
    session: Session,
    access: SubmissionAccess,
    locale: Locale,
    membership: Membership | None,
    queue: MemoryQueue,
    stairs: Stairs | None,
) -> SubmissionView:
    """The submission as the viewer may see it. membership: the participant's, for the alias.

    stairs: of the assignment.
    """
    submission, assignment = access.submission, access.assignment_access
    owner_id = submission.participant_id
    evaluation = submissions.latest_evaluation(session, submission.id)
    graded_as = assignment.grading
    if evaluation.version_id != graded_as.id:
        graded_as = versions.by_id(session, evaluation.version_id)
    result = _disclose_one(session, access, stairs, evaluation, graded_as)
    place = submissions.place_of(session, queue, evaluation)
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
        clock_at=submission.clock_at,
        state=result.state,
        position=place.position,
        expected_s=place.expected_s,
        progress=evaluation.progress,
        version=assignment.version.number,
        graded_as=graded_as.number if graded_as.id != assignment.version.grading_id else None,
        metric=assignment.definition.metric,
        better=assignment.definition.better,
        verdict=result.verdict,
        score=result.score,
        at_start=result.at_start,
        private_score=result.private_score,
        secondary=_Beside.of(session, assignment, [evaluation.id]).views(
            access.track, evaluation, result
        ),
        released=result.released,
        moved=result.moved,
        can_ask=result.is_unasked,
        note=""
        if assignment.is_staff and result.graded_as is None
        else result.note(locale, assignment.course.time_zone),
        points=None if result.graded_as or result.withheld_until else evaluation.points,
        max_points=None if result.withheld_until else evaluation.max_points,
        used_try=quota.used_try(session, submission.id),
        finished_at=evaluation.finished_at if result.is_told else None,
        report=report_view(evaluation, locale, is_staff=assignment.is_staff)
        if result.is_told
        else None,
        withheld_until=result.withheld_until,
        chosen=submission.id in submissions.chosen(session, access.track.id, owner_id),
        may_choose=_may_choose(session, access),
        removed=_removed(session, submission.id),
        last_fault=evaluation.last_fault if assignment.is_staff else None,
        deaths=evaluation.deaths if assignment.is_staff else None,
        last_death=evaluation.last_death if assignment.is_staff else None,
        url=f"/submissions/{submission.id}",
    )


def _removed(session: Session, submission_id: str) -> RemovalView | None:
    found = of_submission(session, submission_id)
    if found is None:
        return None
    return RemovalView(
        kind=found.kind,
        of_participant=found.submission_id is None,
        reason=found.reason,
        at=found.at,
    )


def may_withdraw(session: Session, access: SubmissionAccess, removed: RemovalView | None) -> bool:
    """Whether the viewer may withdraw it or take that back: their own, until the deadline."""
    if removed is not None and removed.kind is RemovalKind.DISQUALIFIED:
        return False
    return not access.assignment_access.is_staff and _is_own_in_time(session, access)


def _may_choose(session: Session, access: SubmissionAccess) -> bool:
    """Whether the viewer may say that the submission counts: their own, until the deadline."""
    assignment = access.assignment_access
    if assignment.definition.counts != "chosen":
        return False
    return _is_own_in_time(session, access)


def _is_own_in_time(session: Session, access: SubmissionAccess) -> bool:
    assignment = access.assignment_access
    own = participants.terms_of_viewer(session, assignment)
    dates = dates_of(assignment.definition, access.track, own)
    return own.participant_id == access.submission.participant_id and not dates.is_over(now())
