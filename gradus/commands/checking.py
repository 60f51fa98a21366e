"""`gradus check`: one's own file, judged on one's own machine."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gradus.commands.options import AsJson
from gradus.failures import ExitCode, exit_code_of

if TYPE_CHECKING:
    from rich.console import RenderableType

    from gradus.answers import Answer


def check(
    file: Annotated[
        Path, typer.Argument(help="Layers (.py) or predictions.", exists=True, dir_okay=False)
    ],
    *,
    assignment: Annotated[
        str | None,
        typer.Option(
            "--assignment",
            "-a",
            help="Ready assignment or a bundle's folder; for predictions also a"
            " sample_submission.csv. By default backprop-layers, or the sample_submission.csv"
            " beside the file.",
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Check a file without a server: layers in full, of predictions the format.

    On Linux, layer code runs in the sandbox, as on the server. Elsewhere it
    runs in a process of its own with a deadline, but with all your rights:
    check your own code only.

    Exit code: 0 all is right, 1 something is wrong.
    """
    if file.suffix.lower() == ".py":
        _check_layers(file, assignment, as_json=as_json)
    else:
        _check_predictions(file, assignment, as_json=as_json)


def _check_layers(file: Path, assignment: str | None, *, as_json: bool) -> None:
    from gradus.offline import check_layers
    from gradus.rendering import result_lines
    from gradus.terminal import remark

    result = check_layers(file, assignment)
    if not as_json:
        remark(f"Checked on this machine, in {result.confinement}.")
    _show(result, result_lines(result), exit_code_of(result.verdict or ""), as_json=as_json)


def _check_predictions(file: Path, assignment: str | None, *, as_json: bool) -> None:
    from gradus.offline import check_predictions
    from gradus.rendering import format_lines

    result = check_predictions(file, assignment)
    code = ExitCode.OK if result.valid else ExitCode.FAILED
    _show(result, format_lines(result), code, as_json=as_json)


def _show(result: "Answer", lines: "RenderableType", code: ExitCode, *, as_json: bool) -> None:
    from gradus.terminal import output, show_json

    if as_json:
        show_json(result.document())
    else:
        output().print(lines, soft_wrap=True)
    if code is not ExitCode.OK:
        raise typer.Exit(code)
