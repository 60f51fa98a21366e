"""`gradus submit`, `gradus ask` and `gradus board`: what participants do."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gradus.commands.options import AsJson, Course, Server, Token
from gradus.core.failures import CommandError, ExitCode, exit_code_of

if TYPE_CHECKING:
    from gradus.api.answers import SubmissionAnswer
    from gradus.api.client import Client

Assignment = Annotated[str, typer.Option("--assignment", "-a", help="Assignment, by its slug.")]
Track = Annotated[
    str | None, typer.Option("--track", "-t", help="Track; not needed where there is only one.")
]


def submit(
    file: Annotated[
        Path, typer.Argument(help="Predictions or layers.", exists=True, dir_okay=False)
    ],
    *,
    course: Course,
    assignment: Assignment,
    track: Track = None,
    again: Annotated[
        bool,
        typer.Option("--again", help="Submit it although you have sent the same bytes before."),
    ] = False,
    late: Annotated[
        bool,
        typer.Option("--late", help="Submit it although it spends late days."),
    ] = False,
    wait: Annotated[bool, typer.Option(help="Wait for the verdict.")] = True,
    timeout_s: Annotated[
        float, typer.Option("--timeout", help="Longest wait, in seconds.", min=0)
    ] = 600,
    as_json: AsJson = False,
    server: Server = None,
    token: Token = None,
) -> None:
    """Submit a file and show its verdict.

    Exit code: 0 scored, 1 the file or the code is wrong, 2 wrong usage,
    3 refused by the rules (closed, quota used up, not permitted),
    4 our fault or no connection.
    """
    from gradus.api.connection import participant
    from gradus.api.uploading import OutgoingFile
    from gradus.api.uploading import submit as send
    from gradus.output.terminal import errors_as_json, note, show_json, show_line, upload_bar

    with errors_as_json(wanted=as_json), participant(server, token) as client:
        with upload_bar(file) as sent:
            upload = OutgoingFile(file, course, assignment, track, again, late)
            receipt = send(client, upload, sent=sent)
        if receipt.same_file:
            note(
                f"You sent the same file at {receipt.received_at:%Y-%m-%d %H:%M %Z}: this is what"
                " became of it, and no try was used. --again submits it all the same."
            )
        if not wait and as_json:
            show_json(receipt.document())
        elif not wait:
            show_line(f"Received: {client.url}/submissions/{receipt.id}")
        else:
            result = _wait(client, receipt.id, timeout_s)
            _show(client, result, as_json=as_json)


def ask(
    submission: Annotated[str, typer.Argument(help="Submission, by its id.")],
    *,
    as_json: AsJson = False,
    server: Server = None,
    token: Token = None,
) -> None:
    """Ask for the score of a valid file, where scores are shown only then.

    It spends one of the answers of a term; asking twice for one file is free.
    """
    from gradus.api.connection import participant
    from gradus.output.terminal import errors_as_json

    with errors_as_json(wanted=as_json), participant(server, token) as client:
        _show(client, client.ask(submission), as_json=as_json)


def board(
    course: Annotated[str, typer.Argument(help="Course, by its slug.")],
    assignment: Annotated[str, typer.Argument(help="Assignment, by its slug.")],
    *,
    track: Track = None,
    as_json: AsJson = False,
    server: Server = None,
    token: Token = None,
) -> None:
    """Show a board, with your own row marked."""
    from gradus.api.connection import participant
    from gradus.output.board_tables import board_table
    from gradus.output.terminal import errors_as_json, output, show_json

    with errors_as_json(wanted=as_json), participant(server, token) as client:
        found = client.board(course, assignment, track)
        if as_json:
            show_json(found.document())
        else:
            task = client.assignment(course, assignment)
            output().print(board_table(found, client.course(course).alias, task))


def _wait(client: "Client", submission_id: str, timeout_s: float) -> "SubmissionAnswer":
    """The final submission. Raises CommandError where it takes longer than `timeout_s`."""
    from gradus.api.uploading import follow
    from gradus.output.terminal import stderr_console

    with stderr_console().status("Received") as status:
        result = follow(
            client,
            submission_id,
            patience_s=timeout_s,
            seen=lambda latest: status.update(_progress(latest)),
        )
    if result.state != "final":
        raise CommandError(
            f"There is no verdict after {timeout_s:g} s, but the file is safe.",
            f"Look for it at {client.url}{result.url}.",
            exit_code=ExitCode.FAULT,
            document=result.document(),
        )
    return result


def _progress(latest: "SubmissionAnswer") -> str:
    """Where it is in the line, and how long that takes."""
    place = f"Waiting, number {latest.position} in line" if latest.position else "Grading"
    return place if latest.expected_s is None else f"{place}, about {latest.expected_s} s"


def _show(client: "Client", result: "SubmissionAnswer", *, as_json: bool) -> None:
    from gradus.output.rendering import result_lines
    from gradus.output.reports.workflow_commands import is_github, stop_commands
    from gradus.output.terminal import note, output, show_json

    if as_json:
        show_json(result.document())
    else:
        task = None if result.score is None else client.assignment(result.course, result.assignment)
        with stop_commands(wanted=is_github()):
            output().print(result_lines(result, task), soft_wrap=True)
        if result.can_ask:
            note(f"Ask for its score: gradus ask {result.id}")
        note(f"{client.url}{result.url}")
    code = exit_code_of(result.verdict)
    if code is not ExitCode.OK:
        raise typer.Exit(code)
