"""Reading public scores as they were released, and what waits for its turn.

Baselines are in nobody's chain.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Row, Select, bindparam, exists, select, tuple_
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from grader import Released, Verdict
from server.assignments.participants import join_evaluations, owner_of
from server.assignments.removed import is_removed
from server.core import sql
from server.core.audit import PARKED
from server.core.models import (
    AssignmentVersion,
    AuditEvent,
    Evaluation,
    EvaluationState,
    Participant,
    Release,
    Submission,
)


class Link(NamedTuple):
    """One of a participant's submissions on a track. released: None before its turn.

    is_removed: whether it is taken off its board. In its chain it stays: what it has told is known.
    """

    track_id: str
    participant_id: str
    submission_id: str
    received_at: datetime
    evaluation_id: str
    state: EvaluationState
    verdict: Verdict | None
    score: float | None
    released: Released | None
    is_removed: bool = False


class Chain(NamedTuple):
    """A participant's submissions on a track under a version, by their ids."""

    track_id: str
    participant_id: str
    version_id: str

    @classmethod
    def of(cls, submission: Submission, version_id: str) -> "Chain":
        """The one that a submission is in."""
        return cls(submission.track_id, owner_of(submission), version_id)


def chain(session: Session, of: Chain) -> list[Link]:
    """Every link of a chain, in order of receipt."""
    return _read(session, _CHAIN, of._asdict())


def released(session: Session, of: Chain) -> list[Link]:
    """The links of a chain that were released, in order of receipt."""
    return _read(session, _RELEASED, of._asdict())


def waiting(session: Session, of: Chain) -> list[Link]:
    """The links behind the last that was released, in order of receipt."""
    last = newest(session, of)
    if last is None:
        return chain(session, of)
    place = {"received_at": last.received_at, "submission_id": last.submission_id}
    return _read(session, _BEHIND, of._asdict() | place)


def passed(session: Session, evaluations: Sequence[str]) -> set[str]:
    """Those of these evaluations whose turn has gone: scored, and nothing is released of them.

    Their version has released a later one of the same chain, and the Ladder looks behind that.
    """
    return set(session.scalars(_unreleased(evaluations)))


def never_released(session: Session, evaluations: Sequence[str]) -> set[str]:
    """Those whose turn had gone when they were scored: a fault of ours had kept them until then.

    Of all others whose turn has gone something was released, and is lost.
    """
    parked = (AuditEvent.action == PARKED) & (AuditEvent.subject == Evaluation.id)
    was_before = _LATER.finished_at <= Evaluation.finished_at
    return set(session.scalars(_unreleased(evaluations, was_before).where(exists().where(parked))))


def _unreleased(evaluations: Sequence[str], *of_later: ColumnElement[bool]) -> Select[str]:
    """Those of which nothing is released, and of a later one, of which this holds, something is."""
    own, submission = aliased(Release), aliased(Submission)
    answered = (
        select(_LATER.id)
        .join(submission, submission.id == _LATER.submission_id)
        .join(
            Release,
            (Release.evaluation_id == _LATER.id) & (Release.version_id == _LATER.version_id),
        )
        .where(
            _LATER.version_id == Evaluation.version_id,
            submission.track_id == Submission.track_id,
            submission.participant_id == Submission.participant_id,
            tuple_(submission.received_at, submission.id)
            > tuple_(Submission.received_at, Submission.id),
            *of_later,
        )
        .exists()
    )
    return (
        select(Evaluation.id)
        .join(Submission, Submission.id == Evaluation.submission_id)
        .outerjoin(
            own,
            (own.evaluation_id == Evaluation.id) & (own.version_id == Evaluation.version_id),
        )
        .where(
            Evaluation.id.in_(evaluations),
            Evaluation.verdict == Verdict.SCORED,
            own.evaluation_id.is_(None),
            answered,
        )
    )


def newest(session: Session, of: Chain, *, moved: bool = False) -> Link | None:
    """The last link that was released, or the last that moved what is shown."""
    found = _read(session, _LAST_MOVED if moved else _LAST, of._asdict())
    return found[0] if found else None


def by_grading() -> ColumnElement[bool]:
    """What joins an evaluation with what was released of it by the version that has it now."""
    return (Release.evaluation_id == Evaluation.id) & (Release.version_id == Evaluation.version_id)


def chains(
    session: Session, version_id: str, released_by: str | None = None
) -> Iterable[list[Link]]:
    """Every chain of a version, with what it has released.

    released_by: another version, whose chains they would be if it took the gradings over: with what
    that has released, and what it has graded itself.
    """
    found: dict[tuple[str, str], list[Link]] = {}
    left: dict[str, Released] = {}
    if released_by is not None:
        rows = _left_behind(session, version_id, released_by)
        left = {id_: Released(release.score, release.moved) for id_, release in rows}
    graded = Evaluation.version_id == version_id
    if released_by is not None:
        own = aliased(Evaluation)
        there = select(own.submission_id).where(own.version_id == released_by)
        graded &= Evaluation.submission_id.not_in(there)
        graded |= Evaluation.version_id == released_by
    for link in map(_link, session.execute(_links(graded, released_by=released_by))):
        known = left.get(link.evaluation_id, link.released)
        links = found.setdefault((link.track_id, link.participant_id), [])
        links.append(link._replace(released=known))
    return found.values()


def bring_along(session: Session, from_id: str, to_id: str) -> None:
    """Let what a version had released of a file be of its own grading of it, made since.

    The other has graded the file as well, and has had all gradings meanwhile. Without this a chain
    would forget what it shows, and its file be asked for once more.
    """
    for evaluation_id, release in _left_behind(session, from_id, to_id):
        release.evaluation_id = evaluation_id


def _left_behind(session: Session, from_id: str, to_id: str) -> Sequence[Row[str, Release]]:
    """What a version has released of gradings that another keeps, by the id of its own ones."""
    own, theirs, known = aliased(Evaluation), aliased(Evaluation), aliased(Release)
    return session.execute(
        select(own.id, Release)
        .join(theirs, theirs.id == Release.evaluation_id)
        .join(own, own.submission_id == theirs.submission_id)
        .outerjoin(known, (known.evaluation_id == own.id) & (known.version_id == to_id))
        .where(
            Release.version_id == to_id,
            theirs.version_id == from_id,
            own.version_id == to_id,
            own.verdict == Verdict.SCORED,
            known.evaluation_id.is_(None),
        )
    ).all()


def of_evaluations(session: Session, evaluations: Sequence[str]) -> Mapping[str, Released]:
    """What was released of these evaluations, by the versions that have them now."""
    rows = sql.read(session, _OF_EVALUATIONS, {"evaluations": list(evaluations)})
    return {id_: Released(score, moved) for id_, score, moved in rows}


def keep(session: Session, evaluation_id: str, version_id: str, released: Released) -> None:
    """Write what a version releases of an evaluation."""
    release = Release(
        evaluation_id=evaluation_id,
        version_id=version_id,
        score=released.score,
        moved=released.moved,
    )
    sql.put(session, release)


def is_known(session: Session, submission_id: str) -> bool:
    """Whether a submission's own score was released, under whatever version.

    On the Ladder it never is: there one is told whether a file moved what is shown.
    """
    asked = {"submission_id": submission_id}
    return any(version.parsed.uses_rounding for _, version in sql.read(session, _KNOWN_OF, asked))


def known_of_assignment(session: Session, assignment_id: str) -> set[str]:
    """The submissions to an assignment whose own score was released, under whatever version."""
    rows = session.execute(_KNOWN.where(AssignmentVersion.assignment_id == assignment_id))
    return {id_ for id_, version in rows if version.parsed.uses_rounding}


def _read(
    session: Session, links: Select[*tuple[Any, ...]], asked: Mapping[str, object]
) -> list[Link]:
    return [_link(row) for row in sql.read(session, links, asked)]


def _link(row: Sequence[Any]) -> Link:
    score, moved, removed = row[8:]
    released = None if score is None else Released(score, moved)
    return Link._make((*row[:8], released, bool(removed)))


def _links(
    *wanted: ColumnElement[bool] | InstrumentedAttribute[bool],
    released_by: str | None = None,
    is_newest_first: bool = False,
    limit: int | None = None,
) -> Select[*tuple[Any, ...]]:
    by = Evaluation.version_id if released_by is None else released_by
    order = (Submission.received_at, Submission.id)
    columns = select(
        Submission.track_id,
        Participant.id,
        Submission.id,
        Submission.received_at,
        Evaluation.id,
        Evaluation.state,
        Evaluation.verdict,
        Evaluation.score,
        Release.score,
        Release.moved,
        is_removed(),
    )
    return (
        join_evaluations(columns)
        .outerjoin(Release, (Release.evaluation_id == Evaluation.id) & (Release.version_id == by))
        .where(*wanted)
        .order_by(*(column.desc() for column in order) if is_newest_first else order)
        .limit(limit)
    )


_LATER = aliased(Evaluation)

# Built once: that costs more than carrying them out.
_IN_CHAIN = (
    Evaluation.version_id == bindparam("version_id"),
    Submission.track_id == bindparam("track_id"),
    Submission.participant_id == bindparam("participant_id"),
)
_IS_RELEASED = Release.score.is_not(None)
_CHAIN = _links(*_IN_CHAIN)
_RELEASED = _links(*_IN_CHAIN, _IS_RELEASED)
_BEHIND = _links(
    *_IN_CHAIN,
    tuple_(Submission.received_at, Submission.id)
    > tuple_(
        bindparam("received_at", type_=Submission.received_at.type),
        bindparam("submission_id", type_=Submission.id.type),
    ),
)
_LAST = _links(*_IN_CHAIN, _IS_RELEASED, is_newest_first=True, limit=1)
_LAST_MOVED = _links(*_IN_CHAIN, Release.moved, is_newest_first=True, limit=1)
_OF_EVALUATIONS = (
    select(Release.evaluation_id, Release.score, Release.moved)
    .join(Evaluation, by_grading())
    .where(Release.evaluation_id.in_(bindparam("evaluations", expanding=True)))
)
_KNOWN = (
    select(Evaluation.submission_id, AssignmentVersion)
    .join(Release, Release.evaluation_id == Evaluation.id)
    .join(AssignmentVersion, AssignmentVersion.id == Release.version_id)
)
_KNOWN_OF = _KNOWN.where(Evaluation.submission_id == bindparam("submission_id"))
