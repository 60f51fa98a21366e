"""Secondary scores computed from kept predictions: of what is graded, and of what was before.

A metric that is added to the bundle needs no grading: files of before get their scores here, behind
the readers' backs, and boards are read anew. Several processes may do this at once: whoever is
first writes, the others find it done.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import structlog
from sqlalchemy.orm import Session

from grader import (
    MetricScores,
    Outcome,
    Verdict,
    released_anew,
    secondary_decimals,
    secondary_scores,
)
from server.assignments.bundles import BundleCache
from server.boards import queries
from server.boards.predictions import PredictionStore
from server.core.database import Database
from server.core.errors import DamagedBundleError
from server.core.events import Events, board_topic
from server.core.outages import outage_of
from server.submissions import secondary
from server.submissions.queries import Gradable
from server.submissions.secondary import Kept, Missing, ShownVersion

_AT_ONCE = 500

log = structlog.get_logger(__name__)


class SecondaryUpdater:
    """Keeps the secondary scores of all boards complete, in one thread."""

    def __init__(
        self, database: Database, bundles: BundleCache, events: Events, predictions: PredictionStore
    ) -> None:
        self._database = database
        self._bundles = bundles
        self._events = events
        self._predictions = predictions
        self._seen: dict[str, ShownVersion] = {}

    def scores_of(self, found: Gradable, outcome: Outcome) -> Sequence[MetricScores]:
        """What is to be kept of an outcome, before it is final."""
        if outcome.verdict is not Verdict.SCORED or found.version.parsed.prediction is None:
            return ()
        with self._database.read() as session:
            metrics = secondary.metrics_beside(session, found.version, found.active)
        return self._compute(Missing(found.evaluation.id, found.version.id), metrics, {})

    def refresh(self) -> None:
        """Look at every board with secondary scores that has changed since the last time."""
        with self._database.read() as session:
            shown = secondary.shown_versions(session)
        for version in shown:
            if self._seen.get(version.assignment_id) != version:
                for grading_id in sorted(version.metrics):
                    while self._fill(version, grading_id):
                        pass
                self._seen[version.assignment_id] = version

    def _fill(self, shown: ShownVersion, grading_id: str) -> bool:
        """Compute what is missing, so much at once; whether there may be more.

        A file whose predictions cannot be read is left out: it keeps its dash, and nobody waits.
        """
        try:
            bundle = self._bundles.get(grading_id)
        except DamagedBundleError:
            log.exception("no secondary scores", version=grading_id)
            return False
        said = shown.metrics[grading_id]
        decimals = {slug: secondary_decimals(bundle, slug, digits) for slug, digits in said.items()}
        with self._database.read() as session:
            missing = secondary.missing(session, grading_id, decimals, _AT_ONCE)
            kept = secondary.of_evaluations(session, [one.evaluation_id for one in missing])
        found = {}
        for one in missing:
            try:
                found[one] = self._compute(one, decimals, kept.get(one.evaluation_id, {}))
            except Exception as error:
                if outage_of(error) is not None:
                    raise  # of all of them, which are looked at again
                log.exception("no secondary scores", evaluation=one.evaluation_id)
        if found:
            for track_id in self._database.write(_store, shown, decimals, found):
                self._events.publish(board_topic(track_id))
            log.info("secondary scores", assignment=shown.assignment_id, files=len(found))
        return bool(found) and len(missing) == _AT_ONCE

    def _compute(
        self, of: Missing, metrics: Mapping[str, int | None], kept: Kept
    ) -> Sequence[MetricScores]:
        """Scores in these metrics to these decimals. kept: those that are known, to whichever."""
        if not metrics:
            return ()
        bundle = self._bundles.get(of.version_id)
        known = {**kept}
        anew = [
            released_anew(bundle, replace(known[slug], decimals=said))
            for slug, said in metrics.items()
            if slug in known
        ]
        new = {slug: said for slug, said in metrics.items() if slug not in known}
        predictions = self._predictions.read(of.evaluation_id) if new else None
        return [*anew, *secondary_scores(bundle, new, predictions)]


def _store(
    session: Session,
    shown: ShownVersion,
    decimals: Mapping[str, int],
    found: dict[Missing, Sequence[MetricScores]],
) -> list[str]:
    """Keep what is still missing, and let boards be read anew; the ids of their tracks.

    The tracks' rows are locked first, so that of two who write the second sees the first.
    """
    tracks = queries.lock_boards(session, shown.assignment_id)
    still: set[Missing] = set()
    for version_id in {one.version_id for one in found}:
        still |= {*secondary.missing(session, version_id, decimals, _AT_ONCE)} & found.keys()
    for one in still:
        secondary.store(session, one.evaluation_id, found[one])
    for track in tracks if still else ():
        track.board_version += 1
    session.flush()
    return [track.id for track in tracks] if still else []
