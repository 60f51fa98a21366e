"""A group of processes that no fork bomb grows out of: tried first, used only if it holds.

RLIMIT_NPROC does not bind root, and a corpus of bombs under a sandbox with a layer left out could
take the machine down. A pids cgroup binds everybody.
"""

import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from grader.sandbox.host.cgroups import Cgroup, CgroupLimits
from grader.sandbox.host.unavailable import UnavailableError
from tests.hostile.settings import NotHereError

LIMITS = CgroupLimits(memory_bytes=4_000_000_000, processes=64)
_BOUNDED_BOMB = """
import os, signal
children = []
try:
    for _ in range(200):
        child = os.fork()
        if child == 0:
            signal.pause()
        children.append(child)
except OSError:
    pass
for child in children:
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
print(len(children))
"""


@contextmanager
def hold_group() -> Iterator[Cgroup]:
    """A group that was seen to refuse forks. Raises NotHereError where none can be had."""
    if os.geteuid() != 0:
        raise NotHereError("only root can make control groups here")
    try:
        group = Cgroup.create(f"gradus-hostile-{os.getpid()}", LIMITS)
    except UnavailableError as error:
        raise NotHereError(f"no control group: {error.reason}") from error
    try:
        _require_refusal(group)
        yield group
    finally:
        group.close()


def _require_refusal(group: Cgroup) -> None:
    """Let a bomb of 200 forks go off inside, as root, whom nothing else would stop."""
    words: Sequence[str] = group.entering([sys.executable, "-c", _BOUNDED_BOMB])
    done = subprocess.run(words, capture_output=True, text=True, check=True, timeout=60)
    if not 0 < int(done.stdout) < LIMITS.processes:
        raise NotHereError(f"the control group let {done.stdout.strip()} forks through")
