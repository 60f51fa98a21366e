"""`gradus check`: one's own files, judged on one's own machine or in a CI."""

from pathlib import Path
from typing import Annotated

import typer

from gradus.core.failures import CommandError, ExitCode
from gradus.output.reports.formats import Format, destinations


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
            " sample_submission.csv, for a program a folder with train.csv. By default"
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

    from gradus.local.checking import check_file
    from gradus.output.reports.publishing import publish

    checked = [
        check_file(file, assignment, min_points, require_sandbox=require_sandbox) for file in files
    ]
    publish(wanted, checked)
    if (worst := max(each.code for each in checked)) is not ExitCode.OK:
        raise typer.Exit(worst)


def _formats(named: list[Format], *, as_json: bool) -> list[Format]:
    if as_json and named not in ([], [Format.JSON]):
        raise CommandError("--json is the same as --format json.", "Use --format alone.")
    return [Format.JSON] if as_json else named or [Format.TEXT]
