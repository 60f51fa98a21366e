"""Reading submissions and their evaluations."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Row, func, select
from sqlalchemy.orm import Session, aliased

from server.assignments.queries import InForce
from server.core import sql
from server.core.lanes import Place
from server.core.models import (
    Assignment,
    AssignmentVersion,
    Choice,
    Course,
    Evaluation,
    EvaluationState,
    Submission,
    Track,
)
from server.core.queue import MemoryQueue
from server.submissions import statements


class WithCourse(NamedTuple):
    """A submission and everything above it.

    version: the one in force. grading: the one whose gradings the boards stand on.
    """

    submission: Submission
    track: Track
    assignment: Assignment
    version: AssignmentVersion
    grading: AssignmentVersion
    course: Course


class Gradable(NamedTuple):
    """An evaluation and everything that grading it needs."""

    evaluation: Evaluation
    submission: Submission
    track: Track
    version: AssignmentVersion
    active: AssignmentVersion
    standing: AssignmentVersion

    @property
    def in_force(self) -> InForce:
        """What is in force in its assignment, whatever it is graded with."""
        return InForce(self.active, self.standing)

    @property
    def is_standing(self) -> bool:
        """Whether boards stand on gradings of its version."""
        return self.standing.id == self.version.id


def with_course(session: Session, submission_id: str) -> WithCourse | None:
    """The submission of that id, with its course."""
    row = sql.read_one(session, statements.WITH_COURSE, {"submission_id": submission_id})
    return None if row is None else WithCourse(*row)


def gradable(session: Session, evaluation_id: str) -> Gradable | None:
    """The evaluation of that id with what grading it needs."""
    row = sql.read_one(session, statements.GRADABLE, {"evaluation_id": evaluation_id})
    return None if row is None else Gradable(*row)


def owners_of(session: Session, evaluation_id: str) -> tuple[str, str | None] | None:
    """The ids of the assignment and the participant whose file is evaluated; no one's baseline."""
    return sql.read_one(session, statements.OWNERS, {"evaluation_id": evaluation_id})


def evaluations_by_version(session: Session, submission_id: str) -> dict[int, str]:
    """The ids of a submission's evaluations, by the numbers of the versions that they hold for."""
    rows = session.execute(
        select(AssignmentVersion.number, Evaluation.id)
        .join(AssignmentVersion, AssignmentVersion.grading_id == Evaluation.version_id)
        .where(Evaluation.submission_id == submission_id)
    )
    return dict(iter(rows))  # a result itself has keys: its columns


def latest_evaluation(session: Session, submission_id: str) -> Evaluation:
    """The evaluation that boards stand on, else the newest that they stood on; there always is one.

    What is graded beside the board is not among them.
    """
    ((found,),) = sql.read(session, statements.LATEST, {"submission_id": submission_id})
    return found


def is_graded(session: Session, submission_id: str) -> bool:
    """Whether that one is final."""
    ((state,),) = sql.read(session, statements.LATEST_STATE, {"submission_id": submission_id})
    return state is EvaluationState.FINAL


def by_idempotency_key(session: Session, participant_id: str, key: str) -> Submission | None:
    """The submission that was made with that key."""
    asked = {"participant_id": participant_id, "key": key}
    found = sql.read_one(session, statements.BY_KEY, asked)
    return None if found is None else found[0]


def of_same_bytes(
    session: Session, participant_id: str, track_id: str, version_id: str, sha256: str
) -> tuple[Submission, Evaluation] | None:
    """A participant's newest submission of these bytes that is or will be graded by a version."""
    asked = {
        "participant_id": participant_id,
        "track_id": track_id,
        "version_id": version_id,
        "sha256": sha256,
    }
    return sql.read_one(session, statements.OF_SAME_BYTES, asked)


def latest_receipt(session: Session, participant_id: str) -> datetime | None:
    """When a participant's newest submission was received."""
    ((latest,),) = sql.read(session, statements.LATEST_RECEIPT, {"participant_id": participant_id})
    return latest


def queue_position(session: Session, evaluation: Evaluation) -> int:
    """How many evaluations are handed out before this one, itself included; 0 once it runs."""
    if evaluation.state is not EvaluationState.QUEUED:
        return 0
    asked = {"priority": evaluation.priority, "evaluation_id": evaluation.id}
    ((ahead,),) = sql.read(session, statements.AHEAD, asked)
    return ahead


def place_of(session: Session, queue: MemoryQueue, evaluation: Evaluation) -> Place:
    """Where an evaluation is in the line; without a time where others than this process grade."""
    if evaluation.state is EvaluationState.FINAL:
        return Place(0, None)
    return queue.place_of(evaluation.id) or Place(queue_position(session, evaluation), None)


def history(
    session: Session, participant_id: str | None, limit: int
) -> list[Row[Submission, Track, Evaluation, AssignmentVersion]]:
    """A participant's newest submissions; none of nobody's.

    Each has the evaluation that boards stand on, or the newest that they stood on, and the version
    it was graded with.
    """
    if participant_id is None:
        return []
    active = aliased(AssignmentVersion)
    newest = (
        select(Submission.id)
        .where(Submission.participant_id == participant_id)
        .order_by(Submission.id.desc())
        .limit(limit)
    )
    rows = session.execute(
        select(Submission, Track, Evaluation, AssignmentVersion)
        .join(Track, Track.id == Submission.track_id)
        .join(Evaluation, Evaluation.submission_id == Submission.id)
        .join(AssignmentVersion, AssignmentVersion.id == Evaluation.version_id)
        .join(active, active.assignment_id == Submission.assignment_id)
        .where(Submission.id.in_(newest), active.active, statements.is_seen(active))
        .order_by(
            Submission.id.desc(),
            (Evaluation.version_id == active.standing_id).desc(),
            AssignmentVersion.number.desc(),
        )
    ).all()
    first = {row[0].id: row for row in reversed(rows)}
    return [first[id_] for id_ in sorted(first, reverse=True)]


def tracks_with_files(session: Session, assignment_id: str) -> dict[str, int]:
    """How many files participants have sent to each track, by its slug; nothing of the others."""
    rows = session.execute(
        select(Track.slug, func.count())
        .join(Submission, Submission.track_id == Track.id)
        .where(Submission.assignment_id == assignment_id, Submission.baseline.is_(None))
        .group_by(Track.slug)
    )
    return dict(iter(rows))  # a result itself has keys: its columns


class HandedIn(NamedTuple):
    """A submission of a participant's. track: the slug of its track."""

    submission_id: str
    participant_id: str
    track_id: str
    track: str


def ungraded_under(session: Session, assignment_id: str, version_id: str) -> list[HandedIn]:
    """What participants have submitted that has no evaluation under a version, oldest first."""
    graded = select(Evaluation.submission_id).where(Evaluation.version_id == version_id)
    rows = session.execute(
        select(Submission.id, Submission.participant_id, Submission.track_id, Track.slug)
        .join(Track, Track.id == Submission.track_id)
        .where(
            Submission.assignment_id == assignment_id,
            Submission.baseline.is_(None),
            Submission.id.not_in(graded),
        )
        .order_by(Submission.received_at, Submission.id)
    )
    return [HandedIn(id_, owner or "", track_id, slug) for id_, owner, track_id, slug in rows]


def pending(
    session: Session, limit: int, *, claimed_by: str | None = None
) -> Sequence[Row[str, int, int, datetime, str | None]]:
    """Queued evaluations, those to be handed out first in front.

    Of each its id, its priority, how often it was claimed, when it was queued and whose it is.
    claimed_by: a worker that knows what it grades; all that has its name is given as well.
    """
    is_own = (Evaluation.state == EvaluationState.RUNNING) & (Evaluation.worker == claimed_by)
    return session.execute(
        select(
            Evaluation.id,
            Evaluation.priority,
            Evaluation.attempts,
            Evaluation.queued_at,
            Submission.participant_id,
        )
        .join(Submission, Submission.id == Evaluation.submission_id)
        .where((Evaluation.state == EvaluationState.QUEUED) | is_own)
        .order_by(Evaluation.priority, Evaluation.queued_at)
        .limit(limit)
    ).all()


def graded_count(session: Session, track_id: str, participant_id: str, version_id: str) -> int:
    """How many of a participant's files on a track have been graded under a version.

    What failed by our fault has not been.
    """
    asked = {"track_id": track_id, "participant_id": participant_id, "version_id": version_id}
    ((count,),) = sql.read(session, statements.GRADED_COUNT, asked)
    return count


def baselines_of_version(
    session: Session, version_id: str
) -> Sequence[Row[Submission, Track, Evaluation]]:
    """Every baseline that is or was graded under a version, whatever came of it."""
    return session.execute(
        select(Submission, Track, Evaluation)
        .join(Track, Track.id == Submission.track_id)
        .join(Evaluation, Evaluation.submission_id == Submission.id)
        .where(Evaluation.version_id == version_id, Submission.baseline.is_not(None))
    ).all()


def grading_seconds(session: Session, version_id: str) -> dict[str, float]:
    """How long grading took under a version, by submission."""
    rows = session.execute(
        select(Evaluation.submission_id, Evaluation.started_at, Evaluation.finished_at).where(
            Evaluation.version_id == version_id, Evaluation.state == EvaluationState.FINAL
        )
    )
    return {
        id_: (finished_at - started_at).total_seconds()
        for id_, started_at, finished_at in rows
        if started_at is not None and finished_at is not None
    }


def waiting_under(session: Session, version_id: str) -> list[tuple[str, str]]:
    """What is not graded yet under a version, each beside its participant; no baselines."""
    rows = session.execute(
        select(Submission.id, Submission.participant_id)
        .join(Evaluation, Evaluation.submission_id == Submission.id)
        .where(
            Evaluation.version_id == version_id,
            Evaluation.state != EvaluationState.FINAL,
            Submission.baseline.is_(None),
        )
    )
    return [(id_, owner) for id_, owner in rows if owner is not None]


def chosen(session: Session, track_id: str, participant_id: str | None) -> set[str]:
    """The submissions on a track that a participant has chosen to count."""
    asked = {"track_id": track_id, "participant_id": participant_id}
    return {id_ for (id_,) in sql.read(session, statements.CHOSEN, asked)}


def chosen_of_assignment(session: Session, assignment_id: str) -> set[str]:
    """The submissions to an assignment that were chosen to count."""
    return set(
        session.scalars(
            select(Choice.submission_id)
            .join(Submission, Submission.id == Choice.submission_id)
            .where(Submission.assignment_id == assignment_id)
        )
    )


def with_tracks(
    session: Session, submission_ids: Collection[str]
) -> Sequence[Row[Submission, Track]]:
    """These submissions with their tracks, oldest first."""
    return session.execute(
        select(Submission, Track)
        .join(Track, Track.id == Submission.track_id)
        .where(Submission.id.in_(submission_ids))
        .order_by(Submission.received_at, Submission.id)
    ).all()


def of_participants(session: Session, submission_ids: Collection[str]) -> list[HandedIn]:
    """These submissions but for baselines, oldest first."""
    return [
        HandedIn(one.id, one.participant_id, track.id, track.slug)
        for one, track in with_tracks(session, submission_ids)
        if one.participant_id is not None
    ]


def has_evaluation(session: Session, submission_id: str, version_ids: Collection[str]) -> bool:
    """Whether a submission is or was graded under one of these versions."""
    wanted = select(Evaluation.id).where(
        Evaluation.submission_id == submission_id, Evaluation.version_id.in_(version_ids)
    )
    return session.scalar(wanted.limit(1)) is not None


def baseline_by_bytes(session: Session, track_id: str, slug: str, sha256: str) -> Submission | None:
    """The baseline of these bytes, under whatever version it was pushed."""
    return session.scalars(
        select(Submission).where(
            Submission.track_id == track_id,
            Submission.baseline == slug,
            Submission.sha256 == sha256,
        )
    ).one_or_none()


def ungraded_baselines(session: Session, assignment_id: str) -> Sequence[Submission]:
    """The baselines of an assignment that no version grades any more."""
    return session.scalars(
        select(Submission)
        .outerjoin(Evaluation, Evaluation.submission_id == Submission.id)
        .where(
            Submission.assignment_id == assignment_id,
            Submission.baseline.is_not(None),
            Evaluation.id.is_(None),
        )
    ).all()


def known(session: Session, submission_ids: Sequence[str]) -> set[str]:
    """Those of these ids that are submissions."""
    return set(session.scalars(select(Submission.id).where(Submission.id.in_(submission_ids))))
