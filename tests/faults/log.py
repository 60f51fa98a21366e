"""The log of all long runs: a line for each, and what they make in all."""

import re
import subprocess
from datetime import datetime
from pathlib import Path

from tests.faults.cycles import Result

LOG = Path(__file__).with_name("faults.log")
_HEAD = """\
# What `make faults` found, a line for each run; it writes this file.
# When (UTC), commit, database, bursts of uploads with a fault in each, uploads acknowledged,
# promises broken, seconds, and how often which fault: points at which the server died, and others.
"""
_LINE = re.compile(r"\S+ \S+  \S+ +(\w+) +(\d+) cycles +(\d+) acknowledged +(\d+) broken .*")
_TOTAL = "# In all: "


def note(log: Path, database: str, result: Result, moment: datetime) -> None:
    """Add a run, and count all of them anew."""
    kept = log.read_text("utf-8").splitlines() if log.exists() else []
    places = ", ".join(f"{point} {count}" for point, count in sorted(result.cycles.items()))
    line = (
        f"{moment:%Y-%m-%d %H:%M}  {_commit():15} {database:10} {result.cycles.total():5} cycles"
        f" {result.acknowledged:6} acknowledged {len(result.violations):3} broken"
        f" {result.seconds:5.0f} s  {places}"
    )
    lines = [one for one in kept if not one.startswith("#")] + [line]
    log.write_text(f"{_HEAD}" + "".join(f"{one}\n" for one in [*_totals(lines), *lines]), "utf-8")


def _totals(lines: list[str]) -> list[str]:
    """A line for each database, over all runs."""
    sums: dict[str, list[int]] = {}
    for line in lines:
        found = _LINE.fullmatch(line)
        assert found is not None, f"no line of this log: {line}"
        database, *numbers = found.groups()
        before = sums.setdefault(database, [0, 0, 0])
        sums[database] = [one + int(other) for one, other in zip(before, numbers, strict=True)]
    return [
        f"{_TOTAL}{database}: {cycles} cycles, {acknowledged} acknowledged, {broken} broken"
        for database, (cycles, acknowledged, broken) in sorted(sums.items())
    ]


def _commit() -> str:
    """The commit that is checked out, and whether anything but the log differs from it."""
    head = _git("rev-parse", "--short", "HEAD")
    changes = _git("status", "--porcelain", "--", ".", f":(exclude,glob)**/{LOG.name}")
    return f"{head or 'no-commit'}{'-dirty' if changes else ''}"


def _git(*words: str) -> str:
    done = subprocess.run(
        ("git", *words), cwd=LOG.parent, capture_output=True, text=True, check=False
    )
    return done.stdout.strip()
