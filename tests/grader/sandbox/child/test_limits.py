"""rlimits, set in processes of their own, since none can be raised again."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="needs the limits of Linux")
ROOT = Path(__file__).parents[4]
SETTING = """
import json, resource, sys, time
from grader.sandbox.child import limits
from grader.sandbox.protocol.request import Limits
def now(name): return resource.getrlimit(getattr(resource, "RLIMIT_" + name))
def say(*names): print(json.dumps({name: now(name) for name in names}))
"""


def _limits_after(script: str) -> Any:
    words = [sys.executable, "-c", SETTING + script]
    ended = subprocess.run(words, cwd=ROOT, check=True, capture_output=True, timeout=60)
    return json.loads(ended.stdout)


def test_a_run_may_use_what_its_limits_say_beside_what_is_mapped_already() -> None:
    found = _limits_after(
        "limits.impose(Limits(5, 2, 10**8, 1000), 10**9)\nsay('AS', 'FSIZE', 'CPU')"
    )
    assert found["AS"] == [1_100_000_000] * 2
    assert found["FSIZE"] == [1001] * 2
    assert found["CPU"] in ([3, 4], [4, 5])


def test_time_used_before_the_run_is_not_the_runs() -> None:
    (cpu,) = _limits_after(
        "while time.process_time() < 1.2: pass\n"
        "limits.impose(Limits(5, 2, 10**9, 1000), 10**10)\nsay('CPU')"
    ).values()
    assert cpu == [4, 5]


def test_what_no_request_has_a_say_in_is_limited_for_good() -> None:
    found = _limits_after("limits.impose_on_all()\nsay('NOFILE', 'CORE', 'STACK', 'MEMLOCK')")
    assert found == {
        "NOFILE": [32, 32],
        "CORE": [0, 0],
        "STACK": [8 << 20, 8 << 20],
        "MEMLOCK": [0, 0],
    }


def test_a_lower_limit_that_is_in_force_stays() -> None:
    found = _limits_after(
        "resource.setrlimit(resource.RLIMIT_NOFILE, (20, 20))\n"
        "limits.impose_on_all()\nsay('NOFILE')"
    )
    assert found["NOFILE"] == [20, 20]


def test_a_warm_up_changes_nothing() -> None:
    script = "say('CPU', 'FSIZE', 'AS')"
    assert _limits_after(f"limits.warm_up()\n{script}") == _limits_after(script)


def test_no_process_and_no_byte_of_a_file_are_left() -> None:
    found = _limits_after(
        "limits.forbid_processes()\nlimits.write_no_files()\nsay('NPROC', 'FSIZE')"
    )
    assert found == {"NPROC": [0, 0], "FSIZE": [0, 0]}


def test_sizes_are_those_that_the_kernel_tells() -> None:
    sizes = _limits_after(
        "a = limits.memory_sizes()\nkept = bytearray(50_000_000)\nb = limits.memory_sizes()\n"
        "print(json.dumps([a, b]))"
    )
    (mapped, resident), (more_mapped, more_resident) = sizes
    assert more_mapped - mapped >= 50_000_000
    assert more_resident - resident >= 49_000_000
