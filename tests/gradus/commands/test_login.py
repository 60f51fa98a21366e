import json

from gradus.core.locations import login_file


def test_a_login_is_checked_kept_and_used(run, demo) -> None:
    token = demo.token("paper-crane")
    ended = run("login", "--server", demo.url, input=f"{token}\n")
    assert ended.exit_code == 0, ended.stderr
    assert f"Logged in to {demo.url} as paper-crane in demo." in ended.stdout
    assert "no keyring" in ended.stderr
    assert login_file().stat().st_mode & 0o777 == 0o600
    assert token not in ended.output
    shown = run("board", "demo", "diabetes", "-t", "unrestricted")
    assert "paper-crane (you)" in shown.stdout


def test_server_and_token_are_both_read_where_neither_is_given(run, demo) -> None:
    ended = run("login", input=f"{demo.url}/\n{demo.token('teacher')}\n")
    assert ended.exit_code == 0, ended.stderr
    assert json.loads(login_file().read_text())["server"] == demo.url


def test_a_token_that_the_server_does_not_know_is_not_kept(run, demo) -> None:
    ended = run("login", "--server", demo.url, input="gds_" + "7" * 48)
    assert ended.exit_code == 3
    assert "7" * 48 not in ended.output
    assert not login_file().exists()


def test_no_token_at_all_is_wrong_usage(run, demo) -> None:
    ended = run("login", "--server", demo.url, input="")
    assert ended.exit_code == 2
    assert "Token is missing" in ended.stderr


def test_logging_out_ends_the_login(run, demo) -> None:
    run("login", "--server", demo.url, input=demo.token("teacher"))
    assert demo.url in run("logout").stdout
    assert "no login" in run("logout").stdout
    assert run("board", "demo", "diabetes").exit_code == 2


def test_a_server_beyond_this_machine_without_encryption_is_warned_of(run, fake_server) -> None:
    fake_server.body = b"[]"
    elsewhere = fake_server.url.replace("127.0.0.1", "0.0.0.0")
    ended = run("login", "--server", elsewhere, input="gds_x")
    assert ended.exit_code == 0
    assert "without encryption" in ended.stderr
    ended = run("login", "--server", elsewhere.replace("http:", "https:"), input="gds_x")
    assert "without encryption" not in ended.stderr
