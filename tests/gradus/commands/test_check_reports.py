"""`gradus check` for programs: formats, files, the bar of points, exit codes."""

import json
import shutil
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from gradus.output.reports.formats import Format
from tests.other_system import pretend

SIGN = ("self.x.T @ dout", "-self.x.T @ dout")  # costs one of Affine's four arrays, of 3 points
PRINTS = 'print("::error::pwned\\n  ::set-output name=points::15\\nx ##[add-mask]a")\n'


@pytest.fixture
def wrong(layers: Path) -> Path:
    """A layer file with a wrong sign, in which dW is told and dx is right."""
    layers.write_text(PRINTS + layers.read_text().replace(*SIGN))
    return layers


@pytest.fixture
def in_github(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The environment of a runner; its step summary."""
    summary = tmp_path / "summary.md"
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    monkeypatch.setenv("GITHUB_WORKSPACE", str(tmp_path))
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(summary))
    return summary


def test_github_gets_annotations_at_the_lines_and_a_summary(
    run, wrong: Path, in_github: Path, github_runner
) -> None:
    ended = run("check", wrong, "--format", "github")
    assert ended.exit_code == 1
    (command,) = github_runner.reads(ended.stdout)
    assert command.name == "error"
    assert command.properties["file"] == "layers.py"
    line = wrong.read_text().splitlines()[int(command.properties["line"]) - 1]
    assert "def backward" in line
    assert "dW[" in command.data
    assert "::error::pwned" in ended.stdout
    assert "❌ layers" in in_github.read_text(encoding="utf-8")


@pytest.mark.parametrize("format_", Format)
def test_what_a_student_prints_is_no_command_in_any_format(
    format_: Format, run, wrong: Path, in_github: Path, github_runner
) -> None:
    ended = run("check", wrong, "--format", format_)
    names = [command.name for command in github_runner.reads(ended.stdout)]
    assert names == (["error"] if format_ is Format.GITHUB else [])
    assert github_runner.reads(ended.stderr) == []


def test_a_summary_that_cannot_be_written_costs_no_verdict(
    run, layers: Path, in_github: Path
) -> None:
    in_github.mkdir()
    ended = run("check", layers, "--format", "github")
    assert ended.exit_code == 0
    assert "There is no step summary" in ended.stderr


def test_junit_on_standard_output_is_nothing_else(run, wrong: Path) -> None:
    ended = run("check", wrong, "--format", "junit")
    assert ended.exit_code == 1
    (suite,) = ET.fromstring(ended.stdout.encode())
    assert (suite.get("failures"), suite.get("tests")) == ("1", "41")


def test_several_reports_are_made_of_one_check(run, wrong: Path, tmp_path: Path) -> None:
    junit, quality, results = (tmp_path / name for name in ("junit.xml", "cq.json", "results.json"))
    formats = ("--format", "junit", "--out", junit, "--format", "gitlab", "--out", quality)
    ended = run("check", wrong, *formats, "--format", "gradescope", "--out", results)
    assert ended.exit_code == 1
    assert "Wrong gradient" in ended.stdout
    assert ET.parse(junit).getroot().tag == "testsuites"
    assert [entry["severity"] for entry in json.loads(quality.read_text())] == ["major"]
    assert json.loads(results.read_text())["score"] == pytest.approx(20 - 3 / 4)


def test_every_report_says_that_it_is_advisory(run, layers: Path, in_github: Path) -> None:
    for format_ in ("text", "github"):
        assert "Advisory: the course's server" in run("check", layers, "-f", format_).stderr
    for format_ in ("json", "junit", "gradescope"):
        assert "Advisory: the course's server" in run("check", layers, "-f", format_).stdout
    assert "Advisory" in in_github.read_text(encoding="utf-8")


def test_several_files_are_checked_and_the_worst_counts(run, layers: Path, tmp_path: Path) -> None:
    bad = tmp_path / "bad.py"
    bad.write_text("def (")
    ended = run("check", layers, bad, "--format", "json")
    assert ended.exit_code == 1
    documents = [json.loads(line) for line in ended.stdout.splitlines()]
    assert [Path(each["file"]).name for each in documents] == ["layers.py", "bad.py"]
    assert [each["points"] for each in documents] == [20, 0]
    assert "layers.py" in run("check", layers, bad).stdout
    ended = run("check", layers, bad, "--format", "junit")
    assert len(ET.fromstring(ended.stdout.encode())) == 2


def test_several_files_make_no_results_for_gradescope(run, layers: Path, tmp_path: Path) -> None:
    other, results = tmp_path / "other.py", tmp_path / "results.json"
    other.write_text(layers.read_text())
    ended = run("check", layers, other, "--format", "gradescope", "--out", results)
    assert ended.exit_code == 2
    assert not results.exists()


def test_predictions_can_be_reported_too(run, tmp_path: Path) -> None:
    (tmp_path / "sample_submission.csv").write_text("id,prediction\n7,0\n8,0\n")
    file = tmp_path / "predictions.csv"
    file.write_text("id,prediction\n7,1\n8,many\n")
    ended = run("check", file, "--format", "gitlab")
    assert ended.exit_code == 1
    (entry,) = json.loads(ended.stdout)
    assert entry["location"]["lines"]["begin"] == 3
    assert run("check", file, "--format", "gradescope").exit_code == 2


@pytest.mark.parametrize(("bar", "code"), [("0", 0), ("18.9", 0), ("POINTS", 0), ("ABOVE", 1)])
def test_the_bar_of_points_is_met_exactly_from_it_on(bar: str, code: int, run, wrong: Path) -> None:
    points = json.loads(run("check", wrong, "--json").stdout)["points"]
    assert 19 <= points < 20
    named = {"POINTS": f"{points}", "ABOVE": f"{points + 0.001}"}.get(bar, bar)
    assert run("check", wrong, "--min-points", named).exit_code == code


def test_all_points_are_a_bar_too(run, layers: Path) -> None:
    assert run("check", layers, "--min-points", "20").exit_code == 0


@pytest.mark.parametrize("bar", ["20.1", "-1", "nan", "inf", "1e400"])
def test_a_bar_that_cannot_be_meant_is_wrong_usage(bar: str, run, layers: Path) -> None:
    ended = run("check", layers, "--min-points", bar)
    assert ended.exit_code == 2
    assert "between 0 and 20" in ended.stderr


def test_predictions_have_no_points_to_ask_for(run, tmp_path: Path) -> None:
    (tmp_path / "sample_submission.csv").write_text("id,prediction\n7,0\n")
    file = tmp_path / "predictions.csv"
    file.write_text("id,prediction\n7,1\n")
    assert run("check", file, "--min-points", "1").exit_code == 2


def test_where_the_bar_is_met_what_is_wrong_is_a_warning(
    run, wrong: Path, in_github: Path, github_runner
) -> None:
    ended = run("check", wrong, "--format", "github", "--min-points", "15")
    assert ended.exit_code == 0
    assert [command.name for command in github_runner.reads(ended.stdout)] == ["warning"]
    assert "✅" in in_github.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "options",
    [
        ("--format", "xml"),
        ("--json", "--format", "text"),
        ("--out", "x"),
        ("--format", "json", "--out", "no/such/folder/x"),
        ("--format", "json", "--out", "."),
        ("--format", "junit", "--format", "json"),
    ],
)
def test_a_call_that_cannot_be_meant_ends_with_2(
    options: tuple[str, ...], run, layers: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    ended = run("check", layers, *options)
    assert ended.exit_code == 2, ended.output
    assert ended.stderr


def test_a_report_does_not_replace_the_file_that_is_checked(run, layers: Path) -> None:
    before = layers.read_text()
    assert run("check", layers, "--format", "json", "--out", layers).exit_code == 2
    assert layers.read_text() == before


def test_a_fault_of_ours_ends_with_4_and_leaves_no_report(
    run, layers: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pretend(monkeypatch, release="4.19.0", python=shutil.which("false"))
    results = tmp_path / "results.json"
    ended = run("check", layers, "--format", "gradescope", "--out", results, "--min-points", "0")
    assert ended.exit_code == 4
    assert "our fault" in ended.stderr
    assert not results.exists()


def test_without_a_sandbox_no_code_runs_where_one_is_required(
    run, layers: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pretend(monkeypatch, release="4.19.0")
    layers.write_text("print('it ran')\n" + layers.read_text())
    ended = run("check", layers, "--require-sandbox")
    assert ended.exit_code == 4
    assert "4.19.0 is too old" in ended.stderr
    assert "it ran" not in ended.output
    assert "it ran" in run("check", layers).stdout


def test_numbers_that_json_lacks_are_null(run, layers: Path) -> None:
    layers.write_text(layers.read_text().replace("return x + y", "return x * np.nan"))

    def refuse(constant: str) -> None:
        pytest.fail(f"{constant} is no JSON")

    ended = run("check", layers, "--json")
    assert ended.exit_code == 1
    document = json.loads(ended.stdout, parse_constant=refuse)
    assert document["report"]["layers"][0]["findings"][0]["got"] is None


@pytest.mark.parametrize("format_", ["junit", "gitlab", "gradescope"])
def test_layers_that_return_nan_can_be_reported(format_: str, run, layers: Path) -> None:
    layers.write_text(layers.read_text().replace("return x + y", "return x * np.nan"))
    ended = run("check", layers, "--format", format_)
    assert ended.exit_code == 1
    assert "nan" in ended.stdout
