"""The `gradus` command: every subcommand by its name."""

import os
from typing import Annotated

import typer

from gradus.commands import login, serving, submitting
from gradus.commands.assignments import assignment_commands
from gradus.commands.checking import check
from gradus.commands.courses import course_commands, roster_commands
from gradus.commands.group import Commands
from gradus.commands.health import doctor
from gradus.commands.integrity import fsck
from gradus.commands.people import person_commands
from gradus.commands.replaying import replay
from gradus.commands.taking_out import file_commands, grade_commands
from gradus.commands.tokens import token_commands

app = typer.Typer(
    cls=Commands,
    no_args_is_help=True,
    pretty_exceptions_enable=False,  # its tracebacks show the values of variables
    help="Grading for machine-learning courses.",
)

STUDENTS = "For participants"
STAFF = "For those who run courses"
OPERATORS = "For those who run servers"

# How many threads NumPy's arithmetic takes, by the libraries that read it.
_THREADS = ("OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "OMP_NUM_THREADS")

app.command(rich_help_panel=STUDENTS)(check)
app.command(rich_help_panel=STUDENTS)(submitting.submit)
app.command(rich_help_panel=STUDENTS)(submitting.ask)
app.command(rich_help_panel=STUDENTS)(submitting.board)
app.command(rich_help_panel=STUDENTS)(login.login)
app.command(rich_help_panel=STUDENTS)(login.logout)
app.add_typer(course_commands, name="course", rich_help_panel=STAFF)
app.add_typer(roster_commands, name="roster", rich_help_panel=STAFF)
app.add_typer(assignment_commands, name="assignment", rich_help_panel=STAFF)
app.add_typer(file_commands, name="files", rich_help_panel=STAFF)
app.add_typer(grade_commands, name="grades", rich_help_panel=STAFF)
app.add_typer(token_commands, name="token", rich_help_panel=STAFF)
app.add_typer(person_commands, name="person", rich_help_panel=OPERATORS)
app.command(rich_help_panel=OPERATORS)(serving.demo)
app.command(rich_help_panel=OPERATORS)(serving.serve)
app.command(rich_help_panel=OPERATORS)(serving.worker)
app.command(rich_help_panel=OPERATORS)(doctor)
app.command(rich_help_panel=OPERATORS)(replay)
app.command(rich_help_panel=OPERATORS)(fsck)


def _show_version(wanted: bool) -> None:  # noqa: FBT001 - typer hands it over by position
    if wanted:
        from importlib.metadata import version  # noqa: PLC0415 - only here

        typer.echo(f"gradus {version('gradus')}")
        raise typer.Exit


@app.callback()
def options(
    *,
    _: Annotated[
        bool,
        typer.Option("--version", help="Show the version.", callback=_show_version, is_eager=True),
    ] = False,
) -> None:
    """Grading for machine-learning courses."""


def main() -> None:
    """Run the command that the arguments name, and end with its exit code."""
    _compute_in_one_thread()
    app()


def _compute_in_one_thread() -> None:
    """Whatever loads NumPy from here on, unless the environment says otherwise.

    Arrays are small, and threads that wait for each other spin on a busy machine.
    """
    if "OMP_NUM_THREADS" not in os.environ:  # which holds for both others, where they are not set
        for name in _THREADS:
            os.environ.setdefault(name, "1")
