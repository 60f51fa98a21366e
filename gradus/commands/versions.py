"""`gradus assignment versions`, `compare`, `switch`, `discard`, `reveal` and `retry`."""

from datetime import datetime
from typing import Annotated

import typer

from gradus.commands.options import AsJson, Course, DataDir, Server, Token

Assignment = Annotated[str, typer.Argument(help="Assignment, by its slug.")]
Version = Annotated[int, typer.Argument(help="Version, by its number.", min=1)]


def list_versions(
    assignment: Assignment,
    *,
    course: Course,
    as_json: AsJson = False,
    data_dir: DataDir = None,
    server: Server = None,
    token: Token = None,
) -> None:
    """List the versions of an assignment, newest first."""
    from gradus.host.administration import administrator
    from gradus.output.terminal import errors_as_json, show_answer
    from gradus.output.version_tables import version_table

    with errors_as_json(wanted=as_json), administrator(server, token, data_dir) as connection:
        lines = connection.client.versions(course, assignment)
    document = {"versions": [line.document() for line in lines]}
    show_answer(document, version_table(lines), as_json=as_json)


def compare(
    assignment: Assignment,
    version: Version,
    *,
    course: Course,
    as_json: AsJson = False,
    data_dir: DataDir = None,
    server: Server = None,
    token: Token = None,
) -> None:
    """Show who would move on the boards under a version, and who would fall off."""
    from gradus.host.administration import administrator
    from gradus.output.terminal import errors_as_json, show_answer
    from gradus.output.version_tables import comparison_lines

    with errors_as_json(wanted=as_json), administrator(server, token, data_dir) as connection:
        found = connection.client.comparison(course, assignment, version)
    show_answer(found.document(), comparison_lines(found), as_json=as_json)


def switch(
    assignment: Assignment,
    version: Version,
    *,
    course: Course,
    data_dir: DataDir = None,
    server: Server = None,
    token: Token = None,
) -> None:
    """Put the version that is graded beside the board in force, all at once.

    Exit code: 3 while it is not graded whole; nothing is changed then.
    """
    from gradus.host.administration import administrator
    from gradus.output.terminal import show_line

    with administrator(server, token, data_dir) as connection:
        connection.client.switch(course, assignment, version)
        show_line(f"{assignment} is in force as version {version} {connection.where}.")


def discard(
    assignment: Assignment,
    version: Version,
    *,
    course: Course,
    data_dir: DataDir = None,
    server: Server = None,
    token: Token = None,
) -> None:
    """Give up the version that is graded beside the board, with its gradings."""
    from gradus.host.administration import administrator
    from gradus.output.terminal import show_line

    with administrator(server, token, data_dir) as connection:
        connection.client.discard(course, assignment, version)
        show_line(f"Version {version} of {assignment} is discarded {connection.where}.")


def _moment(text: str) -> datetime:
    found = datetime.fromisoformat(text)
    if found.tzinfo is None:
        raise typer.BadParameter("expected an offset, as in 2027-01-31T23:59+09:00")
    return found


def reveal(
    assignment: Assignment,
    *,
    course: Course,
    track: Annotated[str, typer.Option("-t", "--track", help="Track, by its slug.")],
    at: Annotated[
        datetime | None,
        typer.Option(help="Moment with an offset; now, if not said.", parser=_moment),
    ] = None,
    as_json: AsJson = False,
    data_dir: DataDir = None,
    server: Server = None,
    token: Token = None,
) -> None:
    """Show the private scores of a track to its class, now or from a moment on.

    Exit code: 3 before the track closes; nothing is changed then.
    """
    from gradus.host.administration import administrator
    from gradus.output.terminal import errors_as_json, show_answer

    with errors_as_json(wanted=as_json), administrator(server, token, data_dir) as connection:
        found = connection.client.reveal(course, assignment, track, at)
    state = "is revealed since" if found.revealed else "is revealed at"
    text = f"{track} of {assignment} {state} {found.reveal_at.isoformat()}."
    show_answer(found.document(), text, as_json=as_json)


def retry(
    assignment: Assignment,
    *,
    course: Course,
    submission: Annotated[str | None, typer.Option(help="One submission alone, by its id.")] = None,
    as_json: AsJson = False,
    data_dir: DataDir = None,
    server: Server = None,
    token: Token = None,
) -> None:
    """Grade again what could not be graded for reasons of the server's.

    The tries that were given back are reserved again, and settled by the verdicts. Doing it again
    changes nothing.
    """
    from gradus.host.administration import administrator
    from gradus.output.terminal import errors_as_json, show_answer

    with errors_as_json(wanted=as_json), administrator(server, token, data_dir) as connection:
        found = connection.client.retry(course, assignment, submission)
    text = f"Files that are graded again: {found.files}."
    if found.passed:
        text += (
            f" Files that stay as they are: {found.passed}. Later ones of the same participants"
            " have been answered; they may be sent again."
        )
    show_answer(found.document(), text, as_json=as_json)
