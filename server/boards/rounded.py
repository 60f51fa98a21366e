"""Public scores that depend on their file alone: released as soon as they may be known.

That is at once, or when the participant has asked for it. No file waits for another.
"""

from sqlalchemy import select
from sqlalchemy.orm import Session

from grader import Bundle, Definition, Released, Verdict, rounded_scores
from server.assignments import answers
from server.assignments import queries as assignments
from server.assignments.bundles import BundleCache
from server.assignments.queries import InForce
from server.boards import queries, released_standings
from server.boards.standings import counting_on
from server.core.models import AssignmentVersion, Evaluation, Submission
from server.submissions import releases
from server.submissions.releases import Chain, Link


def release(
    session: Session,
    bundles: BundleCache,
    submission: Submission,
    evaluation: Evaluation,
    version: AssignmentVersion,
    in_force: InForce,
) -> list[str]:
    """Release what may be known of a final evaluation; the ids of submissions.

    Baselines are nobody's, and are released at once. What participants know of a submission by
    another version they know by this one.
    """
    queries.lock_row(session, submission.track_id)
    found = recompute(session, bundles, submission, evaluation, version)
    if found is not None:
        releases.keep(session, evaluation.id, version.id, found)
    if submission.baseline is not None:
        return []
    if in_force.standing.id == version.id:
        restand(session, submission, in_force)
    return [] if found is None else [submission.id]


def known_of_assignment(
    session: Session, assignment_id: str, definition: Definition
) -> set[str] | None:
    """The submissions whose scores participants may know by a definition; None for all."""
    if definition.release == "rounded":
        return None
    asked = answers.asked_of_assignment(session, assignment_id)
    return asked | releases.known_of_assignment(session, assignment_id)


def release_anew(bundle: Bundle, link: Link, known: set[str] | None) -> Link:
    """A link that another version has graded, with what this one releases of it."""
    may_be_known = known is None or link.submission_id in known
    if link.score is None or link.released is not None or not may_be_known:
        return link
    return link._replace(released=rounded_scores(bundle).released(link.score))


def restand(session: Session, submission: Submission, in_force: InForce) -> None:
    """Look anew which released file of a submission's participant stands on its board."""
    standing = in_force.standing
    if standing.parsed.uses_rounding:
        chain = Chain.of(submission, standing.id)
        links = releases.released(session, chain)
        shown = released_standings.picked_of(links, counting_on(session, in_force))
        released_standings.write(session, chain, shown)


def release_asked(session: Session, bundles: BundleCache, submission: Submission) -> None:
    """Release a submission whose score was asked for, under every version where it is asked for."""
    queries.lock_row(session, submission.track_id)
    in_force = assignments.in_force(session, submission.assignment_id)
    rows = session.execute(
        select(Evaluation, AssignmentVersion)
        .join(AssignmentVersion, AssignmentVersion.id == Evaluation.version_id)
        .where(Evaluation.submission_id == submission.id, Evaluation.verdict == Verdict.SCORED)
        .order_by(AssignmentVersion.number)
    ).all()
    for evaluation, version in rows:
        if version.parsed.release == "answers":
            release(session, bundles, submission, evaluation, version, in_force)


def recompute(
    session: Session,
    bundles: BundleCache,
    submission: Submission,
    evaluation: Evaluation,
    version: AssignmentVersion,
) -> Released | None:
    """What should have been released of a final evaluation."""
    if evaluation.score is None or not _may_be_known(session, submission, version):
        return None
    return rounded_scores(bundles.get(version.id)).released(evaluation.score)


def _may_be_known(session: Session, submission: Submission, version: AssignmentVersion) -> bool:
    if version.parsed.release == "rounded" or submission.baseline is not None:
        return True
    return answers.is_asked(session, submission.id) or releases.is_known(session, submission.id)
