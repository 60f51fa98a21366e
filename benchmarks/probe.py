"""Attackers with the whole quota of a term against public boards: labels recovered, boards climbed.

    python benchmarks/probe.py [--rows N] [--per-day K] [--days D] [--accounts A] [--tracks T]
        [--seed S]

Everybody holds two candidate values for every row, one of which is its label, which makes chance a
half and a label one bit: the hardest case for a board. Labels are two classes, counts (many small,
few large) or measurements. On each track an account begins anew, with its part of the answers.

The attacks are those of `probe_attacks`, each with all accounts and answers.
"""

import argparse
import os
import sys
import time
from dataclasses import dataclass
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import numpy as np
from probe_attacks import ATTACKS, Attack, Board, Rng, Rows

from grader.leaks.bound import Attacker, leak
from grader.leaks.ladder import Ladder
from grader.leaks.policy import course_ladder
from grader.leaks.release import ReleaseMechanism
from grader.leaks.rounding import Rounding

BAR = 0.05


def two_classes(n: int, rng: Rng) -> Rows:
    """Labels 0 and 1."""
    return Rows(rng.integers(0, 2, size=n).astype(float), np.zeros(n), np.ones(n))


def counts(n: int, rng: Rng) -> Rows:
    """Labels that count something, many small and few large, and a candidate beside each."""
    values = np.floor(np.exp(rng.normal(1.0, 1.5, size=(2, n))))
    values[1] += (values[0] == values[1]) * rng.choice([1.0, 2.0], size=n)
    return Rows(values[rng.integers(0, 2, size=n), np.arange(n)], values.min(0), values.max(0))


def measurements(n: int, rng: Rng) -> Rows:
    """Labels that measure something, and another measurement beside each."""
    values = np.round(rng.normal(50.0, 10.0, size=(2, n)), 1)
    values[1] += (values[0] == values[1]) * 0.1
    return Rows(values[rng.integers(0, 2, size=n), np.arange(n)], values.min(0), values.max(0))


def policies(rows: Rows, tracks: int) -> dict[str, Rounding | Ladder]:
    """The boards, the default policy of every server last."""
    default = course_ladder("mae", rows.labels, tracks)
    return {
        "four decimals": Rounding(0.0001),
        f"rounding to {default.step:g}": Rounding(default.step),
        "Ladder of the paper": Ladder.without_parameters(rows.labels.size),
        f"Ladder from a baseline, {default.step:g}": default,
    }


@dataclass(frozen=True)
class Result:
    """One attack on one board. gap: private score less released one, of the final guess."""

    recovered: float
    gap: float


def run(
    attack: Attack, rows: Rows, private: Rows, release: ReleaseMechanism, who: Attacker, seed: int
) -> Result:
    """The attack with its whole quota; then the guess is submitted by an account of its own."""
    rng = np.random.default_rng([seed, 1])
    guess = attack(Board(rows, release, who), rng)
    final = np.where(guess > 0, rows.high, rows.low)
    released = release.after(None, np.abs(final - rows.labels)).score
    blind = np.where(rng.random(private.labels.size) < 0.5, private.high, private.low)
    return Result(rows.recovered(guess), float(np.abs(blind - private.labels).mean()) - released)


def main() -> int:
    """Run everything. 0 where the default policy stays within the bar."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--rows", type=int, default=5_000)
    parser.add_argument("--per-day", type=int, default=5)
    parser.add_argument("--days", type=int, default=100)
    parser.add_argument("--accounts", type=int, default=5)
    parser.add_argument("--tracks", type=int, default=1)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    started, met = time.perf_counter(), True
    for name, make in {
        "two classes": two_classes,
        "counts": counts,
        "measurements": measurements,
    }.items():
        rng = np.random.default_rng([options.seed, 0])
        rows, private = make(options.rows, rng), make(options.rows, rng)
        for accounts in sorted({1, options.accounts}):
            flights = accounts * options.tracks
            who = Attacker(options.per_day, options.days // options.tracks, flights)
            met &= report(name, rows, private, who, options)
    print(f"\n{time.perf_counter() - started:.0f} s")
    return 0 if met else 1


def report(
    name: str, rows: Rows, private: Rows, who: Attacker, options: argparse.Namespace
) -> bool:
    """Print every attack on every board. True where the last board stays within the bar."""
    print(
        f"\n{name}: {rows.labels.size} public rows, {who.answers} answers, {who.accounts} accounts"
    )
    print(f"{'share recovered (chance 0.5)':34}" + "".join(f"{a:>15}" for a in ATTACKS))
    most: list[float] = []
    for policy, release in policies(rows, options.tracks).items():
        results = [
            run(attack, rows, private, release, who, options.seed) for attack in ATTACKS.values()
        ]
        most.append(max(result.recovered for result in results))
        known = leak(rows.labels, release, who)
        print(f"{policy:34}" + "".join(f"{r.recovered:15.3f}" for r in results))
        print(f"{'  private less released score':34}" + "".join(f"{r.gap:15.3f}" for r in results))
        print(f"  bounds: known attacks {known.by_attack:.1%}, any {known.by_information:.1%}")
    print(f"most by default {most[-1]:.3f}, bar {0.5 + BAR}; four decimals {most[0]:.3f}")
    return most[-1] <= 0.5 + BAR


if __name__ == "__main__":
    sys.exit(main())
