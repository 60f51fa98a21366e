"""Attackers of rounded scores in other metrics than the mean absolute error, each beside the bound.

    python benchmarks/probe_metrics.py [--rows N] [--answers A]

Labels are two classes. An attacker with a handful of answers reads groups of rows out of each: the
predictions of a group are so far from the middle that the row's label moves the sum of losses by a
power of two of what the digits of the score still show. Of R2, RMSE and log loss, where predictions
are kept between 0 and 1 and where they may be anything; of a metric of the bundle's own, whose code
participants may read; and, on the mean absolute error, groups over groups, as coins are weighed.
The bound is `grader.leaks.bound.leak`: for a class and not for a person.

The last attack is on a board where the mean absolute error ranks and R2 is shown beside it, both
rounded as by default: each file weighs all rows twice, by different weights. Labels are
measurements of which 30 % are known, with two candidates for each of the others; the figure is how
many more than half of those are right, and the bound `grader.leaks.law.gain` for twice the answers.
"""

import argparse
import math
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import numpy as np

from grader.leaks.bound import Attacker, leak
from grader.leaks.law import gain
from grader.leaks.policy import RoundedScores
from grader.leaks.reach import Ends, Reach, reach_of
from grader.leaks.rounding import SIGNIFICANT_DIGITS, Rounding
from grader.metrics import METRICS
from reference.arrays import Floats

DECIMALS = 4
QUANTILE = 0.9
KEPT: Ends = (0.0, 1.0)
Show = Callable[[Floats], float]
Rng = np.random.Generator


@dataclass(frozen=True)
class Found:
    """known: the share of labels that were read right and for sure. bound: what lint says."""

    known: float
    bound: float


def shown(slug: str, labels: Floats, ends: Ends | None) -> Show:
    """What a board shows of predictions (N,): clipped, or with few digits."""

    def show(predictions: Floats) -> float:
        kept = predictions if ends is None else np.clip(predictions, *ends)
        score = METRICS[slug].score(kept, labels)
        digits = score if ends is not None else float(f"{score:.{SIGNIFICANT_DIGITS}g}")
        return round(digits, DECIMALS)

    return show


def loss(slug: str, prediction: Floats, label: float) -> Floats:
    """Of a row, in the sum that a score is made of."""
    if slug == "log_loss":
        return -np.log(prediction if label else 1 - prediction)
    return np.square(prediction - label)


def sum_of_losses(slug: str, score: float, labels: Floats) -> float:
    """What a score says of it. The number of ones, which one more answer tells, is known."""
    if slug == "log_loss":
        return score * labels.size
    return labels.size * (score**2 if slug == "rmse" else (1 - score) * float(labels.var()))


def read_groups(slug: str, labels: Floats, ends: Ends | None, answers: int, size: int) -> int:
    """How many labels are read from so many answers in groups of a size."""
    show, n, right = shown(slug, labels, ends), labels.size, 0
    for group in np.arange(n)[: answers * size].reshape(-1, size):
        most = 30.0 if slug == "log_loss" else 1.0 if ends is not None else 1e3
        moves = most / 2.0 ** np.arange(size)[::-1]
        probe = np.full(n, 0.5)
        probe[group] = 1 / (1 + np.exp(-moves)) if slug == "log_loss" else 0.5 + moves / 2
        others = (n - size) * float(loss(slug, np.array(0.5), 1.0))
        if_ones = float(loss(slug, probe[group], 1.0).sum())
        left = sum_of_losses(slug, show(probe), labels) - others - if_ones
        zeros = round(left / moves[0])
        read = [1 - (max(zeros, 0) >> place & 1) for place in range(size)]
        right += size if read == labels[group].tolist() else 0
    return right


def pinball(predictions: Floats, labels: Floats) -> float:
    """A metric as bundles have of their own: too low costs nine times as much as too high."""
    errors = labels - predictions
    return float(np.maximum(QUANTILE * errors, (QUANTILE - 1) * errors).mean())


def read_own(labels: Floats, answers: int, size: int) -> int:
    """How many labels are read from so many answers of `pinball` in groups of a size.

    A prediction of 0.9 costs the same by either label, so that nothing of other rows need be known.
    """
    n, right = labels.size, 0
    for group in np.arange(n)[: answers * size].reshape(-1, size):
        moves = QUANTILE / 2.0 ** np.arange(size)[::-1]
        probe = np.full(n, QUANTILE)
        probe[group] -= moves
        if_zeros = (1 - QUANTILE) * float(probe.sum())
        ones = round((round(pinball(probe, labels), DECIMALS) * n - if_zeros) / moves[0])
        read = [max(ones, 0) >> place & 1 for place in range(size)]
        right += size if read == labels[group].tolist() else 0
    return right


def weighings(count: int) -> Floats:
    """Of Cantor and Mills 1966: 2**k rows of 1, 0 and -1 that tell (k + 2) 2**(k - 1) coins."""
    matrix = np.ones((1, 1))
    for _ in range(count):
        rows = len(matrix)
        top = np.hstack((matrix, matrix, np.eye(rows)))
        matrix = np.vstack((top, np.hstack((matrix, -matrix, np.zeros((rows, rows))))))
    return matrix


def solve(sums: Floats, count: int) -> Floats:
    """The coins (0 or 1) behind the sums of `weighings(count)`."""
    if count == 0:
        return np.round(sums)
    upper, lower = np.split(sums, 2)
    last = np.round(upper + lower) % 2
    both = (upper - last + lower) / 2
    return np.concatenate((solve(both, count - 1), solve(upper - last - both, count - 1), last))


def weigh(labels: Floats, count: int) -> int:
    """How many labels are read from 2**count mean absolute errors, and the number of ones."""
    show, design = shown("mae", labels, KEPT), weighings(count)
    coins = design.shape[1]
    sums = []
    for row in design:
        probe = np.full(labels.size, 0.5)
        probe[:coins] -= row / 2  # a row's label adds it to its error, or takes it away
        sums.append((show(probe) - 0.5) * labels.size + row.sum() / 2)
    return int((solve(np.array(sums), count) == labels[:coins]).sum())


def attacks(labels: Floats, answers: int) -> dict[str, Found]:
    """Every attack, with the largest groups that it reads without a mistake."""
    found = {}
    for slug in ("r2", "rmse", "log_loss"):
        for ends in (KEPT, None) if slug != "log_loss" else (KEPT,):
            known = max(read_groups(slug, labels, ends, answers, size) for size in range(1, 20))
            reach = reach_of(METRICS[slug], labels, ends)
            bound = leak(labels, Rounding(10.0**-DECIMALS), Attacker(answers, 1), reach=reach)
            name = f"{slug}, {'anything' if ends is None else '0 to 1'}"
            found[name] = Found(known / labels.size, bound.by_attack)
    known = max(read_own(labels, answers, size) for size in range(1, 20))
    reach = Reach(QUANTILE, QUANTILE)
    bound = leak(labels, Rounding(10.0**-DECIMALS), Attacker(answers, 1), reach=reach)
    found["own metric, 0 to 1"] = Found(known / labels.size, bound.by_attack)
    count = int(math.log2(answers))
    bound = leak(labels, Rounding(10.0**-DECIMALS), Attacker(2**count, 1))
    found["mae, weighings"] = Found(weigh(labels, count) / labels.size, bound.by_attack)
    return found


def weigh_twice(rng: Rng, rows: int, files: int, metrics: Sequence[str]) -> float:
    """How many more than half of the unknown labels a class gets right, from so many files.

    Every file predicts one candidate or the other for each row, and for a tenth of the rows far
    beyond it, which moves the square of an error and not its size. What scores say of unknown rows
    is a few linear equations, of which the likeliest solution is taken.
    """
    low, high = np.sort(rng.normal(50.0, 10.0, size=(2, rows)), axis=0)
    side = rng.choice([-1.0, 1.0], rows)
    labels = np.where(side > 0, high, low)
    unknown, ends = rng.random(rows) < 0.7, (float(low.min()), float(high.max()))
    weights, sums = [], []
    for _ in range(files):
        up = rng.random(rows) < 0.5
        probe = np.where(up, high, low)
        far = rng.random(rows) < 0.1
        probe[far] = np.where(up, *ends[::-1])[far]
        for slug in metrics:
            metric = METRICS[slug]
            rounded = RoundedScores.of(slug, metric.better, labels, DECIMALS)
            score = rounded.released(metric.score(probe, labels)).score
            power = 1.0 if slug == "mae" else 2.0
            total = rows * (score if slug == "mae" else (1 - score) * float(labels.var()))
            if_high, if_low = np.abs(probe - high) ** power, np.abs(probe - low) ** power
            unit = float(np.std(if_high - if_low))  # both metrics weigh alike in what follows
            known = np.where(unknown, (if_high + if_low) / 2, np.abs(probe - labels) ** power)
            weights.append(((if_high - if_low) / 2 * unknown) / unit)
            sums.append((total - float(known.sum())) / unit)
    matrix = np.array(weights)
    gram = matrix @ matrix.T + 1e-6 * rows * np.eye(len(matrix))
    guess = matrix.T @ np.linalg.solve(gram, np.array(sums))
    return float(np.mean((guess > 0) == (side > 0), where=unknown)) - 0.5


def beside(rows: int = 1_000, files: int = 20, terms: int = 20) -> dict[str, Found]:
    """One metric and then two, in the mean over many terms."""
    found = {}
    for name, metrics in {"mae alone": ("mae",), "mae, r2 beside": ("mae", "r2")}.items():
        gains = [
            weigh_twice(np.random.default_rng([5, term]), rows, files, metrics)
            for term in range(terms)
        ]
        found[name] = Found(float(np.mean(gains)), gain(files * len(metrics), rows))
    return found


def main() -> int:
    """Run everything. 0 where no attack reads more than the bound says."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--rows", type=int, default=200)
    parser.add_argument("--answers", type=int, default=8)
    options = parser.parse_args()
    labels = np.random.default_rng(11).integers(0, 2, options.rows).astype(float)
    found = attacks(labels, options.answers) | beside()
    for name, each in found.items():
        print(f"{name:24} read {each.known:6.1%}  bound {each.bound:6.1%}")
    return 0 if all(each.known <= each.bound for each in found.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
