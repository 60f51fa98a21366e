"""One child from the worker's side: what comes of it is bounded, whatever it does."""

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from grader.sandbox.pool.sandbox_runner import SandboxRunner
from grader.sandbox.pool.warm_child import Spare
from grader.sandbox.protocol.conclusion import Cut
from grader.sandbox.protocol.frames import FrameKind, read_frames
from grader.sandbox.protocol.request import Case, Limits, Request, pack_request
from grader.sandbox.supervision import Bounds
from tests.grader.sandbox.conftest import FORWARD
from tests.grader.sandbox.waiting import family, wait_until

BOUNDS = Bounds(setup_s=20, wall_s=20, stdout_bytes=1_000_000, stderr_bytes=10_000)
LIMITS = Limits(20, 10, 256_000_000, 10_000)
PLUS = "class Layer:\n    def forward(self, x): return x + 1"


def _packed(source: str) -> bytes:
    return pack_request(Request(source.encode(), "layers.py", (Case("", FORWARD),), LIMITS, 0))


@pytest.fixture
def fork(sandbox: SandboxRunner) -> Iterator[Callable[[], Spare]]:
    """Forks children of the shared sandbox's zygote, which end with the test."""
    forked: list[Spare] = []

    def fork() -> Spare:
        forked.append(Spare(sandbox.zygotes[0]))
        return forked[-1]

    yield fork
    for spare in forked:
        spare.discard()


def _kinds(received: memoryview) -> list[FrameKind]:
    return [frame.kind for frame in read_frames(received)]


def test_a_child_answers_its_one_request_and_hangs_up(fork: Callable[[], Spare]) -> None:
    spare = fork()
    exchange = spare.exchange(_packed(PLUS), BOUNDS)
    ending = spare.end(exchange.cut, 10_000)

    assert exchange.cut is Cut.NOT_CUT
    words = [FrameKind.READY, FrameKind.LOADED, *[FrameKind.VALUES] * 3, FrameKind.DONE]
    assert _kinds(exchange.received) == words
    assert ending.exit_status == -9  # it lingers, so that it does not need the processor to end
    assert not ending.killed_by_others
    assert 0 < ending.cpu_s < 5


def test_a_child_that_is_not_through_in_time_is_cut(fork: Callable[[], Spare]) -> None:
    spare = fork()
    bounds = Bounds(setup_s=20, wall_s=0.2, stdout_bytes=10**6, stderr_bytes=10_000)
    exchange = spare.exchange(_packed("print('on my way')\nwhile True: pass"), bounds)
    ending = spare.end(exchange.cut, 10_000)
    assert exchange.cut is ending.cut is Cut.TOO_LONG
    assert ending.printed == b"on my way\n"


def test_a_child_that_says_too_much_is_cut_and_little_more_is_kept(
    fork: Callable[[], Spare],
) -> None:
    spare = fork()
    source = "import os\nwhile True: os.write(3, bytes(60_000))"
    exchange = spare.exchange(_packed(source), BOUNDS)
    spare.end(exchange.cut, 10_000)
    assert exchange.cut is Cut.TOO_LARGE
    assert len(exchange.received) <= 2 * BOUNDS.stdout_bytes + 2**18


def test_output_of_just_the_cap_is_whole_and_one_byte_more_is_too_much(
    fork: Callable[[], Spare],
) -> None:
    for size, cut in ((10_000, Cut.NOT_CUT), (10_001, Cut.TOO_MUCH)):
        spare = fork()
        exchange = spare.exchange(_packed(f"import os\nos.write(1, b'x' * {size})"), BOUNDS)
        ending = spare.end(exchange.cut, 10_000)
        assert ending.cut is cut
        assert ending.printed == b"x" * 10_000


def test_a_child_that_dies_is_told_by_how_it_died(fork: Callable[[], Spare]) -> None:
    spare = fork()
    exchange = spare.exchange(_packed("import os\nos._exit(7)"), BOUNDS)
    ending = spare.end(exchange.cut, 10_000, is_through=False)
    assert (ending.exit_status, ending.killed_by_others) == (7, False)


def test_a_child_that_was_killed_by_others_says_so(fork: Callable[[], Spare]) -> None:
    spare = fork()

    def kill(printed: bytes) -> None:
        if printed:
            pid, _ = spare._zygote.child_in(spare._forked)
            psutil.Process(_outside(pid, spare)).kill()

    exchange = spare.exchange(_packed("print('started')\nwhile True: pass"), BOUNDS, kill)
    ending = spare.end(exchange.cut, 10_000, is_through=False)
    assert (ending.exit_status, ending.killed_by_others) == (-9, True)


def _outside(pid: int, spare: Spare) -> int:
    """A process number as we see it, who may be outside of the zygote's namespace."""
    for process in family(spare._zygote.pid):
        status = Path(f"/proc/{process.pid}/status").read_text("utf-8")
        if re.search(rf"^NSpid:.*\b{pid}$", status, re.MULTILINE):
            return process.pid
    raise AssertionError(f"no process {pid}")


def test_a_child_that_nobody_needs_ends_and_discarding_twice_does_no_harm(
    fork: Callable[[], Spare],
) -> None:
    before = psutil.Process().num_fds()
    spare = fork()
    pid, _ = spare._zygote.child_in(spare._forked)
    outside = _outside(pid, spare)
    spare.discard()
    spare.discard()
    wait_until(lambda: not psutil.pid_exists(outside))
    assert psutil.Process().num_fds() == before


def test_a_child_that_waits_uses_no_time(fork: Callable[[], Spare]) -> None:
    """Its request may come after it has confined itself, or at once."""
    spare = fork()
    pid, _ = spare._zygote.child_in(spare._forked)
    process = psutil.Process(_outside(pid, spare))
    wait_until(lambda: process.status() == psutil.STATUS_SLEEPING)
    assert _kinds(spare.exchange(_packed(PLUS), BOUNDS).received)[-1] is FrameKind.DONE


def test_two_children_do_not_share_what_they_print(fork: Callable[[], Spare]) -> None:
    spares = [fork(), fork()]
    printed = []
    for number, spare in enumerate(spares):
        exchange = spare.exchange(_packed(f"print({number})"), BOUNDS)
        printed.append(spare.end(exchange.cut, 10_000).printed)
    assert printed == [b"0\n", b"1\n"]


def test_something_else_is_done_while_a_child_dies(fork: Callable[[], Spare]) -> None:
    spare, done = fork(), []
    exchange = spare.exchange(_packed(PLUS), BOUNDS)
    spare.end(exchange.cut, 10_000, meanwhile=lambda: done.append(os.getpid()))
    assert done == [os.getpid()]
