"""`gradus files` and `gradus grades`: what a class has handed in and earned, as files."""

from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from gradus.commands.options import DataDir, Server, Token

file_commands = typer.Typer(no_args_is_help=True, help="Take out what a class has handed in.")
grade_commands = typer.Typer(no_args_is_help=True, help="Take out what a class has earned.")
Course = Annotated[str, typer.Argument(help="Course, by its slug.")]
Assignment = Annotated[str, typer.Argument(help="Assignment, by its slug.")]


class TableFormat(StrEnum):
    """What a table of grades is written as."""

    CSV = "csv"
    XLSX = "xlsx"


@file_commands.command("download")
def download_files(
    course: Course,
    assignment: Assignment,
    *,
    out: Annotated[Path, typer.Option("--out", "-o", help="The zip to write.", dir_okay=False)],
    alias: Annotated[str | None, typer.Option(help="Of this member alone.")] = None,
    track: Annotated[str | None, typer.Option(help="On this track alone.")] = None,
    verdict: Annotated[str | None, typer.Option(help="With this verdict, as 'scored'.")] = None,
    late: Annotated[
        bool | None, typer.Option("--late/--in-time", help="After closing, or before it.")
    ] = None,
    data_dir: DataDir = None,
    server: Server = None,
    token: Token = None,
) -> None:
    """Write a zip of everybody's files: a folder for each alias, and a manifest."""
    asked = {"alias": alias, "track": track, "verdict": verdict}
    given = {name: value for name, value in asked.items() if value is not None}
    if late is not None:
        given["late"] = str(late).lower()
    _write(course, assignment, "files.zip", given, out, (server, token, data_dir))


@grade_commands.command("export")
def export_grades(
    course: Course,
    assignment: Assignment,
    *,
    out: Annotated[Path, typer.Option("--out", "-o", help="The file to write.", dir_okay=False)],
    form: Annotated[TableFormat, typer.Option("--format", help="Of which kind.")] = TableFormat.CSV,
    data_dir: DataDir = None,
    server: Server = None,
    token: Token = None,
) -> None:
    """Write what every student earns, with all that it rests on.

    What the class must not know yet is left blank.
    """
    _write(course, assignment, f"grades.{form}", {}, out, (server, token, data_dir))


def _write(
    course: str,
    assignment: str,
    name: str,
    asked: Mapping[str, str],
    out: Path,
    where: tuple[str | None, str | None, Path | None],
) -> None:
    from gradus.api.private_files import new_private
    from gradus.core.failures import CommandError, ExitCode
    from gradus.host.administration import administrator
    from gradus.output.terminal import show_line

    if out.exists():
        raise CommandError(
            f"There is a file {out} already.", "Name another one.", exit_code=ExitCode.REFUSED
        )
    with administrator(*where) as connection, new_private(out) as file:
        connection.client.download(course, assignment, name, file, asked)
    show_line(f"Wrote {out}.")
