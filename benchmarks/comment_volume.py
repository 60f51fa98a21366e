"""What NumPy alone reaches on `comment-volume`, beside scikit-learn on the same split.

The assignment is built from UCI's file, with the seed 0 unless another is given, as a course builds
it. Every model learns from its train.csv alone and predicts its test.csv; the error is the mean
absolute error over all hidden rows, public and private. Splits differ in how hard they are: compare
within a run. The class's results are from a split of its own, which is not published.

The program of the restricted track runs with several seeds, one after another, in this process:
median and range. Each peer runs once, with its defaults but for what is named, on features and
target as they are, and on their signed logarithms and log(1 + y).

    pip install scikit-learn
    OPENBLAS_NUM_THREADS=1 python benchmarks/comment_volume.py --data FILE [--runs 5] [--split 0]

FILE: the zip of data set 363 of the UCI Machine Learning Repository, or Features_Variant_1.csv in
it, plain or packed with xz. CPU seconds count all threads.
"""

import argparse
import importlib.util
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # before NumPy; two threads are slower here

import numpy as np

from grader.builders.registry import build
from grader.bundles.ready import ready_folder
from reference.arrays import Floats
from reference.models.feature_maps import signed_log

NAME = "comment-volume"
PROGRAM = "programs/multilayer_perceptron/model.py"
BAR, CLASS_RESTRICTED, CLASS_UNRESTRICTED = 3.58, 3.7507, 3.5862
MAX_WALL_S = 900.0


@dataclass(frozen=True)
class Split:
    """X: (N, 53), y: (N,) to learn from; X_new: (M, 53), hidden: (M,) to predict."""

    X: Floats
    y: Floats
    X_new: Floats
    hidden: Floats


@dataclass(frozen=True)
class Result:
    """One model: its error in comments, and what fitting and predicting took."""

    mae: float
    wall_s: float
    cpu_s: float


def read_split(data: Path, seed: int) -> Split:
    """The split of the assignment that is built from a file with a seed."""
    with tempfile.TemporaryDirectory() as folder:
        root = build(NAME, data, Path(folder) / NAME, seed).bundle.root
        train = np.loadtxt(root / "train.csv", delimiter=",", skiprows=1)
        test = np.loadtxt(root / "test.csv", delimiter=",", skiprows=1)
        labels = np.loadtxt(root / "private/labels.csv", delimiter=",", skiprows=1, usecols=(0, 1))
    if not np.array_equal(labels[:, 0], test[:, 0]):
        raise ValueError("the ids of labels and test rows differ")
    return Split(train[:, :-1], train[:, -1], test[:, 1:], labels[:, 1])


def load_program() -> Callable[..., Any]:
    """The class `Model` of the program that comes with the assignment."""
    spec = importlib.util.spec_from_file_location("model", ready_folder(NAME) / PROGRAM)
    if spec is None or spec.loader is None:
        raise FileNotFoundError(PROGRAM)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    model: Callable[..., Any] = module.Model
    return model


def measure(model: Any, split: Split, *, logarithms: bool = False) -> Result:
    """Fit and predict once, on logarithms or as the data are; below 0 nobody comments."""
    wall, cpu = time.perf_counter(), time.process_time()
    if logarithms:
        model.fit(signed_log(split.X), np.log1p(split.y))
        predictions = np.expm1(model.predict(signed_log(split.X_new)))
    else:
        model.fit(split.X, split.y)
        predictions = model.predict(split.X_new)
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    return Result(float(np.abs(np.maximum(predictions, 0) - split.hidden).mean()), wall, cpu)


def peers() -> dict[str, Callable[[], Any]]:
    """Models of scikit-learn by what they are called in the table."""
    from sklearn.dummy import DummyRegressor  # noqa: PLC0415 - after the check that it is there
    from sklearn.ensemble import (  # noqa: PLC0415
        GradientBoostingRegressor,
        HistGradientBoostingRegressor,
        RandomForestRegressor,
    )
    from sklearn.linear_model import Ridge  # noqa: PLC0415

    return {
        "median, always 0": lambda: DummyRegressor(strategy="median"),
        "Ridge": Ridge,
        "RandomForest, 100 trees": lambda: RandomForestRegressor(random_state=0, n_jobs=2),
        "GradientBoosting": lambda: GradientBoostingRegressor(random_state=0),
        "HistGradientBoosting": lambda: HistGradientBoostingRegressor(random_state=0),
        "HistGradientBoosting, absolute error": lambda: HistGradientBoostingRegressor(
            loss="absolute_error", random_state=0
        ),
    }


def report_peers(split: Split) -> Iterator[float]:
    """Print each peer both ways; yield the errors."""
    print(f"\n{'scikit-learn':40}{'as they are':>12}{'s':>8}{'logarithms':>14}{'s':>8}")
    for name, make in peers().items():
        plain, logs = measure(make(), split), measure(make(), split, logarithms=True)
        print(
            f"  {name:38}{plain.mae:12.3f}{plain.wall_s:8.1f}{logs.mae:14.3f}{logs.wall_s:8.1f}",
            flush=True,
        )
        yield from (plain.mae, logs.mae)


def report_program(split: Split, runs: int) -> list[Result]:
    """Print the program seed by seed."""
    model = load_program()
    print(f"\n{'NumPy alone':20}{'MAE':>8}{'wall s':>9}{'CPU s':>8}")
    results = []
    for seed in range(runs):
        results.append(result := measure(model(seed=seed), split))
        row = f"{result.mae:8.4f}{result.wall_s:9.1f}{result.cpu_s:8.1f}"
        print(f"  seed {seed:<13}{row}", flush=True)
    columns = [[getattr(r, field) for r in results] for field in ("mae", "wall_s", "cpu_s")]
    print("  {:18}{:8.4f}{:9.1f}{:8.1f}".format("median", *map(statistics.median, columns)))
    print("  {:18}{:8.4f}{:9.1f}{:8.1f}".format("least", *map(min, columns)))
    print("  {:18}{:8.4f}{:9.1f}{:8.1f}".format("most", *map(max, columns)))
    return results


def main() -> int:
    """Run everything. 0 where every seed meets the bar, in time."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--split", type=int, default=0)
    options = parser.parse_args()
    if importlib.util.find_spec("sklearn") is None:
        print("This comparison needs its peer: pip install scikit-learn", file=sys.stderr)
        return 2
    split = read_split(options.data, options.split)
    print(f"{len(split.y):,} rows to learn from, {len(split.hidden):,} hidden; MAE in comments")
    results = report_program(split, options.runs)
    best = min(report_peers(split))
    worst, slowest = max(r.mae for r in results), max(r.wall_s for r in results)
    print(f"\nworst seed {worst:.4f}, at most {BAR} wanted; best peer {best:.4f}")
    print(f"best of the class: {CLASS_RESTRICTED} restricted, {CLASS_UNRESTRICTED} unrestricted")
    print(f"slowest seed {slowest:.0f} s, at most {MAX_WALL_S:.0f} wanted")
    return int(worst > BAR or slowest > MAX_WALL_S)


if __name__ == "__main__":
    sys.exit(main())
