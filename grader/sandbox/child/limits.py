"""rlimits: what a run may use of the machine, kept by the kernel."""

import resource
import sys
import time
from pathlib import Path

from grader.sandbox.protocol.request import Limits

OPEN_FILES = 32
STACK_BYTES = 8 << 20


def memory_sizes() -> tuple[int, int]:
    """Bytes that this process has mapped, and those in memory; 0 where the system does not tell."""
    if sys.platform != "linux":
        return 0, 0
    mapped, resident, *_ = Path("/proc/self/statm").read_text("ascii").split()
    return int(mapped) * resource.getpagesize(), int(resident) * resource.getpagesize()


def impose_on_all() -> None:
    """Limit what no request has a say in and a zygote needs none of. Raises OSError if refused."""
    _set(resource.RLIMIT_NOFILE, OPEN_FILES)
    _set(resource.RLIMIT_CORE, 0)
    if sys.platform == "linux":
        _set(resource.RLIMIT_STACK, STACK_BYTES)
        _set(resource.RLIMIT_MEMLOCK, 0)
        _set(resource.RLIMIT_MSGQUEUE, 0)


def forbid_processes() -> None:
    """Start no process and no thread any more. Raises OSError where the kernel refuses."""
    resource.setrlimit(resource.RLIMIT_NPROC, (0, 0))


def warm_up() -> None:
    """Go the way of `impose` without changing a thing, so that it is warm."""
    time.process_time()
    for kind in (resource.RLIMIT_CPU, resource.RLIMIT_FSIZE, resource.RLIMIT_AS):
        resource.setrlimit(kind, resource.getrlimit(kind))


def impose(limits: Limits, base_bytes: int) -> None:
    """Limit time, memory and output, for good.

    base_bytes: what may be mapped before the student's code. A file that outgrows the output limit
    by a byte ends the process by SIGXFSZ, or gives EFBIG. Raises OSError where the kernel refuses.
    """
    cpu_s = int(time.process_time() + limits.cpu_s) + 1
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_s, cpu_s + 1))
    _set(resource.RLIMIT_FSIZE, limits.output_bytes + 1)
    if sys.platform == "linux":
        _set(resource.RLIMIT_AS, base_bytes + limits.memory_bytes)


def write_no_files() -> None:
    """Let no file have a single byte; for where output goes through a pipe."""
    _set(resource.RLIMIT_FSIZE, 0)


def _set(kind: int, most: int) -> None:
    """Set a limit, or a lower one that is in force already."""
    _, ceiling = resource.getrlimit(kind)
    if ceiling != resource.RLIM_INFINITY:
        most = min(most, ceiling)
    resource.setrlimit(kind, (most, most))
