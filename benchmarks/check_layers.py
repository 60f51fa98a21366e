"""How long a whole check of a layer file takes, cold start included, beside its limit.

The limit is a fresh Python that imports NumPy and ends, which is where a runner without zygotes
begins. Each way once in turn, wall milliseconds, medians with their spread.

    python benchmarks/check_layers.py [rounds]
"""

import contextlib
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from functools import cache
from pathlib import Path

from grader import Runner, SandboxRunner, SubprocessRunner, open_folder
from grader.definition.layer_tasks import Layers
from grader.layers.judge import judge
from grader.sandbox.runner import Limits

ROOT = Path(__file__).resolve().parents[1]
RIGHT = (ROOT / "tests/corpus/layers/right/plain.py").read_bytes()
ONE_WRONG = RIGHT.replace(b"x > 0", b"x > 1")
NOT_WRITTEN = (ROOT / "assignments/backprop-layers/layers.py").read_bytes()
LIMITS = Limits(wall_s=20.0, cpu_s=10.0, memory_bytes=512_000_000, output_bytes=65_536)


def main() -> None:
    """Measure and print."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 15
    with contextlib.closing(SandboxRunner()) as sandbox:
        measure(rounds, sandbox)


def measure(rounds: int, sandbox: SandboxRunner) -> None:
    """Every way as often."""
    ways: dict[str, Callable[[], object]] = {
        "limit: cold import of NumPy": import_numpy,
        "a right file": lambda: check(RIGHT, sandbox),
        "a file with one wrong layer": lambda: check(ONE_WRONG, sandbox),
        "the starter file, nothing written": lambda: check(NOT_WRITTEN, sandbox),
        "a right file in a Python of its own": lambda: check(RIGHT, SubprocessRunner()),
    }
    times_ms: dict[str, list[float]] = {name: [] for name in ways}
    for name, way in list(ways.items()) * (rounds + 1):
        started = time.perf_counter()
        way()
        times_ms[name].append((time.perf_counter() - started) * 1e3)
    limit_ms = statistics.median(times_ms["limit: cold import of NumPy"][1:])
    for name, found in times_ms.items():
        kept = found[1:]  # the first of each warms the disk
        median = statistics.median(kept)
        spread = f"({min(kept):.0f} to {max(kept):.0f})"
        print(f"  {name:36}{median:6.0f} ms {spread:14}{median / limit_ms:5.2f}x")


def import_numpy() -> None:
    """What any check has to pay."""
    subprocess.run([sys.executable, "-c", "import numpy"], check=True)


@cache
def layers_of_bundle() -> Layers:
    """What the bundle asks for, which a grading process reads once."""
    layers = open_folder(ROOT / "assignments/backprop-layers").definition.layers
    assert layers is not None
    return layers


def check(source: bytes, runner: Runner) -> None:
    """Judge a file as a grading process does."""
    judge(source, "layers.py", layers_of_bundle(), LIMITS, runner, 5)


if __name__ == "__main__":
    main()
