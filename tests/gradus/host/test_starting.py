"""What is in the way of a start is said in a sentence, whichever command starts a server."""

from pathlib import Path

import pytest

COMMANDS = [("serve", "--port", 0), ("course", "list"), ("token", "--admin")]
commands = pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command[0])


def assert_explained(ended, *words: object) -> None:
    """The command has failed with a sentence that holds these words, and with advice."""
    assert ended.exit_code == 1
    assert "Traceback" not in ended.stderr
    first, advice = ended.stderr.splitlines()
    assert first.startswith("Error: Cannot start: ")
    assert all(str(word) in first for word in words)
    assert advice


@commands
@pytest.mark.parametrize("below", ["", "data"])
def test_a_data_directory_that_cannot_be(
    run, command, below: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("GRADUS_DATA_DIR", str(tmp_path / "file" / below))
    assert_explained(run(*command), tmp_path / "file")


@commands
def test_a_home_that_cannot_be(
    run, command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("HOME", str(tmp_path / "file"))
    monkeypatch.delenv("XDG_CONFIG_HOME")
    monkeypatch.delenv("XDG_DATA_HOME")
    assert_explained(run(*command), tmp_path / "file")


def test_a_directory_that_refuses_to_be_written(
    run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied", str(tmp_path / "data"))

    monkeypatch.setattr(Path, "mkdir", refuse)
    assert_explained(run("serve", "--port", 0), tmp_path / "data", "Permission denied")


@commands
def test_a_file_that_is_no_database(
    run, command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GRADUS_DATA_DIR", str(tmp_path))
    (tmp_path / "gradus.sqlite3").write_bytes(b"not a database, but long enough" * 9)
    assert_explained(run(*command), "sqlite", "not a database")


@pytest.mark.parametrize("command", [*COMMANDS, ("worker",)], ids=lambda command: command[0])
def test_a_postgresql_that_cannot_be_reached(
    run, command, free_port: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GRADUS_DATA_DIR", str(tmp_path))
    url = f"postgresql+psycopg://gradus:hunter2@127.0.0.1:{free_port}/gradus"
    monkeypatch.setenv("GRADUS_DATABASE_URL", url)
    ended = run(*command)
    assert_explained(ended, "postgresql", free_port)
    assert "hunter2" not in ended.stderr


@pytest.mark.parametrize("command", [*COMMANDS, ("worker",)], ids=lambda command: command[0])
@pytest.mark.parametrize(
    ("name", "value"),
    [("GRADUS_DATABASE_URL", "mysql://gradus:hunter2@db/gradus"), ("GRADUS_WORKERS", "-1")],
)
def test_a_wrong_setting_is_named_and_not_shown(
    run, command, name: str, value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, value)
    ended = run(*command)
    assert ended.exit_code == 2
    assert len(ended.stderr.splitlines()) == 1
    assert name in ended.stderr
    assert "hunter2" not in ended.stderr


def test_a_store_of_no_known_kind(run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GRADUS_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("GRADUS_STORAGE_URL", "nowhere://x")
    assert_explained(run("serve", "--port", 0), "the store of files cannot be used", "nowhere")
