import json
import os
import signal
import socket
import stat
from pathlib import Path
from urllib.parse import urlsplit

import httpx2
import psutil
import pytest

from gradus.api.running_server import find_running_server
from gradus.host.web_server import bind


def url_in(line: str) -> str:
    """The address that `gradus serve` prints."""
    return next(word for word in line.split() if word.startswith("http"))


def courses(url: str, token: str) -> httpx2.Response:
    """What a server answers to a token that asks for its courses."""
    headers = {"Authorization": f"Bearer {token}"}
    return httpx2.get(f"{url}/api/v1/courses", headers=headers, timeout=60)


def test_a_server_prints_its_address_once_it_answers(start, tmp_path: Path) -> None:
    with start("serve", "--port", 0, "--data-dir", tmp_path / "data") as command:
        assert httpx2.get(f"{url_in(command.first_line)}/readyz").status_code == 200


@pytest.mark.long
def test_local_access_is_its_owners_alone_and_ends_with_the_server(start, tmp_path: Path) -> None:
    data_dir = tmp_path / "data"
    with start("serve", "--port", 0, "--data-dir", data_dir) as command:
        assert stat.S_IMODE((data_dir / "server.json").stat().st_mode) == 0o600
        address = find_running_server(data_dir)
        assert address is not None
        assert courses(address.url, address.token).status_code == 200
        code, _, said = command.stop()
    assert code == 0
    assert not (data_dir / "server.json").exists()
    assert address.token not in said
    with start("serve", "--port", 0, "--data-dir", data_dir) as command:
        assert courses(url_in(command.first_line), address.token).status_code == 401


@pytest.mark.long
def test_local_access_of_a_killed_server_ends_when_the_next_one_starts(
    start, tmp_path: Path
) -> None:
    data_dir = tmp_path / "data"
    with start("serve", "--port", 0, "--data-dir", data_dir) as command:
        address = find_running_server(data_dir)
        os.kill(command.process.pid, signal.SIGKILL)
        command.process.wait(60)
    assert address is not None
    assert (data_dir / "server.json").exists()
    with start("serve", "--port", 0, "--data-dir", data_dir) as command:
        assert courses(url_in(command.first_line), address.token).status_code == 401


@pytest.mark.long
def test_log_lines_beside_a_terminal_are_json(start, tmp_path: Path) -> None:
    with start("serve", "--port", 0, "--data-dir", tmp_path / "data") as command:
        url = url_in(command.first_line)
        httpx2.get(f"{url}/sign-in?link=secret-of-a-link")
        _, _, said = command.stop()
    assert said
    assert all(json.loads(line)["level"] for line in said.splitlines())
    assert "secret-of-a-link" not in said


@pytest.mark.long
def test_a_page_that_watches_a_board_does_not_hold_up_the_stop(start, tmp_path: Path) -> None:
    with start("demo", "--port", 0, "--json", "--data-dir", tmp_path / "demo") as command:
        document = json.loads(command.first_line)
        headers = {"Authorization": f"Bearer {document['people'][0]['token']}"}
        board = f"{document['url']}/api/v1/courses/demo/assignments/diabetes/leaderboard"
        with httpx2.stream(
            "GET", f"{board}/events?track=unrestricted", headers=headers, timeout=60
        ) as events:
            assert next(events.iter_lines()) == "event: board"
            code, _, _ = command.stop()
    assert code == 0


@pytest.mark.long
def test_somebody_who_waits_for_a_verdict_does_not_hold_up_the_stop(
    run, start, tmp_path: Path
) -> None:
    bundle, options = tmp_path / "diabetes", ("--data-dir", tmp_path / "data")
    run("assignment", "build", "diabetes", "--out", bundle)
    with start("serve", "--port", 0, "--workers", 0, *options) as command:
        url = url_in(command.first_line)
        run("course", "create", "ml", "--title", "ML", *options)
        run("assignment", "push", bundle, "-c", "ml", *options)
        token = run("token", "--admin", *options).stdout.strip()
        server = ("--server", url, "--token", token, "--no-wait", "--json")
        sample = bundle / "sample_submission.csv"
        sent = run("submit", sample, "-c", "ml", "-a", "diabetes", "-t", "unrestricted", *server)
        path = f"/api/v1/submissions/{json.loads(sent.stdout)['id']}"
        with socket.create_connection((urlsplit(url).hostname, urlsplit(url).port)) as waiting:
            headers = f"Host: x\r\nAuthorization: Bearer {token}\r\n\r\n"
            request = f"GET {path}?wait={{}} HTTP/1.1\r\n{headers}"
            waiting.sendall(request.format(0.01).encode())
            assert waiting.recv(12) == b"HTTP/1.1 200"
            waiting.sendall(request.format(60).encode())
            code, _, _ = command.stop()
    assert code == 0


def test_a_second_server_on_the_same_data_ends_with_1_and_one_line(run, demo) -> None:
    ended = run("serve", "--port", 0, "--data-dir", demo.data_dir)
    assert ended.exit_code == 1
    assert str(demo.data_dir) in ended.stderr
    assert "Traceback" not in ended.stderr
    assert len(ended.stderr.splitlines()) == 1


def test_a_taken_port_ends_with_1_and_says_what_to_do(run, demo, tmp_path: Path) -> None:
    port = urlsplit(demo.url).port
    ended = run("serve", "--port", port, "--data-dir", tmp_path / "data")
    assert ended.exit_code == 1
    assert str(port) in ended.stderr
    assert "--port" in ended.stderr


def test_a_wrong_setting_is_named(run, monkeypatch) -> None:
    monkeypatch.setenv("GRADUS_WORKERS", "many")
    ended = run("serve")
    assert ended.exit_code == 2
    assert "GRADUS_WORKERS" in ended.stderr


def test_a_demo_says_in_json_who_is_in_it(demo) -> None:
    assert set(demo.document) == {"url", "course", "people"}
    assert demo.document["course"] == "demo"
    people = demo.document["people"]
    assert [person["role"] for person in people] == ["student"] * 3 + ["instructor"]
    for person in people:
        assert set(person) == {"alias", "role", "token", "sign_in_url"}
        answer = demo.get(person["alias"], "courses/demo").json()
        assert (answer["alias"], answer["role"]) == (person["alias"], person["role"])
        assert person["sign_in_url"].startswith(f"{demo.url}/sign-in?")


def test_a_demo_has_both_assignments_with_a_hundred_tries_a_day(demo) -> None:
    for name in ("diabetes", "backprop-layers"):
        answer = demo.get("teacher", f"courses/demo/assignments/{name}").json()
        assert answer["tries_per_day"] == 100


@pytest.mark.long
def test_a_demo_keeps_its_data_and_gives_fresh_ways_in(start, tmp_path: Path) -> None:
    data_dir = tmp_path / "demo"
    seen = []
    for _ in range(2):
        with start("demo", "--port", 0, "--json", "--data-dir", data_dir) as command:
            document = json.loads(command.first_line)
            token = document["people"][0]["token"]
            assignment = f"{document['url']}/api/v1/courses/demo/assignments/diabetes"
            headers = {"Authorization": f"Bearer {token}"}
            answer = httpx2.get(f"{assignment}/submissions", headers=headers).json()
            version = httpx2.get(assignment, headers=headers).json()["version"]
            seen.append((document, [line["id"] for line in answer], version))
            assert command.stop()[0] == 0
    (first, work, version), (second, work_again, version_again) = seen
    assert work == work_again
    assert len(work) == 1
    assert version == version_again == 1
    for before, after in zip(first["people"], second["people"], strict=True):
        assert before["alias"] == after["alias"]
        assert before["sign_in_url"].partition("=")[2] != after["sign_in_url"].partition("=")[2]


@pytest.mark.long
def test_a_demo_on_a_taken_port_takes_another_and_prints_lines_to_copy(
    start, tmp_path: Path
) -> None:
    with bind("127.0.0.1", 0) as taken:
        port = taken.getsockname()[1]
        with start("demo", "--port", port, "--data-dir", tmp_path / "demo") as command:
            url = url_in(command.first_line)
            assert not url.endswith(f":{port}")
            assert httpx2.get(f"{url}/healthz").status_code == 200
            _, printed, _ = command.stop()
    lines = [line.strip() for line in printed.splitlines()]
    assert sum("/sign-in?link=" in line for line in lines) == 4
    assert any(line.startswith("curl ") and "-F file=@" in line for line in lines)
    assert any(line.startswith(f"export GRADUS_SERVER={url} GRADUS_TOKEN=gds_") for line in lines)


def test_code_is_not_trusted_from_afar(run, tmp_path: Path) -> None:
    directory = tmp_path / "data"
    ended = run("serve", "--host", "0.0.0.0", "--trust-own-code", "--data-dir", directory)
    assert ended.exit_code != 0
    assert "only this machine reaches" in ended.stderr
    assert not directory.exists()


@pytest.mark.long
def test_a_server_that_cannot_confine_code_says_so_and_is_not_ready(start, tmp_path: Path) -> None:
    settings = {"GRADUS_REQUIRE": "bubblewrap", "PATH": str(tmp_path)}  # where no bwrap is
    with start("serve", "--port", 0, "--data-dir", tmp_path / "data", **settings) as command:
        answer = httpx2.get(f"{url_in(command.first_line)}/readyz")
        assert answer.status_code == 503
        assert answer.json()["code"]["state"] == "refused"
        _, _, said = command.stop()
    assert "Layer files are refused, prediction files are graded: bubblewrap" in said
    assert "apt install bubblewrap" in said


@pytest.mark.long
def test_ones_own_code_runs_unconfined_where_only_this_machine_comes(start, tmp_path: Path) -> None:
    settings = {"GRADUS_REQUIRE": "bubblewrap", "PATH": str(tmp_path)}
    arguments = ("serve", "--port", 0, "--data-dir", tmp_path / "data", "--trust-own-code")
    with start(*arguments, **settings) as command:
        answer = httpx2.get(f"{url_in(command.first_line)}/readyz")
        assert answer.status_code == 200
        assert answer.json()["code"]["state"] == "trusted"
        _, _, said = command.stop()
    assert "run unconfined, with all your rights" in said


def test_a_worker_that_cannot_confine_code_does_not_serve(
    run, tmp_path: Path, postgres, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GRADUS_DATABASE_URL", postgres.empty())
    monkeypatch.setenv("GRADUS_REQUIRE", "bubblewrap")
    monkeypatch.setenv("PATH", str(tmp_path))  # where no bwrap is
    ended = run("worker", "--data-dir", tmp_path / "data")
    assert ended.exit_code == 1
    assert "student code cannot be confined: bubblewrap" in ended.stderr
    assert "apt install bubblewrap" in ended.stderr


@pytest.mark.long
def test_a_killed_server_leaves_no_process_behind(start, tmp_path: Path) -> None:
    with start("serve", "--port", 0, "--data-dir", tmp_path / "data") as command:
        children = psutil.Process(command.process.pid).children(recursive=True)
        os.kill(command.process.pid, signal.SIGKILL)
        command.process.wait(60)
        gone, alive = psutil.wait_procs(children, timeout=20)
    assert len(gone) >= 3  # a zygote and two warm children at least
    assert alive == []
