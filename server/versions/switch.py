"""Switching to a version that was graded beside the board, or discarding it.

One version is in force; the board and all participants' pages follow it. At most one newer one is
the shadow, under which everything is graded too. Older ones are replaced, and their gradings stay.
Of a discarded shadow only its number and date stay.
"""

from dataclasses import dataclass
from enum import StrEnum
from http import HTTPStatus

from sqlalchemy.orm import Session

from grader import Verdict
from server.assignments import quota, versions
from server.assignments.access import AssignmentAccess
from server.assignments.rules import activate
from server.assignments.versions import DISCARDED, Graded
from server.boards import queries as standings
from server.boards.standings import rebuild_standings
from server.core import audit, problems
from server.core.errors import RequestProblemError, not_found
from server.core.models import AssignmentVersion, QuotaEntryKind
from server.grading import baselines, evaluations


class VersionState(StrEnum):
    """What a version is to its assignment."""

    ACTIVE = "live"
    SHADOW = "shadow"
    REPLACED = "replaced"
    DISCARDED = "discarded"


def state_of(version: AssignmentVersion, active: AssignmentVersion) -> VersionState:
    """What a version is, where `active` is in force."""
    if version.id == active.id:
        return VersionState.ACTIVE
    if version.bundle_sha256 == DISCARDED:
        return VersionState.DISCARDED
    return VersionState.SHADOW if version.number > active.number else VersionState.REPLACED


def version_of(session: Session, access: AssignmentAccess, number: int) -> AssignmentVersion:
    """The version of that number, for staff. Raises 403 and 404."""
    access.course_access.require_staff()
    found = versions.by_number(session, access.assignment.id, number)
    if found is None:
        raise not_found("version", str(number))
    return found


def switch(session: Session, access: AssignmentAccess, number: int) -> list[str]:
    """Put the shadow in force with every standing it makes, at once; the ids of the boards.

    Raises 403 unless an instructor asks, 404, and 409 for what is no shadow, is not graded whole,
    or would let somebody fall by a fault of ours.
    """
    version = _shadow(session, access, number)
    graded = versions.graded(session, version.id)
    _require_graded(session, access, version, graded)
    tracks = standings.lock_boards(session, access.assignment.id)
    activate(session, version)
    rebuild_standings(session, access.assignment.id, version, graded)
    still_open = versions.open_tries(session, access.assignment.id)
    for one in graded:
        is_fault = one.verdict is Verdict.INFRASTRUCTURE_FAULT
        kind = QuotaEntryKind.REFUND if is_fault else QuotaEntryKind.SETTLE
        if one.submission_id in still_open:
            quota.settle_or_refund(session, one.submission_id, kind)
    audit.record(
        session,
        access.viewer.person_id,
        "assignment.switch",
        access.assignment.id,
        version=version.number,
        before=access.version.number,
        sha256=version.bundle_sha256,
    )
    return [track.id for track in tracks]


@dataclass(frozen=True)
class Discarded:
    """What files can be removed: of the bundle by its version's id, and of baselines."""

    version_id: str
    baselines: tuple[str, ...]


def discard(session: Session, access: AssignmentAccess, number: int) -> Discarded:
    """Give a shadow up with all its gradings, and baselines that only it had.

    Raises 403 unless an instructor asks, 404, and 409 for what is no shadow.
    """
    version = _shadow(session, access, number)
    sha256 = version.bundle_sha256
    evaluations.remove_of_version(session, version.id)
    version.bundle_sha256 = DISCARDED
    left = baselines.remove_ungraded(session, access.assignment.id)
    audit.record(
        session,
        access.viewer.person_id,
        "assignment.discard",
        access.assignment.id,
        version=version.number,
        sha256=sha256,
    )
    return Discarded(version.id, tuple(left))


def _shadow(session: Session, access: AssignmentAccess, number: int) -> AssignmentVersion:
    access.course_access.require_manager()
    versions.lock(session, access.assignment.id)
    version = version_of(session, access, number)
    shadow = versions.shadow(session, access.assignment.id)
    if shadow is None or shadow.id != version.id:
        state = state_of(version, access.version)
        raise RequestProblemError(
            HTTPStatus.CONFLICT, problems.NOT_A_SHADOW(version=str(number), state=state.value)
        )
    return shadow


def _require_graded(
    session: Session, access: AssignmentAccess, version: AssignmentVersion, graded: list[Graded]
) -> None:
    done = sum(one.verdict is not None for one in graded)
    total = versions.submission_count(session, access.assignment.id)
    if done < total:
        raise RequestProblemError(
            HTTPStatus.CONFLICT,
            problems.NOT_GRADED_YET(done=str(done), total=str(total), version=str(version.number)),
        )
    count = len(_faults_of(graded) - _faults_of(versions.graded(session, access.version.id)))
    if count:
        raise RequestProblemError(
            HTTPStatus.CONFLICT,
            problems.SHADOW_FAULTS(count=str(count), version=str(version.number)),
        )


def _faults_of(graded: list[Graded]) -> set[str]:
    return {one.submission_id for one in graded if one.verdict is Verdict.INFRASTRUCTURE_FAULT}
