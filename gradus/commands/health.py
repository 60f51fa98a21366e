"""`gradus doctor`: whether a server can run here, and what is in the way."""

from typing import Annotated

import typer

from gradus.commands.options import AsJson, DataDir
from gradus.output.failures import ExitCode


def doctor(
    *,
    data_dir: DataDir = None,
    port: Annotated[
        int | None, typer.Option(help="Port that the server is to have.", min=0, max=65535)
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Look whether a server can run here.

    Exit code: 0 it can, 1 something is in the way.
    """
    from gradus.host.chosen_settings import chosen_settings
    from gradus.local.doctor import examine
    from gradus.output.rendering import examination_lines
    from gradus.output.terminal import output, show_json

    examination = examine(chosen_settings(data_dir=data_dir, port=port))
    if as_json:
        show_json(examination.document())
    else:
        output().print(examination_lines(examination))
    if not examination.healthy:
        raise typer.Exit(ExitCode.FAILED)
