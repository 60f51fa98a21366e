"""Participants of an assignment: who is which, and whose turn it is to hand in.

Tries, standings, released scores and idempotency keys belong to a participant. It is one person,
and is made at their first upload, or when they are granted an exception.
"""

from typing import Any, TypeVarTuple

from sqlalchemy import Select, bindparam, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import InstrumentedAttribute, Session

from server.assignments import terms
from server.assignments.access import AssignmentAccess
from server.assignments.terms import Terms
from server.core import sql
from server.core.clock import now
from server.core.identifiers import new_id
from server.core.models import (
    Evaluation,
    Membership,
    Participant,
    ParticipantMember,
    Role,
    Submission,
)

Ts = TypeVarTuple("Ts")

_LOCKED = (
    select(Participant.id)
    .where(Participant.id == bindparam("participant_id"))
    .with_for_update(key_share=True)
)


def of_person(session: Session, assignment_id: str, person_id: str) -> str | None:
    """The id of the participant that somebody is in an assignment; None before an upload."""
    return terms.of_person(session, assignment_id, person_id).participant_id


def of_viewer(session: Session, access: AssignmentAccess) -> str | None:
    """The id of the participant that the viewer is; None before an upload."""
    return terms_of_viewer(session, access).participant_id


def terms_of_viewer(session: Session, access: AssignmentAccess) -> Terms:
    """What holds for the viewer alone."""
    return terms.of_person(session, access.assignment.id, access.viewer.person_id)


def students(session: Session, assignment_id: str, course_id: str) -> dict[str, str]:
    """The aliases of the participants who are students on the roster, by their ids."""
    rows = session.execute(
        select(ParticipantMember.participant_id, Membership.alias)
        .join(Membership, Membership.person_id == ParticipantMember.person_id)
        .where(
            ParticipantMember.assignment_id == assignment_id,
            Membership.course_id == course_id,
            Membership.active,
            Membership.role == Role.STUDENT,
        )
    )
    return dict(iter(rows))  # a result itself has keys: its columns


def join_students(
    columns: Select[*Ts], owner: InstrumentedAttribute[Any], course_id: str
) -> Select[*Ts]:
    """Columns of what participants own, of those who are students on the roster.

    owner: the column that names the participant.
    """
    return (
        columns.join(ParticipantMember, ParticipantMember.participant_id == owner)
        .join(
            Membership,
            (Membership.person_id == ParticipantMember.person_id)
            & (Membership.course_id == course_id),
        )
        .where(Membership.active, Membership.role == Role.STUDENT)
    )


def join_evaluations(columns: Select[*Ts]) -> Select[*Ts]:
    """Columns of participants' submissions and of their evaluations; not of baselines."""
    return columns.join(Evaluation, Evaluation.submission_id == Submission.id).join(
        Participant, Participant.id == Submission.participant_id
    )


def owner_of(submission: Submission) -> str:
    """The id of the participant whose work a submission is; not for baselines."""
    assert submission.participant_id is not None, "a baseline is nobody's work"
    return submission.participant_id


def lock_participant(session: Session, assignment_id: str, person_id: str) -> str:
    """The id of the participant that somebody is, made where there is none.

    A participant's simultaneous uploads are decided one after another: its row is locked until the
    transaction ends (SQLite has one writer as it is).
    """
    participant_id = lock_terms(session, assignment_id, person_id).participant_id
    assert participant_id is not None, "it was made"
    return participant_id


def lock_terms(session: Session, assignment_id: str, person_id: str) -> Terms:
    """The same, with what holds for the participant alone."""
    found = terms.of_person(session, assignment_id, person_id)
    if found.participant_id is None:
        found = Terms(_make(session, assignment_id, person_id))
    assert found.participant_id is not None, "it was made"
    lock(session, found.participant_id)
    return found


def lock(session: Session, participant_id: str) -> None:
    """Let nobody else decide on this participant's tries until the transaction ends."""
    sql.lock(session, _LOCKED, {"participant_id": participant_id})


def _make(session: Session, assignment_id: str, person_id: str) -> str:
    """A new participant of one person. Of two transactions at once the second finds the first's."""
    made = Participant(id=new_id(), assignment_id=assignment_id, created_at=now())
    try:
        with session.begin_nested():
            session.add(made)
            session.flush()
            session.add(
                ParticipantMember(
                    assignment_id=assignment_id, person_id=person_id, participant_id=made.id
                )
            )
    except IntegrityError:
        found = of_person(session, assignment_id, person_id)
        if found is None:
            raise
        return found
    return made.id
