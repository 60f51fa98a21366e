"""Code runs where there is memory for all that it may take; who was crowded out runs alone."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader import bounds_of, open_folder
from server.grading.admission import MemoryAdmission
from server.grading.process import CrowdedOutError
from tests.server.grading.planted import BACKPROP_LAYERS, pool, request

TRAINED = """
train = "private/train.csv"
test = "private/test.csv"

[[tracks]]
slug = "trained"
title = { en = "Trained" }
rules = { en = "NumPy only." }
proof = "program"
program = { memory_bytes = 300_000_000 }
"""
CROWDED = "raise CrowdedOutError('less than its limit')"


@given(st.lists(st.integers(0, 12) | st.none(), max_size=12))
def test_all_that_run_fit_and_all_come_in(wanted: list[int | None]) -> None:
    admission, lock = MemoryAdmission(10), threading.Lock()
    running: list[int] = []

    def run(each: int | None) -> bool:
        with admission.admitted(each):
            bytes_ = 10 if each is None else min(each, 10)
            with lock:
                running.append(bytes_)
                fits = sum(running) <= 10 and not (each is None and any(running[:-1]))
            with lock:
                running.remove(bytes_)
        return fits

    with ThreadPoolExecutor(6) as threads:
        assert all(threads.map(run, wanted))


def test_the_first_to_come_is_the_first_served_and_who_wants_none_never_waits() -> None:
    admission, order = MemoryAdmission(10), []
    large_waits, leave = threading.Event(), threading.Event()

    def hold() -> None:
        with admission.admitted(6):
            large_waits.set()
            assert leave.wait(20)

    def come(name: str, wanted: int) -> None:
        with admission.admitted(wanted):
            order.append(name)

    first = threading.Thread(target=hold)
    first.start()
    assert large_waits.wait(20)
    line = [threading.Thread(target=come, args=each) for each in (("large", 10), ("small", 1))]
    for length, thread in enumerate(line, 1):
        thread.start()
        while admission.waiting < length:
            assert thread.is_alive()
    with admission.admitted(0):
        assert order == []
    leave.set()
    for thread in (first, *line):
        thread.join(20)
    assert order == ["large", "small"]


def test_what_fits_in_comes_before_what_does_not_but_for_ten_seconds() -> None:
    now_s = [0.0]
    admission = MemoryAdmission(6, clock=lambda: now_s[0])

    def come(wanted: int) -> None:
        with admission.admitted(wanted):
            pass

    with admission.admitted(4):
        large = start(admission, partial(come, 4))
        with admission.admitted(1):
            assert large.is_alive()
        now_s[0] = 9.9
        with admission.admitted(1):
            assert large.is_alive()
        now_s[0] = 10.1
        small = start(admission, partial(come, 1))
        assert admission.waiting == 2
    for each in (large, small):
        each.join(20)
        assert not each.is_alive()


def start(admission: MemoryAdmission, run: Callable[[], None]) -> threading.Thread:
    """A thread that waits for memory."""
    before, thread = admission.waiting, threading.Thread(target=run)
    thread.start()
    while admission.waiting == before:
        assert thread.is_alive()
    return thread


def test_without_a_known_memory_everybody_comes_in() -> None:
    admission = MemoryAdmission(None)
    with admission.admitted(None), admission.admitted(10**15):
        pass


def test_who_was_crowded_out_runs_again_with_nobody_beside_and_no_fault(tmp_path: Path) -> None:
    """The second file wants little, and runs while the first does; the first then runs alone."""
    mark = f"Path({f'{tmp_path}'!r}) / str(job.seed)"
    is_first = f"job.seed == 0 and not ({mark}).exists() and (({mark}).touch() or True)"
    with pool(f"if {is_first}: {CROWDED}") as grading:
        assert grading.grade(request(seed=0, code_bytes=10**6)).score == 1.0
        assert grading.grade(request(seed=1, code_bytes=10**6)).score == 1.0


def test_one_that_is_crowded_out_by_nobody_is_a_fault_of_the_machine() -> None:
    with pool(CROWDED) as grading, pytest.raises(CrowdedOutError, match="less than its limit"):
        grading.grade(request(code_bytes=10**6))


def test_a_file_is_admitted_by_what_its_code_may_take(
    prediction_bundle: Callable[..., Path],
) -> None:
    layers, folder = open_folder(BACKPROP_LAYERS), prediction_bundle(tables=TRAINED)
    (folder / "private/train.csv").write_text("x,target\n1,2\n2,3\n")
    (folder / "private/test.csv").write_text("id,x\n" + "".join(f"{i},1\n" for i in range(6)))
    predictions = open_folder(folder)
    assert bounds_of(layers, "main", 1).code_bytes == layers.definition.limits.memory_bytes
    assert bounds_of(predictions, "unrestricted", 1).code_bytes == 0
    assert bounds_of(predictions, "trained", 1).code_bytes == 300_000_000
