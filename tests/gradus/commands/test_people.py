import contextlib
import json
import zipfile

import pytest

from gradus.api.private_files import new_private


@pytest.fixture
def people(run, tmp_path):
    """The options of a server with two people in it, one of whose names is another's alias."""
    options = ("--data-dir", tmp_path / "data")
    made = run("course", "create", "ml", "--title", "ML", *options)
    assert made.exit_code == 0, made.stderr
    roster = tmp_path / "roster.csv"
    roster.write_text("alias,name,email\nmomo,Momoko,momoko@example.org\nken,momo,\n")
    assert run("roster", "import", "ml", roster, "--apply", *options).exit_code == 0
    return options


def test_a_person_is_exported_and_erased(run, people, tmp_path) -> None:
    out = tmp_path / "momoko.zip"
    ended = run("person", "export", "momoko@example.org", "--out", out, *people)
    assert ended.exit_code == 0, ended.stderr
    with zipfile.ZipFile(out) as archive:
        assert json.loads(archive.read("held.json"))["person"]["name"] == "Momoko"

    asked = run("person", "erase", "Momoko", *people)
    assert (asked.exit_code, "Nobody was erased" in asked.stderr) == (2, True)
    erased = run("person", "erase", "Momoko", "--yes", "--json", *people)
    assert erased.exit_code == 0, erased.output
    assert json.loads(erased.stdout)["pseudonym"].startswith("erased-")
    gone = run("person", "erase", "Momoko", "--yes", *people)
    assert "Nobody is called 'Momoko' here." in gone.stderr


def test_of_several_none_is_taken(run, people) -> None:
    ended = run("person", "erase", "momo", "--yes", *people)
    assert "Several people are called 'momo'" in ended.stderr
    assert "momo in ml" in ended.stderr
    assert "ken in ml" in ended.stderr


def test_a_person_is_corrected_and_merged(run, people) -> None:
    corrected = run("person", "correct", "Momoko", "--email", "mori@example.org", *people)
    assert corrected.stdout.strip() == "Corrected: Momoko (mori@example.org)."
    nothing = run("person", "correct", "Momoko", *people)
    assert "Give --name, --email or --student-number." in nothing.stderr

    into = ("merge", "mori@example.org", "--into", "ken")
    for asked in ((), ("--dry-run",)):
        ended = run("person", *into, *asked, *people)
        assert "becomes momo (ken in ml), with 0 files in 0 assignments" in ended.stderr
    merged = run("person", *into, "--yes", "--json", *people)
    assert json.loads(merged.stdout)["in_both"] == ["ml"]
    gone = run("person", "export", "Momoko", "--out", "never.zip", *people)
    assert "Nobody is called 'Momoko' here." in gone.stderr


def test_an_export_that_breaks_off_leaves_no_file(run, people, tmp_path) -> None:
    out = tmp_path / "none.zip"
    ended = run("person", "export", "nobody", "--out", out, *people)
    assert (ended.exit_code, out.exists()) == (2, False)
    with contextlib.suppress(OSError), new_private(out) as file:
        file.write(b"half")
        raise OSError("broken")
    assert not out.exists()
    whole = run("person", "export", "Momoko", "--out", out, *people)
    assert whole.exit_code == 0, whole.stderr
    assert out.stat().st_mode & 0o777 == 0o600
