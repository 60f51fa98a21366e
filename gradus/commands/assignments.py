"""`gradus assignment`: checking, building and pushing bundles."""

from pathlib import Path
from typing import Annotated

import typer

from gradus.commands import authoring, versions
from gradus.commands.options import AsJson, Course, DataDir, Server, Token
from gradus.core.failures import ExitCode

assignment_commands = typer.Typer(no_args_is_help=True, help="Check, build and push assignments.")

_MOST_LAST = 1000

Folder = Annotated[
    Path, typer.Argument(help="Folder with assignment.toml.", exists=True, file_okay=False)
]


@assignment_commands.command("lint")
def lint_assignment(folder: Folder, *, as_json: AsJson = False) -> None:
    """Look for mistakes in a bundle, with the lines they stand on.

    Exit code: 0 it can be pushed, 1 it cannot.
    """
    from gradus.local.linting import lint_folder
    from gradus.output.rendering import lint_lines
    from gradus.output.terminal import show_answer

    answer = lint_folder(folder)
    show_answer(answer.document(), lint_lines(answer), as_json=as_json, soft_wrap=True)
    if answer.errors:
        raise typer.Exit(ExitCode.FAILED)


@assignment_commands.command("build")
def build_assignment(
    name: Annotated[str, typer.Argument(help="Ready assignment, such as comment-volume.")],
    *,
    out: Annotated[Path, typer.Option(help="Folder to make; it must not be there yet.")],
    data: Annotated[
        Path | None,
        typer.Option(help="File to make it from, where it needs one.", exists=True, dir_okay=False),
    ] = None,
    seed: Annotated[
        int, typer.Option(help="Decides which rows are hidden.", min=0, max=2**32 - 1)
    ] = 0,
    secret_file: Annotated[
        Path | None,
        typer.Option(
            "--secret",
            help="File with a secret instead of a seed, made where it is not there.",
            dir_okay=False,
        ),
    ] = None,
    disguise: Annotated[
        bool,
        typer.Option("--disguise", help="Shuffle and rename rows and columns, bend their values."),
    ] = False,
    disguise_key: Annotated[
        Path | None,
        typer.Option(
            help="Key of an earlier build, staff/disguise.toml, to build the same again.",
            exists=True,
            dir_okay=False,
        ),
    ] = None,
) -> None:
    """Make a ready assignment's bundle from its data.

    With --disguise nobody finds a row again in data that are public; the key to it stays in the
    folder staff, which is not pushed.
    """
    from gradus.local.building import build_ready, secret_in, secret_of_disguise
    from gradus.output.terminal import note

    is_disguised = disguise or disguise_key is not None
    secret = secret_of_disguise(disguise_key) if is_disguised else None
    drawn_from = seed if secret_file is None else secret_in(secret_file)
    for warning in build_ready(name, data, out, drawn_from, secret):
        note(f"{warning.message} {warning.hint}")
    _say_made(out, is_disguised=is_disguised)


def _say_made(out: Path, *, is_disguised: bool) -> None:
    from gradus.output.terminal import note, show_line

    if is_disguised:
        note(
            f"The key to the disguise is {out / 'staff' / 'disguise.toml'}, which is not pushed."
            " Keep it: with it and the data everybody knows the labels."
        )
    show_line(f"Made {out}. Push it with: gradus assignment push {out} --course COURSE")


def regrade_option(text: str) -> str:
    """What the server is asked for: which files are graded again."""
    scope, _, count = text.partition(":")
    if scope == "last" and count.isdecimal() and 1 <= int(count) <= _MOST_LAST:
        return f"regrade=last&last={count}"
    if text in ("all", "best"):
        return f"regrade={text}"
    raise typer.BadParameter(f"expected all, best or last:1 to last:{_MOST_LAST}, got {text}")


@assignment_commands.command("push")
def push_assignment(
    folder: Folder,
    *,
    course: Course,
    shadow: Annotated[
        bool, typer.Option("--shadow", help="Grade beside the board; nothing else changes.")
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would change and be graded again.")
    ] = False,
    regrade: Annotated[
        str,
        typer.Option(
            help="Files to grade again where that is needed: all, best or last:K of each.",
            parser=regrade_option,
        ),
    ] = "all",
    data_dir: DataDir = None,
    server: Server = None,
    token: Token = None,
) -> None:
    """Put a bundle in force in a course, as the next version of its assignment.

    What it changes is printed, and what is graded again: only data, metric, limits and rules for
    code ask for that. Boards stay as they are until all of it is done. With --shadow they change
    only by 'assignment switch'; see 'assignment compare'.
    """
    import tempfile

    from gradus.host.administration import administrator
    from gradus.local.linting import pack_folder
    from gradus.output.terminal import note, show_line
    from gradus.output.version_tables import push_lines

    options = dict(pair.split("=") for pair in regrade.split("&"))
    options |= {"shadow": "true"} if shadow else {}
    options |= {"dry_run": "true"} if dry_run else {}

    with tempfile.TemporaryFile() as archive:
        slug = pack_folder(folder, archive)
        archive.seek(0)
        with administrator(server, token, data_dir) as connection:
            pushed = connection.client.push(course, slug, archive, **options)
    state = "in force" if pushed.live else "graded beside the board"
    verb = "would be" if dry_run else "is"
    show_line(
        f"{pushed.assignment} {verb} {state} as version {pushed.version} {connection.where}"
        f" (sha256 {pushed.sha256[:12]})."
    )
    for line in push_lines(pushed):
        show_line(line)
    for warning in pushed.warnings:
        note(f"{warning.message} {warning.hint}")


assignment_commands.command("new")(authoring.new_assignment)
assignment_commands.command("versions")(versions.list_versions)
assignment_commands.command("compare")(versions.compare)
assignment_commands.command("switch")(versions.switch)
assignment_commands.command("discard")(versions.discard)
assignment_commands.command("reveal")(versions.reveal)
assignment_commands.command("retry")(versions.retry)


@assignment_commands.command("schema")
def show_schema() -> None:
    """Print the JSON Schema of assignment.toml, for editors."""
    import json

    from grader.bundles.schema import json_schema
    from gradus.output.terminal import show_line

    show_line(json.dumps(json_schema(), indent=2, ensure_ascii=False))
