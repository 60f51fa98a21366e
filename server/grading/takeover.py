"""Gradings that a version takes over from another which grades alike: scores are released anew.

Nothing is graded again: evaluations go over as they are, pending ones too, with predictions and
secondary scores, and their scores are released by the rule of the version that has them now. What
the other had released stays released, and goes on where it was once it takes them back.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import chain

from sqlalchemy.orm import Session

from grader import Definition, Verdict
from server.assignments import queries as assignments
from server.assignments import versions
from server.assignments.schedule import dates_of
from server.assignments.stairs import Stairs, stairs_of_version
from server.boards import ladder, rounded
from server.boards.ladder_scorer import LadderScorer
from server.core.clock import now
from server.core.models import AssignmentVersion, Evaluation, Submission
from server.grading import evaluations, finishing
from server.submissions import queries as submissions
from server.submissions import releases, secondary
from server.submissions.disclosure import Disclosure
from server.submissions.releases import Link


@dataclass(frozen=True)
class Takeover:
    """What is to go from one version's gradings to another's, whose bundle says `definition`."""

    from_id: str
    to_id: str
    definition: Definition

    @property
    def is_own(self) -> bool:
        """Whether a version only releases what it has graded itself and not released yet."""
        return self.from_id == self.to_id


def awaited(session: Session, active: AssignmentVersion) -> Takeover | None:
    """What the boards of a version in force wait for to take over; None where they do not.

    They stand on gradings like its own, some of which had to be graded again first.
    """
    like = versions.awaits_takeover(session, active)
    return None if like is None else Takeover(like.id, active.grading_id, active.parsed)


def take_over(
    session: Session, scorer: LadderScorer | None, assignment_id: str, wanted: Takeover
) -> None:
    """Let a version have the gradings of another, and release their scores by its own rule.

    The caller has locked the assignment's versions. scorer: where scores are not shown exactly.
    """
    releases.bring_along(session, wanted.from_id, wanted.to_id)
    evaluations.hand_over(session, wanted.from_id, wanted.to_id)
    versions.by_id(session, wanted.from_id).taken_over_by = wanted.to_id
    versions.by_id(session, wanted.to_id).taken_over_by = None
    release_anew(session, scorer, assignment_id, wanted)
    if scorer is None:
        return
    version = versions.by_id(session, wanted.to_id)
    in_force = assignments.in_force(session, assignment_id)
    for submission, evaluation in _baselines(session, wanted.to_id, wanted.definition):
        finishing.release_scores(session, scorer, submission, evaluation, version, in_force)
    secondary.round_anew(session, wanted.to_id, scorer.bundles.get(wanted.to_id))


def release_anew(
    session: Session, scorer: LadderScorer | None, assignment_id: str, wanted: Takeover
) -> None:
    """Release what a version has now and has not released yet, as far as it has its turn."""
    here = replace(wanted, from_id=wanted.to_id)
    for link in _released(session, scorer, assignment_id, here):
        if link.released is not None:
            releases.keep(session, link.evaluation_id, wanted.to_id, link.released)


def prepare(
    session: Session, scorer: LadderScorer, assignment_id: str, wanted: Takeover
) -> set[str]:
    """What `find_lost` finds. If that is nothing, what is released anew is computed by now.

    Nothing is written, and nobody waits.
    """
    lost = find_lost(session, scorer, wanted)
    if not lost:
        for _ in _released(session, scorer, assignment_id, wanted):
            pass
    return lost


def find_lost(session: Session, scorer: LadderScorer, wanted: Takeover) -> set[str]:
    """The submissions that are to be graded again first: their scores cannot be released anew.

    The Ladder needs the predictions that were kept, and of these they are gone or damaged.
    """
    if not wanted.definition.uses_ladder:
        return set()
    needed = [
        (link.submission_id, link.evaluation_id)
        for links in releases.chains(session, wanted.from_id, wanted.to_id)
        for link in ladder.needed_anew(links)
    ]
    baselines = {  # those that it has graded itself in the place of those of the other
        submission.id: evaluation
        for version_id in (() if wanted.is_own else (wanted.from_id, wanted.to_id))
        for submission, evaluation in _baselines(session, version_id, wanted.definition)
    }
    needed += [(id_, it.id) for id_, it in baselines.items() if it.verdict is Verdict.SCORED]
    return {
        id_
        for id_, evaluation_id in needed
        if not scorer.has_predictions(wanted.to_id, evaluation_id)
    }


def _baselines(
    session: Session, version_id: str, definition: Definition
) -> Iterator[tuple[Submission, Evaluation]]:
    """Those that a version has graded, on tracks that a definition has; others show nowhere."""
    for submission, track, evaluation in submissions.baselines_of_version(session, version_id):
        if definition.track(track.slug) is not None:
            yield submission, evaluation


def count_shown_anew(
    session: Session, scorer: LadderScorer | None, active: AssignmentVersion, wanted: Takeover
) -> int:
    """How many scores participants read otherwise once it is done; nothing is written.

    active: the version in force, whose boards stand on the gradings that are to be taken over.
    """
    shown = versions.definition_of_boards(session, active)
    now_there = chain.from_iterable(releases.chains(session, wanted.from_id))
    stairs = _stairs(scorer, shown, wanted.from_id)
    before = _shown(session, active.assignment_id, shown, stairs, now_there)
    released = _released(session, scorer, active.assignment_id, wanted)
    stairs = _stairs(scorer, wanted.definition, wanted.to_id)
    after = _shown(session, active.assignment_id, wanted.definition, stairs, released)
    return sum(after[id_] != score for id_, score in before.items())


def _released(
    session: Session, scorer: LadderScorer | None, assignment_id: str, of: Takeover
) -> Iterator[Link]:
    """Every participant's file that one version graded, with what the other releases of it."""
    chains, definition = releases.chains(session, of.from_id, of.to_id), of.definition
    if not (definition.uses_ladder or definition.uses_rounding):
        yield from chain.from_iterable(chains)
        return
    known = rounded.known_of_assignment(session, assignment_id, definition)
    for links in chains:
        assert scorer is not None, "released scores need the bundle's labels"
        if definition.uses_ladder:
            yield from ladder.release_anew(scorer, links, of.to_id)
            continue
        bundle = scorer.bundles.get(of.to_id)
        for link in links:
            yield rounded.release_anew(bundle, link, known)


def _stairs(scorer: LadderScorer | None, definition: Definition, version_id: str) -> Stairs | None:
    if scorer is None:
        return None
    return stairs_of_version(scorer.bundles, definition, version_id)


def _shown(
    session: Session,
    assignment_id: str,
    definition: Definition,
    stairs: Stairs | None,
    links: Iterable[Link],
) -> dict[str, tuple[float | None, bool]]:
    """What participants read of public scores now where a definition holds, by submission.

    That is a score, or none, and whether that is the Ladder's start.
    """
    disclosures = {
        track.id: Disclosure.at(definition, dates_of(definition, track, None), now(), stairs=stairs)
        for track in assignments.tracks(session, assignment_id).values()
    }
    found = {}
    for link in links:
        if link.verdict is Verdict.SCORED:
            shown = disclosures[link.track_id]
            kept = None if link.released is None else link.released.score
            score = shown.public_score(link.score, kept)
            found[link.submission_id] = (score, shown.is_at_start(kept))
    return found
