"""Extra time for programs: for whom it was granted alone, and a replay has what there was then."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx2
import pytest

from grader import bounds_of, longer, open_folder
from server.grading import replay as replaying

pytestmark = pytest.mark.long
API = "/api/v1/courses/ml/assignments/small"
TABLES = """
train = "private/train.csv"
test = "private/test.csv"

[[tracks]]
slug = "proved"
title = { en = "Proved" }
rules = { en = "NumPy only." }
proof = "program"
[tracks.program]
wall_s = 1.5
cpu_s = 1.5
"""
SLOW = """
import numpy as np
import time
class Model:
    def fit(self, X, y):
        end = time.monotonic() + 2.5
        while time.monotonic() < end:
            pass
    def predict(self, X):
        return np.zeros(len(X))
"""


def graded(client: httpx2.Client, source: str) -> dict[str, Any]:
    receipt = client.post(
        f"{API}/submissions?track=proved", content=source, headers={"Content-Type": "text/x-python"}
    )
    view: dict[str, Any] = client.get(receipt.headers["Location"], params={"wait": 60}).json()
    return view


@pytest.fixture
def folder(prediction_bundle: Callable[..., Path]) -> Path:
    folder = prediction_bundle(slug="small", tables=TABLES)
    (folder / "private/train.csv").write_text("a,target\n9,0\n0,9\n2,1\n")
    ids = (folder / "sample_submission.csv").read_text().splitlines()[1:]
    lines = "".join(f"{line.partition(',')[0]},1\n" for line in ids)
    (folder / "private/test.csv").write_text("id,a\n" + lines)
    return folder


def test_a_slow_program_is_graded_for_whom_time_was_granted(
    running: Any, clients: dict[str, httpx2.Client], put_bundle: Callable[..., Any], folder: Path
) -> None:
    assert put_bundle(folder, "small").status_code == 200
    wanted = {"people": ["momo"], "reason": "slow machine", "extra_s": 20}
    assert clients["sensei"].put(f"{API}/exceptions", json=wanted).status_code == 200
    assert graded(clients["ken"], SLOW)["verdict"] == "time_limit"
    view = graded(clients["momo"], SLOW)
    assert view["verdict"] == "scored", view

    clients["sensei"].delete(f"{API}/exceptions", params={"person": "momo"})
    service = running.service
    with service.database.read() as session:
        gradable = replaying.find(session, view["id"], None)
    assert gradable.evaluation.evidence["limits"]["wall_s"] == 21.5
    again = replaying.replay(gradable, service.files, service.grading.grade, service.database)
    assert again.differences == ()
    assert graded(clients["momo"], SLOW + "#")["verdict"] == "time_limit"


def test_the_bounds_of_the_judge_grow_with_each_run(folder: Path) -> None:
    bounds = bounds_of(open_folder(folder), "proved", 100)
    assert longer(bounds, 10).wall_s == bounds.wall_s + 40
    assert longer(bounds, 10).cpu_s == bounds.cpu_s
