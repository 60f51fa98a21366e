"""A grading process: bounded, seen to die, gone with its server, and without anything of it."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from grader import GradingRequest, Setup, Verdict
from server.grading.process import GradingDeathError, GradingFaultError, GradingProcess
from tests.server.grading.planted import planted, quiet, request

Start = Callable[..., GradingProcess]
LINUX = pytest.mark.skipif(sys.platform != "linux", reason="what the kernel of Linux does")
LOOP = "while True: pass"
LOOP_IN_C = "import re; re.match('(a+)+$', 'a' * 60 + 'b')"  # never lets another thread run


@pytest.fixture
def start() -> Iterator[Start]:
    """Starts processes whose grader does what a test says; no code is run."""
    made: list[GradingProcess] = []

    def make(*lines: str) -> GradingProcess:
        made.append(GradingProcess(Setup(), planted(*lines)))
        return made[-1]

    yield make
    for process in made:
        process.kill()
        process.close()


def evidence(process: GradingProcess, asked: GradingRequest) -> str:
    with pytest.raises(GradingDeathError) as found:
        process.grade(asked, quiet)
    assert not process.is_usable
    return found.value.evidence


def test_it_grades_one_file_after_another(start: Start) -> None:
    process = start()

    outcomes = [process.grade(request(), quiet) for _ in range(3)]

    assert [(each.verdict, each.score) for each in outcomes] == [(Verdict.SCORED, 1.0)] * 3
    assert process.graded == 3


def test_what_is_printed_meanwhile_is_heard_in_order_and_is_no_answer(start: Start) -> None:
    process = start("on_output('one'); print('no answer'); on_output('two')")
    heard: list[str] = []

    process.grade(request(), heard.append)

    assert heard == ["one", "two"]


def test_an_exception_is_a_fault_told_with_its_lines_and_the_process_goes_on(start: Start) -> None:
    process = start("if job.seed == 1: raise OSError('the disk')")

    with pytest.raises(GradingFaultError, match="OSError: the disk"):
        process.grade(request(), quiet)
    assert process.grade(request().model_copy(update={"seed": 2}), quiet).score == 1.0


@pytest.mark.parametrize("loop", [LOOP, LOOP_IN_C])
def test_a_grader_that_loops_ends_by_its_processor_time(start: Start, loop: str) -> None:
    assert evidence(start(loop), request(cpu_s=0.2)) == "processor time"


def test_a_grader_that_waits_for_ever_ends_on_the_clock(start: Start) -> None:
    process = start("import threading; threading.Event().wait()")

    assert evidence(process, request(wall_s=0.2)) == "wall time"


@LINUX
def test_a_grader_that_allocates_without_end_ends_by_its_memory(start: Start) -> None:
    process = start("kept = [bytearray(10**7) for _ in range(10**4)]")

    assert evidence(process, request(memory_bytes=10**8)) == "memory"
    assert psutil.virtual_memory().available > 10**8


@LINUX
def test_bounds_are_of_one_file_and_count_from_its_start(start: Start) -> None:
    process = start("kept = bytearray(6 * 10**7); sum(range(10**6))")

    for _ in range(8):
        process.grade(request(cpu_s=1.0, memory_bytes=10**8), quiet)


@pytest.mark.parametrize(
    ("act", "said"),
    [
        ("import os; os._exit(3)", "exit status 3"),
        ("import os; os.kill(os.getpid(), 9)", "SIGKILL"),
        ("import ctypes; ctypes.string_at(0)", "SIGSEGV"),
    ],
)
def test_whatever_it_dies_of_is_told(start: Start, act: str, said: str) -> None:
    assert evidence(start(act), request()) == said


def test_a_crash_leaves_the_place_where_it_was(start: Start) -> None:
    with pytest.raises(GradingDeathError, match="in grade"):
        start("import ctypes; ctypes.string_at(0)").grade(request(), quiet)


def test_one_that_ended_while_it_waited_is_no_death_of_a_file(start: Start) -> None:
    process = start()
    os.kill(process.pid, signal.SIGKILL)
    until(lambda: not process.is_usable)

    with pytest.raises(BrokenPipeError):
        process.grade(request(), quiet)


def test_a_report_that_is_too_long_to_send_is_a_fault(start: Start) -> None:
    process = start(
        "long = Report(output='x' * 40_000_000)",
        "return Outcome(verdict=Verdict.SCORED, score=1.0, report=long)",
    )

    with pytest.raises(GradingFaultError, match="are the most"):
        process.grade(request(), quiet)
    assert process.is_usable


SERVER = """
import os, sys
from server.grading.process import GradingProcess
from grader import Setup
from tests.server.grading.planted import planted, quiet, request
os.environ["GRADUS_DATABASE_URL"] = "postgresql+psycopg://gradus:secret@localhost/gradus"
database = open({database!r}, "w+")
process = GradingProcess(Setup(), planted({act!r}))
print(process.pid, flush=True)
process.grade(request(), lambda text: print(text, flush=True))
"""


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Callable[[str], tuple[subprocess.Popen[str], int]]]:
    """Starts a server with a grading process that does something; both, once it does it."""
    started: list[subprocess.Popen[str]] = []

    def make(act: str) -> tuple[subprocess.Popen[str], int]:
        script = SERVER.format(database=f"{tmp_path / 'gradus.sqlite3'}", act=act)
        server = subprocess.Popen(
            [sys.executable, "-c", script],
            stdout=subprocess.PIPE,
            text=True,
            cwd=Path(__file__).parents[3],
            env=os.environ | {"GRADUS_SECRET": "from the environment", "HOME": f"{tmp_path}"},
        )
        started.append(server)
        assert server.stdout is not None
        pid = int(server.stdout.readline())
        assert server.stdout.readline() == "grading\n"
        return server, pid

    yield make
    for server in started:
        server.kill()
        server.wait()
        assert server.stdout is not None
        server.stdout.close()


@pytest.mark.long
@LINUX
@pytest.mark.parametrize("loop", [LOOP, LOOP_IN_C, "import threading; threading.Event().wait()"])
def test_it_is_gone_with_its_server_whatever_it_is_at(
    server: Callable[[str], tuple[subprocess.Popen[str], int]], loop: str
) -> None:
    parent, pid = server(loop_after(loop))
    parent.kill()
    parent.wait()

    until(lambda: is_gone(pid))


@LINUX
def test_it_hides_its_memory_from_others_of_its_user(start: Start) -> None:
    process = start("import ctypes; on_output(f'{ctypes.CDLL(None).prctl(3, 0, 0, 0, 0)}')")
    heard: list[str] = []

    process.grade(request(), heard.append)

    assert heard == ["0"]  # PR_GET_DUMPABLE


@LINUX
@pytest.mark.skipif(sys.platform != "win32" and os.geteuid() != 0, reason="only root may look")
def test_it_holds_nothing_of_its_servers(
    server: Callable[[str], tuple[subprocess.Popen[str], int]], tmp_path: Path
) -> None:
    """No file, no socket, no variable of the environment, nothing of its modules."""
    _, pid = server(loop_after(LOOP))
    folder = Path(f"/proc/{pid}")

    opened = [f"{each.readlink()}" for each in (folder / "fd").iterdir()]
    variables = dict(
        line.split("=", 1) for line in (folder / "environ").read_text().split("\0") if line
    )
    mapped = (folder / "maps").read_text()

    assert not [each for each in opened if "sqlite" in each or each.startswith("socket")]
    assert all(each.startswith(("pipe:", "/dev/", "/tmp")) for each in opened), opened
    others = {name for name in variables if not name.startswith("OPENBLAS_")}
    assert others <= {"PATH", "TMPDIR", "LC_ALL", "OMP_NUM_THREADS"}
    assert "sqlalchemy" not in mapped
    assert "psycopg" not in mapped


def loop_after(loop: str) -> str:
    """A loop, after a word that it has begun."""
    return f"on_output('grading')\n    {loop}"


def is_gone(pid: int) -> bool:
    """Whether a process has ended; who it belonged to may not have looked yet."""
    try:
        return psutil.Process(pid).status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


def until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.005)
