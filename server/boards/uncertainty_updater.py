"""How sure every board is, computed behind the readers' backs: never while somebody waits.

The boards that have a new version are looked at again and again. Where other files stand on one
than before, its ties and intervals are computed over the public rows and shown as yet another
version. From the reveal on the board by private scores is looked at as well, over the private rows;
before it nothing of that is computed.

Several processes may do this at once: whoever is first writes, the others find it done.
"""

import time
from collections.abc import Callable

import numpy as np
import structlog

from grader import (
    Bundle,
    Definition,
    RowUncertainty,
    loss_uncertainty,
    private_losses,
    public_losses,
    row_losses,
)
from reference.arrays import Floats
from server.assignments.bundles import BundleCache
from server.assignments.schedule import dates_of
from server.boards import queries
from server.boards import uncertainty as rules
from server.boards.predictions import PredictionStore
from server.boards.queries import Figures, UncertainRow
from server.boards.uncertainty import RankedBoard
from server.core.cache import Cache
from server.core.clock import now
from server.core.database import Database
from server.core.events import Events, board_topic
from server.core.outages import outage_of

_REST_S = 60.0  # after a failure: whatever is away may come back
_MOST_CACHED = 1 << 24  # losses: 134 MB
MOST_COMPARED = 1 << 25  # losses of one board: 268 MB while it is computed


log = structlog.get_logger(__name__)


class Losses:
    """Losses of public or private rows by evaluation, the most recently used kept."""

    def __init__(
        self,
        predictions: PredictionStore,
        most: int = _MOST_CACHED,
        losses: Callable[[Bundle, Floats], Floats | None] = public_losses,
    ) -> None:
        self._predictions = predictions
        self._losses = losses
        self._kept: Cache[str, Floats | None] = Cache(most, size_of=_size)

    def get(self, evaluation_id: str, bundle: Bundle) -> Floats | None:
        """The losses (M,) of an evaluation under a bundle; None where nothing was kept of it."""

        def read() -> Floats | None:
            predictions = self._predictions.read(evaluation_id)
            return None if predictions is None else self._losses(bundle, predictions)

        return self._kept.get_or_make(evaluation_id, read)


def _size(losses: Floats | None) -> int:
    return 1 if losses is None else losses.size


class UncertaintyUpdater:
    """Keeps what boards say of their uncertainty true, in one thread."""

    def __init__(
        self, database: Database, bundles: BundleCache, events: Events, predictions: PredictionStore
    ) -> None:
        self._database = database
        self._bundles = bundles
        self._events = events
        self._losses = Losses(predictions)
        self._private_losses = Losses(predictions, losses=private_losses)
        self._seen: dict[str, tuple[int, bool]] = {}
        self._definitions: dict[str, Definition] = {}  # by version: what is pushed never changes
        self._resting: dict[str, float] = {}

    def refresh(self) -> None:
        """Look at every board that has another version than the last time."""
        for track_id, version in self._read_versions().items():
            is_resting = self._resting.get(track_id, 0.0) > time.monotonic()
            if self._seen.get(track_id) == version or is_resting:
                continue
            try:
                self._refresh(track_id)
                if version[1]:
                    self._refresh(track_id, private=True)
            except Exception as error:
                if outage_of(error) is not None:
                    raise  # of every board
                log.exception("the uncertainty of a board is not known", track=track_id)
                self._resting[track_id] = time.monotonic() + _REST_S
            else:
                self._seen[track_id] = version

    def _read_versions(self) -> dict[str, tuple[int, bool]]:
        """The version of every board, and whether its reveal has come, by the track's id."""
        with self._database.read() as session:
            boards = queries.board_versions(session)
            self._definitions = {
                active.id: self._definitions.get(active.id) or active.parsed for _, active in boards
            }
            found = {}
            for track, active in boards:
                dates = dates_of(self._definitions[active.id], track, None)
                found[track.id] = (track.board_version, dates.is_final(now()))
            return found

    def _refresh(self, track_id: str, *, private: bool = False) -> None:
        with self._database.read() as session:
            board = rules.ranked_board(session, track_id, private=private)
            hides_ties = rules.hides_ties(session, board)
            known = queries.figures(session, track_id, board.evaluations, private=private)
        if known is not None or row_losses(board.definition) is None:
            return
        started = time.perf_counter()
        rows = self.compute(board)
        if not any(row.figures for row in rows):
            return
        if self._database.write(rules.store, track_id, rows, private=private):
            if not hides_ties:  # who watches would learn that ranks changed
                self._events.publish(board_topic(track_id))
            seconds = time.perf_counter() - started
            log.info("uncertainty", track=track_id, rows=len(rows), seconds=seconds)

    def compute(self, board: RankedBoard) -> list[UncertainRow]:
        """Every line with its figures; without them, lines of older versions and unkept ones."""
        known = self._known_losses(board)
        if not known:
            return []
        rows = row_losses(board.definition)
        assert rows is not None
        found = loss_uncertainty(
            np.stack(list(known.values())), rows.finish, seed_of_version(board.version_id)
        )
        said = dict(zip(known, map(_figures, found), strict=True))
        return [
            UncertainRow(evaluation_id=id_, figures=said.get(id_), private=board.private)
            for id_ in board.evaluations
        ]

    def _known_losses(self, board: RankedBoard) -> dict[str, Floats]:
        """The losses (M,) of lines by evaluation, from the best on as many as may be compared."""
        bundle = self._bundles.get(board.version_id)
        kept = self._private_losses if board.private else self._losses
        known: dict[str, Floats] = {}
        for line in board.lines:
            if line.version_id != board.version_id:
                continue
            losses = kept.get(line.evaluation_id, bundle)
            if losses is None:
                continue
            if (len(known) + 1) * losses.size > MOST_COMPARED:
                break
            known[line.evaluation_id] = losses
        return known


def seed_of_version(version_id: str) -> int:
    """The seed of the draws for every board of a version: the same on every machine."""
    return int.from_bytes(version_id.encode()) % 2**32


def _figures(found: RowUncertainty) -> Figures:
    return Figures(
        low=found.score.low,
        high=found.score.high,
        tied_with_above=found.tied_with_above,
        tied_with_leader=found.tied_with_leader,
        bracket=found.bracket,
    )
