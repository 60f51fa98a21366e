"""`gradus token`: ways in, handed out by those who may, listed and revoked by whose they are."""

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from gradus.commands.group import Commands
from gradus.commands.options import AsJson, DataDir, Server, Token
from gradus.core.failures import CommandError

if TYPE_CHECKING:
    from gradus.api.answers import AccessAnswer, TokenAnswer


class TokenCommands(Commands):
    """What can be done with tokens; whatever names none of it makes one, as it always has."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Put `make` before what names no command."""
        named = bool(args) and (args[0] in self.commands or args[0] == "--help")
        parsed: list[str] = super().parse_args(ctx, args if named else ["make", *args])
        return parsed


token_commands = typer.Typer(
    cls=TokenCommands, help="Make tokens, and list and revoke them: 'gradus token ALIAS -c COURSE'."
)
Holder = Annotated[
    str | None,
    typer.Option("--of", help="Of a member by alias, with --course; by default your own."),
]
OfCourse = Annotated[str | None, typer.Option("--course", "-c", help="Course, by its slug.")]


class TokenScope(StrEnum):
    """What a token may be used for."""

    READ = "read"
    SUBMIT = "submit"
    MANAGE = "manage"


@token_commands.command("make")
def make_token(
    alias: Annotated[str | None, typer.Argument(help="Member of the course, by alias.")] = None,
    *,
    course: OfCourse = None,
    admin: Annotated[bool, typer.Option("--admin", help="A token that may do everything.")] = False,
    days: Annotated[float | None, typer.Option(help="Days until it expires.", min=0.01)] = None,
    scope: Annotated[
        list[TokenScope] | None, typer.Option(help="Only these; by default all of the role.")
    ] = None,
    as_json: AsJson = False,
    data_dir: DataDir = None,
    server: Server = None,
    token: Token = None,
) -> None:
    """Print a new token and a link that signs in once, or an administrator's token."""
    from gradus.host.administration import administrator
    from gradus.output.terminal import errors_as_json, show_json

    if (alias is None, course is None) != (admin, admin):
        raise CommandError("Give an alias and --course, or --admin alone.")
    new = {"label": "gradus token", "days": days, "scopes": scope or None}
    with errors_as_json(wanted=as_json), administrator(server, token, data_dir) as connection:
        made: TokenAnswer | AccessAnswer
        if course is None:
            made = connection.client.create_token(new)
        else:
            made = connection.client.create_access(course, {**new, "alias": alias})
    if as_json:
        show_json(made.document())
    else:
        _show(made)


@token_commands.command("list")
def list_tokens(
    *,
    of: Holder = None,
    course: OfCourse = None,
    as_json: AsJson = False,
    data_dir: DataDir = None,
    server: Server = None,
    token: Token = None,
) -> None:
    """List the tokens that work: yours, or those of a member for the course."""
    from gradus.host.administration import administrator
    from gradus.output.terminal import errors_as_json, show_answer
    from gradus.output.token_tables import token_table

    with errors_as_json(wanted=as_json), administrator(server, token, data_dir) as connection:
        found = connection.client.tokens(_holder(of, course))
    document = {"tokens": [one.document() for one in found]}
    show_answer(document, token_table(found), as_json=as_json)


@token_commands.command("revoke")
def revoke_token(
    token_id: Annotated[
        str | None, typer.Argument(metavar="ID", help="By 'gradus token list'.")
    ] = None,
    *,
    revoke_all: Annotated[bool, typer.Option("--all", help="Every one, this one too.")] = False,
    of: Holder = None,
    course: OfCourse = None,
    as_json: AsJson = False,
    data_dir: DataDir = None,
    server: Server = None,
    token: Token = None,
) -> None:
    """Make a token worthless at once, and sign out the browsers that it signed in."""
    from gradus.host.administration import administrator
    from gradus.output.terminal import errors_as_json, show_json, show_line

    with errors_as_json(wanted=as_json):
        if (token_id is None) != revoke_all:
            raise CommandError("Give the id of a token, or --all.")
        holder = _holder(of, course)
        with administrator(server, token, data_dir) as connection:
            ended = connection.client.revoke_tokens(holder, token_id)
    if as_json:
        show_json(ended.document())
    else:
        show_line(f"Tokens revoked: {ended.ended}.")


@token_commands.command("rotate")
def rotate_token(
    token_id: Annotated[
        str | None,
        typer.Argument(metavar="[ID]", help="By 'gradus token list'; by default the one in use."),
    ] = None,
    *,
    overlap_hours: Annotated[
        float, typer.Option(help="Hours for which the old one goes on to work.", min=0, max=720)
    ] = 24,
    as_json: AsJson = False,
    data_dir: DataDir = None,
    server: Server = None,
    token: Token = None,
) -> None:
    """Print a token that takes the place of one of yours: same label, scopes, course and end."""
    from gradus.host.administration import administrator
    from gradus.output.terminal import errors_as_json, note, show_json, show_line

    with errors_as_json(wanted=as_json), administrator(server, token, data_dir) as connection:
        client = connection.client
        chosen = token_id or next(one.id for one in client.tokens(None) if one.is_this)
        rotated = client.rotate_token(chosen, overlap_hours)
    if as_json:
        show_json(rotated.document())
        return
    show_line(rotated.token)
    until = rotated.old_works_until.astimezone()
    note(f"Shown this once. The old one works until {until:%Y-%m-%d %H:%M}.")


def _holder(of: str | None, course: str | None) -> tuple[str, str] | None:
    """The course and the alias of a member; None for oneself."""
    if of is None and course is None:
        return None
    if of is None or course is None:
        raise CommandError("Give --of and --course together.")
    return course, of


def _show(made: "TokenAnswer | AccessAnswer") -> None:
    from gradus.api.answers import AccessAnswer
    from gradus.output.terminal import note, show_line

    show_line(made.token)
    if isinstance(made, AccessAnswer):
        show_line(made.sign_in_url)
        note("Shown this once. The link signs in one time.")
    else:
        note("Shown this once.")
