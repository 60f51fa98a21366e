"""What is too long for every day, once through, with its figures in `tests/prove.log`.

`make prove` takes every step; how often each repeats is chosen to fit in about an hour on two
quiet cores. `python -m tests.prove "planted faults"` takes one and leaves the lines of the others,
so that the hour can be had in parts; each line says of which commit it is. Each step is a command
of its own that can be typed alone as well.
"""

import argparse
import os
import platform
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).parents[1]
LOG = Path(__file__).with_name("prove.log")
_HEAD = """\
# What `make prove` said the last time; it writes this file. {machine}.
# Of each step: how it went, seconds, the load of the machine as it began (that of the step before
# included; above the number of cores the machine was busy), commit, when (UTC), and what it said.
"""
_LINE = "{name:30} {result:8} {seconds:>6} s  load {load:4.1f}  {commit:15} {when}  {said}"
_NAME = slice(30)
_PYTHON = (sys.executable, "-m")
_PYTEST = (*_PYTHON, "pytest", "-q", "--numprocesses=2", "--dist=loadgroup")


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


@dataclass(frozen=True)
class Outcome:
    """How a step went, with what it said."""

    result: str
    said: str


_WELL, _FAILED, _NOT_HERE = "well", "FAILED", "not here"

STEPS = (
    Step("planted faults", (*_PYTHON, "tests.planted"), r"(\d+) of \1 planted faults caught"),
    Step(
        "every layer, 50 seeds",  # in this process: the sandbox of a verdict is not what varies
        (*_PYTHON, "tests.judge.mutations", "--here", "--seeds", "50"),
        r"all\s+(\d+)/\1\s+0/\d+\s+\d+/\d+",
        line="^all ",
    ),
    Step(
        "one verdict over 1,000 seeds",
        ("env", "GRADUS_POWER_SEEDS=1000", *_PYTEST, "tests/judge/test_rare_mistakes.py"),
        r"\d+ passed in .*",
    ),
    Step(
        "strangers' files, 8 seeds",
        ("env", "GRADUS_POWER_SEEDS=8", *_PYTEST, "tests/judge/test_strangers.py"),
        r"\d+ passed in .*",
    ),
    Step(
        "every example, every seed",
        (*_PYTEST, "-m", "not proof", "tests/grader", "tests/judge/test_casting.py"),
        r"\d+ passed(, \d+ (skipped|deselected))* in .*",
    ),
    Step(
        "every layer changed back",
        (*_PYTHON, "tests.judge.changed_back"),
        r"all \d+/\d+ changed back",
    ),
    Step(
        "hostile corpus, 20 times",
        (*_PYTHON, "tests.hostile.drive", "--repeat", "20"),
        r".*: 0 violations, 0 flakes",
    ),
    Step(
        "other rights, fewer defences",
        (*_PYTEST, "-m", "proof", "tests/hostile"),
        r"\d+ passed(, \d+ (skipped|deselected))* in .*",
        times=2,
    ),
    Step(
        "killed servers and workers",
        (
            *_PYTEST,
            "tests/faults",
            "tests/end_to_end/test_faults.py",
            "tests/end_to_end/test_regrade.py",
        ),
        r"\d+ passed(, \d+ skipped)? in .*",
        times=5,
    ),
    Step(
        "whole pages, whole worlds",
        (*_PYTEST, "-m", "proof", "tests/server", "tests/doors"),
        r"\d+ passed(, \d+ (skipped|deselected))* in .*",
    ),
    Step(
        "a term, over both databases",
        (
            *_PYTEST,
            "-m",
            "proof",
            "tests/end_to_end/test_term.py",
            "tests/end_to_end/test_comment_volume.py",
        ),
        r"\d+ passed(, \d+ (skipped|deselected))* in .*",
    ),
    Step(
        "what boards give away",
        (*_PYTEST, "-m", "proof", "tests/grader"),
        r"\d+ passed(, \d+ (skipped|deselected))* in .*",
    ),
    Step(
        "upgrades over both databases",
        (*_PYTEST, "tests/upgrade"),
        r"\d+ passed in .*",
    ),
    Step(
        "pictures",
        (*_PYTHON, "tests.pictures"),
        r"\d+ pictures, 0 complaints",
        needs=(sys.executable, "tests/browser.py"),
    ),
    Step("container", ("docker", "build", "-q", "."), r"sha256:\w+", needs=("docker", "info")),
)


def main() -> int:
    """Take the steps that are asked for, or all; 0 where all went well."""
    parser = argparse.ArgumentParser(prog="python -m tests.prove", description=__doc__)
    names = [step.name for step in STEPS]
    parser.add_argument("step", nargs="*", help=f"one of: {'; '.join(names)}")
    asked = parser.parse_args().step
    if unknown := set(asked) - set(names):
        parser.error(f"no such step: {', '.join(sorted(unknown))}")
    return 0 if prove(STEPS, LOG, asked) else 1


def prove(steps: Sequence[Step], log: Path, only: Collection[str] = ()) -> bool:
    """Take steps and bring their lines in the log up to date; whether all went well.

    steps: all that there are; the log has their order, and lines of no others.
    only: the names of those to take; none for all.
    """
    went = []
    for step in steps:
        if not only or step.name in only:
            started, load, commit = time.monotonic(), os.getloadavg()[0], _commit(log)
            outcome = _take(step)
            line = _LINE.format(
                name=step.name,
                result=outcome.result,
                seconds=round(time.monotonic() - started),
                load=load,
                commit=commit,
                when=f"{datetime.now(UTC):%Y-%m-%d %H:%M}",
                said=outcome.said,
            )
            _note(log, [one.name for one in steps], line)
            went.append(outcome.result != _FAILED)
    return all(went)


def _take(step: Step) -> Outcome:
    """Take a step as often as it says, or until it fails."""
    if step.needs and not _works(step.needs):
        return Outcome(_NOT_HERE, f"'{' '.join(step.needs)}' fails")
    said = ""
    for _ in range(step.times):
        done = subprocess.run(step.words, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=False)
        lines = [line for line in done.stdout.splitlines() if re.search(step.line, line)]
        said = lines[-1] if lines else ""
        if done.returncode or not re.fullmatch(step.says, said):
            return Outcome(_FAILED, f"{said} (status {done.returncode})")
    return Outcome(_WELL, f"{step.times} times, lastly: {said}" if step.times > 1 else said)


def _works(words: tuple[str, ...]) -> bool:
    if shutil.which(words[0]) is None:
        return False
    return subprocess.run(words, cwd=ROOT, capture_output=True, check=False).returncode == 0


def _commit(log: Path) -> str:
    """The commit that is checked out, and whether anything but the log differs from it."""
    head = _git("rev-parse", "--short", "HEAD")
    changes = _git("status", "--porcelain", "--", ".", f":(exclude,glob)**/{log.name}")
    return f"{head or 'no commit'}{'-dirty' if changes else ''}"


def _git(*words: str) -> str:
    done = subprocess.run(("git", *words), cwd=ROOT, capture_output=True, text=True, check=False)
    return done.stdout.strip()


def _note(log: Path, names: Sequence[str], line: str) -> None:
    """Put a step's line in the place of its last one."""
    kept = log.read_text("utf-8").splitlines() if log.exists() else []
    lines = {one[_NAME].rstrip(): one for one in (*kept, line)}
    machine = (
        f"Python {platform.python_version()}, {platform.system()} {platform.release()}, "
        f"{os.cpu_count()} cores"
    )
    text = "".join(f"{lines[name]}\n" for name in names if name in lines)
    log.write_text(_HEAD.format(machine=machine) + text, "utf-8")
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
