"""What confining student code costs, beside running it in other ways.

The job is one layer, Affine 64x128 -> 32 in double precision, forward and backward. Everything is
pinned to one core; each way once in turn, wall milliseconds.

    python benchmarks/sandbox.py [rounds]

*Reply* is the time from the request to all arrays in the judge's hands, packing and reading them
included: from a child that has just been forked and has warmed itself, as under load, and from one
that has been idle since the last round. *All in* is one submission of an uninterrupted series
(fork, warming, run, end), which is what one core can take.
"""

import multiprocessing
import os
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from multiprocessing.connection import Connection
from pathlib import Path

import numpy as np

from grader.sandbox.child.warmup_request import SOURCE
from grader.sandbox.host.defences import Defence
from grader.sandbox.pool.sandbox_runner import SandboxRunner
from grader.sandbox.pool.warm_child import WarmChild
from grader.sandbox.protocol.request import Call, Case, Limits, Request, pack_request
from grader.sandbox.results.exits import ProcessBounds
from grader.sandbox.results.replies import parse_replies
from grader.sandbox.runner import Array, Operation, Run

LIMITS = Limits(wall_s=20.0, cpu_s=10.0, memory_bytes=512_000_000, output_bytes=65_536)
SERIES = 50
WARM_CHILDREN = 2
_RNG = np.random.default_rng(0)
X, W, B, DOUT = (_RNG.normal(size=shape) for shape in ((64, 128), (128, 32), (32,), (64, 32)))
CASE = Case(
    "affine",
    (
        Call(Operation.NEW, "Affine", (W, B)),
        Call(Operation.CALL, "forward", (X,)),
        Call(Operation.CALL, "backward", (DOUT,)),
        Call(Operation.READ, "dW"),
        Call(Operation.READ, "db"),
    ),
)
REQUEST = Request(SOURCE, "layers.py", (CASE,), LIMITS, seed=7)

FULL, INNER = "every defence", "without namespaces and cgroup"
BARE, FORK = "no defence at all", "bare fork of a NumPy process, reaped"

Times = dict[str, list[float]]


def main() -> None:
    """Measure and print."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 100
    os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    bare = SandboxRunner(without=frozenset(Defence))
    full = SandboxRunner()
    inner = SandboxRunner(without=frozenset({Defence.BUBBLEWRAP, Defence.CGROUP}))
    try:
        times = _time_interleaved(rounds, {FULL: full, INNER: inner, BARE: bare})
        _print(times, _series({FULL: full, INNER: inner, BARE: bare}))
        _print_memory(full)
    finally:
        for runner in (bare, full, inner):
            runner.close()


def _time_interleaved(rounds: int, runners: dict[str, SandboxRunner]) -> Times:
    ways: dict[str, Callable[[], float]] = {
        "cold: python -c 'import numpy'": lambda: _time_call(_import_numpy),
        "cold, under bubblewrap": lambda: _time_call(_import_numpy_in_bubblewrap),
        "multiprocessing, fork": lambda: _time_call(_multiprocessing),
        FORK: lambda: _time_call(_bare_fork),
        "in this process, no isolation": lambda: _time_call(_in_process),
    }
    if shutil.which("bwrap") is None:
        del ways["cold, under bubblewrap"]
    times: Times = {name: [] for name in ways}
    for _ in range(rounds + 2):
        for name, way in ways.items():
            times[name].append(way())
        for name, runner in runners.items():
            times.setdefault(f"{name}: reply of an idle child", []).append(_reply_of_idle(runner))
            times.setdefault(f"{name}: reply", []).append(_reply_of_fresh(runner))
    return {name: found[2:] for name, found in times.items()}  # the first warm the disk


def _time_call(way: Callable[[], None]) -> float:
    began = time.perf_counter()
    way()
    return (time.perf_counter() - began) * 1e3


def _import_numpy() -> None:
    subprocess.run([sys.executable, "-c", "import numpy"], check=True)


def _import_numpy_in_bubblewrap() -> None:
    isolation = ["--unshare-pid", "--unshare-net", "--unshare-ipc", "--ro-bind", "/", "/"]
    words = ["bwrap", *isolation, "--dev", "/dev", "--proc", "/proc", sys.executable]
    subprocess.run([*words, "-c", "import numpy"], check=True)


def _answers() -> list[Array]:
    names: dict[str, object] = {"__name__": "layers"}
    exec(compile(SOURCE, "layers.py", "exec", dont_inherit=True), names)
    layer = names["Affine"](W.copy(), B.copy())  # type: ignore[operator]
    return [layer.forward(X.copy()), layer.backward(DOUT.copy()), layer.dW, layer.db]


def _in_process() -> None:
    _answers()


def _answer(pipe: Connection) -> None:
    pipe.recv()
    pipe.send(_answers())


def _multiprocessing() -> None:
    context = multiprocessing.get_context("fork")
    ours, theirs = context.Pipe()
    process = context.Process(target=_answer, args=(theirs,))
    process.start()
    theirs.close()
    ours.send(SOURCE)
    ours.recv()
    process.join()
    ours.close()


def _bare_fork() -> None:
    """A fork that says one byte and ends: nothing that runs code in a process costs less."""
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.write(writing, b"x")
        os._exit(0)
    os.close(writing)
    os.read(reading, 1)
    os.waitpid(pid, 0)
    os.close(reading)


def _reply_of_fresh(runner: SandboxRunner) -> float:
    """Milliseconds to all arrays, from a child that has just warmed itself."""
    waiting = len(_waiting_children(runner))
    child = WarmChild(runner.zygotes[0])
    _settle(runner, waiting + 1)
    bounds = ProcessBounds(30.0, LIMITS.wall_s, 32_000_000, LIMITS.output_bytes)
    began = time.perf_counter()
    exchange = child.exchange(pack_request(REQUEST), bounds)
    parsed = parse_replies(exchange.received, REQUEST)
    ended = time.perf_counter()
    child.end(exchange.stop_reason, LIMITS.output_bytes)
    assert np.allclose(parsed.replies[0][1].arrays[0], X @ W + B)
    return (ended - began) * 1e3


def _reply_of_idle(runner: SandboxRunner) -> float:
    """The same, from a child that has waited since the round before."""
    _settle(runner)
    return _run(runner).replied_s * 1e3


def _run(runner: SandboxRunner) -> Run:
    run = runner.run(REQUEST)
    assert run.verdict is None, run
    return run


def _series(runners: dict[str, SandboxRunner]) -> Times:
    """Milliseconds for one of many submissions, one right after another."""
    ways: dict[str, Callable[[], object]] = {
        name: lambda runner=runner: _run(runner)  # type: ignore[misc]
        for name, runner in runners.items()
    }
    ways[FORK] = _bare_fork
    found: Times = {name: [] for name in ways}
    for _ in range(7):
        for name, way in ways.items():
            began = time.perf_counter()
            for _ in range(SERIES):
                way()
            found[name].append((time.perf_counter() - began) * 1e3 / SERIES)
    return found


def _print(times: Times, series: Times) -> None:
    print(f"  {'milliseconds':48}{'p50':>8}{'p10':>8}{'p99':>8}")
    for name, found in times.items():
        low, high = _quantile(found, 0.1), _quantile(found, 0.99)
        print(f"  {name:48}{statistics.median(found):8.2f}{low:8.2f}{high:8.2f}")
    median = {name: statistics.median(found) for name, found in times.items()}
    in_process, reply = median["in this process, no isolation"], median[f"{FULL}: reply"]
    print(f"  reply / in process: {reply / in_process:.2f} (bar 2)")
    if "cold, under bubblewrap" in median:
        ratio = median["cold, under bubblewrap"] / reply
        print(f"  cold under bubblewrap / reply: {ratio:.0f} (bar 60)")
    replies = times[f"{FULL}: reply"]
    print(f"  reply, p99 / p50: {_quantile(replies, 0.99) / reply:.2f} (bar 3)")
    print(f"  {'one of a series, milliseconds':48}{'p50':>8}{'least':>8}{'most':>8}")
    fork = statistics.median(series[FORK])
    for name, found in series.items():
        each = statistics.median(found)
        print(
            f"  {name:48}{each:8.2f}{min(found):8.2f}{max(found):8.2f}  "
            f"{each / fork:.2f} bare forks (bar 3)"
        )


def _quantile(values: Iterable[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[int(len(ordered) * share)]


def _print_memory(runner: SandboxRunner) -> None:
    """Private memory of warm children that wait, from the kernel's account of their pages."""
    _settle(runner)
    for pid in _waiting_children(runner):
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text("ascii").splitlines()[1:]
        fields = dict(line.split(":", 1) for line in lines)
        private = sum(int(fields[f"Private_{kind}"].split()[0]) for kind in ("Clean", "Dirty"))
        print(f"  a waiting child has {private / 1000:.2f} MB of its own (bar 3)")


def _settle(runner: SandboxRunner, count: int = WARM_CHILDREN) -> None:
    """Wait until there are so many warm children, all warm and waiting for their request."""
    while len(waiting := _waiting_children(runner)) < count or any(
        _state(pid) != "S" for pid in waiting
    ):
        time.sleep(1e-4)


def _waiting_children(runner: SandboxRunner) -> list[int]:
    """The children of the innermost process that a zygote was started in."""
    found = [runner.zygotes[0].pid]
    while len(found) == 1:
        found = _children(found[0])
    return found


def _children(pid: int) -> list[int]:
    listed = Path(f"/proc/{pid}/task/{pid}/children").read_text("ascii")
    return [int(each) for each in listed.split()]


def _state(pid: int) -> str:
    return Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()[0]


if __name__ == "__main__":
    main()
