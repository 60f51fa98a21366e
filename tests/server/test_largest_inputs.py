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
STEP = """
import numpy as np
from grader.leaks.ladder import Ladder
losses = np.random.default_rng(0).random((2, 1_000_000))
ladder = Ladder.for_course(losses[0], 2.0)
assert ladder.after(ladder.after(None, losses[0]), losses[1] / 2).moved
"""
PICTURES = """
import numpy as np
from grader.layers.diagnosis.error_picture import picture_of
from grader.sandbox.protocol.frames import ARRAY_BYTES, MAX_NDIM
numbers = ARRAY_BYTES // 8
for shape in ((numbers,), (1, numbers), (numbers, 1), (707, 707), (2,) * (MAX_NDIM - 1) + (3900,)):
    right = np.random.default_rng(0).random(shape)
    assert picture_of(-right, right) is not None
"""
LOOKED_AT = """
import json
from grader.definition.definition import Limits
from grader.sources.notebooks import InvalidSourceError, MOST_BYTES
from grader.sources.reading import read_source
most = Limits().file_bytes
cells = [{"cell_type": "code", "source": ["x = 1\\n"]}] * 100_000
bodies = [
    b"x" * most, b" " * most, b"\\t" * most + b"x", b"1," * (most // 2),
    b"id,y\\n" + b"1,2\\n" * (most // 5),
    "１".encode() * (most // 3), "　".encode() * (most // 3), b'"' * most, b"(" * most, b"%" * most,
    b"!ls\\n" * (most // 4), b"```\\n" * (most // 4), bytes(range(256)) * (most // 256),
    b"{" * most, b"[" * MOST_BYTES, "あ".encode("cp932") * (most // 2),
    b"# coding: " * (most // 10),
    json.dumps({"cells": cells, "nbformat": 4}).encode()[:MOST_BYTES],
    b"a.b?\\n" * (most // 5), b"a, " * (most // 3) + b"= !ls", b"a = " * (most // 4) + b"%x ",
]
for body in bodies:
    for name in ("layers.py", "layers.ipynb", "layers.csv"):
        try:
            read_source(body, name)
        except InvalidSourceError:
            pass
"""
REPORT = """
from grader.process.messages import MOST_BYTES, MessageError, Printed, send_message
sent = []
longest = Printed(text="x" * (MOST_BYTES - 100))
send_message(lambda part: sent.append(len(part)) or len(part), longest)
assert sum(sent) > MOST_BYTES - 100
try:
    send_message(lambda part: len(part), Printed(text="x" * MOST_BYTES))
except MessageError:
    pass
else:
    raise AssertionError("longer than any may be, and sent")
"""


@pytest.mark.parametrize(
    ("work", "cpu_s"),
    [
        (BOARD.format(rows=10_000), 60),
        pytest.param(BOARD.format(rows=1_000_000), 60, marks=pytest.mark.proof),
        pytest.param(ALIKE.format(rows=10_000), 60, marks=pytest.mark.proof),
        (STEP, 10),
        (PICTURES, 10),
        (LOOKED_AT, 60),
        (REPORT, 10),
    ],
    ids=[
        "a board of thousands",
        "a board of a million rows",
        "a class compared",
        "a step of the Ladder",
        "pictures of errors",
        "uploads looked at",
        "a report",
    ],
)
def test_it_takes_some_time_and_memory_at_most(work: str, cpu_s: int) -> None:
    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_CPU, (cpu_s, cpu_s))
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))

    subprocess.run(
        [sys.executable, "-c", work],
        check=True,
        cwd=Path(__file__).parents[2],
        env={"OPENBLAS_NUM_THREADS": "1"},
        preexec_fn=limit,
    )
