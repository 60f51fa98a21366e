"""The machine and the installation on which code is to be confined, as one value."""

import os
import platform
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from grader.sandbox.kernel import landlock, seccomp

# No user site, no site-packages, no folder of the script; `-I` would ignore the hash seed.
_ISOLATION = ("-P", "-s", "-S", "-B", "-X", "utf8")


@dataclass(frozen=True)
class System:
    """What of a machine and of this installation running code depends on.

    `System.here` is the one place that asks the machine. Whatever runs code takes a `System` and
    asks there by itself where it is given none: so this is also where tests of commands put
    another machine.

    platform: as `sys.platform`. name: of the system, for people. user: our own number, 0 for root.
    memory_bytes: of the machine, 0 where unknown. landlock: the version that the kernel offers, 0
    for none. takes_filters: whether the kernel takes system call filters. bubblewrap: the program,
    if it is installed. python: the interpreter that is to run student_process, the file that
    executes student code. libraries: the folder of NumPy.
    """

    platform: str
    name: str
    release: str
    machine: str
    user: int
    memory_bytes: int
    landlock: int
    takes_filters: bool
    bubblewrap: Path | None
    python: str
    student_process: Path
    libraries: Path

    @classmethod
    def here(cls) -> "System":
        """This one."""
        bubblewrap = shutil.which("bwrap")
        return cls(
            platform=sys.platform,
            name=platform.system(),
            release=platform.release(),
            machine=platform.machine(),
            user=_user(),
            memory_bytes=_memory_bytes(),
            landlock=landlock.version(),
            takes_filters=seccomp.is_offered(platform.machine()),
            bubblewrap=None if bubblewrap is None else Path(bubblewrap),
            python=sys.executable,
            student_process=Path(__file__).parents[1] / "child" / "student_process.py",
            libraries=Path(np.__file__).parents[1],
        )

    @property
    def readable(self) -> tuple[Path, ...]:
        """All that the process of student code needs of Gradus, and may see of it."""
        sandbox = self.student_process.parents[1]
        return tuple(sandbox / name for name in ("child", "kernel", "protocol"))

    def student_words(self, *arguments: str) -> list[str]:
        """The words that start the process of student code."""
        return [self.python, *_ISOLATION, str(self.student_process), *arguments]


def _user() -> int:
    return -1 if sys.platform == "win32" else os.geteuid()


def _memory_bytes() -> int:
    if sys.platform != "linux":
        return 0
    return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
