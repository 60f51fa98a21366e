import json
from pathlib import Path

import pytest

BROKEN = """schema = 1
slug = "broken"
kind = "prediction"
starter = ["sample_submission.csv"]
closes_at = 2026-12-01
"""


@pytest.fixture
def bundle(run, tmp_path: Path) -> Path:
    """The bundle `diabetes`, as the command builds it."""
    folder = tmp_path / "diabetes"
    built = run("assignment", "build", "diabetes", "--out", folder)
    assert built.exit_code == 0, built.stderr
    return folder


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    """A bundle whose definition has mistakes, one of them in line 5."""
    folder = tmp_path / "broken"
    folder.mkdir()
    (folder / "assignment.toml").write_text(BROKEN)
    return folder


def test_a_built_bundle_can_be_pushed_as_it_is(run, demo, bundle: Path) -> None:
    assert "It can be pushed." in run("assignment", "lint", bundle).stdout
    pushed = run("assignment", "push", bundle, "-c", "demo", "--data-dir", demo.data_dir)
    assert pushed.exit_code == 0, pushed.stderr
    assert "diabetes is in force as version 1" in pushed.stdout


def test_another_seed_builds_another_bundle(run, bundle: Path, tmp_path: Path) -> None:
    labels = (bundle / "private" / "labels.csv").read_bytes()
    for seed, same in ((0, True), (7, False)):
        folder = tmp_path / f"seed-{seed}"
        run("assignment", "build", "diabetes", "--out", folder, "--seed", seed)
        assert ((folder / "private" / "labels.csv").read_bytes() == labels) is same


def test_a_folder_that_is_there_is_left_alone(run, bundle: Path) -> None:
    ended = run("assignment", "build", "diabetes", "--out", bundle)
    assert ended.exit_code == 2
    assert str(bundle) in ended.stderr


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [(("diabetis",), 2, "comment-volume"), (("comment-volume",), 1, "--data")],
)
def test_what_cannot_be_built_says_why(
    arguments: tuple[str, ...], code: int, told: str, run, tmp_path: Path
) -> None:
    ended = run("assignment", "build", *arguments, "--out", tmp_path / "out")
    assert ended.exit_code == code
    assert told in ended.stderr
    assert not (tmp_path / "out").exists()


def test_mistakes_are_shown_with_their_lines_and_end_with_1(run, broken: Path) -> None:
    ended = run("assignment", "lint", broken)
    assert ended.exit_code == 1
    assert "Errors" in ended.stdout
    assert "line 5" in ended.stdout
    assert "It can be pushed." not in ended.stdout
    document = json.loads(run("assignment", "lint", broken, "--json").stdout)
    assert 5 in {error["line"] for error in document["errors"]}


def test_a_bundle_with_mistakes_is_not_sent(run, broken: Path, fake_server) -> None:
    server = ("--server", fake_server.url, "--token", "gds_x")
    ended = run("assignment", "push", broken, "-c", "demo", *server)
    assert ended.exit_code == 1
    assert "line 5" in ended.stderr
    assert fake_server.asked == []


def test_a_student_cannot_push(run, demo, bundle: Path) -> None:
    server = ("--server", demo.url, "--token", demo.token("paper-crane"))
    ended = run("assignment", "push", bundle, "-c", "demo", *server)
    assert ended.exit_code == 3
    assert demo.token("paper-crane") not in ended.output


def test_the_schema_is_one_for_editors(run) -> None:
    schema = json.loads(run("assignment", "schema").stdout)
    assert schema["$schema"].startswith("https://json-schema.org/")
    assert "tracks" in schema["properties"]
