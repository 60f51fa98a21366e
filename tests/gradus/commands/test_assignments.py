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
    assert "diabetes is in force as version 2" in pushed.stdout
    assert "Changed: data" in pushed.stdout  # the demo's labels are of its own secret


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


def comments(path: Path) -> Path:
    """A file in the shape of the comment data, 120 rows."""
    rows = [[(7 * i + 3 * j + i * j) % 101 for j in range(53)] + [i % 9] for i in range(120)]
    path.write_text("".join(",".join(map(str, row)) + "\n" for row in rows))
    return path


def test_a_disguise_is_built_again_from_its_key(run, tmp_path: Path) -> None:
    data = comments(tmp_path / "Features_Variant_1.csv")
    build = ("assignment", "build", "comment-volume", "--data", data)
    first = run(*build, "--out", tmp_path / "first", "--disguise")
    assert first.exit_code == 0, first.stderr
    key = tmp_path / "first/staff/disguise.toml"
    assert "disguise.toml" in first.stderr
    seed = key.read_text().partition('seed = "')[2].partition('"')[0]
    assert len(seed) == 64
    assert seed not in first.output
    again = run(*build, "--out", tmp_path / "again", "--disguise-key", key)
    other = run(*build, "--out", tmp_path / "other", "--disguise")
    assert (again.exit_code, other.exit_code) == (0, 0)
    train = [(tmp_path / name / "train.csv").read_bytes() for name in ("first", "again", "other")]
    assert train[0] == train[1] != train[2]
    assert b"page_likes" not in train[0]
    assert "It can be pushed." in run("assignment", "lint", tmp_path / "first").stdout


def test_a_key_that_is_none_is_refused(run, tmp_path: Path) -> None:
    data = comments(tmp_path / "Features_Variant_1.csv")
    build = ("assignment", "build", "comment-volume", "--data", data, "--out", tmp_path / "out")
    for text in ("", "seed = 'abc", 'seed = "00ff"', "seed = 7", 'seed = "no hex"'):
        key = tmp_path / "key.toml"
        key.write_text(text)
        ended = run(*build, "--disguise-key", key)
        assert ended.exit_code == 2
        assert "staff/disguise.toml" in ended.stderr
    assert not (tmp_path / "out").exists()


def test_made_up_data_need_no_disguise(run, tmp_path: Path) -> None:
    ended = run("assignment", "build", "diabetes", "--out", tmp_path / "out", "--disguise")
    assert ended.exit_code == 1
    assert "disguise" in ended.stderr


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
