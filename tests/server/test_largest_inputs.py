"""What the server itself computes because of files stays within bounds at the largest input."""

import resource
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(sys.platform != "linux", reason="its limit on memory is Linux's"),
]
CPU_S = 60
MEMORY_BYTES = 1_500_000_000
BOARD = """
import numpy as np
from grader import loss_uncertainty
from server.boards.uncertainty_updater import MOST_COMPARED
losses = np.random.default_rng(0).random((MOST_COMPARED // {rows}, {rows}))
assert len(loss_uncertainty(losses, "mean", 1)) == len(losses)
"""
ALIKE = """
import numpy as np
from grader import compare_predictions
from server.similarity.finder import MOST_VALUES
values = np.random.default_rng(0).random((MOST_VALUES // {rows}, {rows}), dtype=np.float32)
found = compare_predictions(values, [f"p{{i % 400}}" for i in range(len(values))])
assert found.ordinary > 0
"""


@pytest.mark.parametrize(
    "work",
    [BOARD.format(rows=10_000), BOARD.format(rows=1_000_000), ALIKE.format(rows=10_000)],
    ids=["a board of thousands", "a board of a million rows", "a class compared"],
)
def test_it_takes_a_minute_and_some_memory_at_most(work: str) -> None:
    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_CPU, (CPU_S, CPU_S))
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))

    subprocess.run(
        [sys.executable, "-c", work],
        check=True,
        cwd=Path(__file__).parents[2],
        env={"OPENBLAS_NUM_THREADS": "1"},
        preexec_fn=limit,
    )
