"""Seconds for the uncertainty of a board of 1,000 people over 10,000 hidden rows, beside loops.

The plain way takes one pair of neighbours after the other: draw rows with NumPy, average the
differences, sort. SciPy's `bootstrap` is the same for the difference of one pair, as a statistician
would call it. Both are timed on a few pairs and counted up to the intervals that a board has, of
which Gradus gives all: each score, each row against the one above and against the leader.

    python benchmarks/uncertainty.py [--people 1000] [--rows 10000] [--rounds 5]
"""

import argparse
import importlib.util
import statistics
import sys
import time
import tracemalloc
from collections.abc import Callable

import numpy as np

from grader.uncertainty import RESAMPLES, loss_uncertainty
from reference.arrays import Floats

BAR_S = 2.0
SEED = 1


def board(people: int, rows: int) -> Floats:
    """Losses (people, rows), the best first: some rows are hard for everybody."""
    rng = np.random.default_rng(SEED)
    losses = rng.gamma(2.0, 1.0, rows) + 0.3 * rng.normal(size=(people, rows))
    losses += 0.1 * rng.normal(size=(people, 1))
    np.abs(losses, out=losses)
    return losses[np.argsort(losses.mean(axis=1))]


def plain_pair(losses: Floats, i: int) -> tuple[float, float]:
    """The interval of one row against the one above, draw by draw."""
    rng = np.random.default_rng(SEED)
    difference = losses[i] - losses[i - 1]
    n = len(difference)
    means = [difference[rng.integers(0, n, n)].mean() for _ in range(RESAMPLES)]
    low, high = np.quantile(means, [0.025, 0.975])
    return float(low), float(high)


def scipy_pair(losses: Floats, i: int) -> tuple[float, float]:
    """The same by SciPy, in batches, which bound its memory."""
    from scipy.stats import bootstrap  # noqa: PLC0415 - after the check that it is there

    found = bootstrap(
        (losses[i] - losses[i - 1],),
        np.mean,
        n_resamples=RESAMPLES,
        batch=200,
        method="percentile",
        rng=SEED,
    )
    return float(found.confidence_interval.low), float(found.confidence_interval.high)


def seconds(work: Callable[[], object], rounds: int) -> tuple[float, float]:
    """Median seconds on the clock and of processor time; a first round warms up."""
    walls, cpus = [], []
    for turn in range(rounds + 1):
        wall, cpu = time.perf_counter(), time.process_time()
        work()
        if turn:
            walls.append(time.perf_counter() - wall)
            cpus.append(time.process_time() - cpu)
    return statistics.median(walls), statistics.median(cpus)


def report_peer(
    name: str, pair: Callable[[Floats, int], object], losses: Floats, ours_cpu_s: float
) -> None:
    """Time a few pairs of a peer and print what a whole board would take."""
    pairs = range(1, min(4, len(losses)))
    _, cpu = seconds(lambda: [pair(losses, i) for i in pairs], 1)
    intervals = 3 * len(losses) - 2
    whole = cpu / len(pairs) * intervals
    print(f"{name:24}{cpu / len(pairs):10.3f} s a pair {whole:10.0f} s of processor time", end="")
    print(f" for {intervals:,} intervals, {whole / ours_cpu_s:.0f} times ours")


def main() -> int:
    """Run everything. 0 where the bar is met."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--people", type=int, default=1_000)
    parser.add_argument("--rows", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    losses = board(options.people, options.rows)
    wall, cpu = seconds(lambda: loss_uncertainty(losses, "mean", SEED), options.rounds)
    tracemalloc.start()
    loss_uncertainty(losses, "mean", SEED)
    peak_bytes = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    print(f"{options.people:,} people, {options.rows:,} rows, {RESAMPLES:,} draws")
    print(f"{'gradus':24}{wall:10.2f} s on the clock {cpu:6.2f} s of processor time", end="")
    print(f", {peak_bytes / 1e6:.0f} MB beside the {losses.nbytes / 1e6:.0f} MB of losses")
    report_peer("loop over draws", plain_pair, losses, cpu)
    if importlib.util.find_spec("scipy"):
        report_peer("scipy.stats.bootstrap", scipy_pair, losses, cpu)
    found = loss_uncertainty(losses, "mean", SEED)[1].to_above
    if found is not None:
        loop = plain_pair(losses, 1)
        print(f"second against first: {found.low:.5f} to {found.high:.5f}", end="")
        print(f"; loop {loop[0]:.5f} to {loop[1]:.5f}")
    print(f"at most {BAR_S:g} s wanted: {'met' if wall <= BAR_S else 'missed'}")
    return 0 if wall <= BAR_S else 1


if __name__ == "__main__":
    sys.exit(main())
