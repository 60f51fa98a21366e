import json

import httpx2
import pytest

from server.identity.rules import TOKEN_PREFIX


def ask(demo, token: str, path: str = "courses") -> httpx2.Response:
    """What the server answers to a token."""
    headers = {"Authorization": f"Bearer {token}"}
    return httpx2.get(f"{demo.url}/api/v1/{path}", headers=headers, timeout=60)


def test_a_members_token_works_and_its_link_signs_in_once(run, demo) -> None:
    ended = run("token", "quiet-heron", "--course", "demo", "--data-dir", demo.data_dir)
    assert ended.exit_code == 0, ended.stderr
    token, link = ended.stdout.splitlines()
    assert token.startswith(TOKEN_PREFIX)
    assert ask(demo, token, "courses/demo").json()["alias"] == "quiet-heron"
    assert link.startswith(f"{demo.url}/sign-in?")
    browser = {"Sec-Fetch-Mode": "navigate"}
    assert httpx2.get(link, headers=browser).status_code == 303
    assert httpx2.get(link, headers=browser).status_code == 401


def test_json_holds_token_and_link(run, demo) -> None:
    ended = run("token", "teacher", "-c", "demo", "--json", "--data-dir", demo.data_dir)
    document = json.loads(ended.stdout)
    assert set(document) == {"alias", "role", "token", "sign_in_url"}
    assert document["role"] == "instructor"


def test_a_token_may_be_for_less_than_its_holder_may_do(run, demo) -> None:
    options = ("--scope", "read", "--days", "1", "--data-dir", demo.data_dir)
    token = run("token", "teacher", "-c", "demo", *options).stdout.splitlines()[0]
    assert ask(demo, token).status_code == 200
    refused = run("token", "teacher", "-c", "demo", "--server", demo.url, "--token", token)
    assert refused.exit_code == 3
    assert "manage" in refused.stderr
    assert token not in refused.output


def test_an_administrators_token_outlives_the_command(run, demo) -> None:
    ended = run("token", "--admin", "--days", "2", "--data-dir", demo.data_dir)
    assert ended.exit_code == 0, ended.stderr
    (token,) = ended.stdout.splitlines()
    made = run("course", "create", "third", "--title", "3", "--server", demo.url, "--token", token)
    assert made.exit_code == 0, made.stderr


def test_a_teacher_cannot_get_an_administrators_token(run, demo) -> None:
    ended = run("token", "--admin", "--server", demo.url, "--token", demo.token("teacher"))
    assert ended.exit_code == 3
    assert TOKEN_PREFIX not in ended.output


def test_a_link_made_while_no_server_runs_is_for_the_one_that_will(
    run, tmp_path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GRADUS_PORT", "8765")
    options = ("--data-dir", tmp_path / "data")
    run("course", "create", "ml", "--title", "ML", *options)
    (tmp_path / "roster.csv").write_text("alias\naki\n")
    run("roster", "import", "ml", tmp_path / "roster.csv", "--apply", *options)
    _, link = run("token", "aki", "-c", "ml", *options).stdout.splitlines()
    assert link.startswith("http://127.0.0.1:8765/sign-in?")


def test_an_unknown_member_is_named(run, demo) -> None:
    ended = run("token", "nobody", "-c", "demo", "--data-dir", demo.data_dir)
    assert ended.exit_code == 3
    assert "nobody" in ended.stderr


def test_tokens_are_listed_and_revoked_by_whose_they_are(run, demo) -> None:
    made = ("token", "quiet-heron", "--course", "demo", "--data-dir", demo.data_dir)
    first, second = (run(*made).stdout.splitlines()[0] for _ in range(2))
    mine = ("--server", demo.url, "--token", first)

    listed = run("token", "list", *mine)
    assert "this one" in listed.stdout
    assert TOKEN_PREFIX not in listed.output
    tokens = json.loads(run("token", "list", "--json", *mine).stdout)["tokens"]
    other = next(one["id"] for one in tokens if not one["is_this"])
    assert run("token", "revoke", other, *mine).exit_code == 0
    assert ask(demo, second).status_code == 401
    assert run("token", "revoke", other, *mine).exit_code == 3
    assert run("token", "revoke", "--all", *mine).stdout.startswith("Tokens revoked: ")
    assert ask(demo, first).status_code == 401


def test_staff_list_and_revoke_those_of_a_member(run, demo) -> None:
    made = ("token", "quiet-heron", "--course", "demo", "--data-dir", demo.data_dir)
    token = run(*made).stdout.splitlines()[0]
    staff = ("--server", demo.url, "--token", demo.token("teacher"))
    of = ("--of", "quiet-heron", "--course", "demo")

    listed = run("token", "list", *of, *staff)
    assert (listed.exit_code, "gradus token" in listed.stdout) == (0, True)
    assert run("token", "revoke", "--all", *of, *staff, "--json").exit_code == 0
    assert ask(demo, token).status_code == 401


@pytest.mark.parametrize("words", [(), ("x", "--all"), ("--all", "--of", "momo")])
def test_what_is_to_be_revoked_has_to_be_said(run, words: tuple[str, ...]) -> None:
    assert run("token", "revoke", *words).exit_code == 2


def test_a_rotated_token_is_printed_once_with_the_end_of_the_old_one(run, demo) -> None:
    made = ("token", "quiet-heron", "--course", "demo", "--data-dir", demo.data_dir)
    old = run(*made).stdout.splitlines()[0]

    ended = run("token", "rotate", "--server", demo.url, "--token", old)

    assert ended.exit_code == 0, ended.stderr
    (new,) = ended.stdout.splitlines()
    assert "The old one works until 2" in ended.stderr
    assert [ask(demo, token).status_code for token in (old, new)] == [200, 200]
    at_once = ("--overlap-hours", 0, "--json", "--server", demo.url, "--token", new)
    last = json.loads(run("token", "rotate", *at_once).stdout)["token"]
    assert [ask(demo, token).status_code for token in (new, last)] == [401, 200]
