"""What a host offers, what it must, and what is said where something is missing."""

import os
from collections.abc import Callable
from dataclasses import replace

import pytest

from grader.sandbox.host.defences import Defence
from grader.sandbox.host.host import DefenceFinding, Host
from grader.sandbox.host.system import System
from grader.sandbox.host.unavailable import UnavailableError
from grader.sandbox.pool.probe import ACTS, find_openings
from grader.sandbox.pool.sandbox_runner import SandboxRunner
from grader.sandbox.runner import RunnerFaultError
from tests.grader.sandbox.conftest import Runs

Make = Callable[..., SandboxRunner]
HERE = System.here()
WITHOUT_BUBBLEWRAP = replace(HERE, bubblewrap=None)
CHEAP = frozenset({Defence.BUBBLEWRAP, Defence.CGROUP})  # left out, a host is looked at in no time


@pytest.fixture(autouse=True)
def _where_there_is_a_sandbox(sandbox: SandboxRunner) -> None:
    """Skips where there is none: what is tested here is how it is refused."""


def _finding(host: Host, defence: Defence) -> DefenceFinding:
    (found,) = (finding for finding in host.findings if finding.defence is defence)
    return found


def _refusal(**options: object) -> UnavailableError:
    """How a sandbox is refused, which is with the one thing to change."""
    with pytest.raises(UnavailableError) as raised:
        SandboxRunner(**options)
    assert raised.value.remedy
    return raised.value


def test_a_defence_that_is_required_and_missing_is_refused_with_its_remedy() -> None:
    refusal = _refusal(system=WITHOUT_BUBBLEWRAP, require={Defence.BUBBLEWRAP})
    assert refusal.reason.startswith("bubblewrap: ")
    assert "bwrap" in refusal.reason + refusal.remedy
    assert "nstall" in refusal.remedy


def test_a_refused_sandbox_leaves_no_group_behind(sandbox: SandboxRunner) -> None:
    group = sandbox._host.cgroup
    if group is None:
        pytest.skip("needs a control group")
    before = [list(path.parent.glob(f"gradus-{os.getpid()}-*")) for path in group.paths]
    _refusal(system=WITHOUT_BUBBLEWRAP, require={Defence.BUBBLEWRAP})
    after = [list(path.parent.glob(f"gradus-{os.getpid()}-*")) for path in group.paths]
    assert all(before)
    assert after == before


def test_a_defence_that_is_missing_and_not_required_is_told_and_lived_without(
    own_sandbox: Make,
) -> None:
    runner = own_sandbox(system=WITHOUT_BUBBLEWRAP)
    found = _finding(runner._host, Defence.BUBBLEWRAP)
    assert not found.in_force
    assert found.remedy
    assert Runs(runner)("print('here')").output == "here\n"


@pytest.mark.parametrize("defence", list(Defence))
def test_whatever_is_in_force_can_be_required(sandbox: SandboxRunner, defence: Defence) -> None:
    if not _finding(sandbox._host, defence).in_force:
        pytest.skip(f"{defence} is not in force here")
    host = Host(HERE, require={defence})
    try:
        assert host.has(defence)
    finally:
        host.close()


def test_a_kernel_without_filters_is_refused() -> None:
    refusal = _refusal(system=replace(HERE, takes_filters=False))
    assert refusal.reason == "seccomp: the kernel takes no system call filter"
    assert "CONFIG_SECCOMP_FILTER" in refusal.remedy


def test_a_kernel_without_landlock_is_lived_without_unless_it_is_required() -> None:
    system = replace(HERE, landlock=0)
    found = _finding(Host(system, without=CHEAP), Defence.LANDLOCK)
    assert not found.in_force
    assert "5.13" in found.remedy
    with pytest.raises(UnavailableError, match="landlock: the kernel offers none"):
        Host(system, require={Defence.LANDLOCK}, without=CHEAP)


def test_an_older_landlock_is_in_force_and_says_what_it_lacks() -> None:
    found = _finding(Host(replace(HERE, landlock=3), without=CHEAP), Defence.LANDLOCK)
    assert found.in_force
    assert "signals" in found.detail


def test_a_worker_that_is_not_root_says_that_code_has_its_number() -> None:
    host = Host(replace(HERE, user=1000), without=CHEAP)
    assert not host.has(Defence.USER)
    assert "root" in _finding(host, Defence.USER).remedy
    assert host.setup((), 7).user == 0


@pytest.mark.parametrize(("platform", "name"), [("darwin", "Darwin"), ("win32", "Windows")])
def test_another_system_is_refused(platform: str, name: str) -> None:
    refusal = _refusal(system=replace(HERE, platform=platform, name=name))
    assert refusal.reason == f"{name} cannot confine code"
    assert refusal.remedy == "Run the worker on Linux, in a container or in WSL2."


@pytest.mark.parametrize("release", ["4.19.0-27-amd64", "5.3.18", "3.10.0-1160.el7.x86_64"])
def test_an_old_kernel_is_refused(release: str) -> None:
    refusal = _refusal(system=replace(HERE, release=release))
    assert refusal.reason == f"Linux {release} is too old"
    assert refusal.remedy == "Use Linux 5.4 or later."


@pytest.mark.parametrize("release", ["5.4.0", "5.10", "6.18.44-fc-v509", "10.0.0-rc1"])
def test_a_kernel_that_is_new_enough_is_not(release: str) -> None:
    assert Host(replace(HERE, release=release), without=CHEAP).has(Defence.SECCOMP)


def test_another_machine_is_refused_by_its_name() -> None:
    refusal = _refusal(system=replace(HERE, machine="riscv64"))
    assert "riscv64" in refusal.reason
    assert refusal.remedy == "Run the worker on an x86_64 or aarch64 machine."


def test_a_library_that_is_not_installed_is_refused_by_its_name(own_sandbox: Make) -> None:
    runner = own_sandbox(libraries=("no_such_library",))
    with pytest.raises(RunnerFaultError, match="The library no_such_library is not installed"):
        Runs(runner)("x = 1", libraries=("no_such_library",))


# What the probe does.


def test_every_act_of_the_probe_is_denied(sandbox: SandboxRunner) -> None:
    assert find_openings(sandbox) == []


def test_an_act_that_is_not_denied_is_named_and_one_that_is_denied_is_not(
    sandbox: SandboxRunner,
) -> None:
    acts = {"open a file": ACTS["open a file"], "add numbers": "1 + 1", "print": "print()"}
    assert find_openings(sandbox, acts) == ["add numbers", "print"]


def test_an_act_that_fails_for_another_reason_is_not_taken_for_denied(
    sandbox: SandboxRunner,
) -> None:
    acts = {"divide by zero": "1 / 0", "leave": "os._exit(0)"}
    assert find_openings(sandbox, acts) == ["divide by zero", "leave"]


WITHOUT_FILTER = {
    "make a socket",
    "fork",  # which fails here all the same, but not because it was denied
    "map memory that can be executed",
    "write to a foreign descriptor",
}
WITHOUT_BOTH = WITHOUT_FILTER | {"open a file", "signal another process"}


@pytest.mark.parametrize(
    ("without", "openings"),
    [
        ({Defence.LANDLOCK}, set()),
        ({Defence.USER, Defence.CGROUP}, set()),
        ({Defence.SECCOMP}, WITHOUT_FILTER),
        ({Defence.SECCOMP, Defence.LANDLOCK}, WITHOUT_BOTH),
    ],
    ids=lambda value: "+".join(sorted(value)) or "nothing",
)
def test_the_probe_names_what_is_open_where_a_defence_is_left_out(
    own_sandbox: Make, without: set[Defence], openings: set[str]
) -> None:
    """The limits stay, so that nothing can really be forked; where we are root, another user."""
    runner = own_sandbox(system=WITHOUT_BUBBLEWRAP, without=frozenset(without))
    needs_landlock = {"open a file", "signal another process"}
    found = set(find_openings(runner))
    if Defence.LANDLOCK not in without and not _finding(runner._host, Defence.LANDLOCK).in_force:
        found -= needs_landlock
    assert found - {"execute a program"} == openings


def test_a_sandbox_that_lets_something_through_keeps_a_worker_from_serving(
    altered_sandbox: Callable[[str, str, str], System],
) -> None:
    """Whose children forget to load the filter, which nothing but the probe would see."""
    if not HERE.landlock:
        pytest.skip("needs Landlock, which denies the other acts")
    altered = altered_sandbox("child/student_process.py", "seccomp.load(self._filter)", "pass")
    refusal = _refusal(system=replace(altered, bubblewrap=None))
    openings = set(refusal.reason.removeprefix("student code could ").split(", "))
    assert openings - {"execute a program"} == WITHOUT_FILTER
    assert "doctor" in refusal.remedy


# A set-up that fails where no request has come yet, and where student code would be next.


@pytest.mark.parametrize("refused", ["filter", "seal"])
def test_a_filter_that_the_kernel_refuses_keeps_a_worker_from_serving(
    altered_sandbox: Callable[[str, str, str], System], refused: str
) -> None:
    prepared = f"seccomp.prepare(setup.{refused})"
    altered = altered_sandbox("child/student_process.py", prepared, "seccomp.prepare(bytes(8))")
    refusal = _refusal(system=replace(altered, bubblewrap=None))
    assert refusal.reason.startswith("the sandbox does not start")
    assert "Invalid argument" in refusal.reason


@pytest.mark.parametrize(
    ("file", "before"),
    [
        ("kernel/seccomp.py", "        if self._syscall(self._number"),
        ("kernel/landlock.py", "    libc = _libc()\n    if libc.prctl"),
        ("child/limits.py", "    resource.setrlimit(resource.RLIMIT_NPROC"),
        ("child/limits.py", "    cpu_s = int("),
        ("kernel/prctl.py", "    _switch(_PR_SET_PDEATHSIG"),
        ("kernel/prctl.py", "    _switch(_PR_SET_DUMPABLE"),
        pytest.param(
            *("child/user.py", "    os.setgroups"),
            marks=pytest.mark.skipif(os.geteuid() != 0, reason="only root leaves root"),
        ),
    ],
    ids=["filter", "landlock", "processes", "limits", "death signal", "memory", "user"],
)
def test_a_step_of_the_set_up_that_fails_is_our_fault_and_no_student_code_runs(
    altered_sandbox: Callable[[str, str, str], System], file: str, before: str
) -> None:
    indentation = before[: len(before) - len(before.lstrip())]
    altered = altered_sandbox(file, before, f"{indentation}raise OSError('refused')\n{before}")
    system = replace(altered, bubblewrap=None)

    assert "refused" in _refusal(system=system).reason  # the probe meets it first

    try:
        without = frozenset({Defence.CGROUP})  # and so without a probe
        runner = SandboxRunner(system=system, without=without)
    except UnavailableError:
        return
    try:
        with pytest.raises(RunnerFaultError, match="refused") as raised:
            Runs(runner)("print('student code ran')")
        assert "student code" not in str(raised.value)
    finally:
        runner.close()
