"""Switching to a version that was graded beside the board, or discarding it.

One version is in force; all participants' pages follow it. At most one is the shadow, under which
everything is graded too. Where a newer one than the shadow is in force by the time of the switch,
its dates and words stay, and only what is graded changes. Older ones are replaced, and their
gradings stay. Of a discarded shadow only its number and date stay.
"""

from dataclasses import dataclass
from enum import StrEnum
from http import HTTPStatus

from sqlalchemy.orm import Session

from server.assignments import queries as assignments
from server.assignments import versions
from server.assignments.access import AssignmentAccess
from server.assignments.rules import activate
from server.assignments.versions import DISCARDED
from server.boards.ladder_scorer import LadderScorer
from server.boards.reveals import follow_version
from server.core import audit, problems
from server.core.errors import RequestProblemError, not_found
from server.core.models import AssignmentVersion
from server.core.queue import Queue
from server.grading import baselines, evaluations, regrading, takeover
from server.grading.takeover import Takeover
from server.versions import push
from server.versions.dates import require_kept


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
    return VersionState.SHADOW if version.held else VersionState.REPLACED


def version_of(session: Session, access: AssignmentAccess, number: int) -> AssignmentVersion:
    """The version of that number, for staff. Raises 403 and 404."""
    access.course_access.require_staff()
    found = versions.by_number(session, access.assignment.id, number)
    if found is None:
        raise not_found("version", str(number))
    return found


def switch(
    session: Session, access: AssignmentAccess, number: int, scorer: LadderScorer | None = None
) -> list[str]:
    """Put the shadow in force with every standing it makes, at once; the ids of the boards.

    One that releases scores by another rule and grades alike takes the gradings over. scorer: for
    one whose scores are not shown exactly.

    Raises 403 unless an instructor asks, 404, and 409 for what is no shadow, is not graded whole,
    or would let somebody fall by a fault of ours.
    """
    version = _shadow(session, access, number)
    active = assignments.active_version(session, access.assignment.id)
    assert active is not None, "there is no shadow without it"
    wanted = _require_ready(session, active, version)
    if wanted is not None and not wanted.is_own:
        push.take_over(session, scorer, version, active, wanted)
    elif wanted is not None and scorer is not None and wanted.definition.uses_ladder:
        takeover.release_anew(session, scorer, access.assignment.id, wanted)
    regrading.abandon(session, active, version.grading_id)
    version.held = False
    if version.number > active.number:
        require_kept(session, access.course, active, version.parsed)
        follow_version(session, access.course, active, version.parsed)
        activate(session, version, active.standing_id)
        active = version
    boards = regrading.stand_on(session, active, version.grading_id)
    audit.record(
        session,
        access.viewer.person_id,
        "assignment.switch",
        access.assignment.id,
        course_id=access.course.id,
        version=version.number,
        before=access.version.number,
        sha256=version.bundle_sha256,
    )
    return boards


def find_lost(
    session: Session, access: AssignmentAccess, number: int, scorer: LadderScorer
) -> set[str]:
    """What is to be graded again before a switch: see `takeover.prepare`. Raises as `switch`."""
    version = _require_shadow(session, access, number)
    active = assignments.active_version(session, access.assignment.id)
    assert active is not None, "there is no shadow without it"
    wanted = _require_ready(session, active, version)
    if wanted is None:
        return set()
    return takeover.prepare(session, scorer, access.assignment.id, wanted)


def grade_lost(
    session: Session, engine: Queue, access: AssignmentAccess, number: int, lost: set[str]
) -> None:
    """Have graded beside the board what a switch would not find. Raises as `switch`."""
    version = _shadow(session, access, number)
    graded_with = versions.by_id(session, version.grading_id)
    regrading.enqueue_lost(session, engine, graded_with, lost)


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
    if version.grading_id == version.id:
        evaluations.remove_of_version(session, version.id)
    version.bundle_sha256, version.held = DISCARDED, False
    left = baselines.remove_ungraded(session, access.assignment.id)
    audit.record(
        session,
        access.viewer.person_id,
        "assignment.discard",
        access.assignment.id,
        course_id=access.course.id,
        version=version.number,
        sha256=sha256,
    )
    return Discarded(version.id, tuple(left))


def _shadow(session: Session, access: AssignmentAccess, number: int) -> AssignmentVersion:
    access.course_access.require_manager()
    versions.lock(session, access.assignment.id)
    return _require_shadow(session, access, number)


def _require_shadow(session: Session, access: AssignmentAccess, number: int) -> AssignmentVersion:
    """The version of that number, if it is the shadow. Raises 403, 404 and 409."""
    access.course_access.require_manager()
    version = version_of(session, access, number)
    shadow = versions.shadow(session, access.assignment.id)
    if shadow is None or shadow.id != version.id:
        state = state_of(version, access.version)
        raise RequestProblemError(
            HTTPStatus.CONFLICT, problems.NOT_A_SHADOW(version=str(number), state=state.value)
        )
    return shadow


def _require_ready(
    session: Session, active: AssignmentVersion, version: AssignmentVersion
) -> Takeover | None:
    """What the shadow takes over, or releases of its own; None where boards stand on that already.

    Its own may have been about to take over, and lack what was graded then. Raises 409.
    """
    like = versions.find_like(session, active, version.parsed, versions.kept_parts(version))
    if like is None or like.id != active.standing_id:
        _require_graded(session, version, active, like)
    elif like.id != version.grading_id:
        _require_graded(session, version, active, None)
    push.require_tracks(session, version.assignment_id, version.parsed)
    taken_id = version.grading_id if like is None else like.id
    if taken_id == version.grading_id == active.standing_id:
        return None
    return Takeover(taken_id, version.grading_id, version.parsed)


def _require_graded(
    session: Session,
    version: AssignmentVersion,
    active: AssignmentVersion,
    like: AssignmentVersion | None,
) -> None:
    """Raise 409 before everything is graded. like: whose gradings it takes over."""
    graded_by = version.grading_id if like is None else like.id
    left = regrading.remaining(session, active.standing_id, graded_by)
    if left.waiting:
        total = len(versions.graded(session, graded_by))
        done = total - left.waiting
        raise RequestProblemError(
            HTTPStatus.CONFLICT,
            problems.NOT_GRADED_YET(done=str(done), total=str(total), version=str(version.number)),
        )
    if left.faults:
        raise RequestProblemError(
            HTTPStatus.CONFLICT,
            problems.SHADOW_FAULTS(count=str(left.faults), version=str(version.number)),
        )
