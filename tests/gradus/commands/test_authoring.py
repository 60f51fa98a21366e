import json
from pathlib import Path

import pytest

from tests.grader.authoring.own_files import own_csv, own_rows

DATES = ("--opens", "2030-04-12T09:00", "--closes", "2030-07-20", "--reveal", "2030-07-21")


@pytest.fixture
def data(tmp_path: Path) -> Path:
    path = tmp_path / "data.csv"
    path.write_bytes(own_csv(own_rows(), "kind"))
    return path


def test_a_bundle_is_made_from_a_csv_and_can_be_pushed(run, demo, data: Path, tmp_path) -> None:
    out = tmp_path / "own"
    asked = ("--slug", "own", "--title", "Own", "--data", data, "--target", "size")
    made = run("assignment", "new", out, *asked, *DATES, "--zone", "Asia/Tokyo", "--publish")
    assert made.exit_code == 0, made.stderr
    assert "It can be pushed." in made.stdout
    assert "30 together" in made.stdout
    assert "opens_at = 2030-04-12T09:00:00+09:00" in (out / "assignment.toml").read_text()
    pushed = run("assignment", "push", out, "-c", "demo", "--data-dir", demo.data_dir)
    assert "own is in force as version 1" in pushed.stdout, pushed.stderr


def test_a_seed_gives_the_same_bundle_and_json_says_what_a_term_tells(
    run, data: Path, tmp_path
) -> None:
    asked = ("--slug", "own", "--title", "Own", "--data", data, "--target", "size", "--json")
    answers = []
    for name in ("one", "two"):
        more = ("--seed", "s", "--people", 132, "--stratify", *DATES)
        made = run("assignment", "new", tmp_path / name, *asked, *more)
        answers.append(json.loads(made.stdout))
    assert (tmp_path / "one/private/labels.csv").read_bytes() == (
        tmp_path / "two/private/labels.csv"
    ).read_bytes()
    chosen = next(line for line in answers[0]["leaks"] if line["is_chosen"])
    assert list(chosen["gains"]) == ["1", "5", "132"]


def test_layers_are_chosen_with_points_sizes_and_arguments(run, tmp_path) -> None:
    out = tmp_path / "layers"
    layers = ("--layer", "Affine:2:D=8,M=2", "--layer", "Conv2D:4::stride=2")
    made = run(
        "assignment", "new", out, "--slug", "own", "--title", "ja:層", *layers, "--convention", "B"
    )
    assert made.exit_code == 0, made.stderr
    assert "def affine_forward(x, w, b):" in (out / "layers.py").read_text()
    assert 'ja = "層"' in (out / "assignment.toml").read_text()


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--target", "weight"), "has no column weight"),
        (("--target", "size", "--metric", "best"), "There is no metric best"),
        (("--target", "size", "--zone", "Mars"), "in Mars is no moment"),
    ],
)
def test_what_cannot_be_made_leaves_nothing(run, data: Path, tmp_path, options, said) -> None:
    out = tmp_path / "own"
    asked = ("--slug", "own", "--title", "Own", "--data", data, *DATES, *options)
    made = run("assignment", "new", out, *asked)
    assert made.exit_code in {1, 2}
    assert said in made.stderr
    assert not out.exists()
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(".own")]


@pytest.mark.parametrize(
    ("options", "said"),
    [((), "nothing to make it from"), (("--layer", "Affine:x"), "is no layer")],
)
def test_an_assignment_needs_data_or_layers(run, tmp_path, options, said) -> None:
    made = run("assignment", "new", tmp_path / "own", "--slug", "own", "--title", "O", *options)
    assert made.exit_code == 2
    assert said in made.stderr
