"""Pushing a bundle: a new version of an assignment, in force at once or graded beside the board.

Its dates, words and files are in force at once. Its boards stand on the gradings there are where
its grading definition is theirs, and else once everything is graded again.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from http import HTTPStatus

from sqlalchemy.orm import Session

from grader import Bundle, Definition, Part, Parts, changed_parts, grading_sha256, parts_of
from server.assignments import queries as assignments
from server.assignments import rules, versions
from server.assignments.rules import VersionContents
from server.assignments.versions import baseline_key
from server.boards import ladder as releases
from server.boards.ladder_scorer import LadderScorer
from server.boards.reveals import follow_version
from server.core import audit, problems
from server.core.errors import RequestProblemError
from server.core.models import (
    AssignmentVersion,
)
from server.core.queue import Queue
from server.courses.access import CourseAccess
from server.grading import baselines, evaluations, regrading, takeover
from server.grading.baselines import BaselineFile
from server.grading.regrading import Regrade
from server.grading.takeover import Takeover
from server.submissions import queries as submissions
from server.submissions.queries import HandedIn
from server.versions.dates import require_kept


@dataclass(frozen=True)
class NewVersion:
    """A bundle that is to be the next version of an assignment, under this id.

    baselines: their files. is_shadow: whether it is to be graded beside the board first. regrade:
    which files are graded again where its grading definition is new. lost: the submissions whose
    predictions are gone by which it would release their scores: those alone are graded again.
    """

    id: str
    bundle: Bundle
    baselines: Sequence[BaselineFile] = ()
    is_shadow: bool = False
    regrade: Regrade = field(default_factory=Regrade)
    lost: frozenset[str] = frozenset()

    @cached_property
    def parts(self) -> Parts:
        """The hashes of its parts, which takes reading every file once."""
        return parts_of(self.bundle)

    def contents(self, person_id: str) -> VersionContents:
        """What it says, pushed by somebody."""
        files = {baseline_key(one.track, one.slug): one.stored.sha256 for one in self.baselines}
        said = self.bundle
        return VersionContents(self.id, person_id, said.sha256, said.definition, self.parts, files)

    def is_of(self, version: AssignmentVersion | None) -> bool:
        """Whether it has the bytes of a version."""
        return version is not None and version.bundle_sha256 == self.bundle.sha256


@dataclass(frozen=True)
class Plan:
    """What a push would do.

    grading_id: the version with the same grading definition; None where there is none. changed: the
    parts that differ from the version in force; None where that is not known. files: what is graded
    again, oldest first. takeover: of which gradings, where nothing is graded again but what is lost
    of them: baselines are among it too. waits: whether boards stay as they are until that is done.
    """

    grading_id: str | None
    changed: tuple[Part, ...] | None
    files: Sequence[HandedIn]
    grades_again: bool
    takeover: Takeover | None = None
    lost: frozenset[str] = frozenset()
    waits: bool = False


def plan_push(session: Session, assignment_id: str, new: NewVersion) -> Plan:
    """What pushing a version would change and grade again; nothing is written."""
    active = assignments.active_version(session, assignment_id)
    grading_id = _find_grading(session, assignment_id, grading_sha256(new.parts), active)
    if active is None:
        return Plan(grading_id, None, (), grades_again=False)
    before = versions.kept_parts(active)
    changed = None if before is None else changed_parts(before, new.parts)
    if grading_id == active.standing_id:
        return Plan(grading_id, changed, (), grades_again=False)
    like = versions.find_like(session, active, new.bundle.definition, new.parts)
    is_lost = bool(new.lost) and not new.is_shadow
    is_later = like is not None and like.id != active.standing_id
    if like is not None and like.id != grading_id and not (is_later and is_lost):
        takeover = Takeover(like.id, grading_id or new.id, new.bundle.definition)
        files = submissions.of_participants(session, new.lost)
        waits = not is_later and bool(files or _is_under_way(session, active, grading_id))
        return Plan(grading_id, changed, files, is_later or waits, takeover, new.lost, waits)
    files = regrading.select_files(
        session, new.regrade, assignment_id, active.standing_id, grading_id or new.id
    )
    is_under_way = grading_id == active.grading_id
    return Plan(grading_id, changed, () if is_under_way else files, grades_again=True)


def _is_under_way(session: Session, active: AssignmentVersion, grading_id: str | None) -> bool:
    """Whether files are graded again by a definition that is to take over all others."""
    if grading_id is None:
        return False
    return grading_id == active.grading_id or versions.has_pending(session, grading_id)


def lost_of_push(
    session: Session, access: CourseAccess, slug: str, new: NewVersion, scorer: LadderScorer
) -> frozenset[str]:
    """What a push would have graded again first, of what it is to take over."""
    assignment = assignments.by_slug(session, access.course.id, slug)
    plan = None if assignment is None else plan_push(session, assignment.id, new)
    if plan is None or plan.takeover is None:
        return frozenset()
    return frozenset(takeover.find_lost(session, scorer, plan.takeover))


def _find_grading(
    session: Session, assignment_id: str, sha256: str, active: AssignmentVersion | None
) -> str | None:
    """The version by whose gradings a definition is graded already: that of the boards first."""
    same = [one.grading_id for one in versions.of_grading(session, assignment_id, sha256)]
    preferred = [] if active is None else [active.standing_id, active.grading_id]
    return next((id_ for id_ in (*preferred, *same) if id_ in same), None)


def push(
    session: Session,
    engine: Queue,
    access: CourseAccess,
    slug: str,
    new: NewVersion,
    scorer: LadderScorer | None = None,
) -> AssignmentVersion:
    """Make a bundle the next version, and grade again what its changes ask for.

    scorer: where scores are released by another rule than before, and not shown exactly.

    It is in force at once, and its boards once everything is graded. As a shadow it is not, and
    nothing that participants see changes until it is switched to; the first version of an
    assignment is always in force. Its baselines are graded behind all that.

    Pushing the bytes that are in force already, or those of the shadow, grades again what has
    failed there for a reason of ours while it is graded beside the board. Raises 403 unless an
    instructor asks, 409 where the kind of the assignment changes, a track is gone that has files,
    or another shadow is there, 422 where the slugs differ.
    """
    access.require_manager()
    require_slug(new, slug)
    assignment = assignments.by_slug(session, access.course.id, slug) or rules.create_assignment(
        session, access.course.id, slug
    )
    versions.lock(session, assignment.id)
    active = assignments.active_version(session, assignment.id)
    shadow = versions.shadow(session, assignment.id)
    if active is not None and new.is_of(active):
        if active.is_graded_again:
            _retry_faults(session, engine, active.grading_id)
        return active
    if shadow is not None and new.is_shadow and new.is_of(shadow):
        _retry_faults(session, engine, shadow.grading_id)
        return shadow
    plan = plan_push(session, assignment.id, new)
    _require_no_conflict(new, active, shadow, plan)
    if active is not None and not new.is_shadow:
        _require_rows(session, new, active)
        require_kept(session, access.course, active, new.bundle.definition)
        follow_version(session, access.course, active, new.bundle.definition)
    require_tracks(session, assignment.id, new.bundle.definition)
    said = new.contents(access.viewer.person_id)
    version = rules.add_version(session, assignment, said, plan.grading_id, plan.changed)
    version.held = active is not None and new.is_shadow
    _put(session, engine, version, active, plan, scorer)
    graded_with = versions.by_id(session, version.grading_id)
    taken_from = None if plan.takeover is None else plan.takeover.from_id
    definition = new.bundle.definition
    baselines.enqueue(session, engine, graded_with, new.baselines, definition, taken_from)
    _record(session, access, version)
    return version


def _put(
    session: Session,
    engine: Queue,
    version: AssignmentVersion,
    active: AssignmentVersion | None,
    plan: Plan,
    scorer: LadderScorer | None,
) -> None:
    """Put a version in force or beside the board, and queue what is to be graded again."""
    if active is None:
        rules.activate(session, version, version.grading_id)
        return
    graded_with = versions.by_id(session, version.grading_id)
    if plan.takeover is None or plan.waits:  # whatever was taken over from it, it grades itself now
        graded_with.taken_over_by = None
    session.flush()
    if plan.takeover is None:
        regrading.enqueue(session, engine, graded_with, plan.files)
    regrading.enqueue_lost(session, engine, graded_with, plan.lost)
    if version.held:
        return
    is_due = False
    if plan.takeover is not None and not plan.waits:
        is_due = take_over(session, scorer, version, active, plan.takeover)
    with regrading.keep_shadow_graded(session, version.assignment_id):
        regrading.abandon(session, active, version.grading_id)
        counts, counted = (one.parsed.counts for one in (version, active))
        rules.activate(session, version, active.standing_id)
    if counts != counted and not is_due:
        regrading.recount(session, version)
    if plan.waits:  # workers let boards stand on it: see `regrading.complete`
        return
    if version.is_graded_again and (is_due or regrading.is_due(session, version.assignment_id)):
        regrading.stand_on(session, version, version.grading_id)


def take_over(
    session: Session,
    scorer: LadderScorer | None,
    version: AssignmentVersion,
    active: AssignmentVersion,
    wanted: Takeover,
) -> bool:
    """Let a version take gradings over; whether boards are to stand on them at once.

    That is where they stand on them as they are, whatever waits to be graded.
    """
    is_due = wanted.from_id == active.standing_id
    if is_due:
        version.shown_anew = takeover.count_shown_anew(session, scorer, active, wanted)
    takeover.take_over(session, scorer, version.assignment_id, wanted)
    return is_due


def require_slug(new: NewVersion, slug: str) -> None:
    """Raise 422 for a bundle of another assignment than the address says."""
    said = new.bundle.definition.slug
    if said != slug:
        raise RequestProblemError(
            HTTPStatus.UNPROCESSABLE_ENTITY, problems.SLUG_MISMATCH(bundle=said, address=slug)
        )


def _require_no_conflict(
    new: NewVersion,
    active: AssignmentVersion | None,
    shadow: AssignmentVersion | None,
    plan: Plan,
) -> None:
    """Raise 409 for another grading beside a shadow, and for another kind than that in force."""
    is_same = shadow is not None and plan.takeover and plan.grading_id == shadow.grading_id
    if shadow is not None and (new.is_shadow or plan.grades_again or is_same):
        raise RequestProblemError(
            HTTPStatus.CONFLICT, problems.SHADOW_EXISTS(version=str(shadow.number))
        )
    after = new.bundle.definition.kind
    if active is not None and active.definition["kind"] != after:
        raise RequestProblemError(
            HTTPStatus.CONFLICT,
            problems.KIND_CHANGED(before=active.definition["kind"], after=after),
        )


def _require_rows(session: Session, new: NewVersion, active: AssignmentVersion) -> None:
    """Raise 409 where the rows have other ids than those that files were sent for."""
    before = versions.by_id(session, active.standing_id).parts
    count = sum(submissions.tracks_with_files(session, active.assignment_id).values())
    if count and before and before.get(Part.ROWS) != new.parts[Part.ROWS]:
        raise RequestProblemError(HTTPStatus.CONFLICT, problems.ROWS_CHANGED(count=str(count)))


def require_tracks(session: Session, assignment_id: str, definition: Definition) -> None:
    """Raise 409 where a track is not in a definition that participants have sent files to."""
    used = submissions.tracks_with_files(session, assignment_id)
    missing = {slug: count for slug, count in used.items() if definition.track(slug) is None}
    if missing:
        raise RequestProblemError(
            HTTPStatus.CONFLICT,
            *(
                problems.TRACK_HAS_FILES(track=slug, count=str(count))
                for slug, count in sorted(missing.items())
            ),
        )


def _retry_faults(session: Session, engine: Queue, grading_id: str) -> None:
    """Queue again what was parked; nothing depends on it yet, as boards do not stand on it."""
    version = versions.by_id(session, grading_id)
    releases.forget_after_faults(session, version)
    for told in evaluations.requeue_parked(session, version.id):
        engine.enqueue(session, *told)


def _record(session: Session, access: CourseAccess, version: AssignmentVersion) -> None:
    audit.record(
        session,
        access.viewer.person_id,
        "assignment.push" if version.active else "assignment.push_shadow",
        version.assignment_id,
        course_id=access.course.id,
        version=version.number,
        sha256=version.bundle_sha256,
    )
