"""Public scores released by the Ladder: each submission in its turn, in order of receipt.

What a participant reads after a submission depends on what was shown before it, so a submission
waits until all earlier ones of the same participant on the same track are final under that version.
What is released once is never taken back: whoever could see the board without one of their
submissions, and then with it, would have two answers for one try. See docs/leaks.md.
"""

from collections.abc import Iterator

from sqlalchemy import delete, select
from sqlalchemy.orm import Session, aliased

from grader import Released, Verdict
from server.assignments.queries import InForce
from server.boards import queries, released_standings
from server.boards.ladder_scorer import LadderScorer
from server.boards.released_standings import Shown
from server.core.models import (
    AssignmentVersion,
    Evaluation,
    EvaluationState,
    Release,
    Submission,
)
from server.submissions import releases
from server.submissions.releases import Chain, Link


def release(
    session: Session,
    scorer: LadderScorer,
    submission: Submission,
    version: AssignmentVersion,
    in_force: InForce,
) -> list[str]:
    """Release whatever has its turn in the chain of a submission; the ids of submissions.

    The track's row is locked first, so that of two evaluations that finish at once the second sees
    the first. The board's version is not this function's business: see `finishing.finish`.
    """
    queries.lock_row(session, submission.track_id)
    chain = Chain.of(submission, version.id)
    new = _due(session, scorer, chain, releases.waiting(session, chain))
    for link in new:
        found = link.released
        assert found is not None
        releases.keep(session, link.evaluation_id, version.id, found)
    if in_force.standing.id == version.id:
        restand(session, chain)
    return [link.submission_id for link in new]


def release_baseline(session: Session, scorer: LadderScorer, evaluation: Evaluation) -> None:
    """Release what a baseline has scored, to the nearest step: it is in nobody's chain."""
    if evaluation.verdict is Verdict.SCORED:
        score = scorer.on_step(evaluation.version_id, evaluation.id)
        releases.keep(session, evaluation.id, evaluation.version_id, Released(score, moved=True))


def warm_release_cache(
    session: Session, scorer: LadderScorer, submission: Submission, at: Evaluation
) -> None:
    """Compute what `release` will ask for once `at` is scored, while nobody waits for it."""
    chain = Chain.of(submission, at.version_id)
    scored = [
        link._replace(state=EvaluationState.FINAL, verdict=Verdict.SCORED)
        if link.evaluation_id == at.id
        else link
        for link in releases.waiting(session, chain)
    ]
    _due(session, scorer, chain, scored)


def recompute(
    session: Session, scorer: LadderScorer, submission: Submission, version_id: str
) -> Released | None:
    """What should have been released of a submission, from the start of its chain.

    Nothing should be of one whose turn had gone when it was graded; see `releases.never_released`
    for how that is told from one of which what was released is lost.
    """
    links = releases.chain(session, Chain.of(submission, version_id))
    never = releases.never_released(session, [link.evaluation_id for link in links])
    in_turn = [link for link in links if link.evaluation_id not in never]
    blank = [link._replace(released=None) for link in in_turn]
    for link in _release_in_turn(blank, scorer, version_id, None):
        if link.submission_id == submission.id:
            return link.released
    return None


def is_passed(session: Session, submission: Submission, version: AssignmentVersion) -> bool:
    """Whether the turn of a submission has gone: a later one of its participant was released.

    Baselines are in no chain.
    """
    if not version.parsed.uses_ladder or submission.baseline is not None:
        return False
    last = releases.newest(session, Chain.of(submission, version.id))
    place = (submission.received_at, submission.id)
    return last is not None and (last.received_at, last.submission_id) > place


def release_anew(scorer: LadderScorer, links: list[Link], version_id: str) -> Iterator[Link]:
    """The links of a chain that another version has graded, with what this one releases of each.

    What it has released already stays, and the first that are not final by now wait for their turn.
    """
    before, behind = _split(links)
    shown = _last_moved(before)
    yield from before
    yield from _release_in_turn(behind, scorer, version_id, shown and shown.evaluation_id)


def needed_anew(links: list[Link]) -> list[Link]:
    """The links whose predictions that needs: what waits, beside what is shown before it."""
    before, behind = _split(links)
    shown = _last_moved(before)
    scored = [link for link in behind if link.verdict is Verdict.SCORED]
    return [shown, *scored] if scored and shown is not None else scored


def _split(links: list[Link]) -> tuple[list[Link], list[Link]]:
    """The links up to the last that was released, and those behind it."""
    gone = [number for number, link in enumerate(links, 1) if link.released is not None]
    return links[: max(gone, default=0)], links[max(gone, default=0) :]


def _last_moved(links: list[Link]) -> Link | None:
    moved = [link for link in links if link.released is not None and link.released.moved]
    return moved[-1] if moved else None


def forget_after_faults(session: Session, version: AssignmentVersion) -> None:
    """Take back what was released of chains in which something failed by our fault.

    It is to be graded again, under a version that nobody has seen yet, and the chain is released
    anew from its start. Baselines are in no chain, and keep what was released of them. The tracks'
    rows are locked first, against what finishes meanwhile. Nothing is taken back where every file
    has a score of its own.
    """
    if not version.parsed.uses_ladder:
        return
    queries.lock_boards(session, version.assignment_id)
    failed, theirs = aliased(Evaluation), aliased(Submission)
    fault_in_chain = (
        select(failed.id)
        .join(theirs, theirs.id == failed.submission_id)
        .where(
            failed.version_id == version.id,
            failed.verdict == Verdict.INFRASTRUCTURE_FAULT,
            theirs.participant_id == Submission.participant_id,
            theirs.track_id == Submission.track_id,
        )
        .exists()
    )
    evaluations = (
        select(Evaluation.id)
        .join(Submission, Submission.id == Evaluation.submission_id)
        .where(Evaluation.version_id == version.id, fault_in_chain)
    )
    session.execute(
        delete(Release).where(
            Release.evaluation_id.in_(evaluations), Release.version_id == version.id
        )
    )


def _due(session: Session, scorer: LadderScorer, chain: Chain, waiting: list[Link]) -> list[Link]:
    """What is released now of the links that wait."""
    shown = releases.newest(session, chain, moved=True)
    found = _release_in_turn(waiting, scorer, chain.version_id, shown and shown.evaluation_id)
    return [link for link in found if link.released is not None]


def _release_in_turn(
    links: list[Link], scorer: LadderScorer, version_id: str, shown_id: str | None
) -> Iterator[Link]:
    """The links up to the first that is not final, each with what is released of it.

    shown_id: the evaluation that is shown before them.
    """
    for link in links:
        if link.state is not EvaluationState.FINAL:
            return
        found = None
        if link.verdict is Verdict.SCORED:
            found = scorer.after(version_id, shown_id, link.evaluation_id)
            shown_id = link.evaluation_id if found.moved else shown_id
        yield link._replace(released=found)


def restand(session: Session, chain: Chain) -> None:
    """Write what stands of a chain on its board."""
    moved = releases.newest(session, chain, moved=True)
    if moved is not None and not moved.is_removed:
        assert moved.released is not None
        released_standings.write(session, chain, Shown(moved, moved.released.score))
        return
    links = releases.released(session, chain)
    released_standings.write(session, chain, released_standings.last_of(links))
