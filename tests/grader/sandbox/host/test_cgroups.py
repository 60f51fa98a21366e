"""Control groups: that they hold, where the host lets us make them, and where we say we cannot.

The rules of version 2 are tried on a made-up tree; what holds, on the kernel's own.
"""

import errno
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest

from grader.sandbox.host import bubblewrap
from grader.sandbox.host.cgroups import Cgroup, CgroupLimits, remove_leftovers
from grader.sandbox.host.system import System
from grader.sandbox.host.unavailable import UnavailableError

HERE = System.here()
PREFIX = "gradus-test"
LIMITS = CgroupLimits(memory_bytes=64_000_000, processes=8)
ALLOCATED_BYTES = 256_000_000
MOST_FORKS = 20
WAIT_S = 20.0
DEAD = 2**22 + 1  # beyond any process number
OURS = f"{os.getpid()}\n"

VERSION_2 = (
    "31 23 0:28 / /sys/fs/cgroup rw,nosuid,relatime shared:9 - cgroup2 cgroup2 rw,nsdelegate"
)
MEMORY_1 = "35 31 0:32 / /sys/fs/cgroup/memory rw,relatime - cgroup cgroup rw,memory"
PIDS_1 = "39 31 0:36 / /sys/fs/cgroup/pids rw,relatime - cgroup cgroup rw,pids"
UNIFIED = "41 31 0:38 / /sys/fs/cgroup/unified rw,relatime - cgroup2 cgroup2 rw"


class Kernel:
    """A made-up /proc and /sys/fs/cgroup, with folders that behave like groups of version 2."""

    def __init__(self, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.root = root
        self.counts_swap = True
        self.refused = ""  # a file of new groups that nobody can write to, not even root
        self.groups = root / "sys/fs/cgroup"
        (root / "proc/self").mkdir(parents=True)
        self.groups.mkdir(parents=True)
        self._mkdir, self._rmdir = os.mkdir, os.rmdir
        monkeypatch.setattr(os, "mkdir", self._make)
        monkeypatch.setattr(os, "rmdir", self._remove)

    def be_in(self, *lines: str, mounts: tuple[str, ...] = (VERSION_2,)) -> None:
        """Put this process in groups, by the lines of /proc/self/cgroup."""
        self._write("proc/self/cgroup", lines)
        self._write("proc/self/mountinfo", mounts)

    def group(
        self, name: str, processes: str = "", given: str = "cpu memory pids", handed: str = ""
    ) -> Path:
        """A group with processes in it, the controllers given to it and handed down by it."""
        folder = self.groups / name
        folder.mkdir(parents=True, exist_ok=True)
        self._fill(folder, given)
        (folder / "cgroup.procs").write_text(processes)
        (folder / "cgroup.subtree_control").write_text(handed)
        return folder

    def _write(self, path: str, lines: tuple[str, ...]) -> None:
        (self.root / path).write_text("".join(f"{line}\n" for line in lines))

    def _fill(self, folder: Path, given: str) -> None:
        files = {"cgroup.type": "domain\n", "cgroup.procs": "", "cgroup.subtree_control": ""}
        if "memory" in given:
            files |= {"memory.max": "max\n", "memory.events": "oom 0\noom_kill 0\n"}
        if "memory" in given and self.counts_swap:
            files |= {"memory.swap.max": "max\n"}
        if "pids" in given:
            files |= {"pids.max": "max\n"}
        for name, text in (files | {"cgroup.controllers": given}).items():
            (folder / name).write_text(text)

    def _make(self, folder: Path, mode: int = 0o777) -> None:
        self._mkdir(folder, mode)
        handed = folder.parent / "cgroup.subtree_control"
        if handed.exists():
            self._fill(folder, handed.read_text().replace("+", ""))
        if self.refused:
            (folder / self.refused).unlink()
            (folder / self.refused).symlink_to(self.root)

    def _remove(self, folder: Path) -> None:
        if (folder / "cgroup.procs").exists():
            if (folder / "cgroup.procs").read_text():
                raise OSError(errno.EBUSY, "Device or resource busy")
            for file in folder.iterdir():
                file.unlink()
        self._rmdir(folder)


@pytest.fixture
def kernel(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Kernel:
    return Kernel(tmp_path, monkeypatch)


def test_a_process_alone_in_its_group_makes_room_and_hands_the_controllers_down(
    kernel: Kernel,
) -> None:
    service = kernel.group("system.slice/gradus.service", OURS)
    kernel.be_in("0::/system.slice/gradus.service")

    made = Cgroup.create("gradus-1-0", LIMITS, root=kernel.root)

    assert (made.version, made.paths) == (2, (service / "gradus-1-0",))
    assert (service / "server/cgroup.procs").read_text() == OURS.strip()
    assert (service / "cgroup.subtree_control").read_text() == "+memory +pids"
    assert (made.paths[0] / "memory.max").read_text() == "64000000"
    assert (made.paths[0] / "memory.swap.max").read_text() == "0"
    assert (made.paths[0] / "pids.max").read_text() == "8"


def test_the_next_group_is_made_beside_the_first(kernel: Kernel) -> None:
    service = kernel.group("gradus.service", handed="memory pids")
    kernel.group("gradus.service/server", f"{OURS}77\n")
    kernel.be_in("0::/gradus.service/server")

    made = Cgroup.create("gradus-1-1", LIMITS, root=kernel.root)

    assert made.paths == (service / "gradus-1-1",)
    assert (service / "cgroup.subtree_control").read_text() == "memory pids"


def test_in_the_first_group_of_all_nobody_need_move(kernel: Kernel) -> None:
    first = kernel.group("", f"1\n2\n{OURS}")
    (first / "cgroup.type").unlink()
    kernel.be_in("0::/")

    made = Cgroup.create("gradus-1-0", LIMITS, root=kernel.root)

    assert made.paths == (first / "gradus-1-0",)
    assert not (first / "server").exists()


def test_where_the_kernel_counts_no_swap_memory_alone_is_limited(kernel: Kernel) -> None:
    kernel.counts_swap = False
    kernel.group("gradus.service", OURS)
    kernel.be_in("0::/gradus.service")

    made = Cgroup.create("gradus-1-0", LIMITS, root=kernel.root)

    assert (made.paths[0] / "memory.max").read_text() == "64000000"
    assert not (made.paths[0] / "memory.swap.max").exists()


def refusal_by(kernel: Kernel) -> UnavailableError:
    """What creating a group raises, which leaves none behind."""
    with pytest.raises(UnavailableError) as raised:
        Cgroup.create("gradus-1-0", LIMITS, root=kernel.root)
    assert not list(kernel.groups.rglob("gradus-1-0"))
    assert not list(kernel.groups.rglob("server"))
    return raised.value


def test_a_group_shared_with_other_processes_is_refused(kernel: Kernel) -> None:
    kernel.group("user.slice/session-3.scope", f"{OURS}1234\n")
    kernel.be_in("0::/user.slice/session-3.scope")

    error = refusal_by(kernel)

    assert "Other processes" in error.reason
    assert "Delegate=yes" in error.remedy


@pytest.mark.parametrize(
    ("given", "missing"), [("cpu memory", "pids"), ("cpu io", "no memory and no pids")]
)
def test_a_group_that_was_not_given_a_controller_is_refused(
    kernel: Kernel, given: str, missing: str
) -> None:
    kernel.group("gradus.service", OURS, given=given)
    kernel.be_in("0::/gradus.service")

    error = refusal_by(kernel)

    assert missing in error.reason
    assert "Delegate=yes" in error.remedy


@pytest.mark.parametrize(
    "mount", [VERSION_2.replace("rw,nosuid", "ro,nosuid"), VERSION_2.replace(" rw,nsd", " ro,nsd")]
)
def test_a_read_only_mount_is_refused(kernel: Kernel, mount: str) -> None:
    kernel.group("", OURS)
    kernel.be_in("0::/", mounts=(mount,))

    error = refusal_by(kernel)

    assert "/sys/fs/cgroup is mounted read-only" in error.reason
    assert "writable-cgroups=true" in error.remedy


def test_a_writable_mount_is_preferred_to_a_read_only_one(kernel: Kernel) -> None:
    kernel.group("here", OURS)
    covered = VERSION_2.replace("rw,nosuid", "ro,nosuid")
    kernel.be_in("0::/here", mounts=(covered, VERSION_2.replace("/sys/fs", "/mnt"), VERSION_2))

    assert Cgroup.create("gradus-1-0", LIMITS, root=kernel.root).paths


@pytest.mark.parametrize("lines", [("0::/",), ("1:name=systemd:/",)])
def test_no_mounted_control_groups_are_refused(kernel: Kernel, lines: tuple[str, ...]) -> None:
    kernel.be_in(*lines, mounts=())

    assert "Mount cgroup2" in refusal_by(kernel).remedy


def test_a_mount_that_shows_only_groups_of_others_is_no_use(kernel: Kernel) -> None:
    kernel.be_in("0::/mine", mounts=(VERSION_2.replace("0:28 / ", "0:28 /docker/b0a7 "),))

    assert "not mounted" in refusal_by(kernel).reason


def test_what_the_kernel_refuses_is_explained_and_leaves_nothing(
    kernel: Kernel,
) -> None:
    kernel.group("gradus.service", OURS, handed="memory pids")
    kernel.group("gradus.service/server", OURS)
    kernel.be_in("0::/gradus.service/server")
    kernel.refused = "pids.max"

    with pytest.raises(UnavailableError, match=r"Is a directory.*Delegate=yes"):
        Cgroup.create("gradus-1-0", LIMITS, root=kernel.root)

    assert not (kernel.groups / "gradus.service/gradus-1-0").exists()


@pytest.fixture
def version_1(kernel: Kernel) -> Callable[[str], Path]:
    """Makes a folder of version 1, whose files are only those that are written."""

    def make(name: str) -> Path:
        folder = kernel.group(name)
        for file in folder.iterdir():
            file.unlink()
        (folder / "cgroup.subtree_control").touch()
        return folder

    return make


def test_each_controller_is_used_where_it_lives(
    kernel: Kernel, version_1: Callable[[str], Path]
) -> None:
    pids = version_1("pids/here")
    memory = kernel.group("unified/there", OURS)
    kernel.be_in("8:pids:/here", "1:name=systemd:/", "0::/there", mounts=(PIDS_1, UNIFIED))

    made = Cgroup.create("gradus-1-0", LIMITS, root=kernel.root)

    assert made.version == 1
    assert made.paths == (memory / "gradus-1-0", pids / "gradus-1-0")
    assert (pids / "gradus-1-0/pids.max").read_text() == "8"
    assert (memory / "gradus-1-0/memory.max").read_text() == "64000000"


def test_two_controllers_of_version_1_in_one_hierarchy_share_a_folder(
    kernel: Kernel, version_1: Callable[[str], Path]
) -> None:
    both = version_1("both")
    mount = PIDS_1.replace("cgroup/pids", "cgroup/both").replace("rw,pids", "rw,memory,pids")
    kernel.be_in("4:memory,pids:/", mounts=(mount,))

    made = Cgroup.create("gradus-1-0", LIMITS, root=kernel.root)

    assert made.paths == (both / "gradus-1-0",)
    assert (both / "gradus-1-0/memory.limit_in_bytes").read_text() == "64000000"
    assert (both / "gradus-1-0/pids.max").read_text() == "8"


def test_a_mount_that_shows_a_container_its_own_group_is_that_group(
    kernel: Kernel, version_1: Callable[[str], Path]
) -> None:
    memory, pids = version_1("memory"), version_1("pids dir")
    kernel.be_in(
        "4:memory:/docker/b0a7",
        "8:pids:/docker/b0a7/below",
        mounts=(
            MEMORY_1.replace("0:32 / ", "0:32 /docker/b0a7 "),
            PIDS_1.replace("0:36 / ", "0:36 /docker/b0a7 ").replace("/pids ", "/pids\\040dir "),
        ),
    )
    below = version_1("pids dir/below")

    made = Cgroup.create("gradus-1-0", LIMITS, root=kernel.root)

    assert made.paths == (memory / "gradus-1-0", below / "gradus-1-0")
    assert pids == below.parent


def test_what_version_2_tells_is_read(tmp_path: Path) -> None:
    (tmp_path / "memory.peak").write_text("12345678\n")
    (tmp_path / "memory.events").write_text("low 0\nmax 9\noom 3\noom_kill 2\noom_group_kill 0\n")
    group = Cgroup(2, (tmp_path,))

    assert (group.memory_peak(), group.oom_kills()) == (12_345_678, 2)


def test_what_an_older_kernel_does_not_tell_is_none(tmp_path: Path) -> None:
    group = Cgroup(2, (tmp_path,))

    assert (group.memory_peak(), group.oom_kills(), group.pids()) == (None, 0, [])


def test_leftovers_are_empty_groups_of_workers_that_are_gone(kernel: Kernel) -> None:
    service = kernel.group("gradus.service", handed="memory pids")
    kernel.group("gradus.service/server", OURS)
    kernel.be_in("0::/gradus.service/server")
    (kernel.root / "proc/77").mkdir()
    kept = {
        kernel.group(f"gradus.service/{name}", processes).name
        for name, processes in {
            "server": OURS,
            "gradus-77-0": "",  # its worker lives
            "gradus-78-1": "4321\n",  # something of it lives
            "gradus-x-0": "",
            "gradus-78-0-0": "",
            "gradus.extra-78-0": "",
            "other-78-0": "",
        }.items()
    }
    kernel.group("gradus.service/gradus-78-0")

    remove_leftovers("gradus", root=kernel.root)

    assert {folder.name for folder in service.iterdir() if folder.is_dir()} == kept


def test_leftovers_are_found_before_this_process_has_moved(kernel: Kernel) -> None:
    service = kernel.group("gradus.service", OURS)
    kernel.group("gradus.service/gradus-78-0")
    kernel.be_in("0::/gradus.service")

    remove_leftovers("gradus", root=kernel.root)

    assert not (service / "gradus-78-0").exists()


def test_without_control_groups_there_are_no_leftovers(kernel: Kernel) -> None:
    service = kernel.group("gradus.service", OURS)
    kernel.group("gradus.service/gradus-78-0")
    kernel.be_in("0::/gradus.service", mounts=())

    remove_leftovers("gradus", root=kernel.root)

    assert (service / "gradus-78-0").exists()


# From here on the kernel's own groups.

numbers = count()


@pytest.fixture
def group() -> Iterator[Cgroup]:
    """A real group below that of the tests."""
    if sys.platform != "linux":
        pytest.skip("control groups need Linux")
    try:
        made = Cgroup.create(f"{PREFIX}-{os.getpid()}-{next(numbers)}", LIMITS)
    except UnavailableError as error:
        pytest.skip(str(error))
    yield made
    made.close()


Start = Callable[[str], "subprocess.Popen[str]"]


@pytest.fixture
def start(group: Cgroup) -> Iterator[Start]:
    """Starts code in the group; it goes on once it is known to be there, and to be limited."""
    started: list[subprocess.Popen[str]] = []

    def start(code: str) -> "subprocess.Popen[str]":
        process = subprocess.Popen(
            [sys.executable, "-I", "-S", "-c", f"input()\n{code}"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        started.append(process)
        group.add(process.pid)
        assert group.pids() == [process.pid]
        assert read_number(group, "pids.max") == LIMITS.processes
        assert process.stdin
        process.stdin.write("go\n")
        process.stdin.flush()
        return process

    yield start
    for process in started:
        if process.returncode is None:  # nobody has waited for it, so that the number is its own
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate(timeout=WAIT_S)


def read_number(group: Cgroup, name: str) -> int:
    """A number in one of the group's files."""
    return next(int((path / name).read_text()) for path in group.paths if (path / name).exists())


FORK = f"""
import os, time
for made in range({MOST_FORKS}):
    try:
        child = os.fork()
    except OSError as error:
        print(made, type(error).__name__, flush=True)
        break
    if child == 0:
        time.sleep(5)
        os._exit(0)
time.sleep(5)
"""


def test_no_more_processes_can_be_forked_than_the_limit(group: Cgroup, start: Start) -> None:
    process = start(FORK)

    assert process.stdout
    assert process.stdout.readline() == f"{LIMITS.processes - 1} BlockingIOError\n"
    assert len(group.pids()) == LIMITS.processes


def test_a_process_that_takes_more_memory_than_the_limit_is_killed(
    group: Cgroup, start: Start
) -> None:
    megabyte = 1_000_000
    process = start(
        f"kept = [bytearray(b'x' * {megabyte}) for _ in range({ALLOCATED_BYTES // megabyte})]"
    )

    assert process.wait(WAIT_S) == -signal.SIGKILL
    assert group.oom_kills() == 1
    peak = group.memory_peak()
    assert peak is None or LIMITS.memory_bytes * 0.9 < peak <= LIMITS.memory_bytes


def test_a_process_within_the_limit_is_left_alone(group: Cgroup, start: Start) -> None:
    process = start("kept = b'x' * 20_000_000")

    assert process.wait(WAIT_S) == 0
    assert group.oom_kills() == 0
    peak = group.memory_peak()
    assert peak is None or peak > 20_000_000


def test_one_that_takes_too_much_does_not_take_the_others_along(
    group: Cgroup, start: Start
) -> None:
    process = start(
        "import os\n"
        "child = os.fork()\n"
        f"if child == 0: kept = b'x' * {ALLOCATED_BYTES}; os._exit(0)\n"
        "print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)"
    )

    assert process.stdout
    assert process.stdout.readline() == f"{-signal.SIGKILL}\n"
    assert process.wait(WAIT_S) == 0


def test_a_program_can_be_started_in_the_group(group: Cgroup) -> None:
    code = "import os, sys; print(os.getpid(), os.fork() and os.wait()[0], sys.argv[1:])"
    words = group.entering([sys.executable, "-I", "-S", "-c", f"input(); {code}", "--", "a b"])
    with subprocess.Popen(
        words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdin
        process.stdin.write("go\n")
        printed, _ = process.communicate(timeout=WAIT_S)

    assert f"{process.pid} " in printed
    assert "['--', 'a b']" in printed
    assert process.returncode == 0


@pytest.mark.skipif(shutil.which("bwrap") is None, reason="bubblewrap is not installed")
def test_what_bubblewrap_starts_is_in_the_group_with_it(group: Cgroup) -> None:
    try:
        program = bubblewrap.check(HERE.bubblewrap, HERE.libraries)
    except UnavailableError as error:
        pytest.skip(str(error))
    code = "print('here', flush=True); input()"
    words = bubblewrap.wrap(
        program, [sys.executable, "-I", "-S", "-c", code], libraries=HERE.libraries, readable=()
    )
    with subprocess.Popen(
        group.entering(words), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout
        assert process.stdout.readline() == "here\n"
        inside = group.pids()
        process.communicate("go\n", timeout=WAIT_S)

    assert process.pid in inside
    assert len(inside) == 3  # bwrap, the first process of the namespace, the program


def test_a_program_that_cannot_enter_does_not_start(tmp_path: Path) -> None:
    absent = Cgroup(1, (tmp_path / "absent",))

    ended = subprocess.run(
        absent.entering(["/bin/sh", "-c", "echo started"]), check=False, capture_output=True
    )

    assert ended.returncode != 0
    assert ended.stdout == b""


def test_a_process_that_has_ended_cannot_be_added(group: Cgroup) -> None:
    with subprocess.Popen([sys.executable, "-c", ""]) as process:
        process.wait(WAIT_S)

    with pytest.raises(ProcessLookupError):
        group.add(process.pid)


def test_closing_removes_the_folders_and_twice_does_no_harm(group: Cgroup) -> None:
    assert all(path.is_dir() for path in group.paths)

    group.close()
    group.close()

    assert not any(path.exists() for path in group.paths)


def test_closing_waits_for_killed_processes_to_end(group: Cgroup, start: Start) -> None:
    process = start("kept = b'x' * 30_000_000\nimport time; time.sleep(20)")
    os.killpg(process.pid, signal.SIGKILL)

    group.close()

    assert not any(path.exists() for path in group.paths)


def test_an_empty_group_of_the_same_name_is_replaced(group: Cgroup) -> None:
    again = Cgroup.create(group.paths[0].name, LIMITS)

    assert again == group


def test_a_group_that_is_in_use_is_not_replaced(group: Cgroup, start: Start) -> None:
    process = start("import time; time.sleep(20)")

    with pytest.raises(UnavailableError):
        Cgroup.create(group.paths[0].name, LIMITS)

    assert group.pids() == [process.pid]


def test_real_leftovers_are_removed_and_the_groups_of_living_workers_kept(group: Cgroup) -> None:
    left = Cgroup.create(f"{PREFIX}-{DEAD}-0", LIMITS)

    remove_leftovers(PREFIX)

    assert not any(path.exists() for path in left.paths)
    assert all(path.exists() for path in group.paths)


def test_a_real_version_2_without_the_controllers_is_refused(tmp_path: Path) -> None:
    real = Path("/sys/fs/cgroup/unified")
    if not (real / "cgroup.controllers").exists():
        pytest.skip("needs a host with both versions")
    (tmp_path / "proc/self").mkdir(parents=True)
    (tmp_path / "sys/fs/cgroup").mkdir(parents=True)
    (tmp_path / "sys/fs/cgroup/unified").symlink_to(real)
    (tmp_path / "proc/self/cgroup").write_text("0::/\n")
    (tmp_path / "proc/self/mountinfo").write_text(f"{UNIFIED}\n")

    with pytest.raises(UnavailableError, match=r"no memory and no pids controller.*Boot with"):
        Cgroup.create(f"{PREFIX}-{os.getpid()}-0", LIMITS, root=tmp_path)


CREATE = f"""
from grader.sandbox.host.cgroups import Cgroup, CgroupLimits
from grader.sandbox.host.unavailable import UnavailableError
try:
    Cgroup.create("{PREFIX}-{DEAD}-1", CgroupLimits(64_000_000, 8))
except UnavailableError as error:
    print(error.reason)
"""


@pytest.mark.skipif(shutil.which("bwrap") is None, reason="bubblewrap is not installed")
def test_a_real_read_only_mount_is_refused(group: Cgroup) -> None:
    try:
        bubblewrap.check(HERE.bubblewrap, HERE.libraries)
    except UnavailableError as error:
        pytest.skip(str(error))
    words = ["bwrap", "--ro-bind", "/", "/", "--proc", "/proc", sys.executable, "-c", CREATE]

    printed = subprocess.run(words, check=True, capture_output=True, text=True).stdout

    assert "is mounted read-only." in printed
