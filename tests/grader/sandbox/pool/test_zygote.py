"""A zygote from the worker's side: how it comes up, and how each way to break is told."""

import contextlib
import os
import socket
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import psutil
import pytest

from grader.sandbox.host.host import ZygoteLaunch
from grader.sandbox.host.system import System
from grader.sandbox.pool.zygote import Zygote, ZygoteError
from grader.sandbox.protocol.control import FIRST_USER, Setup
from tests.grader.sandbox.waiting import family, is_gone, wait_until

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="a zygote needs Linux")
AS_ROOT = pytest.mark.skipif(os.geteuid() != 0, reason="only root takes another user's number")
OPEN = Setup(user=0, limits=True, landlock=False, filter=b"", seal=b"", modules=())
HERE = System.here()
LAUNCH = ZygoteLaunch(HERE, (HERE.libraries,))

Start = Callable[..., Zygote]


@pytest.fixture
def start() -> Iterator[Start]:
    """Starts zygotes, which end with the test."""
    started: list[Zygote] = []

    def start(setup: Setup = OPEN, launch: ZygoteLaunch = LAUNCH, **patience: float) -> Zygote:
        started.append(Zygote(launch, lambda _: setup, **patience))
        return started[-1]

    yield start
    for zygote in started:
        zygote.close()


@contextlib.contextmanager
def _ends_of_a_child() -> Iterator[tuple[int, int]]:
    """What a child is handed: a socket, to whose other end it listens meanwhile, and its output."""
    ours, theirs = socket.socketpair()
    output = os.memfd_create("output")
    with ours, theirs:
        yield theirs.fileno(), output
    os.close(output)


def _fork(zygote: Zygote) -> tuple[int, int]:
    """A child that has nobody to talk to any more: its number and its pidfd."""
    with _ends_of_a_child() as ends:
        return zygote.child_in(zygote.fork(*ends))


def test_a_zygote_says_who_it_is(start: Start) -> None:
    ready = start().ready
    assert ready.threads == 1
    assert ready.user == os.getuid()
    assert ready.landlock == 0
    assert 10**6 < ready.resident < ready.address_space
    assert 0 < ready.import_s < 60


@AS_ROOT
def test_a_zygote_of_root_becomes_the_user_that_it_is_told(start: Start) -> None:
    zygote = start(OPEN._replace(user=FIRST_USER + 7))
    assert zygote.ready.user == FIRST_USER + 7
    assert set(psutil.Process(zygote.pid).uids()) == {FIRST_USER + 7}
    capabilities = Path(f"/proc/{zygote.pid}/status").read_text("utf-8")
    for kind in ("CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb"):
        assert f"{kind}:\t{0:016x}\n" in capabilities


def test_a_child_that_ends_is_reaped_with_what_it_used(start: Start) -> None:
    zygote = start()
    pid, process = _fork(zygote)
    usage = zygote.usage_in(zygote.reap(pid))
    os.close(process)
    assert os.waitstatus_to_exitcode(usage.status) == 0  # nobody asked it for anything
    assert usage.peak_bytes > 10**6
    assert not psutil.pid_exists(pid)


def test_a_child_is_killed_where_that_is_asked_for(start: Start) -> None:
    zygote = start()
    with _ends_of_a_child() as ends:
        pid, process = zygote.child_in(zygote.fork(*ends))
        zygote.kill(pid)
        usage = zygote.usage_in(zygote.reap(pid))
    os.close(process)
    assert os.waitstatus_to_exitcode(usage.status) == -9


def test_answers_come_to_those_who_asked_in_whatever_order_they_look(start: Start) -> None:
    zygote = start()
    with _ends_of_a_child() as ends:
        asked = [zygote.fork(*ends) for _ in range(3)]
        children = [zygote.child_in(answer) for answer in reversed(asked)]
    numbers = [pid for pid, _ in children]
    assert numbers == sorted(numbers, reverse=True)
    for pid, process in children:
        assert os.waitstatus_to_exitcode(zygote.usage_in(zygote.reap(pid)).status) == 0
        os.close(process)


def test_an_answer_to_another_question_is_an_error(start: Start) -> None:
    zygote = start()
    pid, process = _fork(zygote)
    os.close(process)
    with pytest.raises(ZygoteError, match="REAPED where FORKED was expected"):
        zygote.child_in(zygote.reap(pid))


def test_a_zygote_that_was_killed_says_so_to_whoever_asks(start: Start) -> None:
    zygote = start()
    assert zygote.alive
    psutil.Process(zygote.pid).kill()
    wait_until(lambda: not zygote.alive)
    with pytest.raises(ZygoteError, match="does not listen"):
        _fork(zygote)


def test_a_zygote_that_does_not_answer_is_given_up(start: Start) -> None:
    zygote = start(answer_s=0.1)
    stopped = psutil.Process(zygote.pid)
    stopped.suspend()
    try:
        with pytest.raises(ZygoteError, match="does not answer"):
            _fork(zygote)
    finally:
        stopped.resume()


def test_a_zygote_that_does_not_end_by_itself_is_killed(start: Start) -> None:
    zygote = start(end_s=0.1)
    psutil.Process(zygote.pid).suspend()
    zygote.close()
    assert not zygote.alive


def test_closing_ends_a_zygote_with_its_children_and_twice_does_no_harm(start: Start) -> None:
    zygote = start()
    with _ends_of_a_child() as ends:
        _, process = zygote.child_in(zygote.fork(*ends))
        os.close(process)
        before = family(zygote.pid)
        assert len(before) == 2
        zygote.close()
        zygote.close()
        wait_until(lambda: all(map(is_gone, before)))


def test_no_descriptor_is_left_open(start: Start) -> None:
    before = psutil.Process().num_fds()
    zygote = start()
    for _ in range(3):
        pid, process = _fork(zygote)
        zygote.usage_in(zygote.reap(pid))
        os.close(process)
    zygote.close()
    assert psutil.Process().num_fds() == before


def test_a_zygote_without_numpy_says_why(start: Start, tmp_path: Path) -> None:
    with pytest.raises(ZygoteError, match="No module named 'numpy'"):
        start(launch=replace(LAUNCH, libraries=(tmp_path,)))


def test_a_zygote_without_a_library_that_it_should_import_says_which(start: Start) -> None:
    setup = OPEN._replace(modules=("no_such_library",))
    with pytest.raises(ZygoteError, match="ModuleNotFoundError: No module named 'no_such_library'"):
        start(setup)


@pytest.mark.parametrize("setup", [OPEN._replace(filter=bytes(7)), OPEN._replace(seal=bytes(7))])
def test_a_filter_that_is_none_keeps_a_zygote_from_starting(start: Start, setup: Setup) -> None:
    with pytest.raises(ZygoteError, match="got 7 bytes"):
        start(setup)


def test_a_program_that_cannot_be_started_is_named(start: Start) -> None:
    launch = replace(LAUNCH, wrap=lambda words: ["/no/such/program", *words])
    with pytest.raises(ZygoteError, match="/no/such/program cannot be started: No such file"):
        start(launch=launch)


def test_a_program_that_ends_at_once_gives_its_last_words(start: Start) -> None:
    launch = replace(LAUNCH, wrap=lambda _: ["/bin/sh", "-c", "echo not today >&2"])
    with pytest.raises(ZygoteError, match="not today"):
        start(launch=launch)


def test_the_environment_holds_nothing_of_ours(
    start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GRADUS_CANARY", "canary-7731")
    monkeypatch.setenv("OPENBLAS_CORETYPE", "Haswell")
    environment = psutil.Process(start().pid).environ()
    assert environment.pop("OPENBLAS_CORETYPE") == "Haswell"
    assert environment["OPENBLAS_NUM_THREADS"] == "1"
    assert {name for name in environment if not name.startswith("OPENBLAS_")} <= {
        *("LC_ALL", "LC_CTYPE", "OMP_NUM_THREADS", "PYTHONHASHSEED")
    }


def test_a_zygote_with_threads_is_none(start: Start) -> None:
    """OpenBLAS makes them where it may; a fork would have one of them and the locks of all."""
    launch = replace(LAUNCH, wrap=lambda words: ["/usr/bin/env", "OPENBLAS_NUM_THREADS=2", *words])
    with pytest.raises(ZygoteError, match="2 threads"):
        start(launch=launch)
