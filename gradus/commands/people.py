"""`gradus person`: corrected, merged, and what is held of somebody exported or erased."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gradus.commands.options import AsJson, DataDir, Server, Token
from gradus.core.failures import CommandError

if TYPE_CHECKING:
    from gradus.api.client import Client
    from gradus.api.people_answers import PersonAnswer

person_commands = typer.Typer(no_args_is_help=True, help="Correct, merge, export and erase people.")
Who = Annotated[
    str, typer.Argument(help="A person by e-mail address, name, alias in some course, or id.")
]


@person_commands.command("export")
def export_person(
    who: Who,
    *,
    out: Annotated[Path, typer.Option("--out", "-o", help="The zip to write.", dir_okay=False)],
    data_dir: DataDir = None,
    server: Server = None,
    token: Token = None,
) -> None:
    """Write a zip of all that is held of a person: a JSON document and their files."""
    from gradus.api.private_files import new_private
    from gradus.host.administration import administrator
    from gradus.output.rendering import visible
    from gradus.output.terminal import show_line

    with administrator(server, token, data_dir) as connection:
        found = _find(connection.client, who)
        with new_private(out) as file:
            connection.client.export_person(found.id, file)
    show_line(f"Wrote what is held of {visible(found.name)} to {out}.")


@person_commands.command("erase")
def erase_person(
    who: Who,
    *,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Erase without asking.")] = False,
    as_json: AsJson = False,
    data_dir: DataDir = None,
    server: Server = None,
    token: Token = None,
) -> None:
    """Let a pseudonym take the place of somebody's name everywhere, and end their ways in.

    Scores and files stay. This cannot be taken back.
    """
    from gradus.host.administration import administrator
    from gradus.output.rendering import visible
    from gradus.output.terminal import errors_as_json, show_json, show_line

    with errors_as_json(wanted=as_json), administrator(server, token, data_dir) as connection:
        found = _find(connection.client, who)
        _ask(found, yes=yes)
        erased = connection.client.erase_person(found.id)
    if as_json:
        show_json(erased.document())
    else:
        show_line(f"{visible(found.name)} is {erased.pseudonym} from now on.")


@person_commands.command("correct")
def correct_person(
    who: Who,
    *,
    name: Annotated[str | None, typer.Option(help="Their name on the whole site.")] = None,
    email: Annotated[
        str | None, typer.Option(help="The address that names them; '' for none.")
    ] = None,
    student_number: Annotated[
        str | None, typer.Option(help="Their student number; '' for none.")
    ] = None,
    data_dir: DataDir = None,
    server: Server = None,
    token: Token = None,
) -> None:
    """Correct what somebody is called; what another address had opened ends with it."""
    from gradus.host.administration import administrator
    from gradus.output.rendering import visible
    from gradus.output.terminal import show_line

    given = {"name": name, "email": email, "student_number": student_number}
    new = {key: value for key, value in given.items() if value is not None}
    if not new:
        raise CommandError("Give --name, --email or --student-number.")
    with administrator(server, token, data_dir) as connection:
        found = connection.client.correct_person(_find(connection.client, who).id, new)
    told = f"{found.name} ({found.email or 'no address'})"
    show_line(f"Corrected: {visible(told)}.")


@person_commands.command("merge")
def merge_people(
    who: Who,
    *,
    into: Annotated[str, typer.Option(help="Who stays, named likewise.")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Change nothing.")] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Merge without asking.")] = False,
    as_json: AsJson = False,
    data_dir: DataDir = None,
    server: Server = None,
    token: Token = None,
) -> None:
    """Make all that somebody has another's: files, tries, tokens, browsers, accounts elsewhere.

    Where both have files of one assignment they stay two. This cannot be taken back.
    """
    from gradus.host.administration import administrator
    from gradus.output.people_lines import merge_line
    from gradus.output.terminal import errors_as_json, note, show_json, show_line

    with errors_as_json(wanted=as_json), administrator(server, token, data_dir) as connection:
        client = connection.client
        goes, stays = _find(client, who), _find(client, into)
        merged = client.merge_people(goes.id, stays.id, dry_run=True)
        if not as_json:
            note(merge_line(goes, stays, merged))
        if not dry_run:
            _confirm("Merge them for good?", "Nobody was merged.", "With --yes they are.", yes=yes)
            merged = client.merge_people(goes.id, stays.id, dry_run=False)
    if as_json:
        show_json(merged.document())
    else:
        show_line("Nothing was changed." if dry_run else f"They are {stays.id} from now on.")


def _find(client: "Client", who: str) -> "PersonAnswer":
    """The only person who is called so."""
    found = client.people(who)
    if len(found) == 1:
        return found[0]
    if not found:
        raise CommandError(f"Nobody is called {who!r} here.")
    listed = ", ".join(f"{one.id} ({one.courses})" for one in found)
    raise CommandError(f"Several people are called {who!r}: {listed}.", "Name one by the id.")


def _ask(found: "PersonAnswer", *, yes: bool) -> None:
    from gradus.output.rendering import visible

    question = f"Erase {visible(found.name)} ({visible(found.courses)}) for good?"
    _confirm(question, "Nobody was erased.", "With --yes they are.", yes=yes)


def _confirm(question: str, *otherwise: str, yes: bool) -> None:
    """Ask on a terminal; what is not agreed to ends the command with the words for it."""
    if not yes and not (sys.stdin.isatty() and typer.confirm(question)):
        raise CommandError(*otherwise)
