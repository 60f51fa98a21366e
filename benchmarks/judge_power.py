"""What the judge catches, whom it blames, what it calls by name, and whether a seed matters.

    python benchmarks/judge_power.py [seeds]

Over files by somebody who had not seen the judge (`tests/corpus/strangers`) and honest styles
(`tests/corpus/styles`), each judged at some seeds, in this process. A cause counts as right where
the words told have one of the key words that its author chose; that is a sieve, and no reading.
"""

import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from grader.catalogue import PROBLEM_KINDS  # noqa: E402 - found only now
from grader.problems import Catalogue  # noqa: E402 - found only now
from grader.reports import Outcome  # noqa: E402 - found only now
from tests.judge.strangers import FOLDER, Group, Stranger, strangers  # noqa: E402 - found only now
from tests.runner_here import RunnerHere  # noqa: E402 - found only now

SEEDS = 5
GROUPS: tuple[Group, ...] = ("honest", "autodiff", "mistakes", "measuring", "stateful")
CATALOGUE = Catalogue.of(PROBLEM_KINDS)
_LINE = "{:12} {:>6} {:>11} {:>8} {:>12} {:>9}\n"


@dataclass(frozen=True)
class Row:
    """How files of a group fared: with all points at every seed, at none, or at some."""

    files: int
    always: int
    never: int
    named: int
    nameable: int

    @property
    def unstable(self) -> int:
        """Files whose points hang on the seed."""
        return self.files - self.always - self.never


def main() -> None:
    """Print the table."""
    seeds = range(int(sys.argv[1]) if len(sys.argv) > 1 else SEEDS)
    head = ("group", "files", "full points", "points lost", "by the seed", "named")
    sys.stdout.write(_LINE.format(*head))
    for group in GROUPS:
        if not (FOLDER / f"{group}.toml").exists():
            continue
        row = _row(group, seeds)
        named = f"{row.named}/{row.nameable}" if row.nameable else ""
        sys.stdout.write(_LINE.format(group, row.files, row.always, row.never, row.unstable, named))
        sys.stdout.flush()


def _row(group: Group, seeds: range) -> Row:
    files = strangers(group)
    runner = RunnerHere()
    full, named, nameable = list[set[bool]](), 0, 0
    for file in files:
        outcomes = [file.judge(runner, seed) for seed in seeds]
        full.append({each.points == file.layers.max_points for each in outcomes})
        if "keywords" in file.said and full[-1] == {False}:
            nameable += 1
            named += _is_named(file, outcomes[0])
    always, never = full.count({True}), full.count({False})
    return Row(len(files), always, never, named, nameable)


def _is_named(file: Stranger, outcome: Outcome) -> bool:
    words = [*file.said["keywords"], *file.said.get("more_keywords", ())]
    told = " ".join(_told(outcome)).lower()
    return any(word.lower() in told for word in words)


def _told(outcome: Outcome) -> Iterator[str]:
    report = outcome.report
    findings = [finding.problem for layer in report.layers for finding in layer.findings]
    for problem in (*report.problems, *findings):
        explained = CATALOGUE.explain(problem)
        yield f"{explained.message} {explained.hint}"


if __name__ == "__main__":
    main()
