"""What a layer file may not do, each tried for real in a child process, plain and confined.

Everything here is bounded: no test forks more than a few times, and each ends by itself.
"""

import os
import re
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psutil
import pytest

from grader.verdicts import Verdict
from tests.grader.sandbox.conftest import Runs
from tests.grader.sandbox.waiting import family, is_gone, wait_until

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs the limits of POSIX")
AS_ROOT = pytest.mark.skipif(os.name != "posix" or os.geteuid() != 0, reason="needs to be root")


@pytest.mark.parametrize(
    ("body", "wall_s", "cpu_s"),
    [
        ("while True: pass", 20.0, 0.1),
        ("import time\ntime.sleep(60)", 0.4, 10.0),
        ("while True:\n    try: sum(range(10**9))\n    except BaseException: pass", 0.4, 10.0),
    ],
    ids=["busy loop", "sleep", "catches all"],
)
def test_code_that_does_not_end_is_stopped_and_told_where(forward, body, wall_s, cpu_s) -> None:
    run = forward(body, wall_s=wall_s, cpu_s=cpu_s)
    assert run.verdict is Verdict.TIME_LIMIT
    assert run.problem is not None
    assert run.problem.values["where"] == "Layer.forward"
    assert run.cpu_s < 5


DEAF = "import signal\nsignal.signal(signal.SIGXCPU, lambda *_: None)\nwhile 1: pass"


@pytest.mark.parametrize(("wall_s", "cpu_s"), [(0.4, 10.0), (20.0, 0.1)])
def test_plain_code_that_is_deaf_to_signals_is_stopped_all_the_same(
    run_plainly, wall_s: float, cpu_s: float
) -> None:
    run = run_plainly.forward(DEAF, wall_s=wall_s, cpu_s=cpu_s)
    assert run.verdict is Verdict.TIME_LIMIT
    assert run.problem is not None
    assert run.problem.values["where"] == "Layer.forward"


def test_confined_code_cannot_make_itself_deaf(run_confined) -> None:
    ((_, forward),) = run_confined.forward(DEAF).replies
    assert forward.problem.code == "forbidden"
    assert forward.problem.values["excerpt"] == DEAF.splitlines()[1]


def test_time_is_counted_from_where_student_code_begins(forward) -> None:
    """Starting Python takes longer than this deadline."""
    assert forward("return x", wall_s=0.06).verdict is None


@pytest.mark.parametrize(
    "body",
    [
        "return np.ones(10**9)",
        "a = []\nwhile True: a.append(np.ones(10**6))",
        "a = []\nwhile True: a.append(bytearray(1000))",
        "a = [0]\nwhile True: a += a",
    ],
    ids=["one array", "many arrays", "many small ones", "a list that doubles"],
)
def test_code_that_takes_too_much_memory_is_told_the_line(forward, body: str) -> None:
    run = forward(body, memory_bytes=64_000_000)
    assert run.verdict is Verdict.MEMORY_LIMIT
    assert run.problem is not None
    assert run.problem.line == 4 + len(body.splitlines())


def test_memory_within_the_limit_is_there_to_use(forward) -> None:
    run = forward("a = np.ones((2000, 2000))\nreturn (a @ a)[0, 0]", memory_bytes=150_000_000)
    assert run.replies[0][1].arrays[0] == 2000


@pytest.mark.parametrize(
    "body",
    [
        "while True: print('x' * 1000)",
        "import os\nwhile True: os.write(2, b'x' * 1000)",
        "import sys\nsys.stdout = None\nsys.__stdout__.write('x' * 20_000)\nreturn x",
    ],
)
def test_code_that_prints_too_much_is_stopped(forward, body: str) -> None:
    run = forward(body)
    assert run.verdict is Verdict.OUTPUT_LIMIT
    assert len(run.output) <= 10_000


STARTING = """
import os, threading
for attempt in range(3):
    try:
        if os.fork() == 0: os._exit(0)
        print('forked')
    except OSError as error: print(error.errno)
try: threading.Thread(target=print).start()
except RuntimeError: print('no thread')
try: os.posix_spawn('/bin/true', ['true'], {})
except OSError as error: print(error.errno)
"""


def test_plain_code_finds_no_room_for_a_process_or_a_thread(run_plainly) -> None:
    assert run_plainly(STARTING).output == "11\n11\n11\nno thread\n11\n"


def test_confined_code_may_not_ask_for_a_process_or_a_thread(run_confined) -> None:
    assert run_confined(STARTING).output == "1\n1\n1\nno thread\n1\n"


@pytest.mark.parametrize(
    "line",
    ["os.fork()", "os.posix_spawn('/bin/true', ['true'], {})", "open('/etc/passwd')"],
)
def test_confined_code_that_starts_or_opens_something_is_told_that_it_is_forbidden(
    run_confined, line: str
) -> None:
    """At the top of the file and in a method; the verdict is by how far it came."""
    at_the_top = run_confined(f"import os\n{line}")
    ((_, in_a_method),) = run_confined.forward(line, top="import os").replies

    assert at_the_top.verdict is Verdict.FORBIDDEN_ACTION
    assert (at_the_top.problem.code, at_the_top.problem.line) == ("forbidden", 2)
    assert in_a_method.problem.code == "forbidden"
    assert in_a_method.problem.values["excerpt"] == line


def test_a_call_that_only_an_attack_makes_ends_confined_code(run_confined) -> None:
    run = run_confined.forward("os.execv('/bin/true', ['true'])", top="import os")
    assert (run.verdict, run.problem.code) == (Verdict.FORBIDDEN_ACTION, "forbidden_call")
    assert run.problem.values["where"] == "Layer.forward"


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that every user may write to."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o777)
        yield Path(folder)


def test_nothing_can_be_written_to_a_file(run, open_folder: Path) -> None:
    target = open_folder / "x"
    result = run(
        f"for path in ('here.txt', {str(target)!r}):\n"
        "    try:\n"
        "        with open(path, 'w') as file: file.write('text')\n"
        "        print('written')\n"
        "    except OSError: print('refused')\n"
    )
    assert result.output == "refused\nrefused\n"
    assert not target.exists() or target.read_bytes() == b""  # Landlock lets none be made


@pytest.fixture
def in_a_group() -> Iterator[None]:
    """This process with a supplementary group, as a server may have one."""
    before = os.getgroups()
    os.setgroups([4242])
    yield
    os.setgroups(before)


@AS_ROOT
def test_started_by_root_plain_code_is_a_user_of_its_own_and_stays_it(
    run_plainly, in_a_group
) -> None:
    result = run_plainly(
        "import os\nprint(os.getresuid(), os.getresgid(), os.getgroups())\n"
        "try: os.setuid(0)\nexcept PermissionError: print('no way back')\n"
    )
    own = int(result.output[1:].partition(",")[0])
    assert own > 1_900_000_000
    assert result.output == f"{(own,) * 3} {(own,) * 3} []\nno way back\n"


@AS_ROOT
def test_two_plain_runs_are_two_users_so_that_neither_can_kill_the_other(run_plainly) -> None:
    source = "import os\nprint(os.getuid(), os.getgid())"
    first, second = (run_plainly(source).output.split() for _ in range(2))
    assert set(first).isdisjoint({*second, "0"})


@AS_ROOT
def test_files_of_mode_0700_folders_are_out_of_reach(run, tmp_path) -> None:
    secret = tmp_path / "private"
    secret.mkdir(mode=0o700)
    (secret / "labels.csv").write_text("id,label\n0,1\n")
    result = run(f"print(open({str(secret / 'labels.csv')!r}).read())")
    assert result.problem is not None
    assert result.problem.values["type"] == "PermissionError"
    assert result.verdict is Verdict.FORBIDDEN_ACTION


@AS_ROOT
def test_started_by_root_a_zygote_and_its_children_are_a_user_of_its_own(sandbox) -> None:
    (zygote,) = sandbox.zygotes
    *_, child = family(zygote.pid)
    assert zygote.ready.user > 1_900_000_000
    assert set(child.uids()) == set(child.gids()) == {zygote.ready.user}


@AS_ROOT
def test_the_parent_can_be_neither_read_nor_signalled(run) -> None:
    result = run(
        "import os\n"
        "for path in ('environ', 'mem', 'maps'):\n"
        "    try: print(open(f'/proc/{os.getppid()}/{path}', 'rb').read(1))\n"
        "    except PermissionError: print('closed')\n"
        "try: os.kill(os.getppid(), 0)\nexcept PermissionError: print('out of reach')\n"
    )
    assert result.output == "closed\nclosed\nclosed\nout of reach\n"


FACTS = (
    "import os, sys\nprint(sorted(os.environ), sys.argv)\n"
    "try: print(open('/proc/self/environ').read())\nexcept PermissionError: pass\n"
    "print([name for name in sys.modules if 'grader' in name or 'reference' in name])\n"
)


def test_nothing_of_the_servers_is_in_the_environment_of_plain_code(
    run_plainly, monkeypatch
) -> None:
    monkeypatch.setenv("GRADUS_CANARY", "canary-7731")
    result = run_plainly(FACTS)
    assert "canary" not in result.output
    names = result.output.splitlines()[0]
    allowed = "['LC_CTYPE', 'OPENBLAS_NUM_THREADS', 'PYTHONHASHSEED'] ['layers.py']"
    assert names in {allowed, allowed.replace("'LC_CTYPE', ", "")}
    assert result.output.splitlines()[-1] == "[]"


def test_nothing_of_the_servers_is_in_the_environment_of_confined_code(
    own_sandbox, monkeypatch
) -> None:
    monkeypatch.setenv("GRADUS_CANARY", "canary-7731")
    result = Runs(own_sandbox())(FACTS)
    assert "canary" not in result.output
    variables, _, words = result.output.splitlines()[0].partition("] ")
    ours = {"LC_ALL", "LC_CTYPE", "OMP_NUM_THREADS", "PYTHONHASHSEED"}
    others = set(re.findall(r"\w+", variables)) - ours
    assert {name for name in others if not name.startswith("OPENBLAS_")} <= {"PWD"}  # bwrap's
    assert words == "['layers.py']"
    assert result.output.splitlines()[-1] == "[]"


def test_only_the_reply_channel_and_the_standard_three_are_open_to_plain_code(run_plainly) -> None:
    result = run_plainly(
        "import os\nopen_now = []\n"
        "for number in range(1000):\n"
        "    try: os.fstat(number); open_now.append(number)\n"
        "    except OSError: pass\n"
        "print(len(open_now), os.read(0, 1))"
    )
    assert result.output == "4 b''\n"


def test_only_output_and_the_reply_channel_are_open_to_confined_code(own_sandbox) -> None:
    """Counted by the kernel, in a child that waits for its request."""
    *_, child = family(own_sandbox().zygotes[0].pid)
    open_now: list[int] = []

    def look() -> bool:
        open_now[:] = sorted(int(path.name) for path in Path(f"/proc/{child.pid}/fd").iterdir())
        return 0 not in open_now

    wait_until(look)  # it may have only just been forked
    wait_until(lambda: look() and open_now == [1, 2, 3])


def test_confined_code_can_write_to_nothing_else_and_read_nothing(run_confined) -> None:
    result = run_confined(
        "import os\nfound = []\n"
        "for number in (0, *range(4, 1000)):\n"
        "    for act in (lambda: os.write(number, b'x'), lambda: os.read(number, 1)):\n"
        "        try: act(); found.append(number)\n"
        "        except PermissionError: pass\n"
        "print(found)"
    )
    assert result.output == "[]\n"


def test_closing_every_descriptor_is_the_students_own_loss(run) -> None:
    result = run("import os\nos.closerange(0, 1000)")
    assert result.verdict is Verdict.ERROR_IN_CODE
    assert result.problem is not None
    assert result.problem.code == "code_died"


@pytest.mark.parametrize(
    "forged",
    ["b'junk' * 10", "bytes(1000)", "b'\\x06' + bytes(4)", "b'\\x03' + bytes(3) + b'\\x01'"],
    ids=["junk", "zeros", "done at once", "an array of gigabytes"],
)
def test_writing_to_the_reply_channel_is_a_forbidden_action(run, forged: str) -> None:
    result = run(
        "import os\n"
        "for number in range(3, 20):\n"
        f"    try: os.write(number, {forged})\n"
        "    except OSError: pass\n"
    )
    assert result.verdict is Verdict.FORBIDDEN_ACTION
    assert result.problem is not None
    assert result.problem.code == "channel_misused"


def test_flooding_the_reply_channel_is_stopped(run) -> None:
    result = run(
        "import os\nwhile True:\n"
        "    for number in range(3, 20):\n"
        "        try: os.write(number, b'\\x03' + bytes(65535))\n"
        "        except OSError: pass\n"
    )
    assert result.verdict is Verdict.OUTPUT_LIMIT


def test_code_that_refuses_to_finish_does_not_delay_the_end(run) -> None:
    result = run(
        "import atexit, time\natexit.register(time.sleep, 60)\n"
        "class Layer:\n    def forward(self, x): return x\n    def __del__(self): time.sleep(0)\n"
    )
    assert result.verdict is None


def test_a_runner_can_be_used_from_several_threads_at_once(run) -> None:
    source = "class Layer:\n    def forward(self, x): return x + {}"
    with ThreadPoolExecutor(4) as pool:
        runs = list(pool.map(lambda number: run(source.format(number)), range(8)))
    assert [run.replies[0][1].arrays[0][0, 0] for run in runs] == list(range(8))


def test_no_process_of_plain_code_is_left_behind(run_plainly) -> None:
    before = set(psutil.Process().children(recursive=True))
    for source in ("import time\ntime.sleep(60)", "x = 1"):
        run_plainly(source, wall_s=0.2)
    new = set(psutil.Process().children(recursive=True)) - before
    assert [one for one in new if not before.intersection(one.parents())] == []


def test_no_process_of_confined_code_is_left_behind(own_sandbox) -> None:
    """A zygote and its warm children are all there is, however many have been used up."""
    runner = own_sandbox(warm_children=2)
    (zygote,) = runner.zygotes
    wrapping = [each for each in family(zygote.pid) if each.name() == "bwrap"]
    size = len(wrapping) + 1 + 2

    wait_until(lambda: len(family(zygote.pid)) == size)
    warm_children = family(zygote.pid)[-2:]
    for source in ("import time\ntime.sleep(60)", "x = 1", "import os\nos._exit(0)"):
        Runs(runner)(source, wall_s=0.2)
    wait_until(lambda: all(map(is_gone, warm_children)))
    wait_until(lambda: len(family(zygote.pid)) == size)
