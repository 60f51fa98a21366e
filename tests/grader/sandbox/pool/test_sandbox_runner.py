"""The runner for strangers' code: what it survives, what it replaces, what it leaves behind."""

import functools
import os
import select
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import numpy as np
import psutil
import pytest

from grader.sandbox.host import bubblewrap
from grader.sandbox.host.defences import Defence
from grader.sandbox.host.system import System
from grader.sandbox.host.unavailable import UnavailableError
from grader.sandbox.pool.sandbox_runner import SandboxRunner
from grader.sandbox.protocol.frames import Operation
from grader.sandbox.protocol.request import Call, Limits, Request
from grader.sandbox.runner import CrowdedOutError, Run, RunnerFaultError
from grader.verdicts import Verdict
from tests.grader.sandbox.conftest import FORWARD, Runs, X
from tests.grader.sandbox.waiting import family, is_gone, wait_until

HERE = System.here()
ROOT = Path(__file__).parents[4]
PLUS = "class Layer:\n    def forward(self, x): return x + {}\n"
BUSY = "import time\nprint('started')\nwhile time.process_time() < 0.3: pass\n" + PLUS
ENDLESS = "print('started')\nwhile True: pass"

Make = Callable[..., SandboxRunner]


@pytest.fixture(params=["in bubblewrap", "without bubblewrap"])
def make(request: pytest.FixtureRequest, own_sandbox: Make) -> Make:
    """Makes sandboxes with bubblewrap around the zygote and without in turn."""
    if request.param == "without bubblewrap":
        return functools.partial(own_sandbox, system=replace(HERE, bubblewrap=None))
    try:
        bubblewrap.check(HERE.bubblewrap, HERE.libraries)
    except UnavailableError as error:
        pytest.skip(f"needs bubblewrap: {error}")
    return own_sandbox


def _innermost(runner: SandboxRunner) -> psutil.Process:
    """The zygote itself, inside whatever it was started in."""
    return next(each for each in _family(runner) if each.name() not in {"bwrap", "sh"})


def _family(runner: SandboxRunner) -> list[psutil.Process]:
    (zygote,) = runner.zygotes
    return family(zygote.pid)


def _children(runner: SandboxRunner, count: int) -> list[psutil.Process]:
    """The children that wait, the longest-waiting first, once there are so many."""
    parent = _innermost(runner)
    wait_until(lambda: len(parent.children()) == count)
    return sorted(parent.children(), key=lambda child: child.pid)


def _number_added(run: Run) -> float:
    """What a run of PLUS added."""
    assert run.verdict is None, run.problem
    return float((run.replies[0][1].arrays[0] - X).max())


@pytest.mark.parametrize("which", ["the zygote", "what it was started in"])
def test_a_zygote_killed_while_idle_costs_no_submission(make: Make, which: str) -> None:
    runner = make()
    before = _family(runner)
    killed = _innermost(runner).pid if which == "the zygote" else runner.zygotes[0].pid

    os.kill(killed, signal.SIGKILL)

    assert [_number_added(Runs(runner)(PLUS.format(number))) for number in range(4)] == [0, 1, 2, 3]
    runner.close()
    wait_until(lambda: all(map(is_gone, before)))


def test_a_submission_whose_zygote_is_killed_is_carried_out_once_more(make: Make) -> None:
    runner = make()
    first = _innermost(runner)
    printed: list[str] = []

    def kill_once(lines: str) -> None:
        printed.append(lines)
        if len(printed) == 1:
            first.kill()

    run = Runs(runner)(BUSY.format(5), on_output=kill_once)

    assert _number_added(run) == 5
    assert run.output == "started\n"
    assert len(printed) == 2
    assert _innermost(runner) != first


@pytest.mark.long
def test_a_submission_that_loses_two_zygotes_is_our_fault_and_the_next_one_is_served(
    make: Make,
) -> None:
    runner = make()
    killed: list[psutil.Process] = []

    def kill_always(lines: str) -> None:
        killed.append(_innermost(runner))
        killed[-1].kill()

    with pytest.raises(RunnerFaultError, match="the sandbox failed"):
        Runs(runner)(BUSY.format(5), on_output=kill_always)
    assert len(set(killed)) == 2
    assert _number_added(Runs(runner)(PLUS.format(6))) == 6


def test_a_child_killed_from_outside_is_not_the_students_fault(make: Make) -> None:
    runner = make(warm_children=0)

    def kill_the_child(lines: str) -> None:
        (child,) = _innermost(runner).children()
        child.kill()

    with pytest.raises(RunnerFaultError, match="not by us"):
        Runs(runner)(ENDLESS, on_output=kill_the_child)
    assert _number_added(Runs(runner)(PLUS.format(1))) == 1


def test_a_signal_from_outside_that_is_no_kill_is_a_death_like_any_other(own_sandbox: Make) -> None:
    """A crash by the student's doing cannot be told from it."""
    runner = own_sandbox(warm_children=0)

    def crash_the_child(lines: str) -> None:
        (child,) = _innermost(runner).children()
        child.send_signal(signal.SIGSEGV)

    run = Runs(runner)(ENDLESS, on_output=crash_the_child)
    assert (run.verdict, run.problem.values["how"]) == (Verdict.ERROR_IN_CODE, "SIGSEGV")


def test_a_run_that_had_less_memory_than_its_limit_is_no_fault_of_the_code(
    own_sandbox: Make,
) -> None:
    """The group of all zygotes runs out of memory before the run reaches its own limit."""
    small = replace(HERE, memory_bytes=400_000_000)  # of which a worker's code may have 3/4
    runner = own_sandbox(system=small, warm_children=1)
    if runner._host.cgroup is None:
        pytest.skip("needs a control group")

    with pytest.raises(CrowdedOutError, match="before a run had its 2000 MB"):
        Runs(runner).forward("return np.ones(10**8)", memory_bytes=2_000_000_000)
    assert _number_added(Runs(runner)(PLUS.format(1))) == 1


def test_a_zygote_that_has_served_long_enough_is_replaced_and_ends(make: Make) -> None:
    runner = make(renew_after=3, warm_children=1)
    old, old_family = runner.zygotes[0].pid, _family(runner)

    assert [_number_added(Runs(runner)(PLUS.format(number))) for number in range(8)] == list(
        range(8)
    )

    wait_until(lambda: runner.zygotes[0].pid != old)
    wait_until(lambda: all(map(is_gone, old_family)))
    assert _number_added(Runs(runner)(PLUS.format(9))) == 9


def test_the_old_zygote_serves_on_where_no_new_one_comes_up(
    own_sandbox: Make, altered_sandbox: Callable[[str, str, str], System]
) -> None:
    copied = altered_sandbox("child/student_process.py", "LINGER_S = 60.0", "LINGER_S = 59.0")
    runner = own_sandbox(system=copied, renew_after=1)
    wait_until(lambda: not runner._renewing)  # the probe has worn out the first one
    (old,) = runner.zygotes
    copied.student_process.unlink()

    for number in range(3):
        assert _number_added(Runs(runner)(PLUS.format(number))) == number
        wait_until(lambda: not runner._renewing)
    assert runner.zygotes == (old,)


@pytest.mark.long
def test_runs_from_many_threads_are_right_while_zygotes_are_renewed(own_sandbox: Make) -> None:
    runner = own_sandbox(renew_after=10)
    before = _family(runner)
    numbers = range(96)
    with ThreadPoolExecutor(8) as pool:
        added = list(
            pool.map(lambda number: _number_added(Runs(runner)(PLUS.format(number))), numbers)
        )

    assert added == list(numbers)
    wait_until(lambda: not runner._renewing)
    wait_until(lambda: all(map(is_gone, before)))


def test_many_runs_at_once_have_a_child_each(own_sandbox: Make) -> None:
    """Eight runs that each wait for all others to have begun."""
    runner = own_sandbox(warm_children=2)
    all_begun = threading.Barrier(8, timeout=30)
    source = "import time\nprint('started')\nwhile time.process_time() < 0.02: pass\n" + PLUS

    def one(number: int) -> float:
        return _number_added(
            Runs(runner)(source.format(number), on_output=lambda _: all_begun.wait())
        )

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(one, range(8))) == list(range(8))


def test_closing_leaves_no_process_and_no_group_and_twice_does_no_harm(make: Make) -> None:
    runner = make()
    _number_added(Runs(runner)(PLUS.format(1)))
    before = _family(runner)
    groups = () if runner._host.cgroup is None else runner._host.cgroup.paths

    runner.close()
    runner.close()

    assert all(map(is_gone, before))
    assert not any(path.exists() for path in groups)
    assert runner.zygotes == ()
    with pytest.raises(RunnerFaultError, match="closed"):
        Runs(runner)(PLUS.format(1))


def test_closing_ends_a_run_that_is_under_way(own_sandbox: Make) -> None:
    runner = own_sandbox()
    started = threading.Event()
    with ThreadPoolExecutor(1) as pool:
        future = pool.submit(Runs(runner), ENDLESS, wall_s=1.5, on_output=lambda _: started.set())
        started.wait(30)
        try:
            runner.close()
        finally:
            with pytest.raises(RunnerFaultError):
                future.result(30)


HOST = """
import sys
from grader.sandbox.pool.sandbox_runner import SandboxRunner
from grader.sandbox.protocol.request import Limits, Request
runner = SandboxRunner()
print(runner.zygotes[0].pid, flush=True)
limits = Limits(600, 600, 10**8, 1000)
runner.run(Request(b"print('started')\\nwhile True: pass", "layers.py", (), limits, 0),
           on_output=lambda lines: print(lines, end="", flush=True))
"""


@pytest.fixture
def killed_host(make: Make) -> Iterator[tuple[int, list[psutil.Process]]]:
    """A process that was killed while it ran code in a sandbox: its number, all that it started."""
    make().close()  # skips where there is no sandbox
    words = [sys.executable, "-c", HOST]
    process = subprocess.Popen(words, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    with process:
        assert process.stdout is not None
        zygote = int(process.stdout.readline())
        assert process.stdout.readline() == "started\n"
        started = family(zygote)
        process.kill()
    try:
        yield process.pid, started
    finally:
        for left in started:
            if not is_gone(left):
                left.kill()


def test_nothing_outlives_a_host_that_is_killed(
    killed_host: tuple[int, list[psutil.Process]],
) -> None:
    _, started = killed_host
    assert len(started) >= 2
    wait_until(lambda: all(map(is_gone, started)))


@pytest.mark.long
def test_the_groups_that_a_killed_host_left_are_removed_by_the_next(
    killed_host: tuple[int, list[psutil.Process]], own_sandbox: Make
) -> None:
    pid, started = killed_host
    wait_until(lambda: all(map(is_gone, started)))
    runner = own_sandbox()
    if runner._host.cgroup is None:
        pytest.skip("needs control groups")
    for path in runner._host.cgroup.paths:
        wait_until(lambda path=path: not list(path.parent.glob(f"gradus-{pid}-*")))


def test_a_run_is_given_to_the_child_that_waits_longest_and_another_takes_its_place(
    own_sandbox: Make,
) -> None:
    runner = own_sandbox(warm_children=2)
    longest, other = _children(runner, 2)

    _number_added(Runs(runner)(PLUS.format(1)))

    now = _children(runner, 2)
    assert longest not in now
    assert other in now


def test_a_waiting_child_that_died_is_replaced_without_harm_to_a_run(own_sandbox: Make) -> None:
    runner = own_sandbox(warm_children=2)
    for child in _children(runner, 2):
        child.kill()
        wait_until(lambda child=child: is_gone(child))

    assert [_number_added(Runs(runner)(PLUS.format(number))) for number in range(4)] == [0, 1, 2, 3]


def test_a_waiting_child_that_died_is_never_the_students_fault_and_gone_after_it(
    own_sandbox: Make,
) -> None:
    runner = own_sandbox(warm_children=1)
    (child,) = _children(runner, 1)
    child.kill()
    wait_until(lambda: is_gone(child))

    try:
        run = Runs(runner)(PLUS.format(1))
    except RunnerFaultError:
        run = Runs(runner)(PLUS.format(1))
    assert _number_added(run) == 1


def test_requests_and_replies_of_megabytes_arrive_whole(run: Runs) -> None:
    numbers = np.random.default_rng(0).normal(size=625_000)  # 5 MB
    calls = (FORWARD[0], Call(Operation.CALL, "forward", (numbers,)))
    source = "class Layer:\n    def forward(self, x): return x, x[::-1], -x"

    ((_, reply),) = run(source, *calls, array_bytes=5_000_000).replies

    same, reverse, negative = reply.arrays
    np.testing.assert_array_equal(same, numbers)
    np.testing.assert_array_equal(reverse, numbers[::-1])
    np.testing.assert_array_equal(negative, -numbers)


def test_an_array_of_the_largest_size_comes_and_a_larger_one_is_a_problem(run: Runs) -> None:
    ((_, largest, _),) = run.forward("return np.ones(1000)", array_bytes=8000).replies
    ((_, larger),) = run.forward("return np.ones(1001)", array_bytes=8000).replies
    assert largest.arrays[0].sum() == 1000
    assert larger.problem.code == "array_too_large"
    assert larger.problem.values["shape"] == "(1001,)"


def test_many_large_arrays_at_once_are_too_large_and_no_misuse_of_the_channel(run: Runs) -> None:
    result = run.forward("return [np.ones(1000)] * 5", array_bytes=8000)
    assert result.verdict is None
    assert result.replies[0][-1].problem.code == "array_too_large"


def test_replies_beyond_all_bounds_are_cut_off(run_confined: Runs) -> None:
    calls = (FORWARD[0], *[FORWARD[1]] * 20)
    result = run_confined(
        "import numpy as np\nclass Layer:\n    def forward(self, x): return np.ones(500_000)",
        *calls,
    )
    assert result.verdict is Verdict.OUTPUT_LIMIT
    assert 0 < len(result.replies[0]) < len(calls)


def test_whoever_watches_is_told_every_whole_line_once_and_in_order(run_confined: Runs) -> None:
    told: list[str] = []
    result = run_confined(
        "import time\n"
        "for number in range(30):\n"
        "    print('line', number, end='')\n"
        "    end = time.process_time() + 0.02\n"
        "    while time.process_time() < end: pass\n"
        "    print('')\n"
        "print('no end of line', end='')",
        on_output=told.append,
    )
    lines = [f"line {number}\n" for number in range(30)]
    assert "".join(told) == "".join(lines)
    assert len(told) > 1
    assert all(each.endswith("\n") for each in told)
    assert result.output == "".join(lines) + "no end of line"


def test_whoever_watches_plain_code_is_told_everything_at_its_end(run_plainly: Runs) -> None:
    told: list[str] = []
    result = run_plainly("print('one')\nprint('two')", on_output=told.append)
    assert told == [result.output] == ["one\ntwo\n"]


def test_what_is_told_while_code_runs_is_plain_text(run_confined: Runs) -> None:
    told: list[str] = []
    run_confined("print('\\x1b[31m誤差 ' + __import__('numpy').__file__)", on_output=told.append)
    assert told[0].startswith("[31m誤差 ...")


def test_an_exception_of_whoever_watches_leaves_nothing_behind(own_sandbox: Make) -> None:
    runner = own_sandbox(warm_children=0)

    def fail(lines: str) -> None:
        raise LookupError("the page is gone")

    with pytest.raises(LookupError):
        Runs(runner)(ENDLESS, on_output=fail)
    wait_until(lambda: not _innermost(runner).children())
    assert _number_added(Runs(runner)(PLUS.format(1))) == 1


def test_a_file_name_is_told_without_its_folders(sandbox: SandboxRunner) -> None:
    limits = Limits(10, 5, 10**8, 1000)
    run = sandbox.run(Request(b"1 / 0", "/home/student/層.py", (), limits, seed=0))
    assert run.problem is not None
    assert run.problem.values["where"] == "層.py"


def test_nothing_of_one_run_is_there_in_the_next(own_sandbox: Make) -> None:
    runner = own_sandbox(warm_children=1)
    run = Runs(runner)
    run("import sys, os, numpy as np\nsys.mark = os.environ['MARK'] = '1'\nnp.mark = 1")
    found = run("import sys, os, numpy as np\nprint(hasattr(sys, 'mark'), 'MARK' in os.environ)")
    assert found.output == "False False\n"


def test_times_and_sizes_are_those_of_one_run_alone(own_sandbox: Make) -> None:
    runner = own_sandbox(warm_children=1)
    busy = Runs(runner)(BUSY.format(1))
    idle = Runs(runner)(PLUS.format(1))
    assert busy.cpu_s > 0.25
    assert idle.cpu_s < 0.2
    assert 0 < idle.replied_s < 10


def test_a_defence_is_found_in_force_or_told_why_not(sandbox: SandboxRunner) -> None:
    assert {finding.defence for finding in sandbox.findings} == set(Defence)
    for finding in sandbox.findings:
        assert finding.detail
        assert finding.in_force or finding.remedy


def test_a_child_that_breaks_the_protocol_is_not_waited_for(
    own_sandbox: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    runner, waited = own_sandbox(), []
    poll = select.poll
    monkeypatch.setattr(select, "poll", lambda: waited.append(None) or poll())
    source = "import os, time\nos.write(3, b'\\xff' * 100)\nos.close(3)\ntime.sleep(60)"
    assert Runs(runner)(source).verdict is Verdict.FORBIDDEN_ACTION
    assert waited == []
