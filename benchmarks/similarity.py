"""A whole class compared with itself: predictions and sources, beside plain loops over pairs.

    python benchmarks/similarity.py [--people P] [--each K] [--rows N]

The loops are what a script of a course does: `numpy.corrcoef` of two vectors,
`difflib.SequenceMatcher` of two files. They are timed on some pairs and scaled up to all.
"""

import argparse
import difflib
import random
import sys
import time
from collections.abc import Callable, Sequence
from itertools import combinations
from pathlib import Path
from typing import TypeVar

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import numpy as np

from grader.similarity.predictions import compare_predictions
from grader.similarity.sources import Source, compare_sources

ROOT = Path(__file__).resolve().parents[1]
BAR_S = 10.0
SAMPLED_PAIRS = 200
SAMPLED_FILES = 5


T = TypeVar("T")


def time_call(work: Callable[[], T]) -> tuple[float, T]:
    """Seconds on the clock, and the result."""
    start = time.perf_counter()
    result = work()
    return time.perf_counter() - start, result


def vectors_of(people: int, each: int, rows: int) -> np.typing.NDArray[np.float32]:
    """Predictions of people who get better with every submission; the last is a noisy copy."""
    rng = np.random.default_rng(0)
    labels, vectors = rng.normal(size=rows), np.empty((people * each, rows), dtype=np.float32)
    for i in range(people):
        own = rng.normal(size=rows)
        for j in range(each):
            noise = rng.normal(size=rows)
            vectors[i * each + j] = labels + 0.5 * own + noise * (0.1 + 1 / (j + 1))
    vectors[-1] = 2 * vectors[0] + 1 + 0.005 * rng.normal(size=rows)
    return vectors


def report_predictions(people: int, each: int, rows: int) -> bool:
    """Print the times. True where the planted copy is all that is found, in time."""
    vectors = vectors_of(people, each, rows)
    owners = [f"p{i // each}" for i in range(len(vectors))]
    ours, found = time_call(lambda: compare_predictions(vectors, owners))
    pairs = [(i, j) for i, j in combinations(range(len(vectors)), 2) if owners[i] != owners[j]]
    sample = random.Random(0).sample(pairs, SAMPLED_PAIRS)
    plain, _ = time_call(lambda: [np.corrcoef(vectors[i], vectors[j])[0, 1] for i, j in sample])
    loop = plain * len(pairs) / len(sample)
    print(f"predictions: {people} x {each} vectors of {rows:,} rows, {len(pairs):,} pairs")
    print(f"  ours {ours:.2f} s (bar {BAR_S:g}), loop of corrcoef {loop:.0f} s, {loop / ours:.0f}x")
    right = [pair.owners for pair in found.pairs] == [("p0", f"p{people - 1}")]
    print(f"  the planted copy and nothing else found: {right}")
    return right and ours <= BAR_S


def files_of(people: int) -> list[Source]:
    """Files like those of a class: the methods of right solutions, each drawn from one of them."""
    drawn = random.Random(0)
    texts = [path.read_text() for path in sorted((ROOT / "tests/corpus/layers/right").glob("*.py"))]
    parts = [text.split("\n\n\n") for text in texts]
    return [
        Source(f"p{i}", "\n\n\n".join(drawn.choice(parts)[k % 9] for k in range(9)))
        for i in range(people)
    ]


def report_sources(people: int) -> None:
    """Print the times."""
    files = files_of(people)
    ours, found = time_call(lambda: compare_sources(files))
    pairs = list(combinations(range(people), 2))
    sample: Sequence[tuple[int, int]] = random.Random(0).sample(pairs, SAMPLED_FILES)
    plain, _ = time_call(
        lambda: [
            difflib.SequenceMatcher(None, files[i].text, files[j].text).ratio() for i, j in sample
        ]
    )
    loop = plain * len(pairs) / len(sample)
    print(f"\nsources: {people} files, {len(pairs):,} pairs")
    print(f"  ours {ours:.2f} s, loop of difflib {loop:.0f} s, {loop / ours:.0f}x")
    print(f"  {len(found.matches):,} pairs share classes, as they do in these files")


def main() -> int:
    """Run both. 0 where the bar is met."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--people", type=int, default=132)
    parser.add_argument("--each", type=int, default=20)
    parser.add_argument("--rows", type=int, default=10_000)
    options = parser.parse_args()
    met = report_predictions(options.people, options.each, options.rows)
    report_sources(options.people)
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main())
