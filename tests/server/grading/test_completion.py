"""What is graded again is completed, and what keeps one assignment from it keeps nothing else."""

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from structlog.testing import capture_logs

from server.assignments import versions
from server.assignments.bundles import BundleCache
from server.core.errors import DamagedBundleError
from server.core.events import Events, board_topic
from server.core.files.blobs import DirectoryStore
from server.core.intervals import Intervals
from server.core.outages import STORE, OutageError
from server.core.queue import MemoryQueue
from server.grading import regrading
from server.grading.completion import Completion
from server.grading.requests import grade_elsewhere
from server.grading.worker import WorkerContext, Workers

GONE = DamagedBundleError("v1", "is not there")


@pytest.fixture
def due(monkeypatch: pytest.MonkeyPatch) -> Callable[[Exception], None]:
    """Three assignments are due; something keeps the second from what is graded again."""

    def keep(error: Exception) -> None:
        def find_lost(_: Any, scorer: Any, assignment_id: str) -> None:
            if assignment_id == "kept":
                raise error

        monkeypatch.setattr(versions, "graded_again", lambda _: ["one", "kept", "another"])
        monkeypatch.setattr(regrading, "is_due", lambda *_: True)
        monkeypatch.setattr(regrading, "find_lost", find_lost)
        monkeypatch.setattr(regrading, "complete", lambda _, id_, scorer: [id_])

    return keep


def test_a_bundle_that_is_gone_keeps_no_worker_from_starting_nor_other_boards_waiting(
    database: Any, tmp_path: Path, due: Callable[[Exception], None]
) -> None:
    due(GONE)
    files, events = DirectoryStore(tmp_path / "files"), Events()
    bundles = BundleCache(tmp_path / "unpacked", files)
    context = WorkerContext(database, files, bundles, grade_elsewhere, events, MemoryQueue())
    told: list[str] = []
    all_told = threading.Event()

    def publish(topic: str) -> None:
        told.append(topic)
        if topic == board_topic("another"):
            all_told.set()

    events.publish = publish  # type: ignore[method-assign]
    workers = Workers(context, "w", threads=0, intervals=Intervals())
    with capture_logs() as lines:
        workers.start()
        assert all_told.wait(20)
    workers.stop()

    assert told == [board_topic("one"), board_topic("another")]
    (line,) = (one for one in lines if one["log_level"] == "error")
    assert (line["assignment"], line["exc_info"]) == ("kept", False)
    assert "the bundle of version v1 is not there" in line["cause"]
    assert "gradus fsck" in line["remedy"]


def test_an_outage_is_waited_for_instead(database: Any, due: Callable[[Exception], None]) -> None:
    due(OutageError(STORE, "it does not answer"))
    completion = Completion(database, MemoryQueue(), Events(), None)  # type: ignore[arg-type]

    with pytest.raises(OutageError):
        completion.complete(["kept"])
