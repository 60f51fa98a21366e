"""The server is killed at random moments: nothing that got a 202 is lost or graded twice."""

import contextlib
import random
import signal
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx2
import psutil
import pytest
from sqlalchemy import create_engine, text

from tests.end_to_end.conftest import POSTGRESQL_IS_LONG

pytestmark = POSTGRESQL_IS_LONG
ROOT = Path(__file__).parents[2]
ADDRESS = "/api/v1/courses/ml/assignments/small"
KILLS = 6
STUDENTS = ("aki", "ben", "chie")


class Uploader(threading.Thread):
    """A student who uploads without end, and sends again what was not answered."""

    def __init__(self, url: str, token: str, name: str) -> None:
        super().__init__(name=name)
        self._client = httpx2.Client(
            base_url=url, headers={"Authorization": f"Bearer {token}"}, timeout=20
        )
        self.enough = threading.Event()
        self.receipts: dict[str, str] = {}
        self.refused: list[str] = []

    def run(self) -> None:
        """Upload until it is enough; what is under way is brought to its end."""
        number = 0
        while not self.enough.is_set():
            number += 1
            self._upload(f"{self.name}-{number}", number)
        self._client.close()

    def _upload(self, key: str, number: int) -> None:
        rows = "".join(f"{row},{number % 17}\n" for row in range(6))
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            try:
                answer = self._client.post(
                    f"{ADDRESS}/submissions?track=unrestricted",
                    content="id,prediction\n" + rows,
                    headers={"Content-Type": "text/csv", "Idempotency-Key": key},
                )
            except httpx2.TransportError:
                time.sleep(0.02)
                continue
            if answer.status_code == 202:
                self.receipts[key] = answer.json()["id"]
            else:
                self.refused.append(answer.text)
            return
        self.refused.append(f"{key} was never answered")


@pytest.fixture
def address(site: Any, tokens: Callable[[str], str], prediction_bundle: Callable[..., Path]) -> str:
    """An assignment that nobody runs out of tries of."""
    folder = prediction_bundle(tables="[quota]\nper_day = 1000000")
    site.gradus("assignment", "push", str(folder), "--course", "ml")
    return ADDRESS


@pytest.mark.long
@pytest.mark.usefixtures("address")
def test_kill_9_loses_nothing_acknowledged_and_grades_nothing_twice(
    site: Any, tokens: Callable[[str], str], restart: Callable[[], None], database_url: str
) -> None:
    uploaders = [Uploader(site.url, tokens(name), name) for name in STUDENTS]
    rng = random.Random(5)
    for uploader in uploaders:
        uploader.start()
    for _ in range(KILLS):
        time.sleep(rng.uniform(0.05, 0.6))  # how long the server lives is what is varied
        site.process.send_signal(signal.SIGKILL)
        site.process.wait(10)
        restart()
    for uploader in uploaders:
        uploader.enough.set()
        uploader.join(90)

    assert [refused for uploader in uploaders for refused in uploader.refused] == []
    _all_become_final(site, tokens("sensei"), uploaders)
    receipts = {key: id_ for uploader in uploaders for key, id_ in uploader.receipts.items()}
    assert len(receipts) > KILLS
    _the_tables_agree(database_url, receipts)
    folder = site.data_dir / "files" / "submissions"
    assert {path.name for path in folder.iterdir()} == set(receipts.values())
    assert list((site.data_dir / "incoming").iterdir()) == []


def _all_become_final(site: Any, token: str, uploaders: list[Uploader]) -> None:
    with site.client(token) as staff:
        for uploader in uploaders:
            for submission_id in uploader.receipts.values():
                view = staff.get(f"/api/v1/submissions/{submission_id}", params={"wait": 30}).json()
                assert (view["state"], view["verdict"]) == ("final", "scored")


def _the_tables_agree(database_url: str, receipts: dict[str, str]) -> None:
    """One submission for each key, one final evaluation and one settled try for each."""
    engine = create_engine(database_url)
    with engine.connect() as connection:

        def rows(statement: str) -> list[Any]:
            return [tuple(row) for row in connection.execute(text(statement))]

        stored = dict(rows("SELECT idempotency_key, id FROM submissions"))
        evaluated = rows("SELECT submission_id FROM evaluations WHERE state = 'final'")
        everything = rows("SELECT count(*) FROM evaluations")
        tries = rows("SELECT kind, count(*) FROM quota_ledger GROUP BY kind")
        standings = rows("SELECT sum(submissions) FROM standings")
    engine.dispose()
    assert stored == receipts
    assert sorted(row[0] for row in evaluated) == sorted(receipts.values())
    assert everything == [(len(receipts),)]
    assert dict(tries) == {"reserve": len(receipts), "settle": len(receipts)}
    assert standings == [(len(receipts),)]


@pytest.mark.usefixtures("address")
def test_a_stop_ends_open_streams_and_waits_for_nobody(
    site: Any, tokens: Callable[[str], str], restart: Callable[[], None]
) -> None:
    """A board that somebody watches does not hold up the stop of the server."""
    with (
        site.client(tokens("aki")) as client,
        client.stream("GET", f"{ADDRESS}/leaderboard/events?track=unrestricted") as stream,
    ):
        lines = stream.iter_lines()
        assert any(line.startswith("data:") for line in lines)
        site.process.terminate()
        assert site.process.wait(10) == 0
        assert not any(line.startswith("data:") for line in lines)
    restart()


SLOW = b"import time\ntime.sleep(1.5)\n"  # long enough to be found at work


def test_a_killed_zygote_loses_no_submission(site: Any, tokens: Callable[[str], str]) -> None:
    site.gradus("assignment", "push", str(ROOT / "assignments/backprop-layers"), "--course", "ml")
    layers = "/api/v1/courses/ml/assignments/backprop-layers"
    right = (ROOT / "tests/corpus/layers/right/plain.py").read_bytes()
    with site.client(tokens("aki")) as client:
        sent = client.post(
            f"{layers}/submissions", content=right + SLOW, headers={"Content-Type": "text/x-python"}
        )
        assert sent.status_code == 202, sent.text
        _wait(lambda: client.get(sent.headers["Location"]).json()["state"] == "running")
        before = _descendants(site)
        for process in before:
            with contextlib.suppress(psutil.NoSuchProcess):
                process.kill()
        final = client.get(sent.headers["Location"], params={"wait": 30}).json()
    assert (final["state"], final["verdict"]) == ("final", "scored")
    assert _descendants(site)
    assert not set(before) & set(_descendants(site))


def _descendants(site: Any) -> list[psutil.Process]:
    """The zygotes of a server and all in them."""
    return psutil.Process(site.process.pid).children(recursive=True)


def _wait(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)
