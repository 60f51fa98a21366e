"""A program is asked for hidden rows in a secret order, which is kept and which a replay has."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx2
import numpy as np

from server.grading import replay as replaying

ROWS = 30
TABLES = """
train = "private/train.csv"
test = "private/test.csv"

[[tracks]]
slug = "proved"
title = { en = "Proved" }
rules = { en = "NumPy only." }
proof = "program"
"""
PROGRAM = """
import numpy as np
class Model:
    def fit(self, X, y):
        self.w = np.linalg.lstsq(X, y, rcond=None)[0]
        print("in fit")
    def predict(self, X):
        print("a secret:", X[0])
        return X @ self.w
"""


def submit(client: httpx2.Client, address: str, source: str) -> dict[str, Any]:
    receipt = client.post(
        f"/api/v1{address}/submissions?track=proved",
        content=source,
        headers={"Content-Type": "text/x-python"},
    )
    view: dict[str, Any] = client.get(receipt.headers["Location"], params={"wait": 60}).json()
    assert view["state"] == "final"
    return view


def test_the_order_is_secret_kept_and_the_same_for_the_same_file(
    running: Any,
    clients: dict[str, httpx2.Client],
    put_bundle: Callable[..., Any],
    prediction_bundle: Callable[..., Path],
) -> None:
    rng = np.random.default_rng(0)
    X = rng.normal(size=(ROWS, 2)).round(3)
    labels = "id,label\n" + "".join(f"{i},{a - b:.6f}\n" for i, (a, b) in enumerate(X))
    folder = prediction_bundle(labels=labels, slug="small", tables=TABLES)
    (folder / "private/train.csv").write_text("a,b,target\n9,0,9\n0,9,-9\n2,1,1\n")
    test = "".join(f"{i},{a},{b}\n" for i, (a, b) in enumerate(X))
    (folder / "private/test.csv").write_text("id,a,b\n" + test)
    sample = "id,prediction\n" + "".join(f"{i},0\n" for i in range(ROWS))
    (folder / "sample_submission.csv").write_text(sample)
    assert put_bundle(folder, "small").status_code == 200
    address = "/courses/ml/assignments/small"

    found = [submit(clients["momo"], address, text) for text in (PROGRAM, PROGRAM + "#", PROGRAM)]

    assert [view["score"] for view in found] == [0.0001, 0.0001, 0.0001]
    assert {view["report"]["output"] for view in found} == {"in fit\n"}
    service, orders = running.service, []
    for view in found:
        with service.database.read() as session:
            gradable = replaying.find(session, view["id"], None)
        orders.append(gradable.evaluation.evidence["order_sha256"])
        again = replaying.replay(gradable, service.files, service.grading.grade, service.database)
        assert again.differences == ()
    first, other, same = orders
    assert first == same != other
