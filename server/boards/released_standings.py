"""Shown scores on tracks, by what was released: written with every release, or made anew."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import bindparam, delete, select
from sqlalchemy.orm import Session

from grader import Verdict
from server.assignments.versions import Graded
from server.boards.counting import Counting
from server.core import sql
from server.core.models import (
    AssignmentVersion,
    EvaluationState,
    ReleasedStanding,
    Track,
)
from server.submissions import queries as submissions
from server.submissions import releases
from server.submissions.releases import Chain, Link

_OF_CHAIN = (
    ReleasedStanding.track_id == bindparam("track_id"),
    ReleasedStanding.participant_id == bindparam("participant_id"),
)
_STANDING = select(ReleasedStanding.submission_id).where(*_OF_CHAIN)
_KEEPS_STANDING = {None, Verdict.SCORED, Verdict.INFRASTRUCTURE_FAULT}


@dataclass(frozen=True)
class Shown:
    """What is shown of a participant. link: the submission that stands for it."""

    link: Link
    score: float


def last_of(links: Iterable[Link]) -> Shown | None:
    """On the Ladder: what the last submission that moved the shown score has brought.

    Where none has, the first stands at the start; not behind one that is taken off the board and
    had moved it, since what is shown after that is its doing. links: in order of receipt.
    """
    there = [(link, link.released) for link in links if link.released is not None]
    moved = [(link, released) for link, released in there if released.moved]
    stands = [(link, released) for link, released in moved if not link.is_removed]
    if not moved:
        stands = [one for one in there if not one[0].is_removed][:1]
    return Shown(stands[-1][0], stands[-1][1].score) if stands else None


def picked_of(links: Iterable[Link], counting: Counting) -> Shown | None:
    """Where every file has a score of its own: the one that counts by what was released."""
    shown = {
        link.submission_id: Shown(link, link.released.score)
        for link in links
        if link.released is not None and not link.is_removed
    }
    one = counting.pick(_as_graded(each) for each in shown.values())
    return None if one is None else shown[one.submission_id]


def write(session: Session, chain: Chain, shown: Shown | None) -> None:
    """Let this stand; what stood before stays until something does.

    It goes once the submission that stood has no score any more, and not by a fault of ours, and
    once it is taken off the board.
    """
    if shown is not None:
        count = submissions.graded_count(session, *chain)
        sql.put(session, _standing(shown, chain.version_id, count))
        return
    standing = sql.read_one(session, _STANDING, chain._asdict())
    if standing is not None:
        links = {one.submission_id: one for one in releases.chain(session, chain)}
        link = links.get(standing[0])
        if link is None or link.is_removed or link.verdict not in _KEEPS_STANDING:
            session.execute(delete(ReleasedStanding).where(*_OF_CHAIN), chain._asdict())


def rebuild(
    session: Session, assignment_id: str, version: AssignmentVersion, counting: Counting
) -> None:
    """Let what was released under one version, and nothing else, stand on every board.

    counting: which files count, where each has a score of its own. The caller has locked the
    tracks' rows.
    """
    tracks = select(Track.id).where(Track.assignment_id == assignment_id)
    session.execute(delete(ReleasedStanding).where(ReleasedStanding.track_id.in_(tracks)))
    definition = version.parsed
    if not (definition.uses_ladder or definition.uses_rounding):
        return
    for links in releases.chains(session, version.id):
        shown = last_of(links) if definition.uses_ladder else picked_of(links, counting)
        if shown is not None:
            session.add(_standing(shown, version.id, _graded_count(links)))
    session.flush()


def _as_graded(shown: Shown) -> Graded:
    link = shown.link
    ids = (link.track_id, link.participant_id, link.submission_id)
    return Graded(*ids, link.received_at, link.evaluation_id, link.verdict, shown.score, None)


def _standing(shown: Shown, version_id: str, count: int) -> ReleasedStanding:
    return ReleasedStanding(
        track_id=shown.link.track_id,
        participant_id=shown.link.participant_id,
        submission_id=shown.link.submission_id,
        evaluation_id=shown.link.evaluation_id,
        version_id=version_id,
        score=shown.score,
        received_at=shown.link.received_at,
        submissions=count,
    )


def _graded_count(links: Iterable[Link]) -> int:
    return sum(
        link.state is EvaluationState.FINAL and link.verdict is not Verdict.INFRASTRUCTURE_FAULT
        for link in links
    )
