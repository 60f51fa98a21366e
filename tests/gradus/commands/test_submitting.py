import json
from pathlib import Path

import pytest

from gradus.commands import submitting

TO_DIABETES = ("-c", "demo", "-a", "diabetes", "-t", "unrestricted")
QUEUED = {
    "id": "01J",
    "course": "demo",
    "assignment": "diabetes",
    "track": "unrestricted",
    "filename": "predictions.csv",
    "received_at": "2026-11-02T09:00:00Z",
    "sha256": "0" * 64,
    "state": "queued",
    "position": 3,
    "verdict": None,
    "score": None,
    "points": None,
    "max_points": None,
    "metric": "mae",
    "better": "lower",
    "report": None,
    "url": "/submissions/01J",
}


@pytest.fixture
def as_student(demo, monkeypatch: pytest.MonkeyPatch) -> str:
    """The environment of a student of the demo; their token."""
    token = demo.token("river-otter")
    monkeypatch.setenv("GRADUS_SERVER", demo.url)
    monkeypatch.setenv("GRADUS_TOKEN", token)
    return token


@pytest.fixture
def good(demo, tmp_path: Path) -> Path:
    """A file that scores."""
    file = tmp_path / "predictions.csv"
    file.write_bytes(demo.sample())
    return file


@pytest.fixture
def bad(demo, tmp_path: Path) -> Path:
    """A file with a word for a number in row 3, and without its last row."""
    lines = demo.sample().decode().splitlines()
    lines[2] = f"{lines[2].split(',')[0]},many"
    file = tmp_path / "bad.csv"
    file.write_text("\n".join(lines[:-1]))
    return file


def test_a_scored_file_ends_with_0_and_shows_its_score(run, as_student: str, good: Path) -> None:
    ended = run("submit", good, *TO_DIABETES)
    assert ended.exit_code == 0, ended.stderr
    assert "Scored" in ended.stdout
    assert "mae" in ended.stdout
    assert "lower is better" in ended.stdout
    assert "/submissions/" in ended.stderr


def test_a_wrong_file_ends_with_1_and_shows_every_problem_with_its_place(
    run, as_student: str, bad: Path
) -> None:
    ended = run("submit", bad, *TO_DIABETES)
    assert ended.exit_code == 1, ended.stderr
    assert "Invalid file" in ended.stdout
    assert "row 3, column prediction: " in ended.stdout
    assert "many" in ended.stdout
    assert "999" in ended.stdout


def test_problems_are_told_in_japanese_where_the_locale_is(
    run, as_student: str, bad: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", "ja_JP.UTF-8")
    ended = run("submit", bad, *TO_DIABETES)
    assert ended.exit_code == 1
    assert any("\u3040" <= char <= "\u30ff" for char in ended.stdout)


def test_json_is_one_object_on_one_line(run, as_student: str, good: Path, bad: Path) -> None:
    for file, verdict, code in ((good, "scored", 0), (bad, "invalid_file", 1)):
        ended = run("submit", file, *TO_DIABETES, "--json")
        assert ended.exit_code == code
        (line,) = ended.stdout.splitlines()
        document = json.loads(line)
        assert document["verdict"] == verdict
        assert (document["score"] is None) == (verdict != "scored")
        assert len(document["report"]["problems"]) == (0 if verdict == "scored" else 2)


def test_the_same_file_again_shows_what_became_of_it(run, as_student: str, good: Path) -> None:
    """It ends as it did before, as pipelines need it; `--again` makes another submission."""
    good.write_bytes(good.read_bytes() + b"\n\n\n")
    first, same, again = (
        run("submit", good, *TO_DIABETES, *more, "--json") for more in ((), (), ("--again",))
    )
    ids = [json.loads(ended.stdout)["id"] for ended in (first, same, again)]
    assert [ended.exit_code for ended in (first, same, again)] == [0, 0, 0]
    assert ids[0] == ids[1] != ids[2]
    noticed = ["You sent the same file at" in ended.stderr for ended in (first, same, again)]
    assert noticed == [False, True, False]


def test_without_waiting_the_receipt_is_shown(run, as_student: str, good: Path) -> None:
    ended = run("submit", good, *TO_DIABETES, "--no-wait")
    assert ended.exit_code == 0
    assert "/submissions/" in ended.stdout
    ended = run("submit", good, *TO_DIABETES, "--no-wait", "--json")
    assert json.loads(ended.stdout)["sha256"]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("-c", "demo", "-a", "diabetes", "-t", "relaxed"), "relaxed"),
        (("-c", "demo", "-a", "diabetis"), "diabetis"),
        (("-c", "elsewhere", "-a", "diabetes"), "elsewhere"),
    ],
)
def test_a_place_that_does_not_exist_ends_with_3_and_is_named(
    arguments: tuple[str, ...], told: str, run, as_student: str, good: Path
) -> None:
    ended = run("submit", good, *arguments)
    assert ended.exit_code == 3
    assert told in ended.stderr
    assert as_student not in ended.output


def test_a_refusal_is_json_too_where_json_is_asked_for(run, as_student: str, good: Path) -> None:
    ended = run("submit", good, "-c", "demo", "-a", "diabetes", "-t", "relaxed", "--json")
    assert ended.exit_code == 3
    assert json.loads(ended.stdout)["errors"][0]["code"] == "wrong_track"


def test_a_wrong_token_ends_with_3_and_is_never_repeated(
    run, as_student: str, good: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wrong = "gds_" + "7" * 48
    monkeypatch.setenv("GRADUS_TOKEN", wrong)
    for more in ((), ("--json",)):
        ended = run("submit", good, *TO_DIABETES, *more)
        assert ended.exit_code == 3
        assert wrong not in ended.output


def test_a_server_that_is_not_there_ends_with_4(
    run, good: Path, free_port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("time.sleep", lambda _: None)
    server = ("--server", f"http://127.0.0.1:{free_port}", "--token", "gds_0123")
    ended = run("submit", good, *TO_DIABETES, *server)
    assert ended.exit_code == 4
    assert str(free_port) in ended.stderr
    assert "gds_0123" not in ended.output
    ended = run("submit", good, *TO_DIABETES, *server, "--json")
    assert ended.exit_code == 4
    assert json.loads(ended.stdout)["title"]


def test_our_fault_ends_with_4_and_says_that_it_cost_nothing(run, good: Path, fake_server) -> None:
    final = {**QUEUED, "state": "final", "position": 0, "verdict": "infrastructure_fault"}
    fake_server.body = json.dumps(final).encode()
    ended = run("submit", good, *TO_DIABETES, "--server", fake_server.url, "--token", "gds_x")
    assert ended.exit_code == 4
    assert "Our fault" in ended.stdout
    assert "no try" in ended.stdout


def test_no_verdict_in_time_ends_with_4_and_says_where_the_file_is(
    run, good: Path, fake_server
) -> None:
    fake_server.body = json.dumps(QUEUED).encode()
    server = ("--server", fake_server.url, "--token", "gds_x")
    ended = run("submit", good, *TO_DIABETES, *server, "--timeout", "0")
    assert ended.exit_code == 4
    assert "the file is safe" in ended.stderr
    assert f"{fake_server.url}/submissions/01J" in ended.stderr


def test_every_problem_of_a_refusal_is_shown(run, good: Path, fake_server) -> None:
    fake_server.refuse(
        422,
        {"code": "a", "message": "The first is wrong.", "hint": "Try this."},
        {"code": "b", "message": "The second is wrong.", "hint": "Try that.", "row": 4},
        errors_total=9,
    )
    ended = run("submit", good, *TO_DIABETES, "--server", fake_server.url, "--token", "gds_x")
    assert ended.exit_code == 3
    for told in ("The first is wrong.", "Try this.", "row 4: The second is wrong.", "and 7 more"):
        assert told in ended.stderr


def test_a_board_marks_the_readers_own_row(run, demo, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GRADUS_SERVER", demo.url)
    monkeypatch.setenv("GRADUS_TOKEN", demo.token("paper-crane"))
    ended = run("board", "demo", "diabetes", "-t", "unrestricted")
    assert ended.exit_code == 0, ended.stderr
    assert "paper-crane (you)" in ended.stdout
    assert "quiet-heron" in ended.stdout
    assert ended.stdout.count("(you)") == 1


def test_a_board_as_json_is_the_servers_own(run, demo, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GRADUS_SERVER", demo.url)
    monkeypatch.setenv("GRADUS_TOKEN", demo.token("paper-crane"))
    ended = run("board", "demo", "diabetes", "-t", "unrestricted", "--json")
    path = "courses/demo/assignments/diabetes/leaderboard?track=unrestricted"
    assert json.loads(ended.stdout)["rows"] == demo.get("paper-crane", path).json()["rows"]


def test_an_empty_board_says_so(run, fake_server) -> None:
    board = {"track": "main", "metric": "points", "better": "higher", "version": 0}
    course = {"slug": "demo", "title": "Demo", "time_zone": "UTC", "locale": "en"}
    fake_server.bodies = [
        json.dumps({**board, "participants": 0, "rows": []}).encode(),
        json.dumps({"better": "higher"}).encode(),
        json.dumps({**course, "role": "student", "alias": "aki"}).encode(),
    ]
    server = ("--server", fake_server.url, "--token", "gds_x")
    ended = run("board", "demo", "backprop-layers", *server)
    assert ended.exit_code == 0, ended.stderr
    assert "Nobody is on this board yet." in ended.stdout


def test_every_exit_code_is_documented_where_people_look() -> None:
    assert submitting.submit.__doc__ is not None
    for code in ("0 scored", "1 the file", "2 wrong usage", "3 refused", "4 our fault"):
        assert code in submitting.submit.__doc__


def test_in_github_actions_nothing_that_code_printed_is_a_command(
    run, demo, layers: Path, monkeypatch: pytest.MonkeyPatch, github_runner
) -> None:
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    layers.write_text("print('::error::pwned\\n x ##[add-mask]a')\n" + layers.read_text())
    server = ("--server", demo.url, "--token", demo.token("quiet-heron"))
    to_layers = ("-c", "demo", "-a", "backprop-layers")
    for options in ((), ("--json",)):
        ended = run("submit", layers, *to_layers, *server, *options)
        assert ended.exit_code == 0, ended.output
        assert "pwned" in ended.stdout
        assert github_runner.reads(ended.stdout) == []
