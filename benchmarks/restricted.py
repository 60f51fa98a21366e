"""What the sandbox adds to a training program of a minute, beside the same program run plainly.

    python benchmarks/restricted.py [CPU seconds] [rounds]

The program is gradient descent on made-up data, with a line printed every epoch. Plainly means a
fresh Python that loads the same arrays from a file and does the same; both use one thread, and one
after the other in every round. The bar is 2 per cent of the CPU time. Plain Python is told to keep
freed memory, as it otherwise pays for giving pages back and fetching them again, which the sandbox
does not, by the accident of what lies on top of its heap.
"""

import contextlib
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np

from grader import SandboxRunner
from grader.programs.training import Training
from grader.sandbox.protocol.request import Request

KEEP_FREED_MEMORY = {"MALLOC_TRIM_THRESHOLD_": "1000000000", "MALLOC_MMAP_THRESHOLD_": "1000000000"}
ROWS, FEATURES, HIDDEN = 20_000, 60, 128
PROGRAM = f"""
import numpy as np


class Model:
    def fit(self, X, y):
        rng = np.random.default_rng(0)
        V, w = rng.normal(size=(X.shape[1], {HIDDEN})) / 8, np.zeros({HIDDEN})
        for epoch in range(EPOCHS):
            for rows in np.array_split(rng.permutation(len(X)), 100):
                h = np.maximum(X[rows] @ V, 0)
                d = (h @ w - y[rows]) / len(rows)
                dV = X[rows].T @ (np.outer(d, w) * (h > 0))
                w = w - 0.05 * h.T @ d
                V = V - 0.05 * dV
            print(f"epoch {{epoch}}")
        self.V, self.w = V, w

    def predict(self, X):
        return np.maximum(X @ self.V, 0) @ self.w
"""
PLAINLY = """
import sys
import numpy as np
from model import Model
data = np.load("data.npz")
model = Model()
model.fit(data["X"], data["y"])
np.save("predictions.npy", model.predict(data["X_new"]))
"""


def epochs_of(seconds: float, folder: Path, training: Training) -> int:
    """How many epochs take so many seconds of processor time, starting Python included."""
    short_s, long_s = (plainly(folder, training, epochs)[0] for epochs in (4, 24))
    return max(1, 4 + round(20 * (seconds - short_s) / (long_s - short_s)))


def main() -> None:
    """Measure and print."""
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 60.0
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    rng = np.random.default_rng(1)
    X, X_new = rng.normal(size=(ROWS, FEATURES)), rng.normal(size=(ROWS, FEATURES))
    training = Training(X, np.sin(X[:, 0]) + X[:, 1], X_new)
    with tempfile.TemporaryDirectory() as folder, contextlib.closing(SandboxRunner()) as sandbox:
        epochs = epochs_of(seconds, Path(folder), training)
        pairs = []
        for _ in range(rounds):
            plain = plainly(Path(folder), training, epochs)
            confined = in_sandbox(sandbox, training, epochs)
            assert np.array_equal(plain[2], confined[2]), "the predictions differ"
            pairs.append((plain, confined))
    for name, place in (("CPU", 0), ("clock", 1)):
        plain_s = statistics.median(plain[place] for plain, _ in pairs)
        confined_s = statistics.median(confined[place] for _, confined in pairs)
        more = 100 * (confined_s / plain_s - 1)
        print(
            f"  {name:6} plain {plain_s:7.2f} s, in the sandbox {confined_s:7.2f} s: {more:+.2f} %"
        )


def plainly(folder: Path, training: Training, epochs: int) -> tuple[float, float, np.ndarray]:
    """CPU and clock seconds of the program in a Python of its own, and its predictions."""
    (folder / "model.py").write_text(PROGRAM.replace("EPOCHS", str(epochs)), "utf-8")
    np.savez(folder / "data.npz", X=training.X, y=training.y, X_new=training.X_new)
    before, started = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    command, keeping = [sys.executable, "-c", PLAINLY], {**os.environ, **KEEP_FREED_MEMORY}
    subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL, env=keeping)
    clock_s = time.perf_counter() - started
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu_s = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return cpu_s, clock_s, np.load(folder / "predictions.npy")


def in_sandbox(
    sandbox: SandboxRunner, training: Training, epochs: int
) -> tuple[float, float, np.ndarray]:
    """The same of the program in the sandbox."""
    source = PROGRAM.replace("EPOCHS", str(epochs)).encode()
    limits = training.limits(600.0, 600.0, 2_000_000_000, 65_536)
    started = time.perf_counter()
    request = Request(source, "model.py", (training.case(),), limits, seed=0)
    run = sandbox.run(request, on_output=lambda _: None)
    clock_s = time.perf_counter() - started
    values = training.predictions(run).values
    assert values is not None, run
    return run.cpu_s, clock_s, values


if __name__ == "__main__":
    main()
