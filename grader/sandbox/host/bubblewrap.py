"""Bubblewrap: a zygote in namespaces of its own, where little but Python and NumPy exists.

An ordinary user gets a user namespace with it. Root does not: it keeps the few capabilities with
which the zygote reads its libraries below a private home and then becomes a user of its own, as
root inside would be root outside as well. Nothing here ends the zygote with its parent: that
signal follows the thread that started it, not the process.
Source: bwrap(1), user_namespaces(7), mount_namespaces(7).
"""

import os
import subprocess
import sys
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from grader.sandbox.host.unavailable import UnavailableError

_Step = tuple[str, ...]  # an option of bwrap and what comes before the place inside
_TRIAL_S = 30.0
_AS_USER = ("--unshare-user", "--unshare-all")
_AS_ROOT = (
    *("--unshare-pid", "--unshare-net", "--unshare-ipc", "--unshare-uts", "--unshare-cgroup-try"),
    *("--cap-drop", "ALL", "--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID"),
    *("--cap-add", "CAP_SETPCAP", "--cap-add", "CAP_DAC_READ_SEARCH"),
)
_OF_THE_SYSTEM = (
    *("/lib", "/lib64", "/usr/lib", "/usr/lib64"),
    *("/etc/ld.so.cache", "/etc/alternatives"),  # where Debian says which BLAS is meant
)

_PROFILE = (
    "Give bwrap an AppArmor profile that allows userns, "
    "or set kernel.apparmor_restrict_unprivileged_userns=0."
)
_IN_CONTAINER = "allow user namespaces in the seccomp profile of the container."
_REFUSALS = (  # what bwrap says, why that is, what to change; the first that fits
    (
        ("setting up uid map", "RTM_NEWADDR"),
        "AppArmor keeps bwrap from using a user namespace.",
        _PROFILE,
    ),
    (
        ("max_user_namespaces", "max_*_namespaces"),
        "No more user namespaces may be made here.",
        "Raise user.max_user_namespaces by sysctl.",
    ),
    (
        ("kernel does not support user namespaces",),
        "The kernel has no user namespaces.",
        "Use a kernel that is built with CONFIG_USER_NS.",
    ),
    (
        ("No permissions to create",),
        "An ordinary user may not make user namespaces here.",
        f"Set kernel.unprivileged_userns_clone=1, or {_IN_CONTAINER}",
    ),
    (
        ("Creating new namespace failed",),
        "This root may not make namespaces, as usual in a container.",
        f"Run it as an ordinary user, and {_IN_CONTAINER}",
    ),
    (
        ("mount proc",),
        "The container hides parts of /proc, so that no new one can be mounted.",
        "Start the container with --security-opt systempaths=unconfined.",
    ),
    (
        ("make / slave", "mount tmpfs", "pivot_root"),
        "A security profile denies mounts.",
        "Start the container with --security-opt apparmor=unconfined.",
    ),
    (
        ("Unexpected capabilities",),
        "bwrap does not start for a user with capabilities.",
        "Take AmbientCapabilities= out of the unit of the service.",
    ),
)


def wrap(
    program: Path, words: Sequence[str], *, libraries: Path, readable: Sequence[Path]
) -> list[str]:
    """The words that start the interpreter `words[0]`, a whole path, in namespaces of its own.

    It sees itself, its standard library, NumPy and the system's libraries, the paths `readable`,
    an own /proc and /dev, and can write to none. Its folder is /. Descriptors that the caller
    passes on reach it. program: bwrap, which Gradus does not ship. libraries: the folder of NumPy.
    Raises FileNotFoundError for a path that does not exist.
    """
    walls = _AS_ROOT if os.geteuid() == 0 else _AS_USER
    return [
        str(program),
        *walls,
        *_layout(Path(words[0]), libraries, readable),
        "--chdir",
        "/",
        "--",
        *words,
    ]


def check(program: Path | None, libraries: Path) -> Path:
    """The program, by which a Python was started once. Raises UnavailableError.

    It says what the host denies.
    """
    if program is None:
        raise UnavailableError("The program bwrap is not installed.", "apt install bubblewrap")
    words = wrap(program, [sys.executable, "-I", "-S", "-c", ""], libraries=libraries, readable=())
    try:
        subprocess.run(  # noqa: S603 - the words are ours
            words,
            env={},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=True,
            timeout=_TRIAL_S,
        )
    except subprocess.CalledProcessError as error:
        raise _refusal(error.stderr.decode("utf-8", "replace")) from error
    except (OSError, subprocess.TimeoutExpired) as error:
        raise _refusal(str(error)) from error
    return program


def _refusal(said: str) -> UnavailableError:
    """What bwrap says on standard error, as reason and remedy."""
    for marks, reason, remedy in _REFUSALS:
        if any(mark in said for mark in marks):
            return UnavailableError(reason, remedy)
    last = (said.strip().splitlines() or ["no word of why"])[-1]
    remedy = "Try it by hand: bwrap --unshare-all --ro-bind / / true"
    return UnavailableError(f"bwrap fails: {last}", remedy)


def _layout(interpreter: Path, libraries: Path, readable: Iterable[Path]) -> list[str]:
    """The mounts: empty folders over what is ours, then what may be seen, all of it read-only."""
    steps: dict[Path, _Step] = dict.fromkeys(_hidden_folders(libraries), ("--tmpfs",))
    for path in (interpreter, *_python(), *_numpy(libraries), *readable):
        steps |= _ways(path)
    kept = _drop_idle(steps)
    emptied = [place for place, (kind, *_) in kept.items() if kind == "--tmpfs"]
    return [
        *(word for place, step in kept.items() for word in (*step, str(place))),
        *("--proc", "/proc", "--dev", "/dev"),
        *(word for place in (*emptied, "/dev", "/") for word in ("--remount-ro", str(place))),
    ]


def _ways(path: Path) -> dict[Path, _Step]:
    """How to show a path: the symbolic links on the way, and where they end what is there.

    Links stay links: an interpreter finds its library from where it really is.
    """
    path.stat()  # that it exists, and that its links do not go round in circles
    steps: dict[Path, _Step] = {}
    at, left = Path("/"), deque(path.absolute().parts[1:])
    while left:
        part = left.popleft()
        step = at.parent if part == ".." else at / part
        if not step.is_symlink():
            at = step
            continue
        target = step.readlink()
        steps[step] = ("--symlink", str(target))
        at = Path("/") if target.is_absolute() else at
        left.extendleft(reversed(target.parts[target.is_absolute() :]))
    return steps | {at: ("--ro-bind", str(at))}


def _drop_idle(steps: Mapping[Path, _Step]) -> dict[Path, _Step]:
    """The steps from the outermost on, without those that a step around them makes idle."""
    kept: dict[Path, _Step] = {}
    for place in sorted(steps, key=lambda place: len(place.parts)):
        around = next((kept[outer][0] for outer in place.parents if outer in kept), "--tmpfs")
        empties, is_seen = steps[place] == ("--tmpfs",), around == "--ro-bind"
        if empties == is_seen:
            kept[place] = steps[place]
    return kept


def _python() -> Iterator[Path]:
    """What the interpreter needs of the system, of its own library, and of a venv."""
    base = Path(sys.base_prefix)
    own = (base / "lib", base / sys.platlibdir, Path(sys.prefix, "pyvenv.cfg"))
    return filter(Path.exists, (*map(Path, _OF_THE_SYSTEM), *own))


def _numpy(libraries: Path) -> Iterator[Path]:
    """The folder of NumPy and that of the libraries it brings."""
    return filter(Path.exists, (libraries / "numpy", libraries / "numpy.libs"))


def _hidden_folders(libraries: Path) -> set[Path]:
    """Where NumPy is and where Gradus is, with all that was installed beside them."""
    return {libraries.resolve(), Path(__file__).resolve().parents[3]}
