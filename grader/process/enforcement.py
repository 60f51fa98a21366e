"""What a grading process does to itself, so that nothing it does is without end.

The kernel keeps these bounds: whatever the process is at when it breaks one, it ends. Of what they
end by, `server.grading` tells the cause.
"""

import contextlib
import os
import select
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

from grader.process.messages import Bounds

OUT_OF_MEMORY = 77
"""The exit status of a process that wanted more than its memory."""
_NICE = 5  # those who upload and read are served first
_FIRST_TO_GO = "500"  # where the machine runs out of memory, not the server


def step_back() -> None:
    """Let the server go first: at the processor, and in what is killed for want of memory."""
    if sys.platform == "win32":
        return
    os.nice(_NICE)
    with contextlib.suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text(_FIRST_TO_GO, "ascii")


@contextlib.contextmanager
def impose(bounds: Bounds) -> Iterator[None]:
    """Bound processor time and memory meanwhile: SIGPROF ends the process, MemoryError is raised.

    Nothing of it is passed on to children, which have bounds of their own; a limit on memory is,
    but may be raised.
    """
    if sys.platform == "win32":
        yield
        return
    import resource  # noqa: PLC0415 - not on every system

    before = resource.getrlimit(resource.RLIMIT_AS)
    signal.setitimer(signal.ITIMER_PROF, bounds.cpu_s)
    if sys.platform == "linux":
        resource.setrlimit(resource.RLIMIT_AS, (_mapped_bytes() + bounds.memory_bytes, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, before)
        signal.setitimer(signal.ITIMER_PROF, 0)


@contextlib.contextmanager
def die_with(pipe: int) -> Iterator[None]:
    """End by SIGIO, whatever this process is at, as soon as nobody can write to a pipe any more.

    pipe: the end to read from, where nothing is to come meanwhile. Other systems than Linux notice
    when they read from it next.
    """
    if sys.platform != "linux":
        yield
        return
    import fcntl  # noqa: PLC0415 - not on every system

    flags = fcntl.fcntl(pipe, fcntl.F_GETFL)
    fcntl.fcntl(pipe, fcntl.F_SETOWN, os.getpid())
    fcntl.fcntl(pipe, fcntl.F_SETFL, flags | os.O_ASYNC)
    try:
        if _is_over(pipe):  # before the kernel was told to say so
            os.kill(os.getpid(), signal.SIGIO)
        yield
    finally:
        fcntl.fcntl(pipe, fcntl.F_SETFL, flags)


def resident_bytes() -> int:
    """What this process holds in memory; 0 where the system does not tell."""
    return _statm(1)


def _mapped_bytes() -> int:
    return _statm(0)


def _statm(field: int) -> int:
    if sys.platform != "linux":
        return 0
    pages = Path("/proc/self/statm").read_text("ascii").split()[field]
    return int(pages) * os.sysconf("SC_PAGE_SIZE")


def _is_over(pipe: int) -> bool:
    poll = select.poll()
    poll.register(pipe, 0)  # which tells of its end alone
    return bool(poll.poll(0))
