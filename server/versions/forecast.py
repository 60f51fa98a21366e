"""How long grading again will take, by what each file took before."""

import math
from collections.abc import Collection
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy.orm import Session

from grader import Part, Problem
from server.assignments import queries as assignments
from server.boards.ladder_scorer import LadderScorer
from server.core import problems
from server.core.models import AssignmentVersion
from server.courses.access import CourseAccess
from server.grading.takeover import count_shown_anew
from server.submissions import queries as submissions
from server.versions.dates import require_kept, warnings_of
from server.versions.push import NewVersion, plan_push


class Forecast(NamedTuple):
    """What is to be graded: how many files of how many participants, in about how many minutes.

    minutes: None where nothing was graded yet that tells.
    """

    files: int = 0
    participants: int = 0
    minutes: int | None = 0


def forecast(
    session: Session, standing_id: str, files: Collection[tuple[str, str]], workers: int
) -> Forecast:
    """What grading these files takes so many workers. files: ids, each beside its participant's.

    A file takes as long as its last grading; one without takes the mean of all.
    """
    if not files:
        return Forecast()
    owners = {owner for _, owner in files}
    took_s = submissions.grading_seconds(session, standing_id)
    if not took_s:
        return Forecast(len(files), len(owners), None)
    mean_s = sum(took_s.values()) / len(took_s)
    total_s = sum(took_s.get(id_, mean_s) for id_, _ in files)
    return Forecast(len(files), len(owners), math.ceil(total_s / max(1, workers) / 60))


def left_of(session: Session, version: AssignmentVersion, workers: int) -> Forecast:
    """What is left to be graded under a version beside the board."""
    if version.grading_id == version.standing_id and not version.held:
        return Forecast()
    waiting = submissions.waiting_under(session, version.grading_id)
    return forecast(session, version.standing_id, waiting, workers)


@dataclass(frozen=True)
class PushForecast:
    """What a push would make. number: of its version. changed: None where that is not known.

    shown_anew: how many shown scores change although nothing is graded again; None where neither
    holds. warnings: what of its dates takes back what participants may have read; what was lost.
    """

    number: int
    sha256: str
    changed: tuple[Part, ...] | None
    forecast: Forecast
    shown_anew: int | None = None
    warnings: tuple[Problem, ...] = ()


def plan_of(
    session: Session,
    access: CourseAccess,
    slug: str,
    new: NewVersion,
    workers: int,
    scorer: LadderScorer | None = None,
) -> PushForecast:
    """What a push would change, from what there is now. scorer: as in a push.

    Raises 409 where it would take back what everybody has seen.
    """
    sha256 = new.bundle.sha256
    assignment = assignments.by_slug(session, access.course.id, slug)
    if assignment is None:
        return PushForecast(1, sha256, None, Forecast())
    active = assignments.active_version(session, assignment.id)
    assert active is not None, "an assignment comes with its first version"
    if new.is_of(active):
        return PushForecast(active.number, sha256, (), Forecast())
    warnings: tuple[Problem, ...] = ()
    if not new.is_shadow:
        require_kept(session, access.course, active, new.bundle.definition)
        warnings = warnings_of(session, access.course, active, new.bundle.definition)
    plan = plan_push(session, assignment.id, new)
    if new.lost:
        lost = problems.PREDICTIONS_LOST if plan.takeover else problems.PREDICTIONS_LOST_MEANWHILE
        warnings += (lost(count=str(len(new.lost))),)
    files = [(one.submission_id, one.participant_id) for one in plan.files]
    shown_anew = None
    if plan.takeover is not None and not plan.grades_again and not plan.lost:
        shown_anew = count_shown_anew(session, scorer, active, plan.takeover)
    return PushForecast(
        assignments.latest_number(session, assignment.id) + 1,
        sha256,
        plan.changed,
        forecast(session, active.standing_id, files, workers),
        shown_anew,
        warnings,
    )
