import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

ROSTER = "alias,name,role\naki,Aki Abe,student\nben,Ben Bo,assistant\nsensei,Dr. S,instructor\n"


def run_at_a_terminal(*arguments: object, typed: bytes) -> str:
    """What the command prints where somebody sits at its standard input."""
    keyboard, terminal = pty.openpty()
    os.write(keyboard, typed)
    try:
        command = [sys.executable, "-m", "gradus", *map(str, arguments)]
        return subprocess.run(
            command, stdin=terminal, capture_output=True, text=True, check=True
        ).stdout
    finally:
        os.close(keyboard)
        os.close(terminal)


@pytest.fixture
def roster(tmp_path: Path) -> Path:
    """A roster of three."""
    file = tmp_path / "roster.csv"
    file.write_text(ROSTER)
    return file


@pytest.fixture
def in_course(run, tmp_path: Path) -> tuple[str, str]:
    """A course `ml` in a data directory without a server; the options that name it."""
    options = ("--data-dir", str(tmp_path / "data"))
    made = run("course", "create", "ml", "--title", "Machine learning", *options)
    assert made.exit_code == 0, made.stderr
    assert "ml" in made.stdout
    assert str(tmp_path / "data") in made.stdout
    return options


def test_without_a_server_a_course_is_made_in_the_data_directory(run, in_course) -> None:
    listed = run("course", "list", *in_course)
    assert "Machine learning" in listed.stdout
    (course,) = json.loads(run("course", "list", "--json", *in_course).stdout)["courses"]
    assert (course["slug"], course["time_zone"], course["locale"]) == ("ml", "UTC", "en")


def test_a_data_directory_without_courses_says_so(run, tmp_path: Path) -> None:
    assert "no courses" in run("course", "list", "--data-dir", tmp_path / "data").stdout


def test_a_course_is_made_only_once(run, in_course) -> None:
    again = run("course", "create", "ml", "--title", "Again", *in_course)
    assert again.exit_code == 3
    assert "ml" in again.stderr


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("Not a slug", "--title", "x"), "slug"),
        (("x", "--title", "x", "--time-zone", "Mars/Olympus"), "time_zone"),
    ],
)
def test_what_a_course_cannot_have_is_named(
    arguments: tuple[str, ...], told: str, run, in_course
) -> None:
    ended = run("course", "create", *arguments, *in_course)
    assert ended.exit_code == 3
    assert told in ended.stderr


def test_an_import_shows_the_difference_and_changes_nothing_unasked(
    run, in_course, roster: Path
) -> None:
    shown = run("roster", "import", "ml", roster, *in_course)
    assert shown.exit_code == 0, shown.stderr
    for told in ("aki", "assistant", "3 added, 0 changed, 0 removed, 0 unchanged"):
        assert told in shown.stdout
    assert "--apply" in shown.stderr
    again = run("roster", "import", "ml", roster, *in_course)
    assert "3 added" in again.stdout


@pytest.mark.parametrize("flag", ["--apply", "--yes", "-y"])
def test_an_import_is_put_in_force_when_told_to(flag: str, run, in_course, roster: Path) -> None:
    assert "In force" in run("roster", "import", "ml", roster, flag, *in_course).stdout
    roster.write_text("alias,role\naki,assistant\nsensei,instructor\nzoe,\n")
    shown = run("roster", "import", "ml", roster, *in_course).stdout
    assert "1 added, 1 changed, 1 removed, 1 unchanged" in shown
    signs = {line.split()[1]: line.split()[0] for line in shown.splitlines() if line[:1] in "+~-"}
    assert signs == {"zoe": "+", "aki": "~", "ben": "-"}


@pytest.mark.parametrize(
    ("answer", "done"), [(b"y\n", True), pytest.param(b"n\n", False, marks=pytest.mark.long)]
)
def test_on_a_terminal_an_import_asks_first(
    answer: bytes, done: bool, in_course, roster: Path
) -> None:
    asked = run_at_a_terminal("roster", "import", "ml", roster, *in_course, typed=answer)
    assert "Put it in force?" in asked
    assert ("In force" in asked) is done


@pytest.mark.long
def test_an_import_that_changes_nothing_does_not_ask(run, in_course, roster: Path) -> None:
    run("roster", "import", "ml", roster, "--apply", *in_course)
    again = run_at_a_terminal("roster", "import", "ml", roster, *in_course, typed=b"")
    assert "0 added, 0 changed, 0 removed, 3 unchanged" in again
    assert "Put it in force?" not in again


def test_aliases_are_drawn_when_a_roster_is_put_in_force(run, in_course, roster: Path) -> None:
    roster.write_text("alias,email\n,kawai@example.org\nsato,sato@example.org\n")
    draft = run("roster", "import", "ml", roster, "--draw-aliases", *in_course)
    assert draft.exit_code == 0, draft.stderr
    assert "(drawn)" in draft.stdout
    assert "These aliases tell who somebody is: sato." in " ".join(draft.stderr.split())
    done = run("roster", "import", "ml", roster, "--draw-aliases", "--apply", *in_course)
    drawn = done.stdout.partition("In force")[0].rpartition("Alias")[2].split()
    assert "-" in drawn[drawn.index("+") + 1]  # two words
    assert run("roster", "import", "ml", roster, *in_course).exit_code == 3


def test_every_mistake_of_a_roster_is_shown_with_its_row(run, in_course, roster: Path) -> None:
    roster.write_text("alias,role\naki,student\naki,student\nben,emperor\n")
    ended = run("roster", "import", "ml", roster, *in_course)
    assert ended.exit_code == 3
    assert "row 3" in ended.stderr
    assert "row 4" in ended.stderr
    assert "emperor" in ended.stderr


def test_a_running_server_is_used_through_its_data_directory(run, demo, roster: Path) -> None:
    made = run("course", "create", "second", "--title", "Second", "--data-dir", demo.data_dir)
    assert made.exit_code == 0, made.stderr
    assert demo.url in made.stdout
    options = ("--data-dir", demo.data_dir)
    assert "3 added" in run("roster", "import", "second", roster, "--apply", *options).stdout


def test_a_student_may_not_make_courses(run, demo) -> None:
    options = ("--server", demo.url, "--token", demo.token("paper-crane"))
    ended = run("course", "create", "mine", "--title", "Mine", *options)
    assert ended.exit_code == 3
    assert demo.token("paper-crane") not in ended.output


def test_a_roster_that_is_written_can_be_imported_and_changes_nothing(
    run, in_course, roster: Path, tmp_path: Path
) -> None:
    run("roster", "import", "ml", roster, "--yes", *in_course)
    written = tmp_path / "written.csv"
    done = run("roster", "export", "ml", "--out", written, *in_course)
    assert done.exit_code == 0, done.stderr
    assert written.read_text(encoding="utf-8-sig").splitlines() == [
        "alias,name,email,role,student_number",
        "aki,Aki Abe,,student,",
        "ben,Ben Bo,,assistant,",
        "sensei,Dr. S,,instructor,",
    ]
    again = run("roster", "import", "ml", written, "--yes", *in_course)
    assert "0 added, 0 changed, 0 removed, 3 unchanged" in again.stdout


def test_an_import_says_which_columns_it_read(run, in_course, roster: Path) -> None:
    roster.write_text("Student,Login,Team\nKawai,kawai@example.org,A\n")
    options = ("--draw-aliases", "--keep-staff", "--column", "email=Login", "--apply")
    shown = run("roster", "import", "ml", roster, *options, *in_course)
    said = " ".join((shown.stdout + shown.stderr).split())
    assert "name from 'Student', email from 'Login'" in said
    assert "Nothing is read of these columns: Team." in said
