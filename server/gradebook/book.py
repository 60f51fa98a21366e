"""The gradebook of an assignment: what everybody earns now, or what was frozen."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from http import HTTPStatus
from typing import Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict
from sqlalchemy.orm import Session

from grader import Definition, Grades, Problem, Report
from server.assignments.access import AssignmentAccess
from server.assignments.schedule import dates_of
from server.assignments.stairs import Stairs
from server.assignments.terms import Terms
from server.assignments.versions import baseline_key
from server.boards import queries as boards
from server.core import gradebook_problems as problems
from server.core.clock import now
from server.core.errors import RequestProblemError
from server.core.models import Track
from server.gradebook import queries
from server.gradebook.points import Counted, MissingBaselineError, after_late_days, earn, ranks_of
from server.gradebook.queries import Standings, Student
from server.submissions.disclosure import Disclosure

ScoreName = Literal["public", "private"]


class Reached(BaseModel):
    """What a grade rests on; it names nobody.

    score: that counts, and rank: by it, from 1. late_days: of the file that counts. layers:
    points of each by name, for such files.
    """

    model_config = ConfigDict(frozen=True)

    score: float | None = None
    rank: int | None = None
    public_score: float | None = None
    private_score: float | None = None
    submission_id: str | None = None
    submitted_at: AwareDatetime | None = None
    submissions: int = 0
    late_days: int = 0
    layers: dict[str, float] = {}


class Heading(BaseModel):
    """What holds for all grades. grades: the rule, None where the bundle says none."""

    model_config = ConfigDict(frozen=True)

    track: str
    score: ScoreName
    metric: str
    better: str
    version: int
    grades: Grades | None


@dataclass(frozen=True)
class Grade:
    """The grade of a student. points: None where nothing is entered for them."""

    student: Student
    points: float | None
    reached: Reached


@dataclass(frozen=True)
class Gradebook:
    """The grades of a class, by alias.

    frozen_at, frozen_by: None while they follow the scores. is_held: whether they rest on what the
    class must not know yet, and held_until: when it may, where a moment is set. obstacle: why there
    are no points. ungraded: how many files of the track are still to be graded. freezes_at: from
    when on they freeze by themselves, None for never.
    """

    heading: Heading
    grades: tuple[Grade, ...]
    frozen_at: datetime | None = None
    frozen_by: str | None = None
    is_held: bool = False
    held_until: datetime | None = None
    obstacle: Problem | None = None
    ungraded: int = 0
    freezes_at: datetime | None = None

    @property
    def most(self) -> float | None:
        """The most that can be earned."""
        return None if self.heading.grades is None else self.heading.grades.points

    def require_told(self) -> None:
        """Raise 409 where no points may leave: there are none, or the class must not know them."""
        problem = self.obstacle
        if problem is None and self.is_held:
            problem = problems.GRADES_HELD()
        if problem is not None:
            raise RequestProblemError(HTTPStatus.CONFLICT, problem)


def read_gradebook(
    session: Session, access: AssignmentAccess, stairs: Stairs | None, track: str | None = None
) -> Gradebook:
    """The frozen gradebook, else that of now. stairs: of the assignment.

    track: of which scores are read where the bundle counts none. Raises 422 for an unknown one.
    """
    kept = queries.frozen(session, access.assignment.id)
    if kept is None:
        return current_gradebook(session, access, stairs, track)
    book, by = kept
    rows = queries.frozen_grades(session, access.assignment.id, access.course.id)
    grades = tuple(
        Grade(
            Student(
                person.id,
                member.alias,
                member.called,
                person.email,
                None,
                member.student_number,
                member.roster_alias,
            ),
            grade.points,
            Reached.model_validate(grade.reached),
        )
        for grade, member, person in rows
    )
    heading = Heading.model_validate(book.heading)
    return Gradebook(heading, grades, frozen_at=book.frozen_at, frozen_by=by)


def current_gradebook(
    session: Session, access: AssignmentAccess, stairs: Stairs | None, track: str | None = None
) -> Gradebook:
    """What everybody earns by the scores of now."""
    grades = rule_of(access.definition)
    found = access.track(_slug(access, grades, track))
    dates = dates_of(access.definition, found, None)
    shown = Disclosure.at(access.definition, dates, now(), stairs=stairs)
    counts: ScoreName = "public" if dates.reveal_at is None else "private"
    if grades is not None and grades.score is not None:
        counts = grades.score
    heading = Heading(
        track=found.slug,
        score=counts,
        metric=access.definition.metric,
        better=access.definition.better,
        version=access.version.number,
        grades=grades,
    )
    is_private = counts == "private" and not shown.is_final
    book = Gradebook(
        heading,
        (),
        is_held=is_private or shown.hides_results,
        held_until=dates.reveal_at if is_private else dates.results_from,
        ungraded=queries.ungraded_files(session, found.id, access.grading.id),
        freezes_at=_freezes_at(session, access, grades),
    )
    return _with_grades(session, access, found, shown, book)


def rule_of(definition: Definition) -> Grades | None:
    """How scores become points; of files of layers on one track, their own points if nothing is."""
    layers = definition.layers
    if definition.grades is None and layers is not None and len(definition.tracks) == 1:
        return Grades(points=layers.max_points, rule="layers")
    return definition.grades


def _freezes_at(
    session: Session, access: AssignmentAccess, grades: Grades | None
) -> datetime | None:
    freeze_at = None if grades is None else grades.freeze_at
    if freeze_at is None or queries.let_go_since(session, access.assignment.id, freeze_at):
        return None
    return freeze_at


def _slug(access: AssignmentAccess, grades: Grades | None, track: str | None) -> str:
    said = None if grades is None else grades.track
    return said or track or next(iter(access.tracks))


def _with_grades(
    session: Session, access: AssignmentAccess, track: Track, shown: Disclosure, book: Gradebook
) -> Gradebook:
    """The same with the grade of every student."""
    heading, class_ = (
        book.heading,
        queries.students(session, access.course.id, access.assignment.id),
    )
    standings = queries.standings(session, track.id)
    owners = {one.participant_id for one in class_}
    standings = {owner: one for owner, one in standings.items() if owner in owners}
    counted = _counted(session, access, track, shown, heading, standings.values())
    ranks = ranks_of(counted, access.definition.better)
    late = _late_days(session, access, track, standings)
    points: Mapping[str, float] = {}
    obstacle = problems.GRADES_WITHOUT_RULE() if heading.grades is None else None
    if heading.grades is not None:
        baselines = _baselines(session, access, track, shown, heading)
        layers = access.definition.layers
        most = layers.max_points if layers else None
        try:
            earned = earn(heading.grades, counted, baselines, access.definition.better, most)
            rule = access.definition.late
            points = {
                owner: after_late_days(heading.grades, rule, one.points, late.get(owner, 0))
                for owner, one in earned.items()
            }
        except MissingBaselineError as error:
            obstacle = problems.GRADES_WITHOUT_BASELINE(slug=error.slug, track=track.slug)
    scores = {one.owner: one.score for one in counted}
    missing = heading.grades.missing if heading.grades and not obstacle else None
    found = []
    for student in class_:
        owner = student.participant_id or ""
        reached = Reached()
        if owner in standings:
            reached = _reached(standings[owner], scores.get(owner), ranks.get(owner))
            reached = reached.model_copy(update={"late_days": late.get(owner, 0)})
        found.append(Grade(student, points.get(owner, missing), reached))
    return replace(book, grades=tuple(found), obstacle=obstacle)


def _counted(
    session: Session,
    access: AssignmentAccess,
    track: Track,
    shown: Disclosure,
    heading: Heading,
    standings: Iterable[Standings],
) -> list[Counted]:
    """What counts of everybody: nothing public is better than what the class reads of it."""
    released: Mapping[str, float] = {}
    if shown.hides_exact:
        lines = boards.released_standings(session, track.id, access.course.id)
        released = {line.participant_id: line.value for line in lines}
    found = []
    for one in standings:
        score = one.private
        if heading.score == "public":
            score = one.value
            if shown.hides_exact:
                if one.participant_id not in released:
                    continue
                score = shown.read(released[one.participant_id])
        elif score is None:
            continue
        found.append(Counted(one.participant_id, score, one.received_at))
    return found


def _late_days(
    session: Session, access: AssignmentAccess, track: Track, standings: Mapping[str, Standings]
) -> dict[str, int]:
    """Of which late day the file that counts is, by participant, by deadlines of their own."""
    late, found = access.definition.late, {}
    if late is None or late.most_days == 0:
        return {}
    granted = queries.deadlines(session, access.assignment.id)
    for owner, one in standings.items():
        own = Terms(owner, closes_at=granted.get(owner))
        found[owner] = late.days(dates_of(access.definition, track, own).closes_at, one.came_at)
    return found


def _baselines(
    session: Session, access: AssignmentAccess, track: Track, shown: Disclosure, heading: Heading
) -> dict[str, float]:
    """The scores of the baselines of the track, as those of participants are read."""
    files = access.shown_by.baseline_files
    found = {}
    for line in boards.baselines(session, track.id, access.grading.id):
        if files is not None and files.get(baseline_key(track.slug, line.slug)) != line.sha256:
            continue
        score = line.private
        if heading.score == "public":
            score = line.value
            if shown.hides_exact:
                score = shown.read(line.released, is_baseline=True)
        if score is not None:
            found[line.slug] = score
    return found


def _reached(standing: Standings, score: float | None, rank: int | None) -> Reached:
    report = Report() if standing.report is None else Report.model_validate(standing.report)
    is_of_layers = standing.max_points is not None
    return Reached(
        score=score,
        rank=rank,
        public_score=None if is_of_layers else standing.value,
        private_score=standing.private,
        submission_id=standing.submission_id,
        submitted_at=standing.received_at,
        submissions=standing.submissions,
        layers={layer.layer: layer.points for layer in report.layers},
    )
