"""Grading processes of a server: warm, replaced in time, alone where that is asked, bounded."""

import os
import signal
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx2
import psutil
import pytest

from grader import Bundle, GradingRequest, Verdict, bounds_of, open_folder
from grader.bundles.definition_file import read_definition_in
from grader.definition.bundle import contents_sha256
from server.core.intervals import USUAL, Intervals
from server.core.models import Evaluation
from server.grading.pool import GradingPool
from server.grading.process import GradingDeathError, GradingFaultError
from server.settings import Settings
from tests.server.grading.planted import BACKPROP_LAYERS, pool, request, sha256_of
from tests.server.grading.test_process import is_gone, until
from tests.server.running import Running

RIGHT = Path(__file__).parents[2] / "corpus" / "layers" / "right" / "plain.py"


def pids(grading: GradingPool) -> list[int]:
    return [process.pid for process in grading.processes]


def test_one_process_grades_file_after_file() -> None:
    with pool() as grading:
        (first,) = pids(grading)
        for _ in range(3):
            assert grading.grade(request()).score == 1.0
        assert pids(grading) == [first]


def test_files_at_the_same_time_are_graded_in_processes_of_their_own(tmp_path: Path) -> None:
    meet = tmp_path / "meet"
    os.mkfifo(meet)
    with (
        pool(f"Path({f'{meet}'!r}).open('w' if job.seed else 'r').close()") as grading,
        ThreadPoolExecutor(2) as threads,
    ):
        both = list(threads.map(lambda seed: grading.grade(request(seed=seed)), (0, 1)))
        assert [each.score for each in both] == [1.0, 1.0]
        assert len(set(pids(grading))) == 2


def test_one_that_has_graded_enough_is_replaced_ahead_of_the_next_file() -> None:
    with pool(renew_after=2) as grading:
        (first,) = pids(grading)
        grading.grade(request())
        assert pids(grading) == [first]
        grading.grade(request())
        until(lambda: len(pids(grading)) == 1)
        assert pids(grading) != [first]
        assert is_gone(first)


def test_one_that_has_grown_is_replaced() -> None:
    with pool("kept.append(b'x' * (8 * 10**7))", most_grown_bytes=10**8) as grading:
        (first,) = pids(grading)
        grading.grade(request())
        assert pids(grading) == [first]
        grading.grade(request())
        until(lambda: len(pids(grading)) == 1)
        assert pids(grading) != [first]


@pytest.mark.long
def test_alone_is_in_a_process_that_grades_nothing_before_or_after() -> None:
    with pool("on_output(f'{os.getpid()} {len(kept)}'); kept.append(1)") as grading:
        (first,) = pids(grading)
        grading.grade(request())
        heard: list[str] = []
        for alone in (True, True, False):
            grading.grade(request(), heard.append, alone=alone)

        (one, zero), (two, none), (same, before) = (map(int, each.split()) for each in heard)
        assert (zero, none, before) == (0, 0, 1)
        assert len({one, two, first}) == 3
        assert same == first
        assert pids(grading) == [first]
        assert is_gone(one)


def test_one_that_dies_while_it_waits_costs_no_file_anything() -> None:
    with pool() as grading:
        (first,) = pids(grading)
        os.kill(first, signal.SIGKILL)
        until(lambda: is_gone(first))
        assert grading.grade(request()).score == 1.0


def test_after_a_death_the_next_file_finds_another_process() -> None:
    with pool("if job.seed == 1: os._exit(1)") as grading:
        with pytest.raises(GradingDeathError, match="exit status 1"):
            grading.grade(request())
        assert grading.grade(request(seed=2)).score == 1.0


def test_what_cannot_be_told_to_those_who_wait_ends_its_process() -> None:
    def fail(_: str) -> None:
        raise OSError("the database is away")

    with pool("on_output('x'); job.seed == 1 and threading.Event().wait()") as grading:
        (first,) = pids(grading)
        with pytest.raises(OSError, match="the database is away"):
            grading.grade(request(), fail)
        assert is_gone(first)
        assert grading.grade(request(seed=2)).score == 1.0


def test_a_close_ends_what_is_under_way_and_takes_nothing_more() -> None:
    begun = threading.Event()
    with (
        pool("on_output('x'); threading.Event().wait()") as grading,
        ThreadPoolExecutor(1) as threads,
    ):
        (first,) = pids(grading)
        under_way = threads.submit(grading.grade, request(), lambda _: begun.set())
        assert begun.wait(20)
        grading.close()
        with pytest.raises(GradingDeathError):
            under_way.result(20)
        assert is_gone(first)
        with pytest.raises(GradingFaultError, match="has ended"):
            grading.grade(request())


@pytest.mark.long
def test_fifty_files_leave_no_memory_behind(
    shared_grading: GradingPool, prediction_bundle: Callable[..., Path], tmp_path: Path
) -> None:
    """Of predictions, right and wrong, and of layers."""
    predictions = tmp_path / "p.csv"
    predictions.write_text("id,prediction\n" + "".join(f"{row},1\n" for row in range(6)))
    wrong = tmp_path / "wrong.csv"
    wrong.write_text("id,prediction\n" + "".join(f"{row},x\n" for row in range(6)))
    layers, small = open_folder(BACKPROP_LAYERS), open_folder(prediction_bundle())
    files = ((small, predictions), (small, wrong), (layers, RIGHT))

    def grade_all() -> int:
        for bundle, file in files:
            asked = GradingRequest(
                bundle_root=bundle.root,
                bundle_sha256=bundle.sha256,
                file=file,
                filename=file.name,
                file_sha256=sha256_of(file),
                seed=1,
                track=None,
                predictions=tmp_path / "kept.npy",
                bounds=bounds_of(bundle, None, file.stat().st_size),
            )
            shared_grading.grade(asked)
        return shared_grading.processes[-1].resident_bytes

    warm = max(grade_all() for _ in range(5))
    after = [grade_all() for _ in range(17)][-1]

    assert after - warm < 2_000_000


@pytest.mark.long
@pytest.mark.parametrize(
    "metric",
    [
        "mae",
        pytest.param("rmsle", marks=pytest.mark.proof),
        pytest.param("r2", marks=pytest.mark.proof),
    ],
)
def test_the_largest_files_take_a_tenth_of_their_bounds(
    shared_grading: GradingPool,
    prediction_bundle: Callable[..., Path],
    tmp_path: Path,
    metric: str,
) -> None:
    """A right one, one with a mistake in every row, and one that is nothing but one row."""
    rows = 300_000
    bundle_folder = prediction_bundle(
        labels="id,label\n" + "".join(f"{row},{row % 97}.5\n" for row in range(rows)),
        release="rounded",
    )
    toml = bundle_folder / "assignment.toml"
    toml.write_text(toml.read_text().replace('"mae"', f'"{metric}"'))
    (bundle_folder / "sample_submission.csv").write_text("id,prediction\n0,0\n")
    definition = read_definition_in(bundle_folder).definition
    bundle = Bundle(definition, bundle_folder, contents_sha256(bundle_folder, definition))
    most = bundle.definition.limits.file_bytes
    right = "id,prediction\n" + "".join(f"{row},{row % 89}.25\n" for row in range(rows))
    wrong = right.replace(".25", ".2x")
    one = "id,prediction\n0," + "1" * (most - 20)
    for content, verdict in (
        (right, Verdict.SCORED),
        (wrong, Verdict.INVALID_FILE),
        (one, Verdict.INVALID_FILE),
    ):
        file = tmp_path / "p.csv"
        file.write_text(content)
        size = file.stat().st_size
        assert most * 0.7 < size <= most
        allowed = bounds_of(bundle, "unrestricted", size)
        asked = GradingRequest(
            bundle_root=bundle.root,
            bundle_sha256=bundle.sha256,
            file=file,
            filename=file.name,
            file_sha256=sha256_of(file),
            seed=1,
            track="unrestricted",
            predictions=tmp_path / "kept.npy",
            bounds=allowed.model_copy(
                update={
                    "cpu_s": allowed.cpu_s / 10,
                    "memory_bytes": allowed.memory_bytes // 4,
                }
            ),
        )
        assert shared_grading.grade(asked).verdict is verdict


# A server whose grader is planted.


@pytest.fixture
def intervals() -> Intervals:
    return Intervals(retry_s=0.01, uncertainty_s=USUAL.uncertainty_s)


@pytest.fixture
def begun(tmp_path: Path) -> Path:
    """Where each grading writes the number of its process when it begins."""
    return tmp_path / "begun"


@pytest.fixture
def shared_grading(request: pytest.FixtureRequest, begun: Path) -> Iterator[GradingPool]:
    """The grading processes of the server; planted where a test hands lines over."""
    lines = getattr(request, "param", None)
    if lines is None:
        from server.grading.code import setup_of

        made = GradingPool(setup_of(Settings(workers=1)))
        yield made
        made.close()
        return
    begin = f"with open({f'{begun}'!r}, 'a') as file: print(os.getpid(), file=file)"
    with pool(begin, *lines) as made:
        yield made


HANGS = ["threading.Event().wait()"]
CONTENT = "id,prediction\n" + "".join(f"{row},1\n" for row in range(6))


def submit(client: httpx2.Client, address: str) -> str:
    sent = client.post(
        f"{address}/submissions?track=unrestricted&again=true",
        content=CONTENT,
        headers={"Content-Type": "text/csv"},
    )
    assert sent.status_code == 202, sent.text
    location: str = sent.headers["Location"]
    return location


def begun_in(begun: Path, count: int) -> int:
    """The process in which the `count`th grading has begun, waited for."""
    until(lambda: begun.exists() and len(begun.read_text().splitlines()) >= count)
    return int(begun.read_text().splitlines()[count - 1])


@pytest.mark.parametrize("shared_grading", [HANGS], indirect=True)
def test_two_deaths_that_were_seen_park_a_file_and_the_page_says_whose_fault_it_is(
    running: Running, clients: dict[str, httpx2.Client], small: str, begun: Path
) -> None:
    momo, staff = clients["momo"], clients["sensei"]
    tries = momo.get(small).json()["tries_left"]
    place = submit(momo, small)
    assert momo.get(small).json()["tries_left"] == tries - 1

    first = begun_in(begun, 1)
    os.kill(first, signal.SIGKILL)
    second = begun_in(begun, 2)
    assert second != first
    assert momo.get(place).json()["state"] == "running"
    os.kill(second, signal.SIGKILL)

    final = momo.get(place, params={"wait": 30}).json()
    assert (final["state"], final["verdict"]) == ("final", Verdict.INFRASTRUCTURE_FAULT)
    assert momo.get(small).json()["tries_left"] == tries
    assert (final["deaths"], final["last_death"]) == (None, None)
    seen = staff.get(place).json()
    assert (seen["deaths"], seen["last_death"]) == (2, "SIGKILL")
    page = place.removeprefix("/api/v1")
    for locale, ours, back in (
        ("en", "It is our fault", "the try is given back"),
        ("ja", "私たちの責任", "回数は返却されています"),
    ):
        read = {"Accept": "text/html", "Accept-Language": locale}
        text = page_of(running, momo, page, read)
        assert ours in text
        assert back in text
        assert "SIGKILL" not in text
        assert "SIGKILL" in page_of(running, staff, page, read)


def page_of(running: Running, who: httpx2.Client, page: str, headers: dict[str, str]) -> str:
    """A page as a browser shows it to somebody."""
    token = who.headers["Authorization"].partition(" ")[2]
    with httpx2.Client(base_url=running.url, timeout=30, follow_redirects=True) as browser:
        browser.post("/sign-in", data={"token": token})
        answer = browser.get(page, headers=headers)
    assert answer.status_code == 200, answer.text
    return answer.text


@pytest.mark.parametrize("shared_grading", [["while True: pass"]], indirect=True)
def test_a_loop_of_the_judge_holds_up_nobody_else(
    running: Running, clients: dict[str, httpx2.Client], small: str, begun: Path
) -> None:
    """The page is answered meanwhile, and a stop of the workers waits for no end of it."""
    place = submit(clients["momo"], small)
    busy = psutil.Process(begun_in(begun, 1))

    assert clients["ken"].get(small).status_code == 200
    assert busy.status() != psutil.STATUS_ZOMBIE
    assert busy.nice() == psutil.Process().nice() + 5

    running.service.workers.stop(patience_s=0.01)
    assert busy.status() != psutil.STATUS_ZOMBIE
    assert clients["momo"].get(place).json()["state"] == "queued"
    busy.kill()  # else the stop of the server waits as long as it may


@pytest.mark.long
def test_the_first_death_costs_a_right_file_nothing(
    running: Running, clients: dict[str, httpx2.Client], put_bundle: Any
) -> None:
    """It is graded alone, for real, and scores as it would have."""
    assert put_bundle(BACKPROP_LAYERS, "backprop-layers").status_code == 200
    address = "/api/v1/courses/ml/assignments/backprop-layers"
    source = RIGHT.read_bytes() + b"import time\ntime.sleep(1.5)\n"  # to be found at work
    (process,) = running.service.grading.processes
    all_of_it = psutil.Process(process.pid)
    idle = all_of_it.children(recursive=True)
    sent = clients["momo"].post(
        f"{address}/submissions", content=source, headers={"Content-Type": "text/x-python"}
    )
    place = sent.headers["Location"]
    # It is told to be "running" a moment before a process has it.
    until(lambda: bool(set(all_of_it.children(recursive=True)) - set(idle)))
    os.kill(process.pid, signal.SIGKILL)

    final = clients["momo"].get(place, params={"wait": 30}).json()
    assert (final["verdict"], final["points"]) == (Verdict.SCORED, 20.0)
    with running.service.database.read() as session:
        (found,) = session.query(Evaluation).all()
    assert (found.deaths, found.alone, found.faults) == (1, True, 0)
