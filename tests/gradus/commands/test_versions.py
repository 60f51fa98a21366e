"""Versions beside the board, and verdicts graded once more, from the command line."""

import json
import shutil
import sqlite3
from pathlib import Path

import pytest

COURSE = ("-c", "ml")


@pytest.fixture
def data(run, tmp_path: Path) -> Path:
    """A data directory with the course `ml` and the assignment `diabetes` in it."""
    data = tmp_path / "data"
    folder = tmp_path / "diabetes"
    run("assignment", "build", "diabetes", "--out", folder)
    run("course", "create", "ml", "--title", "ML", "--data-dir", data)
    assert run("assignment", "push", folder, *COURSE, "--data-dir", data).exit_code == 0
    return data


@pytest.mark.long
def test_a_version_is_compared_switched_and_listed(run, data: Path, tmp_path: Path) -> None:
    corrected = tmp_path / "corrected"
    run("assignment", "build", "diabetes", "--out", corrected, "--seed", 7)
    here = (*COURSE, "--data-dir", data)
    pushed = run("assignment", "push", corrected, *here, "--shadow")
    assert "diabetes is graded beside the board as version 2" in pushed.stdout

    compared = run("assignment", "compare", "diabetes", 2, *here)
    assert "0 of 0 submissions are graded" in compared.stdout
    assert run("assignment", "push", corrected, *here).exit_code == 3
    assert run("assignment", "switch", "diabetes", 2, *here).exit_code == 0
    listed = json.loads(run("assignment", "versions", "diabetes", *here, "--json").stdout)
    states = [(line["version"], line["state"]) for line in listed["versions"]]
    assert states == [(2, "live"), (1, "replaced")]
    assert "replaced" in run("assignment", "versions", "diabetes", *here).stdout
    refused = run("assignment", "discard", "diabetes", 2, *here)
    assert refused.exit_code == 3
    assert "not graded beside the board" in refused.stderr


def test_a_reveal_is_made_and_refused_with_its_reason(run, data: Path, tmp_path: Path) -> None:
    here = ("-t", "unrestricted", *COURSE, "--data-dir", data)
    refused = run("assignment", "reveal", "diabetes", *here)
    assert (refused.exit_code, "Not every track closes" in refused.stderr) == (3, True)
    assert run("assignment", "reveal", "diabetes", "--at", "2027-01-31", *here).exit_code == 2

    file = tmp_path / "diabetes" / "assignment.toml"
    file.write_text(f"closes_at = 2020-01-01T00:00:00Z\n{file.read_text()}")
    run("assignment", "push", file.parent, *COURSE, "--data-dir", data)
    later = ("--at", "2999-01-01T00:00:00Z")
    set_ = run("assignment", "reveal", "diabetes", *later, *here, "--json")
    assert json.loads(set_.stdout)["revealed"] is False
    assert "is revealed since" in run("assignment", "reveal", "diabetes", *here).stdout


def test_what_could_not_be_graded_is_graded_again(run, demo, data: Path, scored: str) -> None:
    here = (*COURSE, "--data-dir", data)
    assert run("assignment", "retry", "diabetes", *here).stdout == (
        "Files that are graded again: 0.\n"
    )
    server = ("--server", demo.url, "--token", demo.token("teacher"))
    one = ("--submission", scored, "-c", "demo", *server, "--json")
    told = json.loads(run("assignment", "retry", "diabetes", *one).stdout)
    assert told == {"files": 0, "passed": 0}


@pytest.fixture
def scored(run, demo, tmp_path: Path) -> str:
    """A scored submission of the demo."""
    file = tmp_path / "p.csv"
    file.write_bytes(demo.sample())
    server = ("--server", demo.url, "--token", demo.token("teacher"))
    where = ("-c", "demo", "-a", "diabetes", "-t", "unrestricted", "--json")
    sent = run("submit", file, *where, *server)
    assert sent.exit_code == 0, sent.output
    found: str = json.loads(sent.stdout)["id"]
    return found


def test_a_replay_beside_a_running_server_is_the_same(run, demo, scored: str) -> None:
    ended = run("replay", scored, "--data-dir", demo.data_dir)
    assert ended.exit_code == 0, ended.output
    assert "the same, bit for bit" in ended.stdout


@pytest.mark.long
def test_code_is_replayed_too(run, demo, layers: Path) -> None:
    server = ("--server", demo.url, "--token", demo.token("teacher"))
    where = ("-c", "demo", "-a", "backprop-layers", "--json")
    sent = json.loads(run("submit", layers, *where, *server).stdout)
    assert sent["verdict"] == "scored"
    ended = run("replay", sent["id"], "--data-dir", demo.data_dir, "--json")
    assert ended.exit_code == 0, ended.output
    assert json.loads(ended.stdout)["verdict"] == "scored"


@pytest.mark.long
def test_a_program_is_trained_again_to_the_last_bit(run, demo, tmp_path: Path) -> None:
    run("assignment", "build", "diabetes", "--out", tmp_path / "diabetes")
    server = ("--server", demo.url, "--token", demo.token("teacher"))
    where = ("-c", "demo", "-a", "diabetes", "-t", "restricted", "--json")
    sent = run("submit", tmp_path / "diabetes" / "model.py", *where, *server, "--wait")
    assert json.loads(sent.stdout)["verdict"] == "scored"
    ended = run("replay", json.loads(sent.stdout)["id"], "--data-dir", demo.data_dir, "--json")
    assert ended.exit_code == 0, ended.output
    assert json.loads(ended.stdout)["differences"] == []


@pytest.mark.long
@pytest.mark.parametrize(
    ("column", "planted", "told"),
    [
        ("score", "score * 1.0000000000000002", "score"),
        ("private_score", "coalesce(private_score, 1) * 1.5", "private_score"),
        ("report", "json_set(report, '$.rows', 1)", "report.rows"),
        ("evidence", "json_set(evidence, '$.file_sha256', 'x')", "evidence.file_sha256"),
        ("evidence", "json_set(evidence, '$.bundle_sha256', 'x')", "evidence.bundle_sha256"),
    ],
)
def test_a_replay_says_what_differs(
    column: str, planted: str, told: str, run, demo, scored: str, tmp_path: Path
) -> None:
    """A bug planted in one column of a copy of the database."""
    copy = _copy(demo.data_dir, tmp_path / "copy", f"{column} = {planted}", scored)
    ended = run("replay", scored, "--data-dir", copy, "--json")
    assert ended.exit_code == 1, ended.output
    document = json.loads(ended.stdout)
    assert [one["what"] for one in document["differences"]] == [told]


@pytest.mark.long
def test_a_replay_says_that_the_judge_has_changed_since(
    run, demo, scored: str, tmp_path: Path
) -> None:
    planted = "evidence = json_set(evidence, '$.judge', 'of then')"
    copy = _copy(demo.data_dir, tmp_path / "copy", planted, scored)
    ended = run("replay", scored, "--data-dir", copy)
    assert ended.exit_code == 0, ended.output
    assert 'judge was "of then", is "' in ended.stderr


def _copy(data_dir: Path, copy: Path, planted: str, submission: str) -> Path:
    """A copy of a data directory in which a column of one submission's evaluations is changed."""
    shutil.copytree(data_dir / "files", copy / "files")
    source = sqlite3.connect(data_dir / "gradus.sqlite3")
    target = sqlite3.connect(copy / "gradus.sqlite3")
    source.backup(target)
    target.execute(f"UPDATE evaluations SET {planted} WHERE submission_id = ?", (submission,))
    target.commit()
    source.close()
    target.close()
    return copy


@pytest.mark.long
def test_what_cannot_be_replayed_says_why(run, demo, tmp_path: Path) -> None:
    missing = run("replay", "nothing", "--data-dir", demo.data_dir)
    assert (missing.exit_code, "no submission" in missing.stderr) == (3, True)
    nowhere = run("replay", "nothing", "--data-dir", tmp_path / "nowhere")
    assert nowhere.exit_code == 3
    assert not (tmp_path / "nowhere").exists()


GONE = {
    "submission": "submissions/{submission}",
    "bundle": "bundles/{version}.zip",
}


@pytest.mark.parametrize(
    ("what", "state"),
    [("submission", "is gone"), ("bundle", "is not there"), ("bundle", "cannot be read")],
)
def test_a_replay_of_what_is_gone_or_damaged_ends_in_one_sentence(
    run, demo, scored: str, tmp_path: Path, what: str, state: str
) -> None:
    copy = _copy(demo.data_dir, tmp_path / "copy", "score = score", scored)
    wanted = "SELECT version_id FROM evaluations WHERE submission_id = ?"
    database = sqlite3.connect(copy / "gradus.sqlite3")
    (version,) = database.execute(wanted, (scored,)).fetchone()
    database.close()
    file = copy / "files" / GONE[what].format(submission=scored, version=version)
    file.unlink()
    if state == "cannot be read":
        file.write_bytes(b"PK not any more")
    ended = run("replay", scored, "--data-dir", copy, "--json")
    assert ended.exit_code == 4
    first, advice = ended.stderr.splitlines()
    assert first.startswith("Error: Cannot replay: ")
    assert state in first
    assert "gradus fsck" in advice
    assert json.loads(ended.stdout)["title"] == first.removeprefix("Error: ")


@pytest.mark.long
@pytest.mark.parametrize("away", ["database", "store"])
def test_a_replay_without_database_or_store_ends_in_one_sentence(
    run, demo, scored: str, free_port: int, monkeypatch: pytest.MonkeyPatch, away: str
) -> None:
    if away == "database":
        url = f"postgresql+psycopg://gradus:hunter2@127.0.0.1:{free_port}/gradus"
        monkeypatch.setenv("GRADUS_DATABASE_URL", url)
    monkeypatch.setenv("GRADUS_STORAGE_URL", "s3://gradus/x")
    for name, value in {
        "ENDPOINT_URL": f"http://127.0.0.1:{free_port}",
        "ALLOW_HTTP": "true",
        "ACCESS_KEY_ID": "test",
        "SECRET_ACCESS_KEY": "hunter2",
    }.items():
        monkeypatch.setenv(f"AWS_{name}", value)
    ended = run("replay", scored, "--data-dir", demo.data_dir)
    assert ended.exit_code == 4
    first, _ = ended.stderr.splitlines()
    assert first.startswith("Error: Cannot replay: the ")
    assert away in first
    assert "hunter2" not in ended.output
