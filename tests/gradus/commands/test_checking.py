import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from tests.other_system import pretend


@pytest.fixture
def sample(tmp_path: Path) -> Path:
    """A sample submission of three rows."""
    file = tmp_path / "sample_submission.csv"
    file.write_text("id,prediction\n7,0\n8,0\n9,0\n")
    return file


def test_right_layers_get_every_point_and_end_with_0(run, layers: Path) -> None:
    ended = run("check", layers)
    assert ended.exit_code == 0, ended.output
    assert "20 of 20 points" in ended.stdout
    assert "Checked on this machine, in the sandbox (" in ended.stderr


def test_where_there_is_no_sandbox_it_is_a_plain_process_and_says_so(
    run, layers: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pretend(monkeypatch, release="4.19.0")
    ended = run("check", layers, "--json")
    assert ended.exit_code == 0, ended.output
    said = json.loads(ended.stdout)
    assert said["points"] == 20
    assert "plain process (Linux 4.19.0 is too old)" in said["confinement"]
    assert "nobody else's code" in said["confinement"]


def test_an_exception_shows_its_way_through_the_file(run, layers: Path) -> None:
    helper = "def rows(x):\n    return x.no_such\n\n"
    layers.write_text(
        helper + layers.read_text().replace("self.x.T @ dout", "rows(self.x).T @ dout")
    )
    ended = run("check", layers)
    assert ended.exit_code == 1
    assert "in backward" in ended.stdout
    assert "line 2, in rows\n      " in ended.stdout


def test_a_wrong_gradient_ends_with_1_and_is_named(run, layers: Path) -> None:
    layers.write_text(layers.read_text().replace("self.x.T @ dout", "-self.x.T @ dout"))
    ended = run("check", layers)
    assert ended.exit_code == 1
    assert "Wrong gradient" in ended.stdout
    assert "dW" in ended.stdout
    document = json.loads(run("check", layers, "--json").stdout)
    assert document["verdict"] == "wrong_gradient"
    wrong = {layer["layer"] for layer in document["report"]["layers"] if layer["findings"]}
    assert wrong == {"Affine"}


def test_the_server_and_this_machine_say_the_same(run, demo, layers: Path) -> None:
    layers.write_text(
        layers.read_text().replace("dout * self.y, dout * self.x", "dout * self.x, dout * self.y")
    )
    here = json.loads(run("check", layers, "--json").stdout)
    server = ("--server", demo.url, "--token", demo.token("quiet-heron"))
    sent = run("submit", layers, "-c", "demo", "-a", "backprop-layers", "--json", *server)
    assert sent.exit_code == 1, sent.output
    there = json.loads(sent.stdout)
    for key in ("verdict", "score", "points", "max_points", "metric", "better"):
        assert there[key] == here[key]
    checks = [
        [(layer["layer"], layer["points"], layer["checks_passed"]) for layer in report["layers"]]
        for report in (here["report"], there["report"])
    ]
    assert checks[0] == checks[1]


def test_findings_are_in_japanese_where_the_locale_is(
    run, layers: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", "ja_JP.UTF-8")
    layers.write_text("import os, nowhere\n")
    ended = run("check", layers)
    assert ended.exit_code == 1
    assert any("\u3040" <= char <= "\u30ff" for char in ended.stdout)


def test_a_folder_names_the_assignment_too(run, layers: Path) -> None:
    folder = Path(__file__).resolve().parents[3] / "assignments" / "backprop-layers"
    assert run("check", layers, "--assignment", folder).exit_code == 0


@pytest.mark.parametrize("assignment", ["nowhere", "comment-volume"])
def test_what_is_no_layer_assignment_is_wrong_usage(assignment: str, run, layers: Path) -> None:
    ended = run("check", layers, "--assignment", assignment)
    assert ended.exit_code == 2
    assert assignment in ended.stderr
    assert "backprop-layers" in ended.stderr


def test_a_folder_of_a_prediction_assignment_takes_no_code(
    run, layers: Path, tmp_path: Path
) -> None:
    run("assignment", "build", "diabetes", "--out", tmp_path / "diabetes")
    ended = run("check", layers, "--assignment", tmp_path / "diabetes")
    assert ended.exit_code == 2
    assert "takes predictions" in ended.stderr


@pytest.mark.parametrize("name", ["predictions.csv", "predictions.npy"])
def test_predictions_of_the_right_form_end_with_0(
    name: str, run, sample: Path, tmp_path: Path
) -> None:
    file = tmp_path / name
    if name.endswith(".npy"):
        import numpy as np

        np.save(file, np.array([1.0, 2.0, 3.0]))
    else:
        file.write_text("prediction,id\n1,9\n2,7\n3,8\n")
    ended = run("check", file)
    assert ended.exit_code == 0, ended.output
    assert "3 rows, each id once" in ended.stdout
    assert "Only the server knows the score." in ended.stdout


def test_a_notebook_is_judged_and_what_was_read_otherwise_is_said(run, layers: Path) -> None:
    notebook = layers.with_suffix(".ipynb")
    cell = {"cell_type": "code", "source": layers.read_text()}
    notebook.write_text(json.dumps({"cells": [cell], "nbformat": 4}))
    ended = run("check", notebook)
    assert ended.exit_code == 0, ended.output
    assert "20 of 20 points" in ended.stdout
    assert "Read otherwise than written, which costs nothing:" in ended.stdout
    (note,) = json.loads(run("check", notebook, "--json").stdout)["report"]["notes"]
    assert note["code"] == "notebook"


@pytest.mark.parametrize(
    ("name", "body", "says"),
    [
        ("layers.zip", b"PK\x03\x04" + bytes(40), "ZIP"),
        ("predictions.csv", b"id,prediction\n0,1\n", "predictions"),
    ],
)
def test_what_is_no_code_is_named_where_layers_are_asked_for(
    name: str, body: bytes, says: str, run, tmp_path: Path
) -> None:
    (tmp_path / name).write_bytes(body)
    ended = run("check", tmp_path / name, "--assignment", "backprop-layers")
    assert ended.exit_code == 1
    assert says in ended.stdout


def test_predictions_of_a_wrong_form_end_with_1_with_every_problem(
    run, sample: Path, tmp_path: Path
) -> None:
    file = tmp_path / "predictions.csv"
    file.write_text("id,prediction\n7,1\n7,2\n8,many\n")
    ended = run("check", file)
    assert ended.exit_code == 1
    for told in ("Invalid file", "row 3", "row 4, column prediction", "many"):
        assert told in ended.stdout
    document = json.loads(run("check", file, "--json").stdout)
    assert document["valid"] is False
    assert document["problems_total"] == len(document["problems"]) == 3


def test_decimal_commas_and_ids_of_floats_are_told_once_each(run, tmp_path: Path) -> None:
    """Their count, the first five rows, and the way out of it once; the rows are in the JSON."""
    rows = [f"{i}" for i in range(200)]
    lines = "".join(f'{i}.0,"{i},5"\n' for i in rows)
    (tmp_path / "sample_submission.csv").write_text(
        "id,prediction\n" + "".join(f"{i},0\n" for i in rows)
    )
    file = tmp_path / "predictions.csv"
    file.write_text("id,prediction\n" + lines)

    told = run("check", file).stdout
    assert told.count("has a decimal comma") == 5
    assert told.count("Write ids exactly as in the sample submission") == 1
    assert told.count("... and 195 more like these.") == 2
    assert "without a prediction" not in told
    document = json.loads(run("check", file, "--json").stdout)
    assert document["problem_counts"] == {"id_spelling": 200, "decimal_comma": 200}
    assert len(document["problems"]) == 10


@pytest.mark.parametrize("place", ["file", "folder", "starter"])
def test_the_sample_may_be_named_by_itself_or_by_its_folder(
    place: str, run, tmp_path: Path
) -> None:
    (tmp_path / "far" / "starter").mkdir(parents=True)
    folder = tmp_path / "far" / ("starter" if place == "starter" else "")
    sample = folder / "sample_submission.csv"
    sample.write_text("id,prediction\nα,0\n")
    file = tmp_path / "predictions.csv"
    file.write_text("id,prediction\nα,1\n")
    named = sample if place == "file" else tmp_path / "far"
    ended = run("check", file, "--assignment", named)
    assert ended.exit_code == 0, ended.output


def test_without_a_sample_it_is_asked_for(run, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    file = tmp_path / "predictions.csv"
    file.write_text("id,prediction\n7,1\n")
    ended = run("check", file)
    assert ended.exit_code == 2
    assert "sample_submission.csv" in ended.stderr


@pytest.mark.parametrize(
    "content", [b"", b"name,prediction\n7,0\n", b"id\n7\n7\n", b"\xff\xfe\x00"]
)
def test_a_sample_that_is_none_is_told_from_a_wrong_file(
    content: bytes, run, sample: Path, tmp_path: Path
) -> None:
    sample.write_bytes(content)
    file = tmp_path / "predictions.csv"
    file.write_text("id,prediction\n7,1\n")
    ended = run("check", file)
    assert ended.exit_code == 2
    assert "is not a sample submission" in ended.stderr


PROGRAM = """
import numpy as np
class Model:
    def fit(self, X, y):
        print("learnt from", len(y))
        self.middle = np.median(y)
    def predict(self, X):
        return np.full(len(X), self.middle)
"""


@pytest.fixture
def beside_data(tmp_path: Path) -> Callable[[str], Path]:
    """A program beside the starter files of an assignment."""
    rng = np.random.default_rng(4)
    rows = [f"{a:.3f},{b:.3f},{a - b:.3f}" for a, b in rng.normal(size=(50, 2))]
    (tmp_path / "train.csv").write_text("\n".join(("a,b,y", *rows)))
    (tmp_path / "test.csv").write_text("id,a,b\n0,1,2\n")

    def write(source: str) -> Path:
        path = tmp_path / "model.py"
        path.write_text(source)
        return path

    return write


def test_a_program_is_tried_on_a_fifth_of_the_training_rows(run, beside_data) -> None:
    ended = run("check", beside_data(PROGRAM))
    assert ended.exit_code == 0, ended.stderr
    assert "learnt from 40" in ended.stdout
    assert "Scored  mae" in ended.stdout
    assert "hidden labels" in ended.stderr


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("import numpy as np", "import numpy as np, sklearn", "sklearn"),
        ("np.median(y)", "np.random.default_rng().normal()", "same seed"),
        ("np.full(len(X), self.middle)", "np.full(3, self.middle)", "(3,)"),
    ],
)
def test_a_program_that_the_server_would_reject_ends_with_1(
    run, beside_data, old: str, new: str, told: str
) -> None:
    ended = run("check", beside_data(PROGRAM.replace(old, new)))
    assert ended.exit_code == 1
    assert told in ended.stdout


def test_a_bundle_names_the_rules_for_programs(run, beside_data, tmp_path: Path) -> None:
    run("assignment", "build", "diabetes", "--out", tmp_path / "diabetes")
    file = beside_data(PROGRAM + "#" * 200_000)
    ended = run("check", file, "--assignment", tmp_path / "diabetes")
    assert ended.exit_code == 1
    assert "100000" in ended.stdout


def test_without_data_a_program_asks_for_it(run, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "model.py").write_text(PROGRAM)
    ended = run("check", tmp_path / "model.py")
    assert ended.exit_code == 2
    assert "train.csv" in ended.stderr
