"""`gradus login` and `gradus logout`."""

import sys
from typing import Annotated

import typer

from gradus.core.failures import CommandError


def login(
    *,
    server: Annotated[
        str | None,
        typer.Option(help="Address of the server.", envvar="GRADUS_SERVER", metavar="URL"),
    ] = None,
) -> None:
    """Keep a token for later commands, in the system's keyring where there is one.

    The token is asked for, or read from standard input: it never stands on the command line.
    """
    from gradus.api.client import Client, is_loopback
    from gradus.api.connection import parse_address
    from gradus.api.credentials import Login, save_login
    from gradus.output.terminal import note, show_line

    address = parse_address(server or _ask("Server"), _ask("Token", hidden=True))
    if address.url.startswith("http:") and not is_loopback(address.url):
        note("This server is reached without encryption: others may read your token on the way.")
    with Client(address) as client:
        courses = client.courses()
    file = save_login(Login(address.url, address.token))
    places = ", ".join(f"{course.alias} in {course.slug}" for course in courses if course.alias)
    show_line(f"Logged in to {address.url}{f' as {places}' if places else ''}.")
    note(
        "The token is in your keyring."
        if file is None
        else f"The token is in {file}, which only you may read: this machine has no keyring."
    )


def logout() -> None:
    """Forget the token that 'gradus login' has kept."""
    from gradus.api.credentials import forget_login
    from gradus.output.terminal import show_line

    server = forget_login()
    show_line(f"Logged out of {server}." if server else "There was no login.")


def _ask(what: str, *, hidden: bool = False) -> str:
    """What the person types, or the next line of standard input where that is no terminal."""
    if sys.stdin.isatty():
        answer: str = typer.prompt(what, hide_input=hidden)
        return answer
    line = sys.stdin.readline().strip()
    if not line:
        raise CommandError(f"{what} is missing.", "Give --server, and the token on standard input.")
    return line
