"""What exists for a zygote inside bubblewrap, tried for real as root and as an ordinary user."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from grader.sandbox.host import bubblewrap
from grader.sandbox.host.system import System
from grader.sandbox.host.unavailable import UnavailableError

NOBODY = 65534
OWN_USER = 1_900_000_001
WAIT_S = 20.0
SYSTEM_PYTHON = Path("/usr/bin/python3")  # which any user may read, unlike one below a home

HERE = System.here()
PROGRAM, LIBRARIES = HERE.bubblewrap, HERE.libraries
LAUNCHER = """
import os, sys, types
from pathlib import Path
here = Path(__file__).parent
for name, folder in (("grader", "grader"), ("grader.sandbox", "grader/sandbox")):
    sys.modules[name] = package = types.ModuleType(name)
    package.__path__ = [str(here / folder)]
from grader.sandbox.host.bubblewrap import wrap
program, code, *readable = sys.argv[1:]
python = [sys.executable, "-I", "-S", "-c", code]
readable = [Path(path) for path in readable]
words = wrap(Path(program), python, libraries=here / "library", readable=readable)
os.execve(words[0], words, {})
"""
FACTS = """
import json, os, socket
def capabilities():
    lines = open("/proc/self/status").read().splitlines()
    return [int(line.split()[1], 16) for line in lines if line.startswith(("CapPrm", "CapEff"))]
def refusal(path, mode="r"):
    try:
        open(path, mode).close()
    except OSError as error:
        return type(error).__name__
    return "opened"
facts = {
    "pid": os.getpid(),
    "uid": os.getuid(),
    "root": sorted(os.listdir("/")),
    "folder": os.getcwd(),
    "interfaces": [name for _, name in socket.if_nameindex()],
    "capabilities": capabilities(),
}
"""
SAY = "\nprint(json.dumps(facts))\n"
BECOME = f"""
os.setgroups([])
os.setgid({OWN_USER})
os.setuid({OWN_USER})
facts |= {{"uid": os.getuid(), "capabilities": capabilities()}}
"""


def reason_against() -> str | None:
    """Why bubblewrap cannot be tried here, if it cannot."""
    if sys.platform != "linux":
        return "bubblewrap needs Linux"
    try:
        bubblewrap.check(PROGRAM, LIBRARIES)
    except UnavailableError as error:
        return str(error)
    return None


AGAINST = reason_against()
with_bubblewrap = pytest.mark.skipif(AGAINST is not None, reason=AGAINST or "")
only_as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can be confined as root")


class Place:
    """A folder that every user can read, with the module, a stand-in for NumPy, and a secret."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.secret = folder / "secret.txt"
        self.given = folder / "given"
        module = Path(bubblewrap.__file__)
        for path, text in {
            "launcher.py": LAUNCHER,
            "secret.txt": "labels",
            "given/text.txt": "hello",
            "library/numpy/__init__.py": "",
            "library/other/__init__.py": "",
            "grader/sandbox/host/bubblewrap.py": module.read_text("utf-8"),
            "grader/sandbox/host/unavailable.py": module.with_name("unavailable.py").read_text(
                "utf-8"
            ),
        }.items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_text(text, "utf-8")


@pytest.fixture
def place() -> Iterator[Place]:
    with tempfile.TemporaryDirectory(prefix="gradus-test-") as name:
        folder = Path(name).resolve()
        folder.chmod(0o755)
        yield Place(folder)


Start = Callable[..., subprocess.Popen[bytes]]


@pytest.fixture
def start_as_root(place: Place) -> Start:
    def start(code: str, *readable: Path, **options: Any) -> subprocess.Popen[bytes]:
        launcher = place.folder / "launcher.py"
        words: list[str | Path] = [sys.executable, launcher, PROGRAM, code, *readable]
        return subprocess.Popen(words, stdout=subprocess.PIPE, **options)

    return start


@pytest.fixture
def start_as_user(place: Place) -> Start:
    """Starts it as whoever runs the tests, as nobody if that is root."""
    is_root = os.geteuid() == 0
    if is_root and not SYSTEM_PYTHON.exists():
        pytest.skip(f"an ordinary user needs {SYSTEM_PYTHON}")

    def start(code: str, *readable: Path, **options: Any) -> subprocess.Popen[bytes]:
        python = SYSTEM_PYTHON if is_root else sys.executable
        words: list[str | Path] = [python, place.folder / "launcher.py", PROGRAM, code, *readable]
        if is_root:
            options |= {"user": NOBODY, "group": NOBODY, "extra_groups": []}
        return subprocess.Popen(words, stdout=subprocess.PIPE, **options)

    return start


@pytest.fixture(params=[pytest.param("root", marks=only_as_root), "user"])
def start(request: pytest.FixtureRequest) -> Start:
    started: Start = request.getfixturevalue(f"start_as_{request.param}")
    return started


def said(process: subprocess.Popen[bytes]) -> Any:
    """What it printed, as JSON."""
    printed, _ = process.communicate(timeout=WAIT_S)
    assert process.returncode == 0
    return json.loads(printed)


@with_bubblewrap
def test_only_what_python_needs_and_what_is_given_exists(start: Start, place: Place) -> None:
    names = "facts['folders'] = {p: sorted(os.listdir(p)) for p in %r}" % [str(place.folder)]

    facts = said(start(FACTS + names + SAY, place.given))

    assert set(facts["root"]) <= {"dev", "etc", "lib", "lib64", "proc", "root", "usr"} | {
        Path(path).parts[1] for path in (place.folder, sys.base_prefix, sys.prefix)
    }
    assert facts["folders"] == {str(place.folder): ["given", "library"]}
    assert facts["folder"] == "/"


@with_bubblewrap
def test_a_given_path_can_be_read_and_a_secret_elsewhere_does_not_exist(
    start: Start, place: Place
) -> None:
    paths = {"given": place.given / "text.txt", "secret": place.secret, "passwd": "/etc/passwd"}
    tries = "".join(f"facts[{name!r}] = refusal({str(path)!r})\n" for name, path in paths.items())

    facts = said(start(FACTS + tries + SAY, place.given))

    assert facts["given"] == "opened"
    assert facts["secret"] == facts["passwd"] == "FileNotFoundError"


@with_bubblewrap
def test_of_the_library_folder_only_numpy_is_there(start: Start, place: Place) -> None:
    names = f"facts['library'] = os.listdir({str(place.folder / 'library')!r})"

    assert said(start(FACTS + names + SAY))["library"] == ["numpy"]


@with_bubblewrap
def test_it_sees_no_process_but_its_own(start: Start) -> None:
    names = "facts['processes'] = [int(name) for name in os.listdir('/proc') if name.isdecimal()]"

    facts = said(start(FACTS + names + SAY))

    assert facts["pid"] < 10
    assert max(facts["processes"]) < 10


@with_bubblewrap
def test_it_has_no_network_but_loopback(start: Start) -> None:
    assert said(start(FACTS + SAY))["interfaces"] == ["lo"]


@with_bubblewrap
def test_it_can_write_nowhere(start: Start, place: Place) -> None:
    folders = ["/", "/dev", "/dev/shm", "/usr/lib", "/tmp", str(place.given), str(place.folder)]
    tries = f"facts['writes'] = [refusal(path + '/new', 'w') for path in {folders!r}]"

    facts = said(start(FACTS + tries + SAY, place.given))

    assert "opened" not in facts["writes"]


@with_bubblewrap
@only_as_root
def test_started_by_root_it_can_become_a_user_of_its_own_without_any_power(
    start_as_root: Start, place: Place
) -> None:
    tries = f"facts['secret'] = refusal('/proc/1/root{place.secret}')"

    facts = said(start_as_root(FACTS + BECOME + tries + SAY, place.given))

    assert facts["uid"] == OWN_USER
    assert facts["capabilities"] == [0, 0]
    assert facts["secret"] in ("PermissionError", "FileNotFoundError")


@with_bubblewrap
@only_as_root
def test_started_by_root_it_keeps_four_capabilities_until_then(start_as_root: Start) -> None:
    read_search, setgid, setuid, setpcap = 1 << 2, 1 << 6, 1 << 7, 1 << 8

    facts = said(start_as_root(FACTS + SAY))

    assert facts["capabilities"] == [read_search | setgid | setuid | setpcap] * 2


@with_bubblewrap
def test_started_by_an_ordinary_user_it_has_no_capability(start_as_user: Start) -> None:
    facts = said(start_as_user(FACTS + SAY))

    assert facts["capabilities"] == [0, 0]
    assert facts["uid"] != 0


@pytest.fixture
def control() -> Iterator[tuple[socket.socket, socket.socket]]:
    """Our end of a control socket and the end of the process inside."""
    ours, theirs = socket.socketpair()
    with ours, theirs:
        ours.settimeout(WAIT_S)
        yield ours, theirs


def talk(descriptor: int, *lines: str) -> str:
    """A program that greets over an inherited socket, waits for a word, and goes on."""
    first = f"import os, socket, time; s = socket.socket(fileno={descriptor})"
    return "\n".join((first, "s.sendall(b'here'); s.recv(1)", *lines))


@with_bubblewrap
def test_a_socket_passes_through_and_nothing_around_the_process_holds_it(
    start: Start, control: tuple[socket.socket, socket.socket]
) -> None:
    ours, theirs = control
    code = talk(theirs.fileno(), "s.close(); time.sleep(30)")
    with start(code, pass_fds=[theirs.fileno()], start_new_session=True) as process:
        theirs.close()
        assert ours.recv(4) == b"here"
        ours.sendall(b"x")

        assert ours.recv(1) == b""  # though the process lives

        assert process.poll() is None
        os.killpg(process.pid, signal.SIGKILL)


@with_bubblewrap
def test_it_ends_when_the_control_socket_closes(
    start: Start, control: tuple[socket.socket, socket.socket]
) -> None:
    ours, theirs = control
    with start(talk(theirs.fileno()), pass_fds=[theirs.fileno()]) as process:
        theirs.close()
        assert ours.recv(4) == b"here"
        ours.close()

        assert process.wait(WAIT_S) == 0


@with_bubblewrap
def test_killing_the_process_group_kills_what_is_inside(
    start: Start, control: tuple[socket.socket, socket.socket]
) -> None:
    ours, theirs = control
    code = talk(theirs.fileno(), "time.sleep(30)")
    with start(code, pass_fds=[theirs.fileno()], start_new_session=True) as process:
        theirs.close()
        assert ours.recv(4) == b"here"

        os.killpg(process.pid, signal.SIGKILL)

        assert ours.recv(1) == b""


@with_bubblewrap
def test_the_interpreter_of_a_venv_finds_numpy_and_its_own_prefix() -> None:
    library = str(Path(str(pytest.importorskip("numpy").__file__)).parents[1])
    code = f"import sys; sys.path.append({library!r}); import json, numpy\n"
    words = bubblewrap.wrap(
        PROGRAM,
        [sys.executable, "-c", code + "print(json.dumps([numpy.__file__, sys.prefix]))"],
        libraries=LIBRARIES,
        readable=(),
    )

    printed = subprocess.run(words, env={}, check=True, capture_output=True).stdout

    assert json.loads(printed) == [f"{library}/numpy/__init__.py", sys.prefix]


@with_bubblewrap
def test_a_library_inside_a_readable_folder_shows_numpy_and_hides_its_neighbours(
    tmp_path: Path,
) -> None:
    library = tmp_path / "lib" / "site-packages"
    for name in ("numpy", "grader", "asked"):
        (library / name).mkdir(parents=True)
        (library / name / "__init__.py").touch()
    code = f"import json, os; print(json.dumps(sorted(os.listdir({str(library)!r}))))"
    words = bubblewrap.wrap(
        PROGRAM,
        [sys.executable, "-S", "-c", code],
        libraries=library,
        readable=(tmp_path / "lib", library / "asked"),
    )

    printed = subprocess.run(words, env={}, check=True, capture_output=True).stdout

    assert json.loads(printed) == ["asked", "numpy"]


def test_links_on_the_way_to_a_path_stay_links(tmp_path: Path) -> None:
    folder = tmp_path.resolve()
    (folder / "real" / "bin").mkdir(parents=True)
    (folder / "real" / "bin" / "python3.11").touch()
    (folder / "real" / "bin" / "python3").symlink_to("python3.11")
    (folder / "current").symlink_to(folder / "real")
    (folder / "venv").mkdir()
    (folder / "venv" / "python").symlink_to("../current/bin/python3")

    assert bubblewrap._ways(folder / "venv" / "python") == {
        folder / "venv" / "python": ("--symlink", "../current/bin/python3"),
        folder / "current": ("--symlink", str(folder / "real")),
        folder / "real/bin/python3": ("--symlink", "python3.11"),
        folder / "real/bin/python3.11": ("--ro-bind", str(folder / "real/bin/python3.11")),
    }


def test_a_path_that_does_not_exist_and_a_circle_of_links_are_refused(tmp_path: Path) -> None:
    (tmp_path / "circle").symlink_to("circle")

    for name in ("absent", "circle"):
        with pytest.raises(OSError, match=name):
            bubblewrap._ways(tmp_path / name)


SHOWN, EMPTIED, LINK = ("--ro-bind", "x"), ("--tmpfs",), ("--symlink", "x")


@pytest.mark.parametrize(
    ("steps", "kept"),
    [
        ({"/a/b": SHOWN, "/a": SHOWN}, ["/a"]),
        ({"/a/b": LINK, "/a": SHOWN}, ["/a"]),
        ({"/a/b": LINK, "/ab": SHOWN}, ["/ab", "/a/b"]),
        ({"/a": EMPTIED}, []),
        ({"/a/b/c": SHOWN, "/a/b": EMPTIED, "/a": SHOWN}, ["/a", "/a/b", "/a/b/c"]),
        ({"/a/b/c": EMPTIED, "/a/b": EMPTIED, "/a": SHOWN}, ["/a", "/a/b"]),
    ],
)
def test_a_step_that_changes_nothing_is_left_out(
    steps: dict[str, tuple[str, ...]], kept: Sequence[str]
) -> None:
    needed = bubblewrap._drop_idle({Path(place): step for place, step in steps.items()})

    assert [str(place) for place in needed] == kept


def test_without_the_program_the_remedy_is_to_install_it() -> None:
    with pytest.raises(UnavailableError, match="apt install bubblewrap"):
        bubblewrap.check(None, LIBRARIES)


REFUSALS = {
    "setting up uid map: Permission denied": "kernel.apparmor_restrict_unprivileged_userns",
    "loopback: Failed RTM_NEWADDR: Operation not permitted": "AppArmor profile",
    "Creating new namespace failed: nesting depth or /proc/sys/user/max_*_namespaces exceeded"
    " (ENOSPC)": "user.max_user_namespaces",
    "Creating new namespace failed, likely because the kernel does not support user namespaces."
    "  bwrap must be installed setuid on such systems.": "CONFIG_USER_NS",
    "No permissions to create new namespace, likely because the kernel does not allow"
    " non-privileged user namespaces.": "seccomp",
    "Creating new namespace failed: Operation not permitted": "ordinary user",
    "Can't mount proc on /newroot/proc: Operation not permitted": "systempaths=unconfined",
    "Failed to make / slave: Permission denied": "apparmor=unconfined",
    "Unexpected capabilities but not setuid, old file caps config?": "AmbientCapabilities",
    "execvp python: No such file or directory": "by hand",
    "": "by hand",
}


@pytest.mark.parametrize(("words", "remedy"), REFUSALS.items())
def test_each_refusal_of_bubblewrap_becomes_a_reason_and_a_remedy(
    tmp_path: Path, words: str, remedy: str
) -> None:
    program = tmp_path / "bwrap"
    program.write_text(f'#!/bin/sh\necho "bwrap: {words}" >&2\nexit 1\n')
    program.chmod(0o755)

    with pytest.raises(UnavailableError) as raised:
        bubblewrap.check(program, LIBRARIES)

    assert remedy in raised.value.remedy
    assert raised.value.reason


@with_bubblewrap
@only_as_root
def test_root_without_the_right_to_make_namespaces_is_told_so() -> None:
    capsh = shutil.which("capsh")
    if capsh is None:
        pytest.skip("needs capsh, which takes a capability away")
    words = subprocess.list2cmdline(
        bubblewrap.wrap(PROGRAM, [sys.executable, "-c", "1"], libraries=LIBRARIES, readable=())
    )

    ended = subprocess.run(
        [capsh, "--drop=cap_sys_admin", "--", "-c", words],
        check=False,
        capture_output=True,
        text=True,
    )

    assert "ordinary user" in bubblewrap._refusal(ended.stderr).remedy
