"""`gradus token`: ways in, for those who may hand them out."""

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from gradus.commands.options import AsJson, DataDir, Server, Token
from gradus.core.failures import CommandError

if TYPE_CHECKING:
    from gradus.api.answers import AccessAnswer, TokenAnswer


class TokenScope(StrEnum):
    """What a token may be used for."""

    READ = "read"
    SUBMIT = "submit"
    MANAGE = "manage"


def make_token(
    alias: Annotated[str | None, typer.Argument(help="Member of the course, by alias.")] = None,
    *,
    course: Annotated[
        str | None, typer.Option("--course", "-c", help="Course, by its slug.")
    ] = None,
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


def _show(made: "TokenAnswer | AccessAnswer") -> None:
    from gradus.api.answers import AccessAnswer
    from gradus.output.terminal import note, show_line

    show_line(made.token)
    if isinstance(made, AccessAnswer):
        show_line(made.sign_in_url)
        note("Shown this once. The link signs in one time.")
    else:
        note("Shown this once.")
