"""Control groups: bounds on the memory and on the number of a zygote and its children.

The kernel has two versions of them, and a host may mount both: each controller is used where it
lives. What is made here lies below the group that this process is in, whose own bounds still hold.
Source: Linux, Documentation/admin-guide/cgroup-v1 and cgroup-v2.rst; systemd, CGROUP_DELEGATION.md.
"""

import contextlib
import errno
import os
import re
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Literal

from grader.sandbox.host.unavailable import UnavailableError

_CONTROLLERS = ("memory", "pids")
_SERVER = "server"  # the group that this process moves to; DelegateSubgroup=server is the same
_WHERE_SWAP_IS_COUNTED = ("memory.memsw.limit_in_bytes", "memory.swap.max")
_PEAK = ("memory.peak", "memory.max_usage_in_bytes")
_KILLS = ("memory.events", "memory.oom_control")
_EMPTY_S = 5.0
_PAUSE_S = 0.01

_AS_ROOT = "Run it as root."
_DELEGATE = "Run it as a systemd service with Delegate=yes and DelegateSubgroup=server."
_MOUNT = "Mount cgroup2 at /sys/fs/cgroup."
_BOOT = "Boot with systemd.unified_cgroup_hierarchy=1 and cgroup_enable=memory."
_WRITABLE = (
    "Start the container with --security-opt writable-cgroups=true (Docker 28 or newer), "
    "or the systemd service without ProtectControlGroups=."
)


@dataclass(frozen=True)
class CgroupLimits:
    """What a zygote and its children may use together.

    memory_bytes: memory, with swap where the kernel counts it. processes: processes and threads.
    """

    memory_bytes: int
    processes: int


@dataclass(frozen=True)
class Cgroup:
    """Memory and process limits for a zygote and its children.

    version: of the kernel's interface, 1 where either controller lives there. paths: the folders
    of the group, one in each hierarchy that it needs.
    """

    version: Literal[1, 2]
    paths: tuple[Path, ...]

    @classmethod
    def create(cls, name: str, limits: CgroupLimits, *, root: Path = Path("/")) -> "Cgroup":
        """A new, empty group called `name` with these limits.

        Under version 2 this process may move to a group of its own, `server`, beside the new one.
        root: where /proc and /sys are. Raises UnavailableError where no such group can be made.
        """
        made: list[Path] = []
        hierarchies = _hierarchies(root)
        try:
            for own, controllers in hierarchies.items():
                with _explain_refusals(own):
                    made.append(_new_folder(_home(own, controllers) / name))
                    _limit(made[-1], own.version, controllers, limits)
        except UnavailableError:
            with contextlib.suppress(OSError):
                cls(1, tuple(made)).close()
            raise
        return cls(min(own.version for own in hierarchies), tuple(made))

    def add(self, pid: int) -> None:
        """Put a process in, with its threads; its children will follow, those it has do not.

        Memory that it already holds stays on the account of the group it was in. Raises
        ProcessLookupError for a process that has ended.
        """
        for path in self.paths:
            (path / "cgroup.procs").write_text(f"{pid}", "ascii")

    def entering(self, words: Sequence[str]) -> list[str]:
        """The words that start a program in it from its first instruction on.

        A program added later may have children by then, which stay outside: bubblewrap has.
        """
        enter = (
            'for group; do shift; [ "$group" = -- ] && exec "$@"; echo $$ >"$group" || exit; done'
        )
        files = [f"{path / 'cgroup.procs'}" for path in self.paths]
        return ["/bin/sh", "-c", enter, "sh", *files, "--", *words]

    def pids(self) -> list[int]:
        """The processes in it, in order."""
        return sorted({pid for path in self.paths for pid in _pids(path)})

    def memory_peak(self) -> int | None:
        """The most memory in bytes that it ever held, None where the kernel does not tell."""
        found = _first_of(_PEAK, self.paths)
        return None if found is None else int(found)

    def oom_kills(self) -> int:
        """How many of its processes the kernel has killed for want of memory."""
        words = (_first_of(_KILLS, self.paths) or "").split()
        return int(words[words.index("oom_kill") + 1]) if "oom_kill" in words else 0

    def close(self) -> None:
        """Remove it; twice does no harm. Its processes must have been killed.

        Version 2 kills those that are left. Raises OSError where one lives on for seconds.
        """
        for path in self.paths:
            _remove(path)


def remove_leftovers(prefix: str, *, root: Path = Path("/")) -> None:
    """Remove the groups called prefix-<pid>-<n> whose worker is gone and that hold no process."""
    with contextlib.suppress(UnavailableError):
        for own in _hierarchies(root):
            for folder in _parent(own).glob(f"{prefix}-*"):
                named = re.fullmatch(r"-(\d+)-\d+", folder.name.removeprefix(prefix))
                if named and not (root / "proc" / named[1]).exists():
                    with contextlib.suppress(OSError):  # the kernel keeps it while it is used
                        folder.rmdir()


@dataclass(frozen=True)
class _Mount:
    """A line of mountinfo. top: the group that the mount shows at its place."""

    place: str
    top: str
    kind: str
    options: tuple[str, ...]
    writable: bool

    @classmethod
    def parse(cls, line: str) -> "_Mount":
        mount, _, system = line.partition(" - ")
        _, _, _, top, place, flags, *_ = mount.split()
        kind, *_, options = system.split()
        writable = "ro" not in (*flags.split(","), *options.split(","))
        return cls(_unescape(place), _unescape(top), kind, tuple(options.split(",")), writable)

    def shows(self, controller: str, version: int, group: str) -> bool:
        """Whether the folder of a group can be found below it."""
        kind = "cgroup" if version == 1 else "cgroup2"
        serves = version == 2 or controller in self.options
        return self.kind == kind and serves and PurePosixPath(group).is_relative_to(self.top)


@dataclass(frozen=True)
class _OwnGroup:
    """The group that this process is in, in one hierarchy."""

    version: Literal[1, 2]
    folder: Path


def _hierarchies(root: Path) -> dict[_OwnGroup, list[str]]:
    """In which groups this process is, and which of the controllers live there."""
    groups = _own_groups(root)
    found: dict[_OwnGroup, list[str]] = {}
    for controller in _CONTROLLERS:
        version: Literal[1, 2] = 1 if controller in groups else 2
        group = groups.get(controller, groups.get(""))
        if group is None:
            raise UnavailableError(f"The kernel has no {controller} control groups here.", _MOUNT)
        own = _OwnGroup(version, _folder(controller, version, group, root))
        found.setdefault(own, []).append(controller)
    return found


def _own_groups(root: Path) -> dict[str, str]:
    """The group that this process is in by controller of version 1; version 2 has no name."""
    groups: dict[str, str] = {}
    for line in _text(root / "proc/self/cgroup").splitlines():
        _, controllers, group = line.split(":", 2)
        groups |= dict.fromkeys(controllers.split(","), group)
    return groups


def _folder(controller: str, version: int, group: str, root: Path) -> Path:
    """The folder of a group, below a mount that can be written to if there is one."""
    mounts = map(_Mount.parse, _text(root / "proc/self/mountinfo").splitlines())
    visible = {mount.place: mount for mount in mounts}  # a later one covers an earlier
    fits = [mount for mount in visible.values() if mount.shows(controller, version, group)]
    mount = max(fits, key=lambda mount: mount.writable, default=None)
    if mount is None:
        raise UnavailableError(f"The {controller} control groups are not mounted here.", _MOUNT)
    if not mount.writable:
        raise UnavailableError(f"{mount.place} is mounted read-only.", _WRITABLE)
    below = PurePosixPath(group).relative_to(mount.top)
    return root / mount.place.lstrip("/") / below


def _home(own: _OwnGroup, controllers: Sequence[str]) -> Path:
    """The folder in which a group with these controllers can be made."""
    parent = _parent(own)
    if own.version == 2:
        _require(controllers, parent)
        if parent == own.folder and not _is_first(parent):
            _move_out_of(parent)
        _hand_down(controllers, parent)
    return parent


def _parent(own: _OwnGroup) -> Path:
    """The group in which new ones belong: that of this process, which may have moved below it."""
    is_moved = own.version == 2 and own.folder.name == _SERVER
    return own.folder.parent if is_moved else own.folder


def _require(controllers: Sequence[str], folder: Path) -> None:
    """Raises UnavailableError where a group was not given one of the controllers."""
    given = _text(folder / "cgroup.controllers").split()
    if missing := [name for name in controllers if name not in given]:
        reason = f"{folder} has no {' and no '.join(missing)} controller."
        raise UnavailableError(reason, _BOOT if _is_first(folder) else _DELEGATE)


def _is_first(folder: Path) -> bool:
    """Whether it is the group of all groups, which alone may hold processes beside groups."""
    return not (folder / "cgroup.type").exists()


def _move_out_of(folder: Path) -> None:
    """Move this process down: a group that hands controllers down may not hold a process."""
    if _pids(folder) != [os.getpid()]:
        raise UnavailableError(f"Other processes are in {folder} as well.", _DELEGATE)
    server = folder / _SERVER
    server.mkdir(exist_ok=True)
    (server / "cgroup.procs").write_text(f"{os.getpid()}", "ascii")


def _hand_down(controllers: Sequence[str], folder: Path) -> None:
    """Enable controllers for the groups below one."""
    switch = folder / "cgroup.subtree_control"
    if not set(controllers) <= set(_text(switch).split()):
        switch.write_text(" ".join(f"+{name}" for name in controllers), "ascii")


def _new_folder(folder: Path) -> Path:
    """Make a group, in place of an empty one that has its name."""
    with contextlib.suppress(FileNotFoundError):
        folder.rmdir()
    folder.mkdir()
    return folder


def _limit(folder: Path, version: int, controllers: Sequence[str], limits: CgroupLimits) -> None:
    for controller in controllers:
        for name, value in _settings(version, controller, limits):
            if name not in _WHERE_SWAP_IS_COUNTED or (folder / name).exists():
                (folder / name).write_text(f"{value}", "ascii")


def _settings(version: int, controller: str, limits: CgroupLimits) -> list[tuple[str, int]]:
    """What to write where, in this order: version 1 limits memory with swap after memory."""
    memory = limits.memory_bytes
    match controller, version:
        case "memory", 1:
            return [("memory.limit_in_bytes", memory), ("memory.memsw.limit_in_bytes", memory)]
        case "memory", _:
            return [("memory.max", memory), ("memory.swap.max", 0)]
    return [("pids.max", limits.processes)]


def _remove(folder: Path) -> None:
    give_up = time.monotonic() + _EMPTY_S
    with contextlib.suppress(FileNotFoundError):
        if (folder / "cgroup.kill").exists():
            (folder / "cgroup.kill").write_text("1", "ascii")
        while not _is_removed(folder):
            if time.monotonic() > give_up:
                raise OSError(errno.EBUSY, "processes still live in the group", f"{folder}")
            time.sleep(_PAUSE_S)


def _is_removed(folder: Path) -> bool:
    """Try to remove a group; False while the last of its processes are still ending."""
    try:
        folder.rmdir()
    except OSError as error:
        if error.errno != errno.EBUSY:
            raise
        return False
    return True


@contextlib.contextmanager
def _explain_refusals(own: _OwnGroup) -> Iterator[None]:
    """Turns a refusal of the kernel into UnavailableError."""
    try:
        yield
    except OSError as error:
        reason = f"No limited group can be made below {own.folder}: {error.strerror}."
        raise UnavailableError(reason, _DELEGATE if own.version == 2 else _AS_ROOT) from error


def _pids(folder: Path) -> list[int]:
    return [int(pid) for pid in _text(folder / "cgroup.procs").split()]


def _first_of(names: Sequence[str], folders: Sequence[Path]) -> str | None:
    """The text of the first of these files that is in one of the folders."""
    files = (folder / name for name in names for folder in folders)
    return next((_text(file) for file in files if file.exists()), None)


def _text(file: Path) -> str:
    """The text of a file, none of one that is not there."""
    try:
        return file.read_text("utf-8")
    except FileNotFoundError:
        return ""


def _unescape(path: str) -> str:
    """A path of mountinfo, which writes spaces and the like as octal numbers."""
    return re.sub(r"\\(\d{3})", lambda digits: chr(int(digits[1], 8)), path)
