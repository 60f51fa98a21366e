"""`gradus check`: one's own files, judged on one's own machine or in a CI."""

import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gradus.output.failures import CommandError, ExitCode, exit_code_of
from gradus.output.reports.formats import Format, destinations

if TYPE_CHECKING:
    from gradus.api.answers import CheckedAnswer, FormatAnswer
    from gradus.output.reports.mark_sheet import Checked

_ROUNDING = 1e-9  # points are sums of thirds and the like


def check(
    files: Annotated[
        list[Path],
        typer.Argument(
            metavar="FILE...",
            help="Layers (.py), a program (a class Model, or .zip) or predictions.",
            exists=True,
            dir_okay=False,
        ),
    ],
    *,
    assignment: Annotated[
        str | None,
        typer.Option(
            "--assignment",
            "-a",
            help="Ready assignment or a bundle's folder; for predictions also a"
            " sample_submission.csv, for a program a folder with train.csv and test.csv. By default"
            " backprop-layers, or what lies beside the file.",
        ),
    ] = None,
    formats: Annotated[
        list[Format] | None,
        typer.Option("--format", "-f", help="How to report; may be repeated.", show_default="text"),
    ] = None,
    outs: Annotated[
        list[Path] | None,
        typer.Option(
            "--out",
            "-o",
            help="File for json, junit, gitlab or gradescope, else on standard output; repeated in"
            " the order of the formats.",
            dir_okay=False,
        ),
    ] = None,
    min_points: Annotated[
        float | None,
        typer.Option(help="Points of a layer file that are enough.", show_default="all"),
    ] = None,
    require_sandbox: Annotated[
        bool, typer.Option("--require-sandbox", help="Run no code where it cannot be confined.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="The same as --format json.")] = False,
) -> None:
    """Check files without a server: layers in full, of predictions the format.

    Of a program the rules are checked, and it is tried on a fifth of train.csv.

    What it says is advisory: the course's server decides, with fresh inputs and hidden cases.

    On Linux, layer code runs in the sandbox, as on the server. Elsewhere it
    runs in a process of its own with a deadline, but with all your rights:
    check your own code only.

    Exit code: 0 all is right, or worth --min-points; 1 something is wrong;
    2 wrong usage; 4 our fault, or no sandbox though it is required.
    """
    wanted = destinations(_formats(formats or [], as_json=as_json), outs or [], files)

    from gradus.output.reports.publishing import publish

    checked = [
        _checked(file, assignment, min_points, require_sandbox=require_sandbox) for file in files
    ]
    publish(wanted, checked)
    if (worst := max(each.code for each in checked)) is not ExitCode.OK:
        raise typer.Exit(worst)


def _formats(named: list[Format], *, as_json: bool) -> list[Format]:
    if as_json and named not in ([], [Format.JSON]):
        raise CommandError("--json is the same as --format json.", "Use --format alone.")
    return [Format.JSON] if as_json else named or [Format.TEXT]


def _checked(
    file: Path, assignment: str | None, min_points: float | None, *, require_sandbox: bool
) -> "Checked":
    from gradus.output.reports.mark_sheet import Checked
    from gradus.output.reports.places import path_in_repository

    started = time.monotonic()
    answer = _answer(file, assignment, require_sandbox=require_sandbox)
    wall_s = time.monotonic() - started
    return Checked(file, path_in_repository(file), answer, _code(answer, min_points), wall_s)


def _answer(
    file: Path, assignment: str | None, *, require_sandbox: bool
) -> "CheckedAnswer | FormatAnswer":
    from gradus.local.offline import check_layers, check_predictions
    from gradus.local.offline_programs import check_program, is_program

    if is_program(file):
        return check_program(file, assignment, require_sandbox=require_sandbox)
    if file.suffix.lower() == ".py":
        return check_layers(file, assignment, require_sandbox=require_sandbox)
    return check_predictions(file, assignment)


def _code(answer: "CheckedAnswer | FormatAnswer", min_points: float | None) -> ExitCode:
    """The exit code for one file. Raises CommandError for a bar that cannot be meant."""
    from gradus.api.answers import FormatAnswer

    if isinstance(answer, FormatAnswer):
        if min_points is not None:
            raise CommandError("--min-points is for layer files.", "Only the server scores others.")
        return ExitCode.OK if answer.valid else ExitCode.FAILED
    code = exit_code_of(answer.verdict or "")
    if min_points is None or code is ExitCode.FAULT:
        return code
    most = answer.max_points or 0.0
    if not 0 <= min_points <= most:
        raise CommandError(f"--min-points is between 0 and {most:g}, not {min_points:g}.")
    is_enough = (answer.points or 0.0) >= min_points - _ROUNDING
    return ExitCode.OK if is_enough else ExitCode.FAILED
