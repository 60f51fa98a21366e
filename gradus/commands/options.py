"""Options that several commands share."""

from pathlib import Path
from typing import Annotated

import typer

Server = Annotated[
    str | None,
    typer.Option("--server", envvar="GRADUS_SERVER", help="Address of the server.", metavar="URL"),
]
Token = Annotated[
    str | None,
    typer.Option(
        "--token",
        envvar="GRADUS_TOKEN",
        help="Token to use; better kept by 'gradus login'.",
        show_default=False,
    ),
]
DataDir = Annotated[
    Path | None,
    typer.Option(
        "--data-dir",
        help="Data directory of the server on this machine. By default GRADUS_DATA_DIR, or the"
        " user's own.",
        file_okay=False,
    ),
]
Course = Annotated[str, typer.Option("--course", "-c", help="Course, by its slug.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]
TrustOwnCode = Annotated[
    bool | None,
    typer.Option(
        "--trust-own-code",
        help="Where there is no sandbox: run layer files with all your rights. For a server that"
        " this machine alone reaches.",
        show_default=False,
    ),
]
