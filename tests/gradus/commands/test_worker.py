import json
from pathlib import Path

import pytest


@pytest.mark.long
def test_a_worker_grades_what_a_server_elsewhere_has_accepted(
    run, start, tmp_path: Path, postgres
) -> None:
    (tmp_path / "files").mkdir()
    shared = {
        "GRADUS_DATABASE_URL": postgres.empty(),
        "GRADUS_STORAGE_URL": f"file://{tmp_path / 'files'}",
    }
    bundle, web = tmp_path / "diabetes", tmp_path / "web"
    run("assignment", "build", "diabetes", "--out", bundle)
    (tmp_path / "roster.csv").write_text("alias\naki\n")
    with (
        start("serve", "--port", 0, "--workers", 0, "--data-dir", web, **shared),
        start("worker", "--data-dir", tmp_path / "worker", **shared) as worker,
    ):
        options = ("--data-dir", web)
        run("course", "create", "ml", "--title", "ML", *options)
        run("roster", "import", "ml", tmp_path / "roster.csv", "--apply", *options)
        run("assignment", "push", bundle, "-c", "ml", *options)
        access = json.loads(run("token", "aki", "-c", "ml", "--json", *options).stdout)
        server = access["sign_in_url"].partition("/sign-in")[0]
        sample = bundle / "sample_submission.csv"
        where = ("-c", "ml", "-a", "diabetes", "-t", "unrestricted", "--timeout", 60)
        ended = run("submit", sample, *where, "--server", server, "--token", access["token"])
        assert ended.exit_code == 0, ended.output
        assert worker.stop()[0] == 0


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ({}, "GRADUS_DATABASE_URL"),
        ({"GRADUS_DATABASE_URL": "postgresql+psycopg://x/y", "GRADUS_WORKERS": "0"}, "WORKERS"),
    ],
)
def test_a_worker_with_nothing_to_do_is_wrong_usage(
    settings: dict[str, str], told: str, run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    ended = run("worker", "--data-dir", tmp_path / "worker")
    assert ended.exit_code == 2
    assert told in ended.stderr
    assert not (tmp_path / "worker").exists()
