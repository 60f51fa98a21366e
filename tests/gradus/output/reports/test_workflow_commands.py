import pytest
import typer
from hypothesis import given
from hypothesis import strategies as st

from gradus.core.failures import ExitCode
from gradus.output.reports.workflow_commands import annotations, stop_commands, workflow_command


def log(sheets) -> str:
    """The annotations as the runner sees them."""
    return "".join(f"{line}\n" for line in annotations(sheets))


def test_an_annotation_names_file_line_title_and_all_that_is_to_be_said(
    sheet, make_layer, make_finding, github_runner
) -> None:
    made = sheet(make_layer("Affine", make_finding()), path="a, b/50%:x.py")
    (command,) = github_runner.reads(log([made]))
    assert command.name == "error"
    assert command.properties == {
        "file": "a, b/50%:x.py",
        "line": "12",
        "title": "Affine: reference",
    }
    assert command.data.splitlines()[0] == "The gradient of W has the wrong sign."
    assert command.data.endswith("Look for a minus.")


def test_special_characters_are_escaped_as_documented() -> None:
    found = workflow_command("error", {"file": "a,b:c%\r\n"}, "50%: a, b\r\n")
    assert found == "::error file=a%2Cb%3Ac%25%0D%0A::50%25: a, b%0D%0A"


@given(
    value=st.text(st.characters(exclude_categories=["Cs"]), min_size=1),
    message=st.text(st.characters(exclude_categories=["Cs"])),
)
def test_no_text_ends_a_command_or_starts_another(value: str, message: str) -> None:
    line = workflow_command("error", {"title": value, "line": "1"}, message)
    assert "\n" not in line
    assert "\r" not in line
    head, _, data = line.removeprefix("::").partition("::")
    assert head.startswith("error title=")
    assert head.endswith(",line=1")
    assert head.count(",") == 1
    unescaped = data.replace("%0D", "\r").replace("%0A", "\n").replace("%25", "%")
    assert unescaped == message


def test_hostile_text_annotates_nothing_but_what_was_found(hostile, github_runner) -> None:
    commands = github_runner.reads(log([hostile]))
    assert [command.name for command in commands] == ["error"] * len(hostile.complaints)
    assert {command.properties["file"] for command in commands} == {hostile.path}
    assert all(set(command.properties) == {"file", "line", "title"} for command in commands)


@pytest.mark.parametrize(("found", "shown"), [(0, 0), (1, 1), (9, 9), (10, 10), (11, 10), (40, 10)])
def test_github_is_given_ten_annotations_at_most(
    found: int, shown: int, sheet, make_layer, make_finding, github_runner
) -> None:
    layers = [make_layer(f"Layer{n}", make_finding()) for n in range(found)]
    commands = github_runner.reads(log([sheet(*layers, verdict="scored")]))
    assert len(commands) == shown
    if found > shown:
        rest = commands[-1].data
        assert rest.startswith(f"{found - 9} more")
        assert "Layer9" in rest
        assert f"Layer{found - 1}" in rest
        assert "Layer8" not in rest


def test_the_limit_is_that_of_all_files_together(
    sheet, make_layer, make_finding, github_runner
) -> None:
    sheets = [
        sheet(*(make_layer(f"Layer{n}", make_finding()) for n in range(6)), path=path)
        for path in ("a.py", "b.py")
    ]
    assert len(github_runner.reads(log(sheets))) == 10


def test_what_is_good_enough_is_warned_of(sheet, make_layer, make_finding, github_runner) -> None:
    made = sheet(make_layer("Affine", make_finding()), code=ExitCode.OK)
    assert [command.name for command in github_runner.reads(log([made]))] == ["warning"]


def test_while_commands_are_stopped_nothing_printed_is_one(
    capsys: pytest.CaptureFixture[str], github_runner
) -> None:
    with stop_commands(wanted=True):
        typer.echo(
            "  ::error::a\nx ##[set-output name=a]b\n::stop-commands::mine\n::mine::\n::error::c"
        )
    typer.echo("::notice::after")
    names = [command.name for command in github_runner.reads(capsys.readouterr().out)]
    assert names == ["notice"]


def test_commands_resume_after_an_error(capsys: pytest.CaptureFixture[str], github_runner) -> None:
    with pytest.raises(OSError, match="gone"), stop_commands(wanted=True):
        raise OSError("gone")
    github_runner.reads(capsys.readouterr().out)


def test_the_word_that_resumes_is_another_each_time(capsys: pytest.CaptureFixture[str]) -> None:
    for _ in range(2):
        with stop_commands(wanted=True):
            pass
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] != lines[2]


def test_elsewhere_nothing_is_stopped(capsys: pytest.CaptureFixture[str]) -> None:
    with stop_commands(wanted=False):
        typer.echo("text")
    assert capsys.readouterr().out == "text\n"
