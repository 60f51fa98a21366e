"""`gradus person`: what is held of somebody, and that their name goes."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gradus.commands.options import AsJson, DataDir, Server, Token
from gradus.core.failures import CommandError

if TYPE_CHECKING:
    from gradus.api.answers import PersonAnswer
    from gradus.api.client import Client

person_commands = typer.Typer(
    no_args_is_help=True, help="Export what is held of a person, or erase them."
)
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
    from gradus.host.administration import administrator
    from gradus.output.rendering import visible
    from gradus.output.terminal import show_line

    with administrator(server, token, data_dir) as connection:
        found = _find(connection.client, who)
        with out.open("xb") as file:
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
    if yes:
        return
    from gradus.output.rendering import visible

    question = f"Erase {visible(found.name)} ({visible(found.courses)}) for good?"
    if not sys.stdin.isatty() or not typer.confirm(question):
        raise CommandError("Nobody was erased.", "With --yes they are.")
