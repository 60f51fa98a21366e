"""What boards say of their uncertainty: computed behind the scenes, written once, never stale."""

import logging
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import time_machine

from grader import Outcome, Verdict
from server.assignments.bundles import BundleCache
from server.boards import uncertainty as rules
from server.boards.predictions import PredictionStore
from server.boards.ties import coarse
from server.boards.uncertainty_updater import Losses, UncertaintyUpdater
from server.core.database import PostgresDatabase, SqliteDatabase
from server.core.events import Events
from server.core.files.blobs import DirectoryStore
from server.core.models import BoardUncertainty, Track
from server.grading import evaluations, finishing

Database = SqliteDatabase | PostgresDatabase
ROWS = 40
REVEAL = datetime(2999, 1, 1, tzinfo=UTC)


def labels(*, spoiled: bool = False) -> str:
    """40 public rows labelled 0, and as many private ones; spoiled: those are labelled wildly."""
    lines = [f"{i},0,public\n" for i in range(ROWS)]
    lines += [f"{i},{i * 99 if spoiled else 0},private\n" for i in range(ROWS, 2 * ROWS)]
    return "id,label,part\n" + "".join(lines)


class Board:
    """The board of one track, with what computes its uncertainty."""

    def __init__(self, database: Database, folder: Path, submit: Callable[..., Any]) -> None:
        self.database = database
        files = DirectoryStore(folder / "files")
        self.predictions = PredictionStore(files, folder / "scratch")
        self.bundles = BundleCache(folder / "unpacked", files)
        self.events = Events()
        self.told: list[str] = []
        self.events.publish = self.told.append  # type: ignore[method-assign]
        self._submit = submit
        self.worker = self.another_worker()

    def another_worker(self) -> UncertaintyUpdater:
        return UncertaintyUpdater(self.database, self.bundles, self.events, self.predictions)

    def grade(
        self, who: str, values: Any, *, kept: bool = True, private: float | None = None
    ) -> str:
        """A new submission of somebody's, scored; the track's id."""
        values = np.asarray(values, float)
        accepted = self._submit(who)
        id_ = accepted.evaluation.id
        if kept:
            self.predictions.keep(id_, values)
        score = float(np.abs(values[:ROWS]).mean())
        outcome = Outcome(verdict=Verdict.SCORED, score=score, private_score=private)
        self.database.write(evaluations.claim, id_, "w")
        self.database.write(finishing.finish, id_, "w", outcome)
        found: str = accepted.submission.track_id
        return found

    def stored(self, track_id: str) -> BoardUncertainty | None:
        with self.database.read() as session:
            return session.get(BoardUncertainty, track_id)

    def version(self, track_id: str) -> int:
        with self.database.read() as session:
            return session.get_one(Track, track_id).board_version


@pytest.fixture
def board(
    database: Database,
    push: Callable[..., Any],
    submit: Callable[..., Any],
    prediction_bundle: Callable[..., Path],
    tmp_path: Path,
) -> Board:
    top = f"reveal_at = {REVEAL.isoformat()}"
    folder = prediction_bundle(
        top=top, labels=labels(spoiled=True), tables="[quota]\nper_day = 50\n"
    )
    sample = "id,prediction\n" + "".join(f"{i},0\n" for i in range(2 * ROWS))
    (folder / "sample_submission.csv").write_text(sample)
    version = push(folder)
    found = Board(database, tmp_path / "place", submit)
    folder.rename(found.bundles.folder(version.id))
    return found


def noise(seed: int, size: float = 1.0) -> Any:
    return np.random.default_rng(seed).normal(size=2 * ROWS) * size


def test_close_rows_are_tied_and_distant_ones_are_not(board: Board) -> None:
    track = board.grade("momo", noise(0))
    board.grade("ken", noise(1))
    before = board.version(track)
    board.worker.refresh()

    found = board.stored(track)
    assert found is not None
    assert [row["figures"]["bracket"] for row in found.rows] == [1, 1]
    assert found.rows[1]["figures"]["tied_with_above"]
    assert board.version(track) == found.board_version == before + 1
    assert board.told == [f"board:{track}"]

    board.grade("momo", noise(0, 0.1))
    board.worker.refresh()
    found = board.stored(track)
    assert found is not None
    assert [row["figures"]["bracket"] for row in found.rows] == [1, 2]


def test_only_public_rows_count(board: Board) -> None:
    """The private labels are wild: an interval that saw them would reach into the hundreds."""
    track = board.grade("momo", noise(0))
    board.worker.refresh()

    found = board.stored(track)
    assert found is not None
    figures = found.rows[0]["figures"]
    score = float(np.abs(noise(0)[:ROWS]).mean())
    assert 0.3 < figures["low"] < score < figures["high"] < 1.5


def test_from_the_reveal_on_the_private_board_has_figures_of_its_own(board: Board) -> None:
    """Ken leads by private scores, which are in the thousands; the public figures stay."""
    board.grade("momo", noise(0, 0.5), private=2000.0)
    track = board.grade("ken", noise(1), private=1000.0)
    board.worker.refresh()
    before = board.stored(track)
    version = board.version(track)
    board.worker.refresh()
    assert board.version(track) == version
    with time_machine.travel(REVEAL):
        board.worker.refresh()
        board.another_worker().refresh()
        after = board.stored(track)

    assert before is not None
    assert after is not None
    assert [row["private"] for row in before.rows] == [False, False]
    assert after.rows[:2] == before.rows
    assert [row["private"] for row in after.rows[2:]] == [True, True]
    assert [row["evaluation_id"] for row in after.rows[2:]] == [
        row["evaluation_id"] for row in reversed(before.rows)
    ]
    assert all(row["figures"]["low"] > 1000 for row in after.rows[2:])
    assert board.version(track) == version + 1


def test_a_file_that_does_not_count_changes_nothing(board: Board) -> None:
    track = board.grade("momo", noise(0))
    board.worker.refresh()
    board.grade("momo", noise(0, 3.0))
    before = board.version(track)
    board.worker.refresh()

    assert board.version(track) == before


def test_the_second_of_two_workers_finds_it_done(board: Board) -> None:
    track = board.grade("momo", noise(0))
    with board.database.read() as session:
        ranked = rules.ranked_board(session, track)
    rows = board.worker.compute(ranked)
    other = board.another_worker().compute(ranked)

    assert rows == other
    assert board.database.write(rules.store, track, rows)
    assert not board.database.write(rules.store, track, other)


def test_a_slow_worker_does_not_write_over_a_newer_board(board: Board) -> None:
    track = board.grade("momo", noise(0))
    with board.database.read() as session:
        old = board.worker.compute(rules.ranked_board(session, track))
    board.grade("ken", noise(1))
    board.worker.refresh()
    newest = board.stored(track)

    assert not board.database.write(rules.store, track, old)
    again = board.stored(track)
    assert newest is not None
    assert again is not None
    assert again.rows == newest.rows
    assert len(again.rows) == 2


def test_a_row_without_predictions_has_no_figures(board: Board) -> None:
    track = board.grade("momo", noise(0))
    board.grade("ken", noise(1), kept=False)
    board.worker.refresh()

    found = board.stored(track)
    assert found is not None
    assert sorted(row["figures"] is None for row in found.rows) == [False, True]


def test_a_board_that_cannot_be_computed_rests_and_holds_up_no_other(
    board: Board, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.CRITICAL)
    track = board.grade("momo", noise(0)[:7])
    board.worker.refresh()
    board.worker.refresh()

    assert board.stored(track) is None
    assert list(board.worker._resting) == [track]


def test_one_new_row_reads_one_file(board: Board, monkeypatch: pytest.MonkeyPatch) -> None:
    board.grade("momo", noise(0))
    board.worker.refresh()
    read: list[str] = []
    real = board.predictions.read
    monkeypatch.setattr(board.predictions, "read", lambda id_: read.append(id_) or real(id_))
    board.grade("ken", noise(1))
    board.worker.refresh()

    assert len(read) == 1


def test_losses_that_do_not_fit_are_read_again() -> None:
    read: list[str] = []

    class Predictions:
        def read(self, evaluation_id: str) -> Any:
            read.append(evaluation_id)
            return np.zeros(40)

    losses = Losses(Predictions(), most=50, losses=lambda _, values: values)
    for id_ in ("a", "b", "b", "a"):
        losses.get(id_, None)
    assert read == ["a", "b", "a"]


@pytest.mark.parametrize(
    ("half", "decimals", "margin"),
    [
        (0.0, 3, "0.001"),
        (0.0011, 3, "0.002"),
        (0.0101, 3, "0.012"),
        (0.0213, 3, "0.025"),
        (0.1, 3, "0.1"),
        (83.0, 1, "100"),
        (3.0, -1, "10"),
    ],
)
def test_margins_are_rounded_up_and_coarse(half: float, decimals: int, margin: str) -> None:
    assert coarse(half, decimals) == Decimal(margin)
