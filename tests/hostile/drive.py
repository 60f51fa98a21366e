"""The whole corpus in one harness, in this process with the rights that it has.

    python -m tests.hostile.drive --repeat 20            every verdict, 20 runs in a row
    python -m tests.hostile.drive --only 'kernel/*'      a part of it
    python -m tests.hostile.drive --without seccomp      one layer of defence left out: only inside
                                                         a pids cgroup that was tried first
    python -m tests.hostile.drive --user 65534           as somebody else from the start
    python -m tests.hostile.drive --json                 for other programs

Ends with status 1 where there is any violation.
"""

import argparse
import collections
import os
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from grader.sandbox.host.defences import Defence
from tests.hostile.harness import Report, Result, open_harness
from tests.hostile.submissions import Submission, all_submissions


def main(words: Sequence[str] | None = None) -> int:
    """Run what the command line asks for, print what came of it, return the exit status."""
    options = _parser().parse_args(words)
    if options.user is not None:
        become(options.user)
    named = [each for pattern in options.only or ["*/*"] for each in all_submissions(pattern)]
    submissions = [each for each in named if not each.missing]
    start = time.perf_counter()
    report = run_all(submissions, frozenset(options.without), options.repeat)
    if options.json:
        sys.stdout.write(report.to_json())
    else:
        sys.stdout.write(summary(report, time.perf_counter() - start))
    return int(bool(report.violations))


def become(user: int) -> None:
    """Be another user for good, in no group."""
    os.setgroups([])
    os.setresgid(user, user, user)
    os.setresuid(user, user, user)


def run_all(
    submissions: Sequence[Submission],
    without: frozenset[Defence] = frozenset(),
    repeat: int = 1,
) -> Report:
    """Every submission in order, all of it `repeat` times, in one harness."""
    with (
        tempfile.TemporaryDirectory(prefix="gradus-hoard-") as folder,
        open_harness(Path(folder), without) as harness,
    ):
        results = tuple(harness.run(each) for _ in range(repeat) for each in submissions)
        return Report(harness.in_force, results)


def flakes_in(results: Sequence[Result]) -> list[str]:
    """The submissions that did not come out the same each time."""
    seen: dict[str, set[str]] = collections.defaultdict(set)
    for each in results:
        seen[each.name].add(f"{each.verdict} ({each.code}) {'; '.join(each.violations)}".strip())
    return [f"{name}: {sorted(ways)}" for name, ways in seen.items() if len(ways) > 1]


def summary(report: Report, wall_s: float) -> str:
    """What went wrong, what was not always the same, and how much there was."""
    counted = collections.Counter(report.violations)
    flakes = flakes_in(report.results)
    names = {each.name for each in report.results}
    total = f"{len(report.results)} runs of {len(names)} submissions in {wall_s:.0f} s"
    lines = [
        *(f"{count} x {violation}" for violation, count in counted.items()),
        *(f"flake: {flake}" for flake in flakes),
        f"{', '.join(sorted(report.in_force))} in force",
        f"{total}: {counted.total()} violations, {len(flakes)} flakes",
    ]
    return "\n".join(lines) + "\n"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.hostile.drive")
    parser.add_argument("--repeat", type=int, default=1)
    parser.add_argument("--only", action="append", help="names to run, as a pattern")
    parser.add_argument("--without", type=Defence, action="append", default=[])
    parser.add_argument("--user", type=int, help="its number")
    parser.add_argument("--json", action="store_true")
    return parser


if __name__ == "__main__":
    raise SystemExit(main())
