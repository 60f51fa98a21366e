import json
import zipfile

import pytest


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
