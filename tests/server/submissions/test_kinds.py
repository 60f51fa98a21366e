"""A file of the wrong kind is refused before it costs a try; a track that takes it is named."""

import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import httpx2
import numpy as np
import pytest

TABLE = b"id,prediction\n" + b"".join(b"%d,1\n" % i for i in range(6))
MODEL = b"class Model: ...\n"


def packed(*names: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name in names:
            archive.writestr(name, MODEL)
    return file.getvalue()


def array() -> bytes:
    file = io.BytesIO()
    np.save(file, np.ones(6))
    return file.getvalue()


@pytest.fixture
def address(
    put_bundle: Callable[..., httpx2.Response], prediction_bundle: Callable[..., Path]
) -> str:
    """The address of an assignment of two tracks: for predictions, and for programs."""
    folder = prediction_bundle()
    toml = folder / "assignment.toml"
    text = toml.read_text().replace('proof = "claimed"', 'proof = "program"')
    files = 'labels = "private/labels.csv"\ntrain = "private/train.csv"\ntest = "private/test.csv"'
    toml.write_text(text.replace('labels = "private/labels.csv"', files))
    rows = [f"{i},{i}" for i in range(6)]
    (folder / "private" / "train.csv").write_text("\n".join(["a,target", *rows]))
    (folder / "private" / "test.csv").write_text("\n".join(["id,a", *rows]))
    assert put_bundle(folder).status_code == 200
    return "/api/v1/courses/ml/assignments/small"


NOTEBOOK = json.dumps({"cells": [{"cell_type": "code", "source": "x = 1"}], "nbformat": 4}).encode()
WRONG = [
    ("unrestricted", "model.py", MODEL, ["not_a_table", "other_track"]),
    ("unrestricted", "model.ipynb", NOTEBOOK, ["not_a_table", "other_track"]),
    ("unrestricted", "model.zip", packed("model.py"), ["not_a_table", "other_track"]),
    ("unrestricted", "mine.xlsx", packed("xl/workbook.xml"), ["not_a_table"]),
    ("unrestricted", "mine.csv", packed("xl/workbook.xml"), ["not_a_table"]),
    ("unrestricted", "mine.npz", packed("arr_0.npy"), ["not_a_table"]),
    ("unrestricted", "mine.npy", TABLE, ["not_npy"]),
    ("unrestricted", "model.csv", MODEL, ["not_a_table"]),
    ("unrestricted", "model.txt", b"# mine\nSEED = 3\nimport numpy as np\n", ["not_a_table"]),
    ("unrestricted", "model.csv", b'"""Mine, at last."""\n' + MODEL, ["not_a_table"]),
    ("unrestricted", "mine.csv", NOTEBOOK, ["not_a_table"]),
    ("unrestricted", "mine.csv", b"<!DOCTYPE html><p>1,2", ["not_a_table"]),
    ("unrestricted", "mine.csv", b"%PDF-1.7", ["not_a_table"]),
    ("unrestricted", "mine.csv", b"\x89PNG\r\n\x1a\n", ["not_a_table"]),
    ("restricted", "mine.py", TABLE, ["source_predictions"]),
    ("unrestricted", "mine.json", b'{"0": 1}', ["not_a_table"]),
    ("unrestricted", "mine.pdf", b"%PDF-1.7", ["not_a_table"]),
    ("restricted", "mine.csv", TABLE, ["source_predictions", "other_track"]),
    ("restricted", "mine.npy", array(), ["source_predictions", "other_track"]),
    ("restricted", "mine.xlsx", packed("xl/workbook.xml"), ["source_other_format"]),
    ("restricted", "mine.npz", packed("arr_0.npy"), ["source_other_format"]),
]


@pytest.mark.parametrize(("track", "name", "body", "codes"), WRONG)
def test_a_file_of_the_wrong_kind_is_refused_and_costs_nothing(
    clients: dict[str, httpx2.Client],
    address: str,
    track: str,
    name: str,
    body: bytes,
    codes: list[str],
) -> None:
    client = clients["momo"]
    answer = client.post(
        f"{address}/submissions", files={"file": (name, body)}, data={"track": track}
    )
    assert answer.status_code == 422
    errors = answer.json()["errors"]
    assert [error["code"] for error in errors] == codes
    if codes[-1] == "other_track":
        other = {"unrestricted": "restricted", "restricted": "unrestricted"}[track]
        assert errors[-1]["message"] == f"Such a file is taken on {other}."
    assert client.get(address).json()["tries_left"] == 5
    assert client.get(f"{address}/submissions").json() == []


def test_a_file_of_the_right_kind_is_taken(clients: dict[str, httpx2.Client], address: str) -> None:
    for track, name, body in (
        ("unrestricted", "mine.csv", TABLE),
        ("unrestricted", "mine.npy", array()),
        ("unrestricted", "mine.csv", b"import,1\n"),  # what only the ids can tell
        ("unrestricted", "mine.csv", b"id,prediction\nimport numpy,1\n"),
        ("restricted", "model.zip", packed("model.py", "weights.npy")),
    ):
        files = {"file": (name, body)}
        answer = clients["momo"].post(f"{address}/submissions", files=files, data={"track": track})
        assert answer.status_code == 202, answer.text
