"""One child from the worker's side: what comes of it is bounded, whatever it does."""

import contextlib
import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from grader.sandbox.pool.sandbox_runner import SandboxRunner
from grader.sandbox.pool.warm_child import WarmChild
from grader.sandbox.protocol.frames import FrameKind, read_frames
from grader.sandbox.protocol.request import Case, Limits, Request, pack_request
from grader.sandbox.results.exits import ProcessBounds, StopReason
from tests.grader.sandbox.conftest import FORWARD
from tests.grader.sandbox.waiting import family, wait_until

BOUNDS = ProcessBounds(setup_s=20, wall_s=20, reply_bytes=1_000_000, output_bytes=10_000)
LIMITS = Limits(20, 10, 256_000_000, 10_000)
PLUS = "class Layer:\n    def forward(self, x): return x + 1"


def _pack(source: str) -> bytes:
    return pack_request(Request(source.encode(), "layers.py", (Case("", FORWARD),), LIMITS, 0))


@pytest.fixture
def fork(sandbox: SandboxRunner) -> Iterator[Callable[[], WarmChild]]:
    """Forks children of the shared sandbox's zygote, which end with the test."""
    forked: list[WarmChild] = []

    def fork() -> WarmChild:
        forked.append(WarmChild(sandbox.zygotes[0]))
        return forked[-1]

    yield fork
    for child in forked:
        child.discard()


def _kinds(received: memoryview) -> list[FrameKind]:
    return [frame.kind for frame in read_frames(received)]


def test_a_child_answers_its_one_request_and_hangs_up(fork: Callable[[], WarmChild]) -> None:
    child = fork()
    exchange = child.exchange(_pack(PLUS), BOUNDS)
    ended = child.end(exchange.stop_reason, 10_000)

    assert exchange.stop_reason is StopReason.NOT_STOPPED
    words = [FrameKind.READY, FrameKind.LOADED, *[FrameKind.VALUES] * 3, FrameKind.DONE]
    assert _kinds(exchange.received) == words
    assert ended.exit_status == -9  # it lingers, so that it does not need the processor to end
    assert not ended.killed_by_others
    assert 0 < ended.cpu_s < 5


def test_a_child_that_is_not_through_in_time_is_cut(fork: Callable[[], WarmChild]) -> None:
    child = fork()
    bounds = ProcessBounds(setup_s=20, wall_s=0.2, reply_bytes=10**6, output_bytes=10_000)
    exchange = child.exchange(_pack("print('on my way')\nwhile True: pass"), bounds)
    ended = child.end(exchange.stop_reason, 10_000)
    assert exchange.stop_reason is ended.stop_reason is StopReason.TOO_LONG
    assert ended.printed == b"on my way\n"


def test_a_child_that_says_too_much_is_cut_and_little_more_is_kept(
    fork: Callable[[], WarmChild],
) -> None:
    child = fork()
    source = "import os\nwhile True: os.write(3, bytes(60_000))"
    exchange = child.exchange(_pack(source), BOUNDS)
    child.end(exchange.stop_reason, 10_000)
    assert exchange.stop_reason is StopReason.REPLIES_TOO_LARGE
    assert len(exchange.received) <= 2 * BOUNDS.reply_bytes + 2**18


def test_output_of_just_the_cap_is_whole_and_one_byte_more_is_too_much(
    fork: Callable[[], WarmChild],
) -> None:
    for size, reason in ((10_000, StopReason.NOT_STOPPED), (10_001, StopReason.TOO_MUCH_OUTPUT)):
        child = fork()
        exchange = child.exchange(_pack(f"import os\nos.write(1, b'x' * {size})"), BOUNDS)
        ended = child.end(exchange.stop_reason, 10_000)
        assert ended.stop_reason is reason
        assert ended.printed == b"x" * 10_000


def test_a_child_that_dies_is_told_by_how_it_died(fork: Callable[[], WarmChild]) -> None:
    child = fork()
    exchange = child.exchange(_pack("import os\nos._exit(7)"), BOUNDS)
    ended = child.end(exchange.stop_reason, 10_000, is_through=False)
    assert (ended.exit_status, ended.killed_by_others) == (7, False)


def test_a_child_that_was_killed_by_others_says_so(fork: Callable[[], WarmChild]) -> None:
    child = fork()

    def kill(printed: bytes) -> None:
        if printed:
            pid, _ = child._zygote.child_in(child._forked)
            psutil.Process(_outside(pid, child)).kill()

    exchange = child.exchange(_pack("print('started')\nwhile True: pass"), BOUNDS, kill)
    ended = child.end(exchange.stop_reason, 10_000, is_through=False)
    assert (ended.exit_status, ended.killed_by_others) == (-9, True)


def _outside(pid: int, child: WarmChild) -> int:
    """A process number as we see it, who may be outside of the zygote's namespace."""
    for process in family(child._zygote.pid):
        status = Path(f"/proc/{process.pid}/status").read_text("utf-8")
        if re.search(rf"^NSpid:.*\b{pid}$", status, re.MULTILINE):
            return process.pid
    raise AssertionError(f"no process {pid}")


def test_a_child_that_nobody_needs_ends_and_discarding_twice_does_no_harm(
    fork: Callable[[], WarmChild],
) -> None:
    child = fork()
    output = os.fstat(child._output)
    pid, _ = child._zygote.child_in(child._forked)
    outside = _outside(pid, child)
    child.discard()
    child.discard()
    wait_until(lambda: not psutil.pid_exists(outside))
    assert child._socket.fileno() == -1
    assert not any(os.path.samestat(each, output) for each in _open_files())


def _open_files() -> Iterator[os.stat_result]:
    """Of this process; the sandbox of all tests may open and close others meanwhile."""
    for descriptor in Path("/proc/self/fd").iterdir():
        with contextlib.suppress(OSError):
            yield os.fstat(int(descriptor.name))


def test_a_child_that_waits_uses_no_time(fork: Callable[[], WarmChild]) -> None:
    """Its request may come after it has confined itself, or at once."""
    child = fork()
    pid, _ = child._zygote.child_in(child._forked)
    process = psutil.Process(_outside(pid, child))
    wait_until(lambda: process.status() == psutil.STATUS_SLEEPING)
    assert _kinds(child.exchange(_pack(PLUS), BOUNDS).received)[-1] is FrameKind.DONE


def test_two_children_do_not_share_what_they_print(fork: Callable[[], WarmChild]) -> None:
    warm_children = [fork(), fork()]
    printed = []
    for number, child in enumerate(warm_children):
        exchange = child.exchange(_pack(f"print({number})"), BOUNDS)
        printed.append(child.end(exchange.stop_reason, 10_000).printed)
    assert printed == [b"0\n", b"1\n"]


def test_something_else_is_done_while_a_child_dies(fork: Callable[[], WarmChild]) -> None:
    child, done = fork(), []
    exchange = child.exchange(_pack(PLUS), BOUNDS)
    child.end(exchange.stop_reason, 10_000, meanwhile=lambda: done.append(os.getpid()))
    assert done == [os.getpid()]
