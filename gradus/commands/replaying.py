"""`gradus replay`: whether an old verdict comes out the same today."""

from typing import Annotated

import typer

from gradus.commands.options import AsJson, DataDir
from gradus.core.failures import ExitCode


def replay(
    submission: Annotated[str, typer.Argument(help="Submission, by its id.")],
    *,
    version: Annotated[
        int | None,
        typer.Option(help="Under this version; by default the one in force.", min=1),
    ] = None,
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> None:
    """Grade a submission once more from its evidence, and compare bit for bit.

    Same bytes, same version, same seed; nothing is written. Run it on the server's machine, beside
    the server or without it.

    Exit code: 0 the same, 1 something differs, 3 there is nothing to replay, 4 it cannot be done:
    database, store, file or bundle cannot be read.
    """
    import dataclasses

    from gradus.core.locations import data_directory
    from gradus.host.replaying import replay_submission
    from gradus.host.settings import read_settings
    from gradus.output.rendering import verdict_title, visible
    from gradus.output.terminal import errors_as_json, note, show_json, show_line

    with errors_as_json(wanted=as_json):
        settings = read_settings(data_dir=data_directory(data_dir), workers=1)
        found = replay_submission(settings, submission, version)
    if as_json:
        show_json(dataclasses.asdict(found))
    else:
        end = "differs" if found.differences else "the same, bit for bit"
        title = verdict_title(found.verdict)
        which = f"version {found.version}"
        if found.graded_by != found.version:
            which = f"version {found.graded_by}, taken over by {which}"
        show_line(f"{found.submission_id} under {which}: {title}, {end}.")
        for one in found.differences:
            show_line(visible(f"  {one.what}: was {one.then}, is {one.now}"))
        for one in found.made_by:
            note(f"{one.what} was {one.then}, is {one.now}.")
    if found.differences:
        raise typer.Exit(ExitCode.FAILED)
