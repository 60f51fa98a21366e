"""What is too long for every day, once through, with its figures in `tests/prove.log`.

`make prove` runs it. Each step is a command of its own that can be typed alone as well.
"""

import os
import platform
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).parents[1]
LOG = Path(__file__).with_name("prove.log")
_HEAD = "# What `make prove` said the last time; it writes this file.\n"
_LINE = "{:30} {:8} {:>7} s  {}\n"
_PYTHON = (sys.executable, "-m")
_PYTEST = (*_PYTHON, "pytest", "-q", "-n0")


@dataclass(frozen=True)
class Step:
    """A command, and the line of its output that says how it went.

    says: what that line looks like where all is well; it is the last one that matches `line`.
    needs: a command that fails where the step cannot be taken.
    """

    name: str
    words: tuple[str, ...]
    says: str
    line: str = "."
    times: int = 1
    needs: tuple[str, ...] = ()


STEPS = (
    Step("planted faults", (*_PYTHON, "tests.planted"), r"(\d+) of \1 planted faults caught"),
    Step(
        "every layer, 200 seeds",
        (*_PYTHON, "tests.judge.mutations", "--seeds", "200"),
        r"all\s+(\d+)/\1\s+0/\d+\s+\d+/\d+",
        line="^all ",
    ),
    Step(
        "hostile corpus, 50 times",
        (*_PYTHON, "tests.hostile.drive", "--repeat", "50"),
        r".*: 0 violations, 0 flakes",
    ),
    Step(
        "other rights, fewer defences",
        (*_PYTEST, "tests/hostile/test_settings.py", "tests/hostile/test_ablation.py"),
        r"\d+ passed(, \d+ skipped)? in .*",
        times=5,
    ),
    Step(
        "killed servers and workers",
        (*_PYTEST, "tests/end_to_end/test_faults.py", "tests/end_to_end/test_regrade.py"),
        r"\d+ passed(, \d+ skipped)? in .*",
        times=5,
    ),
    Step("container", ("docker", "build", "-q", "."), r"sha256:\w+", needs=("docker", "info")),
)


def main() -> int:
    """Take every step, write the log; 0 where all went well."""
    LOG.write_text(_HEAD + "".join(f"# {line}\n" for line in _circumstances()), "utf-8")
    went = [_take(step) for step in STEPS]
    return 0 if all(went) else 1


def _circumstances() -> Iterator[str]:
    """Of what, when and where the figures are."""
    commit = _output(("git", "describe", "--always", "--dirty", "--exclude=*"))
    yield f"Commit {commit.strip()}, {datetime.now(UTC):%Y-%m-%d %H:%M} UTC."
    yield (
        f"Python {platform.python_version()}, {platform.system()} {platform.release()}, "
        f"{os.cpu_count()} cores."
    )


def _take(step: Step) -> bool:
    """Take a step as often as it says, and write down how it went."""
    if step.needs and not _works(step.needs):
        _note(step.name, "not here", 0.0, f"'{' '.join(step.needs)}' fails")
        return True
    started, said = time.monotonic(), ""
    for _ in range(step.times):
        lines = [line for line in _output(step.words).splitlines() if re.search(step.line, line)]
        said = lines[-1] if lines else ""
        if not re.fullmatch(step.says, said):
            _note(step.name, "FAILED", time.monotonic() - started, said)
            return False
    times = f", {step.times} times" if step.times > 1 else ""
    _note(f"{step.name}{times}", "well", time.monotonic() - started, said)
    return True


def _works(words: tuple[str, ...]) -> bool:
    if shutil.which(words[0]) is None:
        return False
    return subprocess.run(words, capture_output=True, check=False).returncode == 0


def _output(words: tuple[str, ...]) -> str:
    done = subprocess.run(words, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=False)
    return done.stdout


def _note(name: str, result: str, seconds: float, said: str) -> None:
    line = _LINE.format(name, result, round(seconds), said)
    with LOG.open("a", encoding="utf-8") as log:
        log.write(line)
    sys.stdout.write(line)
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
