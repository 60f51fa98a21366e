"""`gradus course` and `gradus roster`: courses and who is in them."""

import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gradus.commands.options import AsJson, DataDir, Server, Token
from languages import Locale

if TYPE_CHECKING:
    from gradus.api.answers import RosterAnswer

course_commands = typer.Typer(no_args_is_help=True, help="Make and list courses.")
roster_commands = typer.Typer(no_args_is_help=True, help="Say who is in a course.")


@course_commands.command("create")
def create_course(
    slug: Annotated[str, typer.Argument(help="Short name for addresses: a-z, 0-9 and hyphens.")],
    *,
    title: Annotated[str, typer.Option(help="Title, as people read it.")],
    time_zone: Annotated[
        str, typer.Option(help="IANA time zone, which bounds the days of quotas.")
    ] = "UTC",
    locale: Annotated[Locale, typer.Option(help="Language of the course.")] = "en",
    data_dir: DataDir = None,
    server: Server = None,
    token: Token = None,
) -> None:
    """Make a course."""
    from gradus.host.administration import administrator
    from gradus.output.terminal import show_line

    new = {"slug": slug, "title": title, "time_zone": time_zone, "locale": locale}
    with administrator(server, token, data_dir) as connection:
        course = connection.client.create_course(new)
    show_line(f"Made course {course.slug} {connection.where}.")


@course_commands.command("list")
def list_courses(
    *,
    as_json: AsJson = False,
    data_dir: DataDir = None,
    server: Server = None,
    token: Token = None,
) -> None:
    """List the courses that you may see."""
    from gradus.host.administration import administrator
    from gradus.output.course_tables import course_table
    from gradus.output.terminal import errors_as_json, show_answer

    with errors_as_json(wanted=as_json), administrator(server, token, data_dir) as connection:
        courses = connection.client.courses()
    document = {"courses": [course.document() for course in courses]}
    show_answer(document, course_table(courses), as_json=as_json)


@roster_commands.command("import")
def import_roster(
    course: Annotated[str, typer.Argument(help="Course, by its slug.")],
    file: Annotated[
        Path,
        typer.Argument(
            help="CSV or .xlsx, with column names of its own or as an LMS exports it.",
            exists=True,
            dir_okay=False,
        ),
    ],
    *,
    apply: Annotated[
        bool, typer.Option("--apply", "--yes", "-y", help="Put it in force without asking.")
    ] = False,
    draw_aliases: Annotated[
        bool,
        typer.Option(
            "--draw-aliases", help="Draw aliases for lines with an email or number alone."
        ),
    ] = False,
    keep_staff: Annotated[
        bool, typer.Option("--keep-staff", help="Leave staff whom the file does not name.")
    ] = False,
    columns: Annotated[
        list[str] | None,
        typer.Option(
            "--column", help='Which column says what, as email="Login ID"; role= for none.'
        ),
    ] = None,
    data_dir: DataDir = None,
    server: Server = None,
    token: Token = None,
) -> None:
    """Show what a roster changes, ask, and put it in force.

    The file is the whole roster: whoever is not on it leaves the course, but keeps their work.
    """
    from gradus.host.administration import administrator
    from gradus.output.course_tables import roster_summary, roster_table
    from gradus.output.terminal import output, show_line

    roster = file.read_bytes()
    with administrator(server, token, data_dir) as connection:
        put = partial(
            connection.client.put_roster,
            *(course, roster),
            draw_aliases=draw_aliases,
            keep_staff=keep_staff,
            columns=columns or [],
        )
        if _is_wanted(put(dry_run=True), apply=apply):
            done = put(dry_run=False)
            if done.has_drawn:
                output().print(roster_table(done))
            show_line(f"In force {connection.where}: {roster_summary(done)}.")


@roster_commands.command("export")
def export_roster(
    course: Annotated[str, typer.Argument(help="Course, by its slug.")],
    *,
    out: Annotated[
        Path, typer.Option("--out", "-o", help="The file to write.", dir_okay=False)
    ] = Path("roster.csv"),
    data_dir: DataDir = None,
    server: Server = None,
    token: Token = None,
) -> None:
    """Write the roster in force as a CSV that can be imported again.

    A file that is there already is written over.
    """
    from gradus.host.administration import administrator
    from gradus.output.terminal import show_line

    with administrator(server, token, data_dir) as connection:
        out.write_bytes(connection.client.roster(course))
    show_line(f"Wrote {out}.")


def _is_wanted(difference: "RosterAnswer", *, apply: bool) -> bool:
    """Show the difference; whether it is to be put in force."""
    from gradus.output.course_tables import roster_table
    from gradus.output.rendering import visible
    from gradus.output.terminal import note, output

    output().print(roster_table(difference, is_draft=True))
    used = (f"{field} from '{visible(title)}'" for field, title in difference.columns.items())
    note(f"Read: {', '.join(used)}.")
    if difference.ignored:
        note(f"Nothing is read of these columns: {', '.join(map(visible, difference.ignored))}.")
    if difference.skipped:
        note(f"These rows name nobody: {', '.join(map(str, difference.skipped))}.")
    if difference.telling:
        note(f"These aliases tell who somebody is: {', '.join(map(visible, difference.telling))}.")
    if difference.kept:
        said = "The address of these stays, as others rely on it; an administrator may change it"
        note(f"{said}: {', '.join(map(visible, difference.kept))}.")
    if difference.is_empty:
        note("There is nothing to change.")
        return False
    if apply:
        return True
    if sys.stdin.isatty():
        return typer.confirm("Put it in force?")
    note("Nothing was changed. With --apply it is put in force.")
    return False
