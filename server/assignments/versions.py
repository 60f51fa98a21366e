"""Reading the versions of an assignment, and what they make of its submissions."""

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Row, bindparam, func, select
from sqlalchemy.orm import Session, aliased

from grader import Definition, Part, Parts, Verdict, grades_alike
from server.assignments import queries as assignments
from server.assignments.participants import join_evaluations
from server.assignments.removed import is_removed
from server.core import sql
from server.core.models import (
    Assignment,
    AssignmentVersion,
    Evaluation,
    EvaluationState,
    Participant,
    Person,
    QuotaEntry,
    Submission,
)

DISCARDED = ""  # the hash of a version whose bundle is gone; its number is never used again
_LOCKED = select(Assignment.id).where(Assignment.id == bindparam("assignment_id"))
_LOCKED_SHARED = _LOCKED.with_for_update(read=True)
_LOCKED_ALONE = _LOCKED.with_for_update(key_share=True)
_GRADED_WITH = (
    select(AssignmentVersion)
    .where(
        AssignmentVersion.assignment_id == bindparam("assignment_id"),
        AssignmentVersion.active | AssignmentVersion.held,
    )
    .order_by(AssignmentVersion.held)
)
_GRADED = join_evaluations(
    select(
        Submission.track_id,
        Participant.id,
        Submission.id,
        Submission.received_at,
        Evaluation.id,
        Evaluation.verdict,
        Evaluation.score,
        Evaluation.points,
        is_removed(),
    )
)
_GRADED_OF = _GRADED.where(
    Evaluation.version_id == bindparam("version_id"),
    Submission.track_id == bindparam("track_id"),
    Submission.participant_id == bindparam("participant_id"),
)
_NUMBERS = range(1, 2**31)  # what the column can hold; a database refuses to look for others


class Graded(NamedTuple):
    """A submission as one version sees it. verdict: None until it is final.

    is_removed: whether it is taken off its board, and counts for nothing there.
    """

    track_id: str
    participant_id: str
    submission_id: str
    received_at: datetime
    evaluation_id: str
    verdict: Verdict | None
    score: float | None
    points: float | None
    is_removed: bool = False

    @property
    def value(self) -> float | None:
        """What it counts for on a board: points for layer files, else the score."""
        if self.is_removed:
            return None
        return self.score if self.points is None else self.points


def baseline_key(track: str, slug: str) -> str:
    """Under what name a version keeps the hash of a baseline's file. Both are slugs."""
    return f"{track}/{slug}"


class GradingProgress(NamedTuple):
    """How many of `total` evaluations are final, and how many of those failed by our fault."""

    done: int = 0
    total: int = 0
    faults: int = 0


def lock(session: Session, assignment_id: str, *, shared: bool = False) -> None:
    """Keep others from changing which versions there are, until the transaction ends.

    shared: along with others who only need them to stay. SQLite has one writer as it is.
    """
    only = _LOCKED_SHARED if shared else _LOCKED_ALONE
    sql.lock(session, only, {"assignment_id": assignment_id})


def shadow(session: Session, assignment_id: str) -> AssignmentVersion | None:
    """The version that is graded beside the one in force until somebody switches to it."""
    return session.scalars(
        select(AssignmentVersion).where(
            AssignmentVersion.assignment_id == assignment_id, AssignmentVersion.held
        )
    ).one_or_none()


def gradings(session: Session, assignment_id: str) -> list[AssignmentVersion]:
    """The versions with whose bundles a new file is graded: first that on which boards stand.

    Then that under which everything is graded again, and that of the shadow, unless it is to take
    over the gradings of either. The caller has locked the versions, which are read as they are now.
    """
    found = sql.read(session, _GRADED_WITH, {"assignment_id": assignment_id})
    active, *held = [version for (version,) in found]
    ids = [active.standing_id, active.grading_id]
    ids += [graded_by(session, active, one) for one in held]
    known = {one.id: one for one in (active, *held)}
    return [known.get(id_) or by_id(session, id_) for id_ in dict.fromkeys(ids)]


def kept_parts(version: AssignmentVersion) -> dict[Part, str] | None:
    """The hashes of a version's parts, of those that are known today; None where none were kept."""
    if version.parts is None:
        return None
    return {part: version.parts[part.value] for part in Part if part.value in version.parts}


def of_bundle(session: Session, version: AssignmentVersion, sha256: str) -> str:
    """The id of the version of these bytes beside a version; its own where there is none."""
    if version.bundle_sha256 == sha256:
        return version.id
    wanted = select(AssignmentVersion.id).where(
        AssignmentVersion.assignment_id == version.assignment_id,
        AssignmentVersion.bundle_sha256 == sha256,
    )
    return session.scalar(wanted.order_by(AssignmentVersion.number).limit(1)) or version.id


def holders(session: Session, version_id: str) -> Iterator[str]:
    """The ids of a version and of those that have taken its gradings over since, one by one.

    There is no circle: whoever takes gradings over is taken over by nobody then.
    """
    found: str | None = version_id
    while found is not None:
        yield found
        found = by_id(session, found).taken_over_by


def graded_by(session: Session, active: AssignmentVersion, version: AssignmentVersion) -> str:
    """The id of the version whose gradings a version has: its own, or what it is to take over."""
    like = None
    if version.held:
        like = find_like(session, active, version.parsed, kept_parts(version))
    return version.grading_id if like is None else like.id


def awaits_takeover(session: Session, active: AssignmentVersion) -> AssignmentVersion | None:
    """The version whose gradings one in force takes over once what is lost of them is made anew."""
    if not active.is_graded_again:
        return None
    like = find_like(session, active, active.parsed, kept_parts(active))
    return like if like is not None and like.id == active.standing_id else None


def is_to_take_over(
    session: Session, version: AssignmentVersion, in_force: assignments.InForce
) -> bool:
    """Whether a version will have the gradings of another beside those that it makes itself."""
    return len(grades_for(session, version, in_force)) > 1


def grades_for(
    session: Session, version: AssignmentVersion, in_force: assignments.InForce
) -> set[str]:
    """The versions whose gradings a version has, or will have: its own, and what it takes over."""
    active, standing = in_force
    if standing.id == version.id:
        return {version.id}
    beside = shadow(session, version.assignment_id)
    if beside is not None and beside.grading_id == version.id:
        return {version.id, graded_by(session, active, beside)}
    like = awaits_takeover(session, active) if active.grading_id == version.id else None
    return {version.id, version.id if like is None else like.id}


def definition_of_boards(session: Session, active: AssignmentVersion) -> Definition:
    """The dates and words of a version in force, with the scores of its boards as they show."""
    standing = by_id(session, active.standing_id)
    return active.parsed.graded_as(standing.parsed, assignments.shown_by(session, active).parsed)


def find_like(
    session: Session, active: AssignmentVersion, definition: Definition, parts: Parts | None
) -> AssignmentVersion | None:
    """The version whose gradings another can take over, where `active` is in force.

    definition, parts: what the other says. First that on which boards stand, then that under which
    everything is graded again.
    """
    for id_ in dict.fromkeys((active.standing_id, active.grading_id)):
        one = by_id(session, id_)
        its = kept_parts(one)
        if its and parts and grades_alike(one.parsed, its, definition, parts):
            return one
    return None


def by_id(session: Session, version_id: str) -> AssignmentVersion:
    """The version of that id, which is there."""
    return session.get_one(AssignmentVersion, version_id)


def of_grading(
    session: Session, assignment_id: str, grading_sha256: str
) -> Sequence[AssignmentVersion]:
    """The versions of a grading definition that are not discarded, newest first."""
    return session.scalars(
        select(AssignmentVersion)
        .where(
            AssignmentVersion.assignment_id == assignment_id,
            AssignmentVersion.grading_sha256 == grading_sha256,
            AssignmentVersion.bundle_sha256 != DISCARDED,
        )
        .order_by(AssignmentVersion.number.desc())
    ).all()


def without_parts(session: Session, course_id: str, slug: str) -> Sequence[str]:
    """The ids of an assignment's versions whose parts were not kept, as long as they matter.

    Those are the one in force, that with which its files are graded, and the shadow.
    """
    active, graded = aliased(AssignmentVersion), AssignmentVersion
    return session.scalars(
        select(graded.id)
        .join(active, active.assignment_id == graded.assignment_id)
        .join(Assignment, Assignment.id == graded.assignment_id)
        .where(
            Assignment.course_id == course_id,
            Assignment.slug == slug,
            graded.parts.is_(None),
            active.active,
            (graded.id == active.id) | (graded.id == active.standing_id) | graded.held,
        )
    ).all()


def graded_again(session: Session) -> Sequence[str]:
    """The ids of the assignments whose boards stand on earlier gradings until all are made anew."""
    return session.scalars(
        select(AssignmentVersion.assignment_id).where(
            AssignmentVersion.active,
            AssignmentVersion.grading_id != AssignmentVersion.standing_id,
        )
    ).all()


def has_stood(session: Session, version_id: str) -> bool:
    """Whether boards have ever stood on the gradings of a version while another was in force."""
    wanted = select(AssignmentVersion.id).where(
        AssignmentVersion.standing_id == version_id,
        AssignmentVersion.grading_id == version_id,
    )
    return session.scalar(wanted.limit(1)) is not None


def by_number(session: Session, assignment_id: str, number: int) -> AssignmentVersion | None:
    """The version of that number, which may be any that somebody can type."""
    if number not in _NUMBERS:
        return None
    return session.scalars(
        select(AssignmentVersion).where(
            AssignmentVersion.assignment_id == assignment_id, AssignmentVersion.number == number
        )
    ).one_or_none()


def of_assignment(session: Session, assignment_id: str) -> Sequence[Row[AssignmentVersion, Person]]:
    """Every version with who pushed it, newest first."""
    return session.execute(
        select(AssignmentVersion, Person)
        .join(Person, Person.id == AssignmentVersion.pushed_by)
        .where(AssignmentVersion.assignment_id == assignment_id)
        .order_by(AssignmentVersion.number.desc())
    ).all()


def progress(session: Session, assignment_id: str) -> dict[str, GradingProgress]:
    """How far the gradings under each version are, by its id; nothing of those without any.

    Baselines are not counted, neither here nor below.
    """
    found: dict[str, GradingProgress] = {}
    for version_id, state, verdict, count in session.execute(
        select(Evaluation.version_id, Evaluation.state, Evaluation.verdict, func.count())
        .join(AssignmentVersion, AssignmentVersion.id == Evaluation.version_id)
        .join(Submission, Submission.id == Evaluation.submission_id)
        .where(AssignmentVersion.assignment_id == assignment_id, Submission.baseline.is_(None))
        .group_by(Evaluation.version_id, Evaluation.state, Evaluation.verdict)
    ).all():
        before = found.get(version_id, GradingProgress())
        found[version_id] = GradingProgress(
            before.done + (count if state is EvaluationState.FINAL else 0),
            before.total + count,
            before.faults + (count if verdict is Verdict.INFRASTRUCTURE_FAULT else 0),
        )
    return found


def graded(session: Session, version_id: str) -> list[Graded]:
    """Every submission as a version sees it, final or not."""
    found = session.execute(_GRADED.where(Evaluation.version_id == version_id))
    return [Graded(*row) for row in found]


def graded_of(
    session: Session, version_id: str, track_id: str, participant_id: str
) -> list[Graded]:
    """The same of one participant's on a track."""
    asked = {"version_id": version_id, "track_id": track_id, "participant_id": participant_id}
    return [Graded(*row) for row in sql.read(session, _GRADED_OF, asked)]


def submission_count(session: Session, assignment_id: str) -> int:
    """How many submissions an assignment has."""
    return (
        session.scalar(
            select(func.count())
            .select_from(Submission)
            .where(Submission.assignment_id == assignment_id, Submission.baseline.is_(None))
        )
        or 0
    )


def bundle_sha256(session: Session, version_id: str) -> str | None:
    """That of a version's bundle; None where there is no such version."""
    wanted = select(AssignmentVersion.bundle_sha256).where(AssignmentVersion.id == version_id)
    return session.scalar(wanted)


def known(session: Session, version_ids: Collection[str]) -> set[str]:
    """Those of these ids that are versions."""
    wanted = select(AssignmentVersion.id).where(AssignmentVersion.id.in_(version_ids))
    return set(session.scalars(wanted))


def has_pending(session: Session, version_id: str) -> bool:
    """Whether something is not graded yet under a version."""
    wanted = (
        select(Evaluation.id)
        .join(Submission, Submission.id == Evaluation.submission_id)
        .where(
            Evaluation.version_id == version_id,
            Evaluation.state != EvaluationState.FINAL,
            Submission.baseline.is_(None),
        )
    )
    return session.scalar(wanted.limit(1)) is not None


def open_tries(session: Session, assignment_id: str) -> set[str]:
    """The submissions whose try is reserved, but neither settled nor given back."""
    return set(
        session.scalars(
            select(QuotaEntry.submission_id)
            .join(Submission, Submission.id == QuotaEntry.submission_id)
            .where(Submission.assignment_id == assignment_id)
            .group_by(QuotaEntry.submission_id)
            .having(func.count() == 1)
        )
    )
