"""`gradus doctor`: whether a server can run here, and what is in the way."""

from typing import Annotated

import typer

from gradus.commands.options import AsJson, DataDir
from gradus.core.failures import ExitCode


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
    from gradus.host.doctor import examine
    from gradus.host.settings import read_settings
    from gradus.output.health_report import health_lines
    from gradus.output.terminal import show_answer

    report = examine(read_settings(data_dir=data_dir, port=port))
    show_answer(report.document(), health_lines(report), as_json=as_json)
    if not report.healthy:
        raise typer.Exit(ExitCode.FAILED)
