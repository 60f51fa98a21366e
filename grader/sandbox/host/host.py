"""What this host offers for confining student code: found out once, at the start of a worker."""

import itertools
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from grader.sandbox.host import bubblewrap
from grader.sandbox.host.cgroups import Cgroup, CgroupLimits, remove_leftovers
from grader.sandbox.host.defences import ALWAYS, Defence
from grader.sandbox.host.filters import UnsupportedMachineError, build_filter
from grader.sandbox.host.libraries import paths_of
from grader.sandbox.host.system import System
from grader.sandbox.host.unavailable import UnavailableError
from grader.sandbox.protocol.control import FIRST_USER, Setup

OLDEST_KERNEL = (5, 4)  # pidfd_open and waiting for it
PROCESSES = 256  # of all zygotes and children of a worker
MEMORY_SHARE = 0.75  # of the machine's, for all of them together
_GROUP = "gradus"
_numbers = itertools.count()


@dataclass(frozen=True)
class DefenceFinding:
    """One defence on this host. in_force: it stands. detail: how, or why not. remedy: for then."""

    defence: Defence
    in_force: bool
    detail: str
    remedy: str = ""


@dataclass(frozen=True)
class ZygoteLaunch:
    """How a zygote is started. libraries: folders to import from. wrap: puts words in front."""

    system: System
    libraries: Sequence[Path]
    wrap: Callable[[list[str]], list[str]] = list


class Host:
    """The defences that this process can put around student code.

    Raises UnavailableError where one is missing that must be there. without: defences to leave
    out, for tests of the others. group: made by `make_group`, which others may use as well; None
    for one of its own.
    """

    def __init__(
        self,
        system: System,
        require: Iterable[Defence] = (),
        without: Iterable[Defence] = (),
        group: Cgroup | None = None,
    ) -> None:
        _require_linux(system)
        self._system = system
        self._without = frozenset(without)
        self._filter = self._seal = b""
        self._bubblewrap: Path | None = None
        self._memory_kills = 0
        self._lent_group = group
        self.cgroup: Cgroup | None = None
        looks: Mapping[Defence, Callable[[], str]] = {
            Defence.SECCOMP: self._look_for_seccomp,
            Defence.LIMITS: lambda: "memory, time, processes, files, output",
            Defence.LANDLOCK: self._look_for_landlock,
            Defence.USER: self._look_for_root,
            Defence.BUBBLEWRAP: self._look_for_bubblewrap,
            Defence.CGROUP: self._enter_group,
        }
        self.findings = tuple(self._finding(defence, look) for defence, look in looks.items())
        try:
            self._require({*require, *ALWAYS} - self._without)
        except UnavailableError:
            self.close()
            raise

    def has(self, defence: Defence) -> bool:
        """Whether a defence is in force."""
        return any(each.in_force for each in self.findings if each.defence is defence)

    def setup(self, modules: Sequence[str], pid: int) -> Setup:
        """How a zygote of some process number is to confine itself."""
        return Setup(
            user=FIRST_USER + pid if self.has(Defence.USER) else 0,
            limits=self.has(Defence.LIMITS),
            landlock=self.has(Defence.LANDLOCK),
            filter=self._filter,
            seal=self._seal,
            modules=tuple(modules),
        )

    def launch(self, modules: Sequence[str]) -> ZygoteLaunch:
        """How a zygote is started. Raises UnavailableError for a library that is not installed."""
        paths = tuple(dict.fromkeys(path for module in modules for path in paths_of(module)))
        system, folders = self._system, (self._system.libraries, *(path.parent for path in paths))

        def wrap(words: list[str]) -> list[str]:
            if self._bubblewrap is not None:
                words = bubblewrap.wrap(
                    self._bubblewrap,
                    words,
                    libraries=system.libraries,
                    readable=(*system.readable, *paths),
                )
            return words if self.cgroup is None else self.cgroup.entering(words)

        return ZygoteLaunch(system, tuple(dict.fromkeys(folders)), wrap)

    def has_killed_for_memory(self) -> bool:
        """Whether the kernel has killed something for the memory of our group since last asked."""
        if self.cgroup is None:
            return False
        before, self._memory_kills = self._memory_kills, self.cgroup.oom_kills()
        return self._memory_kills > before

    def close(self) -> None:
        """Let go of what was made here. All processes in it must have ended."""
        if self.cgroup is not None and self._lent_group is None:
            self.cgroup.close()

    def _finding(self, defence: Defence, look: Callable[[], str]) -> DefenceFinding:
        if defence in self._without:
            return DefenceFinding(defence, in_force=False, detail="left out")
        try:
            return DefenceFinding(defence, in_force=True, detail=look())
        except UnavailableError as error:
            return DefenceFinding(
                defence, in_force=False, detail=error.reason.rstrip("."), remedy=error.remedy
            )

    def _require(self, wanted: Iterable[Defence]) -> None:
        for finding in self.findings:
            if finding.defence in wanted and not finding.in_force:
                reason = f"{finding.defence.value}: {finding.detail}"
                raise UnavailableError(reason, finding.remedy)

    def _look_for_seccomp(self) -> str:
        try:
            built = build_filter(self._system.machine)
        except UnsupportedMachineError as error:
            raise UnavailableError(
                str(error), "Run the worker on an x86_64 or aarch64 machine."
            ) from error
        if not self._system.takes_filters:
            raise UnavailableError(
                "the kernel takes no system call filter",
                "Use a kernel with CONFIG_SECCOMP_FILTER, and a container that may load filters.",
            )
        self._filter, self._seal = built.program, built.seal
        return f"{len(built.program) // 8} instructions"

    def _look_for_bubblewrap(self) -> str:
        self._bubblewrap = bubblewrap.check(self._system.bubblewrap, self._system.libraries)
        return f"{self._bubblewrap}"

    def _look_for_landlock(self) -> str:
        version = self._system.landlock
        if version == 0:
            raise UnavailableError(
                "the kernel offers none, or the container denies it",
                "Use Linux 5.13 or later with landlock among the LSMs (lsm=landlock,...).",
            )
        lacks = "" if version >= 6 else "; without its rules for signals, which begin at version 6"
        return f"version {version}{lacks}"

    def _look_for_root(self) -> str:
        if self._system.user != 0:
            raise UnavailableError(
                "student code has the user number of the worker, who is not root",
                "Start the worker as root: the code then runs under a number of its own.",
            )
        return "a user number of its own, without capabilities"

    def _enter_group(self) -> str:
        self.cgroup = self._lent_group or make_group(self._system)
        self._memory_kills = self.cgroup.oom_kills()
        memory = memory_of_code(self._system)
        return f"version {self.cgroup.version}, {PROCESSES} processes, {memory // 10**6} MB"


def make_group(system: System) -> Cgroup:
    """A control group that bounds all code of this process and of those it starts, whoever runs it.

    Raises UnavailableError where none can be made. Whoever made it closes it.
    """
    remove_leftovers(_GROUP)
    name = f"{_GROUP}-{os.getpid()}-{next(_numbers)}"
    return Cgroup.create(name, CgroupLimits(memory_of_code(system), PROCESSES))


def memory_of_code(system: System) -> int:
    """How many bytes all code together may take; 0 where the machine does not say what it has."""
    return int(system.memory_bytes * MEMORY_SHARE)


def _require_linux(system: System) -> None:
    if system.platform != "linux":
        raise UnavailableError(
            f"{system.name} cannot confine code",
            "Run the worker on Linux, in a container or in WSL2.",
        )
    release = system.release.split("-")[0].split(".")
    found = tuple(int(part) for part in release[:2] if part.isdigit())
    if found < OLDEST_KERNEL:
        raise UnavailableError(f"Linux {system.release} is too old", "Use Linux 5.4 or later.")
