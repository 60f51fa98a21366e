"""Grading processes, zygotes and servers are killed: files are graded again, and nobody pays.

Servers that are killed at every point of an upload: `tests/faults`.
"""

import contextlib
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psutil
import pytest

from tests.end_to_end.conftest import POSTGRESQL_IS_PROOF

pytestmark = [POSTGRESQL_IS_PROOF, pytest.mark.long]
ROOT = Path(__file__).parents[2]
ADDRESS = "/api/v1/courses/ml/assignments/small"


@pytest.fixture
def address(site: Any, tokens: Callable[[str], str], prediction_bundle: Callable[..., Path]) -> str:
    """An assignment that nobody runs out of tries of."""
    folder = prediction_bundle(tables="[quota]\nper_day = 1000000")
    site.gradus("assignment", "push", str(folder), "--course", "ml")
    return ADDRESS


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


SLOW = b"""
import time
while time.process_time() < 0.5: pass
time.sleep(%g)
"""  # long enough to be found at work
RIGHT = ROOT / "tests/corpus/layers/right/plain.py"
LAYERS = "/api/v1/courses/ml/assignments/backprop-layers"


@pytest.fixture
def under_way(site: Any, tokens: Callable[[str], str]) -> Callable[[float], str]:
    """Uploads a right file that takes so many seconds; its address, once it is being graded."""
    site.gradus("assignment", "push", str(ROOT / "assignments/backprop-layers"), "--course", "ml")

    def upload(seconds: float) -> str:
        with site.client(tokens("aki")) as client:
            sent = client.post(
                f"{LAYERS}/submissions?again=true",
                content=RIGHT.read_bytes() + SLOW % seconds,
                headers={"Content-Type": "text/x-python"},
            )
            assert sent.status_code == 202, sent.text
            place: str = sent.headers["Location"]
            _wait(lambda: client.get(place).json()["state"] == "running")
        return place

    return upload


@pytest.mark.proof  # beside a server's own: tests/grader/sandbox/pool
def test_a_killed_zygote_loses_no_submission(
    site: Any, tokens: Callable[[str], str], under_way: Callable[[float], str]
) -> None:
    place = under_way(1.5)
    before = _zygotes(site)
    assert before
    for process in before:
        with contextlib.suppress(psutil.NoSuchProcess):
            process.kill()

    assert _final(site, tokens("aki"), place)["verdict"] == "scored"
    assert not set(before) & set(_zygotes(site))
    assert _zygotes(site)


@pytest.mark.proof  # beside a server's own: tests/server/grading/test_worker.py
def test_kill_9_of_a_grading_process_twice_parks_the_file_and_gives_the_try_back(
    site: Any, tokens: Callable[[str], str], under_way: Callable[[float], str]
) -> None:
    aki, sensei = tokens("aki"), tokens("sensei")
    place = under_way(6)
    with site.client(aki) as client:
        left = client.get(LAYERS).json()["tries_left"]
    killed: set[psutil.Process] = set()
    while len(killed) < 2:  # each time the one in which the slow file runs
        (process,) = _wait_for(lambda: _at_work(site) - killed)
        killed.add(process)
        process.kill()

    assert _final(site, aki, place)["verdict"] == "infrastructure_fault"
    seen = _final(site, sensei, place)
    assert (seen["deaths"], seen["last_death"]) == (2, "SIGKILL")
    with site.client(aki) as client:
        assert client.get(LAYERS).json()["tries_left"] == left + 1


def test_kill_9_of_the_server_takes_all_along_and_counts_against_no_file(
    site: Any,
    tokens: Callable[[str], str],
    under_way: Callable[[float], str],
    restart: Callable[[], None],
) -> None:
    place = under_way(3)
    _wait_for(lambda: _at_work(site))
    all_of_it = psutil.Process(site.process.pid).children(recursive=True)
    site.process.kill()
    site.process.wait(10)

    _, alive = psutil.wait_procs(all_of_it, timeout=20)
    assert [each for each in alive if each.status() != psutil.STATUS_ZOMBIE] == []
    restart()
    (lonely,) = _wait_for(lambda: _at_work(site))
    (warm,) = _grading_processes(site) - {lonely}  # another waits, but it has one of its own

    assert _final(site, tokens("aki"), place)["verdict"] == "scored"
    assert _final(site, tokens("sensei"), place)["deaths"] == 0
    _wait(lambda: _grading_processes(site) == {warm})


def _final(site: Any, token: str, place: str) -> dict[str, Any]:
    with site.client(token) as client:
        view: dict[str, Any] = client.get(place, params={"wait": 60}).json()
    assert view["state"] == "final"
    return view


def _grading_processes(site: Any) -> set[psutil.Process]:
    return set(psutil.Process(site.process.pid).children())


def _zygotes(site: Any) -> set[psutil.Process]:
    """The zygotes of a server and all in them."""
    server = psutil.Process(site.process.pid)
    return set(server.children(recursive=True)) - set(server.children())


def _at_work(site: Any) -> set[psutil.Process]:
    """The grading processes in which the code of a slow file runs."""
    return {each for each in _grading_processes(site) if _runs_code(each)}


def _runs_code(process: psutil.Process) -> bool:
    """Whether there is a child of a zygote that has done more than to wait."""
    with contextlib.suppress(psutil.NoSuchProcess):
        found = process.children(recursive=True)
        return any(sum(each.cpu_times()[:2]) > 0.1 and not each.children() for each in found)
    return False


def _wait_for(find: Callable[[], set[psutil.Process]]) -> set[psutil.Process]:
    _wait(lambda: bool(find()))
    return find()


def _wait(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)
