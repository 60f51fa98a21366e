"""Judges files in a process that may take no more memory and processor time than is promised.

Started by `test_bounds.py`. Each line of standard input is a bundle's table `layers` and a file,
each line of standard output what judging it took.
"""

import contextlib
import json
import resource
import sys
import time
from pathlib import Path

from grader.definition.layer_tasks import Layers, LayerTask
from grader.layers.judge import judge
from grader.sandbox.host.unavailable import UnavailableError
from grader.sandbox.plain.subprocess_runner import SubprocessRunner
from grader.sandbox.pool.sandbox_runner import SandboxRunner
from grader.sandbox.runner import Limits, Runner

LIMITS = Limits(wall_s=10.0, cpu_s=10.0, memory_bytes=512_000_000, output_bytes=65_536)
MEMORY_BYTES = 300_000_000
CPU_S = 15
_IDLE = """
class Add:
    def forward(self, x, y): return x + y
    def backward(self, dout): return dout, dout
"""


def main() -> None:
    """Judge until nobody asks."""
    try:
        runner: Runner = SandboxRunner()
    except UnavailableError:
        runner = SubprocessRunner()
    judge(_IDLE.encode(), "layers.py", Layers(tasks=(LayerTask(layer="Add"),)), LIMITS, runner, 0)
    most_bytes = _status("VmData") + MEMORY_BYTES
    resource.setrlimit(resource.RLIMIT_DATA, (most_bytes, most_bytes))
    for line in sys.stdin:
        asked = json.loads(line)
        sys.stdout.write(json.dumps(_judge(runner, asked)) + "\n")
        sys.stdout.flush()
    with contextlib.suppress(AttributeError):
        runner.close()  # type: ignore[attr-defined]


def _judge(runner: Runner, asked: dict[str, str]) -> dict[str, object]:
    layers = Layers.model_validate_json(asked["layers"])
    Path("/proc/self/clear_refs").write_text("5")  # the peak of memory begins anew
    idle, began, cpu = _status("VmRSS"), time.perf_counter(), time.process_time()
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (int(cpu) + 1 + CPU_S, hard))
    outcome = judge(asked["source"].encode(), "layers.py", layers, LIMITS, runner, 0)
    return {
        "verdict": outcome.verdict,
        "peak_bytes": _status("VmHWM") - idle,
        "wall_s": time.perf_counter() - began,
        "cpu_s": time.process_time() - cpu,
    }


def _status(name: str) -> int:
    """A size of this process, in bytes."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith(f"{name}:"))


if __name__ == "__main__":
    main()
