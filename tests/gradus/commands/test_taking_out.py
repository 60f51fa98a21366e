"""Files and grades of a class are written by the command, whole or not at all."""

import csv
import io
import zipfile

import pytest


@pytest.fixture
def options(demo) -> tuple[str, ...]:
    """Who asks, and where."""
    return ("--server", demo.url, "--token", demo.token("teacher"))


def test_files_are_written_as_a_zip_with_a_manifest(run, demo, options, tmp_path) -> None:
    out = tmp_path / "files.zip"
    asked = ("--track", "unrestricted", "--in-time")
    ended = run("files", "download", "demo", "diabetes", "--out", out, *asked, *options)
    assert ended.exit_code == 0, ended.output
    with zipfile.ZipFile(out) as archive:
        text = archive.read("manifest.csv").decode("utf-8-sig")
    assert {row["track"] for row in csv.DictReader(io.StringIO(text))} <= {"unrestricted"}


@pytest.mark.parametrize(("form", "begins"), [("csv", b"\xef\xbb\xbf"), ("xlsx", b"PK")])
def test_grades_are_written_as_a_table(run, demo, options, tmp_path, form, begins) -> None:
    out = tmp_path / "grades"
    asked = ("--out", out, "--format", form)
    ended = run("grades", "export", "demo", "diabetes", *asked, *options)
    assert ended.exit_code == 0, ended.output
    assert out.read_bytes().startswith(begins)


def test_nothing_is_written_over_and_a_refusal_leaves_nothing(run, demo, options, tmp_path) -> None:
    out = tmp_path / "grades.csv"
    asked = ("grades", "export", "demo")
    refused = run(*asked, "no-such", "--out", out, *options)
    assert (refused.exit_code, out.exists()) == (3, False)
    out.write_text("mine")
    refused = run(*asked, "diabetes", "--out", out, *options)
    assert "There is a file" in refused.stderr
    assert out.read_text() == "mine"
