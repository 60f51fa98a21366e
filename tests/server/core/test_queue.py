"""The in-memory queue hands out each evaluation once, the urgent and the early first."""

import threading
from concurrent.futures import ThreadPoolExecutor

from hypothesis import given
from hypothesis import strategies as st

from server.core.queue import MemoryQueue, Priority


def drain(queue: MemoryQueue, count: int) -> list[str]:
    """The next `count` ids that the queue hands out."""
    seen: list[str] = []

    def grade(evaluation_id: str) -> None:
        seen.append(evaluation_id)
        if len(seen) == count:
            queue.stop()

    queue.run(grade)
    return seen


@given(st.lists(st.tuples(st.sampled_from(Priority), st.integers(0, 10**6)), min_size=1))
def test_the_order_is_priority_then_arrival(entries: list[tuple[Priority, int]]) -> None:
    entries = list({number: (priority, number) for priority, number in entries}.values())
    queue = MemoryQueue()
    for priority, number in entries:
        queue.push(f"{number:08}", priority, received_s=number)

    assert drain(queue, len(entries)) == [f"{n:08}" for _, n in sorted(entries)]


def test_an_evaluation_that_is_waiting_is_not_added_twice() -> None:
    queue = MemoryQueue()
    for _ in range(3):
        queue.push("a", Priority.UPLOAD)
    queue.push("b", Priority.REGRADE)

    assert drain(queue, 2) == ["a", "b"]


def test_an_evaluation_can_come_back_after_it_was_handed_out() -> None:
    queue = MemoryQueue()
    queue.push("a", Priority.UPLOAD)
    seen: list[str] = []

    def grade(evaluation_id: str) -> None:
        seen.append(evaluation_id)
        if len(seen) == 1:
            queue.push("a", Priority.UPLOAD)
        else:
            queue.stop()

    queue.run(grade)

    assert seen == ["a", "a"]


def test_what_is_put_off_comes_after_what_is_ready() -> None:
    queue = MemoryQueue()
    queue.push("later", Priority.UPLOAD, after_s=0.05)
    queue.push("now", Priority.REGRADE)

    assert drain(queue, 2) == ["now", "later"]


def test_many_workers_share_the_work_and_each_id_is_graded_once() -> None:
    queue, seen, lock = MemoryQueue(), [], threading.Lock()
    ids = [f"{number:04}" for number in range(500)]

    def grade(evaluation_id: str) -> None:
        with lock:
            seen.append(evaluation_id)
            if len(seen) == len(ids):
                queue.stop()

    with ThreadPoolExecutor(8) as pool:
        runs = [pool.submit(queue.run, grade) for _ in range(7)]
        for evaluation_id in ids:
            queue.push(evaluation_id, Priority.UPLOAD)
        for run in runs:
            run.result(10)

    assert sorted(seen) == ids
