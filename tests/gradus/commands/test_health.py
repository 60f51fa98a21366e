import json
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import urlsplit

import pytest

from gradus.host.doctor import examine
from gradus.host.web_server import bind
from server.core.files.object_store import ObjectStore
from server.settings import Settings
from tests.other_system import pretend


def checks(ended) -> dict[str, dict[str, str]]:
    """What the doctor found, by the name of the check."""
    return {check["name"]: check for check in json.loads(ended.stdout)["checks"]}


def test_an_empty_place_is_healthy(run, tmp_path: Path, free_port: int) -> None:
    ended = run("doctor", "--data-dir", tmp_path / "data", "--port", free_port, "--json")
    assert ended.exit_code == 0, ended.stdout
    found = checks(ended)
    assert "ran in" in found["layer files"]["found"]
    assert found["seccomp"]["state"] == "ok"
    assert "none yet" in found["database"]["found"]
    assert not (tmp_path / "data").exists()


def test_a_running_server_is_healthy_and_named(run, demo) -> None:
    port = urlsplit(demo.url).port
    ended = run("doctor", "--data-dir", demo.data_dir, "--port", port, "--json")
    assert ended.exit_code == 0, ended.stdout
    found = checks(ended)
    assert demo.url in found["lock"]["found"]
    assert "our own" in found["port"]["found"]
    assert "tables of this version" in found["database"]["found"]
    assert "gds_" not in ended.output


def test_somebody_elses_port_ends_with_1(run, tmp_path: Path) -> None:
    with bind("127.0.0.1", 0) as taken:
        port = taken.getsockname()[1]
        ended = run("doctor", "--data-dir", tmp_path / "data", "--port", port)
    assert ended.exit_code == 1
    assert str(port) in ended.stdout
    assert "Something is in the way." in ended.stdout


def test_a_directory_that_others_can_read_is_worth_a_look(
    run, tmp_path: Path, free_port: int
) -> None:
    (tmp_path / "data").mkdir(mode=0o755)
    ended = run("doctor", "--data-dir", tmp_path / "data", "--port", free_port, "--json")
    assert ended.exit_code == 0
    assert checks(ended)["data directory"]["state"] == "warning"


def test_a_file_that_is_no_database_ends_with_1(run, tmp_path: Path, free_port: int) -> None:
    (tmp_path / "data").mkdir(mode=0o700)
    (tmp_path / "data" / "gradus.sqlite3").write_bytes(b"not a database, but long enough" * 9)
    ended = run("doctor", "--data-dir", tmp_path / "data", "--port", free_port, "--json")
    assert ended.exit_code == 1
    assert checks(ended)["database"]["state"] == "failed"


def test_a_password_in_the_databases_address_is_not_shown(
    run, tmp_path: Path, free_port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = f"postgresql+psycopg://gradus:hunter2@127.0.0.1:{free_port}/gradus"
    monkeypatch.setenv("GRADUS_DATABASE_URL", url)
    ended = run("doctor", "--data-dir", tmp_path / "data", "--port", free_port, "--json")
    assert ended.exit_code == 1
    assert checks(ended)["database"]["state"] == "failed"
    assert "hunter2" not in ended.output


def test_a_store_is_tried_with_a_file_that_is_gone_afterwards(
    run, tmp_path: Path, free_port: int, s3_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GRADUS_STORAGE_URL", s3_url)
    ended = run("doctor", "--data-dir", tmp_path / "data", "--port", free_port, "--json")
    assert checks(ended)["store of files"] == {
        "name": "store of files",
        "state": "ok",
        "found": f"{s3_url} keeps, gives and removes a file",
        "hint": "",
    }
    assert list(ObjectStore(s3_url, tmp_path / "scratch").entries()) == []
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize("is_there", [True, False])
def test_a_store_that_does_not_do_is_a_failure_with_what_to_look_at(
    run,
    tmp_path: Path,
    free_port: int,
    s3_url: str,
    monkeypatch: pytest.MonkeyPatch,
    is_there: bool,
) -> None:
    """The address of a bucket that is not there, and of a server that is not."""
    if not is_there:
        monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{free_port}")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "hunter2")
    monkeypatch.setenv("GRADUS_STORAGE_URL", "s3://no-such-bucket/files")
    ended = run("doctor", "--data-dir", tmp_path / "data", "--port", 0, "--json")
    assert ended.exit_code == 1
    check = checks(ended)["store of files"]
    assert check["state"] == "failed"
    assert check["found"].startswith("s3://no-such-bucket/files: ")
    assert "AWS_" in check["hint"]
    assert "hunter2" not in ended.output


def test_full_disks_and_broken_runners_are_told_apart(
    tmp_path: Path, free_port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    from grader import RunnerFaultError, SandboxRunner
    from grader.sandbox.runner import Request, Run

    class BrokenRunner(SandboxRunner):
        def run(self, request: Request, **options: object) -> Run:
            if request.filename == "layers.py":
                raise RunnerFaultError("no memory")
            return super().run(request, **options)

    monkeypatch.setattr("shutil.disk_usage", lambda _: SimpleNamespace(free=1_000))
    settings = Settings(data_dir=tmp_path / "data", port=free_port)
    report = examine(settings, BrokenRunner)
    assert not report.healthy
    failed = {check.name for check in report.checks if check.state == "failed"}
    assert failed == {"free space", "layer files"}


def test_a_kernel_without_a_sandbox_is_a_failure_with_the_one_thing_to_change(
    run, tmp_path: Path, free_port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    pretend(monkeypatch, takes_filters=False)
    ended = run("doctor", "--data-dir", tmp_path / "data", "--port", free_port, "--json")
    assert ended.exit_code == 1
    found = checks(ended)["layer files"]
    assert found["state"] == "failed"
    assert "CONFIG_SECCOMP_FILTER" in found["hint"]


def test_a_required_defence_that_is_missing_is_a_failure(
    run, tmp_path: Path, free_port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GRADUS_REQUIRE", "landlock, bubblewrap")
    pretend(monkeypatch, bubblewrap=None)
    ended = run("doctor", "--data-dir", tmp_path / "data", "--port", free_port, "--json")
    assert ended.exit_code == 1
    found = checks(ended)["layer files"]
    assert "bubblewrap: The program bwrap is not installed" in found["found"]
    assert "apt install bubblewrap" in found["hint"]


def test_another_system_is_a_warning_since_prediction_files_are_graded(
    run, tmp_path: Path, free_port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    pretend(monkeypatch, platform="darwin", name="Darwin")
    monkeypatch.setattr("platform.system", lambda: "Darwin")
    ended = run("doctor", "--data-dir", tmp_path / "data", "--port", free_port, "--json")
    assert ended.exit_code == 0, ended.stdout
    found = checks(ended)["layer files"]
    assert found["state"] == "warning"
    assert "WSL2" in found["hint"]


@pytest.mark.parametrize(
    ("version", "affected"),
    [
        ((3, 6, 23), False),
        ((3, 7, 0), True),
        ((3, 51, 2), True),
        ((3, 51, 3), False),
        ((3, 52, 0), False),
    ],
)
def test_the_log_bug_is_mentioned_where_this_sqlite_has_it(
    version: tuple[int, ...],
    affected: bool,
    run,
    tmp_path: Path,
    free_port: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("sqlite3.sqlite_version_info", version)
    ended = run("doctor", "--data-dir", tmp_path / "data", "--port", free_port, "--json")
    assert ("never happens here" in checks(ended)["sqlite"]["found"]) is affected
