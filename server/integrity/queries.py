"""Reading whole tables, a few hundred rows at a time, and what contradicts itself in them.

What boards and workers read is read here by other statements: a mistake in theirs shows.
"""

from collections.abc import Collection, Iterator, Sequence
from datetime import date, datetime
from typing import NamedTuple, TypeVarTuple

from sqlalchemy import (
    ColumnElement,
    ForeignKeyConstraint,
    Row,
    Select,
    Subquery,
    and_,
    case,
    exists,
    func,
    or_,
    select,
)
from sqlalchemy.orm import Session, aliased

from grader import Verdict
from server.assignments.versions import DISCARDED
from server.core.models import (
    Assignment,
    AssignmentVersion,
    AuditEvent,
    Base,
    BoardUncertainty,
    Choice,
    Evaluation,
    EvaluationState,
    Membership,
    QuotaEntry,
    QuotaEntryKind,
    Role,
    Standing,
    Submission,
    Track,
)

Ts = TypeVarTuple("Ts")

_AT_ONCE = 500


def _stream(session: Session, statement: Select[*Ts]) -> Iterator[Row[*Ts]]:
    yield from session.execute(statement.execution_options(yield_per=_AT_ONCE))


# The database itself.


def check_of_sqlite(session: Session) -> Sequence[str]:
    """What SQLite's own check complains of, in its words: names of tables and numbers of rows."""
    rows = session.connection().exec_driver_sql("PRAGMA integrity_check(20)")
    return [row[0] for row in rows if row[0] != "ok"]


def rows_without_parent(session: Session) -> Iterator[tuple[str, int]]:
    """Foreign keys that are broken, as ``table.column``, and in how many rows."""
    for table in Base.metadata.sorted_tables:
        for key in table.foreign_key_constraints:
            count = session.scalar(_broken(key))
            if count:
                yield f"{table.name}.{'+'.join(key.column_keys)}", count


def _broken(key: ForeignKeyConstraint) -> Select[int]:
    parent = key.referred_table.alias("parent")
    pairs = [(each.parent, parent.c[each.column.name]) for each in key.elements]
    is_there = exists().where(*(child == other for child, other in pairs)).select_from(parent)
    is_set = and_(*(child.is_not(None) for child, _ in pairs))
    return select(func.count()).select_from(key.table).where(is_set, ~is_there)


# Submissions and their gradings.


def assignments(session: Session) -> Sequence[str]:
    """The ids of all assignments that have a version in force."""
    wanted = select(AssignmentVersion.assignment_id).where(AssignmentVersion.active)
    return session.scalars(wanted.order_by(AssignmentVersion.assignment_id)).all()


def latest_push(session: Session, grading_id: str) -> datetime:
    """When a version with this grading definition was pushed last."""
    newest = select(func.max(AssignmentVersion.pushed_at))
    return session.scalars(newest.where(AssignmentVersion.grading_id == grading_id)).one()


def never_graded(session: Session) -> Iterator[str]:
    """The ids of participants' submissions without any evaluation."""
    wanted = select(Submission.id).where(Submission.baseline.is_(None), ~_has_evaluation())
    return (row[0] for row in _stream(session, wanted))


def _has_evaluation(version_id: str | None = None) -> ColumnElement[bool]:
    """Whether a submission has a grading, under one version or under any."""
    any_of = aliased(Evaluation)
    found = exists().where(any_of.submission_id == Submission.id).correlate(Submission)
    return found if version_id is None else found.where(any_of.version_id == version_id)


def ungraded_since(
    session: Session, assignment_id: str, version_id: str, since: datetime, tracks: Collection[str]
) -> Iterator[str]:
    """What came after a moment to these tracks and is not to be graded by a version."""
    wanted = (
        select(Submission.id)
        .join(Track, Track.id == Submission.track_id)
        .where(
            Submission.assignment_id == assignment_id,
            Submission.baseline.is_(None),
            Submission.received_at > since,
            Track.slug.in_(tracks),
            _has_evaluation(),
            ~_has_evaluation(version_id),
        )
    )
    return (row[0] for row in _stream(session, wanted))


def ungraded_participants(
    session: Session, assignment_id: str, version_id: str, since: datetime, tracks: Collection[str]
) -> Iterator[tuple[str, str]]:
    """Participants and tracks of whose files none is graded by a version, and all came before."""
    has_one = func.max(case((Evaluation.id.is_(None), 0), else_=1))
    wanted = (
        select(Submission.participant_id, Submission.track_id)
        .outerjoin(
            Evaluation,
            and_(Evaluation.submission_id == Submission.id, Evaluation.version_id == version_id),
        )
        .join(Track, Track.id == Submission.track_id)
        .where(
            Submission.assignment_id == assignment_id,
            Submission.baseline.is_(None),
            Track.slug.in_(tracks),
            _has_evaluation(),
        )
        .group_by(Submission.participant_id, Submission.track_id)
        .having(has_one == 0, func.max(Submission.received_at) <= since)
    )
    return ((owner or "", track) for owner, track in _stream(session, wanted))


def abandoned(session: Session, before: datetime) -> Iterator[str]:
    """The submissions of evaluations that run, and whose worker was last heard of before then."""
    wanted = select(Evaluation.submission_id).where(
        Evaluation.state == EvaluationState.RUNNING,
        or_(Evaluation.heartbeat_at.is_(None), Evaluation.heartbeat_at < before),
    )
    return (row[0] for row in _stream(session, wanted))


def waiting(session: Session, before: datetime) -> Iterator[str]:
    """The submissions of evaluations that are queued since before then."""
    wanted = select(Evaluation.submission_id).where(
        Evaluation.state == EvaluationState.QUEUED, Evaluation.queued_at < before
    )
    return (row[0] for row in _stream(session, wanted))


# Standings and boards.


class Counted(NamedTuple):
    """A final grading of a participant's file, and what stands of the participant on the track."""

    track_id: str
    participant_id: str
    submission_id: str
    received_at: datetime
    evaluation_id: str
    verdict: Verdict
    score: float | None
    points: float | None
    is_chosen: bool
    standing: Standing | None


def counted(session: Session, assignment_id: str, version_id: str) -> Iterator[Counted]:
    """Every final grading under a version, those of one participant on one track in a row."""
    wanted = (
        select(
            Submission.track_id,
            Submission.participant_id,
            Submission.id,
            Submission.received_at,
            Evaluation.id,
            Evaluation.verdict,
            Evaluation.score,
            Evaluation.points,
            Choice.submission_id.is_not(None),
            Standing,
        )
        .join(Evaluation, Evaluation.submission_id == Submission.id)
        .outerjoin(Choice, Choice.submission_id == Submission.id)
        .outerjoin(
            Standing,
            and_(
                Standing.track_id == Submission.track_id,
                Standing.participant_id == Submission.participant_id,
            ),
        )
        .where(
            Submission.assignment_id == assignment_id,
            Submission.baseline.is_(None),
            Evaluation.version_id == version_id,
            Evaluation.state == EvaluationState.FINAL,
        )
        .order_by(Submission.track_id, Submission.participant_id)
    )
    return (Counted._make(row) for row in _stream(session, wanted))


def standing_on_nothing(
    session: Session, assignment_id: str, version_id: str
) -> Iterator[tuple[str, str]]:
    """Participants and tracks of the standings behind which no grading of a version is final."""
    is_graded = exists().where(
        Submission.track_id == Standing.track_id,
        Submission.participant_id == Standing.participant_id,
        Evaluation.submission_id == Submission.id,
        Evaluation.version_id == version_id,
        Evaluation.state == EvaluationState.FINAL,
    )
    wanted = (
        select(Standing.participant_id, Standing.track_id)
        .join(Track, Track.id == Standing.track_id)
        .where(Track.assignment_id == assignment_id, ~is_graded)
    )
    return ((owner, track) for owner, track in _stream(session, wanted))


def boards_behind(session: Session) -> Iterator[tuple[str, int]]:
    """Tracks, and the versions of their boards that are below what the board shows."""
    has_standing = exists().where(Standing.track_id == Track.id)
    wanted = (
        select(Track.id, Track.board_version)
        .outerjoin(BoardUncertainty, BoardUncertainty.track_id == Track.id)
        .where(
            or_(
                and_(Track.board_version < 1, has_standing),
                BoardUncertainty.board_version > Track.board_version,
            )
        )
    )
    return ((track, version) for track, version in _stream(session, wanted))


# The quota.


class Tries(NamedTuple):
    """A submission's entries in the ledger, beside what came of its gradings: how many of each.

    foreign: entries of another participant than the submission's. counted: final gradings of the
    version that boards stand on. faults, invalid: final ones of that verdict.
    """

    submission_id: str
    person_id: str
    assignment_id: str
    reserved: int
    settled: int
    refunded: int
    foreign: int
    final: int
    counted: int
    faults: int
    invalid: int


def tries(session: Session) -> Iterator[Tries]:
    """The same of every participant's submission."""
    entries = (
        select(
            QuotaEntry.submission_id,
            *(_count(QuotaEntry.kind == kind).label(kind.value) for kind in QuotaEntryKind),
            _count(QuotaEntry.participant_id != Submission.participant_id).label("foreign"),
        )
        .join(Submission, Submission.id == QuotaEntry.submission_id)
        .group_by(QuotaEntry.submission_id)
        .subquery()
    )
    gradings = _gradings()
    wanted = (
        select(
            Submission.id,
            Submission.person_id,
            Submission.assignment_id,
            *(func.coalesce(column, 0) for column in [*entries.c][1:]),
            *(func.coalesce(column, 0) for column in [*gradings.c][1:]),
        )
        .outerjoin(entries, entries.c.submission_id == Submission.id)
        .outerjoin(gradings, gradings.c.submission_id == Submission.id)
        .where(Submission.baseline.is_(None))
    )
    return (Tries._make(row) for row in _stream(session, wanted))


def _gradings() -> Subquery:
    active = aliased(AssignmentVersion)
    return (
        select(
            Evaluation.submission_id,
            func.count().label("final"),
            _count(Evaluation.version_id == active.standing_id).label("counted"),
            _count(Evaluation.verdict == Verdict.INFRASTRUCTURE_FAULT).label("faults"),
            _count(Evaluation.verdict == Verdict.INVALID_FILE).label("invalid"),
        )
        .join(Submission, Submission.id == Evaluation.submission_id)
        .join(active, and_(active.assignment_id == Submission.assignment_id, active.active))
        .where(Evaluation.state == EvaluationState.FINAL)
        .group_by(Evaluation.submission_id)
        .subquery()
    )


def _count(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.sum(case((condition, 1), else_=0))


def was_parked(session: Session, submission_id: str) -> bool:
    """Whether a grading of a submission was ever given up for a reason of ours."""
    wanted = (
        select(AuditEvent.id)
        .join(Evaluation, Evaluation.id == AuditEvent.subject)
        .where(AuditEvent.action == "evaluation.parked", Evaluation.submission_id == submission_id)
    )
    return session.scalar(wanted.limit(1)) is not None


def is_student(session: Session, person_id: str, assignment_id: str) -> bool:
    """Whether somebody is on the roster of an assignment's course as a student."""
    wanted = (
        select(Membership.person_id)
        .join(Assignment, Assignment.course_id == Membership.course_id)
        .where(
            Assignment.id == assignment_id,
            Membership.person_id == person_id,
            Membership.role == Role.STUDENT,
        )
    )
    return session.scalar(wanted) is not None


def versions_of(session: Session, assignment_id: str) -> Sequence[AssignmentVersion]:
    """Every version that there ever was."""
    wanted = select(AssignmentVersion).where(AssignmentVersion.assignment_id == assignment_id)
    return session.scalars(wanted).all()


def used_on_days(
    session: Session, assignment_id: str, limit: int
) -> Iterator[tuple[str, date, int]]:
    """Participants and days of which more tries were used than a limit."""
    wanted = (
        select(QuotaEntry.participant_id, QuotaEntry.day, func.sum(QuotaEntry.amount))
        .join(Submission, Submission.id == QuotaEntry.submission_id)
        .where(Submission.assignment_id == assignment_id)
        .group_by(QuotaEntry.participant_id, QuotaEntry.day)
        .having(func.sum(QuotaEntry.amount) > limit)
    )
    return ((owner, day, count) for owner, day, count in _stream(session, wanted))


def used_ever(session: Session, assignment_id: str, limit: int) -> Iterator[tuple[str, int]]:
    """The same over all days."""
    wanted = (
        select(QuotaEntry.participant_id, func.sum(QuotaEntry.amount))
        .join(Submission, Submission.id == QuotaEntry.submission_id)
        .where(Submission.assignment_id == assignment_id)
        .group_by(QuotaEntry.participant_id)
        .having(func.sum(QuotaEntry.amount) > limit)
    )
    return ((owner, count) for owner, count in _stream(session, wanted))


# What files should be there.


class Expected(NamedTuple):
    """A file that a row speaks of. sha256: of its bytes; of a bundle, of what it holds."""

    id: str
    sha256: str
    size_bytes: int | None = None


def submitted_files(session: Session, after: str, limit: int) -> list[Expected]:
    """The files of the next submissions behind an id, baselines' included."""
    wanted = select(Submission.id, Submission.sha256, Submission.size_bytes)
    ordered = wanted.where(Submission.id > after).order_by(Submission.id).limit(limit)
    return [Expected(*row) for row in session.execute(ordered)]


def scored_under(session: Session, version_id: str, after: str, limit: int) -> Sequence[str]:
    """The ids of the next evaluations of a version behind an id that have a score."""
    wanted = select(Evaluation.id).where(
        Evaluation.version_id == version_id,
        Evaluation.verdict == Verdict.SCORED,
        Evaluation.id > after,
    )
    return session.scalars(wanted.order_by(Evaluation.id).limit(limit)).all()


def kept_versions(session: Session) -> Sequence[AssignmentVersion]:
    """Every version that is not discarded."""
    wanted = select(AssignmentVersion).where(AssignmentVersion.bundle_sha256 != DISCARDED)
    return session.scalars(wanted.order_by(AssignmentVersion.id)).all()


def known_bundles(session: Session, version_ids: Collection[str]) -> set[str]:
    """Those of these ids that are versions whose bundle is kept."""
    wanted = select(AssignmentVersion.id).where(
        AssignmentVersion.id.in_(version_ids), AssignmentVersion.bundle_sha256 != DISCARDED
    )
    return set(session.scalars(wanted))


def known_evaluations(session: Session, evaluation_ids: Collection[str]) -> set[str]:
    """Those of these ids that are evaluations."""
    return set(session.scalars(select(Evaluation.id).where(Evaluation.id.in_(evaluation_ids))))
